"""The tab's talk with its room, with a server that the test plays, and a clock that the test moves on."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.alone import HERE, Server, modules_alone, page_out_of_time

PLACE = {"room": "KWXRT", "device": "f" * 32, "key": "", "own": False, "language": "en"}
VIEW = {"code": "KWXRT", "phase": "open", "number": 1, "round": 1}
WAITS = "You are in the queue."


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose clock the test moves."""
    with page_out_of_time(browser) as page:
        yield page


@pytest.fixture
def server(page: Page) -> Iterator[Server]:
    """The server, before the page has asked for anything; ``window.room`` is the module."""
    with modules_alone(page, "features/classroom/process/room.js"):
        made = Server(page)
        made.answers = lambda message: "room" in message or not message["to"]
        page.evaluate(
            f"""async () => {{
              window.room = await import("{HERE}/features/classroom/process/room.js");
              window.seen = [];
              window.asked = [];
              room.follow((view, state) => seen.push([view, state]));
            }}"""
        )
        yield made


def enter(page: Page, served: bool = True, **place: str) -> None:
    """Sit down; what the script is asked is in ``asked``, each with what answers it."""
    page.evaluate(
        """([place, served]) => room.enter({ ...place, served, ask: (message) =>
          new Promise((answer) => asked.push({ message, answer })) })""",
        [PLACE | place, served],
    )


def place(server: Server) -> dict[str, Any]:
    """Where the page says next that it sits."""
    message = server.hears()
    assert message.pop("to") == "class"
    del message["n"]
    return message


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


def state(connected: bool, said: str = "", waits: str = "") -> dict[str, Any]:
    """Of the talk, as listeners are told."""
    return {"connected": connected, "said": said, "waits": waits}


def answered(page: Page, place: int, **answer: Any) -> None:
    """Have the script answer what it was asked in this place."""
    page.evaluate("([place, answer]) => asked[place].answer(answer)", [place, answer])


def test_a_view_is_put_together_and_a_message_sent_again_until_it_is_acknowledged(page: Page, server: Server) -> None:
    assert last(page) == [None, state(False)]
    enter(page)
    assert place(server) == PLACE
    send(page, {"do": "answer", "value": 2})  # before there is a seat
    server.says(to="class", view=VIEW | {"mine": 1, "run/iteration": 0, "run/points": {"x1": [1]}}, whole=True)
    first = server.hears()
    assert first["do"] == "answer"
    assert last(page) == [VIEW | {"mine": 1, "run": {"iteration": 0, "points": {"x1": [1]}}}, state(True)]
    server.says(to="class", view={"run/iteration": 30}, gone=["mine"])
    server.until(lambda: last(page)[0].get("mine") is None)
    assert last(page)[0] == VIEW | {"run": {"iteration": 30, "points": {"x1": [1]}}}
    enter(page)  # the page's script has run again
    enter(page, language="zh")
    chinese = PLACE | {"language": "zh"}
    assert place(server) == chinese
    assert len(server.sockets) == 1
    server.says(to="class", view=VIEW, whole=True)
    server.says(n=first["n"], answer=None)  # the rooms could not be reached
    server.passes(4000)
    assert server.hears() == first
    server.sockets[-1].close()
    server.until(lambda: last(page)[1]["connected"] is False)
    assert last(page)[0] == VIEW  # what was seen stays
    page.clock.run_for(1000)
    assert place(server) == chinese
    server.says(to="class", view=VIEW, whole=True)
    assert server.hears() == first
    server.says(n=first["n"], answer=True)
    server.until(lambda: page.evaluate("outcome") == "done")
    server.passes(4000)
    assert server.received == []

    # A connection that is open in name only is given up.
    server.says(to="class", view=VIEW | {"phase": "closed"})
    server.until(lambda: last(page)[0]["phase"] == "closed")
    server.answers = lambda message: False
    server.passes(16_000)
    assert server.hears()["to"] == ""  # is anybody there?
    assert len(server.sockets) == 2
    server.passes(4000)
    assert place(server) == chinese
    assert len(server.sockets) == 3
    server.says(to="class", said="The rooms can't be reached.")
    server.until(lambda: last(page)[1]["said"] == "The rooms can't be reached.")


