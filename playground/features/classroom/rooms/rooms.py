"""What a process does with rooms. Everything from outside comes through here: nothing else writes to the store."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from hmac import compare_digest
from math import ceil
from typing import Any, NamedTuple

from playground.features.classroom.questions.kind import MOST_STUDENTS, Line
from playground.features.classroom.questions.kinds import kind_of
from playground.features.classroom.questions.question import Asked, Question
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.stores.store import Allowance, Full, Store
from playground.language import Language, _, ngettext

from .codes import DEVICE, Attempts, device_in, fits, hash_of, more_letters, network, new_code, new_key, read_code
from .records import SEATS, Record, Records
from .room import Room
from .table import tables
from .views import advised, gone, view

MOST_ROOMS = 200
OPENED = 20, 120.0
"""Rooms that one network can open at once, and the seconds until it can open another: not all within four hours."""
TRIES = 50
"""Attempts at a message that others keep getting ahead of."""

Foresee = Callable[[str, Asked], int | None]
"""Which claim the run of a question will show to be true, given the room's code; None if that is not known."""
Follow = Callable[[str, Asked, Language], Mapping[str, Any] | None]
"""Pictures the run of a question for a phone, given the room's code; None if there is nothing to show."""


class Seat(NamedTuple):
    """Who talks to a room from one browser; made by :meth:`Rooms.enter`.

    Attributes
    ----------
    code : of the room
    device : the browser's name in this room
    lecturer : whether it is the lecturer's
    own : whether it is a device of theirs that nobody else looks at, unlike a projector
    room : the room's :attr:`Room.key_hash`: another room may have the code once this one is gone
    """

    code: str
    device: str
    lecturer: bool
    room: str
    own: bool = False


