"""Three browsers behind the same few words, for a test that is written once.

Chromium is driven by Playwright. Its Firefox and WebKit are builds of its own; these here are those that people have:
Firefox speaks WebDriver BiDi itself, and Debian's WebKit, the engine of Safari, has a driver.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from playwright.sync_api import Page, sync_playwright
from selenium import webdriver
from selenium.common.exceptions import NoSuchWindowException
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from websockets.sync.client import ClientConnection, connect

from .serving import BROWSER_FLAGS, find_browser, free_port

WIDTH, HEIGHT = 1400, 1000

NEEDS = {
    "chromium": "Chrome or Chromium (Debian's chromium)",
    "firefox": "Firefox (Debian's firefox-esr)",
    "webkit": "WebKitWebDriver and Xvfb (Debian's webkit2gtk-driver and xvfb)",
}
"""The names of the browsers, and what each needs."""


class Browser(Protocol):
    """One tab. ``prepare``, a script, runs in each page, before the page's own if the browser lets it."""

    def open(self, url: str) -> None:
        """Go to an address."""

    def reload(self) -> None:
        """Load the page again."""

    def evaluate(self, function: str) -> Any:
        """What a JavaScript function without parameters returns in the page, as JSON has it."""

    def click(self, x: float, y: float) -> None:
        """Press the mouse there, in pixels from the upper left corner of the page."""


class Chromium:
    """A tab of Playwright's."""

    def __init__(self, page: Page, prepare: str) -> None:
        self._page = page
        page.add_init_script(prepare)

    def open(self, url: str) -> None:
        self._page.goto(url)

    def reload(self) -> None:
        self._page.reload()

    def evaluate(self, function: str) -> Any:
        return self._page.evaluate(function)

    def click(self, x: float, y: float) -> None:
        self._page.mouse.click(x, y)


class Firefox:
    """A tab of a Firefox that listens to WebDriver BiDi."""

    def __init__(self, connection: ClientConnection, prepare: str) -> None:
        self._connection = connection
        self._sent = 0
        self._do("session.new", capabilities={})
        self._tab = self._do("browsingContext.getTree")["contexts"][0]["context"]
        self._do("browsingContext.setViewport", context=self._tab, viewport={"width": WIDTH, "height": HEIGHT})
        self._do("script.addPreloadScript", functionDeclaration=f"() => {{ {prepare} }}")

    def open(self, url: str) -> None:
        self._do("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def reload(self) -> None:
        self._do("browsingContext.reload", context=self._tab, wait="complete")

    def evaluate(self, function: str) -> Any:
        expression = f"JSON.stringify(({function})() ?? null)"
        said = self._do("script.evaluate", expression=expression, target={"context": self._tab}, awaitPromise=False)
        if said["type"] != "success":
            raise RuntimeError(said["exceptionDetails"]["text"])
        return json.loads(said["result"]["value"])

    def click(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "actions": [move, *press]}
        self._do("input.performActions", context=self._tab, actions=[mouse])

    def _do(self, method: str, **params: object) -> dict[str, Any]:
        self._sent += 1
        self._connection.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while (answer := json.loads(self._connection.recv(timeout=60))).get("id") != self._sent:
            pass  # something has happened that nobody has asked for
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]


class WebKit:
    """A window of WebKit's MiniBrowser; ``prepare`` runs as soon as the page is there."""

    def __init__(self, driver: webdriver.WebKitGTK, prepare: str) -> None:
        self._driver, self._prepare = driver, prepare
        driver.set_window_rect(0, 0, WIDTH, HEIGHT)

    def open(self, url: str) -> None:
        self._go(lambda: self._driver.get(url))

    def reload(self) -> None:
        self._go(self._driver.refresh)

    def evaluate(self, function: str) -> Any:
        return self._driver.execute_script(f"return ({function})()")

    def click(self, x: float, y: float) -> None:
        actions = ActionBuilder(self._driver)
        actions.pointer_action.move_to_location(round(x), round(y)).click()
        actions.perform()

    def _go(self, go: Callable[[], None]) -> None:
        self.evaluate("() => { window.left = true; }")
        go()  # does not wait until the page is loaded: by then its scripts have run
        deadline = time.monotonic() + 60
        while not self._has_left():
            if time.monotonic() > deadline:
                raise RuntimeError("WebKit did not leave the page")
        self.evaluate(f"() => {{ {self._prepare} }}")

    def _has_left(self) -> bool:
        try:
            return self.evaluate("() => !window.left && location.protocol !== 'about:'")
        except NoSuchWindowException:  # asked at the moment when the page went
            return False


def is_here(name: str) -> bool:
    """Whether this machine has what a browser needs."""
    if name == "chromium":
        return find_browser() is not None
    return all(shutil.which(path) for path in {"firefox": ["firefox-esr"], "webkit": ["WebKitWebDriver", "Xvfb"]}[name])


@contextlib.contextmanager
def opened(name: str, prepare: str) -> Iterator[Browser]:
    """Start a browser."""
    with {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}[name](prepare) as browser:
        yield browser


@contextlib.contextmanager
def _chromium(prepare: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=BROWSER_FLAGS)
        yield Chromium(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}), prepare)
        browser.close()


@contextlib.contextmanager
def _firefox(prepare: str) -> Iterator[Browser]:
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = ["firefox-esr", "--headless", "--no-remote", "--profile", profile, f"--remote-debugging-port={port}"]
        with _running(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), _connected(port) as connection:
            yield Firefox(connection, prepare)


def _connected(port: int) -> ClientConnection:
    deadline = time.monotonic() + 60
    while True:
        try:
            return connect(f"ws://127.0.0.1:{port}/session", proxy=None, max_size=None)
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextlib.contextmanager
def _webkit(prepare: str) -> Iterator[Browser]:
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    with _running(screen, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        display = process.stdout.readline().strip() if process.stdout else ""
        service = Service(shutil.which("WebKitWebDriver") or "", env=os.environ | {"DISPLAY": f":{display}"})
        options = Options()
        options.page_load_strategy = "none"
        driver = webdriver.WebKitGTK(options=options, service=service)
        try:
            yield WebKit(driver, prepare)
        finally:
            driver.quit()


@contextlib.contextmanager
def _running(command: list[str], env: dict[str, str] | None = None, **pipes: Any) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, env=env, text=True, **pipes)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)
