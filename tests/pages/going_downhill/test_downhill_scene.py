"""Going downhill: pictures and words, each says what the numbers of its run are."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

from playground.charts.curve import shorten
from playground.charts.style import CLASS_COLOURS
from playground.pages.going_downhill.downhill import ARRIVED, DOWNHILL_PRESETS, PICTURE, lowest, over_both_weights
from playground.pages.going_downhill.downhill_scene import DownhillScene, how_far
from playground.pages.going_downhill.lesson import GOING_DOWNHILL
from playground.training import RunGroup, View
from tests.looped import looped

SETTINGS = [
    *(preset.settings for preset in DOWNHILL_PRESETS),
    *({"seed": seed, "noise": noise, "rate_2": 5.0} for seed, noise in [(3, 0.5), (4, 0.55), (5, 0.7)]),
    {"rate_1": 1e-4, "rate_2": 1.0, "rate_3": 30.0, "begin": "chosen", "w1": 4.0, "w2": 4.0},
    {"begin": "chosen", "w1": 0.9, "w2": 1.0, "rate_1": 0.02, "rate_2": 6.5, "rate_3": 7.2},
]


def scene_of(iterations=0, **settings):
    chosen, notes = GOING_DOWNHILL.settings.read({"limit": 300, **settings})
    assert notes == []
    runs = RunGroup(GOING_DOWNHILL.experiment(chosen))
    runs.advance(iterations)
    return runs, DownhillScene(runs, chosen[View])


def said(scene):
    """The sentence on the first screen and the numbers below it, of each run, with their titles."""
    panels = scene.now().panels
    first = [(panel.title, panel.sentence) for panel in panels if panel.sentence is not None]
    below = [(panel.title, panel.numbers) for panel in panels if panel.numbers]
    assert [title for title, _ in first] == [title for title, _ in below]
    return [(title, sentence, numbers) for (title, sentence), (_, numbers) in zip(first, below, strict=True)]


def number(text):
    return float(text.replace("−", "-").rstrip(" %"))


# The figures


def test_the_first_screen_has_both_pictures_and_a_sentence_for_each_run():
    runs, scene = scene_of()
    panels = scene.now().panels
    first, below = ([panel for panel in panels if panel.below == later] for later in (False, True))
    assert [[*panel.charts] for panel in first] == [["surface"], ["contours"], [], [], []]
    labels = [variant.label for variant in runs.experiment.values()]
    assert [panel.title for panel in first[2:]] == [panel.title for panel in below[1:]] == labels
    assert [[*panel.charts] for panel in below] == [["cost"], [], [], []]
    figures = scene.figures()
    assert list(figures) == ["surface", "contours", "cost"]
    for name in ("surface", "contours"):
        assert not figures[name].layout.meta  # they share the height of the window
    labels_shown = {*scene.now().numbers, *(label for panel in panels for label in (panel.title, *panel.numbers))}
    assert {label for panel in panels for label in panel.help} <= labels_shown


@pytest.mark.parametrize("name", ["surface", "contours"])
def test_what_moves_comes_first_and_what_stays_last(name):
    runs, scene = scene_of(5)
    traces = scene.figures()[name].data
    moving = scene.frame()["traces"][name]
    assert len(moving) == len(scene.curves()[name]["y"]) == 2 * len(runs)
    assert all(trace.x == () for trace in traces[: len(moving)])
    bottom, ground = traces[len(moving) :]
    found = lowest(runs.first.X, runs.first.Y)
    np.testing.assert_allclose([bottom.x[0], bottom.y[0]], found.weights)
    assert ground.type == {"surface": "mesh3d", "contours": "contour"}[name]


@pytest.mark.parametrize("name", ["surface", "contours"])
def test_every_run_has_its_look_and_the_same_in_all_charts(name):
    runs, scene = scene_of(rate_1=0.5, rate_2=0.5, rate_3=3.0)
    *traces, bottom, _ = scene.figures()[name].data
    paths, dots = traces[:3], traces[3:]
    lines = scene.figures()["cost"].data[:3]
    for trace, dot, line, variant in zip(paths, dots, lines, runs.experiment.values(), strict=True):
        assert trace.line.color == trace.marker.color == dot.marker.color == line.line.color == variant.colour
        assert trace.line.dash == line.line.dash == variant.dash
        assert trace.name == dot.name == line.name == variant.label
        assert (trace.showlegend, dot.showlegend) == (False, None)
    colours = {trace.marker.color for trace in (*paths, bottom)}
    assert len(colours) == 4
    assert not colours & set(CLASS_COLOURS)


@pytest.mark.parametrize("name", ["surface", "contours"])
def test_two_runs_on_one_path_are_both_seen(name):
    _, scene = scene_of(rate_1=2.0, rate_2=2.0, rate_3=2.0)
    traces = scene.figures()[name].data
    for first in (0, 3):  # paths, dots: what is drawn later lies above, and is smaller
        sizes = [trace.marker.size for trace in traces[first : first + 3]]
        assert all(after < before - 1 for before, after in pairwise(sizes))
    widths = [trace.line.width for trace in traces[:3]]
    assert all(after < before - 1 for before, after in pairwise(widths))
    assert len({trace.line.dash for trace in traces[:3]}) == 3


def test_the_ground_is_the_cost_over_both_weights():
    runs, scene = scene_of(noise=0.5)
    cost, figures = over_both_weights(runs.first.X, runs.first.Y).cost, scene.figures()
    mesh, contours = (figures[name].data[-1] for name in ("surface", "contours"))
    np.testing.assert_allclose(mesh.z, cost.ravel(), atol=1e-4)
    np.testing.assert_allclose(contours.z, np.log10(cost), atol=1e-4)
    space, flat = figures["surface"].layout.scene, figures["contours"].layout
    for layout in (space, flat):
        assert [layout[axis].title.text for axis in ("xaxis", "yaxis")] == ["w₁", "w₂"]


@pytest.mark.parametrize("log", [False, True])
def test_the_axes_of_the_cost_are_the_view_s(log):
    _, scene = scene_of(log_cost=log, log_iteration=not log)
    layout = scene.figures()["cost"].layout
    assert layout.yaxis.type == ("log" if log else "linear")
    assert layout.xaxis.type == ("linear" if log else "log")


# Frames and curves


@pytest.mark.parametrize("iterations", [0, 1, 60])
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_paths_and_dots_are_where_the_runs_are(settings, iterations):
    runs, scene = scene_of(iterations, **settings)
    frame, curves = scene.frame(), scene.curves()
    traces = frame["traces"]
    assert frame["iteration"] == iterations
    for chart in ("surface", "contours"):
        assert curves[chart]["at"] == list(range(iterations + 1))
        assert curves[chart]["x"][3:] == curves[chart]["y"][3:] == [[], [], []]
        assert traces[chart][:3] == traces[chart][3:]
    for i, run in enumerate(runs.values()):
        w1, w2 = map(shorten, run.parameters["W1"][0])
        cost = shorten(run.measure().cost)
        assert traces["contours"][i] == {"x": [w1], "y": [w2]}
        assert traces["surface"][i] == {"x": [w1], "y": [w2], "z": [cost]}
        assert traces["cost"][i]["y"] == [cost]
    for step in {0, iterations // 2, iterations}:
        again, _ = scene_of(step, **settings)
        for i, run in enumerate(again.values()):
            x, y = ([curves[chart][axis][i][step] for chart in ("surface", "contours")] for axis in "xy")
            np.testing.assert_allclose([x, y], np.repeat(run.parameters["W1"].T, 2, axis=1), rtol=1e-4, atol=1e-9)
            assert curves["surface"]["z"][i][step] == shorten(run.measure().cost)
    json.dumps([frame, curves, scene.layout()], allow_nan=False)


def test_all_traces_of_the_surface_have_a_height():
    _, scene = scene_of(3)
    assert all("z" in trace for trace in scene.frame()["traces"]["surface"])
    assert len(scene.curves()["surface"]["z"]) == 6
    assert "z" not in scene.curves()["contours"]


# What is said


@looped("settings", SETTINGS)
@looped("iterations", [0, 1, 7, 60, 300])
def test_the_numbers_are_those_of_each_run(settings, iterations):
    runs, scene = scene_of(iterations, **settings)
    above = scene.now().numbers
    found = lowest(runs.first.X, runs.first.Y)
    assert above["Iteration"] == str(iterations)
    assert above["Lowest cost"] == f"{found.cost:.4f}"
    np.testing.assert_allclose(
        [number(w) for w in above["Lowest point (w₁, w₂)"].split(", ")], found.weights, atol=0.006
    )
    assert number(above["Largest stable rate"]) == pytest.approx(2 / found.curvature, rel=0.005)
    for run, (title, _, numbers) in zip(runs.values(), said(scene), strict=True):
        assert title == f"α = {run.recipe.learning_rate:g}"
        costs = np.array([point.cost for point in run.history.points])
        weights = run.parameters["W1"][0]
        gradient = run.X @ (1 / (1 + np.exp(-np.clip(weights @ run.X, -700, 700))) - run.Y[0]) / run.X.shape[1]
        share = run.recipe.learning_rate * found.curvature / 2
        assert number(numbers["Share of the largest stable rate"]) == pytest.approx(100 * share, rel=0.01)
        assert numbers["Cost"] == f"{run.measure().cost:.4f}"
        assert number(numbers["Above the lowest"]) == pytest.approx(costs[-1] - found.cost, rel=0.06, abs=1e-12)
        assert number(numbers["Length of the gradient"]) == pytest.approx(np.hypot(*gradient), rel=0.06, abs=1e-14)
        assert numbers["Steps that went up"] == f"{np.sum(np.diff(costs) > 1e-12)} of {iterations}"
        np.testing.assert_allclose([number(w) for w in numbers["w₁, w₂"].split(", ")], weights, atol=0.006)
        assert all(text and len(text) <= 24 for text in numbers.values())


@looped("settings", SETTINGS)
@looped("iterations", [0, 1, 2, 7, 25, 60, 300])
def test_every_sentence_is_so(settings, iterations):
    runs, scene = scene_of(iterations, **settings)
    found = lowest(runs.first.X, runs.first.Y)
    for run, (_, sentence, _) in zip(runs.values(), said(scene), strict=True):
        costs = np.array([point.cost for point in run.history.points])
        recent = np.diff(costs[-11:]) > 1e-12
        outside = not ((run.parameters["W1"] >= PICTURE[0]) & (run.parameters["W1"] <= PICTURE[1])).all()
        assert ("outside both pictures" in sentence) == outside
        assert ("went up:" in sentence) == recent.any()
        if match := re.match(r"(\d+) of the last (\d+) steps went up: (each|it) overshot", sentence):
            assert (int(match[1]), int(match[2])) == (recent.sum(), len(recent))
            assert (match[3] == "it") == (recent.sum() == 1)
        elif sentence.startswith("The last step went up"):
            assert len(recent) == 1
        elif sentence.startswith("At the lowest point"):
            assert costs[-1] - found.cost < ARRIVED
            assert ("will not stay" in sentence) == (run.recipe.learning_rate * found.curvature > 2)
        elif sentence.startswith("On its way"):
            behind = (costs[0] - costs[-1]) / (costs[0] - found.cost)
            assert ("less than half" in sentence) == (behind < 0.5)
            assert ("more than half" in sentence) == (behind > 0.5)
            assert 0 <= behind < 1
        elif sentence.startswith("Higher than at its start"):
            assert costs[-1] > costs[0]
        else:
            assert sentence.startswith("At its start.")
            assert iterations == 0


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_step_that_went_up_overshot_the_lowest_point_along_its_direction(settings):
    runs, _ = scene_of(100, **settings)
    for run in runs.values():
        points = run.history.points
        for before, after in pairwise(points):
            if after.cost > before.cost + 1e-12:
                step = (after.units - before.units)[0]
                slope = run.X @ (1 / (1 + np.exp(-np.clip(after.units[0] @ run.X, -700, 700))) - run.Y[0])
                assert slope @ step > 0  # where it ended, its line goes up


@pytest.mark.parametrize(
    ("costs", "stable", "words"),
    [
        ([2.0], True, "At its start."),
        ([1.00005], True, "At the lowest point: its cost is within 0.0001 of the lowest."),
        ([2.0, 1.00005], False, "At the lowest point, but it will not stay"),
        ([2.0, 1.9], True, "On its way, with less than half of the descent behind it. The last step went down."),
        (
            [2.0, 1.9, 1.4],
            True,
            "On its way, with more than half of the descent behind it. The last 2 steps went down.",
        ),
        ([2.0, 2.5], False, "The last step went up: it overshot"),
        ([2.0, 2.5, 2.6], False, "2 of the last 2 steps went up: each overshot"),
        ([2.0, 5.0, *np.linspace(4, 3, 10)], False, "Higher than at its start, after steps that went up."),
        (
            [2.0, *np.linspace(1.9, 1.2, 30)],
            True,
            "On its way, with more than half of the descent behind it. The last 10",
        ),
    ],
)
def test_what_is_said_of_a_run(costs, stable, words):
    assert how_far(costs, 1.0, stable).startswith(words)
