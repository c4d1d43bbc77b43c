"""Inside the symmetry: units that are equal are drawn, named and written as equal, and no others are."""

import json
import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from playground.nn import backward_propagation, forward_propagation
from playground.pages.inside_the_symmetry.lesson import Nudge
from playground.pages.inside_the_symmetry.scene import (
    FLOOR,
    LONGEST_PATH,
    TABLE,
    InsideTheSymmetryScene,
    algebra,
    unit_names,
    unit_table,
)
from playground.training import hidden_units, largest_distance
from tests.charts import scenes
from tests.looped import looped

SMALL = {"samples": 40}
MOST_BYTES = 60_000


def scene_of(iterations=0, **choices):
    return scenes.scene_of(InsideTheSymmetryScene, iterations, **choices)


def paths(scene):
    """The way of each unit up to now, as the page draws it: (x, y) each a list, and the points with their labels."""
    curve, now = scene.curves()["paths"], scene.frame()["traces"]["paths"]
    ways = [
        (past_x + here["x"], past_y + here["y"])
        for past_x, past_y, here in zip(curve["x"][:-1], curve["y"][:-1], now[:-1], strict=True)
    ]
    return ways, now[-1]


def lines_of_algebra(scene):
    """What the page says of two units, a line for each step."""
    return list(scene.now().panels[-1].numbers.values())


def numbers(text):
    """Every number in a text."""
    found = re.findall(r"(?<![\w.])−?\d+(?:\.\d+)?(?:e[+-]\d+)?", text)
    return [float(number.replace("−", "-")) for number in found]


# Paths


@looped(
    ("activation", "choices"),
    [
        ("tanh", {"constant": 0.5}),
        ("sigmoid", {"constant": -1.0}),
        ("tanh", {"initialisation": "zero"}),
    ],
)
def test_units_that_start_equal_have_one_path_bit_for_bit(activation, choices):
    runs, scene = scene_of(activation=activation, **SMALL, **choices)
    for _ in range(2):
        runs.advance(500)
        ways, point = paths(scene)
        assert len(ways) == 4
        assert all(way == ways[0] for way in ways)
        assert point["text"] == ["1–4 (×4)"]
        assert (point["x"], point["y"]) == (ways[0][0][-1:], ways[0][1][-1:])
        assert scene.frame()["traces"]["distance"][0]["y"] == [FLOOR]
    assert set(scene.curves()["distance"]["y"][0]) == {FLOOR}
    assert (len(set(ways[0][0])) > 50) == ("constant" in choices)


def test_a_path_is_the_history_of_the_two_incoming_weights_and_random_units_have_one_each():
    runs, scene = scene_of(300, initialisation="random", n_h=7, **SMALL)
    curve = scene.curves()["paths"]
    history = {point.iteration: point.units for point in runs.first.history.points}
    for unit in range(7):
        expected = np.array([history[iteration][unit, :2] for iteration in curve["at"]])
        np.testing.assert_allclose(curve["x"][unit], expected[:, 0], rtol=1e-4)
        np.testing.assert_allclose(curve["y"][unit], expected[:, 1], rtol=1e-4)
    tips = scene.frame()["traces"]["paths"]
    np.testing.assert_allclose([tip["x"] + tip["y"] for tip in tips[:7]], runs.first.parameters["W1"], rtol=1e-4)
    ways, points = paths(scene)
    assert len({str(way) for way in ways}) == 7
    assert points["text"] == [str(unit) for unit in range(1, 8)]


@looped("weight", ["W1", "W2"])
def test_a_nudge_separates_one_unit_from_the_others(weight):
    runs, scene = scene_of(200, **SMALL)
    runs.first.nudge(Nudge(unit=3, weight=weight, amount=0.01).one(runs.first.parameters))
    assert paths(scene)[1]["text"] == (["1–2, 4 (×3)", "3"] if weight == "W1" else ["1–4 (×4)"])
    runs.advance(300)
    ways, points = paths(scene)
    assert points["text"] == ["1–2, 4 (×3)", "3"]
    assert len(points["x"]) == len(points["y"]) == 2
    assert ways[0] == ways[1] == ways[3] != ways[2]


