"""A challenge in the browser: its check, and the best score that a device has seen."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.playground import Playground


@pytest.mark.nightly
def test_the_best_score_of_a_challenge_stays_on_the_device_with_its_link(page: Page, app: str) -> None:
    start = f"{app}/?challenge=5&update_rule=adam&limit=300"
    visit = Playground(page, f"{start}&learning_rate=0.1")
    expect(page.locator(".st-key-lines")).to_contain_text("With four tanh units, get 90 % of the flower right")
    page.locator(".st-key-challenge_check button:visible").first.press("Enter")
    line = page.locator(".st-key-best p")
    expect(line).to_contain_text("Your score:")
    best = json.loads(page.evaluate("localStorage.way"))["best"]["5"]
    assert violations(page, within=".st-key-challenge") == []
    page.goto(f"{start}&learning_rate=0.001")
    visit.wait_for_picture()
    expect(line).to_have_text(f"As few iterations as possible Best on this device: {best['written']} iterations")
    page.locator(".st-key-challenge_check button:visible").first.press("Enter")
    expect(line).to_contain_text("In 300 iterations, at most")
    line.get_by_role("link").press("Enter")
    page.wait_for_url(lambda address: "learning_rate=0.1" in address)
    assert json.loads(page.evaluate("localStorage.way"))["best"]["5"] == best
