"""The cost, predictions and the training function: what they return, print and raise."""

import re

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import (
    ACTIVATIONS,
    Parameters,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    layer_sizes,
    nn_model,
    predict,
)
from tests.looped import looped

X, Y = make_dataset("flower", n_samples=60)


def test_cost_is_the_formula_and_finite_at_both_ends():
    A2, labels = np.array([[0.9, 0.2, 0.4]]), np.array([[1, 0, 1]])
    expected = -(np.log(0.9) + np.log(0.8) + np.log(0.4)) / 3
    assert compute_cost(A2, labels) == pytest.approx(expected, rel=1e-14)
    assert compute_cost(A2, labels, initialize_parameters(2, 4, 1)) == compute_cost(A2, labels, parameters=None)
    for label in (0.0, 1.0):
        with np.errstate(all="raise"):
            right, wrong = (compute_cost([[p]], [[label]]) for p in (label, 1 - label))
        assert right == pytest.approx(0, abs=1e-15)
        assert 30 < wrong < 40


def test_cost_and_gradients_are_finite_when_the_network_is_sure():
    # W X goes to about 1000 in every layer: sigmoid and tanh are at their ends.
    parameters = initialize_parameters(2, 4, 1, initialisation="constant", scale=1000)
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        A2, cache = forward_propagation(X, parameters)
        grads = backward_propagation(parameters, cache, X, Y)
    assert set(np.unique(A2)) == {0.0, 1.0}
    assert np.isfinite(compute_cost(A2, Y))
    assert all(np.isfinite(value).all() for value in grads.values())


