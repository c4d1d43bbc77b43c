"""The history: bounded, evenly spread over the whole run, and true."""

import numpy as np
import pytest

from playground.training import History, Measurement


def measurement(iteration):
    return Measurement(iteration, 1 / (1 + iteration), 0.5, None, None)


def recorded(last, capacity=400, first=0, history=None):
    """The history of a run that went on to iteration ``last``, one iteration at a time."""
    history = history or History(capacity)
    for iteration in range(first, last + 1):
        if history.wants(iteration):
            history.record(measurement(iteration))
    return history


def iterations(history):
    return [point.iteration for point in history.points]


def assert_whole_and_even(history, last):
    kept = iterations(history)
    assert kept == list(range(0, last + 1, history.every))  # even, from 0, to less than ``every`` from the end
    assert history.points == [measurement(iteration) for iteration in kept]


@pytest.mark.parametrize("last", [0, 1, 399, 400, 401, 799, 800, 801, 1599, 1600, 12_345])
def test_the_whole_run_is_there_evenly_spread(last):
    assert_whole_and_even(recorded(last), last)


@pytest.mark.parametrize("capacity", [1, 2, 3, 10, 401])
def test_any_capacity_holds_at_every_moment(capacity):
    history = History(capacity)
    for iteration in range(1500):
        recorded(iteration, first=iteration, history=history)
        assert len(history.points) <= capacity
        assert_whole_and_even(history, iteration)
        if iteration >= capacity:
            assert len(history.points) >= capacity / 2


def test_a_million_iterations_stay_within_the_capacity():
    history = recorded(1_000_000)
    assert 200 <= len(history.points) <= 400
    assert history.every == 4096
    assert_whole_and_even(history, 1_000_000)


def test_a_short_run_keeps_every_iteration():
    assert iterations(recorded(399)) == list(range(400))


@pytest.mark.parametrize("last", [100, 1000, 5000])
@pytest.mark.parametrize("share", [0, 0.3, 0.5, 0.999, 1, 2])
def test_forget_after(last, share):
    history = recorded(last)
    before, moment = iterations(history), int(share * last)
    history.forget_after(moment)
    assert iterations(history) == [iteration for iteration in before if iteration <= moment]
    assert_whole_and_even(history, min(moment, last))


def test_forgetting_all_and_going_on():
    history = recorded(1000)
    history.forget_after(-1)
    assert history.points == []
    assert_whole_and_even(recorded(3000, history=history), 3000)


@pytest.mark.parametrize("moment", [0, 5, 1234, 2999])
def test_going_on_after_forgetting_is_as_if_nothing_had_been(moment):
    history = recorded(3000)
    history.forget_after(moment)
    recorded(7000, first=moment + 1, history=history)
    assert history.points == recorded(7000).points


def test_measurements_of_a_history_are_its_own():
    one, other = recorded(10), History()
    assert other.points == []
    assert other.every == 1
    assert np.isfinite([point.cost for point in one.points]).all()
