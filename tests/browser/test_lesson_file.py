"""A lesson as one HTML file, opened as a file in a browser without a network: what it shows is the run."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page, expect

from playground.charts.plane.scale import Scale
from playground.charts.style import CLASS_COLOURS, rgb
from playground.export.lesson_file.lesson import LessonFile
from playground.export.lesson_file.recorded_pictures import MAP_SIDE, SIDE
from playground.export.links import chapter_of, read_link
from playground.language import ENGLISH, LANGUAGES, rendered
from playground.nn import forward_propagation
from playground.pages.dead_relu.lesson import DEAD_RELU
from playground.pages.digits.confusion import counts_in_the_test, worst_mistakes
from playground.pages.digits.lesson import DIGITS
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Extent, Field, Run, RunGroup
from playground.training.field import cell_centres
from tests.browser.axe import violations
from tests.browser.lesson_drawn import (
    cells,
    colours_at,
    drawn_costs,
    enlarge,
    free_of_lines,
    free_of_points,
    map_of,
    on_top,
    plane_of,
    same,
    shares_of,
)
from tests.export.lesson_files import data_of, preset, unpacked

MOMENTS = 20
SHEET = 26.7 * 96 / 2.54
"""The height of A4 without its margins, in pixels."""


WITHOUT_CLAIMS = preset(PLAYGROUND, "Reference", limit=40, test_share=30, log_cost=True).offering(False, False)
CHAPTERS = [
    preset(ZERO_OR_RANDOM, "Symmetry that learns", limit=150),
    WITHOUT_CLAIMS,
    preset(DIGITS, "50 samples", limit=10, n_h=4),
    preset(PLAYGROUND, "Twenty linear units", limit=2),  # its diagram is the highest
]


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


def numbers(page: Page, place: str) -> dict[str, str]:
    """The numbers in a part of the page, by label."""
    texts = page.locator(f"{place} .lesson-numbers :is(dt, dd)").all_inner_texts()
    return dict(zip(texts[::2], texts[1::2], strict=True))


def go(page: Page, moment: int) -> None:
    page.get_by_role("slider", name="Time line").evaluate(
        "(line, moment) => { line.value = moment; line.dispatchEvent(new Event('input')); }", moment
    )


def test_its_numbers_and_pictures_are_those_of_the_training(opened: Page, file: Path) -> None:
    page, chapter = opened, CHAPTERS[0]
    at = unpacked(b64decode(data_of(file.read_text(encoding="utf-8"))["recordings"][0]))[0]["at"]
    page.get_by_role("button", name="Less far than the right one").click()
    runs = RunGroup(chapter.experiment)
    fields = [Field(run.parameters, runs.extent, SIDE) for run in runs.values()]
    free = free_of_points(runs.first, runs.extent, SIDE) & free_of_lines(SIDE)
    assert free.mean() > 0.4
    planes = page.locator(".small-plane").all()
    for plane in planes:
        enlarge(plane, SIDE)
    for number in range(MOMENTS):
        moment = round(number * (len(at) - 1) / (MOMENTS - 1))
        go(page, moment)
        expect(page.locator(".lesson-iteration")).to_have_text(f"iteration {at[moment]:,}")
        runs.advance(at[moment] - runs.iteration)
        costs = drawn_costs(page)
        for place, (run, field) in enumerate(zip(runs.values(), fields, strict=True)):
            now = run.measure()
            shown = numbers(page, f".lesson-panel:nth-child({place + 1})")
            assert shown["Cost"] == f"{now.cost + 1e-12:.4f}"
            assert shown["Accuracy"] == f"{100 * now.score + 1e-9:.1f} %"
            assert same(cells(planes[place], SIDE), plane_of(field.evaluate(run.parameters)[0]), free)
            assert costs[place][:, 0] == pytest.approx(range(at[moment] + 1), abs=0.1)
            assert costs[place][:, 1] == pytest.approx([point.cost for point in run.history.points], abs=5e-4)
            if number % 6 == 1:
                assert maps_are_those_of(page.locator(".lesson-units").nth(place), run, runs.extent)
    x, y = shares_of(runs.first, runs.extent)
    top = on_top(runs.first, runs.extent, SIDE)
    inks = np.array([[*rgb(CLASS_COLOURS[label]), 255] for label in runs.first.Y[0].astype(int)])
    assert top.mean() > 0.4
    assert (colours_at(planes[0], x[top], y[top]) == inks[top]).all()
    page.get_by_text("What the numbers mean").press("Enter")
    expect(page.locator(".lesson-help dd").first).to_be_visible()
    answer = rendered(chapter.preset.answer(runs), LANGUAGES["en"])
    expect(page.locator(".lesson-said")).to_have_text(f"You said: Less far than the right one. Right. {answer}")
    page.get_by_role("button", name="中文").press("Enter")
    expect(page.get_by_role("button", name="English")).to_be_focused()
    expect(page.locator(".lesson-said")).to_contain_text(rendered(chapter.preset.answer(runs), LANGUAGES["zh"]))


def maps_are_those_of(row: Locator, run: Run, extent: Extent) -> bool:
    """Whether the maps are those of a run's hidden units."""
    _outputs, cache = forward_propagation(cell_centres(extent, MAP_SIDE), run.parameters)
    units = cache["A1"].reshape(-1, MAP_SIDE, MAP_SIDE)
    maps = row.locator("canvas").all()
    reach = np.abs(units).max()
    return len(maps) == len(units) and all(
        same(cells(each, MAP_SIDE), map_of(unit, reach)) for each, unit in zip(maps, units, strict=True)
    )


