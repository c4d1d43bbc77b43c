"""Limits the files that visitors can leave on the server.

Streamlit keeps every uploaded file until its session ends. Our pages upload tables of points, one at a time.
"""

import re
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

FILE = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")
"""The end of a Streamlit upload address: the session and the file."""
MOST_OF_ONE, MOST_OF_ALL = 12 * 2**20, 40 * 2**20
"""Bytes, for one session and for all together; a table may have 5 megabytes."""
A_FILE = 4096
"""Overhead of a file, in bytes."""
KEPT_SECONDS = 150.0
"""Streamlit keeps a disconnected session for two minutes, in case its visitor comes back."""


@dataclass
class _Files:
    open_at: float  # when the session was last seen open
    sizes: dict[Hashable, int] = field(default_factory=dict)  # bytes, by the file's name, or by an upload in progress


def _is_open(session: str) -> bool:
    return runtime.get_instance().is_active_session(session)


class Uploads:
    """ASGI middleware: refuses files beyond these limits.

    Parameters
    ----------
    app : the next ASGI app
    is_open : whether a session with this name is active
    clock : seconds, monotonic
    """

    def __init__(
        self, app: ASGIApp, is_open: Callable[[str], bool] = _is_open, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._is_open, self._clock = app, is_open, clock
        self._kept: dict[str, _Files] = {}  # by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http" and scope["method"] in ("PUT", "DELETE")
        place = FILE.search(scope["path"]) if is_http else None
        if place is None:
            await self._app(scope, receive, send)
            return
        session, file = place.groups()
        own, upload = self._sizes(session), object()
        if scope["method"] == "PUT":
            headers = Headers(scope=scope)
            if refusal := self._refusal(own, headers):
                await refusal(scope, receive, send)
                return
            own[upload] = _size(headers)

        async def answered(message: Message) -> None:
            # Not sooner: what Streamlit refuses changes nothing.
            if message["type"] == "http.response.start" and message["status"] < 300:
                own.pop(file, None)
                if upload in own:
                    own[file] = own.pop(upload)
            await send(message)

        try:
            await self._app(scope, receive, answered)
        finally:
            own.pop(upload, None)

    def _sizes(self, session: str) -> dict[Hashable, int]:
        """The sizes of what this session has sent; of an unknown one, for which Streamlit keeps nothing, a new dict."""
        now = self._clock()
        for each, files in list(self._kept.items()):
            if self._is_open(each):
                files.open_at = now
            elif now - files.open_at > KEPT_SECONDS:
                del self._kept[each]
        if self._is_open(session):
            self._kept.setdefault(session, _Files(now))
        return self._kept[session].sizes if session in self._kept else {}

    def _refusal(self, own: Mapping[Hashable, int], headers: Headers) -> Response | None:
        """The refusal of a file that is too much beside the session's ``own``; otherwise None."""
        if not headers.get("Content-Length", "").isdecimal() or "Transfer-Encoding" in headers:  # overrides the length
            return PlainTextResponse("The length of the file must be said.", 411)
        size = _size(headers)
        if sum(own.values()) + size > MOST_OF_ONE:
            return PlainTextResponse("This page has sent too many large files. Load it anew.", 429)
        if sum(sum(files.sizes.values()) for files in self._kept.values()) + size > MOST_OF_ALL:
            return PlainTextResponse("The server has too many files. Try again in a few minutes.", 507)
        return None


def _size(headers: Headers) -> int:
    """Bytes that a file takes, once its length is known to be said."""
    return A_FILE + int(headers["Content-Length"])
