"""What the next updates of a run would do, and at which learning rate they would do better."""

from copy import deepcopy
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from playground.nn import Optimiser

LOOK_AHEAD = 2
"""Updates tried to see whether steps go too far: where they go to and fro, one in two goes up."""
TRIAL = 30
"""Updates tried with a learning rate before it is recommended."""
LOWEST_TRIED, LOWEST_WITH_BATCHES = 0.05, 0.005
"""The lowest rate tried where the lowest cost decides, as a share of the present one: a trial takes time."""
LONG_TRIAL = 200
"""The same, at most, where an update looks at a batch: as many as all samples take, if that is not more."""
TIMES = 6
"""That the cost is looked at in the latter half of such a trial."""
RATES = tuple(float(f"{digit}e{power}") for power in range(1, -5, -1) for digit in (5, 2, 1))
"""The learning rates that may be recommended: 50, 20, 10, … down to the smallest that a page offers."""
RISE = 0.02
"""A rise of the cost by less than this share of it is none to speak of: near its end training often wavers a little."""
SMALL_COST = 1e-4
"""Below it a cost is as good as none, and a share of it means nothing."""


class Ahead(NamedTuple):
    """What the next updates would do.

    ``rise``: by which share one of them raises the cost, at most; 0 if none does, infinite if they blow up;
    ``drift``: how far they move the parameters, per update and unit of learning rate, as a share of the parameters'
    length; steps to and fro cancel out.
    """

    rise: float
    drift: float


def look_ahead(optimiser: Optimiser, learning_rate: float, updates: int = LOOK_AHEAD, made: int = 0) -> Ahead:
    """Try the next updates, after so many ``made``. The network, which has made a forward pass, stays as it is."""
    trial, network = deepcopy(optimiser), optimiser.network
    ahead = trial.network
    costs = [network.cost()]
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(made, made + updates):
            trial.train(1, learning_rate, number, forward_done=True)
            ahead.forward()
            costs.append(ahead.cost())
    if not np.isfinite(costs).all():
        return Ahead(float("inf"), float("inf"))
    rise = max(0.0, *((after - before) / max(before, SMALL_COST) for before, after in pairwise(costs)))
    rate = trial.rate(learning_rate, made)
    way = np.linalg.norm(ahead.parameters.vector - network.parameters.vector) / (updates * rate)
    size = np.linalg.norm(network.parameters.vector)
    return Ahead(rise, float(way / size) if size else float("inf") if way else 0.0)


def calmer_rate(optimiser: Optimiser, learning_rate: float, made: int = 0) -> float:
    """The largest of :data:`RATES` with which the next :data:`TRIAL` updates do not raise the cost.

    It is at most half of a rate that is too high: one just below would soon be too high as well. Where an update looks
    at a batch, or goes on with those before it, some raise the cost at any rate; then it is the rate with which the
    cost is lowest in the end. The network, which has made a forward pass, stays as it is.
    """
    lower = [rate for rate in RATES if rate <= learning_rate / 2] or [RATES[-1]]
    if optimiser.batches or (len(optimiser.memory) and not optimiser.evens_out):
        lowest = learning_rate * (LOWEST_WITH_BATCHES if optimiser.batches else LOWEST_TRIED)
        tried = [rate for rate in lower if rate >= lowest] or lower[:1]
        return min(tried, key=lambda rate: _cost_in_the_end(optimiser, rate, made))
    tries = (LOOK_AHEAD, TRIAL)  # the first finds out most of those that are too high
    calm = (rate for rate in lower if all(look_ahead(optimiser, rate, n, made).rise < RISE for n in tries))
    return next(calm, lower[-1])


def _cost_in_the_end(optimiser: Optimiser, learning_rate: float, made: int) -> float:
    """The cost on average over the latter half of a trial; infinite if that blows up.

    By then a rule has all but forgotten the steps that it made at another rate.
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
