"""The door to the rooms: who gets in, what they can do there, and how much of it there can be."""

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle, product

import pytest

from playground.features.classroom.questions.kind import MOST_STUDENTS
from playground.features.classroom.questions.kinds import CURVE, as_json, of_link
from playground.features.classroom.questions.refusal import Refused, Waiting
from playground.features.classroom.rooms import rooms as rooms_module
from playground.features.classroom.rooms.codes import Attempts, hash_of, more_letters
from playground.features.classroom.rooms.rooms import MOST_ROOMS, Rooms
from playground.features.classroom.stores import store_at
from playground.features.classroom.stores.sqlite import SQLiteStore
from playground.features.classroom.stores.store import Unavailable
from playground.language import ENGLISH, LANGUAGES

VOTE = of_link("zero_or_random", "")
DRAWN = of_link("", "", CURVE)


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
        message = {"do": "answer", "number": number, "round": round, "value": value}
        self.rooms.do(self.students[student], message)

    def sees(self, student=None, language=ENGLISH):
        return self.rooms.view(self.lecturer if student is None else self.students[student], language)


def refusal(act, *arguments, **more):
    with pytest.raises(Refused) as caught:
        act(*arguments, **more)
    return str(caught.value.said)


def test_a_whole_vote(rooms):
    a_class = Class(rooms)
    assert a_class.sees(0)["phase"] == "open"
    a_class.answers(0, 1)
    a_class.answers(1, 0)
    a_class.answers(1, 2)  # changed
    assert a_class.sees()["answered"] == a_class.sees()["present"] == 2
    a_class.does("close")
    a_class.does("reveal")
    assert a_class.sees(0)["counts"] == [[0, 1, 1]]
    a_class.does("again")
    a_class.answers(0, 2, round=2)
    a_class.does("reveal")
    a_class.does("decide", right=2, answer={"en": "So it is."})
    assert a_class.sees()["counts"] == [[0, 1, 1], [0, 0, 1]]
    assert a_class.sees(0)["said"] == "You said: Its weights. Right."
    a_class.does("ask", question=as_json(DRAWN))
    assert (a_class.sees(0)["number"], a_class.sees(0)["kind"]) == (2, "curve")
    a_class.does("end")
    assert a_class.sees(0)["phase"] == a_class.sees()["phase"] == "gone"
    assert "has ended" in refusal(a_class.answers, 0, 1, number=2)


def test_a_room_is_the_same_for_all_processes_and_on_both_stores(address):
    first, second = Rooms(store_at(address)), Rooms(store_at(address))
    a_class = Class(first)
    student = second.enter(a_class.code, device(1))
    assert student == a_class.students[0]
    second.do(student, {"do": "answer", "number": 1, "round": 1, "value": 2})
    assert first.view(student, ENGLISH)["mine"] == 2
    assert first.view(a_class.lecturer, ENGLISH)["answered"] == 1
    second.do(second.enter(a_class.code, device(9), a_class.key), {"do": "reveal"})
    assert a_class.sees(1)["counts"] == [[0, 0, 1]]
    a_class.does("end")
    assert second.view(student, ENGLISH)["phase"] == "gone"


def test_many_see_their_rooms_at_one_time(rooms):
    first, second = Class(rooms), Class(rooms, DRAWN)
    first.answers(0, 2)
    second.does("end")
    chinese = LANGUAGES["zh"]
    seats = [(first.students[0], ENGLISH), (second.lecturer, ENGLISH), (first.lecturer, chinese)]
    assert rooms.views(seats) == [rooms.view(seat, language) for seat, language in seats]
    assert [seen["phase"] for seen in rooms.views(seats)] == ["open", "gone", "open"]
    assert rooms.views([]) == []


def test_the_room_of_a_seat_is_there_until_it_ends(rooms):
    a_class = Class(rooms)
    a_class.does("reveal")
    assert rooms.room(a_class.students[0]).now.phase == "revealed"
    a_class.does("end")
    assert rooms.room(a_class.lecturer) is None


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


def test_what_the_lecturer_and_students_may_not_do_is_refused(rooms):
    a_class = Class(rooms)
    for what in ("close", "reveal", "again", "end", "ask", "at", "decide"):
        assert "Only the teacher" in refusal(rooms.do, a_class.students[0], {"do": what})
    assert "Only students" in refusal(a_class.does, "answer", number=1, round=1, value=1)
    assert "can't read" in refusal(rooms.do, a_class.students[0], ["do"])
    assert "Only the teacher" in refusal(rooms.csv, a_class.students[0], ENGLISH)
    assert a_class.sees(0)["phase"] == "open"


def test_whoever_has_not_the_secret_is_not_the_lecturer(rooms):
    a_class, other = Class(rooms), Class(rooms)
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


@pytest.mark.parametrize("name", ["", "a", "A" * 32, "g" * 32, "a" * 33, "a" * 31 + "\n"])
def test_a_browser_needs_a_name_that_says_nothing(rooms, name):
    code, _key = rooms.begin(VOTE)
    assert "reload" in refusal(rooms.enter, code, name)


def test_what_is_no_code_or_nobodys_is_said(rooms):
    assert "six letters" in refusal(rooms.enter, "hello!", device(1))
    code, _key = rooms.begin(VOTE)
    nobodys = "BCDFGH" if code != "BCDFGH" else "CDFGHJ"
    assert f"no room {nobodys}" in refusal(rooms.enter, nobodys.lower(), device(1))


