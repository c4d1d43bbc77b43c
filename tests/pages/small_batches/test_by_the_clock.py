"""Runs by the clock: they end when their time is up, and cost what training costs."""

import numpy as np

from playground.pages.small_batches.by_the_clock import SECONDS, timed
from playground.training import Recipe, RunGroup
from tests.lessons.presets import experiment

PAGE = "small batches"


class Clock:
    """One that stands still but for what the test says."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


def test_a_run_is_timed_until_its_time_is_up_and_costs_what_training_costs():
    (_, small, _) = (each.recipe for each in experiment(PAGE, samples=60).values())
    timing = timed(small, 60, Clock(SECONDS / 3.5))
    assert len(timing.seconds) == len(timing.costs) == 5
    np.testing.assert_allclose(np.diff(timing.seconds), SECONDS / 3.5)
    assert (timing.size, timing.samples) == (32, 60)
    run = RunGroup(experiment(PAGE, samples=60))["size_2"]
    assert timing.costs[0] == run.measure().cost
    run.advance(timing.updates)
    assert timing.costs[-1] == run.measure().cost


def test_a_run_by_the_clock_that_diverges_says_so():
    timing = timed(Recipe("moons", activation="relu", learning_rate=1e6, initialisation="he"), 40, Clock(0.001))
    assert timing.seconds[-1] < SECONDS
    assert np.isfinite(timing.costs).all()
    assert timing.diverged
