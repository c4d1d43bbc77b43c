"""Serves what a browser loads for our components: packed once, and to be kept.

Streamlit would serve the same files at the same addresses. But it packs them anew for each visitor, Plotly.js for a
tenth of a second just when the first page is made, and does not say that they may be kept.
"""

import gzip
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from .browser_files import browser_files

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # an address has the version of its file
    "Vary": "Accept-Encoding",
}


class FileServer:
    """ASGI middleware: answers for the files that :func:`browser_files` has, and passes on everything else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        address = f"{scope['path'].lstrip('/')}?{scope['query_string'].decode('latin-1')}"
        answer: ASGIApp = self._app
        if path := browser_files().paths.get(address):
            if "gzip" in Headers(scope=scope).get("Accept-Encoding", ""):
                kind, _ = mimetypes.guess_type(path)
                answer = Response(packed()[path], headers=HEADERS | {"Content-Encoding": "gzip"}, media_type=kind)
            else:
                answer = FileResponse(path, headers=HEADERS)
        await answer(scope, receive, send)


@cache
def packed() -> Mapping[Path, bytes]:
    """All the files as gzip has them; once a process."""
    return {path: gzip.compress(path.read_bytes()) for path in browser_files().paths.values()}
