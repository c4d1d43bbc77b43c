"""What the pages of a class hear from their room, when, and what that survives."""

import asyncio
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import pytest

from playground.features.classroom.process import room_talk as module
from playground.features.classroom.process.gateway import Gateway
from playground.features.classroom.process.room_talk import TO, RoomTalk
from playground.features.classroom.process.room_work import RoomWork
from playground.features.classroom.questions.question import Question
from playground.features.classroom.rooms.codes import Attempts
from playground.features.classroom.rooms.records import SEATS
from playground.features.classroom.rooms.rooms import Rooms
from playground.features.classroom.stores import store_at
from playground.features.classroom.stores.store import UNAVAILABLE, Allowance, Unavailable
from playground.ui.web.socket import POLICY, TRY_LATER, Sockets
from tests.features.classroom.conftest import other_than
from tests.ui.web.test_socket import Connection, run

QUESTION = Question("", "", "claims")


class Class:
    """A room with its lecturer, and the sockets that its process serves."""

    def __init__(self, path: Any) -> None:
        self.store = store_at(str(path / "rooms.sqlite"))
        self.work = RoomWork(lambda *result: self.rooms.settle(*result))
        self.rooms = Rooms(self.store, self.work.picture)
        self.sockets = Sockets()
        self.talk = RoomTalk(Gateway(self.rooms, self.work), self.sockets, every=0.005)
        self.code, self.key = self.rooms.begin(QUESTION)


class Browser(Connection):
    """A page's connection, and the view that it puts together."""

    def __init__(self, of: Class, device: int = 1, client: str = "") -> None:
        super().__init__(of.sockets, {TO: of.talk}, client)
        self.code, self.key, self.device = of.code, of.key, f"{device:032x}"
        self.view: dict[str, Any] = {}

    async def comes(self) -> Any:
        """What the server sends next but the word that somebody is there, or the code with which it closes."""
        while isinstance(said := await super().comes(), dict) and said.get("answer", "") is None:
            pass
        if isinstance(said, dict) and said.pop("to", "") == TO:
            if said.get("whole"):
                self.view = {}
            self.view |= said.get("view", {})
            for name in said.get("gone", ()):
                del self.view[name]
        return said

    async def seated(self, lecturer: bool = False, language: str = "en") -> "Browser":
        """Itself, once it has a seat."""
        assert await self.comes() is None
        self.enter(self.key if lecturer else "", language)
        assert "view" in await self.comes()
        return self

    def enter(self, key: str = "", language: str = "en") -> None:
        """Say where it sits."""
        self.put(TO, room=self.code, device=self.device, key=key, language=language)

    def do(self, what: str, **more: Any) -> int:
        """Send a message; returns its number."""
        return self.put(TO, do=what, **more)

    async def acknowledged(self, number: int) -> Any:
        """What the room says to this message: true if it is stored."""
        while (said := await self.comes()).get("n") != number:
            pass
        return said["answer"]

    async def sees(self, **parts: Any) -> None:
        """Wait until the view has these."""
        while not all(self.view.get(name) == part for name, part in parts.items()):
            await self.comes()


@pytest.fixture
def here(tmp_path) -> Any:
    made = Class(tmp_path)
    yield made
    made.store.close()


def in_a_loop(test: Callable[..., Any]) -> Callable[..., None]:
    """Run a test in an event loop of its own."""

    @wraps(test)
    def alone(**fixtures: Any) -> None:
        run(test(**fixtures))

    return alone


@in_a_loop
async def test_a_class_hears_what_changes_and_nobody_more_than_they_may_until_the_room_ends(here) -> None:
    lecturer = await Browser(here, 99).seated(lecturer=True)
    students = [await Browser(here, n).seated() for n in range(2)]
    await lecturer.sees(present=2, answered=0)
    for n, student in enumerate(students):
        assert student.view["phase"] == "open"
        assert "answered" not in student.view
        assert await student.acknowledged(student.do("answer", number=1, round=1, value=n)) is True
        assert await lecturer.comes() == {
            "view": {"answered": n + 1, "count": f"{n + 1} of 2 answered"}
        }  # what has changed, and that alone
        await student.sees(mine=n)
    newcomer = await Browser(here, 2).seated()
    await lecturer.sees(present=3)
    assert all(each.silent for each in students)  # nothing that a student sees has changed
    await newcomer.leave()
    assert "counts" not in lecturer.view
    assert await lecturer.acknowledged(lecturer.do("reveal")) is True
    for each in (lecturer, *students):
        await each.sees(phase="revealed", counts=[[1, 1, 0]])
    lecturer.do("again")
    for each in students:
        await each.sees(phase="open", mine=None)
        assert "counts" not in each.view  # it is taken from the view, too
    lecturer.do("end")
    (student, _other) = students
    await student.sees(phase="gone")
    assert {*student.view} == {"code", "phase", "said"}
    said = await student.acknowledged(student.do("answer", number=1, round=2, value=0))
    assert "ended" in said