def test_it_plays_once_something_is_predicted_and_keys_do_the_same(opened: Page) -> None:
    page = opened
    play, said = page.locator(".lesson-play"), page.locator(".lesson-said")
    line = page.get_by_role("slider", name="Time line")
    expect(play).to_be_disabled()
    expect(line).to_be_disabled()
    expect(said).to_have_text("Choose your answer first.")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lesson-iteration")).to_have_text("iteration 0")
    page.evaluate("window.addEventListener('lesson-outcome', ({ detail }) => (window.outcome = detail))")
    page.keyboard.press("?")
    expect(page.locator(".keys-list dl > div").filter(has_text="Choose prediction A")).to_be_visible()
    page.keyboard.press("m")  # the page does not hear it meanwhile
    page.keyboard.press("?")
    expect(page.locator(".keys-list")).to_be_hidden()
    page.keyboard.press("m")
    expect(page.locator(".keys-said")).to_have_text("The sound is on.")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Not at all")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Speed").select_option("4")
    page.locator("h2").click()
    page.keyboard.press("Space")
    expect(said).to_contain_text("Look at")
    expect(page.locator(".lesson-iteration")).to_have_text("iteration 150")
    expect(said).to_contain_text("You said: Not at all. Wrong.")
    outcome = {"chapter": 0, "claim": 0, "drawn": False, "begun": True, "right": 1, "ended": True}
    assert page.evaluate("window.outcome") == outcome
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lesson-iteration")).to_have_text("iteration 1")


def test_a_chapter_with_nothing_to_predict_plays_at_once_and_each_keeps_what_was_chosen(opened: Page) -> None:
    page = opened
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    expect(page.locator(".lesson-network canvas")).to_have_count(7)
    assert page.locator(".lesson-network line[class=lesson-hit]").count() == 12
    expect(page.locator(".lesson-play")).to_be_enabled()
    go(page, 40)
    assert page.locator(".lesson-points").inner_text().split("\n") == ["class 0", "class 1", "test"]
    run = RunGroup(WITHOUT_CLAIMS.experiment).first
    run.advance(40)
    trained, tested = zip(*((point.cost, point.test_cost) for point in run.history.points), strict=True)
    assert [line[:, 1] for line in drawn_costs(page, log=True)] == [
        pytest.approx(trained, rel=2e-3),
        pytest.approx(tested, rel=2e-3),
    ]
    page.keyboard.press("PageUp")
    expect(page.get_by_role("button", name="Less far than the right one")).to_have_attribute("aria-pressed", "true")


