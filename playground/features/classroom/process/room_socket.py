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

from playground.features.classroom.questions.refusal import WAITING, Refused, Waiting
from playground.features.classroom.rooms.rooms import Seat
from playground.features.classroom.stores.store import Unavailable
from playground.language import ENGLISH, LANGUAGES, Language, _, rendered
from playground.ui.visit.address import base_path
from playground.ui.web.origins import may_connect
from playground.ui.web.pace import Pace

from .gateway import GATEWAY, NO_MESSAGE, Gateway, numbered

_log = logging.getLogger(__name__)
T = TypeVar("T")

PATH = "room"
"""Of the websocket, below the app's own address."""

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
"""Seconds between two polls for news."""
THREADS = 4
POLICY, TRY_LATER = 1008, 1013
"""Websocket close codes."""
RUN, PING = "run", "look"
"""The part of a view that is sent in parts of its own, and the message by which a page asks whether we are there."""
MOST_LOGGED = 1000
"""Faults that are remembered, so that each is logged once."""
TO_LECTURER = _(
    "Something in the app went wrong, and this room can't be shown. Ask another question; if that does not help, end "
    "the room and open another."
)
TO_STUDENT = _("Something in the app went wrong, and this room can't be shown at the moment.")


@dataclass(eq=False)
class Connection:
    """A connection, and what its page knows.

    Attributes
    ----------
    seat : where it sits; None until it has said so
    waits : where it wants to sit, as long as it waits for its turn to try a code
    asked, ask_at : how often it has asked for that turn, and when it does again, in the event loop's seconds
    state : of its room, when its page was last told
    sent : each part of the view as it was sent, in JSON
    cut_off : whether the page has been told that the rooms can't be reached, or its own not be shown
    sending : what is being sent to it
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
    sending: "asyncio.Task[None] | None" = None

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return self.socket.application_state is WebSocketState.CONNECTED


class RoomSocket:
    """The connections of one process to its rooms.

    Parameters
    ----------
    gateway : where messages go
    every : seconds between two polls for news
    """

    def __init__(self, gateway: Gateway = GATEWAY, every: float = EVERY) -> None:
        self.served = False
        self._gateway, self._every = gateway, every
        self._threads = ThreadPoolExecutor(THREADS, "rooms")
        self._connections: dict[Connection, None] = {}  # oldest first
        self._watch: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._news_lock = asyncio.Lock()
        self._logged: set[tuple[str, type[Exception]]] = set()

    def route(self) -> WebSocketRoute:
        """The route for a server to add."""
        self.served = True
        return WebSocketRoute(f"{base_path()}/{PATH}", self._talk)

    async def _talk(self, socket: WebSocket) -> None:
        """Take the messages of one page in turn, until it leaves."""
        if not may_connect(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(POLICY)
            return
        if len(self._connections) >= MOST_SOCKETS:
            await socket.close(TRY_LATER)
            return
        await socket.accept()
        connection, pace = Connection(socket), Pace(A_SECOND, AT_ONCE)
        self._connections[connection] = None
        self._evict(lambda each: each.seat is None and each.waits is None, MOST_STRANGERS, TRY_LATER)
        coming = asyncio.ensure_future(socket.receive_text())
        try:
            while connection.is_open:
                await asyncio.wait(
                    [coming], timeout=None if connection.waits is None else self._until(connection.ask_at)
                )
                if not coming.done():
                    await self._take(connection, None)
                    continue
                text = coming.result()
                if len(text) > MOST_LETTERS:  # not from our page
                    break
                await pace.keep()
                await self._take(connection, text)
                coming = asyncio.ensure_future(socket.receive_text())
            if connection.is_open:
                await socket.close()
        except (WebSocketDisconnect, KeyError):  # KeyError: the message is not text
            pass
        finally:
            coming.add_done_callback(lambda done: done.cancelled() or done.exception())  # which nobody needs any more
            coming.cancel()
            self._connections.pop(connection, None)
            self._gateway.attempts.leave(connection)

    async def _take(self, connection: Connection, text: str | None) -> None:
        """Take one message of a page, and answer it; None: nothing has come while it waits for its turn."""
        number: dict[str, int] = {}
        try:
            message = (connection.waits or {}) if text is None else _read(text)
            if "room" in message:
                await self._enter(connection, message)
                return
            number = {"n": numbered(message)}
            if connection.seat is None:
                raise Refused(NO_MESSAGE)
            if message.get("do") != PING:
                await self._in_thread(self._gateway.do, connection.seat, message)
            await self._say(connection, {"done": number["n"]})
        except Refused as error:
            await self._say(connection, number | {"refused": rendered(error.said, connection.language)})
        except Unavailable as error:
            await self._cut_off(connection, error)
        except Exception:
            _log.exception("A message to a room could not be taken")
            await self._close(connection, TRY_LATER)

    async def _enter(self, connection: Connection, message: Mapping[str, Any]) -> None:
        language = message.get("language")
        connection.language = LANGUAGES.get(language, ENGLISH) if isinstance(language, str) else ENGLISH
        connection.seat = None
        seat = await self._seat(connection, message)
        if not seat:
            return
        async with self._news_lock:  # no news of another room, of which the page forgets everything, are on their way
            connection.seat, connection.state, connection.sent = seat, (-1, -1), {}
        self._evict(lambda each: each.seat == seat, MOST_OF_ONE, POLICY)
        if connection.sending:  # about another room
            await connection.sending
        await self._tell([connection])
        if self._watch is None or self._watch.done():
            self._watch = asyncio.ensure_future(self._poll())

    async def _seat(self, connection: Connection, message: Mapping[str, Any]) -> Seat | None:
        """The seat that a page asks for; None, and this is said now and then, as long as it has to wait."""
        if connection.waits is None:
            connection.asked, connection.ask_at = 0, self._time()
        waited, connection.waits = connection.waits is not None, message
        try:
            if not waited or self._gateway.attempts.may_be_next(connection):
                address = connection.socket.client.host if connection.socket.client else ""
                seat = await self._in_thread(self._gateway.enter, message, address, connection)
                connection.waits = None
                return seat
        except Waiting as waiting:
            if not waiting.in_queue:
                await asyncio.sleep(self._until(connection.ask_at + ASK_AGAIN))
                connection.waits = None
                await self._close(connection, TRY_LATER)
                return None
        except BaseException:
            connection.waits = None
            raise
        if self._time() >= connection.ask_at:
            if connection.asked % SAY_AGAIN == 1:
                await self._say(connection, {"waiting": rendered(WAITING, connection.language)})
            connection.asked += 1
            connection.ask_at += ASK_AGAIN
        return None

    async def _poll(self) -> None:
        """Tell each page what has changed in its room, while there are any."""
        while any(connection.seat for connection in self._connections):
            await asyncio.sleep(self._every)
            seated = [connection for connection in self._connections if connection.seat and connection.is_open]
            try:
                await self._tell(seated)
            except Unavailable as error:
                for connection in seated:
                    if not connection.cut_off:
                        connection.sending = asyncio.ensure_future(self._cut_off(connection, error))
            except Exception as error:  # or nobody would hear any more until somebody enters
                self._log_once("", error, "Nobody could be told what happens in the rooms")

    async def _tell(self, connections: Sequence[Connection]) -> None:
        """Tell these pages what they don't know yet; later, if they are still being told what came before."""
        async with self._news_lock:
            free = [connection for connection in connections if connection.sending is None or connection.sending.done()]
            for connection, text in await self._in_thread(self._news, free):
                connection.sending = asyncio.ensure_future(self._send(connection, text))

    def _news(self, connections: Sequence[Connection]) -> list[tuple[Connection, str]]:
        """The messages for those whose rooms have changed."""
        rooms: dict[str, list[tuple[Connection, Seat]]] = {}
        for connection in connections:
            if connection.seat:
                rooms.setdefault(connection.seat.code, []).append((connection, connection.seat))
        states = self._gateway.states(rooms)
        messages: list[tuple[Connection, str]] = []
        for code, seated in rooms.items():
            state = states.get(code)
            changed = [
                (connection, seat) for connection, seat in seated if state != connection.state or connection.cut_off
            ]
            try:
                views = self._gateway.views([(seat, connection.language) for connection, seat in changed])
            except Unavailable:
                raise
            except Exception as error:  # the other rooms go on
                self._log_once(code, error, "A room could not be shown")
                for connection, seat in changed:
                    if not connection.cut_off:
                        said = rendered(TO_LECTURER if seat.lecturer else TO_STUDENT, connection.language)
                        messages.append((connection, _written({"said": said})))
                    connection.cut_off = True
                continue
            texts: dict[int, str] = {}  # by the identity of what seats share; the views keep it alive
            for (connection, _seat), view in zip(changed, views, strict=True):
                connection.state = state
                if message := _message(connection, _parts(view), texts):
                    messages.append((connection, message))
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

    async def _cut_off(self, connection: Connection, error: Unavailable) -> None:
        """Say that the rooms can't be reached; a page without a seat has to come again."""
        connection.cut_off = True
        await self._say(connection, {"said": rendered(error.args[0], connection.language)})
        if connection.seat is None:
            await self._close(connection, TRY_LATER)

    async def _say(self, connection: Connection, message: Mapping[str, Any]) -> None:
        await self._send(connection, _written(message))

    async def _send(self, connection: Connection, text: str) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # RuntimeError: it was closed meanwhile
            if connection.is_open:
                await connection.socket.send_text(text)

    def _evict(self, alike: Callable[[Connection], bool], most: int, code: int) -> None:
        """Close the oldest of those that are alike, if there are more than so many."""
        those = [connection for connection in self._connections if alike(connection)]
        for connection in those[: max(0, len(those) - most)]:
            del self._connections[connection]
            task = asyncio.ensure_future(self._close(connection, code))
            self._closing.add(task)  # the event loop holds only a weak reference
            task.add_done_callback(self._closing.discard)

    async def _close(self, connection: Connection, code: int) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            if connection.is_open:
                await connection.socket.close(code)

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


def _message(connection: Connection, parts: Mapping[str, Any], texts: dict[int, str]) -> str:
    """What a page has to be told of a view; empty if it has it all."""
    now: dict[str, str] = {}
    for name, part in parts.items():
        if id(part) not in texts:
            texts[id(part)] = _written(part)
        now[name] = texts[id(part)]
    news = ",".join(f'"{name}":{text}' for name, text in now.items() if connection.sent.get(name) != text)
    gone = [name for name in connection.sent if name not in now]
    more = {
        **({} if connection.sent else {"whole": True}),
        **({"gone": gone} if gone else {}),
        **({"said": ""} if connection.cut_off else {}),
    }
    connection.cut_off, connection.sent = False, now
    parts_in_json = {name: _written(part) for name, part in more.items()} | {"view": f"{{{news}}}"}
    whole = ",".join(f'"{name}":{text}' for name, text in parts_in_json.items())
    return f"{{{whole}}}" if news or more else ""


def _written(what: Any) -> str:
    return json.dumps(what, separators=(",", ":"))


ROOM_SOCKET = RoomSocket()
"""The one of this process."""
