"""The table of losses: sigmoid and softmax, out to where outputs are rounded to 0 and 1, against decimal arithmetic."""

import copy
import pickle
from decimal import Decimal, localcontext

import numpy as np
import pytest

from playground.nn import (
    ACTIVATIONS,
    LOSSES,
    Network,
    Optimiser,
    Parameters,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
    nn_model,
    predict,
)
from tests.looped import looped

GENERATOR = np.random.RandomState(3)
SCORES = np.concatenate([GENERATOR.randn(4, 30) * scale for scale in (0.01, 1, 30, 1000)], axis=1)
CLASSES = np.arange(SCORES.shape[1]) % 4
Y = np.eye(4)[:, CLASSES]


def exact(z, right):
    """Softmax of a column of scores, and what the sample costs, with a thousand digits."""
    with localcontext(prec=1000):
        powers = [(Decimal(float(number)) - Decimal(float(max(z)))).exp() for number in z]
        total = sum(powers)
        return [float(power / total) for power in powers], float(-(powers[right] / total).ln())


def network_with(Z, Y):
    """A network whose scores are Z, (K, m), after a forward pass."""
    K = len(Z)
    network = Network(Parameters.from_arrays({"W1": np.eye(K), "b1": np.zeros((K, 1))}, loss="softmax"), Z, Y)
    network.forward()
    return network


def test_softmax_and_its_cost_are_exact_for_scores_of_every_size():
    for column, right in list(enumerate(CLASSES))[::5]:  # of each size and class: so many digits take long
        Z, labels = SCORES[:, [column]], Y[:, [column]]
        network = network_with(Z, labels)
        outputs, cost = exact(Z[:, 0], right)
        np.testing.assert_allclose(network.output.A[:, 0], outputs, rtol=1e-12, atol=1e-300)
        assert network.cost() == pytest.approx(cost, rel=1e-12, abs=1e-300)
    np.testing.assert_allclose(network_with(SCORES, Y).output.A.sum(axis=0), 1, rtol=1e-15)


def test_scores_of_1000_stay_finite():
    Z = np.array([[1000.0, -1000, 1000], [-1000, 1000, 1000], [0, -1000, -1000]])
    with np.errstate(all="raise", under="ignore"):
        network = network_with(Z, np.eye(3)[:, [1, 1, 0]])
        network.backward()
    assert network.cost() == pytest.approx((2000 + 0 + np.log(2)) / 3)
    np.testing.assert_allclose(network.output.A, [[1, 0, 0.5], [0, 1, 0.5], [0, 0, 0]], atol=1e-300)


def test_the_cost_of_outputs_is_that_of_scores_until_they_come_near_0():
    Z = SCORES[:, :60]
    parameters = Parameters((4, 4), loss="softmax")
    network = network_with(Z, Y[:, :60])
    assert compute_cost(network.output.A, Y[:, :60], parameters) == pytest.approx(network.cost(), rel=1e-12)
    sure = network_with(SCORES[:, 90:], Y[:, 90:])
    assert compute_cost(sure.output.A, Y[:, 90:], parameters) < 37 < sure.cost()


@looped("loss", list(LOSSES))
def test_the_cost_without_inputs_is_the_lowest_of_a_network_that_does_not_look(loss):
    labels = np.eye(3)[:, [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]] if loss == "softmax" else np.array([[1.0, 0, 0, 0, 1]])
    known = {"sigmoid": -(0.4 * np.log(0.4) + 0.6 * np.log(0.6)), "squared error": 0.5 * 0.4 * 0.6}
    parameters = initialize_parameters(1, (), len(labels), loss=loss, initialisation="zero")
    network = Network(parameters, np.zeros((1, labels.shape[1])), labels)
    Optimiser(network).train(1500, 1.0)
    network.forward()
    assert network.cost() == pytest.approx(LOSSES[loss].cost_without_inputs(labels), rel=1e-9)
    shares = labels.mean(axis=1)
    expected = known.get(loss) or -(shares * np.log(shares)).sum()
    assert LOSSES[loss].cost_without_inputs(labels) == pytest.approx(expected, rel=1e-12)


def test_prediction_is_the_most_probable_class_and_the_first_of_equals():
    parameters = Parameters.from_arrays({"W1": np.eye(3), "b1": np.zeros((3, 1))}, loss="softmax")
    predicted = predict(parameters, [[1, 0, 0, 2], [0, 5, 0, 2], [0, 1, 0.1, 1]])
    assert predicted.tolist() == [[0, 1, 2, 0]]
    network = Network(parameters, np.eye(3), np.eye(3)[:, [0, 1, 1]])
    network.forward()
    assert network.score() == 2 / 3


def test_the_loss_is_remembered():
    parameters = initialize_parameters(2, 3, 4, loss="softmax")
    for same in (parameters.copy(), copy.deepcopy(parameters), pickle.loads(pickle.dumps(parameters))):
        assert same.loss == "softmax"
    assert Parameters.from_arrays(dict(parameters), loss="softmax").loss == "softmax"
    assert initialize_parameters(2, 3, 4).loss == "sigmoid"
    with pytest.raises(AttributeError):
        parameters.loss = "sigmoid"


