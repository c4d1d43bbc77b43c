"""Answers a live chart over a websocket of its own, without a script run.

Commands to the runs change nothing on the page but the chart and its parts, and running a fragment for each answer
would cost as much again as the answer itself. So the chart sends its requests here. A request that needs the script is
refused, and the chart sends it there, as it does with all of them where this websocket is not served.

However many tabs a visitor opens, they have one connection, and one request in progress at a time. Connections that
name no known player share a fixed number of places and a low rate.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from playground.ui.components.browser_files import DIRECT_PATH
from playground.ui.components.commands import Command, read_command
from playground.ui.components.live_chart import written
from playground.ui.runs.memory_budget import Tenant
from playground.ui.runs.player import Player
from playground.ui.runs.scheduler import SCHEDULER, Scheduler
from playground.ui.visit.address import base_path

from .origins import may_connect
from .pace import Pace

MOST_LETTERS = 20_000
"""Characters of a command; most have about 200, a drawing up to 10,000. Our page sends longer ones by its script."""
THREADS = 4
"""Threads that train and draw for everyone. One has its turn; the others wait for theirs or write their answers."""
MOST_STRANGERS = 200
"""Connections that have not yet named a player: a class that has opened its pages and does not play."""
STRANGE_A_SECOND, STRANGE_AT_ONCE = 100.0, 200
"""Requests for unknown players, over all connections. A page sends one after a server restart."""
POLICY = 1008
"""The websocket close code for a policy violation."""


class Direct:
    """The players of one process that answer over the websocket.

    Parameters
    ----------
    scheduler : of their time slices

    Attributes
    ----------
    served : whether a server has the route to them
    """

    def __init__(self, scheduler: Scheduler = SCHEDULER) -> None:
        self.served = False
        self._scheduler = scheduler
        self._players: WeakValueDictionary[str, Player] = WeakValueDictionary()
        self._threads = ThreadPoolExecutor(THREADS, "direct")
        self._sockets: dict[str, WebSocket] = {}  # by visitor: the one they used last
        self._strangers: dict[WebSocket, None] = {}  # the others, oldest first
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # one request per visitor
        self._strange, self._one_stranger = Pace(STRANGE_A_SECOND, STRANGE_AT_ONCE), asyncio.Lock()
        self._were_connected: WeakSet[Tenant] = WeakSet()
        self._closing: set[asyncio.Task] = set()

    def route(self) -> WebSocketRoute:
        """The route for a server to add."""
        self.served = True
        return WebSocketRoute(f"{base_path()}/{DIRECT_PATH}", self._talk)

    def opens_to(self, player: Player) -> bool:
        """Accept requests that carry the token of ``player``; returns whether the websocket is served at all."""
        self._players[player.token] = player
        return self.served

    def has_left(self, tenant: Tenant) -> bool:
        """Whether the visitor was connected with a page that plays, and no longer is.

        False for a visitor who has never been connected: nothing is known of them.
        """
        return tenant in self._were_connected and tenant.session not in self._sockets

    async def _talk(self, socket: WebSocket) -> None:
        """Answer the requests of one page in turn, until it leaves or another connection takes its place."""
        if not may_connect(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(POLICY)
            return
        await socket.accept()
        self._strangers[socket] = None
        if len(self._strangers) > MOST_STRANGERS:
            self._close(next(iter(self._strangers)), "Nothing was asked here for long, and others want to.")
        try:
            while _is_open(socket):
                text = await socket.receive_text()
                if len(text) > MOST_LETTERS:  # not from our page
                    break
                answer = await self._answer(socket, text)
                if _is_open(socket):
                    await socket.send_text(answer)
            if _is_open(socket):
                await socket.close()
        except (WebSocketDisconnect, KeyError):  # KeyError: the message is not text
            pass
        finally:
            self._strangers.pop(socket, None)
            for visitor in [visitor for visitor, each in self._sockets.items() if each is socket]:
                del self._sockets[visitor]

    async def _answer(self, socket: WebSocket, text: str) -> str:
        """The answer to a request, in JSON; null if it has to go to the script."""
        token, command = _read(text)
        player = self._players.get(token)
        if player is not None and player.token != token:  # its runs have been released since
            player = None
        if player is not None:
            self._were_connected.add(player)
            self._is_of(socket, player.session)
        if player is None or command is None:
            async with self._one_stranger:
                if _is_open(socket):
                    await self._strange.keep()
            return "null"
        visitor = player.session
        async with self._under_way.setdefault(visitor, asyncio.Lock()):
            while _is_open(socket) and (early := self._scheduler.early(visitor)):  # waits without a thread
                await asyncio.sleep(early)
            if not _is_open(socket):
                return "null"
            return await asyncio.get_running_loop().run_in_executor(self._threads, _answered, player, command)

    def _is_of(self, socket: WebSocket, visitor: str) -> None:
        """Make this the visitor's connection. A page may not have noticed yet that it lost the previous one."""
        self._strangers.pop(socket, None)
        before = self._sockets.get(visitor)
        self._sockets[visitor] = socket
        if before not in (None, socket):
            self._close(before, "This page has asked on another connection since.")

    def _close(self, socket: WebSocket, reason: str) -> None:
        """Close it without waiting for a browser that may be gone."""
        self._strangers.pop(socket, None)

        async def close() -> None:
            with suppress(WebSocketDisconnect):
                if _is_open(socket):
                    await socket.close(POLICY, reason)

        task = asyncio.ensure_future(close())
        self._closing.add(task)  # the event loop holds only a weak reference
        task.add_done_callback(self._closing.discard)


def _is_open(socket: WebSocket) -> bool:
    return socket.application_state is WebSocketState.CONNECTED


def _read(text: str) -> tuple[str, Command | None]:
    """Parse an untrusted message into a player's token and a command."""
    try:
        asked: Any = json.loads(text)
        token, command = asked["player"], read_command(asked["command"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return "", None
    return str(token), command


def _answered(player: Player, command: Command) -> str:
    tick = player.answer(command)
    return json.dumps(tick and written(tick, player.language), separators=(",", ":"))


DIRECT = Direct()
"""The one of this process."""
