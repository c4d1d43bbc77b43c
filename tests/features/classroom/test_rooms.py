"""The door to the rooms: who gets in, what they can do there, and how much of it there can be."""

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle, product

import pytest

from playground.features.classroom.questions.kind import MOST_STUDENTS
from playground.features.classroom.questions.kinds import as_json
from playground.features.classroom.questions.refusal import Refused, Waiting
from playground.features.classroom.rooms import rooms as rooms_module
from playground.features.classroom.rooms.codes import Attempts, hash_of, more_letters
from playground.features.classroom.rooms.rooms import MOST_ROOMS, Rooms
from playground.features.classroom.stores import store_at
from playground.features.classroom.stores.sqlite import SQLiteStore
from playground.language import ENGLISH, LANGUAGES
from tests.features.classroom.conftest import DRAWN, VOTE, answer, other_than, refusal


def device(number):
    return f"{number:032x}"


class Class:
    """A room with its lecturer and two students."""

    def __init__(self, rooms, question=VOTE):
        self.rooms = rooms
        self.code, self.key = rooms.begin(question)
        self.lecturer = rooms.enter(self.code, device(0), self.key)
        self.students = [rooms.enter(self.code, device(number)) for number in (1, 2)]

    def does(self, what, **more):
        self.rooms.do(self.lecturer, {"do": what} | more)

    def answers(self, student, value, number=1, round=1):
        self.rooms.do(self.students[student], answer(value, number, round))

    def sees(self, student=None, language=ENGLISH):
        return self.rooms.view(self.lecturer if student is None else self.students[student], language)


def test_a_whole_vote_in_a_room_that_is_the_same_for_all_processes_and_on_both_stores(address, monkeypatch):
    first, second = Rooms(store_at(address)), Rooms(store_at(address))
    a_class, other = Class(first), Class(first, DRAWN)
    student = second.enter(a_class.code, device(1))
    assert student == a_class.students[0]
    assert second.view(student, ENGLISH)["phase"] == "open"
    second.do(student, answer(1))
    for value in (0, 2):  # the last of which changes the one before
        a_class.answers(1, value)
    assert a_class.sees()["answered"] == a_class.sees()["present"] == 2
    assert (first.view(student, ENGLISH)["mine"], second.view(a_class.students[1], ENGLISH)["mine"]) == (1, 2)
    second.do(second.enter(a_class.code, device(9), a_class.key), {"do": "close"})
    a_class.does("reveal")
    assert second.room(student).now.phase == "revealed"
    a_class.does("again")
    a_class.answers(0, 2, round=2)
    a_class.does("reveal")
    a_class.does("decide", right=2, answer={"en": "So it is."})
    seen = second.view(student, ENGLISH)
    assert (seen["counts"], seen["said"]) == ([[0, 1, 1], [0, 0, 1]], "You said: Its weights. Right.")
    a_class.does("ask", question=as_json(DRAWN))
    other.does("end")
    seats = [(student, ENGLISH), (other.lecturer, ENGLISH), (a_class.lecturer, LANGUAGES["zh"])]
    seen = second.views(seats)
    assert [each["phase"] for each in seen] == ["open", "gone", "open"]
    assert seen == [second.view(seat, language) for seat, language in seats]
    json.dumps(seen, allow_nan=False)
    assert second.views([]) == []
    monkeypatch.setattr(second._store, "read", lambda code: pytest.fail("read again"))  # though nothing has changed
    seen = second.view(student, ENGLISH)
    assert (seen["number"], seen["kind"]) == (2, "curve")
    a_class.does("end")
    assert second.view(student, ENGLISH)["phase"] == "gone"
    assert second.room(student) is None
    assert "has ended" in refusal(a_class.answers, 0, 1)


class ClosedMeanwhile(SQLiteStore):
    """A store in which the lecturer is quicker than the first answer that comes."""

    lecturer = None

    def put(self, code, version, sheet, *line):
        if self.lecturer and sheet.startswith("answers"):
            close, self.lecturer = self.lecturer, None
            close()
        return super().put(code, version, sheet, *line)


def test_an_answer_that_was_checked_before_the_vote_was_closed_and_comes_after_it_is_refused(tmp_path):
    store = ClosedMeanwhile(tmp_path / "rooms.sqlite")
    a_class = Class(Rooms(store))
    store.lecturer = lambda: a_class.does("close")
    assert "too late" in refusal(a_class.answers, 0, 1)
    assert a_class.sees(0)["mine"] is None


