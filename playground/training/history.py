"""The measurements along a run, in bounded memory."""

from bisect import bisect_right
from math import sqrt
from typing import NamedTuple

from numpy.typing import NDArray

OCTAVE = 32
"""Between any iteration and twice that iteration the history has at least this many points, or every iteration."""


class Measurement(NamedTuple):
    """Cost and score after ``iteration`` updates; those on test samples are None if there are none.

    ``score``: the accuracy of classes, 0 to 1, or R² of numbers, see ``TARGETS``; ``units``: the hidden units of the
    first layer, as from :func:`hidden_units`, if the run records them; ``penalty``: the penalty on large weights
    included in both costs; the rest is the loss of the samples; ``deviation``: what a residual of 1 is in the numbers'
    own unit, see :class:`Unit`.
    """

    iteration: int
    cost: float
    score: float
    test_cost: float | None
    test_score: float | None
    units: NDArray | None = None
    penalty: float = 0.0
    deviation: float = 1.0

    @property
    def rmse(self) -> float:
        """The root mean square error of numbers, in their own unit."""
        return self._rmse(self.cost)

    @property
    def test_rmse(self) -> float | None:
        """The same on test samples."""
        return None if self.test_cost is None else self._rmse(self.test_cost)

    def _rmse(self, cost: float) -> float:
        return self.deviation * root_mean_square(cost - self.penalty)


def root_mean_square(loss: float) -> float:
    """The root mean square error of one number, ``sqrt(1/m Σ (a - y)²)``, from its loss, half the mean square."""
    return sqrt(2 * max(0.0, loss))  # the difference that is left of a penalty may be a little below 0


class History:
    """Measurements along a run, dense enough for a linear and for a logarithmic iteration axis.

    At first it keeps every iteration. Whenever more than ``capacity`` points are evenly spread over the run, it doubles
    their distance, ``every``, and drops those in between, except early ones: between any iteration and twice that
    iteration :data:`OCTAVE` points stay, and so do all iterations up to twice that number.

    However long the run, there are at most ``capacity + OCTAVE * log2(every)`` points: 784 for a million iterations at
    the default capacity. None is interpolated. All distances are powers of two, so of two histories the one with the
    larger ``every`` has a subset of the other's points, as far as both reach.
    """

    def __init__(self, capacity: int = 400) -> None:
        self.capacity = capacity
        self.every = 1
        self.points: list[Measurement] = []

    def step(self, iteration: int) -> int:
        """The distance between points from this iteration on: a power of two, at most ``every``."""
        return min(self.every, _lasting_step(iteration))

    @property
    def lasting(self) -> list[Measurement]:
        """The points that stay however long the run is."""
        return [point for point in self.points if _lasts(point.iteration)]

    @property
    def last_lasting(self) -> Measurement:
        """The last of them."""
        return next(point for point in reversed(self.points) if _lasts(point.iteration))

    def wants(self, iteration: int) -> bool:
        """Whether this iteration is to be recorded."""
        return iteration % self.step(iteration) == 0

    def next_wanted(self, iteration: int) -> int:
        """The first iteration after this one that is to be recorded."""
        step = self.step(iteration)
        return (iteration // step + 1) * step

    def record(self, measurement: Measurement) -> None:
        """Add a measurement; its iteration must be wanted and later than all others."""
        self.points.append(measurement)
        if measurement.iteration >= self.capacity * self.every:
            self.every *= 2
            self.points = [point for point in self.points if self.wants(point.iteration)]

    def until(self, iteration: int) -> "History":
        """The history up to ``iteration``; the object itself if it goes no further."""
        if self.points and self.points[-1].iteration <= iteration:
            return self
        part = History(self.capacity)
        part.every = self.every
        part.points = self.points[: bisect_right(self.points, iteration, key=lambda point: point.iteration)]
        return part

    def forget_after(self, iteration: int) -> None:
        """Drop the measurements after ``iteration``."""
        while self.points and self.points[-1].iteration > iteration:
            self.points.pop()


def _lasting_step(iteration: int) -> int:
    octave = max(1, iteration // OCTAVE)
    return 1 << (octave.bit_length() - 1)  # the largest power of two that is not above it


def _lasts(iteration: int) -> bool:
    return iteration % _lasting_step(iteration) == 0
