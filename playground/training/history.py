"""The numbers along a run, in bounded memory."""

from bisect import bisect_right
from typing import NamedTuple

from numpy.typing import NDArray

OCTAVE = 32
"""From one iteration to twice that iteration the history has at least so many points, or every iteration."""


class Measurement(NamedTuple):
    """Cost and accuracy (0 to 1) after ``iteration`` updates; those of the test samples are None if there are none.

    ``units``: the hidden units of the first layer, as from :func:`hidden_units`, if the run follows them; ``penalty``:
    the part of both costs that large weights add, so that the rest is the cross-entropy of the samples.
    """

    iteration: int
    cost: float
    accuracy: float
    test_cost: float | None
    test_accuracy: float | None
    units: NDArray | None = None
    penalty: float = 0.0


class History:
    """Measurements along a run, dense enough for a linear and for a logarithmic iteration axis.

    It starts with every iteration. Whenever more than ``capacity`` points are evenly spread over the run, it doubles
    the distance between them, ``every``, and drops those in between, except early ones: from each iteration to twice
    that iteration :data:`OCTAVE` points stay, and all iterations up to twice that number.

    However long a run goes on, there are at most ``capacity + OCTAVE * log2(every)`` points: 784 of a million
    iterations at the default capacity. Each is a true measurement. All distances are powers of two, so that of two
    histories the one with the larger ``every`` has no point that the other lacks, as far as both reach.
    """

    def __init__(self, capacity: int = 400) -> None:
        self.capacity = capacity
        self.every = 1
        self.points: list[Measurement] = []

    def step(self, iteration: int) -> int:
        """The distance between points from this iteration on: a power of two, never larger than ``every``."""
        octave = max(1, iteration // OCTAVE)
        return min(self.every, 1 << (octave.bit_length() - 1))  # the largest power of two up to it

    def wants(self, iteration: int) -> bool:
        """Whether this iteration is one to record."""
        return iteration % self.step(iteration) == 0

    def next_wanted(self, iteration: int) -> int:
        """The first iteration after this one that is wanted."""
        step = self.step(iteration)
        return (iteration // step + 1) * step

    def record(self, measurement: Measurement) -> None:
        """Add a measurement whose iteration is wanted, and later than all before."""
        self.points.append(measurement)
        if measurement.iteration >= self.capacity * self.every:
            self.every *= 2
            self.points = [point for point in self.points if self.wants(point.iteration)]

    def until(self, iteration: int) -> "History":
        """The history up to ``iteration``: itself, if it goes no further."""
        if self.points and self.points[-1].iteration <= iteration:
            return self
        part = History(self.capacity)
        part.every = self.every
        part.points = self.points[: bisect_right(self.points, iteration, key=lambda point: point.iteration)]
        return part

    def forget_after(self, iteration: int) -> None:
        """Drop what lies behind ``iteration``."""
        while self.points and self.points[-1].iteration > iteration:
            self.points.pop()
