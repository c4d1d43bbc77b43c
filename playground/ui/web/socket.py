"""The websocket of a tab, on which all parts of the server that a page talks with have their messages.

A message of a page has a number and says for which part it is, ``{"n": 7, "to": "runs", …}``; each is answered,
``{"n": 7, "answer": …}``, with null if it was not taken: it can go by the page's script, or be sent again. A part also
says what nobody has asked for, ``{"to": "class", …}``. A page takes any answer as a sign that somebody is there.

The messages of a page to one part are taken in turn. Connections that are nobody's, of no visitor or student that a
part knows, have a fixed number of places and share a low rate.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from playground.ui.visit.address import base_path

from .origins import may_connect
from .pace import Pace

_log = logging.getLogger(__name__)

PATH = "socket"
"""Of the websocket, below the app's own address."""
MOST_LETTERS = 20_000
"""Characters of a message: most have about 200, a drawing up to 10,000, the most points of one's own 12,000."""
MOST_UNDER_WAY = 8
"""Messages of a connection that are being taken, or wait for that; a page has a command and a request."""
MOST = 4000
"""Connections; a process serves far fewer who play."""
MOST_STRANGERS = 1000
"""Connections that are nobody's yet: three classes at once, when the server is back. For more the oldest are closed."""
STRANGE_A_SECOND, STRANGE_AT_ONCE = 100.0, 200
"""Messages of strangers, over all connections. A page sends one after a server restart."""
POLICY, TRY_LATER = 1008, 1013
"""Websocket close codes."""


class Part(Protocol):
    """A part of the server that pages talk with."""

    async def take(self, connection: "Connection", message: Mapping[str, Any]) -> str:
        """Take a message, which is unchecked; returns the answer, in JSON."""

    def leave(self, connection: "Connection") -> None:
        """Forget a connection, which has ended."""


class Connection:
    """The connection of a tab.

    Attributes
    ----------
    address : of the network that it comes from
    owners : whose it is, by the part that knows them; see :meth:`Sockets.belongs`
    """

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self.address = socket.client.host if socket.client else ""
        self.owners: dict[Part, Hashable] = {}

    @property
    def is_open(self) -> bool:
        """Whether something can be sent."""
        return {self._socket.application_state, self._socket.client_state} == {WebSocketState.CONNECTED}

    async def send(self, text: str) -> None:
        """Send this, unless it has ended."""
        with suppress(WebSocketDisconnect, RuntimeError):  # RuntimeError: it was closed meanwhile
            if self.is_open:
                await self._socket.send_text(text)

    async def close(self, code: int = 1000) -> None:
        """End it."""
        with suppress(WebSocketDisconnect, RuntimeError):
            if self.is_open:
                await self._socket.close(code)


class Sockets:
    """The connections of one process.

    Attributes
    ----------
    served : whether a server has the route to them
    """

    def __init__(self) -> None:
        self.served = False
        self._parts: Mapping[str, Part] = {}
        self._connections: dict[Connection, None] = {}  # oldest first
        self._strange, self._one_stranger = Pace(STRANGE_A_SECOND, STRANGE_AT_ONCE), asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    def route(self, parts: Mapping[str, Part]) -> WebSocketRoute:
        """The route for a server to add; ``parts`` by the names to which messages are sent."""
        self.served, self._parts = True, parts
        return WebSocketRoute(f"{base_path()}/{PATH}", self._talk)

    async def _talk(self, socket: WebSocket) -> None:
        """Take the messages of one page, until it leaves."""
        if not may_connect(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(POLICY)
            return
        if len(self._connections) >= MOST:
            await socket.close(TRY_LATER)
            return
        await socket.accept()
        connection = Connection(socket)
        self._connections[connection] = None
        self._evict(lambda each: not each.owners, MOST_STRANGERS, TRY_LATER)
        in_turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        under_way: set[asyncio.Task[None]] = set()
        try:
            while connection.is_open:
                text = await socket.receive_text()
                if len(text) > MOST_LETTERS:  # not from our page
                    break
                number, to, message = _read(text)
                part = self._parts.get(to)
                task = asyncio.ensure_future(self._take(connection, in_turn[to if part else ""], part, number, message))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
                if len(under_way) >= MOST_UNDER_WAY:
                    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            await connection.close()
        except (WebSocketDisconnect, KeyError):  # KeyError: the message is not text
            pass
        finally:
            if under_way:
                await asyncio.wait(under_way)
            self._connections.pop(connection, None)
            for part in self._parts.values():
                part.leave(connection)

    async def _take(
        self, connection: Connection, turn: asyncio.Lock, part: Part | None, number: int, message: Mapping[str, Any]
    ) -> None:
        """Hand a message on to the part that it is for, and send the answer."""
        async with turn:
            answer = "null"
            try:
                if part and connection in self._connections and connection.is_open:
                    answer = await part.take(connection, message)
            except Exception:
                _log.exception("A message could not be taken")
                await connection.close(TRY_LATER)
            if not connection.owners:
                async with self._one_stranger:
                    if connection.is_open:
                        await self._strange.keep()
            if connection.is_open:
                await connection.send(f'{{"n":{number},"answer":{answer}}}')

    def belongs(self, connection: Connection, part: Part, owner: Hashable, most: int) -> None:
        """Note whose it is; of more than ``most`` of one owner, the one that has been theirs for longest is closed."""
        if connection in self._connections:
            del self._connections[connection]
            self._connections[connection], connection.owners[part] = None, owner
            self._evict(lambda each: each.owners.get(part) == owner, most, POLICY)

    def _evict(self, alike: Callable[[Connection], bool], most: int, code: int) -> None:
        """Close the oldest of those that are alike, if there are more than so many, without waiting for their pages."""
        those = [connection for connection in self._connections if alike(connection)]
        for connection in those[: max(0, len(those) - most)]:
            del self._connections[connection]
            task = asyncio.ensure_future(connection.close(code))
            self._closing.add(task)  # the event loop holds only a weak reference
            task.add_done_callback(self._closing.discard)


def _read(text: str) -> tuple[int, str, Mapping[str, Any]]:
    """The number of an untrusted message; for which part it is, if it has a number; and the message itself."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    number = message.get("n") if isinstance(message, dict) else None
    if type(number) is not int or not 0 < number < 2**53:
        return 0, "", {}
    return number, str(message.get("to")), message


SOCKETS = Sockets()
"""Those of this process."""
