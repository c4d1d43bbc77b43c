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
from collections.abc import Iterator
from pathlib import Path

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
"""Headless in a container, as root, without a GPU, and without a word to the internet."""


def find_browser() -> str | None:
    """Path of the machine's Chrome or Chromium, else of Playwright's own, else None."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@contextlib.contextmanager
def serve(script: str = "streamlit_app.py", streamlit: str = "streamlit") -> Iterator[str]:
    """Run a Streamlit script on a free port of this machine; yields its address, without a slash at the end.

    ``streamlit`` is the module to run it with: Streamlit itself, or one that changes something first.
    """
    port = free_port()
    command = [sys.executable, "-m", streamlit, "run", script, "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--logger.level=error"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
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


@contextlib.contextmanager
def delayed(url: str, seconds: float) -> Iterator[str]:
    """A proxy on this machine that holds back everything for ``seconds``, each way; yields its address."""
    target = int(url.rsplit(":", 1)[1])
    loop = asyncio.new_event_loop()
    port = free_port()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def send(data: bytes) -> None:
            if data and not writer.is_closing():
                writer.write(data)
            else:
                writer.close()

        data = b"."
        while data:
            try:
                data = await reader.read(1 << 16)
            except OSError:
                data = b""
            loop.call_later(seconds, send, data)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", target)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(pump(reader, server_writer), pump(server_reader, writer))

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(asyncio.start_server(connect, "127.0.0.1", port), loop).result()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        for task in asyncio.all_tasks(loop):
            loop.call_soon_threadsafe(task.cancel)
        loop.call_soon_threadsafe(loop.call_later, 2 * seconds + 0.1, loop.stop)
        thread.join()


def free_port() -> int:
    """A port that nothing on this machine listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
