"""What the server does before a page is made: the head start of the charts, and the pace of messages."""

import asyncio
import gzip
import logging
import re
import tomllib
import urllib.error
import urllib.request
from email.message import Message
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import WebSocket, expect

from benchmarks.hostile import KINDS, pictures_seen
from benchmarks.load import listeners, memory_of
from benchmarks.page import Page
from benchmarks.serving import ROOT, serve
from benchmarks.visitor import clock
from playground.pages.contents import PAGES
from playground.ui.runs.memory_budget import MEGABYTES
from playground.ui.web.pace import AT_ONCE, MESSAGES_A_SECOND
from tests.browser.playground import Playground
from tests.conftest import run_alone
from tests.looped import looped

LOADED = "performance.getEntriesByType('resource').map(({ name }) => name)"
"""The addresses of what the page has loaded."""


def fetch(url: str, **headers: str) -> tuple[Message, bytes]:
    """What is there: its headers and content."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        return answer.headers, answer.read()


def status_of(url: str, **headers: str) -> int:
    """The status of the answer."""
    try:
        fetch(url, **headers)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def test_a_fresh_server_has_the_files_that_every_page_names_and_below_a_path_plays_as_at_the_root(
    page: BrowserPage,
) -> None:
    with serve(below="/nn") as url:  # no page was made here yet
        for each in PAGES:
            address = f"{url}/{each.path}"
            headers, html = fetch(address)
            assert headers["Content-Type"].startswith("text/html")
            kinds = "modulepreload|preload|prefetch|stylesheet"
            links = re.findall(rf'<link rel="(?:{kinds})"[^>]* href="([^"]+)"', html.decode())
            named = [link for link in links if re.search(r"\.(?:js|css)\b", link)]
            ours = [file for file in named if file.startswith("./files/")]
            # Two bundles, two style sheets, or three where nothing plays, and Plotly.js.
            assert len(ours) == (5 if each.parts else 6)
            assert len(named) == len(set(named))
            assert b'<div id="root">' in html
        for file in named:
            headers, content = fetch(urljoin(address, file))
            assert "javascript" in headers["Content-Type"] or "css" in headers["Content-Type"]
            assert content
            assert "immutable" in headers["Cache-Control"]
            if file in ours:
                headers, packed = fetch(urljoin(address, file), **{"Accept-Encoding": "gzip"})
                assert "immutable" in headers["Cache-Control"]
                assert headers["Content-Encoding"] == "gzip"
                assert gzip.decompress(packed) == content
                assert status_of(urljoin(address, file) + "0") == 404  # of another version

        here = f"ws{url.removeprefix('http')}"
        sockets: list[str] = []

        def note(socket: WebSocket) -> None:
            sockets.append(socket.url)

        page.on("websocket", note)
        playground = Playground(page, f"{url}/?limit=1000000&speed=1200")
        playground.play()
        playground.wait_for_iteration(300)
        playground.pause()
        expect(playground.button("Play")).to_be_visible()
        page.remove_listener("websocket", note)
        assert {*sockets} == {f"{here}/_stcore/stream", f"{here}/socket"}
        assert page.evaluate("document.querySelector('link[rel=prefetch]').href").startswith(f"{url}/files/")


def test_streamlits_own_files_come_compressed_to_whoever_asks(app: str) -> None:
    _, html = fetch(app)
    named = {*re.findall(r'(?:href|src)="\./(static/[^"]+)"', html.decode())}
    kinds = {kind: {name for name in named if name.endswith(kind)} for kind in (".js", ".css", ".woff2")}
    assert len(kinds[".js"]) > 20
    assert kinds[".css"]
    assert kinds[".woff2"]
    plain = packed = 0
    for name in kinds[".js"] | kinds[".css"]:
        before, content = fetch(f"{app}/{name}")
        assert before["Content-Encoding"] is None
        for _visit in range(2):
            headers, small = fetch(f"{app}/{name}", **{"Accept-Encoding": "br, gzip"})
            assert headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(small) == content
            assert headers["ETag"] == f"W/{before['ETag']}"
            assert headers["Vary"] == "Accept-Encoding"
            for same in ("Content-Type", "Cache-Control"):
                assert headers[same] == before[same]
        assert status_of(f"{app}/{name}", **{"Accept-Encoding": "gzip", "If-None-Match": headers["ETag"]}) == 304
        plain, packed = plain + len(content), packed + len(small)
    assert packed < 0.3 * plain
    for name in kinds[".woff2"] | {"static/js/none.js"}:  # the latter is none, so that Streamlit answers with its page
        for asked in ({}, {"Accept-Encoding": "gzip"}):
            headers, content = fetch(f"{app}/{name}", **asked)
            assert headers["Content-Encoding"] is None
            assert content[:4] == b"wOF2" or b'<div id="root">' in content
    some = min(kinds[".js"])
    headers, part = fetch(f"{app}/{some}", **{"Accept-Encoding": "gzip", "Range": "bytes=3-9"})
    assert part == fetch(f"{app}/{some}")[1][3:10]
    for path in ("", "zero_or_random"):
        headers, small = fetch(f"{app}/{path}", **{"Accept-Encoding": "gzip"})
        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(small) == fetch(f"{app}/{path}")[1]


def test_what_comes_too_fast_is_not_read(app: str) -> None:
    async def flood() -> tuple[int, float]:
        page = Page(app, "/")
        begin = clock()
        await page.connect()

        async def listen() -> None:
            while True:
                await page.receive()

        listening = asyncio.create_task(listen())
        for _ in range(20 * AT_ONCE):
            await page.rerun()
        await asyncio.sleep(1)
        took = clock() - begin
        listening.cancel()
        page.socket.transport.abort()
        return page.full_runs, took

    runs, seconds = run_alone(flood())
    assert 0 < runs <= AT_ONCE + MESSAGES_A_SECOND * seconds + 1


@pytest.mark.nightly
@looped("kind", [*KINDS, None])
def test_beside_a_client_that_sends_whatever_it_likes_a_visitor_plays_on(app: str, kind: str | None) -> None:
    """That the server has stood a kind is seen by the visitor beside the next; by one without any, after the last.

    How many pictures are left to the visitor is measured by ``python -m benchmarks.hostile``.
    """
    pids = listeners(int(app.rsplit(":", 1)[1]))
    before = memory_of(pids)
    seen = run_alone(pictures_seen(app, seconds=2 if kind else 1, kind=kind))
    assert (seen.sent > 0) == (kind is not None)
    assert seen.pictures > 0
    assert memory_of(pids) - before < MEGABYTES * 2**20


def test_what_a_client_sends_makes_no_lines_of_its_own_in_the_log() -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    sent = "a fragment's name\n2026-11-26 12:00:00 ERROR a line that nobody wrote"
    record = logging.LogRecord("streamlit", logging.INFO, "", 0, "There is no %s", (sent,), None)
    written = logging.Formatter(config["logger"]["messageFormat"]).format(record)
    assert "a line that nobody wrote" in written
    assert len(written.splitlines()) == 1
