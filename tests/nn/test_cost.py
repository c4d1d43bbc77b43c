"""The cost and the sigmoid, out to where outputs are rounded to 0 and 1, against decimal arithmetic of many digits."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, Network, Parameters, compute_cost

SCORES = np.array([-2000, -745, -700, -100.5, -40, -37, -36, -6.25, -1e-9, 0, 1e-9, 0.5, 20, 36, 37, 40, 700, 2000.0])


def softplus(z: float) -> Decimal:
    """``log(1 + exp(z))``."""
    with localcontext(prec=1000 if z < -100 else 60):  # enough for 1 + exp(z)
        return (1 + Decimal(z).exp()).ln()


def network_with(Z, Y, dtype=np.float64):
    """A network whose scores are Z, (1, m), after a forward pass."""
    network = Network(Parameters.from_arrays({"W1": [[1]], "b1": [[0]]}).copy(dtype), Z, Y)
    network.forward()
    return network


def test_the_cost_of_each_score_is_the_true_one():
    for z in SCORES:
        for y in (0.0, 1.0):
            cost = network_with(np.array([[z]]), np.array([[y]])).cost()
            assert cost == pytest.approx(float(softplus(-z if y else z)), rel=1e-15, abs=1e-307), (z, y)


def test_the_cost_is_the_mean_over_the_samples_and_the_sum_over_the_outputs():
    Y = np.arange(SCORES.size).reshape(1, -1) % 3 % 2
    one = network_with(SCORES.reshape(1, -1), Y)
    expected = sum(softplus(-z if y else z) for z, y in zip(SCORES, Y[0], strict=True)) / SCORES.size
    assert one.cost() == pytest.approx(float(expected), rel=1e-15)
    twice = Parameters.from_arrays({"W1": [[1], [1]], "b1": [[0], [0]]})
    two = Network(twice, one.output.Z, np.vstack([Y, Y]))
    two.forward()
    assert two.cost() == pytest.approx(2 * one.cost(), rel=1e-15)


def test_the_cost_of_outputs_is_the_same_until_they_come_near_0_or_1():
    Z = np.linspace(-8, 8, 30).reshape(1, -1)
    Y = np.random.RandomState(1).randint(0, 2, Z.shape)
    network = network_with(Z, Y)
    assert compute_cost(network.output.A, Y) == pytest.approx(network.cost(), rel=1e-12)


def test_a_network_that_is_surely_wrong_shows_what_the_cost_of_outputs_cannot():
    Z, Y = np.array([[-120.0, 60, -2]]), np.array([[1.0, 0, 0]])
    network = network_with(Z, Y)
    assert network.cost() == pytest.approx((120 + 60 + np.log1p(np.exp(-2))) / 3, rel=1e-14)
    assert compute_cost(network.output.A, Y) == pytest.approx((36.04 + 36.04 + 0.13) / 3, abs=0.01)


def test_the_sigmoid_has_all_digits_at_its_low_end():
    for dtype, lowest, digits in ((np.float64, -700, 1e-15), (np.float32, -85, 1e-6)):
        Z = np.linspace(lowest, 45, 3001, dtype=dtype).reshape(1, -1)
        A = np.empty_like(Z)
        ACTIVATIONS["sigmoid"].function(Z, A)
        with localcontext(prec=60):
            expected = [float(1 / (1 + (-Decimal(float(z))).exp())) for z in Z[0]]
        np.testing.assert_allclose(A[0], expected, rtol=digits)
