"""While a page opens, its first chart stays where it is."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.playground import settled
from tests.browser.test_one_screen import EMBEDDED, PHONE, PROJECTOR, button

WATCH = """
const tops = window.tops = [];
(function look() {
  const chart = document.querySelector(".live-boundary, [class*=live-boundary-]");
  const top = chart?.getClientRects().length ? Math.round(chart.getBoundingClientRect().top) : null;
  if (top !== null && top !== tops.at(-1)) tops.push(top);
  requestAnimationFrame(look);
})();"""


HEIGHT_IS_KNOWN = {
    "": (PROJECTOR, PHONE),
    "?hide=scale": (EMBEDDED,),
    "zero_or_random?present=true": (PROJECTOR,),
}
"""By the address, the windows for which the style sheet can say how high the controls will be."""


@pytest.mark.nightly
@pytest.mark.parametrize("address", HEIGHT_IS_KNOWN)
def test_the_first_chart_stays_where_it_is_while_the_controls_come(browser: Browser, app: str, address: str) -> None:
    for width, height in HEIGHT_IS_KNOWN[address]:
        with browser.new_context(viewport={"width": width, "height": height}) as context:  # with nothing in its cache
            page = context.new_page()
            page.add_init_script(WATCH)
            page.goto(f"{app}/{address}")
            page.locator(".live-boundary, [class*=live-boundary-]").locator(".main-svg").first.wait_for(timeout=60_000)
            expect(button(page, "present")).to_be_visible(timeout=60_000)
            settled(page)
            tops = page.evaluate("tops")
            assert max(tops) - min(tops) < 10, f"at {width}×{height}"  # the lowest row has 38 pixels
