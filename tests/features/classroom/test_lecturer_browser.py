"""Nothing on a lecturer's screen is cut while they ask a class; by night, a lesson on a page with two runs.

By day test_classroom_browser has a lesson, on the playground.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.layout import covered, unreadable
from tests.browser.test_one_screen import EMBEDDED, PHONE, PROJECTOR, READABLE, Screen

SEEN = "#menu !play #class_row #class_more #message boundaries"
OF_THE_CLASS = ".class-code strong, .class-count"
SIZES = "(words) => [...document.querySelectorAll(words)].map((each) => parseFloat(getComputedStyle(each).fontSize))"


def ask(page: Page, url: str) -> str:
    """Open a page, and ask the class what is on it; returns the code of the room."""
    page.set_default_timeout(60_000)
    page.goto(url)
    page.locator(".live-cost .main-svg").first.wait_for()
    page.locator(".st-key-shared button").first.press("Enter")
    page.locator(".st-key-ask_claims button").press("Enter")
    return page.locator(".class-code strong").inner_text()


def do(page: Page, what: str) -> None:
    """Press a button of the row by its key."""
    page.locator(f"[data-class={what}]").press("Enter")


@pytest.fixture
def phone(page: Page) -> Iterator[Page]:
    """A student's page."""
    student = page.context.new_page()
    student.set_viewport_size({"width": 390, "height": 844})
    yield student
    student.close()


@pytest.mark.nightly
def test_a_lesson_on_a_pair_by_keyboard_alone(page: Page, phone: Page, app: str) -> None:
    code = ask(page, f"{app}/zero_or_random")
    count, claims = page.locator(".class-count"), page.locator(".run-claims")
    expect(count).to_have_text("Nobody has joined yet")
    page.keyboard.press("q")
    expect(page.locator(".class-whole[open] img")).to_be_visible()
    expect(page.locator(".class-whole[open] p")).to_have_text(re.compile(rf"^{code}127\.0\.0\.1:\d+/join$"))
    page.keyboard.press("Escape")
    expect(page.locator(".class-whole")).to_be_hidden()
    phone.goto(f"{app}/join?code={code}")
    expect(count).to_have_text("0 of 1 answered")
    phone.get_by_role("button", name="Its weights").click()
    expect(count).to_have_text("1 of 1 answered")
    do(page, "close")
    expect(page.locator("[data-class=reveal]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(claims).to_have_class(re.compile("run-votes"))
    expect(claims.locator("b")).to_have_text(["0", "0", "1"])
    do(page, "again")
    phone.get_by_role("button", name="Nothing").click()
    expect(count).to_have_text("Round 2: 1 of 1 answered")
    page.locator("[data-command=step]").press("Enter")  # which closes and reveals first
    expect(claims.locator("[data-true]")).to_have_text(re.compile("Nothing0 → 1 ✓"))
    expect(page.locator(".run-comment")).to_contain_text("Nothing")
    expect(phone.locator("body")).to_contain_text("Right.")
    assert violations(page, ".st-key-screen, .st-key-zero_screen") == []
    page.reload()
    expect(claims.locator("[data-true]")).to_have_text(re.compile("Nothing"))
    assert "room" not in page.url
    do(page, "next")
    expect(count).to_have_text("0 of 1 answered")
    expect(phone.locator("body")).to_contain_text("Question 2")
    page.get_by_role("button", name="More").press("Enter")
    page.get_by_role("button", name="End the room").press("Enter")
    page.get_by_role("button", name="End it").press("Enter")
    expect(page.locator(".class-row")).to_have_count(0)
    expect(page.get_by_text("The room has ended.")).to_be_visible()
    expect(phone.locator("body")).to_contain_text("has ended")


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("language", "scheme"), [("en", "light"), pytest.param("zh", "dark", marks=pytest.mark.nightly)]
)
def test_nothing_is_cut_while_a_class_is_asked(page: Page, app: str, language: str, scheme: str) -> None:
    page.set_viewport_size({"width": PROJECTOR[0], "height": PROJECTOR[1]})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ask(page, f"{app}/zero_or_random?lang={language}")
    expect(page.locator(".st-key-shared button").first).to_be_focused()  # again, though the popover has gone
    page.evaluate("document.activeElement.blur()")  # a narrower bar would scroll to it
    for phase in ("", "reveal"):
        if phase:
            do(page, phase)
        for window in (PHONE, EMBEDDED, PROJECTOR):
            wanted = SEEN.replace("#class_row", "") if window == PHONE else SEEN  # there, More stands in its corner
            screen = Screen(window, wanted)
            screen.resize(page)
            assert screen.lasting_faults(page) == [], f"{phase} at {screen}"
            assert covered(page, [".st-key-class_more", "[data-class]:not([hidden])", ".class-code"]) == []
    assert violations(page, ".st-key-screen, .st-key-zero_screen", colours_alone=True) == []
    page.locator(".st-key-present button").click()
    large = Screen(PROJECTOR, "#message boundaries cost", present=True)
    assert large.lasting_faults(page) == []
    page.mouse.move(500, PROJECTOR[1] - 10)  # with the dock awake, too
    for dock in ("#bar", "#class_more"):
        assert Screen(PROJECTOR, f"boundaries cost {dock}", present=True).lasting_faults(page) == []
    assert covered(page, ["[data-class=again]", ".st-key-class_more", ".st-key-present"]) == []
    do(page, "again")
    expect(page.locator(".class-count")).to_be_visible()
    assert min(page.evaluate(SIZES, OF_THE_CLASS)) >= READABLE
    assert unreadable(page, ".st-key-row") == []
    assert Screen(PROJECTOR, "#message boundaries cost #class_row #bar", present=True).lasting_faults(page) == []
