"""Runs by the clock: what the cost of all samples is after how many seconds of updates."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from playground.training import Recipe, Run

from .lesson import size_of

SECONDS = 0.3
"""How long each batch size is timed."""
PIECES = 40
"""The number of pieces of that time; the cost of all samples is measured after each."""


class Timing(NamedTuple):
    """A timed run.

    Attributes
    ----------
    size, samples : number of samples per update, and in all
    updates : number of updates made
    seconds, costs : time since the first update and cost of all samples, at each measurement
    diverged : whether it ended early because its cost was no longer a number
    """

    size: int
    samples: int
    updates: int
    seconds: Sequence[float]
    costs: Sequence[float]
    diverged: bool = False


def timed(recipe: Recipe, samples: int, clock: Callable[[], float] = time.perf_counter) -> Timing:
    """Train on ``samples`` samples for :data:`SECONDS`, not counting the time for measuring the cost.

    ``clock``: returns seconds; tests pass their own.
    """
    run = Run(replace(recipe, samples=samples))
    network = run.first_network()
    optimiser = recipe.optimiser(network)
    updates, next_ones = 0, 1
    seconds, costs = [0.0], [network.cost()]
    while seconds[-1] < SECONDS:
        begin = clock()
        with np.errstate(over="ignore", invalid="ignore"):
            optimiser.train(next_ones, recipe.learning_rate, updates)
            took = max(clock() - begin, 1e-9)
            network.forward()
            cost = network.cost()
        updates += next_ones
        seconds.append(seconds[-1] + took)
        if not np.isfinite(cost):
            return Timing(size_of(run), samples, updates, seconds, [*costs, costs[-1]], diverged=True)
        costs.append(cost)
        next_ones = max(1, min(2 * next_ones, round(next_ones * SECONDS / PIECES / took)))
    return Timing(size_of(run), samples, updates, seconds, costs)
