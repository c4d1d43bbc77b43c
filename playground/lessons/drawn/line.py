"""Drawn lines, as a list of points from the browser and as letters in a link."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.language import _

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Those that a link needs not escape."""
PER_POINT = 4
"""Letters, two for each of its numbers."""
MOST_LETTERS = 60
MOST_POINTS = MOST_LETTERS // PER_POINT
LEVELS = len(LETTERS) ** 2 - 1
"""The largest number that two letters hold."""


def pairs(points: Any) -> NDArray:
    """An untrusted list of points as (n, 2).

    Raises
    ------
    ValueError
        If it is no such list, or too long.
    """
    try:
        table = np.array(points, float).reshape(-1, 2)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(_("A curve is a list of pairs of numbers.")) from None
    if len(table) > MOST_POINTS or not np.isfinite(table).all():
        raise ValueError(_("A curve has at most {most} points, all of them numbers.", most=MOST_POINTS))
    return table


def in_letters(levels: NDArray) -> str:
    """Whole numbers from 0 to ``LEVELS``, (n, 2), as letters."""
    return "".join(LETTERS[level // 64] + LETTERS[level % 64] for level in levels.flat)


def levels(text: str) -> NDArray:
    """The numbers, (n, 2), in an untrusted link.

    Raises
    ------
    ValueError
        If it has none.
    """
    if len(text) > MOST_LETTERS or len(text) % PER_POINT or len(text) < 2 * PER_POINT:
        raise ValueError(
            _("A curve has {per} letters for each of its 2 to {most} points.", per=PER_POINT, most=MOST_POINTS)
        )
    places = [LETTERS.find(letter) for letter in text]
    if -1 in places:
        raise ValueError(_("A curve is written in letters, digits, - and _."))
    first, second = np.array(places).reshape(-1, 2).T
    return (64 * first + second).reshape(-1, 2)
