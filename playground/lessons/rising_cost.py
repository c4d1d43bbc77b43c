"""Where the cost of plain gradient descent rises, its steps are too long for two computers to agree for ever.

The page on how many units says so, and so does the code that a visitor takes along.
"""

from itertools import pairwise

from playground.language import _
from playground.training import Run

LEAST = 1e-10
"""A cost has risen if it is more than this above the one before."""
ROUNDING = 1e-12
"""Costs and slopes that differ by less are equal: a sum over the samples is not more exact."""
MAGNIFIED = _("Where it rises, the steps are so long that they magnify what two computers round differently.")


def has_risen(run: Run) -> bool:
    """Whether the cost has risen anywhere, by the iterations that are kept."""
    costs = [point.cost for point in run.history.points]
    return any(later > earlier + LEAST for earlier, later in pairwise(costs))


def rises(run: Run) -> float:
    """The share of the recorded steps in which the cost rose, 0 to 1."""
    costs = [point.cost for point in run.history.points]
    return sum(later > earlier for earlier, later in pairwise(costs)) / max(1, len(costs) - 1)
