"""Keeps from Streamlit what a page says after its visitor has asked for another one.

A chart that was just paused, or a slider, may have something to say a moment after that click, and until the new page
has come its messages still name the old one. Streamlit goes by the newest message: it would let the new page be and run
the old one again, and the click would be lost; or it would run a part of a page that is no longer there.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

STREAM = "/_stcore/stream"
"""The path of Streamlit's websocket."""


class Leaving:
    """Which pages one visitor has left, as their messages tell."""

    def __init__(self) -> None:
        self._page = ""
        self._left: set[str] = set()

    def is_over(self, said: ClientState) -> bool:
        """Whether this comes from a page that its visitor has left.

        To ask for a page is to say nothing but its name: not what its widgets are set to, nor which fragment to run.
        """
        page = said.page_script_hash
        if not said.fragment_id and not said.widget_states.widgets:
            if page != self._page:
                self._left.add(self._page)
        elif page in self._left:
            return True
        else:
            self._left.clear()  # what is asked for has come
        self._left.discard(page)
        self._page = page
        return False


class HearOnePage:
    """ASGI middleware: what comes from a page that was left is not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self._app(scope, receive, send)
            return
        leaving = Leaving()

        async def heard() -> Message:
            while True:
                message = await receive()
                said = _asked_to_run(message)
                if said is None or not leaving.is_over(said):
                    return message

        await self._app(scope, heard, send)


def _asked_to_run(message: Message) -> ClientState | None:
    """What the page says with it, if it asks for a run of the script."""
    try:
        said = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return None  # Streamlit will say so
    return said.rerun_script if said.HasField("rerun_script") else None
