"""What a job is that a process does for one of its rooms, and what the answers to a question have it do."""

from collections.abc import Callable, Mapping
from typing import Protocol

from playground.classroom.kind import Line
from playground.classroom.records import Record
from playground.features.contents import parts

ROOMS = "rooms"
"""All rooms of the process, as a visitor of the scheduler."""
RETRY_SECONDS = 1.0
"""Until the next attempt, where the store can't be reached or there is no memory."""

Clock = Callable[[], float]
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
