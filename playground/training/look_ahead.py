"""Trying the next updates of a run, and finding a learning rate at which they do better."""

from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from playground.nn import Optimiser

LOOK_AHEAD = 2
"""Updates tried to see whether steps are too long: where they oscillate, one in two raises the cost."""
TRIAL = 30
"""Updates tried with a learning rate before it is recommended."""
LOWEST_TRIED, LOWEST_WITH_BATCHES = 0.05, 0.005
"""The lowest rates tried with momentum and with mini-batches, as fractions of the present one: a trial takes time."""
LONG_TRIAL = 200
"""Updates tried with mini-batches, at most: normally one epoch."""
TIMES = 6
"""How many times the cost is measured in the latter half of such a trial."""
RATES = tuple(float(f"{digit}e{power}") for power in range(1, -5, -1) for digit in (5, 2, 1))
"""The learning rates that may be recommended: 50, 20, 10, … down to the smallest that a page offers."""
RISE = 0.02
"""A relative rise of the cost by less than this is negligible: near the end, training often fluctuates a little."""
SMALL_COST = 1e-4
"""A cost below this counts as zero, so relative rises mean nothing."""


class Ahead(NamedTuple):
    """The effect of the next updates.

    ``rise``: the largest relative rise of the cost in one update; 0 if there is none, infinite if they blow up;
    ``drift``: how far they move the parameters, per update and unit of learning rate, relative to the parameters'
    length; oscillations cancel out. 0 once a schedule has brought the learning rate down to 0.
    """

    rise: float
    drift: float


def look_ahead(optimiser: Optimiser, learning_rate: float, updates: int = LOOK_AHEAD, made: int = 0) -> Ahead:
    """Try the next updates, after ``made`` earlier ones, and take them back.

    The network must have done a forward pass; afterwards it has done a forward and a backward pass where it was.
    """
    network, vector = optimiser.network, optimiser.network.parameters.vector
    before, memory = vector.copy(), optimiser.memory.copy()
    costs = [network.cost()]
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(made, made + updates):
            optimiser.train(1, learning_rate, number, forward_done=True)
            network.forward()
            costs.append(network.cost())
        moved = vector - before
        # A copy of the network to try them on would take longer than the updates.
        vector[:], optimiser.memory[:] = before, memory
        network.forward()
        network.backward()
    if not np.isfinite(costs).all():
        return Ahead(float("inf"), float("inf"))
    rise = max(0.0, *((after - before) / max(before, SMALL_COST) for before, after in pairwise(costs)))
    rate = optimiser.rate(learning_rate, made)
    if not rate:
        return Ahead(rise, 0.0)
    way = np.linalg.norm(moved) / (updates * rate)
    size = np.linalg.norm(vector)
    return Ahead(rise, float(way / size) if size else float("inf") if way else 0.0)


def calmer_rate(optimiser: Optimiser, learning_rate: float, made: int = 0) -> float:
    """The largest of :data:`RATES` with which the next :data:`TRIAL` updates do not raise the cost.

    It is at most half of a rate that is too high, since one just below would soon be too high as well. With
    mini-batches or momentum some updates raise the cost at any rate; then it is the rate with the lowest final cost.
    The network must have done a forward pass; it is unchanged.
    """
    lower = [rate for rate in RATES if rate <= learning_rate / 2] or [RATES[-1]]
    if optimiser.batches or (len(optimiser.memory) and not optimiser.evens_out):
        lowest = learning_rate * (LOWEST_WITH_BATCHES if optimiser.batches else LOWEST_TRIED)
        tried = [rate for rate in lower if rate >= lowest] or lower[:1]
        return min(tried, key=lambda rate: _cost_in_the_end(optimiser, rate, made))
    tries = (LOOK_AHEAD, TRIAL)  # the first, short trial rules out most rates that are too high
    calm = (rate for rate in lower if all(look_ahead(optimiser, rate, n, made).rise < RISE for n in tries))
    return next(calm, lower[-1])


def _cost_in_the_end(optimiser: Optimiser, learning_rate: float, made: int) -> float:
    """The mean cost over the latter half of a trial; infinite if it blows up.

    By then the update rule has all but forgotten its steps at another rate.
    """
    trial = deepcopy(optimiser)
    half = max(TRIAL, min(LONG_TRIAL, optimiser.updates_per_epoch) // 2)
    costs, stride = [], half // TIMES
    with np.errstate(over="ignore", invalid="ignore"):
        trial.train(half, learning_rate, made)
        for number in range(TIMES):
            trial.train(stride, learning_rate, made + half + number * stride)
            trial.network.forward()
            costs.append(trial.network.cost())
    average = float(np.mean(costs))
    return average if np.isfinite(average) else float("inf")
