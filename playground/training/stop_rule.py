"""The stop rule: a run whose cost falls no more ends before its limit."""

from math import inf

from .history import History

NO_RULE = "none"
COSTS = {"cost": "cost", "test cost": "test_cost"}
"""What a rule watches: the attribute of a measurement."""
LEAST_FALL = 0.001
"""A cost has fallen if it is lower than its lowest so far by more than this share of it."""


def stop_at(history: History, rule: str, patience: int) -> int | None:
    """The first iteration at which the cost has not fallen for ``patience`` iterations; None if there is none yet.

    It looks only where every history of the run has a measurement, so that it does not depend on how far the run has
    been trained, nor in which portions.
    """
    lowest, since = inf, 0
    for point in history.lasting if rule != NO_RULE else ():
        cost = getattr(point, COSTS[rule])
        if cost is None:  # there are no test samples
            return None
        if cost < lowest * (1 - LEAST_FALL):
            lowest, since = cost, point.iteration
        elif point.iteration - since >= patience:
            return point.iteration
    return None
