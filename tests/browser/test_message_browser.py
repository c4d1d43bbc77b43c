"""The message above the charts: what it says is seen, and moves nothing."""

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from playground.language.labels import RESET
from tests.browser.axe import violations
from tests.browser.playground import settled
from tests.ui.test_links import TAKES_EFFECT


def test_neither_what_a_link_holds_nor_a_divergence_pushes_the_charts_away(page: Page, app: str) -> None:
    """What a link holds is shown as text: a browser makes nothing else of it."""
    page.set_viewport_size({"width": 1280, "height": 720})
    names = "&".join(f"{quote(text, safe='')}=1" for text in TAKES_EFFECT)
    diverges = "activation=leaky_relu&initialisation=he&learning_rate=50&speed=max"
    page.goto(f"{app}/?{diverges}&{names}&n_h={quote('https://a.example/')}")
    settled(page)
    chart, notice = page.locator(".live-boundary"), page.locator(".st-key-message")
    before = chart.bounding_box()
    page.locator("[data-command=play]:visible").first.click()
    expect(notice).to_contain_text("Training diverged")
    settled(page)
    assert chart.bounding_box() == before
    notice.get_by_role("button", name=RESET).click()
    page.wait_for_function("() => document.querySelector('.live-metrics dd').textContent === '0'")
    page.locator(".st-key-notes button:visible").first.click()
    main = page.get_by_test_id("stPopoverBody")
    for text in [*TAKES_EFFECT, "https://a.example/"]:
        expect(main).to_contain_text(repr(text))
    expect(main.locator("a[href*='example'], script, img, .katex")).to_have_count(0)
    page.locator(".st-key-notes").evaluate("(notes) => { notes.style.display = 'none'; }")
    settled(page)
    assert chart.bounding_box() == before  # what is wrong with a link does not push them away either


def test_a_long_question_is_whole_on_a_phone_and_leaves_room_for_a_notice_in_present(page: Page, app: str) -> None:
    page.set_viewport_size({"width": 320, "height": 844})  # a narrow one
    page.goto(f"{app}/?limit=30&speed=max&ask={'Which+of+these+will+it+learn,+' * 6}")
    settled(page)
    message = page.locator(".st-key-message")
    assert message.evaluate("(box) => box.scrollHeight <= box.clientHeight")
    question, box = message.get_by_test_id("stText").bounding_box(), message.bounding_box()
    assert question
    assert box
    assert question["y"] >= box["y"] - 1

    page.set_viewport_size({"width": 1280, "height": 720})
    page.locator(".st-key-present button:visible").first.click()
    expect(page).to_have_url(re.compile("present=true"))
    settled(page)
    page.locator("[data-command=play]:visible").first.click()
    notice = page.get_by_text("reached its limit of 30 iterations")
    expect(notice).to_be_visible()
    box = message.bounding_box()
    assert box
    assert box["height"] <= 120
    go_on = page.locator("[data-command=go_on]:visible")
    for part, (top, bottom) in ((notice, (0, 120)), (go_on, (500, 720))):  # the button is in the dock
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box
        assert box["y"] >= top
        assert box["y"] + box["height"] <= bottom


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
