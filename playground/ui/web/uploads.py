"""Bounds what visitors can leave on the server as files.

Streamlit keeps every file that is sent for a session until that ends. A page of ours sends tables of points, one after
another.
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
"""The end of an address of Streamlit's: which session's, and which file."""
MOST_OF_ONE, MOST_OF_ALL = 12 * 2**20, 40 * 2**20
"""Bytes, of one session and of all together; a table may have 5 megabytes."""
A_FILE = 4096
"""Bytes that a file takes besides those it has."""
KEPT_SECONDS = 150.0
"""Streamlit keeps a session that has ended for two minutes: its visitor may come back."""


@dataclass
class _Files:
    open_at: float  # when the session was seen to be open
    sizes: dict[str, int] = field(default_factory=dict)  # bytes, by the file's name


def _is_open(session: str) -> bool:
    return runtime.get_instance().is_active_session(session)


class Uploads:
    """ASGI middleware: files beyond these bounds are refused.

    Parameters
    ----------
    app : what comes after it
    is_open : whether there is such a session
    clock : seconds, never going back
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
        """What is said to who sends too much; else the file counts."""
        now = self._clock()
        for each, files in list(self._kept.items()):
            if self._is_open(each):
                files.open_at = now
            elif now - files.open_at > KEPT_SECONDS:
                del self._kept[each]
        if not self._is_open(session):
            return None  # Streamlit refuses it
        length = headers.get("Content-Length", "")
        if not length.isdecimal() or "Transfer-Encoding" in headers:  # which would outweigh the length
            return PlainTextResponse("The length of the file must be said.", 411)
        size = A_FILE + int(length)
        own = self._kept.setdefault(session, _Files(now)).sizes
        more = max(0, size - own.get(file, 0))  # if Streamlit refuses this one, it keeps the file that it has
        if sum(own.values()) + more > MOST_OF_ONE:
            return PlainTextResponse("This page has sent too many large files. Load it anew.", 429)
        if sum(sum(files.sizes.values()) for files in self._kept.values()) + more > MOST_OF_ALL:
            return PlainTextResponse("The server has too many files. Try again in a few minutes.", 507)
        own[file] = own.get(file, 0) + more
        return None
