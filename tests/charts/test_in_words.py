"""The screen in words, read once more by other means: a flood fill, networks in plain formulas, points of a curve."""

import re
from collections import deque

import numpy as np
import pytest

from playground.charts.areas import COUNTS, areas, direction, is_straight
from playground.charts.in_words import field_in_words, points_in_words, units_in_words
from playground.charts.pair import PairScene
from playground.nn import Network, Parameters
from playground.nn.activations import ACTIVATIONS
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Extent, Recipe, Run, RunGroup, View
from playground.training.number_words import WORDS
from tests.charts.scenes import scene_of

NUMBERS = {"one": 1} | {str(word): number for number, word in WORDS.items()}
MOST = 0.6


def flood(members):
    """The areas of the cells, each a list of rows and columns, one after the other from cells not reached before."""
    n, found = len(members), []
    left = {(int(row), int(column)) for row, column in zip(*np.nonzero(members), strict=True)}
    while left:
        first = left.pop()
        area, ahead = [first], deque([first])
        while ahead:
            row, column = ahead.popleft()
            for cell in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)):
                if cell in left:
                    left.discard(cell)
                    area.append(cell)
                    ahead.append(cell)
        found.append(area)
    return sorted((area for area in found if len(area) >= COUNTS * n * n), key=len, reverse=True)


def outputs_of(run, X):
    """The network's outputs for points (2, m), written out."""
    A, parameters = run.recipe.inputs_of(X), run.parameters
    last = len(parameters.sizes) - 1
    for layer in range(1, last + 1):
        Z = parameters[f"W{layer}"] @ A + parameters[f"b{layer}"]
        if layer < last:
            A = {"tanh": np.tanh, "relu": lambda Z: Z * (Z > 0), "sigmoid": lambda Z: 1 / (1 + np.exp(-Z))}[
                run.recipe.activation
            ](Z)
        elif len(Z) == 1:
            A = 1 / (1 + np.exp(-Z))
        else:
            A = np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
    return A


def classes_of(A):
    return (A[0] > 0.5).astype(int) if len(A) == 1 else A.argmax(axis=0)


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


def check_areas(said, run, extent):
    """The areas that a description counts, in English, are those of the flood fill."""
    cells = outputs_of(run, plane(extent)).reshape(-1, 100, 100)
    classes = classes_of(cells.reshape(len(cells), -1)).reshape(100, 100)
    found = {number: flood(classes == number) for number in range(len(run.class_names))}
    if "there is no boundary" in said:
        assert np.ptp(cells, axis=(1, 2)).max() < 1e-9
        return
    if "no clear boundary" in said:
        first, second = np.sort(np.concatenate([cells, 1 - cells.sum(axis=0, keepdims=True)]), axis=0)[:-3:-1]
        assert np.mean(first - second < 2e-5 * (first - second).max()) >= COUNTS
        return
    counted = {
        int(number): NUMBERS[count]
        for count, number in re.findall(r"There are (\w+) (?:separate )?areas of class (\d)", said)
    }
    missing = re.search(r"There is (no area|at most a speck) of ([^.]*)\.", said)
    none = {int(number) for number in re.findall(r"class (\d)", missing[2])} if missing else set()
    if missing:
        assert bool(none & {*classes.ravel().tolist()}) == (missing[1] == "at most a speck")
    if everywhere := re.search(r"predicts class (\d) (nearly )?everywhere", said):
        none = set(found) - {int(everywhere[1])}
        assert bool(np.ptp(classes)) == bool(everywhere[2])
    assert {number: len(found[number]) for number in found if len(found[number]) != 1} == counted | dict.fromkeys(
        none, 0
    )
    if "The other classes have one area each." in said:
        assert len(found) - len(counted) - len(none) > 1
    if counted and (rest := re.search(r"The rest, class (\d), is one area\.", said)):
        assert {*found} - {*counted} - none == {int(rest[1])}
    if nested := re.search(r"innermost first: ([^.]*)\.", said):
        order = re.findall(r"class (\d)", nested[1])
        assert [*map(int, order)] == sorted(
            {*found} - none,
            key=lambda number: max(np.hypot(row - 49.5, column - 49.5) for row, column in found[number][0]),
        )
    for count, number in re.findall(r"There are (\w+) areas of class (\d), each of which comes near the middle", said):
        away = [min(np.hypot(row - 49.5, column - 49.5) for row, column in area) for area in found[int(number)]]
        assert len(away) == NUMBERS[count]
        assert max(away) <= 15 + 1e-9
    if inside := re.search(r"One area, [^,]*, is class (\d); all around it is class (\d)", said):
        edge = {*classes[0], *classes[-1], *classes[:, 0], *classes[:, -1]}
        assert edge == {int(inside[2])}


