"""What Streamlit is told of what a page says.

A page that was left: a chart that was just paused, or a slider, may have something to say a moment after the click on
the way to another page, and until that has come its messages still name the old one. Streamlit goes by the newest
message: it would let the new page be and run the old one again, and the click would be lost; or it would run a part of
a page that is no longer there.

Several widgets at once: what changes within one moment, a popover that closes and the button that was clicked beside
it, comes in one message. If one of the widgets is in a fragment, Streamlit would run that alone: what the other one has
changed would be in the link, and not on the page.

What no page of ours says: Streamlit would forget for everybody what all visitors share, or look for a Git repository.
"""

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from .puts import RECEIPT

STREAM = "/_stcore/stream"
"""The path of Streamlit's websocket."""


UNHEARD = ("clear_cache", "load_git_info", "set_run_on_save")
"""Kinds of messages."""


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


TRIGGERS = ("trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value")
"""What is said once, not what a widget is set to: in a message only if it has just happened."""


class Changes:
    """Which widgets one visitor has changed, as their messages tell."""

    def __init__(self) -> None:
        self._values: dict[str, int] = {}

    def several(self, said: ClientState) -> bool:
        """Whether more than one has changed since the message before.

        A widget that is in a message for the first time has only come on the page. What runs by itself, every now and
        then, is no change of the visitor's, nor is the receipt. What the server has put into another widget can't be
        told from a change: that costs a run of the whole page.
        """
        if said.is_auto_rerun:
            return False
        before = self._values
        widgets = [each for each in said.widget_states.widgets if not each.id.endswith(RECEIPT)]
        self._values = {each.id: hash(each.SerializeToString()) for each in widgets}
        kinds = {each.id: each.WhichOneof("value") for each in widgets}
        changed = (kinds[name] in TRIGGERS or before.get(name, value) != value for name, value in self._values.items())
        return sum(changed) > 1


class Hearing:
    """ASGI middleware: what comes from a page that was left, or from none of ours, is not read.

    What several widgets say is for all of the page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self._app(scope, receive, send)
            return
        leaving, changes = Leaving(), Changes()

        async def heard() -> Message:
            while True:
                message = await receive()
                told = _told(message)
                kind = told.WhichOneof("type") if told else None
                if kind in UNHEARD:
                    continue
                if told is None or kind != "rerun_script":
                    return message
                said = told.rerun_script
                if leaving.is_over(said):
                    continue
                if changes.several(said) and said.fragment_id:  # asked first: it remembers all
                    said.fragment_id = ""
                    return {**message, "bytes": told.SerializeToString()}
                return message

        await self._app(scope, heard, send)


def _told(message: Message) -> BackMsg | None:
    """What the page says with it."""
    try:
        return BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return None  # Streamlit will say so
