"""What is said of hidden units: how far apart, how many, and the verdict on every start of the notes' table."""

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import (
    Network,
    Optimiser,
    Parameters,
    backward_propagation,
    forward_propagation,
    initialize_parameters,
)
from playground.training import (
    TOLERANCE,
    Recipe,
    Run,
    groups,
    hidden_units,
    largest_distance,
    saturated_fraction,
    verdict,
)
from playground.training.units import NO_GRADIENT
from tests.looped import looped

X, Y = make_dataset("flower", 60)

STARTS = {
    "random": {"initialisation": "random"},
    "all zero": {"initialisation": "zero"},
    "only W1 zero": {"initialisation": "zero_W1"},
    "only W2 zero": {"initialisation": "zero_W2"},
    "every weight 0.5": {"initialisation": "constant", "scale": 0.5},
}
# The notes' table: cost, percentage right and distinct units, in the order of STARTS; and what follows.
TABLE = {
    "tanh": [(0.234, 90.5, 4), (0.693, 50, 1), (0.270, 90.0, 4), (0.262, 89.2, 4), (0.648, 65.5, 1)],
    "sigmoid": [(0.307, 89.0, 4), (0.693, 50, 1), (0.294, 89.0, 4), (0.288, 87.5, 4), (0.652, 65.5, 1)],
    "relu": [(0.570, 70.3, 4), (0.693, 50, 1), (0.693, 50, 4), (0.568, 71.0, 4), (0.641, 61.5, 1)],
}
FOLLOWS = {name: ["differ", "dead", "alike" if name == "relu" else "differ", "differ", "as one"] for name in TABLE}
CELLS = {
    f"{activation}, {start}": (activation, STARTS[start], *cell, what)
    for activation, row in TABLE.items()
    for start, cell, what in zip(STARTS, row, FOLLOWS[activation], strict=True)
}
SENTENCES = {
    "dead": "Neither weights nor biases have a gradient, so nothing moves and nothing is learned.",
    "alike": (
        "Neither weights nor biases have a gradient, so nothing moves and nothing is learned. The units differ in "
        "their outgoing weights alone, so all maps are the same."
    ),
    "bias": "No weight has a gradient, so nothing is learned; only the output's bias has one.",
    "as one": "The weights move, but the 4 units work as one: equal weights get equal gradients.",
    "differ": "All 4 units differ, and each gets a gradient of its own.",
    "logistic": "There are no hidden units that could be equal. The weights have a gradient, so they move.",
    "rest": "No weight has a gradient any more: training has come to rest.",
    "single": "A single unit has no other to be equal to. It has a gradient, so it moves.",
}


def trained(recipe, iterations):
    run = Run(recipe)
    run.advance(iterations)
    return run


def judge(parameters, X=X, Y=Y):
    network = Network(parameters, X, Y)
    network.forward()
    network.backward()
    return verdict(network, parameters)


def verdict_on(run):
    return verdict(run.evaluate(), run.first)


# Units in numbers


def test_a_unit_is_its_weights_in_its_bias_and_its_weights_out():
    parameters = Parameters.from_arrays(
        {
            "W1": [[1, 2], [3, 4], [5, 6]],
            "b1": [[7], [8], [9]],
            "W2": [[10, 11, 12], [13, 14, 15]],
            "b2": [[16], [17]],
            "W3": [[18, 19]],
            "b3": [[20]],
        }
    )
    first = [[1, 2, 7, 10, 13], [3, 4, 8, 11, 14], [5, 6, 9, 12, 15]]
    np.testing.assert_array_equal(hidden_units(parameters), first)
    np.testing.assert_array_equal(hidden_units(parameters, 1), first)
    np.testing.assert_array_equal(hidden_units(parameters, 2), [[10, 11, 12, 16, 18], [13, 14, 15, 17, 19]])


def test_units_are_a_copy_and_the_blocks_do_not_count():
    parameters = initialize_parameters(2, (4, 3), 1)
    for layer in (1, 2):
        np.testing.assert_array_equal(hidden_units(parameters.copy(block=1), layer), hidden_units(parameters, layer))
    units = hidden_units(parameters)
    before = units.copy()
    parameters.vector[:] = 0
    np.testing.assert_array_equal(units, before)