def test_a_refusal_is_handed_on_and_leaving_gives_messages_up(page: Page, server: Server) -> None:
    enter(page)
    server.hears()
    server.says(to="class", view=VIEW, whole=True)
    server.until(lambda: last(page)[0])
    send(page, {"do": "answer", "value": 2})
    message = server.hears()
    assert message == {"n": message["n"], "to": "class", "number": 1, "round": 1, "do": "answer", "value": 2}
    server.says(n=message["n"], answer="Too late.")
    server.until(lambda: page.evaluate("outcome"))
    assert page.evaluate("outcome") == ["Too late.", False]
    send(page, {"do": "again"})
    again = server.hears()
    server.says(n=again["n"], answer=None)
    server.passes(4000)
    assert server.hears() == again
    server.says(n=again["n"], answer="That vote is over.")  # by the first of the two
    server.until(lambda: page.evaluate("outcome") == "done")
    send(page, {"do": "answer", "value": 0})
    given_up = server.hears()
    enter(page, room="ZZZZZ")
    server.says(n=given_up["n"], answer=None)
    server.until(lambda: page.evaluate("outcome"))
    assert page.evaluate("outcome")[1] is True
    assert server.hears()["room"] == "ZZZZZ"
    server.says(to="class", refused="There is no room ZZZZZ.")
    server.until(lambda: last(page)[1]["said"])
    assert last(page) == [None, state(True, "There is no room ZZZZZ.")]
    server.passes(8000)
    assert server.received == []  # nobody is asked again until another code is typed

    # In the queue a page stays on its connection until it is let in, or nobody speaks any more.
    enter(page)
    assert place(server) == PLACE
    for _word in range(2):
        server.says(to="class", waiting=WAITS)
        server.until(lambda: last(page) == [None, state(True, waits=WAITS)])
        server.passes(5000)
    assert (len(server.sockets), server.received) == (1, [])
    server.says(to="class", view=VIEW, whole=True)
    server.until(lambda: last(page) == [VIEW, state(True)])
    enter(page, room="QQQQQQ")
    assert server.hears()["room"] == "QQQQQQ"
    server.says(to="class", waiting=WAITS)
    server.until(lambda: last(page)[1]["waits"] == WAITS)
    server.answers = lambda message: False
    server.passes(20_000)
    assert server.hears()["to"] == ""
    assert server.hears()["room"] == "QQQQQQ"
    assert len(server.sockets) == 2
    server.says(to="class", refused="There is no room QQQQQQ.")
    server.until(lambda: last(page)[1] == state(True, "There is no room QQQQQQ."))


def test_without_a_websocket_the_script_is_asked_every_two_seconds(page: Page, server: Server) -> None:
    enter(page, served=False)
    asked = page.evaluate("asked.map(({ message }) => message)")
    assert asked == [PLACE | {"messages": []}]
    answered(page, 0, waiting=WAITS)
    server.until(lambda: last(page) == [None, state(True, waits=WAITS)])
    server.passes(2500)
    answered(page, 1, view=VIEW, done=[], refused={})
    server.until(lambda: last(page) == [VIEW, state(True)])
    send(page, {"do": "answer", "value": 1})
    (message,) = page.evaluate("asked[2].message.messages")
    assert (message["do"], message["value"]) == ("answer", 1)
    answered(page, 2, said="The rooms can't be reached.")
    server.until(lambda: not last(page)[1]["connected"])
    server.passes(2500)
    assert page.evaluate("asked[3].message.messages") == [message]
    answered(page, 3, view=VIEW | {"mine": 1}, done=[message["n"]], refused={})
    server.until(lambda: page.evaluate("outcome") == "done")
    assert last(page) == [VIEW | {"mine": 1}, state(True)]
    server.passes(6000)
    assert page.evaluate("asked.length") == 5  # one at a time
    assert page.evaluate("asked[4].message.messages") == []


def test_the_script_is_asked_while_a_websocket_fails_and_no_longer_once_it_does_not(page: Page, server: Server) -> None:
    answers, server.answers = server.answers, lambda message: False  # one that was heard would not have failed
    enter(page)
    for failures in (1, 2):
        server.until(lambda failures=failures: len(server.sockets) == failures)
        server.sockets[-1].close()
        server.until(lambda: page.evaluate("1"))
        page.clock.run_for(600)
    server.until(lambda: page.evaluate("asked.length"))
    answered(page, 0, view=VIEW, done=[], refused={})
    server.until(lambda: last(page)[0] == VIEW)
    server.answers = answers
    page.clock.run_for(2000)
    server.received.clear()
    server.passes(3000)
    server.says(to="class", view=VIEW | {"phase": "closed"}, whole=True)
    server.until(lambda: last(page)[0]["phase"] == "closed")
    before = page.evaluate("asked.length")
    server.passes(6000)
    assert page.evaluate("asked.length") == before
