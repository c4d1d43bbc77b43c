"""What a cost curve does, in words: for those who do not see it, and beside the one that a visitor has drawn."""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import Message, _, ngettext, rounded
from playground.training import Run
from playground.training.formatting import magnitude

SEEN = 0.04
"""The eye does not tell apart what is nearer than this share of a chart's width and of a curve's height on it."""
LEAST, MOST = 0.4, 4
"""The height of a curve counts as this many first costs at least, and at most: a chart cuts off a spike."""
DROP, SLOW, JUMP = 3, 1.2, 8
"""Heights per width of the chart: a drop, and a jump, is at least as steep, and a slow fall at most."""
PIECES = 3
"""As many are told one by one."""
NOTHING = 1 / 200
"""Of the first cost, a cost this low can't be told from 0."""
WAYS = {
    **{"stands": 0, "swings": 2},
    **{"drops": -1, "falls": -1, "slowly": -1, "steps_down": -1},
    **{"jumps": 1, "rises": 1, "steps_up": 1},
}
"""What a curve does in a piece of it, and which way it goes then."""
RISEN = 1.1
"""A cost of test points that is this many times its lowest has risen."""


class CostCurve(NamedTuple):
    """Costs at iterations, from the first to the last; straight in between."""

    at: Sequence[float]
    costs: Sequence[float]

    @classmethod
    def of(cls, run: Run) -> "CostCurve":
        """The costs of a run up to now."""
        points = [point for point in run.history.points if point.iteration < run.iteration] + [run.measure()]
        return cls([point.iteration for point in points], [point.cost for point in points])


class Piece(NamedTuple):
    """What a curve does from one iteration to another.

    ``what`` : a key of :data:`WAYS`; ``end``, ``low``, ``high`` : its last cost, its lowest and its highest
    """

    what: str
    since: float
    until: float
    end: float
    low: float
    high: float


def pieces(curve: CostCurve, log: bool = False, first: float | None = None) -> list[Piece]:
    """What the eye sees a curve do that is longer than an iteration, in at most :data:`PIECES` pieces.

    ``log``: on a logarithmic axis of iterations; ``first``: the first cost on the chart, if not that of the curve.
    """
    costs, across = np.array(curve.costs, float), along(curve.at, log)
    first = costs[0] if first is None else first
    x = (across - across[0]) / (across[-1] - across[0])
    y = costs / max(min(costs.max(), MOST * first) - costs.min(), LEAST * first)
    bends = _bends(x, y)

    def what(n: int) -> str:
        return _what(*(float(each[bends[n + 1]] - each[bends[n]]) for each in (x, y)))

    def bend(n: int) -> float:
        return float(_off(x, y, bends[n - 1], bends[n + 1])[bends[n] - bends[n - 1]])

    while True:
        n = 1
        while n < len(bends) - 1:
            one, other = what(n - 1), what(n)
            if one and other and one != other:
                n += 1
            else:
                del bends[n]
                n = max(1, n - 1)
        inner = [n for n in range(1, len(bends) - 1) if WAYS[what(n - 1)] == WAYS[what(n)]]
        if len(bends) - 1 <= PIECES or not inner:
            break
        del bends[min(inner, key=bend)]
    found = [(what(n), bends[n], bends[n + 1]) for n in range(len(bends) - 1)]
    ways = [WAYS[each[0]] for each in found if WAYS[each[0]]]
    if len(ways) > PIECES:  # all in one, but where it stands still before and after
        from_, to = int(found[0][0] == "stands"), len(found) - (found[-1][0] == "stands")
        summed = "swings" if len({*ways}) > 1 else "steps_up" if ways[0] > 0 else "steps_down"
        found[from_:to] = [(summed, found[from_][1], found[to - 1][2])]
    while len(found) > PIECES:
        found.remove(min((each for each in found if each[0] == "stands"), key=lambda each: x[each[2]] - x[each[1]]))
    return [
        Piece(what, curve.at[i], curve.at[j], *map(float, (costs[j], costs[i : j + 1].min(), costs[i : j + 1].max())))
        for what, i, j in found
    ]


def along(at: ArrayLike, log: bool) -> NDArray:
    """Where iterations are on their axis."""
    return np.log1p(at) if log else np.array(at, float)