def test_units_within_the_tolerance_share_a_point():
    runs, scene = scene_of(**SMALL)
    runs.first.nudge(Nudge(unit=2, amount=1e-7).one(runs.first.parameters))
    assert paths(scene)[1]["text"] == ["1–4 (×4)"]


def test_a_path_has_at_most_so_many_points_closest_at_the_start_and_nowhere_far_apart():
    runs, scene = scene_of(n_h=2, **SMALL)
    for iterations in (0, 1, 99, 100, 101, 399, 400, 401, 1234):
        runs.advance(iterations - runs.iteration)
        at = scene.curves()["paths"]["at"]
        assert at[0] == 0
        assert len(at) <= LONGEST_PATH
        gaps = [other - one for one, other in pairwise(at)]
        assert gaps == sorted(gaps)
        assert max([*gaps, iterations - at[-1]]) <= max(1, iterations / 40), iterations


@pytest.mark.nightly
def test_the_longest_run_of_the_most_units_is_short_enough_to_be_sent():
    runs, scene = scene_of(100_000, n_h=20, samples=20, initialisation="random", limit=1_000_000)
    assert runs.iteration == 100_000
    curves, frame = scene.curves(), scene.frame()
    assert len(curves["paths"]["at"]) <= LONGEST_PATH
    assert len(curves["distance"]["at"]) == len(runs.first.history.points) < 1000
    assert len(json.dumps([curves, frame], allow_nan=False)) < MOST_BYTES
    assert len(json.dumps(frame)) < 5000


# Distance


def test_the_distance_is_that_of_the_two_units_that_differ_most():
    runs, scene = scene_of(300, initialisation="random", **SMALL)
    curve = scene.curves()["distance"]
    points = runs.first.history.points
    assert curve["at"] == [point.iteration for point in points]
    np.testing.assert_allclose(curve["y"][0], [largest_distance(point.units) for point in points], rtol=1e-4)
    assert curve["y"][1:] == [[], []]
    line, dot, marks = scene.frame()["traces"]["distance"]
    assert line == dot
    assert line["y"][0] == pytest.approx(np.ptp(hidden_units(runs.first.parameters), axis=0).max(), rel=1e-4)
    assert marks == {"x": [], "y": [], "text": []}


def ends_of_axis(scene):
    """What the axis of the distance reaches from and to in any case: the points of a trace that nobody sees."""
    *_, ends = scene.figures()["distance"].data
    assert (ends.marker.opacity, ends.hoverinfo) == (0, "skip")
    return ends.y


def test_nudges_are_marked_where_they_were():
    runs, scene = scene_of(**SMALL)
    for iterations in (0, 50, 0, 70):
        runs.advance(iterations)
        runs.first.nudge(Nudge(unit=2, amount=1e-4).one(runs.first.parameters))
    runs.advance(10)
    *_, marks = scene.frame()["traces"]["distance"]
    low, high = ends_of_axis(scene)
    assert marks["x"] == [0, 50, 120]
    assert marks["text"] == 3 * ["nudge"]
    assert all(low < y < high for y in marks["y"])
    runs.seek(60)
    assert scene.frame()["traces"]["distance"][2]["x"] == [0, 50]
    runs.reset()
    assert scene.frame()["traces"]["distance"][2] == {"x": [], "y": [], "text": []}


# Numbers and names


@looped(
    ("units", "text"),
    [
        ([0], "1"),
        ([3], "4"),
        ([0, 1], "1–2 (×2)"),
        ([0, 1, 2, 3], "1–4 (×4)"),
        ([0, 2], "1, 3 (×2)"),
        ([0, 1, 2, 5], "1–3, 6 (×4)"),
        ([1, 3, 4, 7, 8, 9], "2, 4–5, 8–10 (×6)"),
        (list(range(20)), "1–20 (×20)"),
    ],
)
def test_units_are_named_as_a_person_counts_them(units, text):
    assert unit_names(units) == text


