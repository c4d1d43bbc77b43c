"""The course of a cost, from its first value to the present one, in words for those who do not see the curve."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, sentences
from playground.training import Run
from playground.training.formatting import magnitude

from .expected_curve import CostCurve, about, came, features, jumps, knee, reached

PLATEAU = 10
"""Fewer iterations are no plateau: nobody would see it."""
AT_FIRST, MOSTLY = 0.1, 0.8
"""The shares of a fall after which it has begun, and is mostly done."""
STEEPER = 3
"""What comes after a plateau is at least this many times as steep."""
DROPS = 0.1
"""A fall that takes at most this share of the iterations up to now is a drop."""
SINCE = 3
"""What comes after a fall is told if it has taken at least twice as long as everything before it."""
MOVED = 0.02
"""A cost that has changed by less than this share of its fall has hardly changed."""
NOTHING = 1 / 200
"""Of its first value, a cost this low can't be told from 0."""
RISEN = 1.1
"""A cost of test points that is this many times its lowest has risen."""


class Fall(NamedTuple):
    """How a cost came down.

    ``stood``: the iteration until which it stood still, or fell only ``slowly``; 0 if it did not; ``drops``: whether it
    then fell at once;
    ``level``, ``by``: the cost that it fell to, and the iteration by which it had; ``then``: what it has done since:
    "falls" if it has gone on slowly, "rests", or empty if that is not to be told
    """

    stood: float
    slowly: bool
    drops: bool
    level: float
    by: float
    then: str


def fall(curve: CostCurve) -> Fall | None:
    """How the cost came down; None if it did not, or not in a way that can be told like this."""
    whole = features(curve)
    if whole.shape in ("jumps", "rises", "hump", "stairs") or whole.end >= whole.start:
        return None
    at, costs = np.array(curve.at, float), np.array(curve.costs, float)
    start, end = float(costs[0]), float(costs[-1])
    begun, mostly = (reached(at, costs, start - share * (start - end)) for share in (AT_FIRST, MOSTLY))
    stood = knee(at, costs, mostly, start - end)
    level = float(np.interp(stood, at, costs))
    before, after = (start - level) * (mostly - stood), (level - start + MOSTLY * (start - end)) * stood
    if stood < PLATEAU or after < STEEPER * before:
        stood = 0.0
    slowly = bool(stood) and stood > begun
    drops = mostly - max(stood, begun) <= DROPS * at[-1]
    still = _at_rest_since(at, costs, MOVED * (start - end))
    if still <= at[-1] / SINCE:
        return Fall(stood, slowly, drops, end, still, "rests")
    if mostly <= at[-1] / SINCE and _goes_on_falling(at, costs, mostly, MOVED * (start - end)):
        return Fall(stood, slowly, drops, float(np.interp(mostly, at, costs)), mostly, "falls")
    return Fall(stood, slowly, drops, end, at[-1], "")


def _at_rest_since(at: NDArray, costs: NDArray, moved: float) -> float:
    """The iteration since which the cost has been as it is now."""
    moving = np.flatnonzero(np.abs(costs - costs[-1]) > moved)
    return float(at[moving[-1] + 1]) if moving.size else float(at[0])


def _goes_on_falling(at: NDArray, costs: NDArray, since: float, moved: float) -> bool:
    """Whether the cost is lower in each third of the rest than in the one before, on average, and has not risen now."""
    grid = np.linspace(since, at[-1], 31)[1:]
    first, second, third = np.interp(grid, at, costs).reshape(3, -1).mean(axis=1)
    return bool(first > second > third and first - third > moved and costs[-1] <= second)


def course(run: Run) -> str:
    """What the cost of a run has done up to now; empty before there is anything to say."""
    if run.iteration < 2 or run.divergence:
        return ""
    curve = CostCurve.of(run)
    match features(curve).shape:
        case "jumps":
            return _jumps(curve)
        case "stays":
            return _hardly(curve)
    found = fall(curve)
    return (_in_words(found, curve) if found else came(run)) or ""


def _in_words(found: Fall, curve: CostCurve) -> str:
    level, end = (_cost(cost, curve.costs[0]) for cost in (found.level, curve.costs[-1]))
    if found.stood and found.then == "falls":
        text = (
            _("Then it drops to {level}, by about iteration {by:,}.")
            if found.drops
            else _("Then it falls to {level}, by about iteration {by:,}.")
        )
    elif found.stood:
        text = _("Then it drops to {level}.") if found.drops else _("Then it falls to {level}.")
    elif found.then == "falls":
        text = (
            _("The cost drops to {level}, by about iteration {by:,}.")
            if found.drops
            else _("The cost falls to {level}, by about iteration {by:,}.")
        )
    else:
        text = _("The cost drops to {level}.") if found.drops else _("The cost falls to {level}.")
    stands = (
        _("The cost falls only slowly until about iteration {stood:,}.")
        if found.slowly
        else _("The cost stands still until about iteration {stood:,}.")
    ).filled(stood=about(found.stood))
    since = {
        "": "",
        "falls": _("Since then it has been falling slowly; now it is {end}.", end=end),
        "rests": _("Since about iteration {since:,} it has hardly changed.", since=about(found.by)),
    }
    return sentences(stands if found.stood else "", text.filled(level=level, by=about(found.by)), since[found.then])


def _hardly(curve: CostCurve) -> str:
    """Where it stays near its first value: that it stays there, if it does in two digits, or what it has done."""
    start, end = (_cost(cost, curve.costs[0]) for cost in (curve.costs[0], curve.costs[-1]))
    if start == end:
        return _("The cost stays at about {end}.", end=end)
    if curve.costs[-1] > curve.costs[0]:
        return _("The cost rises a little, from {start} to {end}.", start=start, end=end)
    found = fall(curve)
    if found and found.then == "rests":
        return sentences(
            _("The cost falls a little, from {start} to {end}.", start=start, end=end),
            _("Since about iteration {since:,} it has hardly changed.", since=about(found.by)),
        )
    return _("The cost falls slowly, from {start} to {end}.", start=start, end=end)


def _jumps(curve: CostCurve) -> str:
    """That it jumps, or has come to rest or gone down evenly after that."""
    at, costs = np.array(curve.at, float), np.array(curve.costs, float)
    end, since = _cost(curve.costs[-1], curve.costs[0]), _at_rest_since(at, costs, MOVED * curve.costs[0])
    if since <= at[-1] / 2:
        return _(
            "At first the cost jumps up and down. Since about iteration {since:,} it has hardly changed: it is {end}.",
            since=about(since),
            end=end,
        )
    latter = costs[at >= at[-1] / 2]
    if not jumps(latter, features(curve).step) and costs[-1] < latter[0]:
        return _("At first the cost jumps up and down. Then it falls to {end}.", end=end)
    return _("The cost jumps up and down; now it is {end}.", end=end)


def _cost(cost: float, start: float) -> str:
    """A cost that is not 0, though it may look like it."""
    return magnitude(cost) if cost > NOTHING * start else _("almost 0")


def course_of_test(run: Run) -> str:
    """That the cost of the test points has risen again, if it has."""
    if run.divergence:
        return ""
    now = run.measure().test_cost
    points = [(point.test_cost, point.iteration) for point in run.history.points if point.test_cost is not None]
    if now is None or not points:
        return ""
    lowest, at = min(points)
    if now < RISEN * lowest:
        return ""
    return _(
        "The cost of the test points was lowest at iteration {at:,}: {lowest}. Since then it has risen to {now}.",
        at=at,
        lowest=magnitude(lowest),
        now=magnitude(now),
    )
