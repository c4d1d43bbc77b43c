"""Runs that are trained again from their settings beside those that play: each takes its turns, and room for itself."""

import threading

from playground.training import Moment, Run
from playground.training.retraining import Retraining

from .memory_budget import BUDGET, large_apart
from .scheduler import SCHEDULER


class Training:
    """A run that is trained again up to a moment; meanwhile its network takes memory from the common budget."""

    def __init__(self, moment: Moment, session: str) -> None:
        self.moment, self.session = moment, session
        self._way = Retraining(moment)
        self._lock = threading.Lock()

    @property
    def share(self) -> float:
        """Share of the iterations that is done, 0 to 1."""
        return self._way.share

    def train_slice(self) -> Run | None:
        """Train for one time slice; returns the run once it has arrived, otherwise None.

        Raises
        ------
        ValueError
            If it can't be run, there is not enough memory for it, or it takes too long.
        """
        with SCHEDULER.time_slice(self.session) as time_slice, self._lock:
            if self._way.run is None:
                with large_apart():
                    run = self._way.begin()
                BUDGET.reserve(self, run.nbytes)
            BUDGET.used(self)
            return self._way.approach(time_slice.seconds)

    def release(self) -> bool:
        """Release the memory of its network, unless it is being trained; the next time slice starts again."""
        if not self._lock.acquire(blocking=False):
            return False
        self._way.run = None
        self._lock.release()
        return True

    def end(self) -> None:
        """Release it for good."""
        self._way.run = None
        BUDGET.reserve(self, 0)
