"""What is said of hidden units: how far apart, how many, and the verdict on every start of the notes' table."""

from dataclasses import replace

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import (
    ACTIVATIONS,
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
# The notes' table: cost, percentage right, distinct units, and what follows, in the order of STARTS.
TABLE = {
    "tanh": [
        (0.234, 90.5, 4, "differ"),
        (0.693, 50, 1, "dead"),
        (0.270, 90.0, 4, "differ"),
        (0.262, 89.2, 4, "differ"),
        (0.648, 65.5, 1, "as one"),
    ],
    "sigmoid": [
        (0.307, 89.0, 4, "differ"),
        (0.693, 50, 1, "dead"),
        (0.294, 89.0, 4, "differ"),
        (0.288, 87.5, 4, "differ"),
        (0.652, 65.5, 1, "as one"),
    ],
    "relu": [
        (0.570, 70.3, 4, "differ"),
        (0.693, 50, 1, "dead"),
        (0.693, 50, 4, "alike"),
        (0.568, 71.0, 4, "differ"),
        (0.641, 61.5, 1, "as one"),
    ],
}
CELLS = [
    pytest.param(activation, STARTS[start], *cell, id=f"{activation}, {start}")
    for activation, row in TABLE.items()
    for start, cell in zip(STARTS, row, strict=True)
]
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


def test_units_are_a_copy():
    parameters = initialize_parameters(2, 4, 1)
    units = hidden_units(parameters)
    before = units.copy()
    parameters.vector[:] = 0
    np.testing.assert_array_equal(units, before)


def test_the_blocks_do_not_count():
    parameters = initialize_parameters(2, (4, 3), 1)
    for layer in (1, 2):
        np.testing.assert_array_equal(hidden_units(parameters.copy(block=1), layer), hidden_units(parameters, layer))


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    ("units", "tolerance", "expected"),
    [
        ([[1, 2]], 0, [0]),
        ([[1, 2], [1, 2], [1, 2]], 0, [0, 0, 0]),
        ([[1, 2], [1, 3], [1, 2], [1, 3], [0, 2]], 0, [0, 1, 0, 1, 4]),
        ([[0.0], [0.9], [2.0]], 0.5, [0, 0, 2]),
        ([[0, 0], [0, 1.1], [0.5, 0.5]], 0.9, [0, 1, 0]),
    ],
)
def test_groups_name_the_first_unit_that_is_equal(units, tolerance, expected):
    assert groups(np.array(units, float), tolerance) == expected


def test_groups_see_the_last_bit_only_without_tolerance():
    units = np.array([[0.5, 1], [np.nextafter(0.5, 1), 1]])
    assert groups(units, 0) == [0, 1]
    assert groups(units) == [0, 0]


@pytest.mark.parametrize("largest", [1e-9, 0.5, -3.0, 1e12])
@pytest.mark.parametrize(("apart", "expected"), [(0.99, [0, 0]), (1.01, [0, 1])])
def test_groups_allow_a_millionth_of_the_largest_number_unless_told_otherwise(largest, apart, expected):
    assert TOLERANCE == 1e-6
    assert groups(largest * np.array([[0, 1], [0, 1 - apart * 1e-6]])) == expected


@looped("tolerance", [0, 1e-6, 0.3])
@looped("seed", range(5))
def test_groups_are_those_of_a_comparison_of_all_pairs(seed, tolerance):
    # Also where the first number of a unit tells nothing, or all.
    random = np.random.RandomState(seed)
    for units in (random.randn(6, 3), random.randint(0, 2, (8, 3)).astype(float), random.randn(5, 3) * [0, 1, 1]):
        apart = [[np.abs(one - other).max() <= tolerance * np.abs(units).max() for other in units] for one in units]
        assert groups(units, tolerance) == [row.index(True) for row in apart]


def test_units_that_are_all_zero_are_equal():
    assert groups(np.zeros((3, 4))) == groups(np.zeros((3, 4)), 0) == [0, 0, 0]


