"""Predictions with a keyboard and a screen reader: chosen, said once, judged once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.playground import settled

OWN = "limit=300&speed=max&learning_rate=0.01"
"""An experiment of one's own, soon over, which is compared with *Reference*."""
_WATCH = """() => {
  window.said = { choice: [], comment: [] };
  for (const [name, texts] of Object.entries(said)) {
    const line = document.querySelector(`.run-${name}`);
    new MutationObserver(() => texts.push(line.textContent)).observe(line, { childList: true });
  }
}"""


@pytest.mark.nightly
def test_a_choice_and_its_verdict_are_said_once_move_nothing_and_the_focus_stays(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/?{OWN}")
    settled(page)
    chart = page.locator(".live-boundary")
    before = chart.bounding_box()
    claims = page.get_by_role("group", name="Your prediction").get_by_role("button")
    expect(claims).to_have_count(4)
    page.evaluate(_WATCH)
    assert violations(page, ".st-key-message") == []
    page.keyboard.press("4")
    expect(page.locator(".run-choice")).to_have_text("You said: It diverges.")
    expect(claims.nth(3)).to_have_attribute("aria-pressed", "true")

    claims.nth(0).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".run-choice")).to_have_text("You said: A lower cost than in Reference.")
    expect(page).to_have_url(re.compile("claim=1"))
    settled(page)
    expect(claims.nth(0)).to_be_focused()
    expect(page.locator(".run-claims [aria-pressed=true]")).to_have_count(1)
    assert violations(page, ".st-key-message") == []

    page.locator("[data-command=play]:visible").first.click()
    expect(page.locator(".run-said[data-right=false]")).to_be_visible()
    expect(claims).to_have_count(0)  # what has been seen is not predicted any more
    assert violations(page, ".st-key-message") == []
    said = page.evaluate("window.said")
    assert said["choice"] == ["You said: It diverges.", "You said: A lower cost than in Reference."]
    assert len([text for text in said["comment"] if "Wrong." in text]) == 1
    assert len(said["comment"]) <= 4  # what to look at, the limit, and the verdict once both runs are compared
    settled(page)
    assert chart.bounding_box() == before
    page.locator(".st-key-message").get_by_role("button", name="Go on for 10,000 more").click()
    page.wait_for_function(
        "() => Number(document.querySelector('.live-metrics dd').textContent.replace(',', '')) > 300"
    )
    expect(page).to_have_url(re.compile("limit=10300"))
