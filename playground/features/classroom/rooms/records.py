"""Rooms as they are now, with what is written in them: read once for all who look."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from playground.features.classroom.questions.kind import reasons_sheet
from playground.features.classroom.questions.kinds import kind_of
from playground.features.classroom.stores.store import Store

from .room import Room

SEATS = "seats"
"""The sheet with a line for each student."""


@dataclass(frozen=True)
class Record:
    """A room with what is written in it about its current question.

    Attributes
    ----------
    room : its state
    seats : a line for each student
    answers : what has been sent, as the question's kind reads it
    reasons : why students have answered so in this round, by their devices
    shared : the views that have been made, without what is personal in them
    """

    room: Room
    seats: Mapping[str, str]
    answers: Any
    reasons: Mapping[str, str] = field(default_factory=dict)
    shared: dict[tuple[bool, bool, str], dict[str, Any]] = field(default_factory=dict)


class Records:
    """The records of the rooms in a store.

    Parameters
    ----------
    store : where they are
    most : records to remember
    """

    def __init__(self, store: Store, most: int) -> None:
        self._store, self._most, self._lock = store, most, Lock()
        self._kept: OrderedDict[str, tuple[int, Record]] = OrderedDict()
        """By code, the last record and the pulse from before it was read."""

    def of(self, code: str) -> Record | None:
        """The room with this code, if there is one."""
        return self.all_of([code]).get(code)

    def all_of(self, codes: Collection[str]) -> dict[str, Record]:
        """Those of these rooms that are there, by code; each is read from the store only if it has changed."""
        pulses = self._store.pulses(codes)
        with self._lock:
            for code in {*codes} - pulses.keys():
                self._kept.pop(code, None)  # nothing of it is kept here, either
        found = {code: self._at(code, pulse) for code, pulse in pulses.items()}
        return {code: record for code, record in found.items() if record}

    def _at(self, code: str, pulse: int) -> Record | None:
        """The room at this pulse, or a later one."""
        with self._lock:
            kept = self._kept.get(code)
        if kept and kept[0] == pulse:
            return kept[1]
        stored = self._store.read(code)
        if not stored:
            return None
        room = Room.of_json(stored.state)
        kind = kind_of(room.now.question)
        sheets = [self._store.sheet(code, name) for name in kind.sheets(room.number, room.now.round)]
        reasons = self._store.sheet(code, reasons_sheet(room.number, room.now.round)) if room.now.question.why else {}
        record = Record(room, self._store.sheet(code, SEATS), kind.read(sheets), reasons)
        with self._lock:
            self._kept[code] = pulse, record
            self._kept.move_to_end(code)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return record