def test_of_gradients_the_numbers_are_those_of_the_same_places():
    parameters = initialize_parameters(2, (4, 3), 1, scale=1)
    network = Network(parameters, X, Y)
    network.forward()
    network.backward()
    for layer in (1, 2):
        before = hidden_units(parameters, layer)
        moved = hidden_units(parameters, layer) - 0.1 * hidden_units(network.gradients, layer)
        copy = parameters.copy()
        Optimiser(Network(copy, X, Y)).train(1, 0.1)
        np.testing.assert_allclose(hidden_units(copy, layer), moved, rtol=1e-12)
        assert not np.array_equal(before, moved)


# The notes' table


@pytest.mark.parametrize(("activation", "start", "cost", "percentage", "distinct", "what"), CELLS)
def test_the_verdict_on_every_start_of_the_notes_table(activation, start, cost, percentage, distinct, what):
    # As in tests/nn/test_reference.py the table holds what the 3,000th iteration computes before its update.
    run = trained(Recipe(activation=activation, **start), 2999)
    measured = run.measure()
    assert measured.cost == pytest.approx(cost, abs=6e-4)
    assert 100 * measured.score == pytest.approx(percentage, abs=0.31)
    judged = verdict_on(run)
    assert judged.sentence == SENTENCES[what]
    assert (judged.distinct, judged.units) == (distinct, 4)
    grads = backward_propagation(run.parameters, forward_propagation(run.X, run.parameters)[1], run.X, run.Y)
    assert judged.gradient == pytest.approx(max(np.abs(grads["dW1"]).max(), np.abs(grads["dW2"]).max()), rel=1e-9)
    nothing_moves = not max(np.abs(gradient).max() for gradient in grads.values()) > NO_GRADIENT
    assert (what in ("dead", "alike")) == nothing_moves
    assert judged.gradient == 0 if nothing_moves else judged.gradient > 1e-4


@pytest.mark.parametrize(("activation", "start", "cost", "percentage", "distinct", "what"), CELLS)
def test_what_the_verdict_is_before_training(activation, start, cost, percentage, distinct, what):
    judged = verdict_on(Run(Recipe(activation=activation, **start)))
    assert judged.sentence == SENTENCES[what]
    assert judged.distinct == distinct


@pytest.mark.parametrize(("activation", "output"), [("tanh", 0.0), ("sigmoid", 0.5)])
def test_units_with_equal_outputs_part_through_their_weights_out(activation, output):
    run = Run(Recipe(activation=activation, initialisation="zero_W1"))
    layer = run.evaluate().layers[0]
    np.testing.assert_array_equal(layer.A, np.full_like(layer.A, output))
    back = layer.dZ / run.parameters["W2"].T  # what comes back to a unit has its weight out as a factor
    np.testing.assert_allclose(back, back[[0] * 4], rtol=1e-12)
    assert len(set(groups(run.parameters["W2"].T))) == 4
    run.advance(1)
    assert len(set(groups(run.evaluate().layers[0].A))) == 4
    assert verdict_on(run).sentence == SENTENCES["differ"]


def test_of_units_with_equal_outputs_those_with_equal_weights_out_are_equal():
    run = Run(Recipe(initialisation="zero_W1", n_h=3))
    run.nudge({"W2": [[0.0, float(run.parameters["W2"][0, 0] - run.parameters["W2"][0, 1]), 0.0]]})
    assert verdict_on(run).sentence == "The weights move, but some units are equal: 3 units work as 2."


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_all_that_moves_in_a_dead_start_is_the_output_bias(activation):
    # With sigmoid that takes balanced classes, and then not even the bias moves.
    run = trained(Recipe(activation=activation, initialisation="zero", class_share=50), 500)
    assert not run.parameters.vector.any()
    if activation != "sigmoid":
        run = trained(Recipe(activation=activation, initialisation="zero", class_share=25), 500)
        assert [name for name, value in run.parameters.items() if value.any()] == ["b2"]
        assert verdict_on(trained(run.recipe, 5)).sentence == SENTENCES["bias"]
        assert verdict_on(run).sentence == SENTENCES["dead"]  # the bias has arrived


