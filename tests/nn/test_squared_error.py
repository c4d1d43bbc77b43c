"""A number in place of a class: against least squares and its own formula; and what is refused."""

import re

import numpy as np
import pytest
from sklearn.metrics import r2_score

from playground.nn import (
    TARGETS,
    Network,
    Parameters,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    layer_sizes,
    nn_model,
    predict,
)
from tests.looped import looped

GENERATOR = np.random.RandomState(5)
X = GENERATOR.uniform(-2, 2, (2, 80))
Y = np.vstack([np.sin(2 * X[0]) + X[1], X[0] * X[1]])
"""Two numbers for each sample; most tests ask for the first."""


def test_without_a_hidden_layer_it_ends_at_least_squares():
    with_one = np.vstack([X, np.ones(80)])
    expected = np.linalg.lstsq(with_one.T, Y[0], rcond=None)[0]
    trained = nn_model(X, Y[:1], (), 2000, learning_rate=0.5, loss="squared error")
    np.testing.assert_allclose([*trained["W1"][0], trained["b1"][0, 0]], expected, atol=1e-9)


def test_the_cost_is_half_the_mean_square_and_the_score_r_squared():
    parameters = nn_model(X, Y, 5, 200, learning_rate=0.1, loss="squared error")
    outputs, _ = forward_propagation(X, parameters)
    network = Network(parameters, X, Y)
    network.forward()
    missed = [(a - y) ** 2 for a, y in zip(outputs.ravel().tolist(), Y.ravel().tolist(), strict=True)]
    assert compute_cost(outputs, Y, parameters) == pytest.approx(sum(missed) / 2 / 80, rel=1e-12) == network.cost()
    assert compute_cost(outputs, Y, parameters, l2=0.1) > network.cost()
    expected = r2_score(Y.T, outputs.T, multioutput="variance_weighted")
    assert 0.1 < network.score() == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(predict(parameters, X), outputs)
    assert layer_sizes(X, Y, 5) == (2, 5, 2)


@looped(
    ("said", "labels"),
    [([1, 2, 4], [1, 2, 3]), ([2, 2, 2], [1, 2, 3]), ([9, -9, 0], [1, 2, 3]), ([1, 1], [1, 1]), ([1, 2], [1, 1])],
)
def test_r_squared_is_that_of_scikit_learn(said, labels):
    score = TARGETS["number"].score(np.array(said, float), np.array(labels, float))
    assert score == pytest.approx(r2_score(labels, said), abs=1e-12)


def test_labels_that_are_all_equal_have_no_spread_even_where_their_mean_is_rounded():
    score = TARGETS["number"].score
    for value in (0.1, 0.7, 1 / 3, 1234.567):
        for m in (1, 3, 7, 50):
            labels = np.full((1, m), value)
            scores = score(labels, labels), score(labels + 1e-3, labels), score(labels[0] + 1e-3, labels[0])
            assert scores == (1, 0, 0), (value, m)


def test_numbers_of_any_size_are_learned_from():
    parameters = initialize_parameters(2, 4, 1, loss="squared error")
    assert compute_cost([[3e9]], [[-1e9]], parameters) == pytest.approx(8e18)
    assert nn_model(X, 1e-3 * Y[:1], 4, 10, loss="squared error").loss == "squared error"


def refused(words, make):
    """``make`` raises a ValueError whose message has all the words."""
    with pytest.raises(ValueError, match=re.escape(words[0])) as caught:
        make()
    assert [word for word in words if word not in str(caught.value)] == []


@looped(
    ("labels", "words"),
    {
        "infinite": (np.where(X[:1] > 1, np.inf, 0), ["inf at row 0", "finite"]),
        "not a number": (np.where(X[:1] > 1, np.nan, 0), ["nan at row 0", "finite"]),
        "text": ([["low", "high"] * 40], ["Y", "numbers", "low"]),
        "true and false": (X[:1] > 0, ["True and False", "classes", "loss='sigmoid'", "Y.astype(float)"]),
        "one for all": (np.zeros((1, 1)), ["80 columns", "one column per sample"]),
    },
)
def test_labels_that_are_no_numbers_are_refused(labels, words):
    refused(words, lambda: nn_model(X, labels, 4, 1, loss="squared error"))


def test_numbers_where_classes_are_wanted_are_refused_with_the_loss_for_them():
    refused(["label", "0 or 1", "loss='squared error'"], lambda: nn_model(X, Y[:1], 4, 1))
    refused(["one-hot", "loss='squared error'"], lambda: nn_model(X, Y, 4, 1, loss="softmax"))
    refused(["two classes", "loss='squared error'"], lambda: nn_model(X, Y[:1], 4, 1, loss="softmax"))


def test_an_output_that_is_not_finite_is_no_prediction():
    huge = Parameters.from_arrays({"W1": [[1e300, 1e300]], "b1": [[0]]}, loss="squared error")
    refused(["column 1 is inf", "smaller learning rate"], lambda: predict(huge, [[0, 1e10], [1, 1]]))
    refused(["finite"], lambda: compute_cost([[np.inf]], [[1.0]], huge))