@looped(("amount", "distinct"), [(0, "1 of 4"), (1e-7, "1 of 4"), (1e-3, "2 of 4")])
def test_the_numbers_above_the_charts(amount, distinct):
    runs, scene = scene_of(30, **SMALL)
    runs.first.nudge({"W1": amount * np.eye(4, 2)[::-1] * [1, 0]})
    measured = runs.first.measure()
    above = dict(scene.now().numbers)
    assert float(above.pop("Largest distance")) == pytest.approx(amount, rel=0.06)
    assert above == {
        "Iteration": "30",
        "Cost": f"{measured.cost:.4f}",
        "Accuracy": f"{100 * measured.score + 1e-9:.1f} %",
        "Distinct units": distinct,
    }


def table_of(*steps, n_h=4, iterations=20, **choices):
    """The run and the marks, the second column and the numbers of its table, after ``steps`` were added to W1[:, 0]."""
    runs, scene = scene_of(iterations, n_h=n_h, **SMALL, **choices)
    run = runs.first
    run.nudge({"W1": np.outer(steps, [1, 0])} if steps else {})
    (rows,) = scene.frame()["tables"]
    assert rows == [(row.mark, row.cells) for row in unit_table(hidden_units(run.parameters), run.evaluate())]
    assert [cells[0] for _, cells in rows] == [str(unit + 1) for unit in range(n_h)]
    return run, [mark for mark, _ in rows], [cells[1] for _, cells in rows], [cells[2:] for _, cells in rows]


@looped(
    ("steps", "marks", "equal"),
    {
        "all equal": ((), [0, 0, 0, 0], ["", "= 1", "= 1", "= 1"]),
        "one is nudged": ((0, 0, 0.01, 0), [0, 0, -1, 0], ["", "= 1", "", "= 1"]),
        "two groups": ((0.5, 0, 0.25, 0.25, 0, 0), [-1, 0, 1, 1, 0, 0], ["", "", "", "= 3", "= 2", "= 2"]),
        "nearly equal": ((0, 1e-7, 0, 1e-7, 1e-3), [0, 1, 0, 1, -1], ["", "≈ 1", "= 1", "= 2", ""]),
    },
)
def test_units_that_are_equal_to_the_last_bit_have_a_mark_in_common_and_say_so(steps, marks, equal):
    _, marked, said, cells = table_of(*steps, n_h=len(marks))
    assert (marked, said) == (marks, equal)
    for one, other in combinations(range(len(marks)), 2):
        if marks[one] == marks[other] >= 0:
            assert cells[one] == cells[other]


def test_the_table_has_the_weights_and_the_gradients_of_each_unit():
    run, marks, equal, cells = table_of(initialisation="random", scale=1.0)
    assert (set(marks), set(equal)) == ({-1}, {""})  # they differ
    parameters = run.parameters
    gradients = backward_propagation(parameters, forward_propagation(run.X, parameters)[1], run.X, run.Y)
    assert "−" in str(cells)
    assert "-" not in re.sub(r"e-\d", "", str(cells))  # a minus sign is not a hyphen
    columns = dict(
        zip(TABLE[2:], np.array([[float(cell.replace("−", "-")) for cell in row] for row in cells]).T, strict=True)
    )
    expected = {
        "W1 of x₁": parameters["W1"][:, 0],
        "W1 of x₂": parameters["W1"][:, 1],
        "b1": parameters["b1"][:, 0],
        "W2": parameters["W2"][0],
        "dW1 of x₁": gradients["dW1"][:, 0],
        "dW1 of x₂": gradients["dW1"][:, 1],
        "db1": gradients["db1"][:, 0],
        "dW2": gradients["dW2"][0],
    }
    assert list(columns) == list(expected)
    for heading, numbers_of_units in expected.items():
        np.testing.assert_allclose(columns[heading], numbers_of_units, rtol=5.1e-3, atol=5.1e-6, err_msg=heading)


