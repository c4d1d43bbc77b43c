"""Shares the processor among all visitors who play.

A tick's training and pictures are computed in a *turn*. Only one turn runs at a time: Python computes on one core
anyway, and threads that take it from each other would make every tick as late as the last. The more visitors there
are, the shorter a turn, down to the shortest that is worth what it costs besides; and if there are others waiting,
whoever needs longer for a single picture comes less often.
So all get the same share of the processor, whatever the size of their networks, and when some leave the others get
what was theirs.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

ROUND_SECONDS = 0.2
"""In this time everyone who plays should have had a turn, unless they are so many that turns are the shortest there
are. What a tick costs beside it comes on top."""
WAY_BACK_SECONDS = 2.0
"""The same for those who are brought back to where they were: after a restart that is everyone, and longer turns bring
all back sooner, since each costs time besides. No page loses patience in it."""
SHORTEST, LONGEST = 0.006, 0.15
"""Seconds. Each turn costs some milliseconds besides, so many short ones would leave little for pictures; a button has
to wait for a tick to end, so that even alone a visitor's turn is short."""
HERE_SECONDS = 4.0
"""Whoever has not come for so long when a next turn was due has left: a round of a hundred visitors is shorter."""


class Turn:
    """A turn under way.

    Attributes
    ----------
    seconds : how long it should take
    most : how long it may take where that matters more; those that wait have their time back, since ``wait`` grows
    wait : seconds that should pass after it until the same visitor's next; known when it is over
    """

    def __init__(self, visitors: int, clock: Callable[[], float]) -> None:
        self.seconds = max(SHORTEST, min(LONGEST, ROUND_SECONDS / visitors))
        self.most = max(SHORTEST, min(LONGEST, WAY_BACK_SECONDS / visitors))
        self.wait = 0.0
        self._begin, self._clock = clock(), clock

    @property
    def used(self) -> float:
        """Seconds of work since it began."""
        return self._clock() - self._begin

    @property
    def over(self) -> bool:
        """Whether its time is up."""
        return self.used >= self.seconds


class Turns:
    """The turns of one process.

    Parameters
    ----------
    clock : seconds, never going back; tests bring their own
    sleep : waits for so many seconds
    work : seconds that a turn's own thread has worked: what it waits for the others meanwhile is not its own time

    Attributes
    ----------
    waiting : how many visitors wait for their turn
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        work: Callable[[], float] = time.thread_time,
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
        """Seconds until ``visitor`` may have the next turn."""
        return max(0.0, self._not_before.get(visitor, 0.0) - self._clock())

    @contextmanager
    def turn(self, visitor: Hashable) -> Iterator[Turn]:
        """Wait for the turn of ``visitor``, and take it."""
        self._wait_for(visitor)
        try:
            now = self._clock()
            self._here_until[visitor] = now
            self._here_until = {other: until for other, until in self._here_until.items() if now <= until}
            visitors = len(self._here_until)
            turn = Turn(visitors, self._work)
            try:
                yield turn
            finally:
                excess = self._usual_excess(visitor, turn.used - turn.seconds)
                if self.waiting and excess > 0:
                    # What each of the others has had less; and a turn, since one of theirs will be under way.
                    turn.wait = excess * (visitors - 1) + turn.seconds
                if len(self._excesses) > len(self._here_until):  # somebody has left
                    self._excesses = {each: last for each, last in self._excesses.items() if each in self._here_until}
                self._here_until[visitor] = self._clock() + turn.wait + HERE_SECONDS
                self._not_before = {each: when for each, when in self._not_before.items() if each in self._here_until}
                self._not_before[visitor] = self._clock() + turn.wait
        finally:
            self._one_at_a_time.release()

    def _wait_for(self, visitor: Hashable) -> None:
        """Wait until it is the turn of ``visitor``, which then has to be released.

        Our page keeps to the wait that it was told; whoever does not waits here, and takes no more than others. That
        holds for several threads of one visitor, too: after the turn of one of them it is too early for the rest.
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
        """What the visitor's last turns took too long, the middle one of three.

        A large network makes every turn too long. What makes a single one so, such as a garbage collection that falls
        into it, is for all: with a hundred visitors, one would else wait for seconds for what others have left behind.
        """
        last = self._excesses.setdefault(visitor, deque(maxlen=3))
        last.append(excess)
        return sorted(last)[len(last) // 2]


TURNS = Turns()
"""Those of this process."""
