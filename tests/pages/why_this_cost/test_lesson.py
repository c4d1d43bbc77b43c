"""Why this cost: the numbers against calculations that know nothing of the network."""

import math
from itertools import product

import numpy as np
import pytest

from playground.pages.why_this_cost.lesson import (
    FARTHEST,
    REACH,
    STEP,
    WhyThisCost,
    along_w,
    draw_samples,
    judge,
    maximum,
    repeated,
    score_sample,
)
from playground.training.options import options
from tests.looped import looped

SPECS = options(WhyThisCost)
SIZES = range(SPECS["samples"].least, SPECS["samples"].most + 1, SPECS["samples"].step)
SEEDS = range(SPECS["data_seed"].least, SPECS["data_seed"].most + 1)
EVERY_DATA = list(product(SIZES, SEEDS))
"""All samples that a visitor can choose."""
SOME_DATA = EVERY_DATA[::111]


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def by_hand(X, Y, w, b):
    """The likelihood, one sample after the other."""
    result = 1.0
    for x, y in zip(X[0], Y[0], strict=True):
        a = sigmoid(w * x + b)
        result *= a**y * (1 - a) ** (1 - y)
    return result


def mean_log_loss(X, Y, w, b):
    """Without a network and without a sigmoid: log(1 + e^z) - y z."""
    z = w * X + b
    return float((np.logaddexp(0, z) - Y * z).mean())


def best_by_newton(X, Y):
    """The w and b of the largest likelihood, by another method than the app's."""
    inputs, wb = np.vstack([X, np.ones_like(X)]), np.zeros(2)
    for _ in range(30):
        a = 1 / (1 + np.exp(-wb @ inputs))
        wb = wb - np.linalg.solve(inputs * a * (1 - a) @ inputs.T, inputs @ (a - Y[0]))
    assert np.abs(inputs @ (1 / (1 + np.exp(-wb @ inputs)) - Y[0])).max() < 1e-9
    return wb


# Samples


def test_samples_are_as_many_of_both_classes_in_order_and_inside_and_no_threshold_parts_the_classes():
    for samples, seed in EVERY_DATA:
        X, Y = draw_samples(samples, seed)
        assert X.shape == Y.shape == (1, samples)
        assert Y.sum() == math.ceil(samples / 2)
        assert set(Y[0]) == {0, 1}
        assert (np.diff(X[0]) >= 0).all()
        assert np.abs(X).max() <= FARTHEST
        assert np.array_equal(X, X.round(2))
        assert X[Y == 0].max() > X[Y == 1].min()
        assert X[Y == 1].max() > X[Y == 0].min()


def test_the_same_seed_draws_the_same_samples_and_another_one_others():
    for one, again in zip(draw_samples(12, 1), draw_samples(12, 1), strict=True):
        assert np.array_equal(one, again)
    assert len({draw_samples(12, seed)[0].tobytes() for seed in SEEDS}) == len(SEEDS)


def test_samples_of_class_1_are_farther_to_the_right_on_average():
    places = [(X[Y == 1].mean(), X[Y == 0].mean()) for X, Y in (draw_samples(20, seed) for seed in SEEDS)]
    right, left = np.mean(places, axis=0)
    assert right == pytest.approx(1, abs=0.2)
    assert left == pytest.approx(-1, abs=0.2)


# A model against samples


@looped(("samples", "seed"), SOME_DATA)
@looped(("w", "b"), [(0.5, 1.5), (-2.3, 0.4), (0, 0)])
def test_judgement(samples, seed, w, b):
    X, Y = draw_samples(samples, seed)
    found = judge(X, Y, w, b)
    assert found.A[0] == pytest.approx([sigmoid(w * x + b) for x in X[0]])
    assert found.likelihood == pytest.approx(by_hand(X, Y, w, b))
    assert found.log_likelihood == pytest.approx(math.log(by_hand(X, Y, w, b)))
    assert found.cost == pytest.approx(mean_log_loss(X, Y, w, b))
    nudge = 1e-5
    slopes = [
        (mean_log_loss(X, Y, w + dw, b + db) - mean_log_loss(X, Y, w - dw, b - db)) / (2 * nudge)
        for dw, db in ((nudge, 0), (0, nudge))
    ]
    assert (found.dw, found.db) == pytest.approx(slopes, abs=1e-8)


