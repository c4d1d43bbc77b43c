"""Nothing on a lecturer's screen is cut while they ask a class; a lesson with one has test_classroom_browser."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Tab
from tests.browser.layout import covered, unreadable
from tests.browser.playground import settled
from tests.browser.test_one_screen import EMBEDDED, PHONE, PROJECTOR, READABLE, Screen

SEEN = "#menu !play #class_row #class_more #message boundaries"
OF_THE_CLASS = ".class-code strong, .class-count"
SIZES = "(words) => [...document.querySelectorAll(words)].map((each) => parseFloat(getComputedStyle(each).fontSize))"


OFFERED = """
new MutationObserver(() => (window.offered ||= Boolean(document.querySelector(".st-key-class_back button"))))
  .observe(document, { childList: true, subtree: true });"""
"""Notes whether a way back was ever offered since the page was loaded."""
PLACES = """[...document.querySelectorAll(".st-key-bar button")].filter((each) => !each.closest(".st-key-class_back"))
  .map((each) => [each.textContent, each.getBoundingClientRect().x])"""
"""Where the other buttons of the bar are."""
REMEMBERED = "() => JSON.parse(localStorage.way).room"
GONE = """(hours) => {
  const room = { opens: "BCDFGH.no", at: Date.now() - 3.6e6 * hours };
  localStorage.way = JSON.stringify({ begun: true, room });
}"""
"""Has the browser remember a room that is not there, as last used so long ago."""


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


@pytest.mark.nightly  # by day test_asking has what is offered and taken back
def test_a_lecturer_whose_tab_was_closed_goes_back_to_the_class_in_another_until_it_ends(
    context: BrowserContext, page: Page, app: str
) -> None:
    lost, found = Tab(context), Tab(context)
    lost.page.goto(app)
    settled(lost.page)
    lost.page.locator(".st-key-shared button").first.press("Enter")
    ask = lost.page.locator(".st-key-ask_claims button")
    ask.wait_for()
    settled(lost.page)
    ask.press("Enter")
    code = lost.page.locator(".class-code strong").inner_text()
    lost.page.wait_for_function(REMEMBERED)
    lost.page.close()

    offers = [each.get_by_role("button", name=f"Back to the class {code}", exact=True) for each in (found.page, page)]
    found.page.add_init_script(OFFERED)
    found.page.goto(f"{app}/zero_or_random")
    page.goto(f"{app}/activations")
    expect(found.page.locator(".st-key-transport button").first).to_be_visible()
    for offer in offers:
        expect(offer).to_be_visible()
    assert violations(page, within=".st-key-bar") == []
    places = found.page.evaluate(PLACES)
    offers[0].press("Enter")
    expect(found.page.locator(".class-code strong")).to_have_text(code)
    expect(offers[0]).to_have_count(0)
    assert found.page.evaluate(PLACES) == places
    do(found.page, "ask")
    expect(found.page.locator("[data-class=close]")).to_be_visible()
    found.page.reload()
    expect(found.page.locator("[data-class=close]")).to_be_visible()
    assert not found.page.evaluate("window.offered")  # not even before the tab had its room again

    settled(found.page)
    found.page.locator(".st-key-class_more button").press("Enter")
    end = found.page.locator(".st-key-class_end button")
    end.press("Enter")
    found.page.locator(".st-key-class_stay button").wait_for()  # it has asked
    settled(found.page)
    end.press("Enter")
    expect(found.page.locator(".class-row")).to_have_count(0)
    for offer in offers:
        expect(offer).to_have_count(0)  # in the tab that has not heard of it, too
    assert page.evaluate(REMEMBERED) is None
    assert not found.errors + lost.errors

    # A room that is gone without a word of it here.
    for hours in (3, 5):
        page.evaluate(GONE, hours)
        page.reload()
        if hours < 4:
            page.get_by_role("button", name="Back to the class BCDFGH").press("Enter")
            expect(page.get_by_text("The room has ended.")).to_be_visible()
        page.wait_for_function(f"() => !({REMEMBERED})()")
        expect(page.locator(".st-key-class_back button")).to_have_count(0)
