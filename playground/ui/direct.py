"""Answers a live chart over a websocket of its own, without a run of the page's script.

While a page plays, or a hand drags its time line, nothing changes but its chart, and to run a fragment of the script
for each answer would cost as much again as the answer itself. So the chart asks here. What may change anything else on
the page is refused here; then the chart asks its script, as it does for everything where this is not served.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakValueDictionary

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from .browser_files import DIRECT_PATH
from .commands import Command, read_command
from .live_chart import written
from .player import Player
from .turns import TURNS, Turns

MOST_LETTERS = 2000
"""Of a question; ours have some 250."""
THREADS = 4
"""That train and draw for all. One has its turn; of the others each is ready to have the next, or writes its answer."""


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

    def route(self) -> WebSocketRoute:
        """The way in, for a server."""
        self.served = True
        return WebSocketRoute(f"/{DIRECT_PATH}", self._talk)

    def has_left(self, tenant: object) -> bool:
        return False

    def opens_to(self, player: Player) -> bool:
        """Let whoever knows the token of ``player`` ask it; returns whether anybody can."""
        self._players[player.token] = player
        return self.served

    async def _talk(self, socket: WebSocket) -> None:
        """Answer one page's questions, one after the other, until it leaves."""
        await socket.accept()
        try:
            while len(text := await socket.receive_text()) <= MOST_LETTERS:
                await socket.send_text(await self._answer(text))
            await socket.close()  # that was no page of ours
        except (WebSocketDisconnect, KeyError):  # KeyError: what came is not a text
            pass

    async def _answer(self, text: str) -> str:
        """The answer to a question, in JSON; null where there is none here."""
        token, command = _read(text)
        player = self._players.get(token)
        if player is None or command is None:
            return "null"
        early = self._turns.early(token)
        if early > 0:  # no thread waits for that
            await asyncio.sleep(early)
        return await asyncio.get_running_loop().run_in_executor(self._threads, _answered, player, command)


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