@in_a_loop
async def test_phones_follow_the_lecturers_run_and_its_figures_come_once(here) -> None:
    lecturer = await Browser(here, 99).seated(lecturer=True)
    student = await Browser(here).seated(language="zh")
    lecturer.do("reveal")
    await student.sees(**{"run/iteration": 0})
    assert sum(len(trace["x"]) for trace in student.view["run/figures"]["planes"][0]["data"]) == 400
    lecturer.do("at", iteration=30, changes="")
    said: dict[str, Any] = {}
    while said.get("view", {}).get("run/iteration") != 30:
        said = await student.comes()
        assert "run/figures" not in said.get("view", {})
    assert "run/iteration" not in lecturer.view
    assert student.view["at"] == 30
    assert student.view["run/traces"][0]["x"] == [30]
    alone = await Browser(here, 5).seated()
    assert alone.view["run/iteration"] == 30  # who comes later sees it at once
    assert alone.view["run/numbers"] != student.view["run/numbers"]  # each in their language


@in_a_loop
async def test_a_room_is_seen_and_refuses_in_the_language_of_the_page_and_a_code_can_be_typed_once_more(here) -> None:
    lecturer = await Browser(here, 99).seated(lecturer=True)
    student = Browser(here)
    student.code = other_than(here.code)
    await student.comes()
    student.enter()
    assert "no room" in (await student.comes())["refused"]
    student.code = here.code
    for language, teacher in ("en", "teacher"), ("zh", "老师"):
        student.enter(language=language)
        said = await student.comes()
        assert (said["whole"], said["view"]["code"]) == (True, here.code)
        assert teacher in await student.acknowledged(student.do("reveal"))
    await lecturer.sees(present=1)
    assert lecturer.silent


MESSAGES: tuple[dict[str, Any], ...] = (
    *({}, {"do": []}, {"do": {"a": 1}}, {"do": "look"}, {"room": 3}, {"room": "XXXXXX"}, {"room": [], "device": {}}),
    *({"room": "XXXXXX", "device": "\0"}, {"room": "", "device": "", "key": None, "language": ["zh"]}),
    *({"do": "answer", "value": float("nan")}, {"do": "answer", "number": 1, "round": 1, "value": [[1, 2], [3]]}),
    {"do": "ask", "question": {"page": "../..", "settings": "a", "kind": "claims"}},
)


@in_a_loop
async def test_whatever_comes_is_refused_and_nobody_else_is_harmed(here) -> None:
    for device, message in enumerate(MESSAGES):
        stranger = Browser(here)
        await stranger.comes()
        student, lecturer = Browser(here, 10 + device), Browser(here, 99)
        for browser in (stranger, await student.seated(), await lecturer.seated(lecturer=True)):
            browser.put(TO, **message)
            while not ({"n", "refused"} & (said := await browser.comes()).keys()):
                pass
            assert isinstance(said.get("refused") if "room" in message else said["answer"], str), message
            await browser.leave()
    student = await Browser(here, 4).seated()
    assert await student.acknowledged(student.do("answer", number=1, round=1, value=0)) is True


@in_a_loop
async def test_one_browser_has_only_so_many_tabs_in_a_room_and_who_has_or_wants_a_seat_is_no_stranger(
    here, monkeypatch, one_at_once
) -> None:
    monkeypatch.setattr("playground.ui.web.socket.MOST_STRANGERS", 2)
    one_at_once(1000.0, 0.05)
    tabs = [await Browser(here).seated() for _ in range(module.MOST_OF_ONE + 1)]
    assert await tabs[0].comes() == POLICY
    waits = Browser(here, 2)
    assert await waits.comes() is None
    waits.enter()
    assert "waiting" in await waits.comes()
    strangers = [Browser(here, 3) for _ in range(3)]
    for each in strangers:
        assert await each.comes() is None
    assert await strangers[0].comes() == TRY_LATER
    assert await tabs[2].acknowledged(tabs[2].do("answer", number=1, round=1, value=0)) is True
    assert waits.silent


