"""The curves of a chart: their history, the points that a frame adds, and the difference to send to a page."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypedDict


class Trace(TypedDict, total=False):
    """The points that a frame adds to a curve, or a whole trace; ``x`` is the iteration if it is not given."""

    x: list[Any]
    y: list[Any]
    z: list[Any]
    text: list[str]


class Curve(TypedDict, total=False):
    """The history of a chart: each trace's ``y`` and ``x`` (the iteration if not given) at the iterations ``at``.

    A chart in three dimensions has ``z`` as well.

    A trace with an empty ``y`` has no history. ``kept``: number of points before these that the page already has.
    ``pale``: for each of the first traces, the future that a change has discarded, which the page draws paler.
    ``marks``: for each of the first traces, points on it at which its run was changed, and how.
    """

    kept: int
    pale: list[Trace]
    marks: list[Trace]
    at: list[int]
    x: Sequence[Sequence[float]]
    y: Sequence[Sequence[float | None]]
    z: Sequence[Sequence[float | None]]


def news(curve: Curve, known: Curve) -> Curve:
    """What to send to a page that has the curve ``known``: new points at the end, or all if others have changed."""
    kept = len(known["at"])
    if any(curve.get(part) != known.get(part) for part in ("pale", "marks")):
        return curve

    def lines(of: Curve) -> list[Sequence[Any]]:
        return [of["at"], *of.get("x", ()), *of.get("y", ()), *of.get("z", ())]

    for new, old in zip(lines(curve), lines(known), strict=True):
        if list(new[: len(old)]) != list(old) or bool(new) != bool(old):
            return curve
    end: Curve = {"kept": kept, "at": curve["at"][kept:]}
    for axis in ("x", "y", "z"):
        if axis in curve:
            end[axis] = [line[kept:] for line in curve[axis]]
    return end


# Most points of a curve were in the previous tick. The size fits the training and test curves of a hundred visitors.
@lru_cache(maxsize=100_000)
def shorten(number: float) -> float:
    """Round to the digits that a chart can show: 0.2880832… → 0.28808."""
    return float(f"{number:.5g}")
