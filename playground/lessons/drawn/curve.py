"""The cost curve that a visitor expects: how a link holds it, and in words how the cost of the run differs from it.

``frontend/lesson_file/lesson_curve.js`` has the same rule for the words, for a lesson without a server.
"""

from itertools import groupby
from typing import Any

import numpy as np

from playground.language import _, sentences
from playground.lessons import course
from playground.lessons.course import WAYS, CostCurve, Piece, about, along, in_words, pieces
from playground.training import Run
from playground.training.formatting import percent

from .line import LEVELS, in_letters, levels, pairs

SPAN = 2_000
"""Iterations to draw the curve over, on a linear axis: what strikes in the runs here comes before, and is visible."""

MOST_ITERATIONS = 1_000_000
LEAST_COST, MOST_COST = 1e-6, 1e4
BACK_IN_TIME = _("A curve goes on from iteration to iteration, and never back.")

NEAR = 0.05
"""A curve that is off by no more than this, on average, of the highest cost, is where it was expected."""
STEPS = 400
"""In which a difference is averaged along the axis."""
RULE = {**course.RULE, "near": NEAR, "steps": STEPS}


def pack(points: Any) -> str:
    """An untrusted list of pairs, iteration and cost, as letters for a link; empty for an empty list.

    Both are rounded to less than half a percent, which nobody draws more exactly.

    Raises
    ------
    ValueError
        If it is no such list, or has too many points, or goes back in time.
    """
    at, costs = pairs(points).T
    if not at.size:
        return ""
    at, costs = np.clip(at, 0, MOST_ITERATIONS).round(), np.clip(costs, LEAST_COST, MOST_COST)
    if (np.diff(at) <= 0).any():
        raise ValueError(BACK_IN_TIME)
    across = np.rint(LEVELS * np.log1p(at) / np.log1p(MOST_ITERATIONS)).astype(int)
    places = np.arange(len(at))
    across = np.maximum.accumulate(across - places) + places  # a steep fall has two points close together
    across = np.minimum(across, LEVELS - places[::-1])
    up = np.rint(LEVELS * np.log(costs / LEAST_COST) / np.log(MOST_COST / LEAST_COST)).astype(int)
    text = in_letters(np.stack([across, up], axis=1))
    unpack(text)
    return text


def unpack(text: str) -> CostCurve:
    """Parse the curve in an untrusted link.

    Raises
    ------
    ValueError
        If it is no curve.
    """
    across, up = levels(text).T / LEVELS
    at = np.expm1(across * np.log1p(MOST_ITERATIONS)).round()
    costs = LEAST_COST * (MOST_COST / LEAST_COST) ** up
    if (np.diff(at) <= 0).any():
        raise ValueError(BACK_IN_TIME)
    return CostCurve(at.tolist(), costs.tolist())


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
    expected, part = (_until(each, until, log) for each in (expected, cost))
    off = _off(expected, part, log)
    yours, came = (pieces(each, log, first) for each in (expected, part))
    said = _LIKE if off <= NEAR and _ways(yours) == _ways(came) else _UNLIKE
    values = {"until": about(until), "yours": in_words(yours, first), "came": in_words(came, first)}
    return sentences(said[until == cost.at[-1]].filled(**values), _OFF.filled(share=percent(off, 0)))


def _until(curve: CostCurve, iteration: float, log: bool) -> CostCurve:
    """The part of a curve up to an iteration that it reaches."""
    at = [x for x in curve.at if x < iteration] + [iteration]
    return CostCurve(at, np.interp(along(at, log), along(curve.at, log), curve.costs).tolist())


def _off(expected: CostCurve, cost: CostCurve, log: bool) -> float:
    """The area between two curves, where both are, as a share of that below the highest cost."""
    start, end = along([expected.at[0], expected.at[-1]], log)
    x = np.linspace(start, end, STEPS + 1)
    one, other = (np.interp(x, along(each.at, log), each.costs) for each in (expected, cost))
    return float(np.abs(one - other).mean()) / max(*expected.costs, *cost.costs)


def _ways(found: list[Piece]) -> list[int]:
    """Where a curve goes, one after the other."""
    return [way for way, _pieces in groupby(WAYS[each.what] for each in found)]
