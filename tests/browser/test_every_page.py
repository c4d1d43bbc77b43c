"""Every page as a visitor's first: its main control acts, nothing is on the console, and anyone can use it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from playground.ui.page import PAGES
from tests.browser.axe import violations


def press(name: str) -> Callable[[Page], None]:
    """Press the first button of that name."""
    return lambda page: page.get_by_test_id("stMain").get_by_role("button", name=name, exact=False).first.click()


def move(slider: str) -> Callable[[Page], None]:
    """Move a slider by one step."""
    return lambda page: page.get_by_role("slider", name=slider).first.press("ArrowRight")


MAIN_CONTROL = {
    "": press("Play"),
    "zero_or_random": press("Play"),
    "inside_the_symmetry": press("Play"),
    "how_large_a_start": press("Play"),
    "activations": press("Play"),
    "one_step_by_hand": press("Forward"),
    "going_downhill": press("Play"),
    "why_this_cost": move("w"),
    "loops_or_vectors": press("Measure"),
    "how_many_units": press("Train all"),
}
"""By the page's address; the page of the code has no controls."""
ADDRESSES = ["" if page is PAGES[0] else page.script.removeprefix("pages/").removesuffix(".py") for page in PAGES]


def opened(page: Page, app: str, address: str) -> None:
    page.goto(f"{app}/{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.live-chart')].every((chart) => chart.querySelector('.main-svg'))"
    )


def test_every_page_has_a_main_control() -> None:
    assert [*MAIN_CONTROL, "the_code"] == sorted(ADDRESSES, key=[*MAIN_CONTROL, "the_code"].index)


@pytest.mark.parametrize("address", MAIN_CONTROL)
def test_the_main_control_acts(page: Page, app: str, address: str) -> None:
    opened(page, app, address)
    words = page.get_by_test_id("stMain")
    before = words.inner_text()
    MAIN_CONTROL[address](page)
    page.wait_for_function(
        "(before) => document.querySelector('[data-testid=stMain]').innerText !== before", arg=before
    )
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("address", ADDRESSES)
def test_everyone_can_use_it(page: Page, app: str, address: str) -> None:
    opened(page, app, address)
    for group in page.get_by_test_id("stSidebar").locator("details:not([open]) summary").all():
        group.click()
    assert violations(page) == []


@pytest.mark.parametrize(("page_", "following"), zip(PAGES, [*PAGES[1:], PAGES[0]], strict=True))
def test_the_menu_has_every_page_and_a_lesson_leads_to_the_next(page: Page, app: str, page_, following) -> None:  # type: ignore[no-untyped-def]
    opened(page, app, ADDRESSES[PAGES.index(page_)])
    menu = page.get_by_test_id("stSidebar")
    for group in menu.locator("details:not([open]) summary").all():
        group.click()
    for each in PAGES:
        expect(menu.get_by_role("link", name=each.title, exact=True)).to_be_visible()
        expect(menu.get_by_text(each.description, exact=True)).to_be_visible()
    if page_.group != "Playground":
        page.get_by_role("link", name=f"Next: {following.title}").click()
        expect(page.get_by_role("heading", name=following.title, exact=True)).to_be_visible()
