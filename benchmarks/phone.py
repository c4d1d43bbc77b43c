"""A phone in a room: its page, and its talk with the room by the rules of ``room.js``, without a browser."""

import asyncio
import contextlib
import json
import random
import re
import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

from websockets.asyncio.client import connect
from websockets.typing import Origin

from playground.features.classroom.process.room_talk import TO
from playground.ui.web.socket import PATH

from .page import Page
from .serving import ROOT
from .visitor import DROPPED, OPENING_SECONDS, clock

SCRIPT = "".join(
    (ROOT / "playground" / name).read_text()
    for name in ("frontend/basics/socket.js", "features/classroom/process/room.js")
)
RULES = {name: int(value) / 1000 for name, value in re.findall(r"^const (\w+) = ([\d_]+);", SCRIPT, re.MULTILINE)}
"""The constants of the real page's connection, in seconds."""
PRESSES_AGAIN_SECONDS = 1.0
"""Until somebody whose answer was refused gives it again."""


class Phone:
    """One seat of a room, from the opening of its page until it leaves.

    Parameters
    ----------
    url : address of the server, without a trailing slash
    code : of the room
    key : the lecturer's secret; empty for a student

    Attributes
    ----------
    device : the browser's name for itself
    view : what it shows of the room; the parts of a run are "run/iteration" and so on
    opening : seconds until the page's script had run for the first time
    acknowledged : seconds from each message to the word that it is stored
    answer : the last answer that was acknowledged
    tried : answers given since, which may or may not be stored
    refused : the sentences that said no
    outages : the sentences that said that the rooms can't be reached
    seen : when each phase of a vote was first shown, by question, vote and phase
    entered : how often it has taken its seat
    pictures : how many pictures of the run it has shown
    received : letters that came from the room
    dropped : how many connections ended
    failed : why the page failed
    """

    def __init__(self, url: str, code: str, key: str = "") -> None:
        self.page = Page(url, f"/join?code={code}")
        self.device = secrets.token_hex(16)
        self._hello = {"room": code, "device": self.device, "key": key, "language": "en"}
        self.view: dict[str, Any] = {}
        self.opening = 0.0
        self.acknowledged: list[float] = []
        self.answer: Any = None
        self.tried: list[Any] = []
        self.refused: list[str] = []
        self.outages: list[str] = []
        self.seen: dict[tuple[int, int, str], float] = {}
        self.entered = self.pictures = self.received = self.dropped = 0
        self.failed = ""
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}  # what is not answered on this connection, by number
        self._seated = asyncio.Event()
        self._tasks: list[asyncio.Task] = []

    async def open(self) -> None:
        """Open the page, and then take a seat; both connections are kept from then on.

        Raises
        ------
        RuntimeError
            If the page fails.
        """
        begin, opened = clock(), asyncio.Event()
        self._tasks.append(asyncio.create_task(self._keep(lambda: self._visit_page(opened))))
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                await opened.wait()
                self.opening = clock() - begin
                self._tasks.append(asyncio.create_task(self._keep(self._visit_room)))
                await self._seated.wait()
        except TimeoutError:
            raise RuntimeError(self.failed or f"A phone has no view of its room: {self.refused}") from None

    async def leave(self) -> None:
        """Close everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def send(self, **message: Any) -> str:
        """Send a message until the server answers it; returns why it was refused, or nothing."""
        begin, number = clock(), next(self._numbers)
        about = {name: self.view[name] for name in ("number", "round")}
        while True:
            await self._seated.wait()
            answer = self._waiting[number] = asyncio.get_running_loop().create_future()
            try:
                await self._put({"n": number} | about | message)
                if (said := await answer) is not None:
                    break
                await asyncio.sleep(RULES["PATIENCE"])
            except DROPPED:
                await asyncio.sleep(0)
        if said is True:
            self.acknowledged.append(clock() - begin)
            return ""
        self.refused.append(said)
        return str(said)

    async def give(self, value: Any) -> None:
        """Answer the question on screen, as often as it takes."""
        self.tried.append(value)
        while await self.send(do="answer", value=value):
            await asyncio.sleep(PRESSES_AGAIN_SECONDS)
        self.answer, self.tried = value, []

    async def _put(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps({"n": message["n"], "to": TO} | message))

    async def _keep(self, visit: Callable[[], Awaitable[None]]) -> None:
        """Make a connection, and make it again whenever it ends."""
        wait = RULES["AGAIN"]
        while True:
            begin = clock()
            with contextlib.suppress(*DROPPED):
                await visit()
            self.dropped += 1
            wait = RULES["AGAIN"] if clock() - begin > wait else min(2 * wait, RULES["LONGEST_AGAIN"])
            await asyncio.sleep(wait * random.uniform(0.5, 1))

    async def _visit_page(self, opened: asyncio.Event) -> None:
        await self.page.connect()
        while True:
            try:
                await self.page.receive()
            except RuntimeError as error:
                self.failed = str(error)
            if self.page.runs:
                opened.set()

    async def _visit_room(self) -> None:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.page.cookies)
        async with connect(
            f"ws{self.page.url.removeprefix('http')}/{PATH}",
            origin=Origin(self.page.url),
            additional_headers={"Cookie": cookies},
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        ) as self._socket:
            try:
                await self._put({"n": next(self._numbers)} | self._hello)
                async for text in self._socket:
                    self.received += len(text)
                    self._take(json.loads(text))
            finally:
                self._seated.clear()
                for answer in self._waiting.values():
                    answer.set_exception(ConnectionError())
                self._waiting.clear()

    def _take(self, message: dict[str, Any]) -> None:
        """Take a message of the server's, see ``room_talk.py``."""
        if answer := self._waiting.pop(message.get("n", 0), None):
            answer.set_result(message["answer"])
        if "view" in message:
            kept = {} if message.get("whole") else self.view
            gone = message.get("gone", ())
            self._show({name: part for name, part in kept.items() if name not in gone}, message["view"])
            self.entered += not self._seated.is_set()
            self._seated.set()
        if said := message.get("said"):
            self.outages.append(said)
        if refused := message.get("refused"):
            self.refused.append(refused)

    def _show(self, kept: dict[str, Any], news: dict[str, Any]) -> None:
        self.view = kept | news
        self.pictures += any(name.startswith("run/") for name in news)
        if "number" in self.view:
            vote = self.view["number"], self.view["round"], self.view["phase"]
            self.seen.setdefault(vote, clock())
