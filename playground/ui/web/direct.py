"""Answers a live chart over a websocket of its own, without a run of the page's script.

What is done to the runs changes nothing on the page but the chart and what belongs to it, and to run a fragment of the
script for each answer would cost as much again as the answer itself. So the chart asks here. What is for the script is
refused here; then the chart asks that, as it does for everything where this is not served.

Whatever a visitor opens and sends, there is one connection of theirs, and one question at a time under way; those who
do not say whose they are share a few connections and a slow pace.
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
from playground.ui.runs.turns import TURNS, Turns

from .origins import may_connect
from .pace import Pace

MOST_LETTERS = 20_000
"""Of a command; most have some 200, a drawing up to 10,000. What is longer our page says by its script."""
THREADS = 4
"""That train and draw for all. One has its turn; of the others each is ready to have the next, or writes its answer."""
MOST_STRANGERS = 200
"""Connections on which no player was asked yet: a class that has opened its pages, and does not play."""
STRANGE_A_SECOND, STRANGE_AT_ONCE = 100.0, 200
"""Questions that nobody here can answer, of all connections together. A page asks one after a restart of the server."""
POLICY = 1008
"""Of the codes with which a websocket may be closed, the one that says: not by the rules here."""


class Direct:
    """The players of one process that can be asked directly.

    Parameters
    ----------
    turns : whose turns they take

    Attributes
    ----------
    served : whether a server has the way to them
    """

    def __init__(self, turns: Turns = TURNS) -> None:
        self.served = False
        self._turns = turns
        self._players: WeakValueDictionary[str, Player] = WeakValueDictionary()
        self._threads = ThreadPoolExecutor(THREADS, "direct")
        self._sockets: dict[str, WebSocket] = {}  # of each visitor the one on which they asked last
        self._strangers: dict[WebSocket, None] = {}  # the others, the oldest first
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # one question of each visitor
        self._strange, self._strange_turn = Pace(STRANGE_A_SECOND, STRANGE_AT_ONCE), asyncio.Lock()
        self._heard: WeakSet[Tenant] = WeakSet()
        self._closing: set[asyncio.Task] = set()

    def route(self) -> WebSocketRoute:
        """The way in, for a server."""
        self.served = True
        return WebSocketRoute(f"/{DIRECT_PATH}", self._talk)

    def opens_to(self, player: Player) -> bool:
        """Let whoever knows the token of ``player`` ask it; returns whether anybody can."""
        self._players[player.token] = player
        return self.served

    def has_left(self, tenant: Tenant) -> bool:
        """Whether a visitor was here with a page that plays, and is not any more.

        Of one who has never been heard here nothing is known.
        """
        return tenant in self._heard and tenant.session not in self._sockets

    async def _talk(self, socket: WebSocket) -> None:
        """Answer one page's questions, one after the other, until it leaves or another connection takes its place."""
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
                if len(text) > MOST_LETTERS:  # that was no page of ours
                    break
                answer = await self._answer(socket, text)
                if _is_open(socket):
                    await socket.send_text(answer)
            if _is_open(socket):
                await socket.close()
        except (WebSocketDisconnect, KeyError):  # KeyError: what came is not a text
            pass
        finally:
            self._strangers.pop(socket, None)
            for visitor in [visitor for visitor, each in self._sockets.items() if each is socket]:
                del self._sockets[visitor]

    async def _answer(self, socket: WebSocket, text: str) -> str:
        """The answer to a question, in JSON; null where there is none here."""
        token, command = _read(text)
        player = self._players.get(token)
        if player is not None and player.token != token:  # it was let go since
            player = None
        if player is not None:
            self._heard.add(player)
            self._is_of(socket, player.session)
        if player is None or command is None:
            async with self._strange_turn:
                if _is_open(socket):
                    await self._strange.keep()
            return "null"
        visitor = player.session
        async with self._under_way.setdefault(visitor, asyncio.Lock()):
            while _is_open(socket) and (early := self._turns.early(visitor)):  # no thread waits for that
                await asyncio.sleep(early)
            if not _is_open(socket):
                return "null"
            return await asyncio.get_running_loop().run_in_executor(self._threads, _answered, player, command)

    def _is_of(self, socket: WebSocket, visitor: str) -> None:
        """From now on this is the visitor's connection. A page that has lost the one before may not know of it yet."""
        self._strangers.pop(socket, None)
        before = self._sockets.get(visitor)
        self._sockets[visitor] = socket
        if before not in (None, socket):
            self._close(before, "This page has asked on another connection since.")

    def _close(self, socket: WebSocket, reason: str) -> None:
        """Close it without waiting for a browser that may not be there any more."""
        self._strangers.pop(socket, None)

        async def close() -> None:
            with suppress(WebSocketDisconnect):
                if _is_open(socket):
                    await socket.close(POLICY, reason)

        task = asyncio.ensure_future(close())
        self._closing.add(task)  # the loop would forget it
        task.add_done_callback(self._closing.discard)


def _is_open(socket: WebSocket) -> bool:
    return socket.application_state is WebSocketState.CONNECTED


def _read(text: str) -> tuple[str, Command | None]:
    """Whom a question is for, and what it is, from a message that anybody may have sent."""
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
"""That of this process."""
