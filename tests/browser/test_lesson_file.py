"""A lesson as one HTML file, opened as a file in a browser without a network: what it shows is the run."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from playground.charts.plane.scale import Scale
from playground.charts.style import CLASS_COLOURS, rgb
from playground.export.lesson_file.lesson import LessonFile
from playground.export.lesson_file.moments import SIDE
from playground.export.links import chapter_of, read_link
from playground.language import ENGLISH, LANGUAGES, rendered
from playground.pages.dead_relu.lesson import DEAD_RELU
from playground.pages.digits.confusion import counts_in_the_test, worst_mistakes
from playground.pages.digits.lesson import DIGITS
from playground.pages.going_downhill.downhill import weights_of
from playground.pages.going_downhill.lesson import PARTS as OF_DOWNHILL
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Field, RunGroup
from tests.browser.axe import violations
from tests.browser.lesson_drawn import canvas_of, cells, drawn_lines, drawn_marks, plane_of, same
from tests.browser.playground import labelled
from tests.export.lesson_files import data_of, preset, unpacked

MOMENTS = 8
SHEET = 26.7 * 96 / 2.54
"""The height of A4 without its margins, in pixels."""

RATES = OF_DOWNHILL["rates"]
WITHOUT_CLAIMS = preset(PLAYGROUND, "Reference", limit=40, test_share=30, log_cost=True).offering(False, False)
CHAPTERS = [
    preset(ZERO_OR_RANDOM, "Symmetry that learns", limit=150),
    WITHOUT_CLAIMS,
    preset(DIGITS, "50 samples", limit=10, n_h=4),
    preset(PLAYGROUND, "Twenty linear units", limit=2),  # its diagram is the highest
    preset(PLAYGROUND, "A bump of planes", limit=20, samples=60).offering(False, False),
    preset(PLAYGROUND, "Reference", limit=8, learning_rate=10.0).offering(False, False),
    preset(RATES, RATES.presets[0].name).offering(False, False),
]
ON_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  const figures = [...document.querySelectorAll(".lesson-handout > section:nth-last-child(-n + 2) .small-figure")];
  // At once: the browser does not wait.
  return figures.length > 0 && figures.every((each) => each.querySelector("path"));
}"""
WATCHED = """
window.watchers = [];
window.IntersectionObserver = class extends IntersectionObserver {
  constructor(tell, how) {
    super(tell, how);
    watchers.push(tell);
  }
};
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All chapters, to be predicted first; the title has a word that no phone has room for."""
    lesson = LessonFile(f"A lesson {'W' * 60}", CHAPTERS, [*LANGUAGES.values()], predict=True)
    list(lesson.make())
    path: Path = tmp_path_factory.mktemp("lesson") / "lesson.html"
    path.write_bytes(lesson.file)
    return path


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    """The file in a browser that is offline, and may say no error, such as one that breaks its policy."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 720}, locale="en-US")
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    yield page
    context.close()
    assert errors == []
    assert {each for each in requests if not each.startswith("data:")} == {file.as_uri()}


def go(page: Page, moment: int) -> None:
    """By keys, which each go one moment on."""
    page.evaluate(
        """(moment) => {
          const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          press("Home");
          for (let i = 0; i < moment; i++) press("ArrowRight");
        }""",
        moment,
    )


def shows(page: Page, iteration: str) -> None:
    """Wait until it does."""
    expect(page.locator(".live-metrics dd").first).to_have_text(iteration)


def test_its_numbers_and_pictures_are_those_of_the_training(opened: Page, file: Path) -> None:
    page, chapter = opened, CHAPTERS[0]
    at = unpacked(b64decode(data_of(file.read_text(encoding="utf-8"))["recordings"][0]))[0]["at"]
    page.get_by_role("button", name="Less than on the right").click()
    runs = RunGroup(chapter.experiment)
    fields = [Field(run.parameters, runs.extent, SIDE) for run in runs.values()]
    planes = [canvas_of(page, f"boundary-{side}") for side in ("left", "right")]
    for number in range(MOMENTS):
        moment = round(number * (len(at) - 1) / (MOMENTS - 1))
        go(page, moment)
        shows(page, f"{at[moment]:,}")
        runs.advance(at[moment] - runs.iteration)
        costs = drawn_lines(page.locator(".live-cost .small-figure"))
        for place, (run, field) in enumerate(zip(runs.values(), fields, strict=True)):
            now = run.measure()
            shown = labelled(page.locator(".live-panel").nth(place).locator(".live-numbers"))
            assert shown["Cost"] == f"{now.cost + 1e-12:.4f}"
            assert shown["Accuracy"] == f"{100 * now.score + 1e-9:.1f} %"
            assert same(cells(planes[place]), plane_of(field.evaluate(run.parameters)[0]))
            assert costs[place][:, 0] == pytest.approx(range(at[moment] + 1), abs=0.1)
            assert costs[place][:, 1] == pytest.approx([point.cost for point in run.history.points], abs=5e-4)
    for label, colour in enumerate(CLASS_COLOURS[:2]):
        points = page.locator(".live-boundary-left .small-figure")
        assert drawn_marks(points, colour) == (runs.first.train.labels == label).sum()
    page.locator(".live-help").first.press("Enter")
    expect(page.locator(".live-help-words:popover-open")).to_be_visible()
    answer = chapter.preset.answer(runs)
    said = page.locator(".lesson-said")
    expect(said).to_have_text(f"You said: Less than on the right. Right. {answer.sentence}{answer.details}More")
    page.get_by_role("button", name="中文").press("Enter")
    expect(page.get_by_role("button", name="English")).to_be_focused()
    expect(said).to_contain_text(rendered(answer.sentence, LANGUAGES["zh"]))


def test_it_plays_once_something_is_predicted_keys_do_the_same_and_axe_finds_nothing(opened: Page) -> None:
    page = opened
    play, said = page.locator(".lesson-play"), page.locator(".lesson-said")
    expect(play).to_be_disabled()
    expect(page.get_by_role("slider")).to_have_count(0)  # nothing has been seen
    expect(said).to_have_text("Choose your answer first.")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    shows(page, "0")
    page.evaluate("window.addEventListener('lesson-outcome', ({ detail }) => (window.outcome = detail))")
    page.keyboard.press("?")
    expect(page.locator(".keys-list dl > div").filter(has_text="Choose prediction A")).to_be_visible()
    page.keyboard.press("a")  # the page does not hear it meanwhile
    page.keyboard.press("?")
    expect(page.locator(".keys-list")).to_be_hidden()
    first = page.get_by_role("button", name="Not at all")
    expect(first).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("a")
    expect(first).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Speed").select_option("4")
    page.locator("h2").click()
    page.keyboard.press("Space")
    expect(said).to_contain_text("Look at")
    shows(page, "150")
    expect(said).to_contain_text("You said: Not at all. Wrong.")
    outcome = {"chapter": 0, "claim": 0, "drawn": False, "begun": True, "right": 1, "ended": True}
    assert page.evaluate("window.outcome") == outcome
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, colours_alone=True) == []
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    shows(page, "1")
    line = page.get_by_role("slider", name="Iteration")
    expect(line).to_have_attribute("aria-valuetext", "iteration 1")
    line.press("End")
    shows(page, "150")
    line.press("ArrowLeft")
    shows(page, "149")
    page.locator(".live-cost .cursor svg").press("Enter")
    expect(page.locator(".live-cost .cursor-said")).to_contain_text("iteration 150: Every weight 0.5, cost 0.")
    page.get_by_role("button", name="Play backwards").click()
    shows(page, "0")
    page.locator(".lesson-reset").click()
    expect(line).to_be_hidden()


def test_each_chapter_shows_its_run_keeps_what_was_chosen_and_fits(opened: Page) -> None:
    page = opened
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    network = page.locator(".live-network")
    expect(network.locator(".live-map")).to_have_count(7)
    assert network.locator("line.live-hit").count() == 12
    expect(page.locator(".lesson-play")).to_be_enabled()
    go(page, 40)
    legend = page.locator(".live-boundary .small-legend span").all_inner_texts()
    assert legend == ["class 0", "class 1", "class 0, test", "class 1, test"]
    run = RunGroup(WITHOUT_CLAIMS.experiment).first
    run.advance(40)
    trained, tested = zip(*((point.cost, point.test_cost) for point in run.history.points), strict=True)
    assert [line[:, 1] for line in drawn_lines(page.locator(".live-cost .small-figure"), log=True)] == [
        pytest.approx(trained, rel=5e-3),
        pytest.approx(tested, rel=5e-3),
    ]
    network.locator(".live-map").nth(3).click()
    unit = page.locator(".live-unit strong")
    expect(unit).to_have_text("Layer 1, unit 2")
    network.locator("line.live-hit").first.hover()
    expect(page.locator(".live-tip")).to_contain_text("W1, from x₁ to unit 1: weight")
    expect(page.locator(".live-weights")).to_be_hidden()  # nobody changes a recording
    page.keyboard.press("PageUp")
    expect(page.get_by_role("button", name="Less than on the right")).to_have_attribute("aria-pressed", "true")
    # Digits are pictures and a table.
    page.get_by_role("combobox", name="Chapters").select_option("2")
    expect(page.locator(".live-weights canvas")).to_have_count(1)  # it is unpacked, and keys are heard
    page.keyboard.press("a")
    page.locator("h2").click()
    page.keyboard.press("End")
    runs = RunGroup(CHAPTERS[2].experiment)
    runs.advance(10)
    shows(page, "10")
    counts = counts_in_the_test(runs.first)
    rows = [row.locator("td").all_inner_texts() for row in page.locator("tbody tr").all()]
    assert [[int(text or 0) for text in row[1:]] for row in rows] == counts.tolist()
    worst = worst_mistakes(runs.first.tested().output.A, runs.first.test.labels, 8)
    labels = page.locator(".live-mistakes .small-figure svg text").all_text_contents()
    assert [f"{each.label} → {each.read_as}" for each in worst] == labels
    assert page.get_by_text("Your digit").count() == 0  # nobody can draw one here
    where_a_number_is_asked_for_field_and_points_have_the_colours_of_the_bar(page)
    # What is said at one moment does not stay at another.
    page.get_by_role("combobox", name="Chapters").select_option("5")
    page.locator("h2").click()
    said = page.get_by_text(re.compile("too high"))
    for _time in range(2):
        expect(said).to_have_count(0)
        page.keyboard.press("End")
        expect(said).not_to_have_count(0)
        page.keyboard.press("Home")
    for width, height in (390, 844), (800, 600), (1280, 720):
        page.set_viewport_size({"width": width, "height": height})
        for number in range(len(CHAPTERS)):
            page.get_by_role("combobox", name="Chapters").select_option(str(number))
            page.wait_for_selector(".live-screen canvas")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if width == 1280 and number != 3:
                below = page.locator(".live-handle").evaluate("(handle) => handle.getBoundingClientRect().bottom")
                assert below <= height, number


def _sampled(outputs: NDArray) -> NDArray:
    """Those of the cells that a recording has of a plane as fine as a page's."""
    at = ((np.arange(SIDE) + 0.5) * len(outputs) // SIDE).astype(int)
    return outputs[np.ix_(at, at)]


def where_a_number_is_asked_for_field_and_points_have_the_colours_of_the_bar(page: Page) -> None:
    page.get_by_role("combobox", name="Chapters").select_option("4")
    expect(page.locator(".small-scale")).to_be_visible()
    page.locator("h2").click()
    page.keyboard.press("End")
    shows(page, "20")
    runs = RunGroup(CHAPTERS[4].experiment)
    runs.advance(20)
    run, scale = runs.first, Scale.of(runs.first.train.labels)
    expect(page.locator(".small-scale > *")).to_have_text(["", *scale.ends])
    outputs = _sampled(Field(run.parameters, runs.extent).evaluate(run.parameters)[0])
    inks = np.array([[*rgb(colour), 255] for colour in scale.colours(outputs.ravel())], float)
    assert np.abs(cells(canvas_of(page, "boundary")).reshape(-1, 4) - inks).max() <= 2
    assert labelled(page.locator(".live-metrics"))["Train R²"].replace("−", "-") == f"{run.measure().score:.3f}"


def test_on_paper_the_answer_is_on_the_page_after_the_question(opened: Page) -> None:
    page = opened
    page.add_init_script("addEventListener('DOMContentLoaded', () => dispatchEvent(new Event('beforeprint')))")
    page.reload()
    sections, missing = page.locator(".lesson-handout > section"), page.locator(".lesson-missing")
    expect(sections).to_have_count(2 * len(CHAPTERS))  # before any chapter is unpacked
    expect(missing).to_have_count(len(CHAPTERS))
    expect(sections.nth(0).locator("li")).to_have_count(3)
    page.evaluate(  # the chapters are unpacked one after the other; the file's policy lets no test evaluate text again
        """async () => {
          do {
            dispatchEvent(new Event("beforeprint"));
            await new Promise((done) => setTimeout(done, 100));
          } while (document.querySelector(".lesson-missing"));
        }"""
    )
    page.emulate_media(media="print")
    expect(sections).to_have_count(2 * len(CHAPTERS))
    assert sections.nth(7).locator("table:visible").count() == 0  # no table is printed
    expect(page.locator("main.lesson")).to_be_hidden()
    asked, answered = sections.nth(0), sections.nth(1)
    assert [each[:3] for each in asked.locator("li").all_inner_texts()] == ["☐ A", "☐ B", "☐ C"]
    expect(asked.locator(".small-figure text").first).to_be_visible()
    assert asked.locator(".small-figure g[opacity='1'] path").count() == 0  # axes to draw on
    expect(answered.locator("p").nth(1)).to_have_text("B · Less than on the right")
    expect(answered.locator(".small-figure-pictures canvas")).not_to_have_count(0)
    patterns = answered.locator(".live-pattern").evaluate_all("all => all.map((each) => each.toDataURL().length)")
    assert min(patterns) > 1000  # lines over the classes
    heights = page.evaluate(
        "[...document.querySelectorAll('.lesson-handout > section')].map((each) => each.offsetHeight)"
    )
    assert max(heights) < SHEET
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".lesson-handout")).to_have_count(0)


