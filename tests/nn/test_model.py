"""The cost, predictions and the training function: what they return, print and raise."""

import inspect
import re

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import (
    ACTIVATIONS,
    INITIALISATIONS,
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


def test_cost_is_the_formula():
    A2, labels = np.array([[0.9, 0.2, 0.4]]), np.array([[1, 0, 1]])
    expected = -(np.log(0.9) + np.log(0.8) + np.log(0.4)) / 3
    assert compute_cost(A2, labels) == pytest.approx(expected, rel=1e-14)
    assert compute_cost(A2, labels, initialize_parameters(2, 4, 1)) == compute_cost(A2, labels, parameters=None)


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_cost_is_finite_at_both_ends(label, right):
    p = label if right else 1 - label
    with np.errstate(all="raise"):
        cost = compute_cost([[p]], [[label]])
    assert cost == pytest.approx(0, abs=1e-15) if right else 30 < cost < 40


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


@pytest.mark.parametrize("n_h", [1, 4, (), (3,), (5, 3), (2, 3, 4)])
def test_shapes_and_names_at_every_depth(n_h):
    hidden = n_h if isinstance(n_h, tuple) else (n_h,)
    sizes = (2, *hidden, 1)
    depth = len(sizes) - 1
    assert layer_sizes(X, Y, n_h) == (2, n_h, 1)
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


@pytest.mark.parametrize("n_h", [[5, 3], np.array([5, 3])], ids=["list", "array"])
def test_several_hidden_sizes_need_not_be_a_tuple(n_h):
    assert layer_sizes(X, Y, n_h) == (2, (5, 3), 1)
    assert initialize_parameters(2, n_h, 1).sizes == (2, 5, 3, 1)


def test_a_second_forward_leaves_the_first_cache_alone():
    parameters = initialize_parameters(2, 4, 1, scale=1)
    A2, cache = forward_propagation(X, parameters)
    before = {name: value.copy() for name, value in cache.items()}
    forward_propagation(2 * X, parameters)
    for name, value in before.items():
        np.testing.assert_array_equal(cache[name], value)
    np.testing.assert_array_equal(A2, before["A2"])


def test_predict_is_class_1_above_one_half():
    parameters = Parameters.from_arrays({"W1": [[1.0]], "b1": [[-2.0]]})
    predicted = predict(parameters, [[1.0, 2.0, 2.1, 30.0]])  # z = -1, 0, 0.1, 28
    np.testing.assert_array_equal(predicted, [[0, 0, 1, 1]])
    assert predicted.dtype.kind == "i"


def test_prediction_uses_the_activation_that_was_trained():
    weights = {"W1": [[1.0]], "b1": [[0.0]], "W2": [[1.0]], "b2": [[-0.6]]}
    # At x = 1: tanh gives 0.76, sigmoid 0.73, ReLU 1; at x = -1: -0.76, 0.27, 0 and -0.01.
    outputs = {
        name: forward_propagation([[1.0, -1.0]], Parameters.from_arrays(weights, name))[0] for name in ACTIVATIONS
    }
    hidden = {"tanh": np.tanh([1, -1]), "sigmoid": 1 / (1 + np.exp([-1, 1])), "relu": [1, 0], "leaky_relu": [1, -0.01]}
    for name, A1 in hidden.items():
        np.testing.assert_allclose(outputs[name], [1 / (1 + np.exp(0.6 - np.array(A1)))], err_msg=name)
        assert nn_model(X, Y, 3, 5, activation=name).activation == name
    assert "activation" not in inspect.signature(predict).parameters


@looped("n_h", [(), 4, (4, 3)])
@looped("activation", list(ACTIVATIONS))
def test_the_cost_falls(activation, n_h):
    options = {"activation": activation, "initialisation": "xavier", "learning_rate": 0.05}
    costs = [compute_cost(forward_propagation(X, nn_model(X, Y, n_h, n, **options))[0], Y) for n in (0, 50, 100)]
    assert costs[0] > costs[1] > costs[2]


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
def test_no_iterations_is_the_start(initialisation):
    trained = nn_model(X, Y, 4, 0, initialisation=initialisation, scale=0.3, seed=5)
    start = initialize_parameters(2, 4, 1, initialisation=initialisation, scale=0.3, seed=5)
    np.testing.assert_array_equal(trained.vector, start.vector)


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


def test_lists_and_whole_numbers_are_welcome():
    from_lists = nn_model([[1, 2, 3, 4]], [[0, 0, 1, 1]], [2], 10)
    from_arrays = nn_model(np.array([[1.0, 2, 3, 4]]), np.array([[False, False, True, True]]), np.int64(2), 10)
    np.testing.assert_array_equal(from_lists.vector, from_arrays.vector)


def test_training_leaves_the_samples_alone():
    X_before, Y_before = X.copy(), Y.copy()
    nn_model(X, Y, 4, 10)
    np.testing.assert_array_equal(X, X_before)
    np.testing.assert_array_equal(Y, Y_before)


def test_print_cost_prints_the_notes_lines(capsys):
    nn_model(*make_dataset("flower"), n_h=4, num_iterations=2500, print_cost=True)
    assert capsys.readouterr().out.splitlines() == [
        "Cost after iteration 0: 0.693048",
        "Cost after iteration 1000: 0.288083",
        "Cost after iteration 2000: 0.254385",
    ]


def test_nothing_is_printed_unasked(capsys):
    nn_model(X, Y, n_h=4, num_iterations=10)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("print_cost", [True, False])
def test_diverging_training_is_an_error_and_no_warning(print_cost):
    # RuntimeWarning is an error in this suite, so an overflow that is not expected would show.
    with pytest.raises(FloatingPointError, match="learning rate below 1e\\+200"):
        nn_model(X, Y, 4, 1500, print_cost, learning_rate=1e200, activation="relu", initialisation="he")


@pytest.mark.parametrize(
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
def test_the_advice_is_about_what_makes_training_diverge_and_helps(settings, advised, calmer):
    with pytest.raises(FloatingPointError, match=re.escape(advised)):
        nn_model(X, Y, 4, 3000, **settings)
    assert np.isfinite(nn_model(X, Y, 4, 3000, **settings | calmer).vector).all()