def test_while_somebody_guesses_whoever_has_a_seat_a_secret_or_the_link_gets_in_and_others_wait(tmp_path):
    now = [1e9]
    rooms = Rooms(SQLiteStore(tmp_path / "rooms.sqlite", lambda: now[0]))
    rooms.attempts = Attempts(rooms._store, lambda: now[0])
    a_class = Class(rooms)
    nobodys = "BCDFGH" if a_class.code != "BCDFGH" else "CDFGHJ"
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
    now[0] += 10
    assert not rooms.enter(a_class.code, device(21)).lecturer
    assert "no room" in refusal(rooms.enter, nobodys, device(20))


def test_a_class_of_300_at_one_address_enters_at_once_and_no_more_fit_in(rooms):
    code, key = rooms.begin(VOTE)
    with ThreadPoolExecutor(8) as threads:
        seats = list(
            threads.map(lambda n: rooms.enter(code, device(n), address="192.0.2.1"), range(1, MOST_STUDENTS + 1))
        )
    assert len({seat.device for seat in seats}) == MOST_STUDENTS
    assert "300 students" in refusal(rooms.enter, code, device(301), address="192.0.2.1")
    assert rooms.enter(code, device(7), address="192.0.2.1") in seats
    lecturer = rooms.enter(code, device(0), key)
    assert rooms.view(lecturer, ENGLISH)["present"] == MOST_STUDENTS


def test_answers_at_the_moment_of_closing_are_in_or_refused_and_never_half(rooms):
    code, key = rooms.begin(VOTE)
    lecturer = rooms.enter(code, device(0), key)
    students = [rooms.enter(code, device(n)) for n in range(1, 61)]
    message = {"do": "answer", "number": 1, "round": 1, "value": 0}

    def answered(student):
        try:
            rooms.do(student, message)
        except Refused:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        first = threads.map(answered, students[:30])
        closing = threads.submit(rooms.do, lecturer, {"do": "reveal"})
        rest = threads.map(answered, students[30:])
        closing.result()
        acknowledged = sum(first) + sum(rest)
    assert rooms.view(lecturer, ENGLISH)["counts"] == [[acknowledged, 0, 0]]


def test_two_tabs_of_a_lecturer_do_each_thing_once(rooms):
    a_class = Class(rooms)

    def votes_again(_number):
        try:
            a_class.does("again", round=1)
        except Refused:
            return 0
        return 1

    a_class.does("reveal")
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(votes_again, range(16))) == 1
    assert a_class.sees()["round"] == 2


def test_a_server_has_200_rooms(rooms, monkeypatch):
    assert MOST_ROOMS == 200
    monkeypatch.setattr(rooms_module, "MOST_ROOMS", 3)
    opened = [rooms.begin(VOTE) for _ in range(3)]
    assert len({code for code, _key in opened}) == len({key for _code, key in opened}) == 3
    assert "All 3 rooms" in refusal(rooms.begin, VOTE)


def test_nobody_opens_all_rooms_of_a_server_however_many_processes_it_has(tmp_path):
    now = [1e9]
    processes = cycle([Rooms(SQLiteStore(tmp_path / "rooms.sqlite", lambda: now[0])) for _process in range(2)])
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
    for minute in range(1, 4 * 60 + 1):
        now[0] = 1e9 + 60.0 * minute
        opened += opens()
    assert 100 < opened < MOST_ROOMS - 50


def test_a_guesser_has_no_more_tries_with_more_processes(address):
    processes = [Rooms(store_at(address)) for _process in range(2)]
    code, _key = processes[0].begin(VOTE)
    wrong = (guess for guess in map("".join, product("BCDFGH", repeat=6)) if guess != code)
    tried, began = 0, time.monotonic()
    while "no room" in (said := refusal(processes[tried % 2].enter, next(wrong), device(tried))):
        tried += 1
    assert "in the queue" in said
    at_once, every = Attempts.PERMITS.at_once, Attempts.PERMITS.every
    assert at_once <= tried <= at_once + (time.monotonic() - began) / every + 1


def test_a_code_that_is_taken_is_drawn_again(rooms, monkeypatch):
    codes = iter(["KWXRTB", "KWXRTB", "BCDFGH"])
    monkeypatch.setattr(rooms_module, "new_code", lambda: next(codes))
    assert [rooms.begin(VOTE)[0], rooms.begin(VOTE)[0]] == ["KWXRTB", "BCDFGH"]


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
    rows = sqlite3.connect(path).iterdump()
    kept = "\n".join(rows)
    assert device(1) not in kept
    assert a_class.key not in kept
    assert a_class.code in kept
    assert a_class.students[0].device in kept


def test_what_a_view_holds_is_json_and_read_again_only_after_a_change(rooms, monkeypatch):
    a_class = Class(rooms)
    for language in LANGUAGES.values():
        for student in (None, 0):
            json.dumps(a_class.sees(student, language), allow_nan=False)
    monkeypatch.setattr(SQLiteStore, "read", lambda store, code: pytest.fail("read again"))
    assert a_class.sees(0)["phase"] == "open"


def test_a_store_that_can_not_be_reached_is_said(tmp_path):
    rooms = Rooms(store_at(str(tmp_path / "missing" / "rooms.sqlite")))
    with pytest.raises(Unavailable):
        rooms.begin(VOTE)
    with pytest.raises(Unavailable):
        rooms.enter("KWXRTB", device(1))
