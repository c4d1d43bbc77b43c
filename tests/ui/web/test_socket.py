"""The websocket of a tab: who is let in, and what one page can do to others."""

import asyncio
import json
import threading
from collections.abc import Coroutine, Mapping
from typing import Any

import pytest
from starlette.routing import Router

from playground.ui.web import socket as module
from playground.ui.web.pace import Pace
from playground.ui.web.socket import MOST_LETTERS, MOST_UNDER_WAY, PATH, POLICY, TRY_LATER, Part, Sockets


class Connection:
    """A browser's, as a server hands it on."""

    def __init__(self, sockets: Sockets, parts: Mapping[str, Part], client: str = "", **headers: str) -> None:
        named = [(name.encode(), value.encode()) for name, value in ({"host": "a.example"} | headers).items()]
        scope = {"type": "websocket", "path": f"/{PATH}", "headers": named, "query_string": b"", "subprotocols": []}
        self.n = 0
        self._to_server: asyncio.Queue[dict] = asyncio.Queue()
        self._to_browser: asyncio.Queue[dict] = asyncio.Queue()
        self._to_server.put_nowait({"type": "websocket.connect"})
        app = Router([sockets.route(parts)])
        self.served = asyncio.ensure_future(app(scope | {"client": (client, 1)}, self._to_server.get, self._sent))

    async def _sent(self, message: dict) -> None:
        self._to_browser.put_nowait(message)
        if message["type"] == "websocket.close":
            self._to_server.put_nowait({"type": "websocket.disconnect", "code": message["code"]})

    def send(self, text: str) -> None:
        """Send any text."""
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    def put(self, to: str, **message: Any) -> int:
        """Send a message to a part of the server; returns its number."""
        self.n += 1
        self.send(json.dumps({"n": self.n, "to": to} | message))
        return self.n

    async def leave(self) -> None:
        """End it from here, and wait until the server knows."""
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self.served

    async def comes(self) -> Any:
        """What the server sends next, or the code with which it closes; None if it lets the browser in."""
        message = await asyncio.wait_for(self._to_browser.get(), 20)
        return json.loads(message["text"]) if "text" in message else message.get("code")

    @property
    def silent(self) -> bool:
        """Whether nothing has come that was not looked at."""
        return self._to_browser.empty()


class Echo:
    """A part of the server: says what it was told, knows whose a connection is by ``me``, and waits for ``go_on``."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets, self.took, self.left, self.go_on = sockets, [], 0, asyncio.Event()

    async def take(self, connection: module.Connection, message: Mapping[str, Any]) -> str:
        self.took.append(message["n"])
        if owner := message.get("me"):
            self._sockets.belongs(connection, self, owner, 2)
        if message.get("waits"):
            await self.go_on.wait()
        if message.get("fails"):
            raise ZeroDivisionError
        return json.dumps(message.get("what"))

    def leave(self, connection: module.Connection) -> None:
        self.left += 1


class Served:
    """The sockets of a process with two parts."""

    def __init__(self) -> None:
        self.sockets = Sockets()
        self.one, self.other = Echo(self.sockets), Echo(self.sockets)

    async def lets_in(self, many: int = 1) -> list[Connection]:
        """So many connections."""
        made = [Connection(self.sockets, {"one": self.one, "other": self.other}) for _ in range(many)]
        for each in made:
            assert await each.comes() is None
        return made


def run(test: Coroutine) -> None:
    """In a loop of its own, also where another test's browser has one."""
    faults: list[BaseException] = []

    async def checked() -> None:
        try:
            async with asyncio.timeout(60):
                await test
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=lambda: asyncio.run(checked()))
    thread.start()
    thread.join()
    for fault in faults:
        raise fault


def test_each_message_is_answered_by_its_part_and_in_turn() -> None:
    async def test() -> None:
        served = Served()
        (way,) = await served.lets_in()
        way.put("one", me=1, waits=True, what="a")
        way.put("one", what="b")
        way.put("other", what=["c"])
        way.put("")  # is anybody there?
        said = [await way.comes() for _ in range(2)]  # although the first part takes its time
        assert sorted(said, key=lambda each: each["n"]) == [{"n": 3, "answer": ["c"]}, {"n": 4, "answer": None}]
        assert served.one.took == [1]
        served.one.go_on.set()
        assert [await way.comes() for _ in range(2)] == [{"n": 1, "answer": "a"}, {"n": 2, "answer": "b"}]

    run(test())


