"""Throttles a browser that sends more messages than a page of ours does.

Streamlit starts or stops a thread for each message before the app has a say. So this runs in front of it, and delays
reading messages that arrive too fast, so that the sender has to wait, as on a slow connection.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from math import inf

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OF_SCRIPTS = "/_stcore/stream"
"""How the path of Streamlit's websocket ends, as every proxy knows it."""
MESSAGES_A_SECOND = 30.0
"""Sustained rate for one page. A page that plays sends five requests a second; a dragged slider, ten values."""
AT_ONCE = 60
"""Burst size: messages that may arrive together after some seconds of silence."""

REST = 4
"""Rest after a message for a script, as a multiple of the time that the server took to start the script's thread. That
takes the longer the more threads compute: the event loop waits for each of them. Without a rest, sixty pages that ask
for one script run after another kept the event loop from everything else, and a newcomer waiting for half a minute."""


class Pace:
    """Decides when the next message of one page is read.

    Parameters
    ----------
    a_second, at_once : sustained rate, in messages per second, and burst size, in messages
    clock : seconds, monotonic; tests pass their own
    sleep : waits for a number of seconds
    """

    def __init__(
        self,
        a_second: float = MESSAGES_A_SECOND,
        at_once: int = AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._between, self._clock, self._sleep = 1 / a_second, clock, sleep
        self._ahead = (at_once - 1) * self._between
        self._due = 0.0  # when a page sending at an even rate would send its next message

    async def keep(self) -> None:
        """Wait until the next message may be read."""
        now = self._clock()
        self._due = max(self._due, now - self._ahead)
        early = self._due - now
        self._due += self._between
        if early > 0:
            await self._sleep(early)


class FairLock:
    """One holds it at a time, first whoever has not for longest, and it rests after each.

    Parameters
    ----------
    clock : seconds, monotonic; tests pass their own
    sleep : waits for a number of seconds
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._busy = False
        self._waiting: dict[asyncio.Future[None], float] = {}

    async def take(self, last: float) -> float:
        """Wait for the lock, last held since then; returns when it is held now."""
        if self._busy:
            mine = asyncio.get_running_loop().create_future()
            self._waiting[mine] = last
            try:
                await mine
            except asyncio.CancelledError:
                if not mine.cancelled():  # it is ours already
                    self._next()
                raise
        self._busy = True
        return self._clock()

    async def end(self, began: float) -> None:
        """Release the lock, held since then."""
        try:
            await self._sleep(REST * (self._clock() - began))
        finally:
            self._next()

    def _next(self) -> None:
        self._busy = False
        while self._waiting and not self._busy:
            first = min(self._waiting, key=self._waiting.__getitem__)
            del self._waiting[first]
            if not first.cancelled():
                first.set_result(None)
                self._busy = True


class KeepPace:
    """ASGI middleware: reads a websocket's messages at a :class:`Pace`, those for scripts under a :class:`FairLock`.

    Only those on Streamlit's own websocket are for scripts.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._script_lock = app, FairLock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        pace = Pace()
        for_scripts = scope["path"].endswith(OF_SCRIPTS)
        began, holds_lock = -inf, False

        async def release() -> None:
            nonlocal holds_lock
            if holds_lock:
                holds_lock = False
                await self._script_lock.end(began)

        async def paced() -> Message:
            nonlocal began, holds_lock
            await release()  # the last message has been handled
            message = await receive()
            if message["type"] == "websocket.receive":
                await pace.keep()
                if for_scripts:
                    began = await self._script_lock.take(began)
                    holds_lock = True
            return message

        try:
            await self._app(scope, paced, send)
        finally:
            await release()