def test_an_exact_zero_is_written_as_such_and_nothing_else_is():
    _, _, _, cells = table_of(initialisation="zero", iterations=0)
    assert {text for row in cells for text in row} == {"0"}
    _, _, _, cells = table_of(1e-9, 0, 0, 0, initialisation="zero", iterations=0)
    assert cells[0][0] == "1.00e-09"


# The algebra


@looped("start", ["constant", "random", "zero", "zero_W1", "zero_W2"])
@looped("iterations", [0, 40])
def test_the_algebra_has_the_numbers_that_the_notes_functions_compute(start, iterations):
    runs, scene = scene_of(iterations, initialisation=start, scale=1.0, learning_rate=0.7, **SMALL)
    run = runs.first
    W1, b1, W2 = (run.parameters[name].copy() for name in ("W1", "b1", "W2"))
    A2, cache = forward_propagation(run.X, run.parameters)
    gradients = backward_propagation(run.parameters, cache, run.X, run.Y)
    Z1, A1 = W1 @ run.X + b1, np.tanh(W1 @ run.X + b1)
    dZ1 = W2.T @ (A2 - run.Y) * (1 - A1**2)
    new_W1 = W1 - 0.7 * gradients["dW1"]

    units = np.hstack([W1, b1, W2.T])
    other = max(range(1, len(units)), key=lambda unit: np.abs(units[unit] - units[0]).max())

    def gap(rows):
        return np.abs(rows[0] - rows[other]).max()

    def pairs(rows):
        return [*rows[0], *rows[other]]

    dW1, dW2 = gradients["dW1"], gradients["dW2"].T
    expected = [
        [1, other + 1],
        [*pairs(W1), *pairs(b1), gap(Z1), gap(A1)],
        [*pairs(W2.T), gap(dZ1)],
        [*pairs(dW1), gap(dW1)],
        [*pairs(dW2), gap(dW2)],
        [*pairs(new_W1), gap(new_W1)],
    ]
    lines = algebra(run.evaluate(), 0.7)
    assert lines_of_algebra(scene) == lines
    for line, values in zip(lines, expected, strict=True):
        np.testing.assert_allclose(numbers(line), values, rtol=0.05, atol=1e-15, err_msg=line)


@looped("unit", [2, 4])
def test_the_algebra_is_that_of_unit_1_and_the_one_that_is_farthest_from_it(unit):
    runs, scene = scene_of(100, **SMALL)
    runs.first.nudge(Nudge(unit=unit, amount=1e-8).one(runs.first.parameters))
    named, first, *_ = lines_of_algebra(scene)
    assert named == f"unit 1 and unit {unit} (the farthest from it)"
    assert numbers(first)[-2] > 0
    runs.advance(1)
    _, *lines = lines_of_algebra(scene)
    assert all(0 < numbers(line)[-1] < 1e-6 for line in lines)


def test_one_unit_has_no_other():
    runs, scene = scene_of(50, n_h=1, **SMALL)
    frame = scene.frame()
    first, *rest = lines_of_algebra(scene)
    assert "only one unit" in first
    assert set(rest) == {"–"}
    assert [scene.now().numbers[label] for label in ("Distinct units", "Largest distance")] == ["1 of 1", "0"]
    assert paths(scene)[1]["text"] == ["1"]
    assert frame["traces"]["distance"][0]["y"] == [FLOOR]
    ((mark, cells),) = frame["tables"][0]
    assert (mark, cells[:2]) == (-1, ["1", ""])
    assert scene.curves()["distance"]["y"][0] == [FLOOR] * len(runs.first.history.points)
