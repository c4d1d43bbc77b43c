"""What only one page has, in a real browser: a nudge, and a landscape. Presets are in tests/lessons."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lesson import Lesson


@pytest.mark.nightly
def test_symmetry_holds_until_a_nudge_frees_one_unit(page: Page, app: str) -> None:
    # Weights of 0.4 are no preset: from 0.5 Play nudges a unit by itself, which may be before this test pauses it.
    link = "inside_constant=0.4&inside_speed=max&inside_amount=0.1&inside_limit=1000000"
    lesson = Lesson(page, f"{app}/inside_the_symmetry?{link}", "inside_")
    lesson.play_to(100)
    assert lesson.metrics["Largest distance"] == "0"
    assert [row["equal to"] for row in lesson.table] == ["", "= 1", "= 1", "= 1"]
    expect(page.locator(".live-paths .textpoint")).to_have_text("1–4 (×4)")
    lesson.play()
    page.locator("[data-command=nudge]:visible").click()
    page.wait_for_function("() => Number(document.querySelectorAll('.live-metrics dd')[4]?.textContent) > 1")
    lesson.pause()
    assert lesson.metrics["Distinct units"] == "2 of 4"
    assert [row["equal to"] for row in lesson.table] == ["", "", "= 2", "= 2"]
    assert sorted(page.locator(".live-paths .textpoint").all_text_contents()) == ["1", "2–4 (×3)"]


NO_WEBGL = """
const { getContext } = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.includes("webgl") ? null : getContext.call(this, kind, ...rest);
};"""


@pytest.mark.nightly
@pytest.mark.new_tab  # others have WebGL
def test_without_webgl_the_landscape_is_a_picture_with_the_runs_on_it(page: Page, app: str) -> None:
    page.add_init_script(NO_WEBGL)
    lesson = Lesson(page, f"{app}/going_downhill", "downhill_")
    surface = page.locator(".live-surface")
    expect(surface.locator("..")).to_contain_text("This browser has no WebGL, so the picture can't be turned.")
    expect(surface.locator(".imagelayer image")).to_have_count(1)
    points = surface.locator(".scatterlayer .point")
    expect(points).to_have_count(7)  # the start of each run, its mark, and the lowest point
    lesson.press("Step")
    expect(points).to_have_count(10)
    expect(page.get_by_text("get.webgl.org")).to_have_count(0)