@pytest.mark.parametrize("class_share", [25, 60])
def test_sigmoid_learns_from_zero_on_unbalanced_classes_with_units_that_work_as_one(class_share):
    run = Run(Recipe(activation="sigmoid", initialisation="zero", class_share=class_share))
    for iterations in (0, 1, 99, 900):
        before = run.measure().cost
        run.advance(iterations)
        judged = verdict_on(run)
        assert judged.sentence == SENTENCES["as one"]
        assert judged.distinct == 1
        assert judged.gradient > NO_GRADIENT
        assert run.measure().cost < before or not iterations
    assert groups(hidden_units(run.parameters), 0) == [0, 0, 0, 0]


# Verdicts on other networks


def test_logistic_regression_learns_from_zero():
    run = trained(Recipe("blobs", depth=0, initialisation="zero"), 500)
    judged = verdict_on(run)
    assert judged[:2] == (0, 0)
    assert judged.gradient > NO_GRADIENT
    assert judged.sentence == SENTENCES["logistic"]
    assert run.measure().cost < 0.05


@pytest.mark.parametrize("initialisation", ["zero", "random"])
def test_logistic_regression_comes_to_rest(initialisation):
    run = trained(Recipe("flower", depth=0, initialisation=initialisation), 1000)
    assert verdict_on(run).sentence == SENTENCES["rest"]
    assert 0.6 < run.measure().cost < 0.68


@pytest.mark.parametrize("depth", [0, 1])
def test_a_start_whose_bias_alone_moves_has_not_come_to_rest(depth):
    """On noiseless circles no line is better than another: zero weights have no gradient, the output bias has one."""
    run = Run(Recipe("circles", noise=0.0, class_share=25, depth=depth, initialisation="zero"))
    before = run.measure().cost
    assert abs(run.evaluate().gradients[f"db{depth + 1}"][0, 0]) == pytest.approx(0.25)
    for _ in range(2):
        assert verdict_on(run).sentence == SENTENCES["bias"]
        run.advance(5)
    assert run.measure().cost < before - 0.1


@pytest.mark.parametrize(
    ("dataset", "noise", "initialisation", "learning_rate", "accuracy"),
    [("moons", 0.0, "constant", 1.2, 0.85), ("blobs", 0.2, "random", 100.0, 1.0)],
)
def test_a_network_that_has_learned_and_rests_is_not_a_dead_start(
    dataset, noise, initialisation, learning_rate, accuracy
):
    scale = 0.5 if initialisation == "constant" else 0.01
    recipe = Recipe(
        dataset, noise, activation="relu", initialisation=initialisation, scale=scale, learning_rate=learning_rate
    )
    run = trained(recipe, 4000)
    assert run.measure().score >= accuracy
    assert verdict_on(run).sentence == SENTENCES["rest"]
    dead = trained(replace(recipe, initialisation="zero"), 1000)
    assert verdict_on(dead).sentence == SENTENCES["dead"]


def test_units_without_a_gradient_are_counted():
    run = trained(Recipe("moons", activation="relu", n_h=10), 2000)
    network = run.evaluate()
    dead = int((network.layers[0].A == 0).all(axis=1).sum())
    assert 0 < dead < 10
    assert verdict_on(run).sentence == f"All 10 units differ, but {dead} of them have no gradient and do not move."
    parameters = initialize_parameters(2, 3, 1, "relu", scale=1)
    parameters["b1"] = [[-100], [10], [10]]
    assert judge(parameters).sentence == "All 3 units differ, but 1 of them has no gradient and does not move."


@pytest.mark.parametrize("n_h", [2, 10, 50])
@pytest.mark.parametrize("scale", [1e-4, 1e-3])
def test_units_that_differ_by_little_since_all_is_small_differ(n_h, scale):
    for seed in (2, 42):
        run = Run(Recipe(n_h=n_h, initialisation="zero_W1", scale=scale, seed=seed))
        assert verdict_on(run).distinct == n_h


@pytest.mark.parametrize("depth", [1, 3])
def test_a_single_unit_has_no_other(depth):
    judged = judge(initialize_parameters(2, (1,) * depth, 1, scale=1))
    assert judged[:2] == (depth, depth)
    assert judged.sentence == SENTENCES["single"]


def test_some_units_are_equal():
    parameters = initialize_parameters(2, 5, 1, scale=1)
    parameters["W1"][[2, 4]] = parameters["W1"][1]
    parameters["W2"][:, [2, 4]] = parameters["W2"][:, [1]]
    judged = judge(parameters)
    assert judged[:2] == (3, 5)
    assert judged.sentence == "The weights move, but some units are equal: 5 units work as 3."


