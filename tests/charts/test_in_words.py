"""The screen in words: of pictures that are made for it, and of runs as the network predicts their points."""

import re

import numpy as np
import pytest

from playground.charts.areas import areas, direction, is_straight
from playground.charts.in_words import field_in_words, points_in_words, units_in_words
from playground.charts.pair import PairScene
from playground.lessons.course import course
from playground.nn import Network, Parameters, predict
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Extent, Recipe, Run, RunGroup, View
from playground.training.number_words import WORDS
from tests.charts.scenes import scene_of
from tests.looped import looped

NUMBERS = {str(word): number for number, word in WORDS.items()}
MOST = 0.6


def plane(extent, n=100):
    cell = (np.arange(n) + 0.5) / n
    x1 = extent.left + cell * (extent.right - extent.left)
    x2 = extent.top - cell * (extent.top - extent.bottom)
    return np.array([[a, b] for b in x2 for a in x1]).T


def a_run(seed):
    """A run of any kind, somewhere on its way."""
    some = np.random.default_rng(seed)
    dataset = some.choice(["flower", "moons", "circles", "blobs", "xor", "spiral", "quantiles"])
    recipe = Recipe(
        dataset=str(dataset),
        classes=2 if dataset == "moons" else int(some.choice([2, 2, 3, 5])),
        samples=int(some.integers(40, 400)),
        activation=str(some.choice(["tanh", "relu", "sigmoid"])),
        n_h=int(some.integers(1, 8)),
        depth=int(some.integers(0, 3)),
        initialisation="random",
        scale=float(some.choice([0.01, 1.0, 3.0])),
        learning_rate=float(some.choice([0.1, 1.0])),
        seed=seed + 1,
    )
    runs = RunGroup(Experiment.alone(recipe))
    runs.advance(int(some.choice([0, 30, 300, 1000])))
    return runs


def check_points(said, run, extent):
    """Of how many points on the wrong side a description tells, and where most of them are, is right."""
    wrong = predict(run.parameters, run.recipe.inputs_of(run.X))[0] != run.train.labels
    aside = r"(None|[\d,]+) of (?:the )?([\d,]+) points (?:is|are) (?:on the wrong side|in the area of another)"
    if counts := re.search(aside, said):
        assert (0 if counts[1] == "None" else int(counts[1]), int(counts[2])) == (wrong.sum(), wrong.size)
        left, right, bottom, top = extent
        where = run.X[:, wrong] - [[(left + right) / 2], [(bottom + top) / 2]]
        if "Most of them are on the right." in said:
            assert np.mean(where[0] > 0) >= MOST
        if "Most of them are at the top." in said:
            assert np.mean(where[1] > 0) >= MOST
        if "Most of them are near the middle." in said:
            assert np.mean(np.hypot(*where) <= 0.2 * (right - left) + 1e-9) >= MOST
        if which := re.search(r"(\d+) of them belong to class (\d)", said):
            assert np.sum(run.train.labels[wrong] == int(which[2])) == int(which[1])


def check_counts(said, run, extent):
    """So is of how many areas of each class it does."""
    classes = predict(run.parameters, run.recipe.inputs_of(plane(extent)))[0].reshape(100, 100)
    for count, number in re.findall(r"There are (\w+) (?:separate )?areas of class (\d)", said):
        assert len(areas(classes == int(number))) == NUMBERS[count]


def test_a_description_is_what_others_read_from_the_same_run():
    told = []
    for seed in range(20):
        runs = a_run(seed)
        said, run = str(PlaygroundScene(runs, View()).described()), runs.first
        assert said.startswith(f"Iteration {runs.iteration:,}.")
        if not run.divergence:
            check_counts(said, run, runs.extent)
            check_points(said, run, runs.extent)
            assert run.iteration < 2 or course(run) in said
            told.append(said)
    assert sum("areas of" in each for each in told) > 2
    assert sum("wrong side" in each for each in told) > 5


def picture(*rows):
    """Cells of a class, from rows of letters, each as ten by ten cells."""
    return np.array([[letter == "x" for letter in row] for row in rows]).repeat(10, axis=0).repeat(10, axis=1)


def test_the_areas_of_a_class():
    rows = ("xx......", "xx......", "........", "......xx", "......xx", "........", "........", "x.......")
    found = areas(picture(*rows))
    assert [area.place for area in found] == ["upper left", "right", "lower left"]
    assert all(area.is_open for area in found)
    (closed,) = areas(picture("....", ".xx.", ".xx.", "...."))
    assert (closed.place, closed.is_open, closed.share) == ("middle", False, 0.25)
    assert len(areas(picture("x.", ".x"))) == 2  # they only touch at a corner
    speck = np.zeros((100, 100), bool)
    speck[:6, :8] = True
    assert areas(speck) == []


def field(*rows, speck=None):
    """The outputs of a network that is certain of these classes, 20 by 20 cells for each digit; one may be another."""
    classes = np.array([[int(digit) for digit in row] for row in rows]).repeat(20, axis=0).repeat(20, axis=1)
    if speck:
        classes[0, 0] = speck
    if classes.max() < 2:
        return 0.1 + 0.8 * classes[None]
    return 0.05 + 0.85 * (classes == np.arange(3)[:, None, None])


