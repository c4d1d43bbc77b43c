"""Modules of the frontend on a page of their own, without the app, and the server of that page, which a test plays."""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Route, WebSocketRoute

from playground.export.scripts import ROOT, needed

HERE = "http://127.0.0.1:9"
"""Where nothing listens: the test answers."""
COLOURS = "--st-text-color: #31333f; --st-background-color: #fff; --st-secondary-background-color: #f0f2f6"


@contextmanager
def modules_alone(page: Page, *names: str, styles: Collection[str] = ()) -> Iterator[str]:
    """Open an empty page for which there are only these files, and those that they import.

    Yields the address of ``playground/frontend``.
    """
    linked = "".join(f'<link rel="stylesheet" href="{HERE}/{style}">' for style in styles)
    empty = (
        f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>-</title>{linked}'
        f'<body style="margin: 0; {COLOURS}; --st-primary-color: #4b3fbf; --st-font: sans-serif">'
    )
    served = {*needed(*names), *styles}

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{HERE}/").partition("?")[0]
        if name in ("", "frontend/"):
            route.fulfill(body=empty, content_type="text/html")
        elif name in served:
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            route.fulfill(body=(ROOT / name).read_text(encoding="utf-8"), content_type=kind)
        else:
            route.abort()

    page.route(f"{HERE}/**", answer)
    page.goto(f"{HERE}/frontend/")
    yield f"{HERE}/frontend"
    page.unroute(f"{HERE}/**")


@contextmanager
def page_out_of_time(browser: Browser) -> Iterator[Page]:
    """Open a page on which time passes only when the test says so, by ``page.clock.run_for``.

    A clock is that of all pages of a context, so this page has a context of its own.
    """
    with browser.new_context() as context:
        page = context.new_page()
        page.clock.install(time=1_000_000)
        page.clock.pause_at(1_000_010)
        yield page


class Server:
    """It takes connections, and says what the test says; what it ``answers`` by itself, it says no more of."""

    def __init__(self, page: Page) -> None:
        self.page, self.sockets, self.received = page, [], []
        self.answers: Callable[[Any], bool] = lambda message: False
        page.route_web_socket(f"{HERE.replace('http', 'ws')}/frontend/socket", self._connected)

    def _connected(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self._heard(json.loads(text)))

    def _heard(self, message: Any) -> None:
        if self.answers(message):
            self.says(n=message["n"], answer=None)
        if message["to"] or not self.answers(message):
            self.received.append(message)

    def hears(self) -> Any:
        """The next message from the page."""
        self.until(lambda: bool(self.received))
        return self.received.pop(0)

    def until(self, holds: Callable[[], object]) -> None:
        """Let the page go on, for as long as it takes."""
        for _try in range(400):
            if holds():
                return
            self.page.evaluate("0")
        raise AssertionError(self.received)

    def passes(self, milliseconds: int) -> None:
        """Let the time pass, and what is said meanwhile arrive."""
        for _step in range(milliseconds // 100):
            self.page.clock.run_for(100)
            self.page.evaluate("0")

    def says(self, **message: Any) -> None:
        """Send a message on the last connection."""
        self.sockets[-1].send(json.dumps(message))
