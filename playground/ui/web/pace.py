"""Throttles a browser that sends more messages than a page of ours does.

Streamlit starts or stops a thread for each message before the app has a say. So this runs in front of it, and delays
reading messages that arrive too fast, so that the sender has to wait, as on a slow connection.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MESSAGES_A_SECOND = 30.0
"""Sustained rate for one page. A page that plays sends five requests a second; a dragged slider, ten values."""
AT_ONCE = 60
"""Burst size: messages that may arrive together after some seconds of silence."""


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


class KeepPace:
    """ASGI middleware: reads each websocket's messages at a :class:`Pace`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        pace = Pace()

        async def paced() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                await pace.keep()
            return message

        await self._app(scope, paced, send)
