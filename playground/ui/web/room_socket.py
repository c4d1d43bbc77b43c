"""The websocket of the rooms: tells a class at once what happens in its room, and takes what it answers.

A page first says where it sits: ``{"room": code, "device": name, "key": secret, "language": code}``; the answer is
what is seen there, or ``{"refused": sentence}``. From then on each of its messages has a number, ``{"n": 7, "do": …}``.
It is acknowledged, ``{"done": 7}``, once it is stored, or ``{"n": 7, "refused": sentence}`` says what is wrong with it.
``{"n": 8, "do": "look"}`` changes nothing: a page finds out whether anybody is there.

``{"view": …}`` has the parts of the view that have changed, and ``"gone"`` names those that are no more; of a run, with
its large parts that stay, each is a part of its own, "run/points"; with ``"whole"`` nothing that came before counts.
``{"waiting": sentence}``: others are to try their codes first; it is said again until it is the page's turn.
``{"said": sentence}``: the rooms can't be reached just now, and messages have to be sent again, or this room can't be
shown; ``{"said": ""}``: that is over.

One task for the process looks for news of all rooms with seats here. The store is asked in threads alone: it may be
slow, and everybody else would wait.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from playground.classroom.refusal import WAITING, Refused, Waiting
from playground.classroom.rooms import Seat
from playground.classroom.store import Unavailable
from playground.language import ENGLISH, LANGUAGES, Language, _, rendered
from playground.ui.components.browser_files import ROOM_PATH
from playground.ui.runs.rooms import DESK, NO_MESSAGE, Desk, numbered
from playground.ui.visit.address import base_path

from .origins import may_connect
from .pace import Pace

_log = logging.getLogger(__name__)
T = TypeVar("T")

MOST_LETTERS = 16_000
"""Characters of a message: a question about the most points of one's own has 12,000."""
MOST_SOCKETS = 4000
"""Connections; a process serves far fewer who play."""
MOST_STRANGERS = 1000
"""Connections that have not taken a seat yet: three classes at once, when the server is back. The oldest is closed for
another, but for those in the queue, of which there may be half as many again."""
MOST_OF_ONE = 4
"""Connections of one browser in one room: its tabs; the oldest is closed for another."""
A_SECOND, AT_ONCE = 5.0, 20
"""Messages of one connection that are read."""
ASK_AGAIN, SAY_AGAIN = 1.0, 5
"""Seconds after which whoever waits to try a code asks for their turn again, and how many of those until they are told
again that they wait. The first time that is a second after their message came, whatever has been looked up meanwhile:
from the moment nobody can tell whether a code is right."""
EVERY = 0.25
"""Seconds between two looks for news."""
THREADS = 4
POLICY, TRY_LATER = 1008, 1013
"""Websocket close codes."""
RUN, LOOK = "run", "look"
"""The part of a view that is sent in parts of its own, and the message by which a page looks whether we are there."""
MOST_LOGGED = 1000
"""Faults that are remembered, so that each is logged once."""
TO_LECTURER = _(
    "Something in the app went wrong, and this room can't be shown. Ask another question; if that does not help, end "
    "the room and open another."
)
TO_STUDENT = _("Something in the app went wrong, and this room can't be shown at the moment.")


@dataclass(eq=False)
class Place:
    """A connection, and what its page has been told.

    Attributes
    ----------
    seat : where it sits; None until it has said so
    waits : where it wants to sit, as long as it waits for its turn to try a code
    asked, ask_at : how often it has asked for that turn, and when it does again, in the event loop's seconds
    state : of its room, when its page was last told
    sent : each part of the view as it was sent, in JSON
    cut_off : whether the page has been told that the rooms can't be reached, or its own not be shown
    told : what is being sent to it
    """

    socket: WebSocket
    seat: Seat | None = None
    waits: Mapping[str, Any] | None = None
    asked: int = 0
    ask_at: float = 0.0
    language: Language = ENGLISH
    state: tuple[int, int] | None = (-1, -1)
    sent: dict[str, str] = field(default_factory=dict)
    cut_off: bool = False
    told: "asyncio.Task[None] | None" = None

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return self.socket.application_state is WebSocketState.CONNECTED


