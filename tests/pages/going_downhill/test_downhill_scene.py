"""Going downhill: pictures and words, each says what the numbers of its run are."""

import re
from itertools import pairwise

import numpy as np
import pytest

from playground.charts.curve import shorten
from playground.pages.going_downhill.downhill import ARRIVED, DOWNHILL_PRESETS, PICTURE, lowest
from playground.pages.going_downhill.downhill_scene import DownhillScene, how_far
from playground.pages.going_downhill.lesson import GOING_DOWNHILL
from playground.training import RunGroup, View
from tests.looped import looped

SETTINGS = [
    *(preset.settings for preset in DOWNHILL_PRESETS),
    {"seed": 3, "noise": 0.5, "rate_2": 5.0},
    {"rate_1": 1e-4, "rate_2": 1.0, "rate_3": 30.0, "begin": "chosen", "w1": 4.0, "w2": 4.0},
    {"begin": "chosen", "w1": 0.9, "w2": 1.0, "rate_1": 0.02, "rate_2": 6.5, "rate_3": 7.2},
]
PICTURES = ("surface", "contours")


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
    assert not any(figures[name].layout.meta for name in PICTURES)  # they share the height of the window


# What moves, and what is said


@looped("settings", SETTINGS)
def test_paths_dots_numbers_and_sentences_are_those_of_the_runs(settings):
    runs, scene = scene_of(**settings)
    found = lowest(runs.first.X, runs.first.Y)
    for iterations in (0, 1, 2, 7, 25, 60, 300):
        runs.advance(iterations - runs.iteration)
        assert_drawn(runs, scene)
        above = scene.now().numbers
        assert above["Iteration"] == str(iterations)
        assert above["Lowest cost"] == f"{found.cost:.4f}"
        lowest_point = [number(w) for w in above["Lowest point (w₁, w₂)"].split(", ")]
        np.testing.assert_allclose(lowest_point, found.weights, atol=0.006)
        assert number(above["Largest stable rate"]) == pytest.approx(2 / found.curvature, rel=0.005)
        for run, (title, sentence, numbers) in zip(runs.values(), said(scene), strict=True):
            assert title == f"α = {run.recipe.learning_rate:g}"
            assert_numbers(numbers, run, found)
            assert_so(sentence, run, found)


def assert_drawn(runs, scene):
    """Paths and dots are where the runs have been, and are."""
    traces, curves = scene.frame()["traces"], scene.curves()
    for chart in PICTURES:
        assert curves[chart]["at"] == list(range(runs.iteration + 1))
        assert curves[chart]["x"][3:] == curves[chart]["y"][3:] == [[], [], []]
        assert len(traces[chart]) == len(curves[chart]["y"]) == 6
        assert traces[chart][:3] == traces[chart][3:]
    assert len(curves["surface"]["z"]) == 6
    assert "z" not in curves["contours"]
    for i, run in enumerate(runs.values()):
        w1, w2 = map(shorten, run.parameters["W1"][0])
        cost = shorten(run.measure().cost)
        assert traces["contours"][i] == {"x": [w1], "y": [w2]}
        assert traces["surface"][i] == {"x": [w1], "y": [w2], "z": [cost]}
        assert traces["cost"][i]["y"] == [cost]
        ways = np.transpose([point.units[0] for point in run.history.points])
        for chart in PICTURES:
            np.testing.assert_allclose([curves[chart][axis][i] for axis in "xy"], ways, rtol=1e-4, atol=1e-9)
        assert curves["surface"]["z"][i] == [shorten(point.cost) for point in run.history.points]


def slope_at(weights, run):
    """The gradient of the cost, as a sum over the samples."""
    return run.X @ (1 / (1 + np.exp(-np.clip(weights @ run.X, -700, 700))) - run.Y[0])


def assert_numbers(numbers, run, found):
    costs = np.array([point.cost for point in run.history.points])
    weights = run.parameters["W1"][0]
    share = run.recipe.learning_rate * found.curvature / 2
    length = np.hypot(*slope_at(weights, run)) / run.X.shape[1]
    assert number(numbers["Share of the largest stable rate"]) == pytest.approx(100 * share, rel=0.01)
    assert numbers["Cost"] == f"{run.measure().cost:.4f}"
    assert number(numbers["Above the lowest"]) == pytest.approx(costs[-1] - found.cost, rel=0.06, abs=1e-12)
    assert number(numbers["Length of the gradient"]) == pytest.approx(length, rel=0.06, abs=1e-14)
    assert numbers["Steps that went up"] == f"{np.sum(np.diff(costs) > 1e-12)} of {run.iteration}"
    np.testing.assert_allclose([number(w) for w in numbers["w₁, w₂"].split(", ")], weights, atol=0.006)
    assert all(text and len(text) <= 24 for text in numbers.values())


def assert_so(sentence, run, found):
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
        assert run.iteration == 0


@looped("settings", SETTINGS[2:5])
def test_a_step_that_went_up_overshot_the_lowest_point_along_its_direction(settings):
    runs, _ = scene_of(100, **settings)
    for run in runs.values():
        for before, after in pairwise(run.history.points):
            if after.cost > before.cost + 1e-12:
                step = (after.units - before.units)[0]
                assert slope_at(after.units[0], run) @ step > 0  # where it ended, its line goes up


@looped(
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
