"""Runs that are compared with a visitor's: trained to the same iteration, slice by slice, within time and memory."""

import itertools

import pytest

from playground.training import Experiment, Recipe, RunGroup
from playground.ui.runs.comparison import CHUNK, MOST_SECONDS, Comparison
from playground.ui.runs.memory_budget import MemoryBudget
from playground.ui.runs.scheduler import TimeSlice

EXPERIMENT = Experiment.alone(Recipe(samples=60, limit=1000))


def time_slice(seconds=0.0, each=0.0):
    """A time slice of which ``seconds`` are used before anything is trained, and ``each`` whenever it is asked."""
    ticks = itertools.count()
    return TimeSlice(1, lambda: (tick := next(ticks)) * each + bool(tick) * seconds)


def reached(comparison, iteration):
    """How many time slices it takes to get there."""
    slices = 0
    while not comparison.at(iteration) and not comparison.is_out_of_reach(iteration):
        comparison.approach(iteration, time_slice(each=0.05))
        slices += 1
    return slices


def test_it_is_trained_to_exactly_that_iteration_and_again_to_any_other():
    comparison = Comparison(EXPERIMENT, "visitor", MemoryBudget())
    assert comparison.at(50) is None
    for iteration in (50, 333, 20):
        assert reached(comparison, iteration) >= 1
        runs = comparison.at(iteration)
        assert runs
        own = RunGroup(EXPERIMENT)
        own.advance(iteration)
        assert (runs.first.parameters.vector == own.first.parameters.vector).all()
        assert comparison.at(iteration + 1) is None


def test_a_turn_that_is_used_up_ends_after_a_few_iterations():
    comparison = Comparison(EXPERIMENT, "visitor", MemoryBudget())
    comparison.approach(900, time_slice(each=0.1))
    assert comparison.at(CHUNK)
    assert reached(comparison, 900) > 5


def test_one_that_diverges_has_arrived():
    wild = Recipe("moons", activation="relu", initialisation="he", learning_rate=1e6, depth=2, samples=60)
    comparison = Comparison(Experiment.alone(wild), "visitor", MemoryBudget())
    assert reached(comparison, 900) < 9
    runs = comparison.at(900)
    assert runs
    assert runs.first.divergence


def test_what_takes_too_long_is_given_up_and_its_memory_is_free_again():
    budget = MemoryBudget()
    comparison = Comparison(EXPERIMENT, "visitor", budget)
    comparison.approach(900, time_slice())
    comparison.approach(2000, time_slice(MOST_SECONDS / 2))
    assert budget.reserved
    assert not comparison.is_out_of_reach(2000)
    comparison.approach(2000, time_slice(0.6 * MOST_SECONDS))
    assert comparison.is_out_of_reach(2000)
    assert comparison.at(900) is None
    assert budget.reserved == 0
    assert not comparison.is_out_of_reach(900)  # to which it has come before
    assert reached(comparison, 900)
    assert comparison.at(900)


def test_without_enough_memory_it_is_given_up():
    comparison = Comparison(EXPERIMENT, "visitor", MemoryBudget(1000))
    comparison.approach(50, time_slice())
    assert comparison.is_out_of_reach(50)


def test_memory_that_others_need_is_released_and_training_begins_again():
    comparison = Comparison(EXPERIMENT, "visitor", MemoryBudget())
    reached(comparison, 50)
    assert comparison.release()
    assert comparison.at(50) is None
    assert reached(comparison, 50) >= 1
    assert comparison.at(50)


@pytest.mark.parametrize("iteration", [1, 7])
def test_of_runs_at_their_limit_nothing_more_is_trained(iteration):
    comparison = Comparison(Experiment.alone(Recipe(samples=60, limit=5)), "visitor", MemoryBudget())
    reached(comparison, iteration)
    runs = comparison.at(iteration)
    assert runs
    assert runs.iteration == min(iteration, 5)
