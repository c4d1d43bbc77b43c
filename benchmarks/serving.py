"""Starts the app and finds a browser, for the benchmarks and for the tests that drive a real browser."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).parent.parent

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Options for a headless browser in a container, as root, without a GPU, and without internet access."""


def find_browser() -> str | None:
    """Path of the machine's Chrome or Chromium, otherwise of Playwright's, otherwise None."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@contextlib.contextmanager
def serve(
    script: str = "streamlit_app.py",
    streamlit: str = "streamlit",
    port: int | None = None,
    python: str = sys.executable,
    environment: Mapping[str, str] = MappingProxyType({}),
    below: str = "",
    folder: Path = ROOT,
) -> Iterator[str]:
    """Run a Streamlit script on this machine; yields its address, without a trailing slash.

    ``streamlit`` is the module to run it with: Streamlit itself, or one that changes something first. Without ``port``
    it uses a free one. ``python`` is the interpreter, for example that of another environment.
    ``environment`` has variables to add. ``below`` is Streamlit's base path, with a slash before it. ``folder`` is
    where the app is.
    """
    port = port or free_port()
    command = [python, "-m", streamlit, "run", script, "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--logger.level=error"]
    command += [f"--server.baseUrlPath={below}"]
    variables = {**os.environ, "PYTHONPATH": str(folder), **environment}
    server = subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}{below}"
    try:
        deadline = time.monotonic() + 60
        while not _healthy(url):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start: {' '.join(command)}")
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


class Proxy:
    """A proxy to ``url`` that delays everything by ``seconds`` each way, until stopped.

    ``seconds`` may be changed while nothing is in transit.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self._target, self.seconds = int(url.rsplit(":", 1)[1]), seconds
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.Future] = set()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(asyncio.start_server(self._connect, "127.0.0.1", port))

    def drop(self) -> None:
        """Cut every connection; new ones are accepted."""
        self._run(self._drop())

    def stop(self) -> None:
        """Cut every connection and stop."""
        self.drop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, work: Coroutine) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _drop(self) -> None:
        connections = list(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target)
        pumps = asyncio.gather(self._pump(reader, server_writer), self._pump(server_reader, writer))
        connection = asyncio.ensure_future(pumps)
        self._connections.add(connection)
        with contextlib.suppress(asyncio.CancelledError, OSError):
            await connection
        self._connections.discard(connection)
        writer.close()
        server_writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1 << 16):
            self._loop.call_later(self.seconds, writer.write, data)
        await asyncio.sleep(self.seconds)
        writer.close()


@contextlib.contextmanager
def proxied(url: str, seconds: float = 0) -> Iterator[Proxy]:
    """A :class:`Proxy` on this machine, in front of the server at ``url``."""
    proxy = Proxy(url, seconds)
    try:
        yield proxy
    finally:
        proxy.stop()


def free_port() -> int:
    """A free port on this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _healthy(url: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # ignore proxy settings in the environment
    try:
        with direct.open(f"{url}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
