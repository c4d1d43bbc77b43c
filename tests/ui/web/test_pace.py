"""The pace at which a page's messages are read."""

import asyncio
from math import inf

import pytest

from playground.ui.web.pace import AT_ONCE, MESSAGES_A_SECOND, REST, FairLock, KeepPace, Pace
from tests.conftest import run_alone


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def read(pace, time, gaps):
    """When each message is read that comes so many seconds after the one before was."""

    async def all_of_them():
        moments = []
        for gap in gaps:
            time.now += gap
            await pace.keep()
            moments.append(time.now - 1000)
        return moments

    return run_alone(all_of_them())


def test_what_a_page_sends_is_read_at_once():
    time = Time()
    gaps = [0.2, 0.0, 0.1, 1.0, 0.05] * 100
    read(Pace(clock=time, sleep=time.sleep), time, gaps)
    assert abs(time.now - 1000 - sum(gaps)) < 1e-6


def test_a_burst_is_read_at_once_and_what_follows_at_an_even_pace():
    time = Time()
    moments = read(Pace(a_second=10, at_once=5, clock=time, sleep=time.sleep), time, [0.0] * 25)
    assert moments == pytest.approx([0.0] * 5 + [0.1 * (n + 1) for n in range(20)], abs=1e-6)


def test_after_a_silence_there_may_be_a_burst_again_but_none_that_is_larger():
    time = Time()
    moments = read(Pace(a_second=10, at_once=5, clock=time, sleep=time.sleep), time, [0.0] * 9 + [100.0] + [0.0] * 5)
    assert moments[9:14] == pytest.approx([moments[9]] * 5, abs=1e-6)
    assert moments[14] == pytest.approx(moments[9] + 0.1, abs=1e-6)


def test_the_messages_of_each_websocket_are_paced_and_nothing_else(monkeypatch):
    time = Time()
    monkeypatch.setattr("playground.ui.web.pace.Pace", lambda: Pace(clock=time, sleep=time.sleep))
    got = []

    async def app(scope, receive, send):
        for _ in range(AT_ONCE + 30):
            got.append((await receive())["type"])

    async def receive():
        return {"type": kind}

    for scope, kind, seconds in (
        ("websocket", "websocket.receive", 30 / MESSAGES_A_SECOND),
        ("websocket", "websocket.disconnect", 0),
        ("http", "http.request", 0),
    ):
        got.clear()
        before = time.now
        run_alone(KeepPace(app)({"type": scope, "path": "/socket"}, receive, None))
        assert got == [kind] * (AT_ONCE + 30)
        assert abs(time.now - before - seconds) < 1e-6


def test_turns_go_first_to_whoever_has_had_none_for_longest_and_leave_time_for_the_rest():
    time = Time()
    begun = []

    async def wants(lock, name, last, seconds):
        began = await lock.take(last)
        begun.append((name, time.now))
        time.now += seconds
        await lock.end(began)

    async def all_of_them():
        lock = FairLock(time, time.sleep)
        first = await lock.take(-inf)
        waiting = [
            asyncio.create_task(wants(lock, name, last, 0.1))
            for name, last in (("late", 990.0), ("early", 980.0), ("gone", 970.0), ("new", -inf))
        ]
        await asyncio.sleep(0)  # they wait now
        waiting[2].cancel()
        time.now += 1
        await lock.end(first)
        await asyncio.gather(*waiting, return_exceptions=True)
        await wants(lock, "alone", 0.0, 0.0)

    run_alone(all_of_them())
    assert [name for name, _ in begun] == ["new", "early", "late", "alone"]
    after = 1000 + 1 + REST
    assert [moment for _, moment in begun] == pytest.approx([after + 0.1 * (1 + REST) * n for n in range(4)])


def test_messages_for_scripts_are_handed_on_one_at_a_time():
    """Beside many pages that send without end, a newcomer's message is the next."""
    handed_on = []

    async def all_of_them():
        async def app(scope, receive, send):
            for _ in range(1 if scope["name"] == "new" else 20):
                await receive()
                handed_on.append(scope["name"])
            await receive()

        async def receive():
            return {"type": "websocket.receive"}

        keep = KeepPace(app)
        pages = [{"type": "websocket", "path": "/_stcore/stream", "name": name} for name in range(30)]
        senders = [asyncio.create_task(keep(page, receive, None)) for page in pages]
        while len(handed_on) < 100:
            await asyncio.sleep(0)
        before = len(handed_on)
        await keep(pages[0] | {"name": "new"}, receive, None)
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)
        return handed_on.index("new") - before

    assert run_alone(all_of_them()) <= 1
    assert [handed_on[:30].count(name) for name in range(30)] == [1] * 30  # in fair order


@pytest.mark.parametrize("path", ["/socket", "/another", "/school/another"])
def test_messages_on_other_websockets_wait_for_no_scripts(path):
    read = []

    async def all_of_them():
        waits = asyncio.Event()

        async def app(scope, receive, send):
            await receive()
            read.append(scope["path"])
            await waits.wait()  # a script whose thread is not there yet

        async def receive():
            return {"type": "websocket.receive"}

        keep = KeepPace(app)
        paths = ["/_stcore/stream", "/_stcore/stream", path]
        senders = [asyncio.create_task(keep({"type": "websocket", "path": each}, receive, None)) for each in paths]
        while path not in read:
            await asyncio.sleep(0)
        for sender in senders:
            sender.cancel()
        await asyncio.gather(*senders, return_exceptions=True)

    run_alone(all_of_them())
    assert read == ["/_stcore/stream", path]
