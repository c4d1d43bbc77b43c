"""Talks with the pages of the rooms: tells a class at once what happens in its room, and takes what it answers.

A page first says where it sits: ``{"room": code, "device": name, "key": secret, "language": code}``, and hears what is
seen there, or ``{"refused": sentence}``. From then on each of its messages, ``{"do": …}``, is answered with true once
it is stored, or with a sentence that says what is wrong with it; null: the rooms can't be reached, send it again.

``{"view": …}`` has the parts of the view that have changed, and ``"gone"`` names those that are no more; of a run, with
its large parts that stay, each is a part of its own, "run/points"; with ``"whole"`` nothing that came before counts.
``{"waiting": sentence}``: others are to try their codes first; it is said again until it is the page's turn.
``{"said": sentence}``: the rooms can't be reached, or this one can't be shown; ``{"said": ""}``: that is over.

One task for the process looks for news of all rooms with seats here. The store is asked in threads alone: it may be
slow, and everybody else would wait.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playground.features.classroom.questions.refusal import WAITING, Refused, Waiting
from playground.features.classroom.rooms.rooms import Seat
from playground.features.classroom.stores.store import Unavailable
from playground.language import ENGLISH, LANGUAGES, Language, _, rendered
from playground.ui.web.pace import Pace
from playground.ui.web.socket import SOCKETS, TRY_LATER, Connection, Sockets

from .gateway import GATEWAY, NO_MESSAGE, Gateway

_log = logging.getLogger(__name__)
T = TypeVar("T")

TO = "class"
"""Where messages to rooms are sent."""
MOST_OF_ONE = 4
"""Connections of one browser in one room: its tabs; the oldest is closed for another."""
A_SECOND, AT_ONCE = 5.0, 20
"""Messages of one connection that are read."""
ASK_AGAIN, SAY_AGAIN = 1.0, 5
"""Seconds after which whoever waits to try a code asks for their turn again, and how many of those until they are told
again that they wait. The first time that is a second after their message came, whatever has been looked up meanwhile:
from the moment nobody can tell whether a code is right."""
EVERY = 0.25
"""Seconds between two polls for news."""
THREADS = 4
RUN = "run"
"""The part of a view that is sent in parts of its own."""
LATER = 5
"""Of those, until a page is to be let in once more when the rooms could not be reached."""
MOST_LOGGED = 1000
"""Faults that are remembered, so that each is logged once."""
TO_LECTURER = _(
    "Something in the app went wrong, and this room can't be shown. Ask another question; if that does not help, end "
    "the room and open another."
)
TO_STUDENT = _("Something in the app went wrong, and this room can't be shown at the moment.")


@dataclass(eq=False)
class Guest:
    """A page that talks with a room, and what it knows.

    Attributes
    ----------
    seat : where it sits; None until it has one
    wants : where it wants to sit
    turn : what finds that seat for it
    state : of its room, when it was last told
    sent : each part of the view as it was sent, in JSON
    cut_off : whether it has been told that the rooms can't be reached, or its own not be shown
    sending : what is being sent to it
    """

    connection: Connection
    pace: Pace
    seat: Seat | None = None
    wants: Mapping[str, Any] | None = None
    turn: "asyncio.Task[None] | None" = None
    language: Language = ENGLISH
    state: tuple[int, int] | None = (-1, -1)
    sent: dict[str, str] = field(default_factory=dict)
    cut_off: bool = False
    sending: "asyncio.Task[None] | None" = None


class RoomTalk:
    """The pages that talk with the rooms of one process: a part of the server, see ``ui/web/socket.py``.

    Parameters
    ----------
    gateway : where messages go
    sockets : those of the process
    every : seconds between two polls for news
    """

    def __init__(self, gateway: Gateway = GATEWAY, sockets: Sockets = SOCKETS, every: float = EVERY) -> None:
        self._gateway, self._sockets, self._every = gateway, sockets, every
        self._threads = ThreadPoolExecutor(THREADS, "rooms")
        self._guests: dict[Connection, Guest] = {}
        self._watch: asyncio.Task[None] | None = None
        self._news_lock = asyncio.Lock()
        self._logged: set[tuple[str, type[Exception]]] = set()

    async def take(self, connection: Connection, message: Mapping[str, Any]) -> str:
        """Take one message of a page; returns the answer in JSON."""
        guest = self._guests.setdefault(connection, Guest(connection, Pace(A_SECOND, AT_ONCE)))
        await guest.pace.keep()
        try:
            if "room" in message:
                await self._enter(guest, message)
                return "null"
            if guest.seat is None:
                raise Refused(NO_MESSAGE)
            await self._in_thread(self._gateway.do, guest.seat, message)
            return "true"
        except Refused as error:
            return _written(rendered(error.said, guest.language))
        except Unavailable as error:
            await self._cut_off(guest, error)
            return "null"

    def leave(self, connection: Connection) -> None:
        """Forget a page that has gone."""
        if guest := self._guests.pop(connection, None):
            if guest.turn:
                guest.turn.cancel()
            self._gateway.attempts.leave(guest)

    async def _enter(self, guest: Guest, message: Mapping[str, Any]) -> None:
        """Set out to find a seat for a page, instead of one that it has or waits for."""
        guest.wants = message
        if guest.turn:
            await guest.turn
        language = message.get("language")
        guest.language = LANGUAGES.get(language, ENGLISH) if isinstance(language, str) else ENGLISH
        guest.seat = None
        guest.connection.owners[self] = guest  # who waits is no stranger
        guest.turn = asyncio.ensure_future(self._find_seat(guest, message))

    async def _find_seat(self, guest: Guest, message: Mapping[str, Any]) -> None:
        """Let a page in; as long as the rooms can't be reached, now and then once more."""
        while guest.wants is message and guest.connection.is_open:
            try:
                seat = await self._seat(guest, message)
                if seat and guest.wants is message:
                    await self._sit(guest, seat)
                if seat:
                    return
            except Refused as error:
                guest.connection.owners.pop(self, None)
                await self._say(guest, {"refused": rendered(error.said, guest.language)})
                return
            except Unavailable as error:
                await self._cut_off(guest, error)
            except Exception:
                _log.exception("A page could not be let into its room")
                await guest.connection.close(TRY_LATER)
            for _second in range(LATER):
                if guest.wants is message:
                    await asyncio.sleep(ASK_AGAIN)

    async def _seat(self, guest: Guest, message: Mapping[str, Any]) -> Seat | None:
        """The seat that a page asks for; it is told now and then that it has to wait. None if it shall not have it."""
        loop, asked = asyncio.get_running_loop(), 0
        began = loop.time()
        while guest.wants is message:
            try:
                if self._gateway.attempts.may_be_next(guest):
                    return await self._in_thread(self._gateway.enter, message, guest.connection.address, guest)
            except Waiting as waiting:
                if not waiting.in_queue:
                    await asyncio.sleep(began + (asked + 1) * ASK_AGAIN - loop.time())
                    await guest.connection.close(TRY_LATER)
                    break
            if asked % SAY_AGAIN == 1:
                await self._say(guest, {"waiting": rendered(WAITING, guest.language)})
            asked += 1
            await asyncio.sleep(began + asked * ASK_AGAIN - loop.time())
        return None

    async def _sit(self, guest: Guest, seat: Seat) -> None:
        """Show the room to a page that is let in."""
        async with self._news_lock:  # no news of another room, of which the page forgets everything, are on their way
            guest.seat, guest.state, guest.sent = seat, (-1, -1), {}
        self._sockets.belongs(guest.connection, self, seat, MOST_OF_ONE)
        if guest.sending:  # about another room
            await guest.sending
        await self._tell([guest])
        if self._watch is None or self._watch.done():
            self._watch = asyncio.ensure_future(self._poll())

    async def _poll(self) -> None:
        """Tell each page what has changed in its room, while there are any."""
        while any(guest.seat for guest in self._guests.values()):
            await asyncio.sleep(self._every)
            seated = [guest for guest in self._guests.values() if guest.seat and guest.connection.is_open]
            try:
                await self._tell(seated)
            except Unavailable as error:
                for guest in seated:
                    if not guest.cut_off:
                        guest.sending = asyncio.ensure_future(self._cut_off(guest, error))
            except Exception as error:  # or nobody would hear any more until somebody enters
                self._log_once("", error, "Nobody could be told what happens in the rooms")

    async def _tell(self, guests: Sequence[Guest]) -> None:
        """Tell these pages what they don't know yet; later, if they are still being told what came before."""
        async with self._news_lock:
            free = [guest for guest in guests if guest.sending is None or guest.sending.done()]
            for guest, text in await self._in_thread(self._news, free):
                guest.sending = asyncio.ensure_future(guest.connection.send(text))

    def _news(self, guests: Sequence[Guest]) -> list[tuple[Guest, str]]:
        """The messages for those whose rooms have changed."""
        rooms: dict[str, list[tuple[Guest, Seat]]] = {}
        for guest in guests:
            if guest.seat:
                rooms.setdefault(guest.seat.code, []).append((guest, guest.seat))
        states = self._gateway.states(rooms)
        messages: list[tuple[Guest, str]] = []
        for code, seated in rooms.items():
            state = states.get(code)
            changed = [(guest, seat) for guest, seat in seated if state != guest.state or guest.cut_off]
            try:
                views = self._gateway.views([(seat, guest.language) for guest, seat in changed])
            except Unavailable:
                raise
            except Exception as error:  # the other rooms go on
                self._log_once(code, error, "A room could not be shown")
                for guest, seat in changed:
                    if not guest.cut_off:
                        said = rendered(TO_LECTURER if seat.lecturer else TO_STUDENT, guest.language)
                        messages.append((guest, _written({"to": TO, "said": said})))
                    guest.cut_off = True
                continue
            texts: dict[int, str] = {}  # by the identity of what seats share; the views keep it alive
            for (guest, _seat), view in zip(changed, views, strict=True):
                guest.state = state
                if message := _message(guest, _parts(view), texts):
                    messages.append((guest, message))
        return messages

    def _log_once(self, room: str, error: Exception, text: str) -> None:
        """Log what went wrong in a room, unless the same has before: we look four times a second."""
        fault = room, type(error)
        if fault in self._logged:
            return
        if len(self._logged) >= MOST_LOGGED:
            self._logged.clear()
        self._logged.add(fault)
        _log.error(text, exc_info=error)

    async def _cut_off(self, guest: Guest, error: Unavailable) -> None:
        """Say that the rooms can't be reached."""
        guest.cut_off = True
        await self._say(guest, {"said": rendered(error.args[0], guest.language)})

    @staticmethod
    async def _say(guest: Guest, message: Mapping[str, Any]) -> None:
        await guest.connection.send(_written({"to": TO, **message}))

    def _in_thread(self, work: Callable[..., T], *given: Any) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


