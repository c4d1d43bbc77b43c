"""Divergence: parameters that have blown up, which ends a run."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BLOWN_UP = 1e15
"""A parameter beyond this has diverged: a step of ordinary size is lost in rounding."""


class Divergence(NamedTuple):
    """The first parameter of a run to exceed :data:`BLOWN_UP`, and the number of the update that did it."""

    parameter: str
    iteration: int


def blown_up(numbers: NDArray) -> bool:
    """Whether any number is too large or NaN (which compares as false)."""
    return not np.abs(numbers).max() <= BLOWN_UP
