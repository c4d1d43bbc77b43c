"""In words how the cost of a run differs from the curve that a visitor expects.

A lesson without a server measures in the same way how far it is off (``lesson_off.js``).
"""

from itertools import groupby

import numpy as np

from playground.language import _, sentences
from playground.lessons.course import WAYS, CostCurve, Piece, about, along, in_words, pieces
from playground.lessons.drawn.curve import mean_difference
from playground.training import Run
from playground.training.formatting import percent

NEAR = 0.05
"""A curve that is off by no more than this, on average, of the highest cost, is where it was expected."""

_LIKE = (
    _("Just as you expected up to iteration {until:,}, the cost {came}."),
    _("Just as you expected, the cost {came}."),
)
_UNLIKE = (
    _("Up to iteration {until:,}, your curve {yours}; the cost {came}."),
    _("Your curve {yours}; the cost {came}."),
)
"""About a part of the run, and about all of it."""
_OFF = _("On average your curve was off by {share} of the highest cost.")


def distance(expected: CostCurve, run: Run, log: bool = False) -> str:
    """What the visitor expected, what came, and how far they are apart; empty before there is anything to compare.

    ``log``: as one sees it on a logarithmic axis of iterations.
    """
    return difference(expected, CostCurve.of(run), log)


def difference(expected: CostCurve, cost: CostCurve, log: bool = False) -> str:
    """The same, given the costs of the run."""
    until, first = min(cost.at[-1], expected.at[-1]), cost.costs[0]
    if until < expected.at[0] + 2:
        return ""
    off = off_by(expected, cost, log)
    expected, part = (_until(each, until, log) for each in (expected, cost))
    yours, came = (pieces(each, log, first) for each in (expected, part))
    said = _LIKE if off <= NEAR and _ways(yours) == _ways(came) else _UNLIKE
    values = {"until": about(until), "yours": in_words(yours, first), "came": in_words(came, first)}
    return sentences(said[until == cost.at[-1]].filled(**values), _OFF.filled(share=percent(off, 0)))


def _until(curve: CostCurve, iteration: float, log: bool) -> CostCurve:
    """The part of a curve up to an iteration that it reaches."""
    at = [x for x in curve.at if x < iteration] + [iteration]
    return CostCurve(at, np.interp(along(at, log), along(curve.at, log), curve.costs).tolist())


def off_by(expected: CostCurve, cost: CostCurve, log: bool = False) -> float:
    """The area between two curves, where both are, as a share of that below the highest cost."""
    until = min(cost.at[-1], expected.at[-1])
    highest = max(max(_until(each, until, log).costs) for each in (expected, cost))
    return mean_difference(expected, cost, log) / highest


def _ways(found: list[Piece]) -> list[int]:
    """Where a curve goes, one after the other."""
    return [way for way, _pieces in groupby(WAYS[each.what] for each in found)]