def check_points(said, run):
    """So are the points on the wrong side, of training and of testing."""
    wrong = classes_of(outputs_of(run, run.X)) != run.train.labels
    m = wrong.size
    counts = re.search(
        r"(None|[\d,]+) of (?:the )?([\d,]+) points (?:is|are) (?:on the wrong side|in the area of another)", said
    )
    if counts:
        assert (0 if counts[1] == "None" else int(counts[1]), int(counts[2])) == (
            int(wrong.sum()),
            m,
        )
        where = run.X[:, wrong] - plane_middle(run)
        if "Most of them are on the right." in said:
            assert np.mean(where[0] > 0) >= MOST
        if "Most of them are at the top." in said:
            assert np.mean(where[1] > 0) >= MOST
        if "Most of them are near the middle." in said:
            assert np.mean(np.hypot(*where) <= 0.2 * side(run) + 1e-9) >= MOST
        if which := re.search(r"(\d+) of them belong to class (\d)", said):
            assert np.sum(run.train.labels[wrong] == int(which[2])) == int(which[1])


def plane_middle(run):
    extent = RunGroup.extent_of([run])
    return np.array([[(extent.left + extent.right) / 2], [(extent.bottom + extent.top) / 2]])


def side(run):
    extent = RunGroup.extent_of([run])
    return extent.right - extent.left


def check_course(said, run):
    """And what is said of the cost can be found on the curve, to the two digits that are given."""
    points = [*run.history.points]
    if points[-1].iteration < run.iteration:
        points.append(run.measure())
    at, costs = np.array([p.iteration for p in points]), np.array([p.cost for p in points])
    height = max(np.ptp(costs), 0.4 * costs[0])

    def near(level, *some):
        for cost in some:
            assert (level == "almost 0" and cost < costs[0] / 100) or figure(level) == pytest.approx(cost, rel=0.06)

    def around(iteration):
        """The costs about there."""
        return costs[(at >= 0.94 * iteration - 1) & (at <= 1.06 * iteration + 1)]

    if run.iteration < 2:
        assert "The cost" not in said
        return
    (clauses,) = re.findall(r"The cost ((?:stays|stands|hardly|drops|falls|jumps|rises|swings) .*?)\.(?: |$)", said)
    since = 0
    for clause in re.split(r", then |, (?=[a-z])", clauses):
        if stood := re.match(r"stands still for ([\d,]+) iterations?$", clause):
            until = since + figure(stood[1])
            kept = costs[(at >= 1.06 * since) & (at <= 0.94 * until)]
            assert np.ptp(kept if kept.size else [0]) <= 0.1 * height
            since = until
        elif moved := re.match(
            r"(drops|falls|jumps|rises)[a-z ]* to ([\d.,]+|almost 0)(?: by iteration ([\d,]+))?$", clause
        ):
            until = figure(moved[3]) if moved[3] else run.iteration
            if moved[2] != "almost 0":
                low, high = around(until).min(), around(until).max()
                assert 0.94 * low <= figure(moved[2]) <= 1.06 * high
            before = costs[(at >= 0.94 * since - 1) & (at <= until)]
            assert (
                before.max() >= 0.94 * costs[at >= until][0] if moved[1] in ("drops", "falls") else before.min() <= high
            )
            since = until
        elif swung := re.match(r"swings between ([\d.,]+|almost 0) and ([\d.,]+) (?:until|and ends at) (.*)", clause):
            until = figure(swung[3].removeprefix("iteration ")) if "until" in clause else run.iteration
            between = costs[(at >= since) & (at <= 1.06 * until)]
            near(swung[1], between.min())
            near(swung[2], between.max())
            since = until
        elif stays := re.match(r"stays at about ([\d.,]+)$", clause):
            assert costs == pytest.approx(figure(stays[1]), abs=0.04 * height + 0.051 * costs[0])
        else:
            rests = re.match(r"hardly changes and ends at ([\d.,]+|almost 0)$", clause)
            near(rests[1], costs[-1])
            assert np.ptp(costs[at >= 1.06 * since + 1]) <= 0.1 * height