@pytest.mark.nightly
def test_axe_finds_nothing_in_any_state_of_any_chapter_in_either_language(opened: Page) -> None:
    page, found = opened, {}

    def look(*state: object) -> None:
        found[state] = violations(page)
        page.emulate_media(color_scheme="dark")
        found[state] += violations(page, colours_alone=True)
        page.emulate_media(color_scheme="light")

    for language in ("English", "中文"):
        if language == "中文":
            page.get_by_role("button", name=language).click()
        for number, chapter in enumerate(CHAPTERS):
            page.locator(".lesson-way select").select_option(str(number))
            expect(page.locator(".lesson-play")).to_be_visible()
            look(language, number, "before")
            if chapter.preset.claims and page.locator(".lesson-claim[aria-pressed=true]").count() == 0:
                page.locator(".lesson-claim").first.click()
            page.locator(".lesson-play").click()
            look(language, number, "while it plays")
            page.locator("h2").first.click()
            page.keyboard.press("End")
            look(language, number, "after")
            page.locator(".lesson-reset").click()
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_the_paths_on_a_landscape_are_those_of_the_runs_on_screen_and_on_paper(opened: Page) -> None:
    page = opened
    page.add_init_script(WATCHED)
    page.reload()
    page.get_by_role("combobox", name="Chapters").select_option("6")
    figures = page.locator("main .small-figure")
    expect(figures).to_have_count(3)
    # Out of sight and back again while the page was busy: it is in sight.
    page.evaluate("watchers.forEach((tell) => tell([{ isIntersecting: false }, { isIntersecting: true }]))")
    runs = RunGroup(CHAPTERS[6].experiment)
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
    asked, answered = page.locator(".lesson-handout > section").all()[-2:]
    assert not asked.locator(".small-figure g[opacity='1'] path").count()  # axes to draw on
    expect(answered.locator(".small-figure-pictures canvas")).to_have_count(2)
    assert len(drawn_lines(answered.locator(".small-figure").nth(2))) == 3
    assert all(each.evaluate("part => part.offsetHeight") < 1009 for each in (asked, answered))