class Rooms:
    """The rooms in a store.

    Parameters
    ----------
    store : shared with other processes
    follow : pictures runs for phones
    foresee : says what runs will show
    """

    def __init__(
        self,
        store: Store,
        follow: Follow = lambda code, asked, language: None,
        foresee: Foresee = lambda code, asked: None,
    ) -> None:
        self._store, self._follow, self._foresee = store, follow, foresee
        self.attempts = Attempts(store)
        self._records = Records(store, MOST_ROOMS)

    def begin(self, question: Question, address: str = "") -> tuple[str, str]:
        """Open a room with its first question; returns its code, and the lecturer's secret, which nobody else has.

        Parameters
        ----------
        question : the first
        address : of the network that this comes from; it is not stored

        Raises
        ------
        Refused
            If there are too many rooms, or too many have just been opened from there.
        """
        if seconds := self._store.spend(Allowance(f"rooms {network(address)}", *OPENED)):
            raise Refused(
                ngettext(
                    "Many rooms have just been opened from your network. Try again in {n:,} second.",
                    "Many rooms have just been opened from your network. Try again in {n:,} seconds.",
                    ceil(seconds),
                )
            )
        key = new_key()
        while True:
            code = new_code()
            try:
                if self._store.add(code, Room(code, hash_of(key), (Asked(question),)).as_json, MOST_ROOMS):
                    return code, key
            except Full:
                raise Refused(
                    _("All {most} rooms of this server are in use. Try again later.", most=MOST_ROOMS)
                ) from None

    def enter(
        self, code: str, device: str, key: str = "", address: str = "", who: Hashable = None, own: bool = False
    ) -> Seat:
        """Take a seat, once more or for the first time.

        Parameters
        ----------
        code : as typed, or as it is in the link for students
        device : the browser's name for itself
        key : the lecturer's secret; empty for a student
        address : of the network that this comes from; it is not stored
        who : who waits for a turn to try a code, if not the device, which can be called anything
        own : see :attr:`Seat.own`; of a lecturer

        Raises
        ------
        Refused
            If there is no such room, or it is full.
        Waiting
            If others have to try their codes first, unless this browser has a seat, or its secret or link is right.
        """
        if not DEVICE.fullmatch(device):
            raise Refused(_("This browser has sent no usable name for itself: reload the page."))
        read, more = read_code(code)
        if not read:
            raise Refused(
                _("{code} is not a code: a code has six letters, none of them a vowel.", code=repr(code[:20]))
            )
        record, name = self._records.of(read), device_in(read, device)
        if record and not key and name in record.seats:
            return Seat(read, name, False, record.room.key_hash)
        if record and key and fits(key, record.room.key_hash):
            return Seat(read, name, True, record.room.key_hash, own)
        if not record or key or not compare_digest(more, more_letters(record.room.key_hash)):
            self.attempts.take(device if who is None else who, address)
        if not record:
            raise Refused(_("There is no room {code}: check the code. The class may also have ended.", code=read))
        if key:
            raise Refused(_("This is not the teacher's link to room {code}: copy it again.", code=read))
        self._put(Seat(read, name, False, record.room.key_hash), None, Line(SEATS, name, "", MOST_STUDENTS))
        return Seat(read, name, False, record.room.key_hash)

    def do(self, seat: Seat, message: Mapping[str, Any]) -> None:
        """Take a message; once this returns, it is stored.

        Raises
        ------
        Refused
            If the room can't take it.
        """
        if not isinstance(message, Mapping):
            raise Refused(_("A room can't read this message."))
        for _try in range(TRIES):
            stored = self._store.read(seat.code)
            room = Room.of_json(stored.state) if stored else None
            if not stored or not room or room.key_hash != seat.room:
                raise Refused(_("This room has ended."))
            if not seat.lecturer:
                line = room.line(seat.device, message)
                if not kind_of(room.now.question).admits(self._store, seat.code, line):
                    return
                if self._put(seat, stored.version, line):
                    return
            elif after := room.after(message):
                if self._store.write(seat.code, after.as_json, stored.version):
                    return
            else:
                self._store.remove(seat.code)
                return
        raise Refused(_("Too much is going on in this room at the moment: try again."))

    def record(self, seat: Seat) -> Record | None:
        """The room of a seat as it is now, with what is written in it; None if it has ended."""
        record = self._records.of(seat.code)
        return record if record and record.room.key_hash == seat.room else None

    def room(self, seat: Seat) -> Room | None:
        """The room of a seat as it is now; None if it has ended."""
        record = self.record(seat)
        return record.room if record else None

    def view(self, seat: Seat, language: Language) -> dict[str, Any]:
        """What somebody sees of their room, for JSON; see :mod:`.views`."""
        return self._seen(self._records.of(seat.code), seat, language)

    def views(self, seats: Sequence[tuple[Seat, Language]]) -> list[dict[str, Any]]:
        """What each of them sees, all at one time."""
        records = self._records.all_of({seat.code for seat, _language in seats})
        return [self._seen(records.get(seat.code), seat, language) for seat, language in seats]

    def _seen(self, record: Record | None, seat: Seat, language: Language) -> dict[str, Any]:
        if not record or record.room.key_hash != seat.room:
            return gone(seat.code, language)
        seen = view(record, seat.device, seat.lecturer, language, seat.own)
        if seat.own:
            return seen | advised(record, self._foresee(seat.code, record.room.now), language)
        if seen["phase"] == "revealed" and not seat.lecturer and kind_of(record.room.now.question).of_run:
            run = self._follow(seat.code, record.room.now, language)
            return seen | {"run": run} if run else seen
        return seen

    def pulses(self, codes: Collection[str]) -> dict[str, int]:
        """For each of these rooms that is there, a number that is different after every change."""
        return self._store.pulses(codes)

    def csv(self, seat: Seat, language: Language) -> dict[str, str]:
        """All rounds that are over, as tables in CSV by the names of the kinds' files; for the lecturer.

        Raises
        ------
        Refused
            If the seat is a student's, or the room has ended.
        """
        record = self.record(seat)
        if not seat.lecturer or not record:
            raise Refused(_("Only the teacher can save the results, and only until the room ends."))
        room = record.room
        return tables(room, lambda name: self._store.sheet(seat.code, name), language)

    def settle(self, code: str, line: Line) -> bool:
        """Write down what came of an answer; False if the room has ended."""
        return self._store.put(code, None, *line)

    def _put(self, seat: Seat, version: int | None, line: Line) -> bool:
        try:
            return self._store.put(seat.code, version, *line)
        except Full:
            full = (
                _("This room is full: it has seats for {most} students.", most=line.most)
                if line.sheet == SEATS
                else _("No more than {most:,} answers are possible here.", most=line.most)
            )
            raise Refused(full) from None