def test_of_a_page_that_waits_for_no_answer_no_more_is_read() -> None:
    async def test() -> None:
        served = Served()
        (way,) = await served.lets_in()
        for _ in range(3 * MOST_UNDER_WAY):
            way.put("one", me=1, waits=True)
        await asyncio.sleep(0.05)
        assert way._to_server.qsize() == 2 * MOST_UNDER_WAY
        served.one.go_on.set()
        assert [(await way.comes())["n"] for _ in range(3 * MOST_UNDER_WAY)] == [*range(1, 3 * MOST_UNDER_WAY + 1)]

    run(test())


def test_whatever_comes_is_answered_with_nothing() -> None:
    async def test() -> None:
        served = Served()
        (way,) = await served.lets_in()
        for text in (
            *("", "x", "null", "3", '"x"', "[]", "{}", "[" * 1500, '{"n": 0, "to": "one"}'),
            *('{"n": "1", "to": "none"}', '{"n": 1e300, "to": []}', '{"n": true}', '{"n": -1}', '{"to": {}}'),
            '{"player": "a", "command": null}',
        ):
            way.send(text)
            assert await way.comes() == {"n": 0, "answer": None}, text

    run(test())


def test_a_message_that_can_not_be_taken_ends_its_connection_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def test() -> None:
        served = Served()
        way, other = await served.lets_in(2)
        way.put("one", fails=True)
        assert await way.comes() == TRY_LATER
        other.put("one", what=1)
        assert await other.comes() == {"n": 1, "answer": 1}
        assert "ZeroDivisionError" in caplog.text
        await way.served
        assert served.one.left == served.other.left == 1

    run(test())


def test_of_connections_that_are_nobodys_the_oldest_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_STRANGERS", 3)

    async def test() -> None:
        served = Served()
        (known,) = await served.lets_in()
        known.put("one", me=1)
        await known.comes()
        ways = await served.lets_in(5)
        for way in ways[:2]:
            assert await way.comes() == TRY_LATER
        await ways[2].leave()
        (another,) = await served.lets_in()
        for way in (known, *ways[3:], another):
            way.put("one", what=1)
            assert (await way.comes())["answer"] == 1

    run(test())


def test_of_too_many_of_one_owner_the_one_is_closed_that_has_been_theirs_for_longest() -> None:
    async def test() -> None:
        served = Served()
        first, second, third = await served.lets_in(3)
        for way in (third, first, second):
            way.put("one", me="owner")
            assert (await way.comes())["answer"] is None
        assert await third.comes() == POLICY
        first.put("other", me="owner")  # whom another part knows, too
        assert (await first.comes())["answer"] is None
        assert first.silent
        assert second.silent

    run(test())


def test_there_are_only_so_many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)

    async def test() -> None:
        served = Served()
        (way, _other) = await served.lets_in(2)
        assert await Connection(served.sockets, {}).comes() == TRY_LATER
        await way.leave()
        await served.lets_in()

    run(test())


def test_messages_of_nobody_share_one_pace_and_connections_that_have_ended_take_none_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_STRANGERS", 6)

    async def test() -> None:
        waits: list[float] = []
        go_on = asyncio.Event()

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            await go_on.wait()

        served = Served()
        served.sockets._strange = Pace(1, 2, lambda: 1000.0, sleep)
        ways = await served.lets_in(6)
        for way, text in zip(ways, ("{}", "x", "null", "[]", '{"n": 1, "to": "one"}', "3"), strict=True):
            way.send(text)
        for way in ways[:2]:
            assert (await way.comes())["answer"] is None
        while not waits:
            await asyncio.sleep(0.001)
        assert all(way.silent for way in ways[2:])
        known, *_ = await served.lets_in(4)  # in place of four of those
        for way in ways[:4]:
            assert await way.comes() == TRY_LATER
        known.put("one", me=1, what=1)  # no message of nobody: it does not wait
        assert (await known.comes())["answer"] == 1
        assert len(waits) == 1
        go_on.set()
        for way in ways[4:]:
            assert (await way.comes())["answer"] is None
        assert waits == [1, 2, 3]

    run(test())


def test_what_is_too_long_or_no_text_ends_the_connection() -> None:
    async def test() -> None:
        served = Served()
        (way,) = await served.lets_in()
        way.send("x" * (MOST_LETTERS + 1))
        assert await way.comes() == 1000
        (way,) = await served.lets_in()
        way._to_server.put_nowait({"type": "websocket.receive", "bytes": b"x"})
        await way.served
        assert not served.sockets._connections

    run(test())


def test_a_page_of_another_site_is_not_let_in() -> None:
    async def test() -> None:
        served = Served()
        parts = {"one": served.one}
        assert await Connection(served.sockets, parts, origin="https://b.example").comes() == POLICY
        assert await Connection(served.sockets, parts, origin="https://a.example").comes() is None

    run(test())
