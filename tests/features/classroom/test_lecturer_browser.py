"""Nothing on a lecturer's screen is cut while they ask a class; a lesson with one has test_classroom_browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.layout import covered, unreadable
from tests.browser.test_one_screen import EMBEDDED, PHONE, PROJECTOR, READABLE, Screen

SEEN = "#menu !play #class_row #class_more #message boundaries"
OF_THE_CLASS = ".class-code strong, .class-count"
SIZES = "(words) => [...document.querySelectorAll(words)].map((each) => parseFloat(getComputedStyle(each).fontSize))"


def do(page: Page, what: str) -> None:
    """Press the button for what comes next, which is this."""
    page.locator(f"[data-class={what}]").press("Enter")


@pytest.mark.nightly
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_nothing_is_cut_while_a_class_is_asked(page: Page, app: str, language: str, scheme: str) -> None:
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    page.goto(f"{app}/zero_or_random?lang={language}")
    page.locator(".live-cost .main-svg").first.wait_for()
    page.locator(".st-key-shared button").first.press("Enter")
    page.locator(".st-key-ask_claims button").press("Enter")
    expect(page.locator(".st-key-shared button").first).to_be_focused()  # again, though the popover has gone
    page.mouse.click(2, PROJECTOR[1] - 2)  # beside all: a narrower bar would scroll to what has the focus
    for phase in ("", "close", "talk", "again", "reveal"):
        if phase:
            do(page, phase)
        for window in (PHONE, EMBEDDED, PROJECTOR):
            wanted = SEEN.replace("#class_row", "") if window == PHONE else SEEN  # there, More stands in its corner
            screen = Screen(window, wanted)
            screen.resize(page)
            assert screen.lasting_faults(page) == [], f"{phase} at {screen}"
            assert covered(page, [".st-key-class_more", "[data-class]:not([hidden])", ".class-code"]) == []
    assert violations(page, ".st-key-screen, .st-key-zero_screen", colours_alone=True) == []
    page.locator(".st-key-present button:visible").click()
    large = Screen(PROJECTOR, "#message boundaries cost #class_row #class_more", present=True)
    for awake in (False, True):
        if awake:
            page.mouse.move(500, PROJECTOR[1] - 10)
        assert large.lasting_faults(page) == []
        expect(page.locator(".class-count")).to_be_visible()
        assert min(page.evaluate(SIZES, OF_THE_CLASS)) >= READABLE
        assert unreadable(page, ".st-key-row") == []
        assert covered(page, ["[data-class=play]", ".st-key-class_more", ".class-code"]) == []
    page.keyboard.press("PageDown")
    page.locator("[data-class=next]").wait_for()
    page.keyboard.press("PageDown")  # to the next question, where the class is as before
    page.locator("[data-class=close]").wait_for()
    assert large.lasting_faults(page) == []
    assert covered(page, [".st-key-class_more", ".class-code"]) == []