def test_forward_is_the_notes_formulas():
    parameters = initialize_parameters(2, 5, 1, scale=1)
    parameters["b1"], parameters["b2"] = np.linspace(-1, 1, 5).reshape(-1, 1), [[0.3]]
    A2, cache = forward_propagation(X, parameters)
    Z1 = parameters["W1"] @ X + parameters["b1"]
    Z2 = parameters["W2"] @ np.tanh(Z1) + parameters["b2"]
    expected = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    assert list(cache) == list(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(cache[name], value, rtol=1e-12, atol=1e-14, err_msg=name)
    np.testing.assert_array_equal(A2, cache["A2"])
    before = {name: value.copy() for name, value in cache.items()}
    forward_propagation(2 * X, parameters)  # a second one leaves the first cache alone
    for name, value in before.items():
        np.testing.assert_array_equal(cache[name], value)


@looped("n_h", [4, (), (3,), [5, 3], np.array([2, 3, 4])])
def test_shapes_and_names_at_every_depth_whatever_the_sizes_come_in(n_h):
    hidden = (n_h,) if isinstance(n_h, int) else tuple(n_h)
    sizes = (2, *hidden, 1)
    depth = len(sizes) - 1
    assert layer_sizes(X, Y, n_h) == (2, n_h if isinstance(n_h, int) else hidden, 1)
    parameters = initialize_parameters(2, n_h, 1)
    _, cache = forward_propagation(X, parameters)
    grads = backward_propagation(parameters, cache, X, Y)
    numbers = range(1, depth + 1)
    assert list(parameters) == [f"{kind}{i}" for i in numbers for kind in "Wb"]
    assert list(grads) == [f"d{name}" for name in parameters]
    assert list(cache) == [f"{kind}{i}" for i in numbers for kind in "ZA"]
    for i in numbers:
        assert parameters[f"W{i}"].shape == grads[f"dW{i}"].shape == (sizes[i], sizes[i - 1])
        assert parameters[f"b{i}"].shape == grads[f"db{i}"].shape == (sizes[i], 1)
        assert cache[f"Z{i}"].shape == cache[f"A{i}"].shape == (sizes[i], X.shape[1])


def test_predict_is_class_1_above_one_half():
    parameters = Parameters.from_arrays({"W1": [[1.0]], "b1": [[-2.0]]})
    predicted = predict(parameters, [[1.0, 2.0, 2.1, 30.0]])  # z = -1, 0, 0.1, 28
    np.testing.assert_array_equal(predicted, [[0, 0, 1, 1]])
    assert predicted.dtype.kind == "i"


@looped("n_h", [(), (4, 3)])
@looped("activation", list(ACTIVATIONS))
def test_the_cost_falls_from_that_of_the_start(activation, n_h):
    options = {"activation": activation, "initialisation": "xavier", "seed": 5}
    trained = [nn_model(X, Y, n_h, n, learning_rate=0.05, **options) for n in (0, 50, 100)]
    np.testing.assert_array_equal(trained[0].vector, initialize_parameters(2, n_h, 1, **options).vector)
    costs = [compute_cost(forward_propagation(X, parameters)[0], Y) for parameters in trained]
    assert costs[0] > costs[1] > costs[2]


def test_training_goes_on_from_given_parameters_and_leaves_them_alone():
    half, whole = nn_model(X, Y, 4, 20), nn_model(X, Y, 4, 40)
    plain = {name: value.copy() for name, value in half.items()}
    for given in (half, plain):
        np.testing.assert_array_equal(nn_model(X, Y, 4, 20, parameters=given).vector, whole.vector)
        for name, value in nn_model(X, Y, 4, 20).items():
            np.testing.assert_array_equal(given[name], value)
    relu = initialize_parameters(2, 4, 1, "relu")
    assert nn_model(X, Y, 4, 1, parameters=relu).activation == "relu"
    assert nn_model(X, Y, 4, 1, parameters=dict(relu), activation="relu").activation == "relu"


def test_lists_and_whole_numbers_are_welcome_and_left_alone():
    from_lists = nn_model([[1, 2, 3, 4]], [[0, 0, 1, 1]], [2], 10)
    X, Y = np.array([[1.0, 2, 3, 4]]), np.array([[False, False, True, True]])
    from_arrays = nn_model(X, Y, np.int64(2), 10)
    np.testing.assert_array_equal(from_lists.vector, from_arrays.vector)
    assert (X.tolist(), Y.tolist()) == ([[1, 2, 3, 4]], [[False, False, True, True]])


def test_print_cost_prints_the_notes_lines_and_nothing_is_printed_unasked(capsys):
    nn_model(X, Y, n_h=4, num_iterations=10)
    assert capsys.readouterr().out == ""
    nn_model(*make_dataset("flower"), n_h=4, num_iterations=1500, print_cost=True)
    assert capsys.readouterr().out.splitlines() == [
        "Cost after iteration 0: 0.693048",
        "Cost after iteration 1000: 0.288083",
    ]


@looped(
    ("settings", "advised", "calmer"),
    [
        ({"l2": 1e300}, "Try l2 below 1.66667.", {"l2": 1.6}),
        ({"l2": 30.0, "learning_rate": 0.1}, "Try l2 below 20.", {"l2": 19.0}),
        (
            {"l1": 1e300, "learning_rate": 0.1, "loss": "squared error", "activation": "relu"},
            "Try l1 below 10.",
            {"l1": 9.0},
        ),
        ({"scale": 1e200, "learning_rate": 0.1, "loss": "squared error"}, "Try a smaller scale", {"scale": 0.01}),
        ({"learning_rate": -1.0, "loss": "squared error"}, "Try one above 0.", {"learning_rate": 0.1}),
        ({"learning_rate": 1e200, "activation": "relu"}, "Try a learning rate below 1e+200.", {"learning_rate": 0.1}),
    ],
)
def test_diverging_training_is_an_error_with_advice_that_helps(settings, advised, calmer):
    # RuntimeWarning is an error in this suite, so an overflow that is not expected would show.
    with pytest.raises(FloatingPointError, match=re.escape(advised)):
        nn_model(X, Y, 4, 3000, print_cost="l2" in settings, **settings)
    assert np.isfinite(nn_model(X, Y, 4, 1500, **settings | calmer).vector).all()