@looped(
    ("units", "distance"),
    [
        ([[1, 2, 3]], 0),
        ([[1, 2], [1, 2]], 0),
        ([[1, 2], [4, 2.5]], 3),
        ([[0, -5], [1, 5], [2, 0]], 10),
        ([[0.5], [np.nextafter(0.5, 1)]], 2.0**-53),
    ],
)
def test_largest_distance(units, distance):
    assert largest_distance(np.array(units, float)) == distance


@looped(
    ("units", "tolerance", "expected"),
    [
        ([[1, 2]], 0, [0]),
        ([[0, 0], [0, 0]], 0, [0, 0]),
        ([[1, 2], [1, 3], [1, 2], [1, 3], [0, 2]], 0, [0, 1, 0, 1, 4]),
        ([[0.0], [0.9], [2.0]], 0.5, [0, 0, 2]),
        ([[0, 0], [0, 1.1], [0.5, 0.5]], 0.9, [0, 1, 0]),
        ([[0.5, 1], [np.nextafter(0.5, 1), 1]], 0, [0, 1]),
    ],
)
def test_groups_name_the_first_unit_that_is_equal(units, tolerance, expected):
    assert groups(np.array(units, float), tolerance) == expected


def test_groups_allow_a_millionth_of_the_largest_number_unless_told_otherwise():
    assert TOLERANCE == 1e-6
    assert groups(np.zeros((3, 4))) == [0, 0, 0]
    for largest in (1e-9, 0.5, -3.0, 1e12):
        for apart, expected in ((0.99, [0, 0]), (1.01, [0, 1])):
            assert groups(largest * np.array([[0, 1], [0, 1 - apart * 1e-6]])) == expected


@looped("tolerance", [0, 1e-6, 0.3])
@looped("seed", range(5))
def test_groups_are_those_of_a_comparison_of_all_pairs(seed, tolerance):
    # Also where the first number of a unit tells nothing, or all.
    random = np.random.RandomState(seed)
    for units in (random.randn(6, 3), random.randint(0, 2, (8, 3)).astype(float), random.randn(5, 3) * [0, 1, 1]):
        apart = [[np.abs(one - other).max() <= tolerance * np.abs(units).max() for other in units] for one in units]
        assert groups(units, tolerance) == [row.index(True) for row in apart]


def test_of_gradients_the_numbers_are_those_of_the_same_places():
    parameters = initialize_parameters(2, (4, 3), 1, scale=1)
    network = Network(parameters.copy(), X, Y)
    network.forward()
    network.backward()
    moved = [hidden_units(parameters, n) - 0.1 * hidden_units(network.gradients, n) for n in (1, 2)]
    Optimiser(network).train(1, 0.1)
    for layer, units in enumerate(moved, start=1):
        np.testing.assert_allclose(hidden_units(network.parameters, layer), units, rtol=1e-12)
        assert not np.array_equal(hidden_units(parameters, layer), units)


# The notes' table


@looped(("activation", "start", "cost", "percentage", "distinct", "what"), CELLS)
def test_the_verdict_on_every_start_of_the_notes_table(activation, start, cost, percentage, distinct, what):
    run = Run(Recipe(activation=activation, **start))
    first = verdict_on(run)
    # The table holds what the 3,000th iteration computes before its update. With ReLU that matters: a step of 1.2
    # is so large that the percentage jumps between 70.25 and 71 from one iteration to the next.
    run.advance(2999)
    measured, judged = run.measure(), verdict_on(run)
    assert measured.cost == pytest.approx(cost, abs=6e-4)  # the table has three digits
    # The table has one digit, and rounding may move one of the 400 points (0.25 %) over the boundary.
    assert 100 * measured.score == pytest.approx(percentage, abs=0.31)
    assert judged.sentence == first.sentence == SENTENCES[what]
    assert (judged.distinct, judged.units) == (first.distinct, first.units) == (distinct, 4)
    grads = backward_propagation(run.parameters, forward_propagation(run.X, run.parameters)[1], run.X, run.Y)
    assert judged.gradient == pytest.approx(max(np.abs(grads["dW1"]).max(), np.abs(grads["dW2"]).max()), rel=1e-9)
    nothing_moves = not max(np.abs(gradient).max() for gradient in grads.values()) > NO_GRADIENT
    assert (what in ("dead", "alike")) == nothing_moves
    assert judged.gradient == 0 if nothing_moves else judged.gradient > 1e-4


