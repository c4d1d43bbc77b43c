"""The tab's connection to its room, with a server that the test plays, and a clock that the test moves on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute

from tests.browser.alone import HERE, modules_alone

SOCKET = "ws://127.0.0.1:9/room"
PLACE = {"room": "KWXRT", "device": "f" * 32, "key": "", "language": "en"}
VIEW = {"code": "KWXRT", "phase": "open", "number": 1, "round": 1}


class Server:
    """The server of the room: it takes connections, and says what the test says."""

    def __init__(self, page: Page) -> None:
        self.page, self.sockets, self.received = page, [], []
        page.route_web_socket(SOCKET, self._connected)

    def _connected(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self.received.append(json.loads(text)))

    def hears(self) -> Any:
        """The next message from the page."""
        self.until(lambda: bool(self.received))
        return self.received.pop(0)

    def until(self, holds: Any) -> None:
        """Let the page go on, for as long as it takes."""
        for _try in range(400):
            if holds():
                return
            self.page.evaluate("0")
        raise AssertionError(self.received)

    def says(self, **message: Any) -> None:
        """Send a message on the last connection."""
        self.sockets[-1].send(json.dumps(message))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose clock the test moves: it is that of all pages of a context, so this one is its own."""
    with browser.new_context() as context:
        page = context.new_page()
        page.clock.install(time=1_000_000)
        yield page


@pytest.fixture
def server(page: Page) -> Iterator[Server]:
    """The server, before the page has asked for anything; ``window.room`` is the module."""
    with modules_alone(page, "features/classroom/process/room.js"):
        made = Server(page)
        page.evaluate(
            f"""async () => {{
              window.room = await import("{HERE}/features/classroom/process/room.js");
              window.seen = [];
              window.asked = [];
              room.follow((view, state) => seen.push([view, state]));
            }}"""
        )
        yield made
        page.evaluate("room.leave()")


def enter(page: Page, address: str = SOCKET, **place: str) -> None:
    """Sit down; what the script is asked is in ``asked``, each with what answers it."""
    page.evaluate(
        """([place, address]) => room.enter({ ...place, address, ask: (message) =>
          new Promise((answer) => asked.push({ message, answer })) })""",
        [PLACE | place, address],
    )


def send(page: Page, message: dict[str, Any]) -> None:
    """Send a message; what becomes of it is in ``outcome``."""
    page.evaluate(
        """(message) => { window.outcome = null; room.send(message).then(
          () => (outcome = "done"), (error) => (outcome = [error.message, Boolean(error.lost)])); }""",
        message,
    )


def last(page: Page) -> Any:
    """What listeners were told last."""
    return page.evaluate("seen.at(-1)")


def test_the_view_is_put_together_from_its_parts(page: Page, server: Server) -> None:
    assert last(page) == [None, {"connected": False, "said": "", "waits": ""}]
    enter(page)
    assert server.hears() == PLACE
    server.says(view=VIEW | {"mine": 1, "run/iteration": 0, "run/points": {"x1": [1]}}, whole=True)
    server.until(lambda: last(page)[0])
    view, state = last(page)
    assert view == VIEW | {"mine": 1, "run": {"iteration": 0, "points": {"x1": [1]}}}
    assert state == {"connected": True, "said": "", "waits": ""}
    server.says(view={"run/iteration": 30}, gone=["mine"])
    server.until(lambda: last(page)[0].get("mine") is None)
    assert last(page)[0] == VIEW | {"run": {"iteration": 30, "points": {"x1": [1]}}}
    enter(page)  # the page's script has run again
    enter(page, language="zh")
    assert server.hears() == PLACE | {"language": "zh"}
    assert len(server.sockets) == 1


def test_a_message_is_sent_again_until_it_is_acknowledged(page: Page, server: Server) -> None:
    enter(page)
    server.hears()
    send(page, {"do": "answer", "value": 2})  # before there is a seat
    server.says(view=VIEW, whole=True)
    first = server.hears()
    assert first["do"] == "answer"
    page.clock.run_for(4000)
    assert server.hears()["n"] == first["n"]
    server.sockets[-1].close()
    server.until(lambda: last(page)[1]["connected"] is False)
    assert last(page)[0] == VIEW  # what was seen stays
    page.clock.run_for(1000)
    assert server.hears() == PLACE
    server.says(view=VIEW, whole=True)
    assert server.hears() == first
    server.says(done=first["n"])
    server.until(lambda: page.evaluate("outcome") == "done")
    page.clock.run_for(10_000)
    assert server.received == []


def test_a_refusal_is_handed_on_and_leaving_gives_messages_up(page: Page, server: Server) -> None:
    enter(page)
    server.hears()
    server.says(view=VIEW, whole=True)
    server.until(lambda: last(page)[0])
    send(page, {"do": "answer", "value": 2})
    message = server.hears()
    assert message == {"n": message["n"], "number": 1, "round": 1, "do": "answer", "value": 2}
    server.says(n=message["n"], refused="Too late.")
    server.until(lambda: page.evaluate("outcome"))
    assert page.evaluate("outcome") == ["Too late.", False]
    send(page, {"do": "again"})
    again = server.hears()
    page.clock.run_for(4000)
    assert server.hears() == again
    server.says(n=again["n"], refused="That vote is over.")  # by the first of the two
    server.until(lambda: page.evaluate("outcome") == "done")
    send(page, {"do": "answer", "value": 0})
    server.hears()
    enter(page, room="ZZZZZ")
    server.until(lambda: page.evaluate("outcome"))
    assert page.evaluate("outcome")[1] is True
    assert server.hears()["room"] == "ZZZZZ"
    server.says(refused="There is no room ZZZZZ.")
    server.until(lambda: last(page)[1]["said"])
    assert last(page) == [None, {"connected": True, "said": "There is no room ZZZZZ.", "waits": ""}]
    page.clock.run_for(60_000)
    assert server.received == []  # nobody is asked again until another code is typed
    enter(page)
    assert server.hears() == PLACE


