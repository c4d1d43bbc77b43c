"""Every unusable argument gives a ValueError that says what came, what it must be and how to get it."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from playground.nn import (
    Parameters,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    layer_sizes,
    nn_model,
    predict,
    update_parameters,
)
from tests.looped import looped

X = np.random.RandomState(0).randn(2, 30)
Y = (X[:1] > 0).astype(float)
PARAMETERS = initialize_parameters(2, 4, 1)
A2, CACHE = forward_propagation(X, PARAMETERS)
GRADS = backward_propagation(PARAMETERS, CACHE, X, Y)


def with_value(array, value):
    changed = array.astype(float)
    changed[0, 3] = value
    return changed


def without(mapping, name):
    return {key: value for key, value in mapping.items() if key != name}


def check(call, first, *words):
    """``call`` raises a ValueError whose message has all the words."""
    with pytest.raises(ValueError, match=re.escape(first)) as caught:
        call()
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message


USERS_OF_X = {
    "layer_sizes": lambda X: layer_sizes(X, Y),
    "forward_propagation": lambda X: forward_propagation(X, PARAMETERS),
    "backward_propagation": lambda X: backward_propagation(PARAMETERS, CACHE, X, Y),
    "predict": lambda X: predict(PARAMETERS, X),
    "nn_model": lambda X: nn_model(X, Y, 4, 1),
}
USERS_OF_Y = {
    "layer_sizes": lambda Y: layer_sizes(X, Y),
    "compute_cost": lambda Y: compute_cost(A2, Y),
    "backward_propagation": lambda Y: backward_propagation(PARAMETERS, CACHE, X, Y),
    "nn_model": lambda Y: nn_model(X, Y, 4, 1),
}
FLAWS = {
    "rank-1": (lambda M: M[0], ["(30,)", "rank-1", "{0}.reshape(1, -1)", "{0}.reshape(-1, 1)"]),
    "three dimensions": (lambda M: M[None], ["(1, ", "two dimensions"]),
    "a number": (lambda M: 3.0, ["()", "two dimensions"]),
    "no samples": (lambda M: M[:, :0], [", 0)", "empty", "at least one"]),
    "turned": (lambda M: M.T, ["(30, ", "transpose", ".T"]),
    "NaN": (lambda M: with_value(M, np.nan), ["nan at row 0, column 3", "finite", "np.isfinite({0})"]),
    "infinite": (lambda M: with_value(M, -np.inf), ["-inf at row 0, column 3", "finite", "np.isfinite({0})"]),
    "words": (lambda M: [["cat", "dog"]], ["{0}", "numbers", "cat"]),
    "ragged": (lambda M: [[1, 2], [3]], ["{0}", "numbers"]),
}


@looped("flaw", list(FLAWS))
@looped("user", list(USERS_OF_X))
def test_unusable_samples(user, flaw):
    spoil, words = FLAWS[flaw]
    check(lambda: USERS_OF_X[user](spoil(X)), *(word.format("X") for word in words))


@looped("flaw", list(FLAWS))
@looped("user", list(USERS_OF_Y))
def test_unusable_labels(user, flaw):
    spoil, words = FLAWS[flaw]
    names = ["A2", "Y"] if user == "compute_cost" and flaw == "turned" else ["Y"]
    check(lambda: USERS_OF_Y[user](spoil(Y)), *(word.format(name) for word in words for name in names))


@looped("label", [2, -1, 0.5])
@looped("user", [user for user in USERS_OF_Y if user != "layer_sizes"])  # sizes are the same whatever labels say
def test_labels_other_than_0_and_1(user, label):
    check(lambda: USERS_OF_Y[user](with_value(Y, label)), f"label {label}", "0 or 1", "(Y == b).astype(float)")


@looped(
    ("call", "words"),
    [
        (lambda: nn_model(X, Y[:, 1:], 4, 1), ["X has 30 columns", "Y has 29", "one column per sample"]),
        (lambda: layer_sizes(X, Y[:, 1:]), ["X has 30 columns", "Y has 29"]),
        (lambda: backward_propagation(PARAMETERS, CACHE, X, Y[:, 1:]), ["X has 30 columns", "Y has 29"]),
        (lambda: predict(PARAMETERS, np.ones((3, 30))), ["(3, 30)", "2"]),
        (lambda: backward_propagation(PARAMETERS, CACHE, X, np.ones((2, 30))), ["(2, 30)", "1"]),
        (lambda: compute_cost(A2[:, 1:], Y), ["(1, 29)", "(1, 30)"]),
        (lambda: compute_cost(A2[0], Y), ["A2.reshape(1, -1)"]),
        (lambda: compute_cost(A2 + 1, Y), [f"A2 ranges from {A2.min() + 1:g}", "probabilities from 0 to 1"]),
        (lambda: compute_cost(A2 - 1, Y), [f"A2 ranges from {A2.min() - 1:g}", "probabilities from 0 to 1"]),
        (lambda: compute_cost(with_value(A2, np.nan), Y), ["A2", "nan"]),
        (lambda: update_parameters(PARAMETERS, dict(GRADS) | {"dW1": np.ones((2, 4))}), ["dW1", "(4, 2)", "dW1.T"]),
        (lambda: update_parameters(PARAMETERS, dict(GRADS) | {"db1": np.ones(4)}), ["db1.reshape(-1, 1)"]),
        (
            lambda: update_parameters(PARAMETERS, without(GRADS, "db2")),
            ["dW1, db1, dW2", "db2 is missing", "backward_propagation"],
        ),
        (
            lambda: backward_propagation(PARAMETERS, without(CACHE, "A1"), X, Y),
            ["Z1, Z2, A2", "A1 is missing", "forward_propagation"],
        ),
        (lambda: backward_propagation(PARAMETERS, CACHE, X[:, 1:], Y[:, 1:]), ["A1", "(4, 30)", "(4, 29)"]),
        (lambda: compute_cost(A2, Y, l2=0.1), ["NoneType", "Pass what initialize_parameters"]),
        (lambda: initialize_parameters(2, (3, 0), 1), ["n_h[1]"]),
        (lambda: initialize_parameters(2, 4, 1, scale=1e308), ["scale is 1e+308", "no longer finite", "such as 0.01"]),
        (
            lambda: initialize_parameters(2, (), 1, initialisation="zero_W2"),
            ["no W2", "Add a hidden layer", "'zero'"],
        ),
    ],
)
def test_what_does_not_fit_together(call, words):
    check(call, *words)


@looped("size", [0, -1, 2.5, 4.0, True, "4", None, np.nan])
@looped(
    "call",
    [
        lambda size: initialize_parameters(2, size, 1),
        lambda size: initialize_parameters(2, (3, size), 1),
        lambda size: initialize_parameters(size, 4, 1),
        lambda size: initialize_parameters(2, 4, size),
        lambda size: nn_model(X, Y, size, 1),
        lambda size: layer_sizes(X, Y, size),
    ],
)
def test_sizes_that_are_not_whole_numbers_of_at_least_1(call, size):
    check(lambda: call(size), f"is {size!r}, but must be a whole number of at least 1")


@looped("number", [np.nan, -np.inf, None, True, "0.2", b"0.2", [1, 2], 10**400, 1j, np.array("0.2"), np.ma.masked])
@looped(
    ("name", "call"),
    [
        ("learning_rate", lambda number: update_parameters(PARAMETERS, GRADS, number)),
        ("learning_rate", lambda number: nn_model(X, Y, 4, 1, learning_rate=number)),
        ("scale", lambda number: initialize_parameters(2, 4, 1, scale=number)),
        ("scale", lambda number: nn_model(X, Y, 4, 1, scale=number)),
    ],
)
def test_a_learning_rate_or_scale_that_is_not_finite(name, call, number):
    check(lambda: call(number), f"{name} is {number!r}, but must be a finite number")


@looped("name", ["Tanh", "softmax", "", None, 3, ["tanh"]])
def test_unknown_names(name):
    for make in (partial(initialize_parameters, 2, 4, 1), partial(nn_model, X, Y, 4, 1)):
        if name != ["tanh"]:  # that of each hidden layer
            check(partial(make, activation=name), repr(name), "'sigmoid', 'tanh', 'relu', 'leaky_relu'")
        check(partial(make, initialisation=name), repr(name), "'random', 'zero'")


@looped("number", [-1, 2**32, 1.5, True, "2", None])
def test_a_seed_or_a_number_of_iterations_that_is_out_of_range(number):
    check(
        lambda: initialize_parameters(2, 4, 1, seed=number), f"seed is {number!r}, but must be a whole number from 0 to"
    )
    if number != 2**32:
        check(lambda: nn_model(X, Y, 4, number), f"num_iterations is {number!r}", "whole number of at least 0")


@looped("number", [-1e-9, -3, np.nan, np.inf, None, "0.1", True, [0.1]])
@looped(
    ("name", "call"),
    [
        (name, call)
        for name in ("l2", "l1")
        for call in (
            lambda **factor: nn_model(X, Y, 4, 1, **factor),
            lambda **factor: compute_cost(A2, Y, PARAMETERS, **factor),
            lambda **factor: backward_propagation(PARAMETERS, CACHE, X, Y, **factor),
        )
    ],
)
def test_a_penalty_that_is_negative_or_not_finite(name, call, number):
    check(lambda: call(**{name: number}), f"{name} is {number!r}, but must be a finite number of at least 0", "0.01")


@looped(
    ("options", "words"),
    [
        ({"update_rule": "Adam"}, ["update_rule is 'Adam'", "'gradient descent', 'momentum'"]),
        ({"update_rule": None}, ["update_rule is None", "'adam'"]),
        ({"schedule": "cosine"}, ["schedule is 'cosine'", "'constant', 'step', 'exponential', '1/t'"]),
        ({"batch_size": 0}, ["batch_size is 0, but must be a whole number of at least 1"]),
        ({"batch_size": 2.5}, ["batch_size is 2.5, but must be a whole number"]),
        ({"batch_size": 31}, ["batch_size is 31", "only 30 samples", "at most 30, or None for all"]),
        ({"batch_seed": -1}, ["batch_seed is -1, but must be a whole number from 0"]),
        ({"batch_seed": 2**32}, ["batch_seed is 4294967296"]),
        ({"half_life": 0}, ["half_life is 0", "number of updates above 0", "1000"]),
        ({"half_life": -2.5}, ["half_life is -2.5", "above 0"]),
        ({"half_life": np.nan}, ["half_life is nan", "finite number"]),
        ({"parameters": [1, 2]}, ["a list", "arrays by name"]),
        ({"parameters": without(PARAMETERS, "b2")}, ["W1, b1, W2", "must have W1, b1"]),
        ({"parameters": dict(PARAMETERS) | {"b1": np.zeros(4)}}, ["b1.reshape(-1, 1)"]),
        ({"parameters": dict(initialize_parameters(2, 5, 1))}, ["(2, 5, 1)", "(2, 4, 1)", "another n_h"]),
    ],
)
def test_unusable_ways_to_train(options, words):
    check(lambda: nn_model(X, Y, 4, 1, **options), *words)


@looped(
    "call",
    [
        lambda plain: predict(plain, X),
        lambda plain: forward_propagation(X, plain),
        lambda plain: backward_propagation(plain, CACHE, X, Y),
        lambda plain: update_parameters(plain, GRADS),
    ],
)
def test_a_plain_dict_does_not_know_its_activation(call):
    plain = dict(PARAMETERS)
    check(lambda: call(plain), "dict", "activation", "Parameters.from_arrays(parameters, activation='tanh')")


@looped(
    ("arrays", "words"),
    [
        ({}, ["W1, b1"]),
        ({"W1": [[1.0]], "c1": [[1.0]]}, ["W1, c1", "must have W1, b1"]),
        (without(PARAMETERS, "b2"), ["W1, b1, W2"]),
        (dict(PARAMETERS) | {"b1": np.zeros(4)}, ["b1.reshape(-1, 1)"]),
        (dict(PARAMETERS) | {"W2": np.zeros((1, 5))}, ["W2", "(1, 5)", "(1, 4)"]),
        (dict(PARAMETERS) | {"b1": np.zeros((1, 4))}, ["b1", "(4, 1)", "b1.T"]),
        (dict(PARAMETERS) | {"W1": np.full((4, 2), np.nan)}, ["W1", "nan"]),
    ],
)
def test_arrays_that_are_no_network(arrays, words):
    check(lambda: Parameters.from_arrays(arrays), *words)


@looped(
    ("name", "value", "words"),
    [
        ("W3", [[1.0]], ["'W3'", "W1, b1, W2, b2"]),
        ("b1", [1, 2, 3, 4], ["b1.reshape(-1, 1)"]),
        ("W1", np.ones((2, 4)), ["(4, 2)", "W1.T"]),
        ("W1", np.full((4, 2), np.inf), ["inf"]),
    ],
)
def test_assigning_what_does_not_fit(name, value, words):
    parameters = PARAMETERS.copy()
    check(lambda: parameters.__setitem__(name, value), *words)
    np.testing.assert_array_equal(parameters.vector, PARAMETERS.vector)


MASKED = np.ma.array(X, mask=X > 2)
NO_NUMBERS = {
    "masked": (MASKED, "X has masked numbers, but every number must be known. Remove such samples first"),
    "a list of masked rows": (list(MASKED), "X has masked numbers"),
    "digits": (X.astype(str), "it contains np.str_("),
    "digits as bytes": (X.astype(bytes), "it contains np.bytes_("),
    "digits among numbers": ([[1, 2], [3, "4"]], "it contains np.str_("),
    "digits among objects": (np.array([[1, "2"]] * 2, object), "it contains '2'"),
    "dates": (X.astype("M8[ns]"), "it contains np.datetime64("),
    "times": (X.astype("m8[s]"), "it contains np.timedelta64("),
    "times among objects": (np.array([[1, np.timedelta64(2, "s")]] * 2, object), "it contains np.timedelta64("),
    "complex": (X + 0j, "it contains np.complex128("),
    "complex among objects": (np.array([[1, 1j]] * 2, object), "it contains 1j"),
    "nothing": ([[None, 1], [2, 3]], "it contains None"),
    "records": (np.zeros((2, 30), [("a", float)]), "it contains np.void("),
    "a fraction beyond all floats": ([[Fraction(10**400)]] * 2, "too large"),
    "a decimal beyond all floats": ([[Decimal("1e400")]] * 2, "inf at row 0, column 0"),
}


def test_what_is_no_real_number():
    assert MASKED.mask.any()
    for values, words in NO_NUMBERS.values():
        for use in USERS_OF_X.values():
            check(partial(use, values), "X ", words)


def test_numbers_of_every_kind():
    expected = predict(PARAMETERS, X.round(2))
    hundredths = (100 * X).round().astype(int).tolist()
    for values in (
        X.round(2).tolist(),
        np.ma.array(X.round(2)),  # nothing is masked
        X.round(2).astype(object),
        [[Fraction(number, 100) for number in row] for row in hundredths],
        [[Decimal(number) / 100 for number in row] for row in hundredths],
    ):
        np.testing.assert_array_equal(predict(PARAMETERS, values), expected)


def test_single_numbers_of_every_kind():
    expected = update_parameters(PARAMETERS, GRADS, 0.2).vector
    for rate in (np.float32(0.2), np.float16(0.2), np.array(0.2), Decimal("0.2"), Fraction(1, 5)):
        np.testing.assert_array_equal(update_parameters(PARAMETERS, GRADS, rate).vector, expected)
    for size in (np.array(4), np.int8(4), np.ma.array(4)):
        assert layer_sizes(X, Y, size) == (2, 4, 1)
        assert initialize_parameters(2, size, 1).sizes == (2, 4, 1)
    for wrong in (np.array("4"), np.array([[4]]), np.ma.array(4, mask=True), Decimal(4), Fraction(4), {4}, {}):
        check(partial(initialize_parameters, 2, wrong, 1), "must be a whole number of at least 1")


def test_arrays_that_have_no_names():
    for arrays in (None, [1, 2], X, "dW1"):
        kind = f"a {type(arrays).__name__}, but must hold arrays by name"
        check(partial(update_parameters, PARAMETERS, arrays), f"grads is {kind}", "backward_propagation")
        check(partial(backward_propagation, PARAMETERS, arrays, X, Y), f"cache is {kind}", "forward_propagation")
        check(partial(Parameters.from_arrays, arrays), f"arrays is {kind}", "'W1'")


def test_an_output_that_is_no_number_has_no_class():
    parameters = PARAMETERS.copy()
    parameters.vector[0] = np.nan
    check(lambda: predict(parameters, X), "column 0 is nan", "parameter", "smaller learning rate")
    huge = {"W1": [[1e308], [1e308]], "b1": [[0], [0]], "W2": [[1, -1]], "b2": [[0]]}
    # At x = 9 both units are infinite, and infinity less infinity is no number.
    check(lambda: predict(Parameters.from_arrays(huge, "relu"), [[0, 1, 9]]), "column 2 is nan")
