"""The numbers of the notes' reference experiment; their table of starts is in ``tests/training/test_units.py``."""

import doctest

import numpy as np
import pytest

import playground.nn
from playground.data import make_dataset
from playground.nn import (
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


def assert_same(parameters, others):
    assert list(parameters) == list(others)
    for name, value in parameters.items():
        np.testing.assert_array_equal(value, others[name], err_msg=name)


def test_the_reference_experiment():
    parameters, costs = student_loop(X, Y, 2001)
    np.testing.assert_allclose(costs[::1000], [0.693048, 0.288083, 0.254385], rtol=0, atol=1e-6)
    assert_same(parameters, nn_model(X, Y, 4, num_iterations=2001))
    parameters = nn_model(X, Y, 4)
    assert 90 <= percentage_right(parameters) <= 91
    assert cost_of(parameters) == pytest.approx(0.2186, abs=1e-3)  # differs a little from machine to machine


@pytest.mark.parametrize("n_h", [(), (4, 3, 2)])
def test_the_students_loop_and_nn_model_give_the_same_numbers(n_h):
    assert_same(student_loop(X, Y, 200, n_h)[0], nn_model(X, Y, n_h, num_iterations=200))


def test_four_hidden_units_are_suggested():
    assert layer_sizes(X, Y) == (2, 4, 1)
    assert_same(student_loop(X, Y, 20)[0], student_loop(X, Y, 20, n_h=4)[0])


def test_logistic_regression_learns_from_zero():
    from_zero = nn_model(X, Y, (), 2000, initialisation="zero")
    elsewhere = nn_model(X, Y, (), 2000, initialisation="random", scale=1)
    assert cost_of(from_zero) < 0.68 < np.log(2)
    for name, value in from_zero.items():  # the cost is convex: one optimum, from any start
        np.testing.assert_allclose(value, elsewhere[name], atol=1e-9)


def test_the_example_in_the_package_docstring():
    assert doctest.testmod(playground.nn) == (0, 5)