@pytest.fixture
def one_at_once(monkeypatch) -> Callable[[float, float], None]:
    """Sets how many seconds there are between two attempts, and after how many one is asked for again."""

    def set_to(every: float, ask_again: float) -> None:
        monkeypatch.setattr(Attempts, "PERMITS", Allowance("attempts", 1, every, ahead=2 * every))
        monkeypatch.setattr(module, "ASK_AGAIN", ask_again)

    return set_to


@in_a_loop
async def test_until_it_is_ones_turn_nothing_tells_a_right_code_from_a_wrong_one(
    here, one_at_once, monkeypatch
) -> None:
    one_at_once(1000.0, 0.6)
    of = here.rooms._records.of

    def slowly(code: str) -> Any:
        record = of(code)
        time.sleep(0.3 if record else 0)  # as if there were much to read
        return record

    first = Browser(here, 1)
    first.code = other_than(here.code)
    await first.comes()
    first.enter()
    assert "refused" in await first.comes()
    monkeypatch.setattr(here.rooms._records, "of", slowly)

    async def passes(number: int, code: str) -> tuple[Any, float]:
        browser = Browser(here, number)
        browser.code = code
        await browser.comes()
        began = time.monotonic()
        browser.enter()
        said = await browser.comes()
        passed = time.monotonic() - began
        await browser.leave()
        return said, passed

    async def pass_all() -> list[tuple[Any, float]]:
        codes = here.code, other_than(here.code), here.code + "B" * 8
        return await asyncio.gather(*(passes(number, code) for number, code in enumerate(codes, 2)))

    found = await pass_all()
    assert all(said.keys() == {"waiting"} and 0.58 < passed < 0.75 for said, passed in found), found
    assert not here.rooms.attempts._queue  # whoever leaves is not waited for
    monkeypatch.setattr(Attempts, "MOST", 0)
    found = await pass_all()
    assert all(said == TRY_LATER and 0.58 < passed < 0.75 for said, passed in found), found


@in_a_loop
async def test_in_the_queue_one_can_still_change_the_code_and_is_let_in_by_it(here, one_at_once) -> None:
    one_at_once(0.2, 0.05)
    first, other = Browser(here, 1), Browser(here, 2)
    for each in (first, other):
        each.code = other_than(here.code)
        await each.comes()
        each.enter()
    assert "refused" in await first.comes()
    assert "waiting" in await other.comes()
    other.code = here.code
    other.enter()
    while "view" not in (said := await other.comes()):
        assert "waiting" in said


@in_a_loop
async def test_a_page_that_sends_too_much_waits(here, monkeypatch) -> None:
    monkeypatch.setattr(module, "A_SECOND", 0.02)
    monkeypatch.setattr(module, "AT_ONCE", 3)
    student = await Browser(here).seated()
    numbers = [student.do("answer", number=1, round=1, value=0) for _ in range(5)]
    for number in numbers[:2]:
        await student.acknowledged(number)
    other = await Browser(here, 2).seated()
    await other.acknowledged(other.do("answer", number=1, round=1, value=0))
    await other.sees(mine=0)
    assert here.rooms.view(here.rooms.enter(here.code, "f" * 32, here.key), module.ENGLISH)["answered"] == 2
    student.served.cancel()


@in_a_loop
async def test_a_store_that_can_not_be_reached_is_said_and_all_goes_on_when_it_is_back(here, monkeypatch) -> None:
    class Away:
        """A store that can't be reached."""

        def __getattr__(self, name: str) -> Any:
            def fail(*given: Any) -> None:
                raise Unavailable(UNAVAILABLE)

            return fail

    monkeypatch.setattr(module, "ASK_AGAIN", 0.05)
    lecturer = await Browser(here, 99).seated(lecturer=True)
    student = await Browser(here).seated()
    with monkeypatch.context() as away:
        away.setattr(here.rooms, "_store", Away())
        for each in (lecturer, student):
            while "said" not in (said := await each.comes()):
                pass
            assert "can't be reached" in said["said"]
        number = student.do("answer", number=1, round=1, value=1)
        said = await student.comes()
        assert "can't be reached" in said["said"]
        newcomer = Browser(here, 2)
        assert await newcomer.comes() is None
        newcomer.enter()
        assert "can't be reached" in (await newcomer.comes())["said"]
    while "view" not in await newcomer.comes():  # on the same connection, on which its runs play
        pass
    while (said := await student.comes()).get("said") != "":
        pass
    number = student.do("answer", number=1, round=1, value=1)  # sent again
    assert await student.acknowledged(number) is True
    await lecturer.sees(answered=1)


