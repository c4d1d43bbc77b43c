"""The numbers along a run, in bounded memory."""

from typing import NamedTuple

from numpy.typing import NDArray


class Measurement(NamedTuple):
    """Cost and accuracy (0 to 1) after ``iteration`` updates; those of the test samples are None if there are none.

    ``units``: the hidden units of the first layer, as from :func:`hidden_units`, if the run follows them.
    """

    iteration: int
    cost: float
    accuracy: float
    test_cost: float | None
    test_accuracy: float | None
    units: NDArray | None = None


class History:
    """Measurements at every ``every``-th iteration, 0 included.

    It starts with every iteration. When there are more than ``capacity`` points, it drops every second one and
    doubles ``every``: so however long a run goes on, the points are evenly spread over all of it, their number
    is between half the capacity and the capacity, and each is a true measurement.
    """

    def __init__(self, capacity: int = 400) -> None:
        self.capacity = capacity
        self.every = 1
        self.points: list[Measurement] = []

    def wants(self, iteration: int) -> bool:
        """Whether this iteration is one to record."""
        return iteration % self.every == 0

    def record(self, measurement: Measurement) -> None:
        """Add a measurement whose iteration is wanted."""
        self.points.append(measurement)
        if len(self.points) > self.capacity:
            self.every *= 2
            self.points = self.points[::2]

    def forget_after(self, iteration: int) -> None:
        """Drop what lies behind ``iteration``."""
        while self.points and self.points[-1].iteration > iteration:
            self.points.pop()