class RoomSocket:
    """The connections of one process to its rooms.

    Parameters
    ----------
    desk : where messages go
    every : seconds between two looks for news
    """

    def __init__(self, desk: Desk = DESK, every: float = EVERY) -> None:
        self.served = False
        self._desk, self._every = desk, every
        self._threads = ThreadPoolExecutor(THREADS, "rooms")
        self._places: dict[Place, None] = {}  # oldest first
        self._watch: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._one_look = asyncio.Lock()
        self._logged: set[tuple[str, type[Exception]]] = set()

    def route(self) -> WebSocketRoute:
        """The route for a server to add."""
        self.served = True
        return WebSocketRoute(f"{base_path()}/{ROOM_PATH}", self._talk)

    async def _talk(self, socket: WebSocket) -> None:
        """Take the messages of one page in turn, until it leaves."""
        if not may_connect(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(POLICY)
            return
        if len(self._places) >= MOST_SOCKETS:
            await socket.close(TRY_LATER)
            return
        await socket.accept()
        place, pace = Place(socket), Pace(A_SECOND, AT_ONCE)
        self._places[place] = None
        self._make_room(lambda each: each.seat is None and each.waits is None, MOST_STRANGERS, TRY_LATER)
        coming = asyncio.ensure_future(socket.receive_text())
        try:
            while place.is_open:
                await asyncio.wait([coming], timeout=None if place.waits is None else self._until(place.ask_at))
                if not coming.done():
                    await self._take(place, None)
                    continue
                text = coming.result()
                if len(text) > MOST_LETTERS:  # not from our page
                    break
                await pace.keep()
                await self._take(place, text)
                coming = asyncio.ensure_future(socket.receive_text())
            if place.is_open:
                await socket.close()
        except (WebSocketDisconnect, KeyError):  # KeyError: the message is not text
            pass
        finally:
            coming.add_done_callback(lambda done: done.cancelled() or done.exception())  # which nobody needs any more
            coming.cancel()
            self._places.pop(place, None)
            self._desk.attempts.leave(place)

    async def _take(self, place: Place, text: str | None) -> None:
        """Take one message of a page, and answer it; None: nothing has come while it waits for its turn."""
        number: dict[str, int] = {}
        try:
            message = (place.waits or {}) if text is None else _read(text)
            if "room" in message:
                await self._enter(place, message)
                return
            number = {"n": numbered(message)}
            if place.seat is None:
                raise Refused(NO_MESSAGE)
            if message.get("do") != LOOK:
                await self._in_thread(self._desk.do, place.seat, message)
            await self._say(place, {"done": number["n"]})
        except Refused as error:
            await self._say(place, number | {"refused": rendered(error.said, place.language)})
        except Unavailable as error:
            await self._cut_off(place, error)
        except Exception:
            _log.exception("A message to a room could not be taken")
            await self._close(place, TRY_LATER)

    async def _enter(self, place: Place, message: Mapping[str, Any]) -> None:
        language = message.get("language")
        place.language = LANGUAGES.get(language, ENGLISH) if isinstance(language, str) else ENGLISH
        place.seat = None
        seat = await self._seat(place, message)
        if not seat:
            return
        async with self._one_look:  # no news of another room, of which the page forgets everything, are on their way
            place.seat, place.state, place.sent = seat, (-1, -1), {}
        self._make_room(lambda each: each.seat == seat, MOST_OF_ONE, POLICY)
        if place.told:  # about another room
            await place.told
        await self._tell([place])
        if self._watch is None or self._watch.done():
            self._watch = asyncio.ensure_future(self._look_for_news())

    async def _seat(self, place: Place, message: Mapping[str, Any]) -> Seat | None:
        """The seat that a page asks for; None, and this is said now and then, as long as it has to wait."""
        if place.waits is None:
            place.asked, place.ask_at = 0, self._time()
        waited, place.waits = place.waits is not None, message
        try:
            if not waited or self._desk.attempts.may_be_next(place):
                address = place.socket.client.host if place.socket.client else ""
                seat = await self._in_thread(self._desk.enter, message, address, place)
                place.waits = None
                return seat
        except Waiting as waiting:
            if not waiting.in_queue:
                await asyncio.sleep(self._until(place.ask_at + ASK_AGAIN))
                place.waits = None
                await self._close(place, TRY_LATER)
                return None
        except BaseException:
            place.waits = None
            raise
        if self._time() >= place.ask_at:
            if place.asked % SAY_AGAIN == 1:
                await self._say(place, {"waiting": rendered(WAITING, place.language)})
            place.asked += 1
            place.ask_at += ASK_AGAIN
        return None

    async def _look_for_news(self) -> None:
        """Tell each page what has changed in its room, while there are any."""
        while any(place.seat for place in self._places):
            await asyncio.sleep(self._every)
            seated = [place for place in self._places if place.seat and place.is_open]
            try:
                await self._tell(seated)
            except Unavailable as error:
                for place in seated:
                    if not place.cut_off:
                        place.told = asyncio.ensure_future(self._cut_off(place, error))
            except Exception as error:  # or nobody would hear any more until somebody enters
                self._log_once("", error, "Nobody could be told what happens in the rooms")

    async def _tell(self, places: Sequence[Place]) -> None:
        """Tell these pages what they don't know yet; later, if they are still being told what came before."""
        async with self._one_look:
            free = [place for place in places if place.told is None or place.told.done()]
            for place, text in await self._in_thread(self._news, free):
                place.told = asyncio.ensure_future(self._send(place, text))

    def _news(self, places: Sequence[Place]) -> list[tuple[Place, str]]:
        """The messages for those whose rooms have changed."""
        rooms: dict[str, list[tuple[Place, Seat]]] = {}
        for place in places:
            if place.seat:
                rooms.setdefault(place.seat.code, []).append((place, place.seat))
        states = self._desk.states(rooms)
        messages: list[tuple[Place, str]] = []
        for code, seated in rooms.items():
            state = states.get(code)
            changed = [(place, seat) for place, seat in seated if state != place.state or place.cut_off]
            try:
                views = self._desk.views([(seat, place.language) for place, seat in changed])
            except Unavailable:
                raise
            except Exception as error:  # the other rooms go on
                self._log_once(code, error, "A room could not be shown")
                for place, seat in changed:
                    if not place.cut_off:
                        said = rendered(TO_LECTURER if seat.lecturer else TO_STUDENT, place.language)
                        messages.append((place, _written({"said": said})))
                    place.cut_off = True
                continue
            texts: dict[int, str] = {}  # by the identity of what seats share; the views keep it alive
            for (place, _seat), view in zip(changed, views, strict=True):
                place.state = state
                if message := _message(place, _parts(view), texts):
                    messages.append((place, message))
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

    async def _cut_off(self, place: Place, error: Unavailable) -> None:
        """Say that the rooms can't be reached; a page without a seat has to come again."""
        place.cut_off = True
        await self._say(place, {"said": rendered(error.args[0], place.language)})
        if place.seat is None:
            await self._close(place, TRY_LATER)

    async def _say(self, place: Place, message: Mapping[str, Any]) -> None:
        await self._send(place, _written(message))

    async def _send(self, place: Place, text: str) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # RuntimeError: it was closed meanwhile
            if place.is_open:
                await place.socket.send_text(text)

    def _make_room(self, alike: Callable[[Place], bool], most: int, code: int) -> None:
        """Close the oldest of those that are alike, if there are more than so many."""
        those = [place for place in self._places if alike(place)]
        for place in those[: max(0, len(those) - most)]:
            del self._places[place]
            task = asyncio.ensure_future(self._close(place, code))
            self._closing.add(task)  # the event loop holds only a weak reference
            task.add_done_callback(self._closing.discard)

    async def _close(self, place: Place, code: int) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            if place.is_open:
                await place.socket.close(code)

    def _time(self) -> float:
        return asyncio.get_running_loop().time()

    def _until(self, time: float) -> float:
        return max(0.0, time - self._time())

    def _in_thread(self, work: Callable[..., T], *given: Any) -> Awaitable[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


def _read(text: str) -> Mapping[str, Any]:
    """Parse an untrusted message."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise Refused(NO_MESSAGE)
    return message


def _parts(view: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a view that are sent on their own."""
    rest = {name: part for name, part in view.items() if name != RUN}
    return rest | {f"{RUN}/{name}": part for name, part in view.get(RUN, {}).items()}


def _message(place: Place, parts: Mapping[str, Any], texts: dict[int, str]) -> str:
    """What a page has to be told of a view; empty if it has it all."""
    now: dict[str, str] = {}
    for name, part in parts.items():
        if id(part) not in texts:
            texts[id(part)] = _written(part)
        now[name] = texts[id(part)]
    news = ",".join(f'"{name}":{text}' for name, text in now.items() if place.sent.get(name) != text)
    gone = [name for name in place.sent if name not in now]
    more = {
        **({} if place.sent else {"whole": True}),
        **({"gone": gone} if gone else {}),
        **({"said": ""} if place.cut_off else {}),
    }
    place.cut_off, place.sent = False, now
    parts_in_json = {name: _written(part) for name, part in more.items()} | {"view": f"{{{news}}}"}
    whole = ",".join(f'"{name}":{text}' for name, text in parts_in_json.items())
    return f"{{{whole}}}" if news or more else ""


def _written(what: Any) -> str:
    return json.dumps(what, separators=(",", ":"))


ROOM_SOCKET = RoomSocket()
"""The one of this process."""
