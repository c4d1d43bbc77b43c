"""Lines drawn in a lesson without a server: it measures how far they are off as the app does."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from playground.export.lesson_file.lesson import LessonFile
from playground.export.scripts import bundle
from playground.features.drawn_curves.boundary import agreement
from playground.features.drawn_curves.curve import CostCurve, off_by
from playground.features.drawn_curves.recording import RULES
from playground.language import LANGUAGES
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Field, RunGroup
from tests.export.lesson_files import preset
from tests.lessons.presets import LESSONS, trained

CURVES, LINES = 200, 8
"""Of each kind, at random."""


def some_curve(rng: np.random.Generator) -> CostCurve:
    """As hands draw, and as runs go: with standstills, falls, stairs and jumps, spikes and waves."""
    points = rng.integers(2, 16)
    if not rng.integers(4):
        at, noise = np.arange(0, 3000, 10), rng.uniform(0, 0.3) * rng.normal(size=300)
        costs = np.interp(at, [0, *np.sort(rng.uniform(0, 3000, 3)), 3000], rng.uniform(0.1, 1, 5))
        costs[rng.integers(300)] = 10 ** rng.uniform(-4, 5)
        return CostCurve(at.tolist(), np.abs(costs + (at > rng.integers(3000)) * noise).tolist())
    at = np.sort(rng.choice(3000, points, replace=False))
    at[0] = 0
    kind = rng.integers(4)
    costs = rng.uniform(0.05, 1, points)
    if kind:
        costs = np.sort(costs)[::-1] if kind > 1 else np.round(costs, 1)
    if kind == 3:
        costs[: points // 2] = costs[0]
    return CostCurve(at.tolist(), costs.tolist())


def test_a_lesson_measures_how_far_lines_are_off_as_the_app_does(browser: Browser) -> None:
    page = browser.new_page()
    script = bundle("features/drawn_curves/lesson_drawn.js")
    page.add_script_tag(content=f"(async () => {{ {script}\nwindow.scripts = modules; }})()")
    curves_are_off_by_as_much(page)
    boundaries_agree_as_much(page)
    page.close()


def curves_are_off_by_as_much(page: Page) -> None:
    rng = np.random.default_rng(1)
    pairs = [(some_curve(rng), some_curve(rng), bool(rng.integers(2))) for _ in range(CURVES)]
    pairs = [(one, other, log) for one, other, log in pairs if other.at[-1] > one.at[0]]
    given = [[*({"at": each.at, "cost": each.costs} for each in two), log] for *two, log in pairs]
    off = page.evaluate(
        "([given, rule]) => given.map(([one, other, log]) => "
        "scripts['features/drawn_curves/lesson_off.js'].offCurve(one, other, log, rule))",
        [given, RULES["drawn"]],
    )
    wanted = [off_by(one, other, log) for one, other, log in pairs]
    assert off == pytest.approx(wanted, rel=1e-9)
    assert np.ptp(wanted) > 0.2


def boundaries_agree_as_much(page: Page) -> None:
    drawn = [preset.name for preset in LESSONS["playground"].presets if preset.draws]
    rng, wanted, given = np.random.default_rng(2), [], []
    for name in drawn:
        run = trained("playground", name, 60).first
        extent = RunGroup.extent_of([run])
        field = Field(run.parameters, extent, inputs_of=run.recipe.inputs_of)
        outputs = field.evaluate(run.parameters)[0]
        seen = {
            **{"x": extent[:2], "y": extent[2:], "side": len(outputs), "classes": (outputs > 0.5).astype(int)},
            "points": {"x1": run.X[0], "x2": run.X[1], "class": run.train.labels},
        }
        seen = {key: _listed(value) for key, value in seen.items()}
        for _number in range(LINES):
            line = rng.uniform(-2.5, 2.5, (rng.integers(2, 12), 2))
            if rng.integers(2):  # smooth, as hands draw
                line = np.stack([np.linspace(-2, 2, len(line)), np.cumsum(rng.uniform(-0.4, 0.4, len(line)))], axis=1)
            line = [tuple(point) for point in line.tolist()]
            wanted.append(agreement(line, run))
            given.append([line, seen])
    found = page.evaluate(
        "([given, rule]) => given.map(([line, seen]) => "
        "scripts['features/drawn_curves/lesson_off.js'].agreement(line, seen, rule))",
        [given, RULES["drawn"]],
    )
    assert np.array(found) == pytest.approx(np.array(wanted), abs=1e-9)
    assert np.ptp(wanted, axis=0).min() > 0.1


def _listed(value):
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    return value.ravel().tolist() if isinstance(value, np.ndarray) else value


ASKS_FOR_A_LINE = next(each.name for each in PLAYGROUND.presets if each.draws)
STROKE = [(5, 20), (120, 60), (200, 90)]
"""Pixels from the corner of what is drawn on."""


def stroke(page: Page, place: str) -> None:
    sheet, (x, y) = page.locator(f"{place} .drawn svg"), STROKE[0]
    sheet.hover(position={"x": x, "y": y})  # waits until it lies still
    box = sheet.bounding_box()
    assert box
    others = [(box["x"] + x, box["y"] + y) for x, y in STROKE[1:]]
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=6)
    page.mouse.up()


def test_a_chapter_without_claims_waits_for_something_drawn_and_keeps_it(browser: Browser, tmp_path: Path) -> None:
    chapters = [
        preset(PLAYGROUND, "Reference", limit=40).offering(claims=False, predicts=True),
        preset(PLAYGROUND, ASKS_FOR_A_LINE, limit=40).offering(claims=False, predicts=True),
        preset(PLAYGROUND, ASKS_FOR_A_LINE, limit=40).offering(claims=False, predicts=False),
    ]
    lesson = LessonFile("", chapters, [*LANGUAGES.values()], predict=True)
    list(lesson.make())
    (tmp_path / "lesson.html").write_bytes(lesson.file)
    page = browser.new_page(locale="en-US")
    page.goto((tmp_path / "lesson.html").as_uri())
    play, said = page.locator(".lesson-play"), page.locator(".lesson-said")
    expect(said).to_contain_text("Draw the curve that you expect first.")
    expect(play).to_be_disabled()
    stroke(page, ".live-cost")
    expect(play).to_be_enabled()
    page.keyboard.press("End")
    expect(said).to_contain_text(re.compile(r"The cost .+\. Up to .+, your curve was off by \d+ %"))
    line = page.locator(".live-cost .drawn-line")
    points = (line.get_attribute("d") or "").count("L")
    page.get_by_role("button", name="中文").click()
    expect(said).to_contain_text("你画的曲线平均偏差为最高代价的")
    assert (line.get_attribute("d") or "").count("L") == points > 2  # elsewhere: what is said may take more lines
    page.locator(".lesson-way select").select_option("1")
    expect(play).to_be_disabled()
    stroke(page, ".live-boundary")
    expect(play).to_be_enabled()
    page.keyboard.press("End")
    expect(said).to_contain_text("你画的线")
    page.locator(".lesson-way select").select_option("2")
    expect(play).to_be_enabled()  # a teacher has left it out
    expect(page.locator(".drawn:visible")).to_have_count(0)
    page.close()
