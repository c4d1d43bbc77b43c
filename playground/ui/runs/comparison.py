"""Runs that a page does not show, trained as long as those that it does, so that an answer can compare both."""

import logging
import threading
from math import inf

from playground.training import Experiment, RunGroup

from .memory_budget import BUDGET, MemoryBudget, large_apart
from .scheduler import TimeSlice

_log = logging.getLogger(__name__)

MOST_SECONDS = 10.0
"""Most computing time for one comparison: some 300,000 iterations of 4 units on 400 samples."""
CHUNK = 20
"""Iterations at a time; a few milliseconds at most, so that no time slice takes much longer than it should."""


class Comparison:
    """Runs to compare with a visitor's, trained slice by slice; their memory is from the common budget.

    Parameters
    ----------
    experiment : what is trained
    session : the visitor's
    budget : for the memory of its runs
    """

    def __init__(self, experiment: Experiment, session: str, budget: MemoryBudget = BUDGET) -> None:
        self.experiment, self.session = experiment, session
        self._out_of_reach: float = inf
        """The first iteration that is."""
        self._budget = budget
        self._runs: RunGroup | None = None
        self._seconds = 0.0
        self._lock = threading.Lock()

    def at(self, iteration: int) -> RunGroup | None:
        """Its runs if they are at this iteration, or have diverged before; otherwise None."""
        runs = self._runs
        there = runs and (runs.iteration == iteration or (runs.iteration < iteration and runs.ended))
        return runs if there else None

    def is_out_of_reach(self, iteration: int) -> bool:
        """Whether there is not enough memory to compare at this iteration, or it has taken too long."""
        return iteration >= self._out_of_reach

    def approach(self, iteration: int, time_slice: TimeSlice) -> None:
        """Train towards this iteration for one time slice."""
        try:
            with self._lock:
                self._approach(iteration, time_slice)
        except ValueError:  # not enough memory
            self._give_up(0)
        except Exception:  # the visitor's own runs have nothing to do with it
            _log.exception("Runs to compare with could not be trained: %r", self.experiment)
            self._give_up(0)
        self._seconds += time_slice.used
        if self.at(iteration):
            self._seconds = 0.0
        elif self._seconds > MOST_SECONDS:
            self._give_up(iteration)

    def _approach(self, iteration: int, time_slice: TimeSlice) -> None:
        if self._runs is None:
            with large_apart():
                self._runs = RunGroup(self.experiment)
        runs = self._runs
        self._budget.reserve(self, sum(run.nbytes for run in runs.values()))
        runs.approach(iteration)
        while runs.iteration < iteration and not runs.ended and not time_slice.over:
            runs.advance(min(CHUNK, iteration - runs.iteration))

    def release(self) -> bool:
        """Release the memory of its runs, unless they are being trained; the next time slice starts again."""
        if not self._lock.acquire(blocking=False):
            return False
        self._runs = None
        self._lock.release()
        return True

    def _give_up(self, iteration: int) -> None:
        self._out_of_reach, self._seconds = iteration, 0.0
        self.end()

    def end(self) -> None:
        """Release its memory."""
        self._runs = None
        self._budget.reserve(self, 0)