def test_a_sweep_and_what_was_done_on_the_way_are_said_at_their_moments(browser: Browser, tmp_path: Path) -> None:
    few = read_link("how_many_units?sizes_samples=100&sizes_limit=100&sizes_runs=1&sizes_units=2,3")
    lesson = LessonFile("", [chapter_of(few), preset(DEAD_RELU, "Push one unit", limit=210)], [ENGLISH])
    list(lesson.make())
    path = tmp_path / "lesson.html"
    path.write_bytes(lesson.file)
    page = browser.new_page()
    page.goto(path.as_uri())
    row, line = page.locator(".live-table tbody tr").first, page.get_by_role("slider", name="Time line")
    expect(row.locator("td")).to_have_text(["2 units", "9", "–", "–", "–"])
    chart = page.get_by_role("figure", name="Chart: Accuracy")
    expect(chart).to_contain_text("Where will the marks be?")
    page.keyboard.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuetext", "networks trained: 1")
    expect(row.locator("td")).not_to_have_text(["2 units", "9", "–", "–", "–"])
    expect(chart).not_to_contain_text("Where will the marks be?")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    asked, answered = page.locator(".lesson-handout > section").all()[:2]
    expect(asked.get_by_role("img", name="Chart: Accuracy", include_hidden=True)).to_contain_text(
        "Where will the marks"
    )
    chart = answered.locator(".live-chart").first
    widths = chart.evaluate(
        "(chart) => [chart, chart.closest('.live-panel').parentNode].map((part) => part.offsetWidth)"
    )
    assert widths[0] == widths[1]  # not one of the small pictures
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.keyboard.press("PageDown")
    said = page.locator(".lesson-said")
    expect(said).to_contain_text("Look at unit 1")  # it is unpacked, and keys are heard
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("No unit has been pushed yet")
    page.keyboard.press("End")
    expect(said).to_contain_text("At iteration 200, unit 1 was pushed below zero, in both networks alike.")
    page.close()


def test_dragging_one_way_shows_moments_that_way_and_one_button_the_end(browser: Browser, tmp_path: Path) -> None:
    lesson = LessonFile("", [preset(PLAYGROUND, "Reference", limit=3000).offering(False, False)], [ENGLISH])
    list(lesson.make())
    (tmp_path / "lesson.html").write_bytes(lesson.file)
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto((tmp_path / "lesson.html").as_uri())
    page.get_by_role("button", name="To the end").click()
    shows(page, "3,000")
    page.keyboard.press("Home")
    shows(page, "0")
    handle, track = page.locator(".live-handle").bounding_box(), page.locator(".live-track").bounding_box()
    assert handle
    assert track
    y, seen = handle["y"] + handle["height"] / 2, []
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    for x in range(150):
        page.mouse.move(track["x"] + x, y)
        seen.append(int(page.locator(".live-metrics dd").first.inner_text().replace(",", "")))
    page.mouse.up()
    assert seen == sorted(seen)
    assert len({*seen}) > 10
    page.close()
