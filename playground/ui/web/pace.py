"""Holds back a browser that sends more messages than a page of ours does.

Streamlit starts a thread for each message, or stops one, before the app has a say. So this stands before it: what comes
too fast is not read yet, and the sender has to wait, as for a slow line.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MESSAGES_A_SECOND = 30.0
"""For one page, in the long run. One that plays sends five questions a second; a slider that is dragged, ten values."""
AT_ONCE = 60
"""Messages, after some seconds of silence."""


class Pace:
    """When what one page sends is to be read.

    Parameters
    ----------
    a_second, at_once : messages
    clock : seconds, never going back; tests bring their own
    sleep : waits for so many seconds
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
        self._due = 0.0  # when the next message would come from a page that keeps an even pace

    async def keep(self) -> None:
        """Wait until the next message may be read."""
        now = self._clock()
        self._due = max(self._due, now - self._ahead)
        early = self._due - now
        self._due += self._between
        if early > 0:
            await self._sleep(early)


class KeepPace:
    """ASGI middleware: each websocket's messages at a :class:`Pace`."""

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
