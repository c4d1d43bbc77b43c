"""The rooms of this process, and where its visitors talk to theirs: by websocket, or by the script of a page."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

from playground.features.classroom.questions.refusal import Refused, Waiting
from playground.features.classroom.rooms.rooms import Rooms, Seat
from playground.features.classroom.stores import store_at
from playground.features.classroom.stores.store import Unavailable
from playground.language import Language, _, rendered

from .room_work import ON_ANSWERS, RoomWork

MOST_MESSAGES = 20
"""Messages that a script hands on at once; a page has one at a time, unless a connection was lost."""
NO_MESSAGE = _("A room can't read this message.")


class Gateway:
    """Takes messages to rooms, and shows what they look like.

    Parameters
    ----------
    rooms : those of the process
    work : trains for them
    """

    def __init__(self, rooms: Rooms, work: RoomWork) -> None:
        self._rooms, self._work = rooms, work
        self.attempts = rooms.attempts

    def enter(self, message: Mapping[str, Any], address: str, who: Hashable) -> Seat:
        """Take a seat, given an unchecked message with ``room``, ``device`` and, from a lecturer, ``key`` and ``own``.

        ``address`` and ``who``: see :meth:`Rooms.enter`.

        Raises
        ------
        Refused
            If there is none to be had, or, a :class:`Waiting`, not yet.
        """
        room, device, key = (message.get(name, "") for name in ("room", "device", "key"))
        if not all(isinstance(each, str) for each in (room, device, key)):
            raise Refused(NO_MESSAGE)
        return self._rooms.enter(room, device, key, address, who, message.get("own") is True)

    def do(self, seat: Seat, message: Mapping[str, Any]) -> None:
        """Take a message, see :meth:`Rooms.do`."""
        self._rooms.do(seat, message)

    def states(self, codes: Collection[str]) -> dict[str, tuple[int, int]]:
        """For each of these rooms that is there, numbers that change with what can be seen of it."""
        return {code: (pulse, self._work.version(code)) for code, pulse in self._rooms.pulses(codes).items()}

    def views(self, seats: Sequence[tuple[Seat, Language]]) -> list[dict[str, Any]]:
        """What they see; answers that wait for something to be trained get it."""
        seen = self._rooms.views(seats)
        pairs = zip(seats, seen, strict=True)
        waiting = {seat.code: seat for (seat, _language), each in pairs if each.get("kind") in ON_ANSWERS}
        for code, seat in waiting.items():
            if record := self._rooms.record(seat):
                self._work.look(code, record)
        return seen

    def answer(self, message: Any, language: Language, address: str = "", who: Hashable = None) -> dict[str, Any]:
        """What a page's script answers where the websocket is not served.

        Parameters
        ----------
        message : unchecked: ``{"room", "device", "key", "messages": [{"n": 7, "do": …}, …]}``
        language : the visitor's
        address : theirs in the network
        who : their session, which waits where they have to

        Returns
        -------
        ``{"view": …, "done": [7, …], "refused": {7: sentence}}``; ``{"refused": {0: sentence}}`` if there is no seat;
        ``{"waiting": sentence}`` if there may be one later; ``{"said": sentence}`` if the rooms can't be reached. In
        both cases the messages have to be sent again.
        """
        try:
            if not isinstance(message, Mapping):
                raise Refused(NO_MESSAGE)
            seat = self.enter(message, address, who)
            done: list[int] = []
            refused: dict[int, str] = {}
            messages = message.get("messages")
            for each in messages[:MOST_MESSAGES] if isinstance(messages, list) else []:
                number = numbered(each)
                try:
                    self.do(seat, each)
                    done.append(number)
                except Refused as error:
                    refused[number] = rendered(error.said, language)
            return {"view": self.views([(seat, language)])[0], "done": done, "refused": refused}
        except Waiting as error:
            return {"waiting": rendered(error.said, language)}
        except Refused as error:
            return {"refused": {0: rendered(error.said, language)}}
        except Unavailable as error:
            return {"said": rendered(error.args[0], language)}


def numbered(message: Any) -> int:
    """The number of an unchecked message, from 1.

    Raises
    ------
    Refused
        If it has none.
    """
    number = message.get("n") if isinstance(message, Mapping) else None
    if type(number) is not int or not 0 < number < 2**53:
        raise Refused(NO_MESSAGE)
    return number


def _settle(*result: Any) -> bool:
    return ROOMS.settle(*result)


WORK = RoomWork(_settle)
ROOMS = Rooms(store_at(), WORK.picture, WORK.foresee)
"""Those of this process."""
GATEWAY = Gateway(ROOMS, WORK)
answer = GATEWAY.answer