@pytest.mark.parametrize("name", ["W1", "b1", "W2"])
@pytest.mark.parametrize(("apart", "distinct"), [(0.49e-6, 1), (0.51e-6, 2)])
def test_units_count_as_distinct_from_the_tolerance_on(name, apart, distinct):
    parameters = initialize_parameters(2, 4, 1, initialisation="constant", scale=0.5)
    parameters[name][(0, 3) if name == "W2" else (3, 0)] += apart
    assert judge(parameters).distinct == distinct


@pytest.mark.parametrize(
    ("initialisation", "distinct", "sentence"),
    [
        ("constant", 3, "The weights move, but the 4 units work as one: equal weights get equal gradients."),
        ("random", 12, "All 12 units differ, and each gets a gradient of its own."),
        ("zero", 3, SENTENCES["dead"]),
    ],
)
def test_units_are_compared_with_those_of_their_own_layer(initialisation, distinct, sentence):
    judged = judge(initialize_parameters(2, (4, 4, 4), 1, initialisation=initialisation, scale=0.5))
    assert judged[:2] == (distinct, 12)
    assert judged.sentence == sentence


def test_one_symmetric_layer_of_two():
    parameters = initialize_parameters(2, (4, 4), 1, scale=0.5)
    for name, value in (("W2", parameters["W2"][[0] * 4]), ("W3", parameters["W3"][:, [0] * 4])):
        parameters[name] = value
    judged = judge(parameters)
    assert judged[:2] == (5, 8)
    assert judged.sentence == "The weights move, but some units are equal: 8 units work as 5."


def test_the_gradient_is_the_largest_of_all_weights_and_of_no_bias():
    parameters = Parameters.from_arrays({"W1": [[0.0]], "b1": [[0.0]]})
    # Two samples at 1e-3 of class 1: dW1 = -0.5e-3, db1 = -0.5.
    assert judge(parameters, np.full((1, 2), 1e-3), np.ones((1, 2))).gradient == pytest.approx(5e-4, rel=1e-12)


@pytest.mark.parametrize(("size", "dead"), [(0.9, True), (1.1, False)])
def test_a_gradient_counts_from_a_limit_on(size, dead):
    # At weights of 0 in and 1 out a tanh unit has dW1 = -x / 2 for a sample of class 1, and dW2 = 0.
    parameters = Parameters.from_arrays({"W1": [[0.0], [0.0]], "b1": [[0], [0]], "W2": [[1, 1]], "b2": [[0]]})
    judged = judge(parameters, np.full((1, 1), 2 * size * NO_GRADIENT), np.ones((1, 1)))
    assert judged.gradient == pytest.approx(size * NO_GRADIENT, rel=1e-12)
    assert judged.sentence.startswith("No weight" if dead else "The weights move")


# Saturation


def by_slope(name, Z):
    """Where the slope is below 5 % of the steepest, by the formulas."""
    a = np.tanh(Z) if name == "tanh" else 1 / (1 + np.exp(-Z))
    return 1 - a * a < 0.05 if name == "tanh" else a * (1 - a) < 0.05 / 4


@looped("name", ["tanh", "sigmoid"])
@looped("n_h", [(6,), (6, 9), (3, 4, 5)])
@looped("scale", [0.01, 1, 10])
def test_the_saturated_share_of_activations_that_saturate_is_one_of_outputs(name, n_h, scale):
    network = Network(initialize_parameters(2, n_h, 1, name, scale=scale), X)
    network.forward()
    share = saturated_fraction(network)
    assert share == pytest.approx(
        np.mean(np.concatenate([by_slope(name, layer.Z).ravel() for layer in network.layers[:-1]]))
    )
    assert share == 0 if scale == 0.01 else 0 < share < 1


@pytest.mark.parametrize(("name", "z"), [("tanh", 2.178), ("sigmoid", 4.356)])
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


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_without_a_hidden_layer_there_is_nothing_to_saturate(name):
    network = Network(initialize_parameters(2, (), 1, name), X)
    network.forward()
    assert np.isnan(saturated_fraction(network))