def _parts(view: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a view that are sent on their own."""
    rest = {name: part for name, part in view.items() if name != RUN}
    return rest | {f"{RUN}/{name}": part for name, part in view.get(RUN, {}).items()}


def _message(guest: Guest, parts: Mapping[str, Any], texts: dict[int, str]) -> str:
    """What a page has to be told of a view; empty if it has it all."""
    now: dict[str, str] = {}
    for name, part in parts.items():
        if id(part) not in texts:
            texts[id(part)] = _written(part)
        now[name] = texts[id(part)]
    news = ",".join(f'"{name}":{text}' for name, text in now.items() if guest.sent.get(name) != text)
    gone = [name for name in guest.sent if name not in now]
    more = {
        "to": TO,
        **({} if guest.sent else {"whole": True}),
        **({"gone": gone} if gone else {}),
        **({"said": ""} if guest.cut_off else {}),
    }
    guest.cut_off, guest.sent = False, now
    parts_in_json = {name: _written(part) for name, part in more.items()} | {"view": f"{{{news}}}"}
    whole = ",".join(f'"{name}":{text}' for name, text in parts_in_json.items())
    return f"{{{whole}}}" if news or len(more) > 1 else ""


def _written(what: Any) -> str:
    return json.dumps(what, separators=(",", ":"))


ROOM_TALK = RoomTalk()
"""The one of this process."""
