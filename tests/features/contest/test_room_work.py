"""What a process trains for a contest: each entry once, the smallest networks first, in memory from the budget."""

from dataclasses import replace

import pytest

from playground.features.classroom.process.room_work import RoomWork
from playground.features.classroom.questions.kinds import of_link
from playground.features.classroom.questions.question import Asked
from playground.features.classroom.rooms.records import Record
from playground.features.classroom.rooms.room import Room
from playground.features.classroom.stores.store import Unavailable
from playground.features.contest.entries import DONE, WAITS, Entry
from playground.features.contest.room_work import Checking
from playground.ui.runs.memory_budget import MemoryBudget
from tests.features.classroom.test_room_work import Slices


@pytest.fixture
def work(monkeypatch, clock):
    """Without a thread: the test asks for work."""
    monkeypatch.setattr(RoomWork, "_go_on", lambda self: None)
    settled = []
    made = RoomWork(lambda *result: settled.append(result) or True, Slices(), clock)
    made.settled = settled
    return made


def record(number, entries, challenge=5):
    """A room whose question of this number is a contest."""
    asked = Asked(of_link("", f"challenge={challenge}", "contest"))
    return Record(Room("A", "hash", (asked,) * number), {}, entries)


FEWEST_WEIGHTS = 1
"""The number of a challenge."""
LINKS = {
    "a": "?update_rule=adam&learning_rate=0.1",
    "b": "?learning_rate=2.0&update_rule=adam",
    "c": "https://school.example/?learning_rate=0.1&update_rule=adam",
    "d": "hello",
}
ENTRIES = {name: Entry(f"device {name}", link) for name, link in LINKS.items()}


def test_entries_are_checked_each_once_and_equal_ones_together(work):
    work.look("A", record(2, ENTRIES))
    work.run_due()
    assert {(code, line.sheet) for code, line in work.settled} == {("A", "entries 2")}
    done = {line.name: Entry.of_json(line.value) for _code, line in work.settled}
    assert done.keys() == ENTRIES.keys()
    assert all(entry.state == DONE for entry in done.values())
    assert done["a"].score == done["c"].score is not None
    assert done["d"].score is None
    assert [entry.device for entry in done.values()] == [f"device {name}" for name in done]
    before = work._scheduler.taken
    work.look("A", record(2, done))  # nothing waits any more
    work.look("A", record(2, ENTRIES | {"a": done["a"]}))  # an old view: the results are known
    work.run_due()
    assert len(work.settled) == 4 + 3
    assert work._scheduler.taken - before <= 5


def test_what_waits_in_a_room_that_has_ended_is_not_trained(clock):
    settled = []
    budget = MemoryBudget()
    checking = Checking("A", lambda *result: bool(settled.append(result)), clock, budget)
    checking.look(record(1, ENTRIES | {"e": Entry("device e", "?seed=7")}))
    while checking.due is not None:
        checking.work(0.01)
    assert len(settled) == 1
    assert budget.reserved == 0


def test_only_what_came_of_the_last_contest_is_remembered(work):
    work.look("A", record(2, ENTRIES))
    work.run_due()
    work.look("A", record(3, {"a": ENTRIES["a"]}))
    work.run_due()
    assert {number for number, _recipe in work._on_answers["A", "contest"]._results} == {3}


def test_the_smallest_networks_come_first_and_what_another_process_has_done_is_left_out(clock):
    budget, settled = MemoryBudget(), []
    checking = Checking("A", lambda *result: settled.append(result) or True, clock, budget)
    entries = {f"{n}": Entry("x", f"?n_h={n}&depth=4") for n in (50, 1, 20)}
    checking.look(record(1, entries, FEWEST_WEIGHTS))
    checking.work(0)
    assert budget.reserved > 0
    checking.look(record(1, entries | {"1": replace(entries["1"], state=DONE)}, FEWEST_WEIGHTS))
    checking.work(0)
    assert {name for _number, name in checking._queue} == {"50", "20"}
    trained = {name: check.nbytes > 0 for (_number, name), (check, _order) in checking._queue.items()}
    assert trained == {"20": True, "50": False}
    assert not settled
    assert checking.release()


def test_a_result_waits_for_a_store_that_can_not_be_reached(clock):
    away, settled = [True], []

    def settle(*result):
        if away[0]:
            raise Unavailable("away")
        settled.append(result)
        return True

    checking = Checking("A", settle, clock, MemoryBudget())
    checking.look(record(1, {"d": ENTRIES["d"]}))
    checking.work(0.01)
    assert checking.due > clock.now
    checking.look(record(1, {"d": ENTRIES["d"]}))  # it still waits, as the store has it
    checking.work(0.01)
    away[0] = False
    clock.now += 2
    checking.work(0.01)
    assert [line.name for _code, line in settled] == ["d"]
    assert checking.due is None


def test_without_memory_an_entry_waits(clock):
    settled = []
    checking = Checking("A", lambda *result: settled.append(result) or True, clock, MemoryBudget(1000))
    checking.look(record(1, {"a": ENTRIES["a"]}))
    checking.work(0.01)
    assert checking.due > clock.now
    assert not settled
    assert ENTRIES["a"].state == WAITS
