"""A cost curve that somebody draws before a run: over how many iterations, how a link holds it, how far it is off."""

from typing import Any

import numpy as np

from playground.language import _
from playground.lessons.course import CostCurve, along

from .line import LEVELS, in_letters, levels, pairs

SPAN = 2_000
"""Iterations to draw the curve over, on a linear axis: what strikes in the runs here comes before, and is visible."""

STEPS = 400
"""In which a difference is averaged along the axis."""
MOST_ITERATIONS = 1_000_000
LEAST_COST, MOST_COST = 1e-6, 1e4
BACK_IN_TIME = _("A curve goes on from iteration to iteration, and never back.")


def span_of(limit: int, log: bool) -> int:
    """Iterations to draw the curve of a run over; ``log``: whether their axis is logarithmic."""
    return limit if log else min(limit, SPAN)


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


def mean_difference(one: CostCurve, other: CostCurve, log: bool = False) -> float:
    """The mean absolute difference of two curves, as a cost, over the iterations that both have: one at least.

    ``log``: as one sees it on a logarithmic axis of iterations.
    """
    start, end = along([max(one.at[0], other.at[0]), min(one.at[-1], other.at[-1])], log)
    x = np.linspace(start, end, STEPS + 1)
    first, second = (np.interp(x, along(each.at, log), each.costs) for each in (one, other))
    return float(np.abs(first - second).mean())
