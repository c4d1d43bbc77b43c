"""Serves the files of our components and Streamlit's own scripts and styles: compressed once, for all visitors.

Streamlit compresses what comes from a route for each visitor again, which for Plotly.js takes a tenth of a second just
as the first page is built; and its own files it sends as they are, four times as many bytes.
"""

import asyncio
import gzip
import mimetypes
from collections.abc import Mapping
from functools import cache
from posixpath import normpath

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.ui.components.browser_files import FOLDER, browser_files
from playground.ui.visit.address import path_below

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # each address includes the version of its file
    "Vary": "Accept-Encoding",
}
STREAMLITS = "/static/"
"""Where Streamlit has its own files, which its HTML page names."""
COMPRESSIBLE = "text/javascript", "application/javascript", "text/css"  # a script is called by either name
OTHER_THAN_WHOLE = {"range", "if-none-match", "if-modified-since"}
"""Headers of requests for less than the file."""


class FileServer:
    """ASGI middleware: serves the files of :func:`browser_files` and Streamlit's own, and passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._packing: dict[str, asyncio.Task[Response | None]] = {}  # Streamlit's files, by path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = None
        if scope["type"] == "http" and scope["method"] == "GET":
            answer = _answer(scope) or await self._streamlits(scope)
        await (answer or self._app)(scope, receive, send)

    async def _streamlits(self, scope: Scope) -> Response | None:
        """A file of Streamlit's, compressed; None if it is none, or is wanted in another way."""
        path, headers = scope["path"], Headers(scope=scope)
        can_be = path_below(scope).startswith(STREAMLITS) and mimetypes.guess_type(path)[0] in COMPRESSIBLE
        can_be &= normpath(path) == path  # "./" and the like lead to the same file: each would be kept
        if not can_be or not takes_gzip(headers) or OTHER_THAN_WHOLE & {*headers.keys()}:
            return None
        if path not in self._packing:
            self._packing[path] = asyncio.create_task(self._packed(scope))
        packing = self._packing[path]
        answer = None
        try:
            answer = await asyncio.shield(packing)  # others may wait for it, too
        finally:
            if packing.done() and answer is None and self._packing.get(path) is packing:
                del self._packing[path]
        return answer

    async def _packed(self, scope: Scope) -> Response | None:
        """The compressed file; None if there is no such file, for which Streamlit answers with its HTML page."""
        start, body = await whole(self._app, scope)
        headers = MutableHeaders(raw=list(start["headers"]))
        if start["status"] != 200 or headers["content-type"].partition(";")[0] not in COMPRESSIBLE:
            return None
        body = await asyncio.to_thread(gzip.compress, body)
        headers["content-length"], headers["content-encoding"] = str(len(body)), "gzip"
        headers.add_vary_header("Accept-Encoding")
        if "etag" in headers:  # the same file in other bytes
            headers["etag"] = f"W/{headers['etag'].removeprefix('W/')}"
        for name in ("accept-ranges", "set-cookie"):
            del headers[name]
        answer = Response(body)
        answer.raw_headers = headers.raw
        return answer


async def whole(app: ASGIApp, scope: Scope) -> tuple[Message, bytes]:
    """The whole uncompressed answer to a GET: the message that it starts with, and its body."""
    plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    start: Message = {}
    body = b""

    async def receive() -> Message:
        return await asyncio.Future()  # there is nothing more to say, and whoever asks stays

    async def send(message: Message) -> None:
        nonlocal start, body
        start = message if message["type"] == "http.response.start" else start
        body += message.get("body", b"")

    await app({**scope, "headers": plain, "extensions": {}}, receive, send)  # without one that names a file to send
    return start, body


def _answer(scope: Scope) -> Response | None:
    address = f"{path_below(scope).removeprefix('/')}?{scope['query_string'].decode('latin-1')}"
    content = browser_files().contents.get(address)
    if content is None:  # of another version, perhaps, which another process may have
        return Response(status_code=404) if address.startswith(f"{FOLDER}/") else None
    headers = HEADERS
    if takes_gzip(Headers(scope=scope)):
        content, headers = packed()[address], HEADERS | {"Content-Encoding": "gzip"}
    kind, _ = mimetypes.guess_type(scope["path"])
    return Response(content, headers=headers, media_type=kind)


def takes_gzip(headers: Headers) -> bool:
    """Whether whoever sent a request with these headers can read gzip."""
    return "gzip" in headers.get("Accept-Encoding", "")


@cache
def packed() -> Mapping[str, bytes]:
    """The files compressed with gzip, by address; once per process."""
    return {address: gzip.compress(content) for address, content in browser_files().contents.items()}