@looped(
    ("labels", "words"),
    [
        (np.eye(3)[:, [0, 1, 2, 0]] * 2, "column 0 with [2, 0, 0]"),
        (np.vstack([np.ones((2, 4)), np.zeros((1, 4))]), "column 0 with [1, 1, 0]"),
        (np.zeros((3, 4)), "column 0 with [0, 0, 0]"),
        (
            np.vstack([np.eye(11)[:, :3], np.zeros((1, 3))])[:, [0, 1, 2, 2]] * [1, 1, 1, 0.5],
            "column 3 with [0, 0, 0.5, 0, 0, 0, …]",
        ),
        ([[0, 1, 2, 1]], "a row for each of at least two classes"),
    ],
)
def test_labels_that_are_not_one_hot_are_refused(labels, words):
    X = np.zeros((2, 4))
    with pytest.raises(ValueError, match=r"np\.eye") as error:
        nn_model(X, labels, 3, 10, loss="softmax")
    assert words in str(error.value)


def test_other_misuse_is_refused():
    X, labels = np.zeros((2, 3)), np.eye(3)
    with pytest.raises(ValueError, match="loss is 'hinge', but must be one of 'sigmoid', 'softmax'"):
        nn_model(X, labels, 3, 10, loss="hinge")
    with pytest.raises(ValueError, match="an output for each class, at least 2, but this one has 1"):
        initialize_parameters(2, 3, 1, loss="softmax")
    parameters = initialize_parameters(2, 3, 3, loss="softmax")
    with pytest.raises(ValueError, match=r"column 0 of A2 has the sum 1\.5"):
        compute_cost(np.full((3, 3), 0.5), labels, parameters)
    with pytest.raises(ValueError, match="must have shape"):
        backward_propagation(parameters, forward_propagation(X, parameters)[1], X, np.eye(4)[:, :3])


# One output

OF_ONE = np.array([-2000, -745, -700, -100.5, -40, -37, -36, -6.25, -1e-9, 0, 1e-9, 0.5, 20, 36, 37, 40, 700, 2000.0])


def softplus(z: float) -> Decimal:
    """``log(1 + exp(z))``."""
    with localcontext(prec=1000 if z < -100 else 60):  # enough for 1 + exp(z)
        return (1 + Decimal(z).exp()).ln()


def with_one_output(Z, Y, dtype=np.float64):
    """A network whose scores are Z, (1, m), after a forward pass."""
    network = Network(Parameters.from_arrays({"W1": [[1]], "b1": [[0]]}).copy(dtype), Z, Y)
    network.forward()
    return network


def test_the_cost_of_each_score_is_the_true_one():
    for z in OF_ONE:
        for y in (0.0, 1.0):
            cost = with_one_output(np.array([[z]]), np.array([[y]])).cost()
            assert cost == pytest.approx(float(softplus(-z if y else z)), rel=1e-15, abs=1e-307), (z, y)


def test_the_cost_is_the_mean_over_the_samples_and_the_sum_over_the_outputs():
    Y = np.arange(OF_ONE.size).reshape(1, -1) % 3 % 2
    one = with_one_output(OF_ONE.reshape(1, -1), Y)
    each = [with_one_output(np.array([[z]]), np.array([[y]])).cost() for z, y in zip(OF_ONE, Y[0], strict=True)]
    assert one.cost() == pytest.approx(np.mean(each), rel=1e-14)
    twice = Parameters.from_arrays({"W1": [[1], [1]], "b1": [[0], [0]]})
    two = Network(twice, one.output.Z, np.vstack([Y, Y]))
    two.forward()
    assert two.cost() == pytest.approx(2 * one.cost(), rel=1e-15)


def test_a_network_that_is_surely_wrong_shows_what_the_cost_of_outputs_cannot():
    Z, Y = np.array([[-120.0, 60, -2]]), np.array([[1.0, 0, 0]])
    network = with_one_output(Z, Y)
    assert network.cost() == pytest.approx((120 + 60 + np.log1p(np.exp(-2))) / 3, rel=1e-14)
    assert compute_cost(network.output.A, Y) == pytest.approx((36.04 + 36.04 + 0.13) / 3, abs=0.01)
    Z = np.linspace(-8, 8, 30).reshape(1, -1)  # which are the same until outputs come near 0 or 1
    near = with_one_output(Z, Z > 1)
    assert compute_cost(near.output.A, near.Y) == pytest.approx(near.cost(), rel=1e-12)


def test_the_sigmoid_has_all_digits_at_its_low_end():
    for dtype, lowest, digits in ((np.float64, -700, 1e-15), (np.float32, -85, 1e-6)):
        Z = np.linspace(lowest, 45, 301, dtype=dtype).reshape(1, -1)
        A = np.empty_like(Z)
        ACTIVATIONS["sigmoid"].function(Z, A)
        with localcontext(prec=60):
            expected = [float(1 / (1 + (-Decimal(float(z))).exp())) for z in Z[0]]
        np.testing.assert_allclose(A[0], expected, rtol=digits)