def test_a_connection_that_is_open_in_name_only_is_given_up(page: Page, server: Server) -> None:
    enter(page)
    server.hears()
    server.says(view=VIEW, whole=True)
    server.until(lambda: last(page)[0])
    page.clock.run_for(16_000)
    assert server.hears()["do"] == "look"
    assert len(server.sockets) == 1
    page.clock.run_for(8000)
    assert server.hears() == PLACE
    assert len(server.sockets) == 2
    server.says(said="The rooms can't be reached.")
    server.until(lambda: last(page)[1]["said"] == "The rooms can't be reached.")


def test_without_a_websocket_the_script_is_asked_every_two_seconds(page: Page, server: Server) -> None:
    enter(page, address="")
    asked = page.evaluate("asked.map(({ message }) => message)")
    assert asked == [PLACE | {"messages": []}]
    page.evaluate("(view) => asked[0].answer({ view, done: [], refused: {} })", VIEW)
    server.until(lambda: last(page)[0] == VIEW)
    assert last(page)[1]["connected"]
    send(page, {"do": "answer", "value": 1})
    (message,) = page.evaluate("asked[1].message.messages")
    assert (message["do"], message["value"]) == ("answer", 1)
    page.evaluate("asked[1].answer({ said: 'The rooms can’t be reached.' })")
    server.until(lambda: not last(page)[1]["connected"])
    page.clock.run_for(2500)
    assert page.evaluate("asked[2].message.messages") == [message]
    answered = {"view": VIEW | {"mine": 1}, "done": [message["n"]], "refused": {}}
    page.evaluate("(answered) => asked[2].answer(answered)", answered)
    server.until(lambda: page.evaluate("outcome") == "done")
    assert last(page) == [VIEW | {"mine": 1}, {"connected": True, "said": "", "waits": ""}]
    page.clock.run_for(6000)
    assert page.evaluate("asked.length") == 4  # one at a time
    assert page.evaluate("asked[3].message.messages") == []


WAITS = "You are in the queue."


def test_in_the_queue_a_page_stays_on_its_connection_until_it_is_let_in_or_nobody_speaks_any_more(
    page: Page, server: Server
) -> None:
    enter(page)
    assert server.hears() == PLACE
    for _word in range(3):
        server.says(waiting=WAITS)
        server.until(lambda: last(page) == [None, {"connected": True, "said": "", "waits": WAITS}])
        page.clock.run_for(5000)
    assert (len(server.sockets), server.received) == (1, [])
    server.says(view=VIEW, whole=True)
    server.until(lambda: last(page) == [VIEW, {"connected": True, "said": "", "waits": ""}])
    enter(page, room="QQQQQQ")
    assert server.hears()["room"] == "QQQQQQ"
    server.says(waiting=WAITS)
    server.until(lambda: last(page)[1]["waits"] == WAITS)
    page.clock.run_for(17_000)
    assert server.hears()["room"] == "QQQQQQ"
    assert len(server.sockets) == 2
    server.says(refused="There is no room QQQQQQ.")
    server.until(lambda: last(page)[1] == {"connected": True, "said": "There is no room QQQQQQ.", "waits": ""})


def test_in_the_queue_the_script_is_asked_again(page: Page, server: Server) -> None:
    enter(page, address="")
    page.evaluate("(waiting) => asked[0].answer({ waiting })", WAITS)
    server.until(lambda: last(page) == [None, {"connected": True, "said": "", "waits": WAITS}])
    page.clock.run_for(2500)
    assert page.evaluate("asked.length") == 2
    page.evaluate("(view) => asked[1].answer({ view, done: [], refused: {} })", VIEW)
    server.until(lambda: last(page) == [VIEW, {"connected": True, "said": "", "waits": ""}])


def test_the_script_is_asked_while_a_websocket_fails_and_no_longer_once_it_does_not(page: Page, server: Server) -> None:
    enter(page)
    for failures in (1, 2):
        server.until(lambda failures=failures: len(server.sockets) == failures)
        server.sockets[-1].close()
        server.until(lambda: page.evaluate("1"))
        page.clock.run_for(600)
    server.until(lambda: page.evaluate("asked.length"))
    page.evaluate("(view) => asked[0].answer({ view, done: [], refused: {} })", VIEW)
    server.until(lambda: last(page)[0] == VIEW)
    page.clock.run_for(2000)
    server.received.clear()
    page.clock.run_for(3000)
    server.says(view=VIEW | {"phase": "closed"}, whole=True)
    server.until(lambda: last(page)[0]["phase"] == "closed")
    before = page.evaluate("asked.length")
    page.clock.run_for(6000)
    assert page.evaluate("asked.length") == before
