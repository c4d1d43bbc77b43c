"""What there is to train for one room: the run that its phones follow."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from playground.features.classroom.questions.question import Asked, Question, chosen_of, experiment_of
from playground.language import Language, rendered
from playground.lessons.lesson import view_of
from playground.ui.runs.memory_budget import BUDGET, MemoryBudget, large_apart

from .follower import Follower

_log = logging.getLogger(__name__)

ROOMS = "rooms"
"""All rooms of the process, as a visitor of the scheduler."""
PICTURE_SECONDS = 0.5
"""At least, between two pictures of a room."""
RETRY_SECONDS = 1.0
"""Until the next attempt, where the store can't be reached or there is no memory."""

Clock = Callable[[], float]


class Following:
    """The run of a room, on its way to the lecturer's iteration.

    Parameters
    ----------
    budget : for the memory of its runs
    clock : seconds, monotonic; tests pass their own

    Attributes
    ----------
    version : grows with each new picture
    wanted : where the lecturer's run is; None if nobody has asked since the memory was released
    """

    session = ROOMS

    def __init__(self, budget: MemoryBudget = BUDGET, clock: Clock = time.monotonic) -> None:
        self.version = 0
        self.wanted: Asked | None = None
        self._budget, self._clock = budget, clock
        self._lock = threading.Lock()
        self._question: Question | None = None
        self._follower: Follower | None = None
        """The run of this question; None if it has none that can be followed."""
        self._going: tuple[int, str] | None = None
        self._shown: tuple[int, str] | None = None
        """Where it is going, and what the picture shows: iterations and changes of the lecturer's run."""
        self._not_before = self._next_picture = 0.0
        self._picture: tuple[Question, dict[str, Any], dict[str, dict[str, Any]]] | None = None
        """The last one, with what it is in each language; replaced as a whole, since other threads read it."""

    def picture(self, asked: Asked, language: Language) -> Mapping[str, Any] | None:
        """The last picture for this question; None if there is none, or none yet."""
        self.wanted, found = asked, self._picture
        if found is None or found[0] != asked.question:
            return None
        _question, picture, said = found
        if language.code not in said:
            said[language.code] = rendered(picture, language)
        return said[language.code]

    @property
    def due(self) -> float | None:
        asked, follower = self.wanted, self._follower  # another thread may release it meanwhile
        if asked is None:
            return None
        if asked.question != self._question:
            return self._not_before
        if follower is None or self._shown == (asked.at, asked.changes):
            return None
        arrived = self._going == (asked.at, asked.changes) and follower.arrived
        return self._next_picture if arrived else 0.0

    def work(self, seconds: float) -> None:
        asked = self.wanted
        if asked is None:
            return
        with self._lock:
            try:
                self._approach(asked, seconds)
            except (ValueError, IndexError):  # no run, or changes that don't fit it
                self._let_go(asked.question)
            except Exception:  # the lecturer's own run has nothing to do with it
                _log.exception("The run of a room could not be followed: %r", asked.question)
                self._let_go(asked.question)

    def _approach(self, asked: Asked, seconds: float) -> None:
        if asked.question != self._question:
            self._let_go(asked.question)
            experiment = experiment_of(asked.question)
            if experiment is None:  # a sweep, whose networks come one after the other
                return
            with large_apart():
                follower = Follower(experiment, view_of(chosen_of(asked.question)))
            try:
                self._budget.reserve(self, follower.nbytes)
            except ValueError:  # no memory just now
                self._let_go(None)
                self._not_before = self._clock() + RETRY_SECONDS
                return
            self._follower = follower
        follower_now = self._follower
        if follower_now is None:
            return
        self._budget.used(self)
        self._going = asked.at, asked.changes
        follower_now.go_to(*self._going)
        arrived = follower_now.approach(seconds)
        if (now := self._clock()) >= self._next_picture:
            self._picture = asked.question, follower_now.frame(), {}
            self._shown = self._going if arrived else None
            self._next_picture = now + PICTURE_SECONDS
            self.version += 1

    def _let_go(self, question: Question | None) -> None:
        """Have no run; that of ``question`` is not tried again."""
        self._question, self._follower, self._going, self._shown = question, None, None, None
        self._budget.reserve(self, 0)

    def release(self) -> bool:
        """Release the memory of the run, unless it is being trained; when somebody asks, it is trained again."""
        if not self._lock.acquire(blocking=False):
            return False
        self._question, self._follower, self._going, self._shown, self.wanted = None, None, None, None, None
        self._lock.release()
        return True
