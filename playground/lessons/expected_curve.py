"""The cost curve that a visitor expects: how a link holds it, and in words how the cost of the run differs from it.

``frontend/lesson_curve.js`` has the same rule for the words, for a lesson without a server.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import Message, Number, _, ngettext, rounded
from playground.training import Run
from playground.training.formatting import magnitude

from .drawn_line import LEVELS, in_letters, levels, pairs

SPAN = 2_000
"""Iterations to draw the curve over, on a linear axis: what strikes in the runs here comes before, and is visible."""

MOST_ITERATIONS = 1_000_000
LEAST_COST, MOST_COST = 1e-6, 1e4
BACK_IN_TIME = _("A curve goes on from iteration to iteration, and never back.")

NEAR = 0.15
"""A cost no farther from the first one than this share of it still stands where it was."""
IN_SIGHT = 0.02
"""A standstill of a smaller share of the curve is not seen."""
QUICK, SLOW = 0.1, 0.4
"""The shares of what is left of the curve in which a quick fall is mostly done, and a slow one is not."""
MOSTLY = 0.8
BENT, SAGGED = 0.15, 0.3
"""A standstill is at least this share of the whole fall above the straight way down, and at most this far down."""
FLAT = 1 / 3
"""A stair is at most this steep, beside what comes before and after it."""
RULE = {
    **{"near": NEAR, "inSight": IN_SIGHT, "quick": QUICK, "slow": SLOW},
    **{"mostly": MOSTLY, "bent": BENT, "sagged": SAGGED, "flat": FLAT},
}


class CostCurve(NamedTuple):
    """Costs at iterations, from the first to the last; straight in between."""

    at: Sequence[float]
    costs: Sequence[float]

    @classmethod
    def of(cls, run: Run) -> "CostCurve":
        """The costs of a run up to now."""
        points = [point for point in run.history.points if point.iteration < run.iteration] + [run.measure()]
        return cls([point.iteration for point in points], [point.cost for point in points])

    def until(self, iteration: float) -> "CostCurve":
        """The part up to an iteration."""
        at = np.array([x for x in self.at if x < iteration] + [min(iteration, self.at[-1])], float)
        return CostCurve(at.tolist(), np.interp(at, self.at, self.costs).tolist())


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


class Features(NamedTuple):
    """What strikes the eye of a curve.

    Attributes
    ----------
    start, end, highest : costs
    jumps : how often it went up by a step that is seen
    still : iterations for which it stands where it began, before it falls; 0 if it falls, or rises, at once
    falling : the share of what is left of it then, until it has mostly fallen
    stair : the cost and the last iteration of a standstill on its way down, if there is one
    """

    start: float
    end: float
    highest: float
    jumps: int
    still: float = 0
    falling: float = 0
    stair: tuple[float, float] | None = None

    @property
    def step(self) -> float:
        """A difference between costs that is seen."""
        return NEAR * self.start

    @property
    def shape(self) -> str:
        """What it does, by its name in :data:`_SHAPES`."""
        if self.jumps > 1:
            return "jumps"
        if self.end > self.start + self.step:
            return "rises"
        if self.highest > self.start + self.step:
            return "hump"
        if self.end >= self.start - self.step:
            return "stays"
        if self.stair:
            return "stairs"
        speed = "drops" if self.falling < QUICK else "falls" if self.falling < SLOW else "slow"
        return f"still_{speed}" if self.still else speed

    def is_like(self, other: "Features") -> bool:
        """Whether nobody would call one curve different from the other."""
        near = self.shape == "jumps" or abs(self.end - other.end) <= max(self.step, other.step)
        still = max(self.still, other.still) <= 2 * min(self.still, other.still)
        return self.shape == other.shape and near and still


def features(curve: CostCurve, log: bool = False) -> Features:
    """The features of a drawn curve, or of a run's, that is longer than an iteration.

    ``log``: as one sees them on a logarithmic axis of iterations.
    """
    at, costs = np.array(curve.at, float) - curve.at[0], np.array(curve.costs, float)
    at, iterations = (np.log1p(at), np.expm1) if log else (at, float)
    start, end = float(costs[0]), float(costs[-1])
    found = Features(start, end, max(costs), jumps(costs, NEAR * start))
    fall = start - end
    if fall <= found.step:
        return found
    most = reached(at, costs, start - MOSTLY * fall)
    still = knee(at, costs, most, fall)
    still = still if still >= IN_SIGHT * at[-1] else 0.0
    stair = _stair(at, costs, found.step)
    return found._replace(
        still=float(iterations(still)),
        falling=(most - still) / (at[-1] - still),
        stair=stair and (stair[0], float(iterations(stair[1]))),
    )


def jumps(costs: NDArray, step: float) -> int:
    """How often a curve goes up by a step, and down again before the next time."""
    count, rising, turn = 0, False, costs[0]
    for cost in costs:
        if rising:
            turn = max(turn, cost)
            if cost < turn - step:
                rising, turn = False, cost
        else:
            turn = min(turn, cost)
            if cost > turn + step:
                count, rising, turn = count + 1, True, cost
    return count


def knee(at: NDArray, costs: NDArray, most: float, fall: float) -> float:
    """Where a curve that stood nearly still begins to fall, before it has mostly fallen; 0 if it falls evenly.

    There it is farthest above the straight way down.
    """
    before = at <= most
    above = costs[before] - (costs[0] - MOSTLY * fall * at[before] / most)
    i = int(np.argmax(above))
    stood = above[i] >= BENT * fall and costs[0] - costs[i] <= SAGGED * fall
    return float(at[i]) if stood else 0.0


def reached(at: NDArray, costs: NDArray, level: float) -> float:
    """Where a curve that starts above a level and ends below it first comes down to it."""
    i = int(np.argmax(costs <= level))
    return float(np.interp(level, costs[[i, i - 1]], at[[i, i - 1]]))


def _stair(at: NDArray, costs: NDArray, step: float) -> tuple[float, float] | None:
    """The longest standstill of a curve that falls before it and after it, by at least two steps in all."""
    grid = np.linspace(0, at[-1], 101)
    y = np.interp(grid, at, costs)
    best = (float(QUICK * at[-1]), 0, 0)
    for i in map(int, np.flatnonzero(y[:-1] < y[0] - step)):
        j = i + int(np.argmax(np.append(y[i:], -np.inf) < y[i] - step / 2)) - 1
        if y[j] < y[-1] + step:
            continue
        slope = (y[i] - y[j]) / max(grid[j] - grid[i], grid[1])
        before, after = (y[0] - y[i]) / grid[i], (y[j] - y[-1]) / (grid[-1] - grid[j])
        if slope <= FLAT * min(before, after):
            best = max(best, (float(grid[j] - grid[i]), i, j))
    _length, i, j = best
    return (float(y[(i + j) // 2]), float(grid[j])) if j else None


_LIKE = (
    _("Just as you expected up to iteration {until:,}, the cost {came}."),
    _("Just as you expected, the cost {came}."),
)
_UNLIKE = (
    _("Up to iteration {until:,}, your curve {yours}; the cost {came}."),
    _("Your curve {yours}; the cost {came}."),
)
"""About a part of the run, and about all of it."""


def distance(expected: CostCurve, run: Run, log: bool = False) -> Message | str:
    """What the visitor expected, and what came; empty before there is anything to compare; ``log`` as above."""
    return difference(expected, CostCurve.of(run), log)


def difference(expected: CostCurve, cost: CostCurve, log: bool = False) -> Message | str:
    """The same, given the costs of the run."""
    until = min(cost.at[-1], expected.at[-1])
    if until < expected.at[0] + 2:
        return ""
    yours, came = features(expected.until(until), log), features(cost.until(until), log)
    values = {"until": about(until), "yours": _in_words(yours), "came": _in_words(came)}
    said = _LIKE if yours.is_like(came) else _UNLIKE
    return said[until == cost.at[-1]].filled(**values)


def came(run: Run) -> Message | str:
    """What the cost did, in a sentence; empty before there is anything to say."""
    cost = CostCurve.of(run)
    return _("The cost {came}.", came=_in_words(features(cost))) if cost.at[-1] >= 2 else ""


# Translators: each of these goes on after "Your curve" or "the cost".
_SHAPES: dict[str, Message] = {
    "jumps": _("jumps up and down and ends at {end}"),
    "rises": _("rises to {end}"),
    "hump": _("rises to {highest}, then falls to {end}"),
    "stays": _("stays at about {end}"),
    "drops": _("drops to {end} at once"),
    "falls": _("falls to {end}"),
    "slow": _("falls slowly to {end}"),
    "stairs": _("falls to {level}, stands still until iteration {last:,}, then falls to {end}"),
    "still_drops": ngettext(
        "stands still for {n:,} iteration, then drops to {end}",
        "stands still for {n:,} iterations, then drops to {end}",
        1,
        end="",
    ),
    "still_falls": ngettext(
        "stands still for {n:,} iteration, then falls to {end}",
        "stands still for {n:,} iterations, then falls to {end}",
        1,
        end="",
    ),
    "still_slow": ngettext(
        "stands still for {n:,} iteration, then falls slowly to {end}",
        "stands still for {n:,} iterations, then falls slowly to {end}",
        1,
        end="",
    ),
}
WORDS = (*_SHAPES.values(), *_LIKE, *_UNLIKE)


def _in_words(curve: Features) -> Message:
    values: dict[str, Any] = {"end": _rough(curve.end, curve.start), "highest": _rough(curve.highest, curve.start)}
    if curve.stair:
        level, last = curve.stair
        values |= {"level": _rough(level, curve.start), "last": about(last)}
    n = about(curve.still)
    return _SHAPES[curve.shape].filled(n, n=n, **values)


def _rough(cost: float, start: float) -> Number:
    """A cost with two digits: 0 where the eye can't tell it from that."""
    return magnitude(cost if cost > start / 200 else 0)


def about(iterations: float) -> int:
    """Iterations with two digits, 112 → 110: nobody draws them more exactly."""
    return int(float(rounded(float(iterations), ".2g")))