def test_the_cost_is_minus_the_logarithm_of_the_product_over_m_even_at_the_ends_of_the_sliders():
    for (samples, seed), w, b in product(EVERY_DATA[::10], (-REACH, REACH), (-REACH, REACH)):
        found = judge(*draw_samples(samples, seed), w, b)
        assert -math.log(found.likelihood) / samples == pytest.approx(found.cost, rel=1e-9)
        assert -found.log_likelihood / samples == pytest.approx(found.cost, rel=1e-9)


# Along w


@looped(("samples", "seed"), SOME_DATA)
@looped("b", [-REACH, 0.7, REACH])
def test_along_w_is_what_each_model_says_and_the_best_by_likelihood_and_by_cost_are_the_same(samples, seed, b):
    X, Y = draw_samples(samples, seed)
    along = along_w(X, Y, b)
    assert (along.w[0], along.w[-1]) == (-REACH, REACH)
    assert np.diff(along.w) == pytest.approx(STEP)
    for w, likelihood, cost in list(zip(*along, strict=True))[:: 1 if seed == SOME_DATA[0][1] else 20]:
        assert likelihood == pytest.approx(by_hand(X, Y, w, b))
        assert cost == pytest.approx(mean_log_loss(X, Y, w, b))
    assert along.most_likely == along.least_cost
    assert by_hand(X, Y, along.most_likely, b) == max(by_hand(X, Y, w, b) for w in along.w)


# The maximum


@looped(("samples", "seed"), SOME_DATA)
def test_maximum_is_the_one_that_another_method_finds(samples, seed):
    X, Y = draw_samples(samples, seed)
    best, (w, b) = best_by_newton(X, Y), maximum(X, Y)
    assert (w, b) == pytest.approx(best, abs=2 * STEP)
    assert abs(b - best[1]) < 0.51 * STEP
    assert mean_log_loss(X, Y, w, b) - mean_log_loss(X, Y, *best) < 0.001
    for value in (w, b):  # as the sliders take it
        assert type(value) is float
        assert value == round(value, 1)
        assert f"{value:g}" != "-0"
    assert by_hand(X, Y, w, b) > max(by_hand(X, Y, w - STEP, b), by_hand(X, Y, w + STEP, b))


def test_the_best_of_all_samples_is_well_inside_the_sliders_and_the_steepest_is_found_too():
    data = [draw_samples(samples, seed) for samples, seed in EVERY_DATA]
    best = np.array([best_by_newton(*each) for each in data])
    assert np.abs(best).max() < REACH - 2 * STEP
    steepest = int(best[:, 0].argmax())  # descent takes longest to get there
    assert maximum(*data[steepest]) == pytest.approx(best[steepest], abs=STEP)


# Many samples


def test_repeated_samples():
    P = np.array([[0.5, 0.25]])
    first, second = repeated(P, (1, 3))
    assert first == (2, 0.125, pytest.approx(math.log(0.125)), pytest.approx(math.log(0.125)), pytest.approx(1.0397208))
    assert second == (6, 0.125**3, pytest.approx(3 * math.log(0.125)), pytest.approx(3 * math.log(0.125)), first.cost)


def test_a_product_of_halves_is_zero_from_1075_on_and_its_sum_of_logarithms_is_not():
    (still_there,), (gone,) = (repeated(np.full((1, m), 0.5), (1,)) for m in (1074, 1075))
    assert still_there.product == 5e-324
    assert gone.product == 0
    assert gone.log_product == -math.inf
    assert gone.log_sum == pytest.approx(1075 * math.log(0.5))
    assert gone.cost == pytest.approx(math.log(2))


def test_with_two_classes_softmax_is_the_sigmoid_of_the_difference():
    for z0, z1 in product((-2.0, 0.0, 1.5), repeat=2):
        assert score_sample((z0, z1), 1).p == pytest.approx(sigmoid(z1 - z0))
