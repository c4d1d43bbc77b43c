"""What the load tool sends is what a browser sends: else its figures would say nothing about visitors."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.load import LINK
from benchmarks.page import Page, question
from benchmarks.visitor import Visitor, clock
from playground.ui.web.socket import PATH
from tests.browser.playground import Playground
from tests.conftest import run_alone

STEPS = "opening", "change", "New weights"


class Sent(NamedTuple):
    """What a page has sent: to its script, and directly; and the headers of its connection to the script."""

    messages: list[BackMsg]
    questions: list[str]
    headers: dict[str, str]


def steps(sent: list[BackMsg]) -> dict[str, BackMsg]:
    """Of all that a page has sent to its script, the messages that are compared."""
    return dict(zip(STEPS, (sent[0], sent[1], next(filter(_presses, sent[2:]))), strict=True))


def _presses(message: BackMsg) -> bool:
    return any(widget.json_trigger_value for widget in message.rerun_script.widget_states.widgets)


def asked(sent: Sent) -> dict[str | None, str]:
    """The first question of each kind that went directly; None only says who is there."""
    commands = [(json.loads(text)["command"], text) for text in sent.questions if '"command"' in text]
    return {command and command["what"]: text for command, text in reversed(commands)}


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


def _value(widget: Any) -> tuple[str, Any]:
    kind = widget.WhichOneof("value")
    value = getattr(widget, kind)
    if kind == "json_trigger_value":  # it says what is on screen, which differs
        return kind, [(each["event"], each["value"]["what"], _types(each["value"])) for each in json.loads(value)]
    return kind, str(value)


def _types(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """Names and types, in their order, also of what is within."""
    return [(name, _types(value) if isinstance(value, dict) else type(value).__name__) for name, value in words.items()]


class Recorded(Page):
    """Keeps what it sends."""

    def __init__(self, url: str, link: str) -> None:
        super().__init__(url, link)
        self.sent = Sent([], [], {})

    async def send(self, message: BackMsg) -> None:
        self.sent.messages.append(message)
        await super().send(message)

    async def ask(self, number: int, player: str, command: dict[str, Any] | None) -> None:
        self.sent.questions.append(question(number, player, command))
        await super().ask(number, player, command)


async def visit(url: str) -> Sent:
    """What a visitor of the load tool sends who plays, goes back on the time line, and changes scale and weights."""
    visitor = Visitor(url, LINK)
    visitor.page = page = Recorded(url, LINK)
    await visitor.open()
    visitor.chart.give("play")
    await visitor.stay(clock() + 3)
    visitor.chart.give("pause")
    await visitor.stay(clock() + 1)
    visitor.chart.give("seek", iteration=0, dragging=True)
    await visitor.stay(clock() + 1)
    await visitor.change("scale")
    await visitor.stay(clock() + 3)
    visitor.chart.give("new_weights")
    await visitor.stay(clock() + 3)
    await visitor.leave()
    assert not visitor.failed
    return page.sent._replace(headers=dict(page.socket.request.headers.raw_items()))


def browse(tab: Tab, app: str) -> Sent:
    """What the browser sends for the same steps."""
    sent = Sent([], [], {})

    def listen(socket: WebSocket) -> None:
        if socket.url.endswith(f"/{PATH}"):
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
    playground.play()
    playground.wait_for_iteration(600)
    playground.pause()
    tab.get_by_role("slider", name="Iteration").press("Home")
    playground.wait_until_still()
    tab.locator(".st-key-scale input").fill("0.005")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("scale="))
    playground.wait_until_still()
    playground.press("New weights")
    expect(tab).to_have_url(re.compile("seed="))
    playground.wait_until_still()
    return sent


@pytest.mark.nightly
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
    our_asked, their_asked = asked(ours), asked(theirs)
    assert set(our_asked) == set(their_asked) == {None, "play", "frames", "pause", "seek"}
    for what, our_text in our_asked.items():
        assert _types(json.loads(our_text)) == _types(json.loads(their_asked[what])), what
        assert their_asked[what] == json.dumps(json.loads(their_asked[what]), separators=(",", ":"))  # as long as ours
    # Every visitor has a token and cookie of their own.
    assert ours.headers["Origin"] == theirs.headers["Origin"]
    assert _tokens(ours.headers) == _tokens(theirs.headers)


def _tokens(headers: dict[str, str]) -> list[list[str]]:
    """The names in the cookie, and the forms of what the protocol's header carries."""
    names = [cookie.split("=")[0] for cookie in headers.get("Cookie", "").split("; ")]
    return [names, [re.sub(r"[0-9a-f]+", "…", part) for part in headers["Sec-WebSocket-Protocol"].split(", ")]]
