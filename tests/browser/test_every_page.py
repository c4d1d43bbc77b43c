"""What keeps people from using a page, as axe finds it: here with all that opens over a page.

By day all pages are looked at where they are open already, in test_one_screen; by night in every state, in both
languages and themes.
"""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.language import LANGUAGES
from playground.pages.contents import PAGES
from tests.browser.axe import in_both_themes, violations
from tests.browser.layout import lasting
from tests.browser.playground import PATIENCE, fit, in_menu, settled

ADDRESSES = [page.path for page in PAGES]
MAIN = "[data-testid=stMain]"
POPOVER = "[data-testid=stPopoverBody]"
"""What is open over a page; the page itself is looked at without it."""


def open_menu(page: Page) -> Locator:
    """The list of all pages."""
    page.locator(".st-key-menu button:visible").first.click()
    return page.get_by_test_id("stPopoverBody")


def close(page: Page) -> None:
    """Escape, until no popover is open: one that is just opening does not hear it."""
    body = page.get_by_test_id("stPopoverBody")
    for _ in range(50):
        if not body.count():
            break
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
    expect(body).to_have_count(0)


PROJECTOR = {"width": 1280, "height": 720}
MOST = 100_000
"""More iterations than any experiment has, so a link with them opens its end."""
WINDOW = {"width": 1400, "height": 3000}
"""Taller than most pages: axe judges only the colours of what can be seen, and a new size draws all charts anew."""


def show_whole(page: Page) -> None:
    """Make the window as tall as the page, where it is not."""
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    if page.viewport_size != (size := WINDOW | {"height": max(height, WINDOW["height"])}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
    settled(page, least=0)


def fit_for_anyone(page: Page) -> None:
    """Axe finds nothing on all of the page that is open, and no error is said."""
    show_whole(page)
    assert violations(page) == []
    no_error(page)


def no_error(page: Page) -> None:
    """None is said on the page."""
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_playground_with_all_that_opens_over_it_in_the_dark_and_on_a_phone(page: Page, app: str) -> None:
    """In the light test_one_screen looks at it; here its network is the largest."""
    page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
    page.goto(f"{app}/?test_share=20&depth=4&n_h=50")
    settled(page)
    look_into_popovers(page)
    expect(page.locator(".live-network button")).to_have_count(3 + 8 * 4)
    fit(page, 390, "dark")
    settled(page)
    assert violations(page) == []
    widths = page.locator(".live-network button").evaluate_all(
        "all => all.map((unit) => unit.getBoundingClientRect().width)"
    )
    assert min(widths) >= 24  # a finger can choose each


@pytest.mark.nightly
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address or "playground")
def test_every_page_in_every_state(page: Page, app: str, address: str, code: str) -> None:
    """Before, while and after it plays, with each popover, and in Present."""
    page.set_default_timeout(3 * PATIENCE)  # some pages train six networks to their end
    page.set_viewport_size(WINDOW)  # type: ignore[arg-type]
    page.goto(f"{app}/{address}?{urlencode({'lang': code})}")
    settled(page, least=0)
    show_whole(page)
    found = {"before": in_both_themes(page)}
    play = page.locator("[data-command=play]:visible").first
    if play.count():
        play.click()
        page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent !== '0'")
        found["while it plays"] = in_both_themes(page)
        page.goto(f"{app}/{address}?{urlencode({'lang': code, 'claim': 1, 'at': MOST})}")
        page.wait_for_function("() => (document.querySelector('.live-metrics dd')?.textContent ?? '0') !== '0'")
        show_whole(page)
        found["after"] = in_both_themes(page)
    for popover in page.locator(f"{MAIN} [data-testid=stPopover] button:visible").all():
        popover.press("Enter")  # a pointer would have the tooltip beside it
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        settled(page, least=0)  # what is in it comes a little later
        found[popover.inner_text()] = in_both_themes(page, within=POPOVER)
        close(page)
    page.set_viewport_size(PROJECTOR)  # type: ignore[arg-type]
    page.locator(".st-key-present button").first.click()
    page.wait_for_function("() => document.documentElement.dataset.dock")
    settled(page, least=0)
    page.mouse.move(PROJECTOR["width"] / 2, PROJECTOR["height"] - 5)  # which brings the bar
    page.wait_for_function(AWAKE)
    found["Present"] = in_both_themes(page)
    assert {state: faults for state, faults in found.items() if faults} == {}


AWAKE = """() => {
  const { dock } = document.documentElement.dataset;
  const [bar, row] = [".st-key-bar", ".st-key-row"].map((part) => document.querySelector(part));
  const shows = (part) => getComputedStyle(part).opacity;
  return dock !== "asleep" && shows(bar) === "1" && (!row || shows(row) === (dock === "bar" ? "0" : "1"));
}"""
"""Whether the bar of Present is there, wholly."""


def look_into_popovers(page: Page) -> None:
    """The menu, then settings, what can be shared and taken along, and a visitor's own points; axe by night at all."""
    menu = open_menu(page)
    for each in PAGES:
        expect(in_menu(page, each.title)).to_be_visible()
        expect(menu.get_by_text(each.description, exact=True)).to_be_visible()
    expect(menu.get_by_role("link")).to_have_count(len(PAGES))
    assert violations(page, within=POPOVER) == []
    close(page)
    popovers = page.locator(":is(.st-key-bar, .st-key-row) [data-testid=stPopover] button:visible").all()
    assert len(popovers) >= 4
    for popover in popovers[1:]:
        popover.click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_attribute("aria-label", re.compile(r"^[^\[\]]+$"))  # no Markdown
        close(page)
    page.locator(".st-key-settings button:visible").first.click()
    expect(page.get_by_role("slider", name="Samples")).to_be_visible()
    assert lasting(page, lambda: violations(page, within=POPOVER), least=0) == []  # the last fade in
    close(page)
