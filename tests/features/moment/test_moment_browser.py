"""A link to a moment in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from playground.training import Recipe, Run
from tests.browser.playground import Playground
from tests.browser.test_timeline_browser import there


@pytest.mark.nightly
def test_a_link_that_says_what_was_done_on_the_way_opens_the_same_moment(page: Page, app: str) -> None:
    run = Run(Recipe())
    run.advance(100)
    run.adjust(Recipe(learning_rate=0.3))
    run.advance(100)
    playground = Playground(page, f"{app}/?learning_rate=0.3&at=200&changes=0_r_1.2~100_r_0.3")
    there(page, 200)
    assert playground.metrics["Cost"] == f"{run.measure().cost:.4f}"
    page.locator(".st-key-share button:visible").first.click()
    expect(page.get_by_text("at=200&changes=0_r_1.2~100_r_0.3").first).to_be_visible()
