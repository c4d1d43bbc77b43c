"""Standardises the numbers of a table, and finds those that are far from all others."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers = TypeVar("Numbers", float, NDArray)

EMPTY = 0.75
"""The share of its axis that a far number leaves empty, at least."""
_MOST_FAR = 0.1
"""Share of the numbers at each end that can be far from the others, at most."""
_FEWEST = 10
"""Among fewer numbers, a wide gap is nothing unusual."""


MOST = 1e100
"""A mean or a deviation beyond this, or below one divided by it, could overflow with a network's outputs."""


class Unit(NamedTuple):
    """What standardised numbers were before, in their own unit; by default they are as they were."""

    mean: float = 0.0
    deviation: float = 1.0

    @property
    def is_own(self) -> bool:
        """Whether the numbers were standardised, so that their own unit is another."""
        return self != AS_THEY_ARE

    def original(self, standardised: Numbers) -> Numbers:
        """Standardised numbers in their own unit."""
        return self.mean + self.deviation * standardised

    def standardised(self, original: Numbers) -> Numbers:
        """Numbers in their own unit, standardised."""
        return (original - self.mean) / self.deviation


AS_THEY_ARE = Unit()
"""The unit of numbers that were not standardised."""


class Scaling(NamedTuple):
    """How a column was standardised: the mean was subtracted, then it was divided by the standard deviation."""

    name: str
    mean: float
    deviation: float

    @property
    def unit(self) -> Unit:
        """The column's own unit; numbers so large or small that an output in it could overflow stay standardised."""
        usable = abs(self.mean) <= MOST and 1 / MOST <= self.deviation <= MOST
        return Unit(self.mean, self.deviation) if usable else AS_THEY_ARE


def standardised(X: NDArray, names: Sequence[str]) -> tuple[NDArray, tuple[Scaling, ...]]:
    """Both columns scaled to mean 0 and standard deviation 1, and the scalings."""
    # Scale to about 1 first, so that no sum of squares overflows or underflows.
    size = np.abs(X).max(axis=1, keepdims=True)
    near_1 = X / size
    mean, deviation = near_1.mean(axis=1, keepdims=True), near_1.std(axis=1, keepdims=True)
    by = zip(names, (mean * size).ravel().tolist(), (deviation * size).ravel().tolist(), strict=True)
    return (near_1 - mean) / deviation, tuple(Scaling(*each) for each in by)


def far_off(numbers: NDArray) -> NDArray:
    """Which numbers are so far from all others that these are squeezed into a part of their axis, (m,) of bool.

    The rule is Dixon's: the gap before a number as a share of the range from the other end up to this number. From the
    middle four fifths outwards, everything beyond a gap of more than :data:`EMPTY` is far off. The tenth at the other
    end is left out of the range, so outliers there hide nothing.

    Unlike a rule that counts quartile ranges, it leaves the tail of a skewed column alone: it suspects one in eighty
    log-normal columns of 150 numbers, and one in three hundred of 2,000.
    """
    far = np.zeros(numbers.size, bool)
    if numbers.size < _FEWEST:
        return far
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order] / max(np.abs(numbers).max(), np.finfo(float).tiny)  # so that no difference overflows
    far[order[numbers.size - _beyond_the_gap(ordered) :]] = True
    far[order[: _beyond_the_gap(-ordered[::-1])]] = True
    return far


def _beyond_the_gap(ordered: NDArray) -> int:
    """How many numbers at the upper end are beyond the first wide gap."""
    end = max(1, int(_MOST_FAR * ordered.size))
    low, upper = ordered[end], ordered[-1 - end :]
    if low == upper[0]:  # most numbers are the same: no range to compare with
        return 0
    wide = np.diff(upper) > EMPTY * (upper[1:] - low)
    return end - int(wide.argmax()) if wide.any() else 0
