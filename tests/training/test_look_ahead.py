"""What the next updates do, against plain NumPy and the run itself, and the learning rates that are tried."""

import numpy as np
import pytest

from playground.nn import UPDATE_RULES, forward_propagation, update_parameters
from playground.nn import backward_propagation as gradients_of
from playground.training import Recipe, Run
from playground.training.look_ahead import LOOK_AHEAD, RATES, RISE, TRIAL, calmer_rate, look_ahead
from playground.training.options import options
from tests.looped import looped
from tests.training.test_diagnosis import after, said


def updated(run, learning_rate, updates):
    """The parameters and costs of the next updates, by the notes' functions."""
    parameters, costs = run.parameters, []
    for _ in range(updates + 1):
        _, cache = forward_propagation(run.X, parameters)
        costs.append(np.logaddexp(0, cache["Z2"] * (1 - 2 * run.Y)).mean())
        last, parameters = (
            parameters,
            update_parameters(parameters, gradients_of(parameters, cache, run.X, run.Y), learning_rate),
        )
    return last, np.array(costs)


@looped("updates", [LOOK_AHEAD, TRIAL])
@looped("learning_rate", [0.1, 1.2, 10])  # far higher ones are chaotic: each processor has its own run
def test_the_look_ahead_is_what_the_next_updates_do(learning_rate, updates):
    run = after(Recipe(learning_rate=learning_rate), 50)
    before = run.parameters.vector.copy()
    last, costs = updated(run, learning_rate, updates)
    network = run.evaluate()
    outputs, gradients = network.output.A.copy(), network.gradients.vector.copy()
    ahead = look_ahead(run.optimiser, learning_rate, updates)
    np.testing.assert_array_equal(network.output.A, outputs)
    np.testing.assert_array_equal(network.gradients.vector, gradients)
    assert ahead.rise == pytest.approx(max(0, *(np.diff(costs) / costs[:-1])), rel=1e-6, abs=1e-9)
    assert (ahead.rise > RISE) == (learning_rate >= 10)
    way = np.linalg.norm(last.vector - before) / (updates * learning_rate)
    assert ahead.drift == pytest.approx(way / np.linalg.norm(before), rel=1e-6)
    np.testing.assert_array_equal(run.parameters.vector, before)


@looped("rule", list(UPDATE_RULES))
def test_the_look_ahead_goes_the_way_of_the_run_whatever_its_rule(rule):
    recipe = Recipe(samples=60, update_rule=rule, learning_rate=0.05, batch_size=7, l2=0.01, schedule="1/t")
    run, twin = after(recipe, 50), after(recipe, 50)
    run.evaluate()
    ahead, memory = look_ahead(run.optimiser, run.rate, 5, made=50), run.optimiser.memory.copy()
    costs = [twin.measure().cost]
    for _ in range(5):
        twin.advance(1)
        costs.append(twin.measure().cost)
    assert ahead.rise == pytest.approx(max(0, *(np.diff(costs) / costs[:-1])), rel=1e-9, abs=1e-12)
    way = np.linalg.norm(twin.parameters.vector - run.parameters.vector) / (5 * run.scheduled_rate)
    assert ahead.drift == pytest.approx(way / np.linalg.norm(run.parameters.vector), rel=1e-9)
    np.testing.assert_array_equal(run.optimiser.memory, memory)


@looped("schedule", ["step", "exponential"])
def test_the_look_ahead_where_a_schedule_has_reached_0_finds_no_steps(schedule):
    run = after(Recipe(samples=20, schedule=schedule, half_life=1), 1100)
    assert run.scheduled_rate == 0
    run.evaluate()
    assert look_ahead(run.optimiser, run.rate, made=run.iteration) == (0, 0)
    assert not said(run) or "half-life" in said(run)


def test_steps_to_and_fro_are_no_drift():
    run = after(Recipe("moons", n_h=1), 2000)
    network = run.evaluate()
    step = np.linalg.norm(network.gradients.vector) / np.linalg.norm(run.parameters.vector)
    assert step > 0.01
    assert look_ahead(run.optimiser, 1.2).drift < 1e-4 * step


def test_the_rates_are_1_2_and_5_times_powers_of_ten_within_the_setting():
    spec = options(Recipe)["learning_rate"]
    assert list(RATES) == sorted(RATES, reverse=True)
    assert {f"{rate:e}"[0] for rate in RATES} == {"1", "2", "5"}
    assert spec.least == RATES[-1]
    assert spec.most / 2 == RATES[0]
    assert set(RATES) <= set(spec.marks)


def test_a_calmer_rate_is_at_most_half_and_the_largest_that_raises_no_cost():
    for learning_rate, most in ((100, 50), (10, 5), (3, 1), (1.2, 0.5), (1e-4, 1e-4)):
        assert calmer_rate(Run(Recipe(scale=0.01, samples=40, depth=0)).optimiser, learning_rate) <= most
    for learning_rate in (20, 100):
        run = after(Recipe("moons", learning_rate=learning_rate), 20)
        run.evaluate()
        rate = calmer_rate(run.optimiser, learning_rate)
        assert look_ahead(run.optimiser, rate, TRIAL).rise < RISE
        for other in [other for other in RATES if rate < other <= learning_rate / 2]:
            assert max(look_ahead(run.optimiser, other, n).rise for n in (LOOK_AHEAD, TRIAL)) >= RISE


def test_speed_from_before_does_not_count_against_a_calmer_rate():
    # Fast steps of momentum go on for a while at any rate, so that at first the cost rises with each.
    run = after(Recipe("moons", update_rule="momentum", learning_rate=2.0, batch_size=32), 300)
    run.evaluate()
    assert calmer_rate(run.optimiser, 2.0, 300) >= 0.01
