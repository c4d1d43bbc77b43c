"""While a page opens, what has been painted stays where it is: its cumulative layout shift, as browsers define it."""

from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from playground.pages.contents import PAGES
from tests.browser.playground import PATIENCE, settled

MOST = 0.1
"""What browsers' makers call good."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}
SMALL = PHONE | {"viewport": {"width": 375, "height": 667}}
PROJECTOR = {"viewport": {"width": 1280, "height": 720}}
EMBEDDED = {"viewport": {"width": 800, "height": 600}}
HAVE_RUNS = ("", "zero_or_random")
"""Controls in several lines over a chart that comes first. By day the first is opened."""
HEIGHT_IS_KNOWN = (
    ("", PHONE),
    ("", PROJECTOR),
    ("?hide=scale", EMBEDDED),
    ("zero_or_random?present=true", PROJECTOR),
)
"""Where the style sheet can say how high the controls will be: there the first chart does not even move a little."""

WATCH = """
window.shifts = [];
const tops = window.tops = [];
(function look() {
  const chart = document.querySelector(".live-boundary, [class*=live-boundary-]");
  const top = chart?.getClientRects().length ? Math.round(chart.getBoundingClientRect().top) : null;
  if (top !== null && top !== tops.at(-1)) tops.push(top);
  requestAnimationFrame(look);
})();
new PerformanceObserver((list) => {
  for (const { hadRecentInput, startTime, value, sources } of list.getEntries())
    if (!hadRecentInput) shifts.push([startTime, value, sources.map(({ node }) => node?.parentElement?.className)]);
}).observe({ type: "layout-shift", buffered: true });"""

HIDDEN = """() => document.getAnimations().flatMap(({ animationName: name, effect }) =>
  ["unseen", "away"].includes(name) ? [effect.target.className] : [])"""
"""What page.css does not show as it waits for what stands above it: nothing, once the page is there."""

TOPS = """() => [...document.querySelectorAll("[class*=_screen] > *, .st-key-screen > *")].map((each) => {
  const { top, height } = each.getBoundingClientRect();
  return [top, height];
})"""


def worst_window(shifts: list[tuple[float, float, list[str]]]) -> float:
    """The largest sum within a session window: gaps of less than a second, five seconds at most."""
    worst = total = began = last = 0.0
    for at, value, _parts in shifts:
        if at - last >= 1000 or at - began >= 5000:
            total, began = 0.0, at
        total, last = total + value, at
        worst = max(worst, total)
    return worst


def test_sums_are_of_session_windows() -> None:
    assert worst_window([(100, 0.25, []), (1050, 0.25, []), (3000, 0.125, [])]) == 0.5
    assert worst_window([(900.0 * i, 0.125, []) for i in range(8)]) == 0.125 * 6  # the seventh is after five seconds


@pytest.mark.parametrize(
    ("path", "device", "slower"),
    [
        ("", PHONE, 1),
        *(
            pytest.param(path, device, slower, marks=pytest.mark.nightly)
            for slower in (1, 4)
            for path, device in [
                *product([each.path for each in PAGES], (PHONE, SMALL, PROJECTOR)),
                *HEIGHT_IS_KNOWN[2:],
            ]
            if (path, device, slower) != ("", PHONE, 1)
        ),
    ],
)
def test_a_page_that_opens_does_not_shift(browser: Browser, app: str, path: str, device: dict, slower: int) -> None:
    shifts = shifts_of_a_visit(browser, app, path, device, slower)
    if worst_window(shifts) > MOST:  # on a busy machine parts may come late once, but not each time
        for _again in range(2):
            shifts = shifts_of_a_visit(browser, app, path, device, slower)
            assert worst_window(shifts) <= MOST, [each for each in shifts if each[1] > 0.01]


def shifts_of_a_visit(
    browser: Browser, app: str, path: str, device: dict, slower: int
) -> list[tuple[float, float, list[str]]]:
    """What shifts on a first visit, with nothing in the cache: when, how much, and which parts."""
    with browser.new_context(**device) as context:
        page = context.new_page()
        page.set_default_timeout(3 * PATIENCE)
        page.add_init_script(WATCH)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        page.goto(f"{app}/{path}")
        expect(page.locator(".st-key-bar_end")).to_be_attached(timeout=3 * PATIENCE)
        page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
        settled(page, least=0)
        assert page.evaluate(HIDDEN) == []
        shifts = page.evaluate("shifts")
        if (path, device) in HEIGHT_IS_KNOWN:
            tops = page.evaluate("tops")
            assert max(tops) - min(tops) < 10  # the lowest row has 38 pixels
        if path in HAVE_RUNS:
            assert laid_out_before_its_script_has_brought_its_styles(page)
        return shifts


def laid_out_before_its_script_has_brought_its_styles(page: Page) -> bool:
    """Whether all is where it is also without those."""
    laid_out = page.evaluate(TOPS)
    assert page.evaluate("""() => {
      const styles = [...document.querySelectorAll("#root style")];
      const brought = styles.filter((style) => style.textContent.includes(".st-key-bar"));
      brought.forEach((style) => style.remove());
      return brought.length;
    }""")
    return page.evaluate(TOPS) == laid_out
