"""What is trained again in portions is what was trained at once."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest

from playground.training import Event, Moment, Recipe, Run
from playground.training.retraining import Retraining, advance_for

RECIPE = Recipe(samples=40, limit=300)
EVENTS = (Event(0, {"learning_rate": 1.2}), Event(70, {"learning_rate": 0.3}), Event(100, {"W1:0": 2.0}))


def test_the_numbers_are_those_of_a_run_trained_at_once():
    way = Retraining(Moment(replace(RECIPE, learning_rate=0.3), 250, EVENTS))
    assert way.share == 0
    shares = []
    while (run := way.approach(0)) is None:
        shares.append(way.share)
    assert shares == sorted(shares)
    assert run.iteration == 250
    alone = Run(RECIPE)
    alone.restore(EVENTS)
    alone.advance(250)
    assert np.array_equal(run.parameters.vector, alone.parameters.vector)
    assert run.measure() == alone.measure()


def test_a_portion_takes_about_as_long_as_it_may_and_makes_an_iteration_at_least():
    run, times = Run(RECIPE), count()
    assert advance_for(run, 300, 0, lambda: next(times)) == 1
    assert run.iteration == 1
    slow = count()
    assert advance_for(run, 300, 5, lambda: next(slow)) == 5  # each look at the clock is a second
    assert run.iteration == 6
    assert advance_for(run, 200, 100, lambda: 0.0) == 0
    assert run.iteration == 200


def test_what_takes_too_long_is_given_up():
    way = Retraining(Moment(RECIPE, 300, ()), most_seconds=0)
    with pytest.raises(ValueError, match=r"too long: 1 iterations were made\."):
        way.approach(0)


def test_a_run_that_ends_before_its_moment_has_arrived():
    wild = Recipe(samples=40, activation="identity", depth=2, learning_rate=100.0, initialisation="he")
    way = Retraining(Moment(wild, 10_000, ()))
    while (run := way.approach(0.05)) is None:
        pass
    assert run.divergence
    assert run.iteration < 10_000
