"""A visitor with a browser: a page and its chart, from opening it until they leave."""

import asyncio
import contextlib
import random
import time
from itertools import cycle
from math import inf

from websockets.exceptions import WebSocketException

from .chart import Chart, Word
from .page import Page

OPENING_SECONDS = 60
"""A page that takes longer to open has failed."""
CHANGES = "scale", "learning_rate"
"""The controls to change in turn, by their names in the link: the first starts another run, the second does not."""
CHANGE_SECONDS = 3.0
"""Time from when a change is on screen to the next. At the end, a change not on screen by then counts as unseen."""
PLAYS_SECONDS = 5.0
"""How long visitors who drag the handle of the time line play before that."""
SLOW_SECONDS, SLOW_ANSWER_SECONDS = 0.05, 0.3
"""Time a slow phone takes for a message from the script; and for a tick, which is six messages or one direct answer."""
DROPPED = WebSocketException, OSError
"""Exceptions of a connection that has ended or cannot be made."""

clock = time.perf_counter


class Visitor:
    """A visitor with a browser, from opening the page until they leave."""

    def __init__(self, url: str, link: str, slow: bool = False, changes: bool = False, scrubs: bool = False) -> None:
        self.page, self.chart = Page(url, link), Chart()
        self.slow, self.changes, self.scrubs = slow, changes, scrubs
        self.names = cycle(CHANGES)
        self.next_change = inf
        self.changed: tuple[str, float, str | None, int] | None = None  # the pending change: what, when, from what
        self.settled = False  # whether the server knows about it
        self.waits: list[tuple[str, float]] = []  # for each change shown
        self.here: str | None = None  # the player last identified to the server
        self.coming: dict[str, asyncio.Task] = {}  # the next message on each connection
        self.opening = self.began = self.ended = 0.0
        self.dropped = 0
        self.failed = ""

    async def open(self) -> None:
        """Open the page and wait for its chart."""
        begin = clock()
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                await self.page.connect()
                while self.chart.run is None or not self.page.runs:  # its controls come after the chart
                    await self._step(inf)
        except (*DROPPED, RuntimeError, LookupError) as error:
            self.failed = f"{type(error).__name__} {error}".strip()
        self.opening = clock() - begin

    async def play(self, until: float) -> None:
        """Press Play, play until ``until``, and leave."""
        if not self.failed:
            self.began = clock()
            if self.changes:
                self.next_change = self.began + CHANGE_SECONDS * random.random()
            try:
                self.chart.give("play")
                await self.stay(until)
            except (*DROPPED, RuntimeError, LookupError) as error:
                self.failed = f"{type(error).__name__} {error}".strip()
            self.ended = clock()
        await self.leave()

    async def leave(self) -> None:
        """Close the page."""
        for task in self.coming.values():
            task.cancel()
        for way in "socket", "direct":
            with contextlib.suppress(*DROPPED, AttributeError):  # no connection was ever made
                await getattr(self.page, way).close()

    async def stay(self, until: float) -> None:
        """Watch the page until ``until``, reconnecting as the browser does."""
        while clock() < until:
            try:
                await self._step(until)
            except DROPPED:
                self.dropped += 1
                await self.come_back(until)

    async def _step(self, until: float) -> None:
        """Send what is due, or receive a message, or wait until ``until``."""
        now = clock()
        if self.scrubs and self.began and self.chart.dragging_since is None and now - self.began > PLAYS_SECONDS:
            self.chart.grab(now)
        while word := self.chart.word(now):
            await self._say(word)
        self._look(now)
        if now >= self.next_change and not self.changed and until - now > CHANGE_SECONDS:
            self.changed = next(self.names), now, self.chart.run, self.page.full_runs
            self.settled = False
            await self.change(self.changed[0])
        wait = min(until, self.next_change if not self.changed else inf) - now
        wait = min(max(wait, 0.01), self.chart.wait(now))
        for way, receive in {"socket": self.page.receive, "direct": self.page.answer}.items():
            if hasattr(self.page, way) and way not in self.coming:
                self.coming[way] = asyncio.ensure_future(receive())
        await asyncio.wait(
            self.coming.values(), timeout=None if wait == inf else wait, return_when=asyncio.FIRST_COMPLETED
        )
        for way in [way for way, task in self.coming.items() if task.done()]:
            data = self.coming.pop(way).result()
            if self.slow:
                await asyncio.sleep(SLOW_ANSWER_SECONDS if way == "direct" else SLOW_SECONDS)
            if way == "direct":
                number, tick = data
                self.chart.answered(number, tick, clock())
            elif data is not None:
                await self._show(data, clock())

    async def change(self, name: str) -> None:
        """Change a control."""
        self.chart.used_at = clock()
        await self.page.change(name)

    async def _say(self, word: Word) -> None:
        command, directly = word
        if not directly:
            return await self.page.say(command)
        return await self.page.ask(command["number"], self.chart.data["player"], command)

    async def _show(self, data: dict, now: float) -> None:
        if data["direct"] and data["player"] != self.here:
            if not self.chart.connected:
                await self.page.open_direct()
                self.chart.connected = True
            self.here = data["player"]
            self.chart.number += 1
            await self.page.ask(self.chart.number, self.here, None)
        self.chart.receive(data, now)

    def _look(self, now: float) -> None:
        """Record a change that is now on screen."""
        if not self.changed:
            return
        name, begin, run, full_runs = self.changed
        if not self.settled and self.page.full_runs > full_runs:
            self.settled = True  # a full script run has read the control, so new pictures follow it
            self.chart.mark()
        shown = self.chart.drawn if self.chart.run != run else self.chart.passed if self.settled else inf
        if shown <= now:
            self.waits.append((name, shown - begin))
            self.changed, self.next_change = None, now + CHANGE_SECONDS

    async def come_back(self, until: float) -> None:
        """Reconnect after a connection has ended, as often as it takes."""
        delay = 0.1
        for task in self.coming.values():
            task.cancel()
        self.coming.clear()
        self.here = None
        self.chart.cut()
        if hasattr(self.page, "direct"):
            del self.page.direct
        while clock() < until:
            try:
                return await self.page.connect()
            except DROPPED:
                await asyncio.sleep(delay)
                delay = min(2 * delay, 4)
        return None