@in_a_loop
async def test_a_room_that_can_not_be_shown_says_so_is_logged_once_and_does_not_stop_the_others(
    here, monkeypatch, caplog
) -> None:
    bad = here.rooms.begin(QUESTION)
    there, also = Browser(here, 7), Browser(here, 8)
    for each in (there, also):
        each.code, each.key = bad
    await there.seated(lecturer=True)
    await also.seated()
    await there.sees(present=1)
    student = await Browser(here).seated()
    views, asked = here.rooms.views, []

    def fails(seats: Any) -> Any:
        if any(seat.code == bad[0] for seat, _language in seats):
            asked.append(seats)
            raise ZeroDivisionError
        return views(seats)

    with monkeypatch.context() as broken:
        broken.setattr(here.rooms, "views", fails)
        there.do("close")
        while "said" not in (said := await there.comes()):
            pass
        assert "Ask another question" in said["said"]
        assert "can't be shown" in (await also.comes())["said"]
        lecturer = await Browser(here, 99).seated(lecturer=True)
        lecturer.do("close")
        await student.sees(phase="closed")
        while len(asked) < 5:
            await asyncio.sleep(0.005)
        assert caplog.text.count("could not be shown") == 1
        assert also.silent  # nor is it said again
    while (said := await also.comes()).get("said") != "":
        pass
    assert also.view["phase"] == "closed"


@in_a_loop
async def test_whoever_enters_another_room_while_news_of_the_first_are_on_their_way_sees_all_of_it(
    here, monkeypatch
) -> None:
    held, go_on = threading.Event(), threading.Event()
    student = await Browser(here).seated()
    views, code, other = here.rooms.views, here.code, here.rooms.begin(QUESTION)[0]

    def slowly(seats: Any) -> Any:
        seen = views(seats)
        if any(seat.code == code for seat, _language in seats):
            held.set()
            go_on.wait(20)
        return seen

    monkeypatch.setattr(here.rooms, "views", slowly)
    here.rooms.do(here.rooms.enter(code, "f" * 32, here.key), {"do": "close"})
    await asyncio.to_thread(held.wait, 20)
    student.code = other
    student.enter()
    while not here.store.sheet(other, SEATS):
        await asyncio.sleep(0.005)
    go_on.set()
    while (said := await student.comes())["view"].get("code") != other:
        pass
    assert said["whole"]


@in_a_loop
async def test_news_go_on_after_a_fault(here, monkeypatch, caplog) -> None:
    lecturer = await Browser(here, 99).seated(lecturer=True)
    student = await Browser(here).seated()
    states, faults = here.talk._gateway.states, [ZeroDivisionError]

    def fails_once(codes: Any) -> Any:
        if faults:
            raise faults.pop()
        return states(codes)

    monkeypatch.setattr(here.talk._gateway, "states", fails_once)
    while faults:
        await asyncio.sleep(0.005)
    lecturer.do("close")
    await student.sees(phase="closed")
    assert "Nobody could be told" in caplog.text


@in_a_loop
async def test_who_is_slow_to_read_does_not_keep_the_others_waiting(here) -> None:
    lecturer = await Browser(here, 99).seated(lecturer=True)
    slow = await Browser(here, 2).seated()
    go_on = asyncio.Event()
    sent = slow._to_browser.put_nowait

    async def slowly(message: dict) -> None:
        await go_on.wait()
        sent(message)

    (guest,) = (each for each in here.talk._guests.values() if each.seat and not each.seat.lecturer)
    guest.connection._socket._send = slowly
    student = await Browser(here).seated()
    lecturer.do("close")
    await student.sees(phase="closed")
    lecturer.do("reveal")
    await student.sees(phase="revealed")
    go_on.set()
    await slow.sees(phase="revealed")