def figure(text):
    return float(text.replace(",", ""))


def check(seed):
    runs = a_run(seed)
    said, run = str(PlaygroundScene(runs, View()).described()), runs.first
    assert said.startswith(f"Iteration {runs.iteration:,}.")
    if run.divergence:
        return ""
    check_areas(said, run, runs.extent)
    check_points(said, run)
    check_course(said, run)
    return said


def test_a_description_is_what_others_read_from_the_same_run():
    said = [check(seed) for seed in range(20)]
    assert sum("areas of" in each for each in said) > 2
    assert sum("wrong side" in each for each in said) > 5


@pytest.mark.nightly
def test_so_it_is_of_two_hundred():
    for seed in range(20, 220):
        check(seed)


def picture(*rows):
    """Cells of a class, from rows of letters, each as ten by ten cells."""
    return np.array([[letter == "x" for letter in row] for row in rows]).repeat(10, axis=0).repeat(10, axis=1)


def test_the_areas_of_a_class():
    found = areas(
        picture("xx......", "xx......", "........", "......xx", "......xx", "........", "........", "x.......")
    )
    assert [(area.place, area.is_open) for area in found] == [
        ("upper left", True),
        ("right", True),
        ("lower left", True),
    ]
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


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (
            field("1100", "1100", "0000", "0001"),
            "There are two areas of class 1. The larger opens towards the upper left. The rest, class 0, is one area.",
        ),
        (
            field("00000", "01010", "01000", "00000", "00000"),
            "There are two separate areas of class 1, each with class 0 all around it. The larger is at the upper "
            "left. The rest, class 0, is one area.",
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
    assert (
        said_of_weights(np.vstack([pairs, pairs]), out)
        == "The 48 units have 24 different maps, mirror images counted once."
    )
    assert (
        said_of_weights(np.vstack([pairs, -pairs]), out)
        == "The 48 units have 24 different maps, mirror images counted once."
    )


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
    outputs = outputs_numbers(run, plane(runs.extent))
    said = field_in_words(run, outputs.reshape(1, 100, 100))
    low, high = map(float, (each.replace("−", "-") for each in re.findall(r"(−?\d+\.\d\d)", said)))
    assert (low, high) == pytest.approx((outputs.min(), outputs.max()), abs=0.006)
    value, output = re.findall(r"(−?\d+\.\d\d)", points_in_words(run, runs.extent))
    residual = float(value.replace("−", "-")) - float(output.replace("−", "-"))
    assert abs(residual) == pytest.approx(np.abs(run.train.labels - run.outputs[0]).max(), abs=0.011)


@pytest.mark.parametrize(
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


def outputs_numbers(run, X):
    A = ACTIVATIONS[run.recipe.activation]
    Z = run.parameters["W1"] @ X + run.parameters["b1"]
    hidden = np.empty_like(Z)
    A.function(Z, hidden)
    return (run.parameters["W2"] @ hidden + run.parameters["b2"])[0]