def test_digits_are_pictures_and_a_table(opened: Page) -> None:
    page = opened
    page.get_by_role("combobox", name="Chapters").select_option("2")
    expect(page.locator(".lesson-sheet-units canvas")).to_have_count(4)  # it is unpacked, and keys are heard
    page.keyboard.press("a")
    page.locator("h2").click()
    page.keyboard.press("End")
    runs = RunGroup(CHAPTERS[2].experiment)
    runs.advance(10)
    expect(page.locator(".lesson-iteration")).to_have_text("iteration 10")
    counts = counts_in_the_test(runs.first)
    rows = [row.locator("td").all_inner_texts() for row in page.locator("tbody tr").all()]
    assert [[int(text or 0) for text in row] for row in rows] == counts.tolist()
    worst = worst_mistakes(runs.first.tested().output.A, runs.first.test.labels, 8)
    labels = page.locator(".lesson-sheet-ink figcaption").all_inner_texts()
    assert labels == [f"{each.label} → {each.read_as}" for each in worst]
    ink = page.locator(".lesson-sheet-ink canvas").first.evaluate(
        "canvas => [...canvas.getContext('2d').getImageData(0, 0, 8, 8).data].filter((_, i) => i % 4 === 3)"
    )
    assert ink == pytest.approx((255 * runs.first.X_test[:, worst[0].sample]).tolist(), abs=1)


def test_on_paper_the_answer_is_on_the_page_after_the_question(opened: Page) -> None:
    page = opened
    page.add_init_script("addEventListener('DOMContentLoaded', () => dispatchEvent(new Event('beforeprint')))")
    page.reload()
    sections, missing = page.locator(".lesson-handout > section"), page.locator(".lesson-missing")
    expect(sections).to_have_count(8)  # before any chapter is unpacked
    expect(missing).to_have_count(4)
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
    expect(sections).to_have_count(8)
    assert sections.nth(7).locator("table:visible").count() == 0  # no table is printed
    expect(page.locator("main.lesson")).to_be_hidden()
    asked, answered = sections.nth(0), sections.nth(1)
    assert [each[:3] for each in asked.locator("li").all_inner_texts()] == ["☐ A", "☐ B", "☐ C"]
    expect(asked.locator(".small-costs text").first).to_be_visible()
    assert asked.locator(".small-costs-run path").count() == 0
    expect(answered.locator("p").nth(1)).to_have_text("B · Less far than the right one")
    expect(answered.locator("canvas.small-plane")).to_have_count(2)
    heights = page.evaluate(
        "[...document.querySelectorAll('.lesson-handout > section')].map((each) => each.offsetHeight)"
    )
    assert max(heights) < SHEET
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".lesson-handout")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (800, 600), (1280, 720)])
def test_it_fits(opened: Page, width: int, height: int) -> None:
    page = opened
    page.set_viewport_size({"width": width, "height": height})
    page.keyboard.press("c")
    for key in ("End", "PageDown"):
        page.keyboard.press(key)
        page.wait_for_selector(".lesson-stage canvas")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 390, 650])
def test_four_units_stand_in_a_row(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 844})
    maps = opened.locator(".lesson-units").first.locator(".lesson-map")
    expect(maps).to_have_count(4)
    assert len({box["y"] for each in maps.all() if (box := each.bounding_box())}) == 1


