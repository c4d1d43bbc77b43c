"""Both gradients against the network's own and central differences; what is measured, on a clock of the test's own."""

import numpy as np
import pytest

from playground.nn import Parameters, backward_propagation, compute_cost, forward_propagation
from playground.pages.loops_or_vectors.lesson import (
    ENOUGH,
    LONGEST,
    LOOPS_OR_VECTORS_SETTINGS,
    SIZES,
    TRIES,
    LoopsOrVectors,
    Measured,
    expected,
    gradient_vectorised,
    gradient_with_loops,
    measure,
    next_size,
)
from playground.training.options import options
from tests.looped import looped

both = pytest.mark.parametrize("gradient", [gradient_with_loops, gradient_vectorised])


def samples(n_x, m, seed=1):
    random = np.random.RandomState(seed)
    return random.randn(1, n_x), float(random.randn()), random.randn(n_x, m), (random.rand(1, m) < 0.3).astype(float)


def test_every_setting_is_offered():
    assert sorted(LOOPS_OR_VECTORS_SETTINGS.names) == sorted(options(LoopsOrVectors))


@looped("seed", range(3))
@looped("m", [1, 2, 7, 100, 3000])
@looped("n_x", [1, 2, 5, 50])
def test_both_gradients_agree(n_x, m, seed):
    dW, db = gradient_with_loops(*samples(n_x, m, seed))
    dW_again, db_again = gradient_vectorised(*samples(n_x, m, seed))
    assert dW.shape == dW_again.shape == (1, n_x)
    np.testing.assert_allclose(dW, dW_again, rtol=0, atol=1e-12)
    assert db == pytest.approx(db_again, rel=0, abs=1e-12)


@both
@pytest.mark.parametrize(("n_x", "m"), [(1, 1), (2, 40), (5, 300)])
def test_it_is_the_gradient_of_a_network_without_a_hidden_layer(gradient, n_x, m):
    W, b, X, Y = samples(n_x, m)
    parameters = Parameters.from_arrays({"W1": W, "b1": [[b]]})
    grads = backward_propagation(parameters, forward_propagation(X, parameters)[1], X, Y)
    dW, db = gradient(W, b, X, Y)
    np.testing.assert_allclose(dW, grads["dW1"], rtol=1e-12, atol=1e-15)
    assert db == pytest.approx(grads["db1"][0, 0], rel=1e-12)


@both
def test_it_is_the_slope_of_the_cost(gradient):
    W, b, X, Y = samples(3, 50)

    def cost(W, b):
        return compute_cost(1 / (1 + np.exp(-(W @ X + b))), Y)

    dW, db = gradient(W, b, X, Y)
    h = 1e-6
    for j in range(3):
        step = h * np.eye(3)[j]
        assert dW[0, j] == pytest.approx((cost(W + step, b) - cost(W - step, b)) / (2 * h), rel=1e-6)
    assert db == pytest.approx((cost(W, b + h) - cost(W, b - h)) / (2 * h), rel=1e-6)


@both
def test_it_leaves_its_arguments_alone(gradient):
    given = samples(3, 20)
    gradient(*given)
    for one, other in zip(given, samples(3, 20), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("features", [1, 50])
@pytest.mark.parametrize("m", [10, 1000])
def test_a_measurement_of_real_gradients(features, m):
    measured = measure(LoopsOrVectors(features=features), m)
    assert measured.m == m
    assert measured.loops > 0
    assert measured.vectorised > 0
    assert measured.ratio == measured.loops / measured.vectorised
    assert measured.difference <= 1e-12


def clock(*seconds):
    """Each try takes so long; then no more may be asked for."""
    times = [0.0]
    for each in seconds:
        times += [times[-1] + each, times[-1] + each]
    return iter(times[:-1]).__next__


def test_the_shortest_of_several_tries_counts():
    loops = [0.004, 0.002, 0.003, 0.009, 0.005, 0.005, 0.005]
    vectorised = [0.0003, 0.0002, 0.0001, 0.0002, 0.0004, 0.0004, 0.0004]
    assert len(loops) == len(vectorised) == TRIES
    measured = measure(LoopsOrVectors(), 10, clock(*loops, *vectorised))
    assert measured.loops == pytest.approx(0.002)
    assert measured.vectorised == pytest.approx(0.0001)


def test_what_takes_long_is_tried_fewer_times():
    measured = measure(LoopsOrVectors(), 10, clock(2 * ENOUGH, *[0.001] * TRIES))
    assert measured.loops == pytest.approx(2 * ENOUGH)
    assert measured.vectorised == pytest.approx(0.001)


def taking(*seconds):
    return [Measured(m, time, 1e-5, 0.0) for m, time in zip(SIZES, seconds, strict=False)]


def test_sizes_follow_each_other():
    quick = taking(*[1e-5] * len(SIZES))
    for count, m in enumerate(SIZES):
        assert next_size(LoopsOrVectors(), quick[:count]) == m
    assert next_size(LoopsOrVectors(), quick) is None


def test_no_size_is_larger_than_the_largest():
    assert next_size(LoopsOrVectors(largest="10"), []) == 10
    assert next_size(LoopsOrVectors(largest="10"), taking(1e-5)) is None
    assert next_size(LoopsOrVectors(largest="1000"), taking(1e-5, 1e-4)) == 1000
    assert next_size(LoopsOrVectors(largest="1000"), taking(1e-5, 1e-4, 1e-3)) is None


def test_what_would_take_too_long_is_left_out():
    measured = taking(0.001, 0.01, LONGEST / 9)
    assert expected(measured, 10_000) == pytest.approx(LONGEST * 10 / 9)
    assert next_size(LoopsOrVectors(), measured) is None
    assert next_size(LoopsOrVectors(), taking(0.001, 0.01, LONGEST / 11)) == 10_000
