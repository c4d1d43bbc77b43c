"""Why this cost, where labels are numbers: against SciPy's distributions, least squares and optimiser."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import linregress, norm

from playground.pages.why_this_cost.lesson import NARROWEST, REACH, STEP, WIDEST, draw_samples
from playground.pages.why_this_cost.normal_labels import (
    NOISE,
    SPREADS,
    best_line,
    by_spread,
    draw_numbers,
    judge_line,
    least_squares,
    lines_along_w,
)
from tests.looped import looped
from tests.pages.why_this_cost.test_lesson import EVERY_DATA, SOME_DATA


def line_by_scipy(X, Y):
    fitted = linregress(X[0], Y[0])
    return fitted.slope, fitted.intercept


def most_likely_line(X, Y, spread):
    """The w and b of the largest likelihood with this spread, by an optimiser that knows nothing of squares."""
    found = minimize(lambda wb: -norm.logpdf(Y[0], wb[0] * X[0] + wb[1], spread).sum(), (0, 0), tol=1e-9)
    return found.x


# Samples


def test_the_samples_are_those_with_classes_and_their_labels_numbers_around_a_line():
    residuals = []
    for samples, seed in EVERY_DATA:
        X, Y = draw_numbers(samples, seed)
        assert np.array_equal(X, draw_samples(samples, seed)[0])
        assert X.shape == Y.shape == (1, samples)
        assert np.array_equal(Y, Y.round(2))
        residuals.append(Y - (X + 0.3))
    together = np.hstack(residuals)
    assert together.mean() == pytest.approx(0, abs=0.05)
    assert together.std() == pytest.approx(NOISE, abs=0.05)


def test_the_same_seed_draws_the_same_labels_and_another_one_others():
    assert np.array_equal(draw_numbers(12, 1)[1], draw_numbers(12, 1)[1])
    assert len({draw_numbers(12, seed)[1].tobytes() for seed in range(100)}) == 100


# A line against samples


def test_the_logarithm_is_there_where_the_product_has_vanished():
    found = judge_line(*draw_numbers(20, 0), REACH, REACH, NARROWEST)
    assert found.likelihood == 0
    assert np.isfinite(found.log_likelihood)
    E = np.abs(found.A - draw_numbers(20, 0)[1])
    assert E[0, found.least_probable] == E.max()


# The same place for every spread


@looped("spread", [NARROWEST, WIDEST])
def test_maximum_likelihood_finds_the_line_of_least_squares_whatever_the_spread(spread):
    X, Y = draw_numbers(8, 40)
    assert least_squares(X, Y) == pytest.approx(most_likely_line(X, Y, spread), abs=1e-4)


@looped(("samples", "seed"), SOME_DATA)
@looped("b", [-5.0, 0.0, 0.3, 5.0])
def test_along_w_every_spread_has_its_maximum_where_the_cost_is_smallest(samples, seed, b):
    X, Y = draw_numbers(samples, seed)
    exact = float((X * (Y - b)).sum() / (X**2).sum())  # of this b, by setting the derivative to 0
    best = [each.w for each in by_spread(X, Y, b)]
    assert best == [lines_along_w(X, Y, b, 1.0).least_cost] * len(SPREADS)
    assert abs(best[0] - np.clip(exact, -REACH, REACH)) <= STEP / 2 + 1e-9


@looped("spread", SPREADS)
def test_along_w_log_likelihood_and_cost_are_those_of_each_line(spread):
    X, Y = draw_numbers(12, 1)
    along = lines_along_w(X, Y, 0.4, spread)
    for w, log_likelihood, cost in zip(*along, strict=True):
        assert log_likelihood == pytest.approx(norm.logpdf(Y, w * X + 0.4, spread).sum())
        assert cost == pytest.approx(((w * X + 0.4 - Y) ** 2).mean() / 2)


def test_the_best_line_is_on_the_sliders_and_near_least_squares():
    for samples, seed in EVERY_DATA:
        X, Y = draw_numbers(samples, seed)
        w, b = best_line(X, Y)
        assert max(abs(w), abs(b)) < REACH - 2 * STEP
        assert (round(w, 1), round(b, 1)) == (w, b)
        if (samples, seed) in SOME_DATA:
            assert (w, b) == pytest.approx(line_by_scipy(X, Y), abs=1.5 * STEP)
