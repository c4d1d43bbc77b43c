"""The benchmark of the class finds what it looks for."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.classroom import Classroom, measure
from benchmarks.phone import Phone
from playground.features.classroom.questions.kinds import of_link
from playground.features.classroom.rooms.rooms import Rooms


def test_an_answer_that_was_acknowledged_and_is_not_in_the_store_is_found(tmp_path: Path) -> None:
    room = Classroom("http://127.0.0.1:1", str(tmp_path / "rooms.sqlite"), of_link("zero_or_random", ""), phones=5)
    rooms = Rooms(room.store)

    def give(phone: Phone, value: int) -> None:
        seat = rooms.enter(room.code, phone.device)
        rooms.do(seat, {"do": "answer", "number": 1, "round": 1, "value": value})

    fine, lost, another, _silent, unsure = room.phones
    for phone in fine, lost, another:
        phone.answer = 2
    give(fine, 2)
    give(another, 1)
    unsure.tried = [0]  # and no word came back: it may be there
    assert room.wrong() == ["None in place of 2", "1 in place of 2"]
    give(unsure, 0)
    give(lost, 2)
    give(Phone("http://127.0.0.1:1", room.code), 1)
    assert room.wrong() == ["1 in place of 2", "1 of nobody"]


@pytest.mark.nightly
def test_a_small_class_answers_and_nothing_is_lost() -> None:
    with ThreadPoolExecutor() as thread:  # in a process that tests browsers, Playwright has an event loop in this one
        missed = thread.submit(measure, ["vote", "restart", "valkey"], 4).result(timeout=400)
    assert not [what for what in missed if "second" not in what and "after" not in what]  # how fast, depends
