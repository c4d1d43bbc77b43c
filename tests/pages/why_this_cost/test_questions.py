"""Why this cost: another factor than 1/m, and dz of the squared error, each by a calculation of its own."""

import math
import re
from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize

from playground.lessons.rising_cost import ROUNDING
from playground.pages.why_this_cost import questions
from playground.pages.why_this_cost.lesson import WhyThisCost, draw_samples
from playground.pages.why_this_cost.questions import OF_SQUARED_ERROR, QUESTIONS, RATE, STEPS, descend
from tests.looped import looped

_surer, _loss_of_one, factor, squared_error = QUESTIONS.values()
DATA = [WhyThisCost(samples=samples, data_seed=seed) for samples, seed in product((8, 13, 20), range(0, 99, 14))]


def losses(X, Y, w_and_b):
    """Without a network and without a sigmoid: log(1 + e^z) - y z, added up."""
    z = w_and_b[0] * X + w_and_b[1]
    return float((np.logaddexp(0, z) - Y * z).sum())


def steepest(X, Y, factor, rate, steps):
    """Gradient descent on ``factor`` times that sum, by central differences."""
    w_and_b, h = np.zeros(2), 1e-5
    for _step in range(steps):
        aside = (losses(X, Y, w_and_b + h * e) - losses(X, Y, w_and_b - h * e) for e in np.eye(2))
        w_and_b = w_and_b - rate * factor * np.array([*aside]) / (2 * h)
    return w_and_b


# Another factor than 1/m


@looped("settings", DATA)
def test_another_factor_makes_the_steps_of_another_learning_rate(settings):
    X, Y = draw_samples(settings.samples, settings.data_seed)
    m = settings.samples
    for factor_of_sum, rate in ((1 / m, RATE), (1, RATE / m), (2 / m, RATE / 2), (0.3, RATE / m / 0.3)):
        path = descend(X, Y, factor_of_sum, rate)
        assert path.shape == (STEPS + 1, 2)
        assert path[0].tolist() == [0, 0]
        assert path[1] == pytest.approx(steepest(X, Y, factor_of_sum, rate, 1), abs=1e-8)
        assert path[-1] == pytest.approx(steepest(X, Y, 1 / m, RATE, STEPS), abs=1e-6)


def test_with_any_factor_the_lowest_point_is_the_same():
    X, Y = draw_samples(12, 1)
    lowest = minimize(lambda w_and_b: losses(X, Y, w_and_b), (0, 0), tol=1e-10).x
    for factor_of_sum in (1 / 12, 2 / 12, 1 / 30):
        assert descend(X, Y, factor_of_sum, 1.0, 1000)[-1] == pytest.approx(lowest, abs=1e-4)


@looped("settings", DATA)
def test_without_1_over_m_the_steps_are_m_times_as_long(settings):
    question = factor(settings)
    X, Y = draw_samples(settings.samples, settings.data_seed)
    (w, b), m = steepest(X, Y, 1 / settings.samples, RATE, STEPS), settings.samples
    assert question.claims[question.found] == "Its steps are longer"
    assert question.answer.sentence == f"Its steps are longer: the first is {m} times as long."
    said = question.answer.details.replace("−", "-")
    assert f"the learning rate {RATE:g} / {m} it takes the same steps as with 1/m and {RATE:g}: after {STEPS}," in said
    assert [float(each) for each in re.search(r"at w = (\S+) and b = (\S+)\.", said).groups()] == pytest.approx(
        [w, b], rel=1e-3, abs=1e-4
    )


def test_the_verdict_on_the_factor_is_of_the_runs(monkeypatch):
    paths = {"mean": [[0, 0], [1, 0], [2, 0]], "same": [[0, 0], [1, 0], [2, 0]], "other": [[0, 0], [1, 0], [3, 0]]}
    for of_sum, again, claim in (
        ([[0, 0], [1 + ROUNDING / 2, 0]], "same", "Nothing"),
        ([[0, 0], [9, 0]], "same", "Its steps are longer"),
        ([[0, 0], [9, 0]], "other", "It finds another w and b"),
    ):
        made = iter([paths["mean"], of_sum, paths[again]])
        monkeypatch.setattr(questions, "descend", lambda *_given, made=made: np.array(next(made), float))
        question = factor(WhyThisCost())
        assert question.claims[question.found] == claim


# dz of the squared error


def test_dz_of_the_squared_error_is_the_candidate_that_is_its_slope():
    def a(z):
        return 1 / (1 + math.exp(-z))

    question, h = squared_error(WhyThisCost()), 1e-4
    found = OF_SQUARED_ERROR[question.found]
    for z, y in product((-6, -2.3, 0, 0.4, 5), (0, 1)):
        slope = ((a(z + h) - y) ** 2 - (a(z - h) - y) ** 2) / (2 * h)
        assert found(a(z), y) == pytest.approx(slope, abs=1e-7)
        others = [dz for text, dz in OF_SQUARED_ERROR.items() if text != question.found]
        assert not any(dz(a(z), y) == pytest.approx(slope, abs=1e-3) for dz in others)
    assert question.answer.sentence == f"dz is {question.found}."


def test_why_the_cross_entropy_has_no_slope_of_the_sigmoid_in_it_is_told_with_its_numbers():
    question, a, h = squared_error(WhyThisCost()), 1 / (1 + math.exp(6)), 1e-9
    assert question.there == {"z": -6.0}
    details = question.answer.details.replace("−", "-")
    assert f"At y = 1 and z = -6 that is {2 * (a - 1) * a * (1 - a):.4f}, as" in details
    assert f"The cross-entropy has {a - 1:.4f} there:" in details
    by_a = -(math.log(a + h) - math.log(a - h)) / (2 * h)  # what the text says of its derivative with respect to a
    assert by_a == pytest.approx((a - 1) / (a * (1 - a)), rel=1e-4)
    assert by_a * a * (1 - a) == pytest.approx(a - 1, rel=1e-4)


def test_no_candidate_is_right_about_another_loss(monkeypatch):
    real = questions.one_sample
    monkeypatch.setattr(questions, "one_sample", lambda Z: real(Z)._replace(squared_error=real(Z).A ** 3))
    assert squared_error(WhyThisCost()).right is None


def test_both_are_asked_where_labels_are_classes():
    assert not any(make(WhyThisCost(part="number")) for make in (factor, squared_error))
