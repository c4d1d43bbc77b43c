"""The scenes of the page on depth: what is drawn is what was computed, and what is said is said of this moment."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from playground.charts.plane.boundary import GAP, STRIP, strips_picture
from playground.charts.style import CLASS_COLOURS, rgb
from playground.pages.contents import WHY_DEPTH
from playground.pages.why_depth.composed import Walks, hidden_space, straight_share
from playground.pages.why_depth.composed_scene import ComposedScene, space_figure, what_crosses
from playground.pages.why_depth.folding import POINTS, drawn, written
from playground.pages.why_depth.folding_scene import FoldingScene
from playground.pages.why_depth.lesson import OF_PART, PARTS, SETTINGS
from playground.pages.why_depth.parity import written_parity
from playground.pages.why_depth.parity_scene import ParityScene
from playground.pages.why_depth.scene import why_depth_scene
from playground.pages.why_depth.strips import FEWEST, MOST, strips_figure, strips_now
from playground.training import View
from tests.charts.scenes import assert_no_sentence_is_of_another_iteration
from tests.looped import looped
from tests.pages.parts import chosen, runs_of


def scene_of(part, iterations=0, **settings):
    runs = runs_of(WHY_DEPTH, iterations, part=part, **settings)
    return runs, why_depth_scene(runs, chosen(SETTINGS, **settings)[View])


def image(source):
    """The colours of a picture, (height, width, 4)."""
    return np.array(Image.open(io.BytesIO(base64.b64decode(source.rpartition(",")[2]))).convert("RGBA"))


def strips_of(picture):
    """The row in the middle of each strip."""
    return image(picture)[STRIP // 2 + GAP // 2 :: STRIP + GAP]


def is_class_1(row):
    return (row[:, :3] == rgb(CLASS_COLOURS[1])).all(axis=1)


# All parts


@looped(("part", "kind"), [("folding", FoldingScene), ("composed", ComposedScene), ("parity", ParityScene)])
@looped("end", ["least", "default", "most"])
def test_figures_panels_and_frames_of_a_part_fit_each_other(part, kind, end):
    specs = {name: SETTINGS.spec(name) for name in OF_PART[part]}
    ends = {name: getattr(spec, end) for name, spec in specs.items() if hasattr(spec, end) and name != "data_seed"}
    runs, scene = scene_of(part, **ends)
    assert type(scene) is kind
    assert scene.nbytes >= sum(run.nbytes for run in runs.values())
    whole = scene.now()
    runs.advance(1)
    thin = scene.now(detail=False)
    assert [panel.title for panel in thin.panels] == [panel.title for panel in whole.panels]
    assert set(thin.images) <= set(whole.images)
    assert set(thin.traces) <= set(whole.traces)
    figures, now, curves = scene.figures(), scene.now(), scene.curves()
    assert [name for panel in now.panels for name in panel.charts] == list(figures)
    assert set(now.traces) == set(curves)
    for name, traces in now.traces.items():
        assert len(traces) == len(curves[name]["y"]) <= len(figures[name].data)
    for name, pictures in now.images.items():
        assert len(pictures) == len(figures[name].layout.images)
    labels = {label for panel in now.panels for label in (panel.title, *panel.numbers)} | set(now.numbers)
    headings = {heading for panel in now.panels if panel.table for heading in panel.table.headings}
    assert {label for panel in now.panels for label in panel.help} <= labels | headings
    assert scene.layout() == kind(scene.runs, scene.view).layout()


@looped("part", [*PARTS])
def test_no_sentence_is_of_another_iteration_than_its_numbers_and_the_costs_are_those_of_the_runs(part):
    runs, scene = scene_of(part)
    assert_no_sentence_is_of_another_iteration(runs, scene)
    ends = scene.now().traces["cost"][: len(runs)]
    assert [end["y"][0] for end in ends] == pytest.approx([run.measure().cost for run in runs.values()], rel=1e-4)


# Strips


def test_a_strip_has_the_class_of_each_output_and_a_gap_around_it():
    outputs = np.array([[0.1, 0.9, 0.5], [1, 0, 0.51]])
    rows = strips_of(strips_picture(outputs, hard=True))
    assert [is_class_1(row).tolist() for row in rows] == [[False, True, False], [True, False, True]]
    picture = image(strips_picture(outputs))
    assert picture.shape == (2 * (STRIP + GAP), 3, 4)
    assert (picture[:, :, 3].reshape(2, STRIP + GAP, 3)[:, [0, 1, -2, -1]] == 0).all()
    assert (picture[GAP // 2 : GAP // 2 + STRIP, :, 3] > 0).all()


@looped("hard", [False, True])
def test_a_certain_strip_has_the_colours_of_its_legend_by_day_and_in_the_dark(hard):
    (row,) = strips_of(strips_picture(np.array([[0.0, 1.0]]), hard))
    legend = [trace.marker.color for trace in strips_figure(["one"], ("no", "yes"), "t", "changes").data[1:]]
    assert row.tolist() == [[*rgb(colour), 255] for colour in legend]


@looped("points", [4, 16, 512, 1024, 4096])
def test_few_points_are_drawn_wide_and_many_together(points):
    picture = image(strips_now(np.arange(points) % 2, [np.zeros(points)], False))
    assert FEWEST <= picture.shape[1] <= MOST
    if points <= MOST:
        of_one = picture.shape[1] // points
        row = is_class_1(picture[STRIP // 2])
        assert row.tolist() == np.repeat(np.arange(points) % 2 == 1, of_one).tolist()


# Folding


def test_the_strips_are_the_outputs_and_the_counts_beside_them_are_exact():
    runs, scene = scene_of("folding", 200, hard=True)
    now = scene.now()
    first, *others = strips_of(now.images["strips"][0])
    assert np.count_nonzero(np.diff(is_class_1(first))) == len(drawn(written(3)).changes)
    for row, run in zip(others, runs.values(), strict=True):
        np.testing.assert_array_equal(is_class_1(row), run.outputs[0] > 0.5)
        assert row.shape == (POINTS, 4)
    texts = now.traces["strips"][0]["text"]
    changes = [len(drawn(run.parameters).changes) for run in runs.values()]
    assert texts == ["8", *(f"{count} of 8" for count in changes)]
    (table,) = (panel.table for panel in now.panels if panel.table)
    assert [row.cells[1] for row in table.rows] == [str(count) for count in changes]
    assert [float(row.cells[3].removesuffix(" %")) for row in table.rows] == pytest.approx(
        [100 * run.measure().score for run in runs.values()], abs=0.05
    )


def sentence(scene, number=1):
    return scene.now().panels[number].sentence


def test_what_is_said_of_the_networks():
    assert sentence(scene_of("parity")[1]) == "Not trained yet."
    runs, scene = scene_of("folding")
    assert sentence(scene) == "Not trained yet."
    runs.advance(300)
    off = sum(any(not layer.A.any() for layer in run.evaluate().hidden) for run in runs.values())
    assert off > 1
    assert sentence(scene).startswith("None of the 8 networks has found the stripes so far.")
    assert f"In {off} of them, every unit of a layer is off" in sentence(scene)
    for run in runs.values():
        run.nudge({name: written(3)[name] - run.parameters[name] for name in run.parameters})
    assert sentence(scene).startswith(
        "8 of 8 networks have found the stripes so far. In each layer of every network some units are on"
    )


@looped(("part", "settings"), [("folding", {"width": 20}), ("parity", {"times": 3})])
def test_a_network_that_diverges_is_named(part, settings):
    runs, scene = scene_of(part, 1, **settings)
    runs["start_2"].nudge({"b1": 1e15 * np.ones_like(runs["start_2"].parameters["b1"])})
    runs.advance(5)
    assert runs["start_2"].divergence
    assert sentence(scene).startswith("network 2: Training diverged")


def test_what_is_said_where_the_parity_is_found():
    runs, scene = scene_of("parity", 1)
    for run in runs.values():
        run.nudge({name: written_parity(4)[name] - run.parameters[name] for name in run.parameters})
    assert sentence(scene).startswith("8 of 8 networks have found the parity so far. The best gets 16 of 16 inputs")


# From simple to composed


def test_what_is_drawn_and_said_of_the_layers_and_of_the_hidden_space():
    runs, scene = scene_of("composed", 300)
    run, now = runs.first, scene.now()
    counted = Walks(run.parameters, runs.extent).crossings(run.parameters)
    (numbers,) = now.traces["maps"]
    assert numbers["text"] == [str(count) for layer in counted for count in layer]
    assert sentence(scene, 0) == what_crosses(counted)
    assert f"{100 * straight_share(run.X, run.Y) + 1e-9:.1f} %" in sentence(scene, 1)
    assert f"{100 * run.measure().score + 1e-9:.1f} %" in sentence(scene, 2)
    grid, class_0, class_1, line = now.traces["space"]
    seen = hidden_space(run.parameters, run.X)
    for trace, label in ((class_0, 0), (class_1, 1)):
        np.testing.assert_allclose([trace["x"], trace["y"]], seen[:, run.Y[0] == label], atol=6e-4)
    assert grid["x"].count(None) == grid["y"].count(None) > 10
    w, b = run.parameters["W4"][0], run.parameters["b4"][0, 0]
    for x, y in zip(line["x"], line["y"], strict=True):
        assert w[0] * x + w[1] * y + b == pytest.approx(0, abs=2e-3 * np.abs(w).sum())


def test_what_is_said_of_crossings():
    said = what_crosses([np.array([1, 0]), np.array([2, 1]), np.array([4])])
    assert said.startswith("At most, a straight line crosses a border once in layer 1, twice in layer 2")
    assert said.endswith("and 4 times in layer 3. More than once means that it is bent.")
    assert "crosses a border never in layer 1." in what_crosses([np.array([0, 0])])


def test_a_run_that_diverges_says_so():
    runs, scene = scene_of("composed", 500, activation="leaky_relu", learning_rate=100.0)
    assert runs.first.divergence
    assert sentence(scene, 1).startswith("Training diverged")
    assert re.search(r"\d %", sentence(scene, 2))


@looped(("centre", "ends"), [(0, [-1.05, 1.05]), (0.5, [-0.025, 1.025])])
def test_a_bounded_activation_has_a_space_of_fixed_size(centre, ends):
    np.testing.assert_allclose(space_figure(True, centre).layout.xaxis.range, ends)
    assert space_figure(False, 0).layout.xaxis.range is None
