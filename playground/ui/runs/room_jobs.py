"""What there is to train for one room: the run that its phones follow, and the entries of its contest."""

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from playground.classroom.contest import Check
from playground.classroom.entries import WAITS, Entry
from playground.classroom.follower import Follower, Picture
from playground.classroom.question import Question, experiment_of
from playground.classroom.room import Asked
from playground.classroom.store import Unavailable
from playground.features.challenges.goals import Challenge
from playground.language import Language
from playground.training import Recipe

from .memory_budget import BUDGET, MemoryBudget, large_apart

_log = logging.getLogger(__name__)

ROOMS = "rooms"
"""All rooms of the process, as a visitor of the scheduler."""
PICTURE_SECONDS = 0.5
"""At least, between two pictures of a room."""
RETRY_SECONDS = 1.0
"""Until the next attempt, where the store can't be reached or there is no memory."""

Clock = Callable[[], float]
Settle = Callable[[str, int, str, Entry], bool]
"""Writes down what came of an entry, given the code of its room, the number of the question, the entry's name, and
itself; returns whether the room is still there."""


class Job(Protocol):
    """Something to train for a room."""

    @property
    def due(self) -> float | None:
        """When it has something to do: a time of the clock, which may have passed; None if there is nothing."""

    def work(self, seconds: float) -> None:
        """Work for about so many seconds."""


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
        self._picture: tuple[Question, Picture, dict[str, dict[str, Any]]] | None = None
        """The last one, with what it is in each language; replaced as a whole, since other threads read it."""

    def picture(self, asked: Asked, language: Language) -> Mapping[str, Any] | None:
        """The last picture for this question; None if there is none, or none yet."""
        self.wanted, found = asked, self._picture
        if found is None or found[0] != asked.question:
            return None
        _question, picture, said = found
        if language.code not in said:
            said[language.code] = picture.in_language(language)
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
                follower = Follower(experiment)
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
            self._picture = asked.question, follower_now.picture(), {}
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


class Checking:
    """The entries of a room's contest, on their way to a score: the smallest networks first.

    Where a room has seats in several processes, each checks what waits, in an order of its own among networks of the
    same size, and leaves out what another has done by then. They come to the same results.

    Parameters
    ----------
    code : of the room
    settle : writes down what came of an entry
    budget : for the memory of a network
    clock : seconds, monotonic; tests pass their own
    """

    session = ROOMS

    def __init__(self, code: str, settle: Settle, budget: MemoryBudget = BUDGET, clock: Clock = time.monotonic) -> None:
        self._code, self._settle, self._budget, self._clock = code, settle, budget, clock
        self._lock = threading.Lock()
        self._asked: tuple[int, Challenge, Mapping[str, Entry]] | None = None
        self._queue: dict[tuple[int, str], tuple[Check, float]] = {}
        """By question and name, with a number that decides between two networks of the same size."""
        self._results: dict[tuple[int, Recipe], Entry] = {}
        self._unsettled: list[tuple[int, str, Entry]] = []
        self._not_before = 0.0

    def check(self, number: int, challenge: Challenge, entries: Mapping[str, Entry]) -> None:
        """Check those of a question's entries that wait."""
        self._asked = number, challenge, entries

    @property
    def due(self) -> float | None:
        if self._asked:
            return 0.0
        return self._not_before if self._queue or self._unsettled else None

    def work(self, seconds: float) -> None:
        with self._lock:
            self._take()
            if self._clock() >= self._not_before:
                self._write_down()
                if self._queue and not self._unsettled:
                    self._check(seconds)
                    self._write_down()

    def _take(self) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        number, challenge, entries = asked
        unsettled = {name for of, name, _entry in self._unsettled if of == number}
        waiting = {name for name, entry in entries.items() if entry.state == WAITS} - unsettled
        self._queue = {key: each for key, each in self._queue.items() if key[0] == number and key[1] in waiting}
        self._results = {key: each for key, each in self._results.items() if key[0] == number}
        for name in waiting:
            if (number, name) not in self._queue:
                self._queue[number, name] = Check(entries[name], challenge), random.random()

    def _check(self, seconds: float) -> None:
        key = min(self._queue, key=lambda each: (self._queue[each][0].work, self._queue[each][1]))
        number, name = key
        check, _order = self._queue[key]
        recipe = check.recipe
        entry = check.like(self._results[number, recipe]) if recipe and (number, recipe) in self._results else None
        if entry is None:
            if not check.nbytes:
                with large_apart():
                    check.begin()
                try:
                    self._reserve()
                except ValueError:  # no memory just now
                    check.release()
                    self._not_before = self._clock() + RETRY_SECONDS
                    return
            self._budget.used(self)
            entry = check.approach(seconds)
        if entry:
            if recipe:
                self._results[number, recipe] = entry
            del self._queue[key]
            self._reserve()
            self._unsettled.append((number, name, entry))

    def _reserve(self) -> None:
        """Reserve memory for what is being trained; a large network goes on when the smaller ones are done."""
        self._budget.reserve(self, sum(check.nbytes for check, _order in self._queue.values()))

    def _write_down(self) -> None:
        """Write down what has come of entries; later, if the store can't be reached."""
        while self._unsettled:
            try:
                there = self._settle(self._code, *self._unsettled[0])
            except Unavailable:
                self._not_before = self._clock() + RETRY_SECONDS
                return
            del self._unsettled[0]
            if not there:  # the rest would be trained for nobody
                self._queue = {}
                self._reserve()

    def release(self) -> bool:
        """Release the memory of a network, unless it is being trained; its check begins again."""
        if not self._lock.acquire(blocking=False):
            return False
        for check, _order in self._queue.values():
            check.release()
        self._lock.release()
        return True