def test_axe_finds_nothing_that_keeps_people_from_it(opened: Page) -> None:
    page = opened
    page.keyboard.press("a")
    page.keyboard.press("End")
    expect(page.locator(".lesson-said")).to_contain_text("Wrong.")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, colours_alone=True) == []


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
            if chapter.preset.claims and page.locator("[aria-pressed=true]").count() == 0:
                page.locator(".lesson-claim").first.click()
            page.locator(".lesson-play").click()
            look(language, number, "while it plays")
            page.locator(".lesson-line").press("End")
            for more in page.locator(".lesson-help summary").all():
                more.click()
            look(language, number, "after")
            page.locator(".lesson-reset").click()
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_where_a_number_is_asked_for_field_and_points_have_the_colours_of_the_bar(page: Page) -> None:
    chapter = preset(PLAYGROUND, "A bump of planes", limit=20, samples=60)
    lesson = LessonFile("", [chapter], [LANGUAGES["en"]])
    list(lesson.make())
    page.set_content(lesson.file.decode())
    page.get_by_role("slider", name="Time line").press("End")
    runs = RunGroup(chapter.experiment)
    runs.advance(20)
    run, plane = runs.first, page.locator(".small-plane")
    scale = Scale.of(run.train.labels)
    expect(page.locator(".small-scale > *")).to_have_text(["", *scale.ends])
    expect(page.locator(".lesson-points canvas")).to_have_count(0)  # of classes
    enlarge(plane, SIDE)

    def inks(values: NDArray) -> NDArray:
        return np.array([[*rgb(colour), 255] for colour in scale.colours(values.ravel())], float)

    free = free_of_points(run, runs.extent, SIDE)
    outputs = Field(run.parameters, runs.extent, SIDE).evaluate(run.parameters)[0]
    assert np.abs(cells(plane, SIDE)[free] - inks(outputs[free])).max() <= 2
    x, y = shares_of(run, runs.extent)
    top = on_top(run, runs.extent, SIDE)
    assert np.abs(colours_at(plane, x[top], y[top]) - inks(run.train.labels[top])).max() <= 2
    assert numbers(page, ".lesson-stage")["Train R²"].replace("−", "-") == f"{run.measure().score:.3f}"


def test_what_is_said_at_one_moment_does_not_stay_at_another(page: Page) -> None:
    lesson = LessonFile("", [preset(PLAYGROUND, "Reference", limit=8, learning_rate=10.0)], [ENGLISH])
    list(lesson.make())
    page.set_content(lesson.file.decode())
    line, said = page.get_by_role("slider", name="Time line"), page.locator(".lesson-panel > p")
    for _time in range(2):
        expect(page.locator(".lesson-panel")).to_have_count(0)
        line.press("End")
        expect(said).to_have_text([re.compile("too high")])
        line.press("Home")


def test_a_sweep_and_what_was_done_on_the_way_are_said_at_their_moments(browser: Browser, tmp_path: Path) -> None:
    few = read_link("how_many_units?sizes_samples=100&sizes_limit=100&sizes_runs=1&sizes_units=2,3")
    lesson = LessonFile("", [chapter_of(few), preset(DEAD_RELU, "Push one unit", limit=210)], [ENGLISH])
    list(lesson.make())
    path = tmp_path / "lesson.html"
    path.write_bytes(lesson.file)
    page = browser.new_page()
    page.goto(path.as_uri())
    row, number = page.locator(".lesson-table tbody tr").first, page.locator(".lesson-iteration")
    expect(number).to_have_text("networks trained: 0")
    expect(row.locator("td")).to_have_text(["2 units", "9", "–", "–", "–"])
    chart = page.get_by_role("img", name="Chart: Accuracy")
    expect(chart).to_contain_text("Where will the marks be?")
    page.keyboard.press("ArrowRight")
    expect(number).to_have_text("networks trained: 1")
    expect(row.locator("td")).not_to_have_text(["2 units", "9", "–", "–", "–"])
    expect(chart).not_to_contain_text("Where will the marks be?")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    asked, answered = page.locator(".lesson-handout > section").all()[:2]
    expect(asked.get_by_role("img", name="Chart: Accuracy", include_hidden=True)).to_contain_text(
        "Where will the marks"
    )
    chart = answered.locator(".lesson-figure").first
    widths = chart.evaluate(
        "(chart) => [chart, chart.closest('section section').parentNode].map((part) => part.offsetWidth)"
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
