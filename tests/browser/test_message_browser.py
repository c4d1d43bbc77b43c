"""The message above the charts: what it says is seen, and moves nothing."""

import re

import pytest
from playwright.sync_api import Page, expect

from playground.language.labels import RESET
from tests.browser.axe import violations
from tests.browser.playground import settled


def test_a_notice_does_not_push_the_charts_away_and_has_the_button_that_helps(page: Page, app: str) -> None:
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/?limit=30&speed=max")
    settled(page)
    chart = page.locator(".live-boundary")
    before = chart.bounding_box()
    page.locator("[data-command=play]:visible").first.click()
    notice = page.locator(".st-key-message")
    expect(notice).to_contain_text("reached its limit of 30 iterations")
    settled(page)
    assert chart.bounding_box() == before
    notice.get_by_role("button", name="Go on for 10,000 more").click()
    page.wait_for_function("() => Number(document.querySelector('.live-metrics dd').textContent.replace(',', '')) > 30")
    expect(page).to_have_url(re.compile("limit=10030"))

    page.goto(f"{app}/?activation=leaky_relu&initialisation=he&learning_rate=50&speed=max&colour=red")
    settled(page)
    assert chart.bounding_box() == before  # what is wrong with the link does not push them away either
    page.locator("[data-command=play]:visible").first.click()
    expect(notice).to_contain_text("Training diverged")
    settled(page)
    assert chart.bounding_box() == before
    notice.get_by_role("button", name=RESET).click()
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    page.get_by_role("button", name="Link: 1").click()
    expect(page.get_by_text("'colour' is not a setting of this page.")).to_be_visible()


def test_in_present_the_notice_and_its_button_are_seen_also_under_a_long_question(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/?limit=30&speed=max&present=true&ask={'Which+of+these+will+it+learn,+' * 7}")
    settled(page)
    page.locator("[data-command=play]:visible").first.click()
    notice = page.get_by_text("reached its limit of 30 iterations")
    message = page.locator(".st-key-message").bounding_box()
    go_on = page.locator("[data-command=go_on]:visible")
    for part, (top, bottom) in ((notice, (0, 120)), (go_on, (500, 720))):  # the button is in the dock
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box
        assert message
        assert message["height"] <= 120
        assert box["y"] >= top
        assert box["y"] + box["height"] <= bottom


@pytest.mark.phone
def test_on_a_phone_the_longest_question_is_whole(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 320, "height": 844})  # a narrow one
    page.goto(f"{app}/?ask={'Which+of+these+will+it+learn,+' * 6}")
    settled(page)
    message, first = page.locator(".st-key-message"), page.locator(".st-key-message").get_by_test_id("stText")
    assert message.evaluate("(box) => box.scrollHeight <= box.clientHeight")
    assert first.bounding_box()["y"] >= message.bounding_box()["y"] - 1  # type: ignore[index]


def test_a_question_is_answered_by_key_and_its_verdict_is_announced(page: Page, app: str) -> None:
    page.set_default_timeout(60_000)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{app}/activations?activations_z=0.2")
    settled(page)
    chart, message = page.locator(".live-curves").first, page.locator(".st-key-message")
    before = chart.bounding_box()
    page.get_by_role("button", name="Questions").press("Enter")
    choice, verdict = message.get_by_role("status"), message.locator(".run-comment[aria-live]")
    expect(message.get_by_role("button")).to_have_count(4)
    expect(choice).to_be_empty()
    expect(verdict).to_be_empty()
    page.keyboard.press("2")
    expect(choice).to_have_text("You said: 0.25.")
    verdict.evaluate("(line) => { line.same = true; }")  # only what stays mounted is announced
    assert violations(page, within=".st-key-message") == []
    page.get_by_role("slider", name="z").first.press("ArrowLeft")
    expect(verdict).to_contain_text("You said: 0.25. Right. It is 0.25")
    assert verdict.evaluate("(line) => line.same")
    settled(page)
    assert chart.bounding_box() == before
