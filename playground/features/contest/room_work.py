"""What a process trains for a contest: its entries, for their scores."""

import random
import threading
import time
from collections.abc import Callable, Mapping

from playground.features.challenges.goals import Challenge
from playground.features.classroom.process.following import RETRY_SECONDS, ROOMS, Clock
from playground.features.classroom.questions.kind import Line
from playground.features.classroom.rooms.records import Record
from playground.features.classroom.stores.store import Unavailable
from playground.training import Recipe
from playground.ui.runs.memory_budget import BUDGET, MemoryBudget, large_apart

from .check import Check
from .entries import MOST_ENTRIES, WAITS, Entry, entries_sheet
from .question import KIND, challenge_of


class Checking:
    """The entries of a room's contest, on their way to a score: the smallest networks first.

    Where a room has seats in several processes, each checks what waits, in an order of its own among networks of the
    same size, and leaves out what another has done by then. They come to the same results.

    Parameters
    ----------
    code : of the room
    settle : writes down what came of an entry
    clock : seconds, monotonic; tests pass their own
    budget : for the memory of a network
    """

    session = ROOMS

    def __init__(
        self,
        code: str,
        settle: Callable[[str, Line], bool],
        clock: Clock = time.monotonic,
        budget: MemoryBudget = BUDGET,
    ) -> None:
        self._code, self._settle, self._budget, self._clock = code, settle, budget, clock
        self._lock = threading.Lock()
        self._asked: tuple[int, Challenge, Mapping[str, Entry]] | None = None
        self._queue: dict[tuple[int, str], tuple[Check, float]] = {}
        """By question and name, with a number that decides between two networks of the same size."""
        self._results: dict[tuple[int, Recipe], Entry] = {}
        self._unsettled: list[tuple[int, str, Entry]] = []
        self._not_before = 0.0

    def look(self, record: Record) -> bool:
        """Check those entries that wait."""
        entries: Mapping[str, Entry] = record.answers
        waits = any(entry.state == WAITS for entry in entries.values())
        if waits:
            self._asked = record.room.number, challenge_of(record.room.now.question), entries
        return waits

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
                number, name, entry = self._unsettled[0]
                there = self._settle(self._code, Line(entries_sheet(number), name, entry.as_json, MOST_ENTRIES))
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


ON_ANSWERS = {KIND.name: Checking}