@looped(
    ("outputs", "said"),
    [
        (
            field("1100", "1100", "0000", "0001"),
            "There are two areas of class 1. The larger opens towards the upper left. The rest, class 0, is one area.",
        ),
        (  # class 0 runs between them, so they do not meet
            field("11011", "11011", "00000", "01110", "01110"),
            "There are three areas of class 1, each of which comes near the middle. The largest opens towards the "
            "bottom. The rest, class 0, is one area.",
        ),
        (
            field("11111", "10001", "10101", "10001", "11111"),
            "There are two areas of class 1. The larger is around the middle. The rest, class 0, is one area.",
        ),
        (
            field("11111", "10001", "10201", "10001", "11111"),
            "The classes lie one inside another, innermost first: class 2, class 0 and class 1.",
        ),
        (
            field("2221", "2221", "0001", "0001"),
            "Each class has one area: class 0 at the lower left, class 1 on the right, class 2 at the upper left.",
        ),
        (
            field("0210", "0210", "0210", "0210"),
            "There are two areas of class 0. The other classes have one area each.",
        ),
        (
            field("0210", "0200", "0210", "0210"),
            "There are two areas of class 0. There are two areas of class 1. The rest, class 2, is one area.",
        ),
        (
            field("0110", "0110", "0110", "0110", speck=2),
            "There is at most a speck of class 2. There are two areas of class 0. The rest, class 1, is one area.",
        ),
        (
            np.full((3, 40, 40), 1 / 3) + 0.01 * (np.arange(40) < 4) * [[[1]], [[-1]], [[0]]],
            "In part of the picture no single class is the most probable, so there is no clear boundary.",
        ),
        (field("00", "00", speck=1), "The network predicts class 0 nearly everywhere."),
        (field("00", "00"), "The network's output is 0.10 everywhere: there is no boundary."),
    ],
)
def test_the_areas_in_words(outputs, said):
    run = Run(Recipe(dataset="blobs", classes=max(2, len(outputs))))
    assert field_in_words(run, outputs) == said


def test_a_straight_boundary():
    assert is_straight(np.add.outer(np.arange(100), np.arange(100)) > 90)
    assert not is_straight(np.hypot.outer(np.arange(100), np.arange(100)) > 60)


@looped(
    ("points", "place"),
    [
        ([(0.9, 0.1), (0.8, -0.1), (0.7, 0.2), (0.9, 0)], "right"),
        ([(0.1, 0.1), (-0.1, 0.1), (0, -0.2), (0.9, 0.9)], "middle"),
        ([(0.9, 0), (-0.9, 0), (0, 0.9), (0, -0.9)], ""),
        ([(0.9, 0.9)], "upper right"),
        ([(0.9, 0.9), (-0.9, 0.9)], ""),
    ],
)
def test_where_most_points_are(points, place):
    assert direction(np.array(points).T, Extent(-1, 1, -1, 1)) == place


@looped(
    ("activation", "units", "said"),
    [
        (
            "tanh",
            [(1, 2, 0.5), (3, -1, 0), (-1, -2, -0.5), (0, 0, 1)],
            "Units 1 and 3 are mirror images: where one is high, the other is low. "
            "Unit 4 gives the same output for all points.",
        ),
        (
            "tanh",
            [(1, 2, 0), (1, 2, 0.001), (-1, -2, 0), (-1, -2, 0.001)],
            "Units 1 and 2 have nearly the same map. Units 3 and 4 have nearly the same map. "
            "Units 1 and 3 are mirror images: where one is high, the other is low.",
        ),
        ("relu", [(1, 2, 0), (2, 4, 0)], ""),  # twice as strong is another map
        ("identity", [(1, 2, 0), (1, 2, 3), (-3, -6, 0)], ""),
        ("identity", [(1, 2, 0), (1, 2, 0.001)], "Units 1 and 2 have nearly the same map."),
    ],
)
def test_units_that_do_the_same_or_the_opposite(activation, units, said):
    run = Run(Recipe(n_h=len(units), activation=activation))
    incoming = np.array(units, float)
    run.parameters["W1"][:], run.parameters["b1"][:] = incoming[:, :2], incoming[:, 2:]
    run.parameters["W2"][:] = np.arange(len(units)) + 1
    network = run.first_network()
    network.parameters.vector[:] = run.parameters.vector
    network.forward()
    assert units_in_words(network) == said


def said_of_weights(*weights, activation="tanh"):
    """What is said of a network's units; the weights of each layer, one row for each unit, with the bias last."""
    arrays = {
        f"{name}{layer}": part
        for layer, each in enumerate(weights, 1)
        for name, part in (("W", np.array(each)[:, :-1]), ("b", np.array(each)[:, -1:]))
    }
    network = Network(Parameters.from_arrays(arrays, activation), np.random.default_rng(1).normal(size=(2, 50)))
    network.forward()
    return str(units_in_words(network))


