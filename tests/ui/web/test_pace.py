"""The pace at which a page's messages are read."""

import pytest

from playground.ui.web.pace import AT_ONCE, MESSAGES_A_SECOND, KeepPace, Pace
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
        run_alone(KeepPace(app)({"type": scope}, receive, None))
        assert got == [kind] * (AT_ONCE + 30)
        assert abs(time.now - before - seconds) < 1e-6
