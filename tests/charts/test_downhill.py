"""Going downhill: pictures and words, each says what the numbers of its run are."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest

from playground.charts.downhill import ARRIVED, DownhillScene, progress
from playground.charts.scene import shorten
from playground.lessons.downhill import DOWNHILL_PRESETS, PICTURE, Downhill, DownhillView, lowest, over_both_weights
from playground.training import InStep

SETTINGS = [
    *(preset.settings for preset in DOWNHILL_PRESETS),
    *({"seed": seed, "noise": noise, "rate_2": 5.0} for seed, noise in [(3, 0.5), (4, 0.55), (5, 0.7)]),
    {"rate_1": 1e-4, "rate_2": 1.0, "rate_3": 30.0, "begin": "chosen", "w1": 4.0, "w2": 4.0},
    {"begin": "chosen", "w1": 0.9, "w2": 1.0, "rate_1": 0.02, "rate_2": 6.5, "rate_3": 7.2},
]


def scene_of(iterations=0, log_cost=False, **settings):
    runs = InStep(Downhill(**{"limit": 300, **settings}))
    runs.advance(iterations)
    return runs, DownhillScene(runs, DownhillView(log_cost=log_cost))


def said(scene):
    """The numbers above all, and the sentence and the numbers of each panel that has any, by its title."""
    texts = iter(scene.frame()["texts"])
    above = {label: next(texts) for label in scene.metrics}
    found = {}
    for panel in scene.panels:
        if panel.sentence:
            found[panel.title] = next(texts), {label: next(texts) for label in panel.metrics}
    assert list(texts) == []
    return above, found


def number(text):
    return float(text.replace("−", "-").rstrip(" %"))


# The figures


def test_every_figure_is_in_one_panel():
    _, scene = scene_of()
    assert [name for panel in scene.panels for name in panel.charts] == list(scene.figures())


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
def test_every_run_has_its_colour_and_the_same_in_all_charts(name):
    _, scene = scene_of(rate_1=0.5, rate_2=0.5, rate_3=3.0)
    traces = scene.figures()[name].data[:6]
    lines = scene.figures()["cost"].data[:3]
    colours = [line.line.color for line in lines]
    assert len(set(colours)) == 3
    assert [trace.marker.color for trace in traces] == 2 * colours
    assert [trace.name for trace in traces] == 2 * [line.name for line in lines] == 2 * ["α = 0.5", "α = 0.5", "α = 3"]
    assert [trace.showlegend for trace in traces[:3]] == [False] * 3


def test_the_ground_is_the_cost_over_both_weights():
    runs, scene = scene_of(noise=0.5)
    cost, figures = over_both_weights(runs.first.X, runs.first.Y).cost, scene.figures()
    sheet, contours = (figures[name].data[-1] for name in ("surface", "contours"))
    np.testing.assert_allclose(sheet.z, cost.ravel(), atol=1e-4)
    np.testing.assert_allclose(contours.z, np.log10(cost), atol=1e-4)
    space, flat = figures["surface"].layout.scene, figures["contours"].layout
    for layout in (space, flat):
        assert [layout[axis].title.text for axis in ("xaxis", "yaxis")] == ["w₁", "w₂"]


@pytest.mark.parametrize("log_cost", [False, True])
def test_the_cost_axis_is_the_view_s(log_cost):
    _, scene = scene_of(log_cost=log_cost)
    assert scene.figures()["cost"].layout.yaxis.type == ("log" if log_cost else "linear")


# Frames and curves


@pytest.mark.parametrize("iterations", [0, 1, 60])
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_paths_and_dots_are_where_the_runs_are(settings, iterations):
    runs, scene = scene_of(iterations, **settings)
    frame, curves = scene.frame(), scene.curves()
    traces = frame["traces"]
    assert frame["x"] == iterations
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
        again = InStep(Downhill(**{"limit": 300, **settings}))
        again.advance(step)
        for i, run in enumerate(again.values()):
            x, y = ([curves[chart][axis][i][step] for chart in ("surface", "contours")] for axis in "xy")
            np.testing.assert_allclose([x, y], np.repeat(run.parameters["W1"].T, 2, axis=1), rtol=1e-4, atol=1e-9)
            assert curves["surface"]["z"][i][step] == shorten(run.measure().cost)
    json.dumps([frame, curves, scene.panels], allow_nan=False)


def test_all_traces_of_the_surface_have_a_height():
    _, scene = scene_of(3)
    assert all("z" in trace for trace in scene.frame()["traces"]["surface"])
    assert len(scene.curves()["surface"]["z"]) == 6
    assert "z" not in scene.curves()["contours"]


# What is said


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("iterations", [0, 1, 7, 60, 300])
def test_the_numbers_are_those_of_each_run(settings, iterations):
    runs, scene = scene_of(iterations, **settings)
    above, panels = said(scene)
    found = lowest(runs.first.X, runs.first.Y)
    assert above["Iteration"] == str(iterations)
    assert above["Lowest cost"] == f"{found.cost:.4f}"
    np.testing.assert_allclose([number(w) for w in above["Lowest at w₁, w₂"].split(", ")], found.weights, atol=0.006)
    assert number(above["Largest stable learning rate"]) == pytest.approx(2 / found.curvature, rel=0.005)
    assert list(panels) == [f"α = {run.config.learning_rate:g}" for run in runs.values()]
    for run, (_, numbers) in zip(runs.values(), panels.values(), strict=True):
        costs = np.array([point.cost for point in run.history.points])
        weights = run.parameters["W1"][0]
        gradient = run.X @ (1 / (1 + np.exp(-np.clip(weights @ run.X, -700, 700))) - run.Y[0]) / run.X.shape[1]
        share = run.config.learning_rate * found.curvature / 2
        assert number(numbers["Share of the largest stable"]) == pytest.approx(100 * share, rel=0.01)
        assert numbers["Cost"] == f"{run.measure().cost:.4f}"
        assert number(numbers["Above the lowest"]) == pytest.approx(costs[-1] - found.cost, rel=0.06, abs=1e-12)
        assert number(numbers["Length of the gradient"]) == pytest.approx(np.hypot(*gradient), rel=0.06, abs=1e-14)
        assert numbers["Steps that went up"] == f"{np.sum(np.diff(costs) > 1e-12)} of {iterations}"
        np.testing.assert_allclose([number(w) for w in numbers["w₁, w₂"].split(", ")], weights, atol=0.006)
        assert all(text and len(text) <= 24 for text in numbers.values())


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("iterations", [0, 1, 2, 7, 25, 60, 300])
def test_every_sentence_is_so(settings, iterations):
    runs, scene = scene_of(iterations, **settings)
    found = lowest(runs.first.X, runs.first.Y)
    for run, (sentence, _) in zip(runs.values(), said(scene)[1].values(), strict=True):
        costs = np.array([point.cost for point in run.history.points])
        recent = np.diff(costs[-11:]) > 1e-12
        outside = not ((run.parameters["W1"] >= PICTURE[0]) & (run.parameters["W1"] <= PICTURE[1])).all()
        assert ("outside" in sentence) == outside
        assert sentence.startswith(("Of the last", "The last step went up")) == recent.any()
        if match := re.match(r"Of the last (\d+) steps (\d+) went up", sentence):
            assert (int(match[1]), int(match[2])) == (len(recent), recent.sum())
        elif sentence.startswith("The last step went up"):
            assert len(recent) == 1
        elif sentence.startswith("At the lowest point"):
            assert costs[-1] - found.cost < ARRIVED
            assert ("not to stay" in sentence) == (run.config.learning_rate * found.curvature > 2)
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
def test_a_step_that_went_up_leapt_beyond_the_lowest_point_on_its_line(settings):
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
        ([1.00005], True, "At the lowest point: its cost is the lowest to within 0.0001."),
        ([2.0, 1.00005], False, "At the lowest point, but not to stay"),
        ([2.0, 1.9], True, "On its way, with less than half of the height behind it. The last step went down."),
        ([2.0, 1.9, 1.4], True, "On its way, with more than half of the height behind it. The last 2 steps went down."),
        ([2.0, 2.5], False, "The last step went up: it leapt"),
        ([2.0, 2.5, 2.6], False, "Of the last 2 steps 2 went up: each of these leapt"),
        ([2.0, 5.0, *np.linspace(4, 3, 10)], False, "Higher than at its start, after steps that went up."),
        (
            [2.0, *np.linspace(1.9, 1.2, 30)],
            True,
            "On its way, with more than half of the height behind it. The last 10",
        ),
    ],
)
def test_what_is_said_of_a_run(costs, stable, words):
    assert progress(costs, 1.0, stable).startswith(words)
