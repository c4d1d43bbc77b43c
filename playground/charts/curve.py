"""The curves of a chart: their history, what a frame adds to it, and what of it a page has to be sent."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypedDict


class Trace(TypedDict, total=False):
    """What a frame adds to a curve, or all that the trace shows: ``x`` is the iteration if it is not given."""

    x: list[Any]
    y: list[Any]
    z: list[Any]
    text: list[str]


class Curve(TypedDict, total=False):
    """The history of a chart: at the iterations ``at`` each trace's ``y`` and ``x`` (the iteration if not given).

    A chart in three dimensions has ``z`` as well.

    A trace with an empty ``y`` has no history. ``kept``: these points follow so many that the page has already.
    ``pale``: for each of the first traces the future that a change has put an end to; the page draws it paler.
    """

    kept: int
    pale: list[Trace]
    at: list[int]
    x: Sequence[Sequence[float]]
    y: Sequence[Sequence[float | None]]
    z: Sequence[Sequence[float | None]]


def news(curve: Curve, known: Curve) -> Curve:
    """What a page has to be sent of a curve that knows it as it was; all of it, if more than its end has changed."""
    kept = len(known["at"])
    if curve.get("pale") != known.get("pale"):
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


# Most points of a curve were in the tick before. The size is that of a hundred visitors' curves, training and test.
@lru_cache(maxsize=100_000)
def shorten(number: float) -> float:
    """As many digits as a chart can show: 0.2880832… → 0.28808."""
    return float(f"{number:.5g}")
