"""Both gradients against the network's own and central differences; what is measured, on a clock of the test's own."""

import numpy as np
import pytest

from playground.nn import Parameters, backward_propagation, compute_cost, forward_propagation
from playground.pages.loops_or_vectors import lesson
from playground.pages.loops_or_vectors.lesson import (
    AGREE,
    ENOUGH,
    LONGEST,
    QUESTIONS,
    SIZES,
    TRIES,
    LoopsOrVectors,
    Measured,
    expected,
    gradient_vectorised,
    gradient_with_loops,
    measure,
    multiplications,
    next_size,
)
from tests.looped import looped

both = looped("gradient", [gradient_with_loops, gradient_vectorised])


def samples(n_x, m, seed=1):
    random = np.random.RandomState(seed)
    return random.randn(1, n_x), float(random.randn()), random.randn(n_x, m), (random.rand(1, m) < 0.3).astype(float)


@both
@looped("m", [1, 2, 7, 300])
@looped("n_x", [1, 2, 50])
def test_it_is_the_gradient_of_a_network_without_a_hidden_layer(gradient, n_x, m):
    W, b, X, Y = samples(n_x, m)
    parameters = Parameters.from_arrays({"W1": W, "b1": [[b]]})
    grads = backward_propagation(parameters, forward_propagation(X, parameters)[1], X, Y)
    dW, db = gradient(W, b, X, Y)
    assert dW.shape == (1, n_x)
    np.testing.assert_allclose(dW, grads["dW1"], rtol=1e-12, atol=1e-15)
    assert db == pytest.approx(grads["db1"][0, 0], rel=1e-12)
    for one, other in zip((W, b, X, Y), samples(n_x, m), strict=True):  # it leaves its arguments alone
        np.testing.assert_array_equal(one, other)


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


def test_a_measurement_of_real_gradients():
    measured = measure(LoopsOrVectors(features=50), 100)
    assert measured.m == 100
    assert measured.loops > 0
    assert measured.vectorised > 0
    assert measured.ratio == measured.loops / measured.vectorised
    assert measured.difference <= 1e-12


@both
@looped("m", [1, 10])
@looped("n_x", [1, 3, 50])
def test_the_multiplications_are_counted(gradient, n_x, m):
    """For z and for dW: one for each feature of each sample."""
    assert multiplications(gradient, LoopsOrVectors(features=n_x), m) == 2 * n_x * m


def test_what_multiplies_more_often_counts_more():
    def wasteful(W, b, X, Y):
        return gradient_vectorised(W * 1.0, b, X, Y)

    assert multiplications(wasteful, LoopsOrVectors(features=3), 10) == 60 + 3


def clock(*seconds):
    """Each try takes so long; then no more may be asked for."""
    times = [0.0]
    for each in seconds:
        times += [times[-1] + each, times[-1] + each]
    return iter(times[:-1]).__next__


def test_the_shortest_of_several_tries_counts_and_what_takes_long_is_tried_fewer_times():
    loops = [0.004, 0.002, 0.003, 0.009, 0.005, 0.005, 0.005]
    vectorised = [0.0003, 0.0002, 0.0001, 0.0002, 0.0004, 0.0004, 0.0004]
    assert len(loops) == len(vectorised) == TRIES
    for tried, wanted in ((loops, 0.002), ([2 * ENOUGH], 2 * ENOUGH)):
        measured = measure(LoopsOrVectors(), 10, clock(*tried, *vectorised))
        assert measured.loops == pytest.approx(wanted)
        assert measured.vectorised == pytest.approx(0.0001)


def taking(*seconds):
    return [Measured(m, time, 1e-5, 0.0) for m, time in zip(SIZES, seconds, strict=False)]


@looped("largest", SIZES)
def test_sizes_follow_each_other_up_to_the_largest(largest):
    quick = taking(*[1e-5] * len(SIZES))
    for count, m in enumerate([*SIZES[: SIZES.index(largest) + 1], None]):
        assert next_size(LoopsOrVectors(largest=str(largest)), quick[:count]) == m


def test_what_would_take_too_long_is_left_out():
    measured = taking(0.001, 0.01, LONGEST / 9)
    assert expected(measured, 10_000) == pytest.approx(LONGEST * 10 / 9)
    assert next_size(LoopsOrVectors(), measured) is None
    assert next_size(LoopsOrVectors(), taking(0.001, 0.01, LONGEST / 11)) == 10_000


def test_why_it_is_faster_is_judged_by_the_count_and_by_what_is_measured(monkeypatch):
    def claim(difference):
        question = QUESTIONS["why faster"](LoopsOrVectors(), [Measured(10, 1e-4, 1e-5, difference)])
        return question.claims[question.found], question.answer

    right, answer = claim(3e-16)
    assert right == "Same sums in a compiled loop"
    assert "both multiply 100 times" in answer.details
    assert "differ by 3e-16 at most" in answer.details
    assert claim(2 * AGREE) == ("It is an approximation", ("", ""))
    assert QUESTIONS["why faster"](LoopsOrVectors(), ()).right is None
    counts = {gradient_with_loops: 100, gradient_vectorised: 99}
    monkeypatch.setattr(lesson, "multiplications", lambda gradient, *_of: counts[gradient])
    assert claim(0.0) == ("It multiplies less often", ("", ""))


def test_loops_that_are_not_slower_are_not_said_to_be():
    measured = [Measured(10, 1e-5, 2e-5, 0.0)]
    question = QUESTIONS["how much faster"](LoopsOrVectors(largest="10"), measured)
    assert question.answer.sentence == "They are not slower: they took 0.5 times as long."
