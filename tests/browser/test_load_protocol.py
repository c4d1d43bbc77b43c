"""What the load tool sends is what a browser sends: else its figures would say nothing about visitors."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.chart import Word
from benchmarks.load import LINK
from benchmarks.page import Page, question
from benchmarks.visitor import Visitor, clock
from playground.ui.browser_files import DIRECT_PATH
from tests.browser.playground import Playground
from tests.conftest import run_alone

STEPS = "opening", "change", "Play"


class Sent(NamedTuple):
    """What a page has sent: to its script, and directly; and the headers of its connection to the script."""

    messages: list[BackMsg]
    questions: list[str]
    headers: dict[str, str]


def steps(sent: list[BackMsg]) -> dict[str, BackMsg]:
    """Of all that a page has sent to its script, the messages that are compared."""
    return dict(zip(STEPS, (sent[0], sent[1], next(filter(_presses, sent[2:]))), strict=True))


def _presses(message: BackMsg) -> bool:
    return any(widget.trigger_value for widget in message.rerun_script.widget_states.widgets)


def shape(message: BackMsg) -> dict[str, Any]:
    """The message without what differs from visit to visit: hashes of pictures."""
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


def _value(widget: Any) -> tuple[str, str]:
    kind = widget.WhichOneof("value")
    return kind, str(getattr(widget, kind))


def _types(words: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and types, in their order."""
    return [(name, type(value).__name__) for name, value in words.items()]


class Recorded(Page):
    """Keeps what it sends."""

    def __init__(self, url: str, link: str) -> None:
        super().__init__(url, link)
        self.sent = Sent([], [], {})

    async def send(self, message: BackMsg) -> None:
        self.sent.messages.append(message)
        await super().send(message)

    async def ask(self, player: str, word: Word) -> None:
        self.sent.questions.append(question(player, word))
        await super().ask(player, word)


async def visit(url: str) -> Sent:
    """What a visitor of the load tool sends who opens the page, changes the data and plays."""
    visitor = Visitor(url, LINK)
    visitor.page = page = Recorded(url, LINK)
    await visitor.open()
    await visitor.stay(clock() + 3)
    await page.change("n_h")
    await visitor.stay(clock() + 3)
    await visitor.play(clock() + 3)
    assert not visitor.failed
    return page.sent._replace(headers=dict(page.socket.request.headers.raw_items()))


def browse(tab: Tab, app: str) -> Sent:
    """What the browser sends for the same steps."""
    sent = Sent([], [], {})

    def listen(socket: WebSocket) -> None:
        if socket.url.endswith(f"/{DIRECT_PATH}"):
            socket.on("framesent", lambda frame: sent.questions.append(str(frame)))
        else:
            socket.on("framesent", lambda frame: sent.messages.append(BackMsg.FromString(frame)))

    tab.on("websocket", listen)
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.on(
        "Network.webSocketWillSendHandshakeRequest",
        lambda event: (
            "stream" in event["request"]["headers"].get("Sec-WebSocket-Protocol", "")
            and sent.headers.update(event["request"]["headers"])
        ),
    )
    playground = Playground(tab, app + LINK)
    playground.wait_until_still()
    tab.get_by_role("slider", name="Hidden units").press("ArrowRight")
    expect(tab).to_have_url(re.compile("n_h="))
    playground.wait_until_still()
    playground.play()
    playground.wait_for_iteration(600)
    return sent


@pytest.mark.new_tab
def test_it_sends_what_a_browser_sends(page: Tab, app: str) -> None:
    with ThreadPoolExecutor() as beside:
        visiting = beside.submit(run_alone, visit(app))
        theirs, ours = browse(page, app), visiting.result(timeout=120)
    our_steps, their_steps = (steps(side.messages) for side in (ours, theirs))
    for step in our_steps:
        our, their = shape(our_steps[step]), shape(their_steps[step])
        assert {part: our.get(part) for part in our | their if our.get(part) != their.get(part)} == {}, step
        our_cache, their_cache = (side[step].rerun_script.cached_message_hashes for side in (our_steps, their_steps))
        assert len(our_cache) == len(their_cache), step
    assert ours.questions
    assert theirs.questions
    for our_text, their_text in zip(ours.questions[:2], theirs.questions[:2], strict=True):
        our_asked, their_asked = json.loads(our_text), json.loads(their_text)
        assert (_types(our_asked), our_asked["event"]) == (_types(their_asked), their_asked["event"])
        assert _types(our_asked["value"]) == _types(their_asked["value"])
        assert their_text == json.dumps(their_asked, separators=(",", ":"))  # of the same length
    # Every visitor has a token and cookie of their own.
    assert ours.headers["Origin"] == theirs.headers["Origin"]
    assert _tokens(ours.headers) == _tokens(theirs.headers)


def _tokens(headers: dict[str, str]) -> list[list[str]]:
    """The names in the cookie, and the forms of what the protocol's header carries."""
    names = [cookie.split("=")[0] for cookie in headers.get("Cookie", "").split("; ")]
    return [names, [re.sub(r"[0-9a-f]+", "…", part) for part in headers["Sec-WebSocket-Protocol"].split(", ")]]
