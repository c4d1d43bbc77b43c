"""Update rules and schedules against sequences that were worked out by hand."""

import numpy as np
import pytest

from playground.nn import SCHEDULES, UPDATE_RULES

GRADIENTS = (2.0, -1.0, 0.5)
BY_HAND = {
    # 1 - 0.1 · 2, 0.8 + 0.1 · 1, 0.9 - 0.1 · 0.5
    "gradient descent": (0.8, 0.9, 0.85),
    # v = -0.2, 0.9 · -0.2 + 0.1 = -0.08, 0.9 · -0.08 - 0.05 = -0.122
    "momentum": (0.8, 0.72, 0.598),
    # s = 0.4, 0.46, 0.439: √s = 0.632456, 0.678233, 0.662571
    "rmsprop": (0.683772239, 0.831214193, 0.755750555),
    # m = 0.2, 0.08, 0.122, v = 0.004, 0.004996, 0.005241004: m̂ = 2, 0.421053, 0.450185, √v̂ = 2, 1.580902, 1.322403
    "adam": (0.9, 0.873366297, 0.839323382),
}


def update(rule, W, dW, memory, learning_rate=0.1, t=1):
    UPDATE_RULES[rule].update(W, dW, memory, np.empty_like(W), learning_rate, t, **UPDATE_RULES[rule].constants)


@pytest.mark.parametrize("rule", BY_HAND)
def test_three_updates_are_those_worked_out_by_hand(rule):
    W, memory = np.array([1.0, 1.0]), np.zeros((len(UPDATE_RULES[rule].remembers), 2))
    for t, (gradient, wanted) in enumerate(zip(GRADIENTS, BY_HAND[rule], strict=True), start=1):
        dW = np.array([gradient, 0.0])
        update(rule, W, dW, memory, t=t)
        np.testing.assert_allclose(W, [wanted, 1.0], rtol=0, atol=1e-9)  # the other number has no gradient
        np.testing.assert_array_equal(dW, [gradient, 0.0])


def test_the_constants_are_those_of_the_sources():
    of_the_sources = {
        "gradient descent": {},
        "momentum": {"beta": 0.9},
        "rmsprop": {"rho": 0.9, "epsilon": 1e-8},
        "adam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
    }
    assert {name: UPDATE_RULES[name].constants for name in of_the_sources} == of_the_sources
    assert all(rule.source for rule in UPDATE_RULES.values())


@pytest.mark.parametrize("rule", ["rmsprop", "adam"])
def test_the_size_of_a_gradient_does_not_matter_to_a_rule_that_divides_by_it(rule):
    W, memory = np.zeros(3), np.zeros((len(UPDATE_RULES[rule].remembers), 3))
    for t in range(1, 50):
        update(rule, W, np.array([1e-3, 1.0, 1e3]), memory, t=t)
    assert np.ptp(W) < 1e-4 * abs(W[1])
    assert W[1] < -1


def test_schedules_halve_the_rate_within_their_half_life():
    at = (0, 50, 99, 100, 150, 200, 300)
    by_hand = {
        "constant": (1, 1, 1, 1, 1, 1, 1),
        "step": (1, 1, 1, 1 / 2, 1 / 2, 1 / 4, 1 / 8),
        "exponential": (1, 0.7071068, 0.5034778, 1 / 2, 0.3535534, 1 / 4, 1 / 8),
        "1/t": (1, 2 / 3, 100 / 199, 1 / 2, 2 / 5, 1 / 3, 1 / 4),
    }
    for name, wanted in by_hand.items():
        np.testing.assert_allclose([SCHEDULES[name](made, 100) for made in at], wanted, rtol=1e-7, err_msg=name)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_rate_begins_whole_and_only_falls_but_never_to_nothing(schedule):
    rates = [SCHEDULES[schedule](made, 10) for made in range(100)]
    assert rates[0] == 1
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] > 0
