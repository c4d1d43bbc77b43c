"""The keys of a page: one list of them at `?`, and a focus that is never lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.playground import settled

LOST = "document.activeElement === document.body"
POPOVER = "[data-testid=stPopoverBody]"


@pytest.mark.nightly
def test_the_keys_are_listed_and_the_focus_comes_back(page: Page, app: str) -> None:
    page.goto(f"{app}/")
    settled(page)
    keyboard = page.keyboard
    keyboard.press("?")
    keyboard.press("?")
    page.wait_for_timeout(300)  # what is lost is given back after a tenth of a second; nothing is
    assert page.evaluate(LOST)
    step = page.locator("[data-command=step]:visible")
    step.focus()
    keyboard.press("?")
    rows = page.locator(".keys-list dl > div")
    expect(rows.filter(has_text="Play / Pause")).to_contain_text("Space")
    expect(rows.filter(has_text="Predict “Less than 70 % of it”")).to_contain_text("1")
    assert violations(page, ".keys-list") == []
    keyboard.press("1")  # the page does not hear it meanwhile
    keyboard.press("?")
    expect(page.locator(".keys-list")).to_be_hidden()
    expect(step).to_be_focused()
    expect(page.locator(".run-claims [aria-pressed=true]")).to_have_count(0)
    assert page.locator("[data-claim='1']").get_attribute("aria-keyshortcuts") == "1"
    page.evaluate(  # closed, and opened before the browser says that it was closed
        """async () => {
          const key = { key: "?", bubbles: true };
          for (let i = 0; i < 3; i++) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", key));
          await new Promise((done) => setTimeout(done, 100));
        }"""
    )
    expect(page.locator(".keys-characters input")).to_have_count(1)
    keyboard.press("Escape")
    expect(page.locator(".keys-list")).to_be_hidden()
    for pressed in ("false", "true"):  # keys of one character can be switched off, and on again
        keyboard.press("?")
        page.locator(".keys-characters input").click()
        keyboard.press("Escape")
        expect(page.locator(".keys-list")).to_be_hidden()
        keyboard.press("1")
        expect(page.locator("[data-claim='1']")).to_have_attribute("aria-pressed", pressed)
    keyboard.press("1")

    experiments = page.get_by_role("button", name=re.compile("of 15"))
    experiments.focus()
    keyboard.press("Enter")
    expect(page.locator(POPOVER)).to_be_visible()
    keyboard.press("Tab")
    expect(page.locator(f"{POPOVER} button").first).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.locator(POPOVER)).to_have_count(0)
    expect(experiments).to_be_focused()

    page.evaluate("document.body.append(Object.assign(document.createElement('input'), { id: 'field' }))")
    page.locator("#field").focus()
    keyboard.type("m ?1")
    expect(page.locator("#field")).to_have_value("m ?1")
    expect(page.locator(".keys-list")).to_be_hidden()
    assert page.locator(".keys-said").inner_text() == ""


@pytest.mark.nightly
def test_no_key_means_two_things(page: Page, app: str) -> None:
    page.goto(f"{app}/digits?present=true")
    settled(page)
    claims = page.locator(".run-claims button")
    expect(claims).to_have_count(4)  # A to D on the screen of a class
    page.keyboard.press("?")
    lists = page.locator(".keys-list dl")  # of the page, and of the run; others apply where the focus is
    names = [key for place in (0, 1) for key in lists.nth(place).locator("kbd").all_inner_texts()]
    assert {"A", "B", "C", "D", "M", "W"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.nightly
def test_the_focus_is_never_lost_from_page_to_page(page: Page, app: str) -> None:
    page.goto(f"{app}/?limit=200&speed=max&learning_rate=0.1")
    settled(page)
    keyboard = page.keyboard
    play = page.locator(".st-key-transport [data-command=play]")
    menu = page.locator(".st-key-menu button").first

    def enter(selector: str) -> None:
        page.locator(selector).locator("visible=true").first.focus()
        keyboard.press("Enter")

    enter("[data-command=play]")
    expect(play).to_have_attribute("aria-disabled", "true")
    expect(play).to_be_focused()
    enter("[data-command=go_on]")
    expect(play).to_be_focused()
    enter("[data-command=reset]")
    settled(page)
    assert not page.evaluate(LOST)
    enter("[class*=next_experiment] button")
    settled(page)
    assert not page.evaluate(LOST)

    enter(".st-key-menu button")
    page.locator(f"{POPOVER} a").nth(2).focus()
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile("going_downhill"))
    settled(page)
    expect(menu).to_be_focused()
    page.get_by_test_id("stPageLink").locator("a").last.focus()
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile("loops_or_vectors"))
    expect(menu).to_be_focused()

    enter(".st-key-present button")
    expect(page.locator(".st-key-code button")).to_be_visible()
    keyboard.press("?")
    expect(page.locator(".keys-list dl > div").filter(has_text="Leave")).to_contain_text("Esc")
    keyboard.press("Escape")  # closes the list alone
    expect(page.locator(".keys-list")).to_be_hidden()
    enter(".st-key-code button")
    enter(".st-key-code_close button")
    expect(page.locator(".st-key-code button").first).to_be_focused()
    enter(".st-key-present button")
    expect(page.locator(".st-key-code button")).to_have_count(0)
    expect(page.locator(".st-key-present button:visible")).to_be_focused()

    language = page.get_by_role("button", name="Language", exact=False).first
    language.focus()
    keyboard.press("Enter")
    page.locator(f"{POPOVER} button").nth(1).focus()
    keyboard.press("Enter")
    expect(page.get_by_role("button", name="语言").first).to_be_focused()