def test_what_the_lecturer_and_students_may_not_do_is_refused_and_without_the_secret_nobody_is_the_lecturer(rooms):
    a_class, other = Class(rooms), Class(rooms)
    for act in ("close", "reveal", "again", "end", "ask", "at", "decide"):
        assert "Only the teacher" in refusal(rooms.do, a_class.students[0], {"do": act}), act
    assert "Only students" in refusal(a_class.does, "answer", number=1, round=1, value=1)
    assert "can't read" in refusal(rooms.do, a_class.students[0], ["do"])
    assert "Only the teacher" in refusal(rooms.csv, a_class.students[0], ENGLISH)
    assert a_class.sees(0)["phase"] == "open"
    for key in (other.key, a_class.key[:-1], a_class.key + "A", "\ud800", "0"):
        assert "not the teacher's link" in refusal(rooms.enter, a_class.code, device(5), key)
    assert rooms.enter(a_class.code.lower(), device(5), a_class.key).lecturer
    assert not rooms.enter(a_class.code, device(5)).lecturer


def test_a_seat_is_not_one_in_a_later_room_with_the_same_code(rooms, monkeypatch):
    monkeypatch.setattr(rooms_module, "new_code", lambda: "KWXRTB")
    before = Class(rooms)
    before.does("end")
    now = Class(rooms)
    assert before.code == now.code
    assert before.sees()["phase"] == before.sees(0)["phase"] == "gone"
    for seat in (before.lecturer, before.students[0]):
        assert "has ended" in refusal(rooms.do, seat, {"do": "reveal"})
    assert refusal(rooms.csv, before.lecturer, ENGLISH)
    assert now.sees()["phase"] == "open"


def test_a_code_of_a_room_and_a_browsers_name_that_says_nothing_are_needed(rooms):
    code, _key = rooms.begin(VOTE)
    for name in ("", "a", "A" * 32, "g" * 32, "a" * 33, "a" * 31 + "\n"):
        assert "reload" in refusal(rooms.enter, code, name), name
    assert "six letters" in refusal(rooms.enter, "hello!", device(1))
    assert f"no room {other_than(code)}" in refusal(rooms.enter, other_than(code).lower(), device(1))


def test_while_somebody_guesses_whoever_has_a_seat_a_secret_or_the_link_gets_in_and_others_wait(tmp_path, clock):
    rooms = Rooms(SQLiteStore(tmp_path / "rooms.sqlite", clock))
    rooms.attempts = Attempts(rooms._store, clock)
    a_class = Class(rooms)
    nobodys = other_than(a_class.code)
    link = a_class.code + more_letters(hash_of(a_class.key))
    while "no room" in refusal(rooms.enter, nobodys, device(8)):
        pass
    for number, code in enumerate([nobodys, a_class.code, a_class.code + "B" * 8, nobodys + link[6:]]):
        with pytest.raises(Waiting):  # which of them is right is not told
            rooms.enter(code, device(20 + number))
    with pytest.raises(Waiting):
        rooms.enter(a_class.code, device(30), "no secret")
    assert rooms.enter(a_class.code, device(1)) == a_class.students[0]
    assert rooms.enter(a_class.code, device(8), a_class.key).lecturer
    assert not rooms.enter(link.lower(), device(9)).lecturer
    clock.now += 10
    assert not rooms.enter(a_class.code, device(21)).lecturer
    assert "no room" in refusal(rooms.enter, nobodys, device(20))


def test_a_class_of_300_at_one_address_enters_at_once_and_no_more_fit_in(rooms):
    code, key = rooms.begin(VOTE)
    seats = [rooms.enter(code, device(n), address="192.0.2.1") for n in range(1, MOST_STUDENTS + 1)]
    assert len({seat.device for seat in seats}) == MOST_STUDENTS
    assert "300 students" in refusal(rooms.enter, code, device(301), address="192.0.2.1")
    assert rooms.enter(code, device(7), address="192.0.2.1") in seats
    lecturer = rooms.enter(code, device(0), key)
    assert rooms.view(lecturer, ENGLISH)["present"] == MOST_STUDENTS


def taken(act, *message):
    """1 if this was done, 0 if it was refused."""
    try:
        act(*message)
    except Refused:
        return 0
    return 1


