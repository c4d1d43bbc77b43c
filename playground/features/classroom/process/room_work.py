"""What a process trains for its rooms: the run that phones follow, what it will show, and what answers wait for.

One thread does it, a little for each room after another, in time slices of the scheduler, for which all rooms
together are one visitor. While somebody plays it rests after each slice, so that a lecturer's chart has the rest of the
processor.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from playground.features.classroom.questions.kind import Line
from playground.features.classroom.questions.question import Asked
from playground.features.classroom.rooms.records import Record
from playground.features.contents import parts
from playground.language import Language
from playground.ui.runs.scheduler import SCHEDULER, Scheduler

from .following import ROOMS, Clock, Following
from .foresight import Foresight

_log = logging.getLogger(__name__)

SLICE = 0.01
"""Seconds of a job's work at a time: no tick of a chart waits longer for one."""
SHARE = 0.5
"""Of the processor, while others play. Beside that a chart at 1,200 iterations a second keeps its pictures, and phones
are a second behind it; at a quarter they were up to five."""
MOST_ROOMS = 200
"""Rooms with something to train; beyond that, those that nobody has asked about for longest are forgotten."""

Settle = Callable[[str, Line], bool]
"""Writes down what came of an answer, given the code of its room; returns whether the room is still there."""


class Job(Protocol):
    """Something to train for a room."""

    @property
    def due(self) -> float | None:
        """When it has something to do: a time of the clock, which may have passed; None if there is nothing."""

    def work(self, seconds: float) -> None:
        """Work for about so many seconds."""


class OnAnswers(Job, Protocol):
    """Something to train for the answers to a question."""

    def look(self, record: Record) -> bool:
        """Look whether some of them wait for it; returns whether they do. Called whenever the room is looked at."""


ON_ANSWERS: Mapping[str, Callable[[str, Settle, Clock], OnAnswers]] = {
    kind: made for part in parts("room_work") for kind, made in part.ON_ANSWERS.items()
}
"""What makes such a job, by the kind of question, given the code of a room: the ``ON_ANSWERS`` of a feature's part."""


class RoomWork:
    """All that a process trains for its rooms.

    Parameters
    ----------
    settle : writes down what came of an answer
    scheduler : of the process
    clock, sleep : tests pass their own
    """

    def __init__(
        self,
        settle: Settle,
        scheduler: Scheduler = SCHEDULER,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settle, self._scheduler, self._clock, self._sleep = settle, scheduler, clock, sleep
        self._following: dict[str, Following] = {}
        self._foresights: dict[str, Foresight] = {}
        self._on_answers: dict[tuple[str, str], OnAnswers] = {}
        """By code and kind of question."""
        self._lock, self._wake = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None

    def picture(self, code: str, asked: Asked, language: Language) -> Mapping[str, Any] | None:
        """The last picture of a room's run, which is to go where this says."""
        with self._lock:
            following = self._following.pop(code, None) or Following(clock=self._clock)
            self._following[code] = following
            self._forget(self._following)
        seen = following.picture(asked, language)
        if following.due is not None:
            self._go_on()
        return seen

    def foresee(self, code: str, asked: Asked) -> int | None:
        """The claim that the run of a room's question will show to be true, once that is known."""
        with self._lock:
            foresight = self._foresights.pop(code, None)
            if not foresight or foresight.question != asked.question:  # of a question that is over nobody asks any more
                foresight = Foresight(asked.question, clock=self._clock)
            self._foresights[code] = foresight
            self._forget(self._foresights)
        if foresight.due is not None:
            self._go_on()
        return foresight.right

    def version(self, code: str) -> int:
        """A number that is another one with each new picture of a room's run, and once something of it is foreseen."""
        following = self._following.get(code)
        foresight = self._foresights.get(code)
        return (foresight.version if foresight else 0) + (following.version if following else 0)

    def look(self, code: str, record: Record) -> None:
        """Do what the answers in a room wait for, if they wait for anything."""
        key = code, record.room.now.question.kind
        made = ON_ANSWERS.get(key[1])
        if not made:
            return
        with self._lock:
            job = self._on_answers.pop(key, None) or made(code, self._settle, self._clock)
            self._on_answers[key] = job
            self._forget(self._on_answers)
        if job.look(record):
            self._go_on()

    @staticmethod
    def _forget(jobs: dict[Any, Any]) -> None:
        """Keep those that were asked about last, which come last."""
        while len(jobs) > MOST_ROOMS:
            del jobs[next(iter(jobs))]

    def _go_on(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=ROOMS, daemon=True)
                self._thread.start()
        self._wake.set()

    def _work(self) -> None:
        while True:
            self._wake.clear()
            self._wake.wait(self.run_due())

    def run_due(self) -> float | None:
        """Work on each job that is due, until none is; returns the seconds until one will be, None for never."""
        while True:
            with self._lock:
                jobs: list[Job] = [
                    *self._following.values(),
                    *self._foresights.values(),
                    *self._on_answers.values(),
                ]
            times = {job: when for job in jobs if (when := job.due) is not None}
            now = self._clock()
            due = [job for job, when in times.items() if when <= now]
            if not due:
                return max(0.0, min(times.values()) - now) if times else None
            for job in due:
                with self._scheduler.time_slice(ROOMS) as time_slice:
                    began = self._clock()
                    try:
                        job.work(SLICE)
                    except Exception:  # the other rooms have nothing to do with it
                        _log.exception("Training for a room failed")
                    took = self._clock() - began  # not only work: where a machine is busy, it keeps others waiting
                if time_slice.visitors > 1:
                    self._sleep(took * (1 / SHARE - 1))
