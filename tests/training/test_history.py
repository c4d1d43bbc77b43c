"""The history: bounded, spread over the whole run for a linear and for a logarithmic axis, and true."""

import math
from itertools import pairwise

import numpy as np

from playground.training import History, Measurement
from playground.training.history import OCTAVE
from tests.looped import looped


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


def kept(last, every):
    """What a history is to hold, in other words than its own: each block of ``every``, early ones cut more finely."""
    wanted = set(range(0, last + 1, every))
    power = 1
    while power < every:  # OCTAVE points between each power of two and its double
        wanted |= set(range(0, min(2 * OCTAVE * power, last + 1), power))
        power *= 2
    return sorted(wanted)


def assert_whole(history, last):
    assert iterations(history) == kept(last, history.every)
    assert history.points == [measurement(iteration) for iteration in iterations(history)]
    assert len(history.points) <= history.capacity + OCTAVE * math.log2(history.every)


@looped("capacity", [1, 3, 10, 401])
def test_any_capacity_holds_at_every_moment(capacity):
    history = History(capacity)
    for iteration in range(1000):
        recorded(iteration, first=iteration, history=history)
        assert_whole(history, iteration)
        even = iteration // history.every + 1
        assert even <= capacity
        if iteration >= capacity:
            assert even >= capacity / 2


@looped("last", [0, 1, 64, 399, 400, 401, 800, 12_345])
def test_the_whole_run_is_there(last):
    history = recorded(last)
    assert_whole(history, last)
    assert (history.every == 1) == (last < 400)


def test_a_million_iterations_stay_within_the_bound():
    history, iteration = History(), 0
    while iteration <= 1_000_000:
        history.record(measurement(iteration))
        iteration = history.next_wanted(iteration)
    assert history.every == 4096
    assert len(history.points) < 784  # as its docstring says
    assert_whole(history, 1_000_000)


def test_no_two_points_are_far_apart_on_a_linear_or_on_a_logarithmic_axis():
    history = recorded(10_000)
    at = iterations(history)[1:]
    gaps = [math.log2(after / before) for before, after in pairwise(at) if before >= OCTAVE]
    assert max(gaps) <= math.log2(1 + 1 / OCTAVE) + 1e-12
    assert at[: 2 * OCTAVE] == list(range(1, 2 * OCTAVE + 1))
    for octave in range(int(math.log2(10_000)) - 1):
        assert sum(2**octave <= i < 2 ** (octave + 1) for i in at) >= min(2**octave, OCTAVE)
    assert np.diff(iterations(history)).max() == history.every <= 10_000 / (history.capacity / 2)


@looped("last", [0, 1, 64, 399, 400, 1000, 10_000])
def test_the_next_wanted_iteration_is_the_first_that_is_wanted(last):
    history = recorded(last)
    for iteration in {0, 1, 31, 32, 63, 64, 65, 127, 128, 500, last - 1, last, last + 1, 3 * last}:
        following = iteration + 1
        while not history.wants(following):
            following += 1
        assert history.next_wanted(iteration) == following


@looped(("short", "long"), [(100, 500), (399, 401), (50, 10_000), (2000, 7000)])
@looped("capacities", [(400, 400), (400, 50), (3, 400)])
def test_of_two_histories_the_coarser_has_no_point_that_the_finer_lacks(short, long, capacities):
    # So a chart of several runs needs a place on its axis for the points of one of them only.
    one, other = recorded(short, capacities[0]), recorded(long, capacities[1])
    coarse, fine = sorted((one, other), key=lambda history: -history.every)
    end = fine.points[-1].iteration
    assert {i for i in iterations(coarse) if i <= end} <= set(iterations(fine))


@looped("last", [100, 1000])
@looped("share", [0, 0.3, 0.999, 1, 2])
def test_forgetting_what_is_after_a_moment_and_going_on_is_as_if_it_had_never_been(last, share):
    history = recorded(last)
    before, moment = iterations(history), int(share * last)
    history.forget_after(moment)
    there = min(moment, last)
    assert iterations(history) == [iteration for iteration in before if iteration <= moment]
    assert_whole(history, there)
    recorded(3000, first=there + 1, history=history)
    assert history.points == recorded(3000).points


def test_forgetting_all_and_going_on():
    history = recorded(1000)
    history.forget_after(-1)
    assert history.points == []
    assert_whole(recorded(3000, history=history), 3000)
    assert (History().points, History().every) == ([], 1)  # another's measurements are its own
