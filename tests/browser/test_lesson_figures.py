"""A page's figures in a lesson's file, opened in a browser without a network: what they show is the run."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from playground.export.lesson_file.lesson import LessonFile
from playground.language import LANGUAGES
from playground.pages.going_downhill.downhill import weights_of
from playground.pages.going_downhill.lesson import PARTS
from playground.training import RunGroup
from tests.browser.lesson_drawn import drawn_lines
from tests.browser.test_lesson_file import go, shows
from tests.export.lesson_files import preset

WATCHED = """
window.watchers = [];
window.IntersectionObserver = class extends IntersectionObserver {
  constructor(tell, how) {
    super(tell, how);
    watchers.push(tell);
  }
};
"""

ON_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  const figures = [...document.querySelectorAll(".lesson-handout .small-figure")];
  // At once: the browser does not wait.
  return figures.length > 0 && figures.every((each) => each.querySelector("path"));
}"""


def test_the_paths_in_a_file_are_those_of_the_runs(browser: Browser, tmp_path: Path) -> None:
    rates = PARTS["rates"]
    chapter = preset(rates, rates.presets[0].name)
    lesson = LessonFile("Downhill", [chapter], [*LANGUAGES.values()])
    list(lesson.make())
    file = tmp_path / "lesson.html"
    file.write_bytes(lesson.file)
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, locale="en-US")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.add_init_script(WATCHED)
    page.goto(file.as_uri())
    figures = page.locator(".small-figure")
    expect(figures).to_have_count(3)
    # Out of sight and back again while the page was busy: it is in sight.
    page.evaluate("watchers.forEach((tell) => tell([{ isIntersecting: false }, { isIntersecting: true }]))")
    runs = RunGroup(chapter.experiment)
    for iteration in (7, 60, 100):
        go(page, iteration)
        shows(page, str(iteration))
        runs.advance(iteration - runs.iteration)
        ways, costs = drawn_lines(figures.nth(1)), drawn_lines(figures.nth(2))
        for way, cost, run in zip(ways, costs, runs.values(), strict=False):
            points = run.history.points
            assert way == pytest.approx(weights_of(points), abs=0.05)
            assert cost[:, 0] == pytest.approx([point.iteration for point in points], abs=0.1)
            assert cost[:, 1] == pytest.approx([point.cost for point in points], abs=0.02)
    assert page.locator(".small-figure-pictures canvas").count() == 2  # the surface, and the bands of equal cost
    cursor = page.locator(".live-contours .cursor")
    cursor.locator("svg").press("Enter")
    cursor.locator("svg").press("Tab")
    expect(cursor.locator(".cursor-said")).to_contain_text("1 of 4: α = 0.02, at w₁")
    cursor.locator("svg").press("ArrowRight")
    expect(cursor.locator(".cursor-said")).to_contain_text(": cost ")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 643, "height": 1009})  # A4 without its margins
    assert page.evaluate(ON_PAPER)
    asked, answered = page.locator(".lesson-handout > section").all()
    assert not asked.locator(".small-figure g[opacity='1'] path").count()  # axes to draw on
    expect(answered.locator(".small-figure-pictures canvas")).to_have_count(2)
    assert len(drawn_lines(answered.locator(".small-figure").nth(2))) == 3
    assert all(each.evaluate("part => part.offsetHeight") < 1009 for each in (asked, answered))
    context.close()
    assert errors == []