def test_of_units_with_equal_outputs_those_with_equal_weights_out_are_equal():
    run = Run(Recipe(initialisation="zero_W1", n_h=3))
    run.nudge({"W2": [[0.0, float(run.parameters["W2"][0, 0] - run.parameters["W2"][0, 1]), 0.0]]})
    assert verdict_on(run).sentence == "The weights move, but some units are equal: 3 units work as 2."


@looped("activation", ["tanh", "sigmoid", "relu"])
def test_all_that_moves_in_a_dead_start_is_the_output_bias(activation):
    # With sigmoid that takes balanced classes, and then not even the bias moves.
    run = trained(Recipe(activation=activation, initialisation="zero", class_share=50), 50)
    assert not run.parameters.vector.any()
    if activation != "sigmoid":
        run = trained(Recipe(activation=activation, initialisation="zero", class_share=25), 5)
        assert verdict_on(run).sentence == SENTENCES["bias"]
        run.advance(495)
        assert [name for name, value in run.parameters.items() if value.any()] == ["b2"]
        assert verdict_on(run).sentence == SENTENCES["dead"]  # the bias has arrived


# Verdicts on other networks


def test_logistic_regression_learns_from_zero_and_comes_to_rest():
    run = trained(Recipe("blobs", depth=0, initialisation="zero"), 500)
    judged = verdict_on(run)
    assert judged[:2] == (0, 0)
    assert judged.gradient > NO_GRADIENT
    assert judged.sentence == SENTENCES["logistic"]
    assert run.measure().cost < 0.05
    assert verdict_on(trained(Recipe(depth=0, initialisation="zero"), 1000)).sentence == SENTENCES["rest"]


@looped("depth", [0, 1])
def test_a_start_whose_bias_alone_moves_has_not_come_to_rest(depth):
    """On noiseless circles no line is better than another: zero weights have no gradient, the output bias has one."""
    run = Run(Recipe("circles", noise=0.0, class_share=25, depth=depth, initialisation="zero"))
    before = run.measure().cost
    assert abs(run.evaluate().gradients[f"db{depth + 1}"][0, 0]) == pytest.approx(0.25)
    for _ in range(2):
        assert verdict_on(run).sentence == SENTENCES["bias"]
        run.advance(5)
    assert run.measure().cost < before - 0.1


def test_a_network_that_has_learned_and_rests_is_not_a_dead_start():
    recipe = Recipe("moons", 0.0, activation="relu", initialisation="constant", scale=0.5)
    run = trained(recipe, 4000)
    assert run.measure().score >= 0.85
    assert verdict_on(run).sentence == SENTENCES["rest"]


def test_units_without_a_gradient_are_counted():
    run = trained(Recipe("moons", activation="relu", n_h=10), 2000)
    network = run.evaluate()
    dead = int((network.layers[0].A == 0).all(axis=1).sum())
    assert 0 < dead < 10
    assert verdict_on(run).sentence == f"All 10 units differ, but {dead} of them have no gradient and do not move."
    parameters = initialize_parameters(2, 3, 1, "relu", scale=1)
    parameters["b1"] = [[-100], [10], [10]]
    assert judge(parameters).sentence == "All 3 units differ, but 1 of them has no gradient and does not move."


def test_units_that_differ_by_little_since_all_is_small_differ():
    for n_h in (2, 50):
        assert verdict_on(Run(Recipe(n_h=n_h, initialisation="zero_W1", scale=1e-4))).distinct == n_h