def test_units_of_all_hidden_layers_are_told_of():
    one, other, up, output = [1.0, -1.0, 0.5], [0.5, 2.0, 0.0], [1.0, 1.0, 0.5], [[1.0, 1.0, 0.1]]
    mirrored = "Units 1 and 2 are mirror images: where one is high, the other is low."
    mirrors = [up, [-1.0, -1.0, -0.5]]
    assert said_of_weights([one, one], mirrors, output) == f"Layer 1: Units 1 and 2 are equal. Layer 2: {mirrored}"
    assert said_of_weights([one, other], [up, up], output) == "Layer 2: Units 1 and 2 are equal."
    assert said_of_weights([one, one], [up, up], output) == "Each hidden layer: Units 1 and 2 are equal."
    assert said_of_weights([one], [[1.0, 0.5]] * 2, output) == "Layer 2: Units 1 and 2 are equal."


def test_many_units_are_counted():
    many, few = np.tile([1.0, 2.0, 0.5], (40, 1)), np.tile([1.0, -1.0, 0.5], (8, 1))
    out = np.append(np.tile(1.0, 48), 0)[None]
    assert said_of_weights(many, out[:, :41]) == "All 40 units are equal."
    assert said_of_weights(np.vstack([many, few]), out) == "40 of 48 units are equal. 8 of 48 units are equal."
    dead = np.vstack([many, 0 * few])
    assert said_of_weights(dead, out) == "40 of 48 units are equal. 8 of 48 units give the same output for all points."
    pairs = np.random.default_rng(2).normal(size=(24, 3))
    for others in (pairs, -pairs):
        said = said_of_weights(np.vstack([pairs, others]), out)
        assert said == "The 48 units have 24 different maps, mirror images counted once."


def test_a_network_without_a_boundary_has_none_in_words():
    runs, scene = scene_of(PairScene, 300)
    said = str(scene.described())
    assert "The network's output is 0.50 everywhere: there is no boundary." in said
    assert "All zero, on the left: The network's output" in said
    assert "Random × 0.01, on the right: " in said
    assert runs.iteration == 300


def test_a_faint_boundary_is_one():
    runs = RunGroup(Experiment.alone(Recipe(initialisation="random", scale=1e-4)))
    said = str(PlaygroundScene(runs, View()).described())
    assert said.startswith(
        "Iteration 0. The network's output is about 0.50 everywhere. One boundary, nearly straight, "
    )
    assert "points are on the wrong side" in said


def test_numbers_have_a_highest_and_a_lowest_place_and_a_largest_residual():
    runs = RunGroup(Experiment.alone(Recipe(dataset="bump", samples=100)))
    runs.advance(200)
    run = runs.first
    outputs = predict(run.parameters, plane(runs.extent))[0]
    said = field_in_words(run, outputs.reshape(1, 100, 100))
    low, high = map(float, (each.replace("−", "-") for each in re.findall(r"(−?\d+\.\d\d)", said)))
    assert (low, high) == pytest.approx((outputs.min(), outputs.max()), abs=0.006)
    value, output = re.findall(r"(−?\d+\.\d\d)", points_in_words(run, runs.extent))
    residual = float(value.replace("−", "-")) - float(output.replace("−", "-"))
    assert abs(residual) == pytest.approx(np.abs(run.train.labels - run.outputs[0]).max(), abs=0.011)


@looped(
    ("outputs", "said"),
    [
        (np.full((60, 60), 0.5), "The output is about 0.50 everywhere."),
        # Where ReLU units are off the output is the same in a large part of the picture, not just at its first cell.
        (
            np.maximum(np.arange(60) - 15, 0) * np.ones((60, 1)),
            "The output is lowest on the left, 0.00, and highest on",
        ),
        (
            np.maximum(0, 9 - np.hypot(*np.mgrid[-30:31, -30:31])),
            "The output is lowest around the middle, 0.00, and highest in the middle, 9.00.",
        ),
    ],
)
def test_where_numbers_are_lowest_and_highest(outputs, said):
    assert field_in_words(Run(Recipe(dataset="bump")), outputs[None]).startswith(said)


def test_of_a_run_that_has_diverged_that_is_said_first():
    runs = RunGroup(Experiment.alone(Recipe(dataset="wave", initialisation="xavier", learning_rate=5.0, test_share=20)))
    runs.advance(100)
    parameter, iteration = runs.first.divergence
    said = str(PlaygroundScene(runs, View()).described())
    assert said.startswith(
        f"Iteration {runs.iteration}. Training diverged: {parameter} blew up at iteration {iteration}."
    )
    assert "risen" not in said


def test_of_many_runs_the_lowest_cost_is_named_where_two_digits_tell_it_from_the_highest():
    def said(*scales):
        recipes = {f"{scale:g}": Recipe(initialisation="random", scale=scale) for scale in scales}
        runs = RunGroup(Experiment.compare({name: (name, recipe) for name, recipe in recipes.items()}))
        runs.advance(1)
        return str(HowLargeAStartScene(runs, View()).described())

    assert "The lowest cost" not in said(0.001, 0.002, 0.003)
    assert "The lowest cost is that of 0.002: 0.69; the highest that of 10: 12." in said(0.001, 0.002, 10.0)
