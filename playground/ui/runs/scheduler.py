"""Schedules the processor fairly among all visitors who play.

A tick's training and pictures are computed in a time slice. Only one runs at a time: Python computes on one
core anyway, and threads competing for it would make every tick as late as the last. The more visitors, the shorter the
slices, down to the shortest that is worth its overhead; and while others wait, a visitor whose single picture takes
longer gets slices less often. So all get the same share of the processor, whatever the size of their networks, and the
share of those who leave goes to the others.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

ROUND_SECONDS = 0.2
"""Time in which every visitor who plays should get a slice, unless there are too many of them even for the shortest
slices. The overhead of a tick is not included."""
RESTORE_SECONDS = 2.0
"""The same for runs being restored: after a restart those are everyone's, and longer slices restore all of them sooner,
since each slice has an overhead. It is within the pages' patience."""
SHORTEST, LONGEST = 0.0065, 0.15
"""Seconds of a slice. Each has an overhead of one or two milliseconds, so very short ones leave little for pictures; a
button has to wait for a tick to end, so even a lone visitor's slices are short."""
HERE_SECONDS = 4.0
"""A visitor this late for the next slice has left: a round of a hundred visitors takes less time."""


WORK_TIME: Callable[[], float] = getattr(time, "thread_time", time.perf_counter)
"""Seconds that this thread has worked. A browser's Python has a single thread, and no clock of it."""


class TimeSlice:
    """A time slice in progress.

    Attributes
    ----------
    visitors : how many play, this one included
    seconds : how long it should take
    most : how long it may take during a restore; ``retry_after`` then grows to compensate the others
    retry_after : seconds until the same visitor's next slice may begin; known once this one is over
    """

    def __init__(self, visitors: int, clock: Callable[[], float]) -> None:
        self.visitors = visitors
        self.seconds = max(SHORTEST, min(LONGEST, ROUND_SECONDS / visitors))
        self.most = max(SHORTEST, min(LONGEST, RESTORE_SECONDS / visitors))
        self.retry_after = 0.0
        self._begin, self._clock = clock(), clock

    @property
    def used(self) -> float:
        """Seconds of work since it began."""
        return self._clock() - self._begin

    @property
    def over(self) -> bool:
        """Whether its time is up."""
        return self.used >= self.seconds


class Scheduler:
    """The scheduler of the slices of one process.

    Parameters
    ----------
    clock : seconds, monotonic; tests pass their own
    work : CPU seconds of the slice's own thread, so that waiting for others does not count
    sleep : waits for a number of seconds

    Attributes
    ----------
    waiting : how many visitors wait for their slice
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        work: Callable[[], float] = WORK_TIME,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.waiting = 0
        self._sleep = sleep
        self._clock, self._work = clock, work
        self._count, self._one_at_a_time = threading.Lock(), threading.Lock()
        self._here_until: dict[Hashable, float] = {}
        self._not_before: dict[Hashable, float] = {}
        self._excesses: dict[Hashable, deque[float]] = {}

    def early(self, visitor: Hashable) -> float:
        """Seconds until ``visitor`` may have another slice."""
        return max(0.0, self._not_before.get(visitor, 0.0) - self._clock())

    @contextmanager
    def time_slice(self, visitor: Hashable) -> Iterator[TimeSlice]:
        """Wait for a slice for ``visitor``, and take it."""
        self._wait_for(visitor)
        try:
            now = self._clock()
            self._here_until[visitor] = now
            self._here_until = {other: until for other, until in self._here_until.items() if now <= until}
            visitors = len(self._here_until)
            time_slice = TimeSlice(visitors, self._work)
            try:
                yield time_slice
            finally:
                excess = self._usual_excess(visitor, time_slice.used - time_slice.seconds)
                if self.waiting and excess > 0:
                    # What the others have lost, and one slice more, since one of theirs will be in progress.
                    time_slice.retry_after = excess * (visitors - 1) + time_slice.seconds
                if len(self._excesses) > len(self._here_until):  # somebody has left
                    self._excesses = {each: last for each, last in self._excesses.items() if each in self._here_until}
                self._here_until[visitor] = self._clock() + time_slice.retry_after + HERE_SECONDS
                self._not_before = {each: when for each, when in self._not_before.items() if each in self._here_until}
                self._not_before[visitor] = self._clock() + time_slice.retry_after
        finally:
            self._one_at_a_time.release()

    def _wait_for(self, visitor: Hashable) -> None:
        """Wait until ``visitor`` may have a slice; the caller has to release the lock afterwards.

        Our page keeps to the wait that it was told. A client that does not waits here, and gets no more than others.
        The same holds for several threads of one visitor: after a slice of one it is too early for the rest.
        """
        while True:
            if early := self.early(visitor):
                self._sleep(early)
            with self._count:
                self.waiting += 1
            self._one_at_a_time.acquire()
            with self._count:
                self.waiting -= 1
            if not self.early(visitor):
                return
            self._one_at_a_time.release()

    def _usual_excess(self, visitor: Hashable, excess: float) -> float:
        """Median overrun of the visitor's last three slices, in seconds.

        A large network makes every slice overrun. A single overrun, say from garbage collection, is not the visitor's
        fault: with a hundred visitors, one of them would otherwise wait for seconds because of the others' garbage.
        """
        last = self._excesses.setdefault(visitor, deque(maxlen=3))
        last.append(excess)
        return sorted(last)[len(last) // 2]


SCHEDULER = Scheduler()
"""The scheduler of this process."""