def test_a_single_unit_has_no_other():
    for depth in (1, 3):
        judged = judge(initialize_parameters(2, (1,) * depth, 1, scale=1))
        assert judged[:2] == (depth, depth)
        assert judged.sentence == SENTENCES["single"]


def test_units_are_compared_with_those_of_their_own_layer():
    judged = judge(initialize_parameters(2, (4, 4, 4), 1, initialisation="constant", scale=0.5))
    assert judged[:2] == (3, 12)
    assert judged.sentence == SENTENCES["as one"]
    parameters = initialize_parameters(2, (4, 4), 1, scale=0.5)
    parameters["W2"], parameters["W3"] = parameters["W2"][[0] * 4], parameters["W3"][:, [0] * 4]
    judged = judge(parameters)
    assert judged[:2] == (5, 8)
    assert judged.sentence == "The weights move, but some units are equal: 8 units work as 5."


def test_the_gradient_is_the_largest_of_all_weights_and_of_no_bias():
    parameters = Parameters.from_arrays({"W1": [[0.0]], "b1": [[0.0]]})
    # Two samples at 1e-3 of class 1: dW1 = -0.5e-3, db1 = -0.5.
    assert judge(parameters, np.full((1, 2), 1e-3), np.ones((1, 2))).gradient == pytest.approx(5e-4, rel=1e-12)


@looped(("size", "dead"), [(0.9, True), (1.1, False)])
def test_a_gradient_counts_from_a_limit_on(size, dead):
    # At weights of 0 in and 1 out a tanh unit has dW1 = -x / 2 for a sample of class 1, and dW2 = 0.
    parameters = Parameters.from_arrays({"W1": [[0.0], [0.0]], "b1": [[0], [0]], "W2": [[1, 1]], "b2": [[0]]})
    judged = judge(parameters, np.full((1, 1), 2 * size * NO_GRADIENT), np.ones((1, 1)))
    assert judged.gradient == pytest.approx(size * NO_GRADIENT, rel=1e-12)
    assert judged.sentence.startswith("No weight" if dead else "The weights move")


# Saturation


@looped(("name", "z"), [("tanh", 2.178), ("sigmoid", 4.356)])
def test_an_output_is_saturated_from_a_slope_of_5_percent_on(name, z):
    # tanh'(2.178) = 0.0501 and sigmoid(x) = (1 + tanh(x / 2)) / 2.
    parameters = Parameters.from_arrays({"W1": [[1]], "b1": [[0]], "W2": [[1]], "b2": [[0]]}, name)
    network = Network(parameters, np.array([[-1.01, -0.99, 0.99, 1.01, 0]]) * z)
    network.forward()
    assert saturated_fraction(network) == 0.4


def test_the_saturated_share_of_relu_is_one_of_units_that_are_off_for_every_sample():
    parameters = initialize_parameters(2, (6, 3), 1, "relu", scale=1)
    parameters["b1"] = [[-100], [0], [-100], [100], [0], [0]]
    network = Network(parameters, X)
    network.forward()
    dead = [(layer.Z <= 0).all(axis=1) for layer in network.layers[:-1]]
    assert dead[0].tolist() == [True, False, True, False, False, False]
    assert saturated_fraction(network) == pytest.approx(np.concatenate(dead).sum() / 9)
    leaky = Network(Parameters.from_arrays(parameters, "leaky_relu"), X)
    leaky.forward()
    assert saturated_fraction(leaky) == 0  # it has a slope where it is off


def test_a_relu_that_is_on_for_one_sample_is_not_dead():
    parameters = Parameters.from_arrays({"W1": [[1], [1]], "b1": [[-2], [-4]], "W2": [[1, 1]], "b2": [[0]]}, "relu")
    network = Network(parameters, np.array([[0.0, 1, 3]]))
    network.forward()
    assert saturated_fraction(network) == 0.5


def test_without_a_hidden_layer_there_is_nothing_to_saturate():
    for name in ("tanh", "relu"):
        network = Network(initialize_parameters(2, (), 1, name), X)
        network.forward()
        assert np.isnan(saturated_fraction(network))