def test_answers_at_the_moment_of_closing_are_in_or_refused_and_two_tabs_of_a_lecturer_do_each_thing_once(rooms):
    a_class = Class(rooms)
    students = [rooms.enter(a_class.code, device(n)) for n in range(10, 50)]
    with ThreadPoolExecutor(8) as threads:
        first = threads.map(lambda student: taken(rooms.do, student, answer(0)), students[:20])
        closing = threads.submit(a_class.does, "reveal")
        rest = threads.map(lambda student: taken(rooms.do, student, answer(0)), students[20:])
        closing.result()
        acknowledged = sum(first) + sum(rest)
        assert a_class.sees()["counts"] == [[acknowledged, 0, 0]]
        again = {"do": "again", "round": 1}
        assert sum(threads.map(lambda _tab: taken(rooms.do, a_class.lecturer, again), range(16))) == 1
    assert a_class.sees()["round"] == 2


def test_a_server_has_200_rooms_each_with_a_code_of_its_own(rooms, monkeypatch):
    assert MOST_ROOMS == 200
    monkeypatch.setattr(rooms_module, "MOST_ROOMS", 3)
    codes = iter(["KWXRTB", "KWXRTB", "BCDFGH", "CDFGHJ", "DFGHJK"])
    monkeypatch.setattr(rooms_module, "new_code", lambda: next(codes))
    opened = [rooms.begin(VOTE) for _ in range(3)]
    assert [code for code, _key in opened] == ["KWXRTB", "BCDFGH", "CDFGHJ"]
    assert len({key for _code, key in opened}) == 3
    assert "All 3 rooms" in refusal(rooms.begin, VOTE)


def test_nobody_opens_all_rooms_of_a_server_however_many_processes_it_has(tmp_path, clock):
    processes = cycle([Rooms(SQLiteStore(tmp_path / "rooms.sqlite", clock)) for _process in range(2)])
    rooms = next(processes)

    def opens():
        opened = 0
        with suppress(Refused):
            while next(processes).begin(VOTE, "192.0.2.1"):
                opened += 1
        return opened

    opened = opens()
    assert 10 <= opened <= 30  # teachers of one school begin at the same time
    assert "opened from your network. Try again in 120 seconds." in refusal(rooms.begin, VOTE, "192.0.2.1")
    assert rooms.begin(VOTE, "192.0.2.2")
    for _ten_minutes in range(4 * 6):
        clock.now += 600
        opened += opens()
    assert 100 < opened < MOST_ROOMS - 50


def test_a_guesser_has_no_more_tries_with_more_processes(address, monkeypatch):
    monkeypatch.setattr(Attempts, "PERMITS", Attempts.PERMITS._replace(at_once=40))
    processes = [Rooms(store_at(address)) for _process in range(2)]
    code, _key = processes[0].begin(VOTE)
    wrong = (guess for guess in map("".join, product("BCDFGH", repeat=6)) if guess != code)
    tried, began = 0, time.monotonic()
    while "no room" in (said := refusal(processes[tried % 2].enter, next(wrong), device(tried))):
        tried += 1
    assert "in the queue" in said
    assert 40 <= tried <= 40 + (time.monotonic() - began) / Attempts.PERMITS.every + 1


def test_phones_get_a_picture_of_the_run_once_all_is_revealed(tmp_path):
    asked = []

    def follow(code, question, language):
        asked.append((code, question.at, language))
        return {"iteration": question.at}

    rooms = Rooms(store_at(str(tmp_path / "rooms.sqlite")), follow)
    a_class = Class(rooms)
    assert "run" not in a_class.sees(0)
    a_class.does("reveal")
    a_class.does("at", iteration=240)
    assert "run" not in a_class.sees()
    assert a_class.sees(0, LANGUAGES["zh"])["run"] == {"iteration": 240}
    assert asked[-1] == (a_class.code, 240, LANGUAGES["zh"])
    assert a_class.sees(0)["link"] == "zero_or_random?at=240"


def test_nothing_that_is_kept_tells_who_somebody_is(tmp_path):
    path = tmp_path / "rooms.sqlite"
    store = store_at(str(path))
    a_class = Class(Rooms(store))
    a_class.answers(0, 1)
    store.close()
    kept = "\n".join(sqlite3.connect(path).iterdump())
    assert device(1) not in kept
    assert a_class.key not in kept
    assert a_class.code in kept
    assert a_class.students[0].device in kept
