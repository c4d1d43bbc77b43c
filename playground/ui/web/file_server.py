"""Serves the files of our components: compressed once, and cacheable for good.

Streamlit would serve the same files at the same addresses. But it compresses them again for each visitor, which for
Plotly.js takes a tenth of a second just as the first page is built, and it sets no lifetime for the cache.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from functools import cache

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.ui.components.browser_files import browser_files
from playground.ui.visit.address import path_below

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # each address includes the version of its file
    "Vary": "Accept-Encoding",
}


class FileServer:
    """ASGI middleware: serves the files of :func:`browser_files`, and passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        answer = (_answer(scope) if scope["type"] == "http" and scope["method"] == "GET" else None) or self._app
        await answer(scope, receive, send)


def _answer(scope: Scope) -> Response | None:
    address = f"{path_below(scope).removeprefix('/')}?{scope['query_string'].decode('latin-1')}"
    content = browser_files().contents.get(address)
    if content is None:
        return None
    headers = HEADERS
    if "gzip" in Headers(scope=scope).get("Accept-Encoding", ""):
        content, headers = packed()[address], HEADERS | {"Content-Encoding": "gzip"}
    kind, _ = mimetypes.guess_type(scope["path"])
    return Response(content, headers=headers, media_type=kind)


@cache
def packed() -> Mapping[str, bytes]:
    """The files compressed with gzip, by address; once per process."""
    return {address: gzip.compress(content) for address, content in browser_files().contents.items()}
