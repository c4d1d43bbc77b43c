"""What the load tool sends is what a browser sends: else its figures would say nothing about visitors."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.load import LINK
from benchmarks.page import Page
from benchmarks.visitor import Visitor, clock
from tests.browser.playground import Playground
from tests.conftest import run_alone

STEPS = "opening", "change", "Play", "first question", "second question"


def steps(sent: list[BackMsg]) -> dict[str, BackMsg]:
    """Of all that a page has sent, the messages that are compared."""

    def after(begin: int, fits: Callable[[BackMsg], bool]) -> int:
        return next(i for i in range(begin + 1, len(sent)) if fits(sent[i]))

    play = after(1, _presses)
    first = after(play, _asks)
    places = 0, 1, play, first, after(first, _asks)
    return {step: sent[place] for step, place in zip(STEPS, places, strict=True)}


def _presses(message: BackMsg) -> bool:
    return any(widget.trigger_value for widget in message.rerun_script.widget_states.widgets)


def _asks(message: BackMsg) -> bool:
    return any(widget.json_trigger_value for widget in message.rerun_script.widget_states.widgets)


def shape(message: BackMsg) -> dict[str, Any]:
    """The message without what differs from visit to visit: hashes of pictures, and the numbers of a question."""
    client = message.rerun_script
    return {
        "kind": message.WhichOneof("type"),
        "fields": [field.name for field, _ in client.ListFields()],
        "query": client.query_string,
        "page": (client.page_script_hash, client.page_name),
        "fragment": client.fragment_id,
        **{widget.id: _value(widget) for widget in client.widget_states.widgets},
        **{field.name: value for field, value in client.context_info.ListFields()},
    }


def _value(widget: Any) -> tuple[str, Any]:
    kind = widget.WhichOneof("value")
    value = getattr(widget, kind)
    if kind != "json_trigger_value":
        return kind, str(value)
    words = json.loads(value)
    assert value == json.dumps(words, separators=(",", ":"))
    return kind, [(word["event"], _types(word), _types(word["value"])) for word in words]


def _types(words: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and types, in their order."""
    return [(name, type(value).__name__) for name, value in words.items()]


class Recorded(Page):
    """Keeps what it sends."""

    def __init__(self, url: str, link: str) -> None:
        super().__init__(url, link)
        self.sent: list[BackMsg] = []

    async def send(self, message: BackMsg) -> None:
        self.sent.append(message)
        await super().send(message)


async def visit(url: str) -> tuple[list[BackMsg], dict[str, str]]:
    """What a visitor of the load tool sends who opens the page, changes the data and plays; and its headers."""
    visitor = Visitor(url, LINK)
    visitor.page = page = Recorded(url, LINK)
    await visitor.open()
    await visitor.stay(clock() + 1)
    await page.change("n_h")
    await visitor.stay(clock() + 1)
    await visitor.play(clock() + 3)
    assert not visitor.failed
    return page.sent, dict(page.socket.request.headers.raw_items())


@pytest.fixture
def browsers(page: Tab, app: str) -> tuple[list[BackMsg], dict[str, str]]:
    """What the browser sends for the same steps."""
    sent: list[BackMsg] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(BackMsg.FromString(frame)))

    page.on("websocket", listen)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    headers: dict[str, str] = {}
    session.on("Network.webSocketWillSendHandshakeRequest", lambda event: headers.update(event["request"]["headers"]))
    playground = Playground(page, app + LINK)
    page.wait_for_timeout(1000)
    page.get_by_role("slider", name="Hidden units").press("ArrowRight")
    page.wait_for_timeout(1000)
    playground.play()
    playground.wait_for_iteration(1000)
    return sent, headers


@pytest.mark.new_tab
def test_it_sends_what_a_browser_sends(app: str, browsers: tuple[list[BackMsg], dict[str, str]]) -> None:
    sent, headers = browsers
    our_sent, our_headers = run_alone(visit(app))
    ours, theirs = steps(our_sent), steps(sent)
    for step in STEPS:
        our, their = shape(ours[step]), shape(theirs[step])
        assert {part: our.get(part) for part in our | their if our.get(part) != their.get(part)} == {}, step
    for step in STEPS[:3]:  # later it depends on the moment how many old messages a page still has
        our_cache, their_cache = (side[step].rerun_script.cached_message_hashes for side in (ours, theirs))
        assert len(our_cache) == len(their_cache), step
    # Every visitor has a token and cookie of their own.
    assert our_headers["Origin"] == headers["Origin"]
    assert _tokens(our_headers) == _tokens(headers)


def _tokens(headers: dict[str, str]) -> list[list[str]]:
    """The names in the cookie, and the forms of what the protocol's header carries."""
    names = [cookie.split("=")[0] for cookie in headers.get("Cookie", "").split("; ")]
    return [names, [re.sub(r"[0-9a-f]+", "…", part) for part in headers["Sec-WebSocket-Protocol"].split(", ")]]
