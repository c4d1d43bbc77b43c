"""The numbers that the notes give: the reference experiment, and what they say about initialisation."""

import doctest

import numpy as np
import pytest

import playground.nn
from playground.data import make_dataset
from playground.nn import (
    Network,
    Optimiser,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    layer_sizes,
    nn_model,
    predict,
    update_parameters,
)

X, Y = make_dataset("flower")

STARTS = {
    "random": {"initialisation": "random"},
    "all zero": {"initialisation": "zero"},
    "only W1 zero": {"initialisation": "zero_W1"},
    "only W2 zero": {"initialisation": "zero_W2"},
    "every weight 0.5": {"initialisation": "constant", "scale": 0.5},
}

# The notes' table: cost, percentage right, distinct units, in the order of STARTS.
TABLE = {
    "tanh": [(0.234, 90.5, 4), (0.693, 50, 1), (0.270, 90.0, 4), (0.262, 89.2, 4), (0.648, 65.5, 1)],
    "sigmoid": [(0.307, 89.0, 4), (0.693, 50, 1), (0.294, 89.0, 4), (0.288, 87.5, 4), (0.652, 65.5, 1)],
    "relu": [(0.570, 70.3, 4), (0.693, 50, 1), (0.693, 50, 4), (0.568, 71.0, 4), (0.641, 61.5, 1)],
}
CELLS = [
    pytest.param(activation, STARTS[start], *cell, id=f"{activation}, {start}")
    for activation, row in TABLE.items()
    for start, cell in zip(STARTS, row, strict=True)
]


def student_loop(X, Y, num_iterations, n_h=None):
    """The notes' own training loop, as a student types it in; also the cost before every update."""
    n_x, suggested, n_y = layer_sizes(X, Y)
    parameters = initialize_parameters(n_x, suggested if n_h is None else n_h, n_y)
    costs = []
    for _ in range(num_iterations):
        A2, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(A2, Y, parameters))
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads)
    return parameters, costs


def cost_of(parameters):
    return compute_cost(forward_propagation(X, parameters)[0], Y)


def percentage_right(parameters):
    return 100 * np.mean(predict(parameters, X) == Y)


def distinct_units(parameters):
    """How many hidden units differ from each other in (weights in, bias, weight out)."""
    return len(np.unique(np.hstack([parameters["W1"], parameters["b1"], parameters["W2"].T]), axis=0))


def assert_same(parameters, others):
    assert list(parameters) == list(others)
    for name, value in parameters.items():
        np.testing.assert_array_equal(value, others[name], err_msg=name)


def test_costs_of_the_reference_experiment():
    _, costs = student_loop(X, Y, 3001)
    np.testing.assert_allclose(costs[::1000], [0.693048, 0.288083, 0.254385, 0.233864], rtol=0, atol=1e-6)


def test_end_of_the_reference_experiment():
    parameters = nn_model(X, Y, 4)
    assert 90 <= percentage_right(parameters) <= 91
    assert cost_of(parameters) == pytest.approx(0.2186, abs=1e-3)  # differs a little from machine to machine


@pytest.mark.parametrize("n_h", [4, (), (5, 3), (4, 3, 2)])
def test_the_students_loop_and_nn_model_give_the_same_numbers(n_h):
    # 1,100 iterations go over the 1,000 after which nn_model looks whether all is well.
    assert_same(student_loop(X, Y, 1100, n_h)[0], nn_model(X, Y, n_h, num_iterations=1100))


def test_the_suggested_layer_sizes_are_the_notes():
    assert layer_sizes(X, Y) == (2, 4, 1)
    assert_same(student_loop(X, Y, 20)[0], student_loop(X, Y, 20, n_h=4)[0])


@pytest.mark.parametrize(("activation", "start", "cost", "percentage", "distinct"), CELLS)
def test_table_of_initialisations(activation, start, cost, percentage, distinct):
    # The table holds what the 3,000th iteration computes before its update. With ReLU that matters: a step of 1.2
    # is so large that the percentage jumps between 70.25 and 71 from one iteration to the next.
    parameters = nn_model(X, Y, 4, 2999, activation=activation, **start)
    assert cost_of(parameters) == pytest.approx(cost, abs=6e-4)  # the table has three digits
    # The table has one digit, and rounding may move one of the 400 points (0.25 %) over the boundary.
    assert percentage_right(parameters) == pytest.approx(percentage, abs=0.31)
    assert distinct_units(parameters) == distinct


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_dead_start_moves_nothing_but_the_output_bias(activation):
    unbalanced = slice(0, 300)
    parameters = nn_model(X[:, unbalanced], Y[:, unbalanced], 4, 500, activation=activation, initialisation="zero")
    assert [name for name, value in parameters.items() if value.any()] == ["b2"]


def test_sigmoid_learns_from_zero_on_unbalanced_classes_with_all_units_alike():
    unbalanced = slice(0, 300)
    parameters = nn_model(X[:, unbalanced], Y[:, unbalanced], 4, 500, activation="sigmoid", initialisation="zero")
    assert all(value.any() for value in parameters.values())
    assert distinct_units(parameters) == 1


def test_logistic_regression_learns_from_zero():
    from_zero = nn_model(X, Y, (), 3000, initialisation="zero")
    elsewhere = nn_model(X, Y, (), 3000, initialisation="random", scale=1)
    assert cost_of(from_zero) < 0.68 < np.log(2)
    for name, value in from_zero.items():  # the cost is convex: one optimum, from any start
        np.testing.assert_allclose(value, elsewhere[name], atol=1e-9)


def test_training_a_network_in_pieces_changes_nothing():
    whole, pieces = (Network(initialize_parameters(2, 4, 1), X, Y) for _ in range(2))
    Optimiser(whole).train(100, 1.2)
    for iterations in (1, 0, 42, 57):
        pieces.forward()  # as a chart does between two pieces
        Optimiser(pieces).train(iterations, 1.2)
    assert_same(whole.parameters, pieces.parameters)


def test_the_example_in_the_package_docstring():
    assert doctest.testmod(playground.nn) == (0, 5)
