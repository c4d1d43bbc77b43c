"""The page on depth in a real browser: its parts play. Which settings each keeps, its view tests."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson import Lesson

PREFIX = "depth_"


def opened(page: Page, app: str, part: str) -> Lesson:
    """The part, as fast as it goes, and with no end before the test's."""
    return Lesson(page, f"{app}/why_depth?{PREFIX}part={part}&{PREFIX}speed=max&{PREFIX}limit=1000000", PREFIX)


def picture(page: Page, chart: str) -> str:
    return page.locator(f".live-{chart} .imagelayer image").first.get_attribute("href") or ""


def plays(lesson: Lesson, *moving: str) -> None:
    """Pictures move, and the message follows."""
    before = [picture(lesson.page, chart) for chart in moving]
    lesson.play_to(100)
    assert all(picture(lesson.page, chart) != was for chart, was in zip(moving, before, strict=True))
    expect(lesson.page.locator(".st-key-message")).to_contain_text(
        f"After {lesson.iteration:,} iterations", ignore_case=True
    )


@pytest.mark.nightly
def test_the_composed_part_plays_and_its_hidden_space_moves_meanwhile(page: Page, app: str) -> None:
    lesson = opened(page, app, "composed")
    before = [picture(page, chart) for chart in ("maps", "boundary")]
    place = "document.querySelector('.live-space').data[1].x[0]"
    lesson.play()
    for _ in range(3):
        page.wait_for_function(f"was => {place} !== was", arg=page.evaluate(place))
    lesson.wait_for_iteration(100)
    lesson.pause()
    assert all(picture(page, chart) != was for chart, was in zip(("maps", "boundary"), before, strict=True))
    expect(page.locator(".st-key-message")).to_contain_text(f"After {lesson.iteration:,} iterations", ignore_case=True)
    counts = page.locator(".live-maps .textpoint").all_text_contents()
    assert all(int(count) <= 1 for count in counts[:6])


@pytest.mark.nightly
def test_the_other_parts_play_and_follow_their_settings(page: Page, app: str) -> None:
    lesson = opened(page, app, "folding")
    plays(lesson, "strips")
    folds = page.get_by_role("slider", name=re.compile("^Layers"))
    folds.press("ArrowRight")
    expect(page.locator(".live-strips .textpoint").first).to_have_text("16")
    page.get_by_role("radio", name="parity").click()
    expect(page.locator(".live-fold")).to_be_visible()
    lesson.wait_until_still()
    plays(lesson, "strips")
