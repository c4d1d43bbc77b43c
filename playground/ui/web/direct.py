"""Answers a live chart on the websocket of its tab, without a script run.

Commands to the runs change nothing on the page but the chart and its parts, and running a fragment for each answer
would cost as much again as the answer itself. So the chart sends its requests here, with ``"player"``, its token, and
``"command"``; the answer is a tick. A request that needs the script is refused, and the chart sends it there, as it
does with all of them where the websocket is not served. Without a command, a page only says that it is open.

However many connections a visitor opens, they have one, and one request in progress at a time.
"""

import asyncio
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from playground.ui.components.commands import Command, read_command
from playground.ui.components.tick import written
from playground.ui.runs.memory_budget import Tenant
from playground.ui.runs.player import Player
from playground.ui.runs.scheduler import SCHEDULER, Scheduler

from .socket import SOCKETS, Connection, Sockets

THREADS = 4
"""Threads that train and draw for everyone. One has its turn; the others wait for theirs or write their answers."""


class Direct:
    """The players of one process that answer on the websocket: a part of the server, see ``socket.py``.

    Parameters
    ----------
    scheduler : of their time slices
    sockets : those of the process
    """

    def __init__(self, scheduler: Scheduler = SCHEDULER, sockets: Sockets = SOCKETS) -> None:
        self._scheduler, self._sockets = scheduler, sockets
        self._players: WeakValueDictionary[str, Player] = WeakValueDictionary()
        self._threads = ThreadPoolExecutor(THREADS, "direct")
        self._here: dict[str, Connection] = {}  # by visitor
        self._under_way: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # one request per visitor
        self._were_connected: WeakSet[Tenant] = WeakSet()

    def opens_to(self, player: Player) -> bool:
        """Accept requests that carry the token of ``player``; returns whether the websocket is served at all."""
        self._players[player.token] = player
        return self._sockets.served

    def has_left(self, tenant: Tenant) -> bool:
        """Whether the visitor was connected with a page that plays, and no longer is.

        False for a visitor who has never been connected: nothing is known of them.
        """
        return tenant in self._were_connected and tenant.session not in self._here

    async def take(self, connection: Connection, message: Mapping[str, Any]) -> str:
        """The answer to a request, in JSON; null if it has to go to the script."""
        token, command = str(message.get("player")), read_command(message.get("command"))
        player = self._players.get(token)
        if player is None or player.token != token:  # its runs have been released since
            return "null"
        visitor = player.session
        self._were_connected.add(player)
        if connection.owners.get(self) != visitor:
            self._sockets.belongs(connection, self, visitor, 1)
            self._here[visitor] = connection
        if command is None:
            return "null"
        async with self._under_way.setdefault(visitor, asyncio.Lock()):
            while connection.is_open and (early := self._scheduler.early(visitor)):  # waits without a thread
                await asyncio.sleep(early)
            if not connection.is_open:
                return "null"
            return await asyncio.get_running_loop().run_in_executor(self._threads, _answered, player, command)

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        for visitor in [visitor for visitor, each in self._here.items() if each is connection]:
            del self._here[visitor]


def _answered(player: Player, command: Command) -> str:
    tick = player.answer(command)
    return json.dumps(tick and written(tick, player.language), separators=(",", ":"))


DIRECT = Direct()
"""The one of this process."""
