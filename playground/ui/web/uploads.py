"""Limits the files that visitors can leave on the server.

Streamlit keeps every uploaded file until its session ends. Our pages upload tables of points, one at a time.
"""

import re
import time
from collections.abc import Callable
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
    sizes: dict[str, int] = field(default_factory=dict)  # bytes, by the file's name


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
        """See the ASGI specification."""
        answer: ASGIApp = self._app
        answered = send
        if scope["type"] == "http" and (place := FILE.search(scope["path"])):
            session, file = place.groups()
            match scope["method"]:
                case "PUT":
                    answer = self._refusal(session, file, Headers(scope=scope)) or self._app
                case "DELETE":

                    async def answered(message: Message) -> None:
                        # Not sooner: Streamlit may refuse it, and then keeps the file.
                        taken_back = message["type"] == "http.response.start" and message["status"] < 300
                        if taken_back and session in self._kept:
                            self._kept[session].sizes.pop(file, None)
                        await send(message)

        await answer(scope, receive, answered)

    def _refusal(self, session: str, file: str, headers: Headers) -> Response | None:
        """The refusal if this is too much; otherwise None, and the file is counted."""
        now = self._clock()
        for each, files in list(self._kept.items()):
            if self._is_open(each):
                files.open_at = now
            elif now - files.open_at > KEPT_SECONDS:
                del self._kept[each]
        if not self._is_open(session):
            return None  # Streamlit refuses it
        length = headers.get("Content-Length", "")
        if not length.isdecimal() or "Transfer-Encoding" in headers:  # which would override the length
            return PlainTextResponse("The length of the file must be said.", 411)
        size = A_FILE + int(length)
        own = self._kept.setdefault(session, _Files(now)).sizes
        more = max(0, size - own.get(file, 0))  # if Streamlit refuses this file, it keeps the old one
        if sum(own.values()) + more > MOST_OF_ONE:
            return PlainTextResponse("This page has sent too many large files. Load it anew.", 429)
        if sum(sum(files.sizes.values()) for files in self._kept.values()) + more > MOST_OF_ALL:
            return PlainTextResponse("The server has too many files. Try again in a few minutes.", 507)
        own[file] = own.get(file, 0) + more
        return None