def _bends(x: NDArray, y: NDArray) -> list[int]:
    """Places from the first to the last, straight between which the curve is as far as the eye sees.

    This is the method of Ramer, Douglas and Peucker.
    """
    found, open_ = {0, len(x) - 1}, [(0, len(x) - 1)]
    while open_:
        i, j = open_.pop()
        off = _off(x, y, i, j)
        k = i + int(np.argmax(off))
        if off[k - i] > SEEN**2:
            found.add(k)
            open_ += [(i, k), (k, j)]
    return sorted(found)


def _off(x: NDArray, y: NDArray, i: int, j: int) -> NDArray:
    """How far each place from i to j is off the straight way from i to j, squared."""
    dx, dy = x[j] - x[i], y[j] - y[i]
    return ((x[i : j + 1] - x[i]) * dy - (y[i : j + 1] - y[i]) * dx) ** 2 / (dx**2 + dy**2)


def _what(dx: float, dy: float) -> str:
    """What a straight piece does; empty if it is too short for the eye."""
    if abs(dy) <= SEEN:
        return "stands" if dx >= SEEN else ""
    if dy > 0:
        return "jumps" if dy >= JUMP * dx else "rises"
    return "drops" if -dy >= DROP * dx else "falls" if -dy > SLOW * dx else "slowly"


# Translators: each of these goes on after "Your curve" or "The cost".
STAYS = _("stays at about {end}")
STANDS = ngettext("stands still for {n:,} iteration", "stands still for {n:,} iterations", 1)
SWINGS = _("swings between {low} and {high} until iteration {until:,}")
MOVES: dict[str, Message] = {
    "drops": _("drops to {end}"),
    "falls": _("falls to {end}"),
    "slowly": _("falls slowly to {end}"),
    "steps_down": _("falls in steps to {end}"),
    "jumps": _("jumps to {end}"),
    "rises": _("rises to {end}"),
    "steps_up": _("rises in steps to {end}"),
}
ENDS: dict[str, Message] = MOVES | {
    "stands": _("hardly changes and ends at {end}"),
    "swings": _("swings between {low} and {high} and ends at {end}"),
}
# Translators: {moves} is what the curve does, such as "falls to 0.2".
BY = _("{moves} by iteration {until:,}")
# Translators: each is what the curve does, such as "stands still for 110 iterations".
NEXT, LAST = _("{first}, {next}"), _("{first}, then {last}")
ALMOST_NOTHING = _("almost 0")


def in_words(found: Sequence[Piece], first: float) -> Message:
    """The pieces of a curve on a chart with this first cost."""
    *before, last = found
    if not before and last.what == "stands":
        return STAYS.filled(end=magnitude(last.end if last.end > NOTHING * first else 0.0))
    ends = _filled(ENDS[last.what], last, first)
    if not before:
        return ends
    said = [_before_another(each, first) for each in before]
    return LAST.filled(first=reduce(lambda one, other: NEXT.filled(first=one, next=other), said), last=ends)


def _before_another(piece: Piece, first: float) -> Message:
    if piece.what in MOVES:
        return BY.filled(moves=_filled(MOVES[piece.what], piece, first), until=about(piece.until))
    return _filled(SWINGS if piece.what == "swings" else STANDS, piece, first)


def _filled(text: Message, piece: Piece, first: float) -> Message:
    n, (end, low, high) = about(piece.until - piece.since), (_cost(each, first) for each in piece[-3:])
    return text.filled(n, n=n, until=about(piece.until), end=end, low=low, high=high)


def _cost(cost: float, first: float) -> str:
    """A cost that is not 0, though it may look like it."""
    return magnitude(cost) if cost > NOTHING * first else ALMOST_NOTHING


def about(iterations: float) -> int:
    """Iterations with two digits, 112 → 110: nobody sees them more exactly."""
    return int(float(rounded(float(iterations), ".2g")))


def course(run: Run, log: bool = False) -> str:
    """What the cost of a run has done up to now; empty before there is anything to say.

    ``log``: as one sees it on a logarithmic axis of iterations.
    """
    if run.iteration < 2 or run.divergence:
        return ""
    curve = CostCurve.of(run)
    if curve.at[-1] < 2:
        return ""
    return _("The cost {came}.", came=in_words(pieces(curve, log), curve.costs[0]))


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
