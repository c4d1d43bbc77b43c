"""The cursor on the charts, moved by keys in a real browser: it says what the network itself says there."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from playground.export.scripts import bundle
from playground.language import ENGLISH, rendered, rounded
from playground.nn import predict
from playground.pages.going_downhill.downhill_scene import DownhillScene
from playground.pages.going_downhill.lesson import GOING_DOWNHILL
from playground.pages.inside_the_symmetry.scene import FLOOR, InsideTheSymmetryScene
from playground.pages.playground.scene import PlaygroundScene
from playground.pages.why_depth.folding_scene import folds_figure
from playground.training import RunGroup, View
from playground.training.formatting import minus
from tests.browser.axe import violations
from tests.browser.playground import Playground, settled, theme
from tests.charts import scenes
from tests.pages.why_depth.test_scene import scene_of as scene_of_depth

SETTINGS = {"dataset": "moons", "samples": 40, "n_h": 3, "scale": 1.0, "limit": 200, "speed": "max"}
SAID = ".live-{} .cursor-said"
KINDS = ("cells", "curve")
RANGE = "() => document.querySelector('.live-boundary').layout.xaxis.range"


def coordinate(value: float) -> str:
    return minus(str(rounded(float(value), ".2f")))


def read_as(run, point) -> str:
    """The class of a point and its probability, by the formulas."""
    W1, b1, W2, b2 = (run.parameters[name] for name in ("W1", "b1", "W2", "b2"))
    (probability,) = 1 / (1 + np.exp(-(W2 @ np.tanh(W1 @ point + b1[:, 0]) + b2[:, 0])))
    label = int(probability > 0.5)
    return f"class {label} with {100 * (probability if label else 1 - probability):.1f} %"


@pytest.fixture
def readings(browser: Browser) -> Iterator[Page]:
    """A page with the scripts that read curves and pictures, but without charts."""
    page = browser.new_page()
    scripts = "".join(
        f"{{ {bundle(f'frontend/cursor/cursor_{kind}.js')}\nObject.assign(window.scripts, modules); }}"
        for kind in KINDS
    )
    page.add_script_tag(content=f"(async () => {{ window.scripts = {{}}; {scripts} }})()")
    page.evaluate(
        """() => (window.screenOf = (name, figure, shown = {}, curves = {}) => ({
          shown, curves, figures: { [name]: figure }, called: { [name]: name }, curve: () => null,
          time: { point: () => {} } }))"""
    )
    yield page
    page.close()


def said_of_curve(readings: Page, name: str, figure: dict[str, Any]) -> str:
    """What is said at the end of its first line."""
    return readings.evaluate(
        """([name, figure]) => {
          const lines = scripts["frontend/cursor/cursor_curve.js"].ofCurve.read(name, screenOf(name, figure));
          return lines.say(lines.first).words;
        }""",
        [name, figure],
    )


def test_a_curve_and_its_axes_are_called_as_the_page_calls_them(readings: Page) -> None:
    line = {"type": "scatter", "mode": "lines", "x": [1, 2], "y": [0.5, 0.25]}
    titled = {"xaxis": {"title": {"text": "w"}}, "yaxis": {}}
    assert said_of_curve(readings, "likelihood", {"data": [line], "layout": titled}) == "w 2: likelihood 0.250."
    assert re.match(
        r"t [\d.]+: after layer 1 ", said_of_curve(readings, "folds", json.loads(folds_figure(2).to_json()))
    )
    distance = json.loads(scenes.scene_of(InsideTheSymmetryScene)[1].figures()["distance"].to_json())
    distance["data"][0] |= {"x": [0], "y": [FLOOR]}
    assert said_of_curve(readings, "distance", distance) == "iteration 0: largest distance 0."


def test_a_cursor_goes_on_where_there_are_fewer_pictures_than_before(readings: Page) -> None:
    figure = {"layout": {"images": [{"x": 0, "y": 0, "sizex": 1, "sizey": 1}], "yaxis": {"range": [0, 1]}}}
    sent = {"cells": ["first", "second", "third"], "columns": 4, "places": 8, "shares": [], "noted": []}
    said = readings.evaluate(
        """([figure, sent]) => {
          const screen = screenOf("maps", figure, { cursor: { maps: sent } });
          const cells = scripts["frontend/cursor/cursor_cells.js"].ofCells.read("maps", screen);
          return [7, cells.move(7, -1, 0)].map((place) => cells.say(place).words);
        }""",
        [figure, sent],
    )
    assert said == ["third", "second"]


def test_keys_say_what_the_network_says_tab_visits_the_misclassified_points_and_keys_zoom(page: Page, app: str) -> None:
    playground = Playground(page, f"{app}/?{urlencode(SETTINGS)}")
    runs, scene = scenes.scene_of(PlaygroundScene, **SETTINGS)
    run, extent = runs.first, scene.extent
    plane, said = page.locator(".live-boundary .cursor svg"), page.locator(SAID.format("boundary"))
    plane.focus()
    page.keyboard.press("Tab")
    expect(plane).not_to_be_focused()  # for whoever only passes, it is one stop
    plane.focus()
    for keys, right, up in (("Enter", 0, 0), ("ArrowRight", 1, 0), ("Shift+ArrowUp", 1, 5)):
        page.keyboard.press(keys)
        cell = (extent.right - extent.left) / 41
        x = np.array([(extent.left + extent.right) / 2 + right * cell, (extent.bottom + extent.top) / 2 + up * cell])
        place = f"x₁ {coordinate(x[0])}, x₂ {coordinate(x[1])}"
        expect(said).to_contain_text(f"{place}: {read_as(run, x)}. ")
    wrong = np.flatnonzero(predict(run.parameters, run.X)[0] != run.train.labels)
    wrong = wrong[np.argsort(run.X[0, wrong])]  # from left to right
    assert wrong.size
    X, labels = run.X[:, wrong], run.train.labels[wrong]
    drawn = X.round(3)
    for number in range(X.shape[1]):
        page.keyboard.press("Tab")
        place = f"x₁ {coordinate(drawn[0, number])}, x₂ {coordinate(drawn[1, number])}"
        read = f"class {labels[number]}, at {place}, read as {read_as(run, X[:, number])}"
        expect(said).to_have_text(f"Misclassified point {number + 1} of {X.shape[1]}: {read}.")
    page.keyboard.press("Tab")
    expect(plane).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(plane).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".live-boundary .cursor-used")).to_be_visible()
    page.keyboard.press("Space")
    playground.wait_for_iteration(200)
    expect(page.locator(".live-cost .cursor svg")).to_have_role("application")
    page.locator(".live-cost .cursor svg").focus()
    for keys in ("Enter", "Home"):
        page.keyboard.press(keys)
    expect(page.locator(SAID.format("cost"))).to_have_text(f"iteration 0: cost {run.measure().cost:.3f}.")
    runs.advance(200)
    page.keyboard.press("End")
    expect(page.locator(SAID.format("cost"))).to_have_text(f"iteration 200: cost {run.measure().cost:#.3g}.")

    settled(page)
    before = page.evaluate(RANGE)
    assert page.locator(".live-chart .modebar-btn").count() == 0
    plane.focus()
    page.keyboard.press("+")
    left, right = page.evaluate(RANGE)
    assert right - left == pytest.approx(0.7 * (before[1] - before[0]))
    assert (left + right) / 2 == pytest.approx(sum(before) / 2)
    theme(page, "dark")  # which draws everything anew
    assert page.evaluate(RANGE) == pytest.approx([left, right])
    page.keyboard.press("-")
    assert page.evaluate(RANGE) == pytest.approx(before)
    box = page.locator(".live-boundary .nsewdrag").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8, steps=5)
    page.mouse.up()
    page.wait_for_function(f"(width) => (([from, to]) => to - from < width)(({RANGE})())", arg=right - left)
    plane.focus()
    page.keyboard.press("0")  # as well after a zoom with the mouse
    assert page.evaluate(RANGE) == pytest.approx(before)


@pytest.mark.nightly
def test_on_a_landscape_tab_goes_from_run_to_run(page: Page, app: str) -> None:
    chosen, _notes = GOING_DOWNHILL.settings.read({})
    runs = RunGroup(GOING_DOWNHILL.experiment(chosen))
    scene = DownhillScene(runs, View())
    page.goto(f"{app}/going_downhill")
    overlay, said = (page.locator(f".live-contours .cursor{part}").first for part in (" svg", "-said"))
    expect(overlay).to_be_visible()
    overlay.focus()
    page.keyboard.press("Enter")
    i, j = (len(side) // 2 for side in (scene.surface.a, scene.surface.b))
    w1, w2, cost = scene.surface.a[i], scene.surface.b[j], scene.surface.cost[j, i]
    expect(said).to_contain_text(f"w₁ {w1:.2f}, w₂ {w2:.2f}: cost {cost:.3f}. Nearest: ")
    assert violations(page) == []
    places = [run.parameters["W1"][0] for run in runs.values()] + [scene.lowest.weights]
    names = [*runs.experiment.labels, "lowest point"]
    for number, (name, (w1, w2)) in enumerate(zip(names, places, strict=True), 1):
        page.keyboard.press("Tab")
        expect(said).to_have_text(f"{number} of 4: {name}, at w₁ {coordinate(w1)}, w₂ {coordinate(w2)}.")
    page.keyboard.press("Tab")
    expect(overlay).not_to_be_focused()


@pytest.mark.nightly
def test_arrow_keys_go_to_the_nearest_one_that_way_to_each_bar_and_to_what_an_axis_has_no_place_for(
    page: Page, app: str
) -> None:
    _runs, scene = scene_of_depth("composed")
    page.goto(f"{app}/why_depth?depth_part=composed")
    units = scene.run.recipe.n_h
    words = [rendered(each, ENGLISH) for each in scene.readings()["maps"]()["cells"]]
    overlay = page.locator(".live-maps .cursor svg")
    expect(overlay).to_be_visible()
    overlay.focus()
    middle = units + units // 2 - 1  # beside the two units of the last layer
    for keys, place in (("Enter", 0), ("ArrowRight", units), ("End", -1), ("ArrowUp", -2), ("ArrowLeft", middle)):
        page.keyboard.press(keys)
        expect(page.locator(SAID.format("maps"))).to_have_text(words[place])
    page.locator(".live-space .cursor svg").focus()
    page.keyboard.press("Enter")
    expect(page.locator(SAID.format("space"))).to_contain_text("unit 1: 0.00, unit 2: 0.00: class ")
    page.goto(f"{app}/why_this_cost")
    bars = page.locator(".live-probabilities .cursor svg")
    expect(bars).to_be_visible()
    bars.focus()
    for keys in ("Enter", "Home"):
        page.keyboard.press(keys)
    expect(page.locator(SAID.format("probabilities"))).to_contain_text("class 0: a 0.")
    page.goto(f"{app}/small_batches")
    overlay = page.locator(".live-epochs .cursor svg")
    expect(overlay).to_be_visible()
    overlay.focus()
    page.keyboard.press("Enter")
    expect(page.locator(SAID.format("epochs"))).to_contain_text("epochs 0: ")
    expect(overlay.locator("g")).to_have_attribute("transform", re.compile(r"^translate\(0,[\d.]+\)$"))  # at its edge
