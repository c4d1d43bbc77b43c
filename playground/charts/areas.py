"""Where a network's classes lie in the plane: the areas of each, and the points on the wrong side. No words."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.training import Extent

COUNTS = 0.005
"""An area counts if it takes this share of the picture: in one of 400 pixels, a square of 28. Less is a speck."""
MIDDLE = 0.12
"""What is no farther than this from the middle, in sides of the picture, is in no direction from it."""
AROUND = 0.2
"""Points no farther than this from the middle are near it: an eighth of the picture."""
MOST = 0.6
"""A share of points that one may call most of them, with some to spare."""
SEVERAL = 4
"""Fewer points have a common place only if all of them are there."""
STRAIGHT = 0.02
"""A boundary that strays from a line by at most this, in sides, looks straight: two cells of a large picture."""
LARGEST = 1.25
"""An area is clearly the largest if it is this many times as large as the next."""
FLAT = 1 / 64
"""Outputs that differ by less than a shade of the picture look the same."""
DIRECTIONS = ("right", "upper right", "top", "upper left", "left", "lower left", "bottom", "lower right")
"""Anticlockwise from the right."""


class Area(NamedTuple):
    """A connected part of the plane that gets the same class.

    ``share``: of the picture; ``place``: see :func:`place_of`; ``is_open``: whether it reaches the edge of the picture;
    ``inwards``: how near it comes to the middle, in sides of the picture
    """

    share: float
    place: str
    is_open: bool
    inwards: float


def direction_of(x1: float, x2: float) -> str:
    """The direction of a point by its distances from the middle, in sides of the picture: to the right, and upwards.

    "middle" if it is there.
    """
    if np.hypot(x1, x2) <= MIDDLE:
        return "middle"
    return DIRECTIONS[round(np.arctan2(x2, x1) / (np.pi / 4)) % 8]


def place_of(members: NDArray) -> str:
    """Where connected cells, (n, n) of bool, are: in the "middle", "around" it, or the direction of their centre."""
    n = len(members)
    row, column = np.argwhere(members).mean(axis=0)
    place = direction_of((column + 0.5) / n - 0.5, 0.5 - (row + 0.5) / n)
    surrounds = not members[n // 2, n // 2] and filled(members)[n // 2, n // 2]
    return "around" if place == "middle" and surrounds else place


def areas(members: NDArray) -> list[Area]:
    """The areas that count, the largest first.

    Parameters
    ----------
    members : (n, n) of bool, top row first: the cells that get this class
    """
    cells, n = members.size, len(members)
    number_of = connected(members)
    shares = np.bincount(number_of[members]) / cells
    numbers = [number for number in np.argsort(-shares, kind="stable") if shares[number] >= COUNTS]
    at_edge = edge(number_of)
    away = (np.arange(n) + 0.5) / n - 0.5
    from_middle = np.hypot(away, away[:, None])
    parts = [(number, number_of == number) for number in numbers]
    return [
        Area(float(shares[number]), place_of(part), number in at_edge, float(from_middle[part].min()))
        for number, part in parts
    ]


def connected(members: NDArray) -> NDArray:
    """Which connected part a cell is in: the number of its first cell, row by row; -1 for cells that are in none.

    Cells that only touch at a corner are not connected.

    Parameters
    ----------
    members : (n, n) of bool
    """
    cell = np.arange(members.size).reshape(members.shape)
    beside = [cell[:, :-1][members[:, :-1] & members[:, 1:]], cell[:-1][members[:-1] & members[1:]]]
    ends = np.concatenate([beside[0], beside[1]]), np.concatenate([beside[0] + 1, beside[1] + members.shape[1]])
    first = cell.ravel()
    while True:
        firsts = first[ends[0]], first[ends[1]]
        low, high = np.minimum(*firsts), np.maximum(*firsts)
        if np.array_equal(low, high):
            return np.where(members, first.reshape(members.shape), -1)
        np.minimum.at(first, high, low)
        while not np.array_equal(first, nearer := first[first]):
            first = nearer


def edge(grid: NDArray) -> set[int]:
    """What there is at the edge of a grid, (n, n)."""
    return {*np.concatenate([grid[0], grid[-1], grid[:, 0], grid[:, -1]]).tolist()}


def filled(members: NDArray) -> NDArray:
    """Cells, (n, n) of bool, with the holes in them: what can't be reached from the edge of the grid without them."""
    outside = connected(~members)
    return ~np.isin(outside, [*edge(outside) - {-1}])


def inside_out(regions: Sequence[NDArray]) -> list[int]:
    """The numbers of regions, (n, n) of bool each, that lie around one another, from the innermost; else none."""
    whole = [filled(region) for region in regions]
    order = sorted(range(len(regions)), key=lambda number: int(whole[number].sum()))
    return order if all((whole[inner] <= whole[outer]).all() for inner, outer in pairwise(order)) else []


def is_straight(members: NDArray) -> bool:
    """Whether the border of these cells, (n, n) of bool, lies along one straight line."""
    n = len(members)
    rows, columns = np.nonzero(members[:, 1:] != members[:, :-1])
    rows_below, columns_below = np.nonzero(members[1:] != members[:-1])
    border = np.concatenate([[rows, columns + 0.5], [rows_below + 0.5, columns_below]], axis=1) / n
    if border.shape[1] < 2:
        return False
    border -= border.mean(axis=1, keepdims=True)
    across = np.linalg.svd(border @ border.T)[0][:, 1]  # the direction in which it spreads least
    return bool(np.abs(across @ border).max() <= STRAIGHT)


def direction(X: NDArray, extent: Extent) -> str:
    """Where most of the points are: "middle", or their direction from there; empty if that is not clear.

    Parameters
    ----------
    X : (2, m) points
    extent : the picture
    """
    m = X.shape[1]
    if not m:
        return ""
    middle = [[(extent.left + extent.right) / 2], [(extent.bottom + extent.top) / 2]]
    x1, x2 = (X - middle) / [[extent.right - extent.left], [extent.top - extent.bottom]]
    if m < SEVERAL:
        places = {direction_of(*each) for each in zip(x1, x2, strict=True)}
        return places.pop() if len(places) == 1 else ""
    apart = np.hypot(x1, x2)
    if np.mean(apart <= AROUND) >= MOST:
        return "middle"
    # Each direction has a quarter of the plane, so two neighbours share points: the one with more of them wins.
    angles = np.arctan2(x2, x1)[None] - np.arange(8)[:, None] * np.pi / 4
    there = ((np.cos(angles) >= np.cos(np.pi / 4)) & (apart > MIDDLE)).mean(axis=1)
    best = int(there.argmax())
    return DIRECTIONS[best] if there[best] >= MOST else ""


class Extreme(NamedTuple):
    """A number, and where it is: see :func:`place_of`."""

    value: float
    place: str


def extremes(outputs: NDArray, alike: float) -> tuple[Extreme, Extreme]:
    """The lowest and the highest number on a grid, (n, n), top row first.

    Either is where the cells around it are that do not look different: they differ by at most ``alike``.
    """

    def at(index: Any) -> Extreme:
        extreme = outputs.flat[index]
        number_of = connected(np.abs(outputs - extreme) <= alike)
        return Extreme(float(extreme), place_of(number_of == number_of.flat[index]))

    return at(outputs.argmin()), at(outputs.argmax())


def largest(found: Sequence[Area]) -> Area | None:
    """The area that is clearly the largest; None if there is none."""
    first, *others = found
    return first if not others or first.share >= LARGEST * others[0].share else None
