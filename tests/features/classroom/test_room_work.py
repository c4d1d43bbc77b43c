"""What a process trains for its rooms, and how much of the processor that takes."""

from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest

from playground.features.classroom.process import room_work
from playground.features.classroom.process.following import PICTURE_SECONDS, Following
from playground.features.classroom.process.room_work import SHARE, RoomWork
from playground.features.classroom.questions.question import Asked, Question
from playground.language import ENGLISH, LANGUAGES
from playground.ui.runs.memory_budget import MemoryBudget

ASKED = Asked(Question("", "samples=40", "claims"), "revealed")


class Slices:
    """A scheduler that admits everybody, and tells how many visitors play."""

    def __init__(self, visitors=1):
        self.visitors, self.taken = visitors, 0

    @contextmanager
    def time_slice(self, visitor):
        self.taken += 1
        yield SimpleNamespace(visitors=self.visitors)


@pytest.fixture
def work(monkeypatch, clock):
    """Without a thread: the test asks for work."""
    monkeypatch.setattr(RoomWork, "_go_on", lambda self: None)
    settled, rests = [], []
    made = RoomWork(lambda *result: settled.append(result) or True, Slices(), clock, rests.append)
    made.settled, made.rests = settled, rests
    return made


def test_a_run_is_followed_with_at_most_two_pictures_a_second(work, clock):
    assert work.version("A") == 0
    assert work.picture("A", ASKED, ENGLISH) is None  # not yet
    wait = work.run_due()
    assert wait is None
    assert work.picture("A", ASKED, ENGLISH)["iteration"] == 0
    assert work.version("A") == 1
    on = replace(ASKED, at=20)
    assert work.picture("A", on, ENGLISH)["iteration"] == 0
    wait = work.run_due()
    assert wait == pytest.approx(PICTURE_SECONDS)
    assert work.version("A") == 1  # too soon for another
    clock.now += PICTURE_SECONDS
    assert work.run_due() is None
    seen = work.picture("A", on, ENGLISH)
    assert (seen["iteration"], work.version("A")) == (20, 2)
    assert work.picture("A", on, ENGLISH) is seen  # shared by all phones
    assert work.picture("A", on, LANGUAGES["zh"])["numbers"] != seen["numbers"]
    assert work.run_due() is None


def test_another_question_is_another_run_and_a_sweep_has_none(work, clock):
    work.picture("A", ASKED, ENGLISH)
    work.run_due()
    other = replace(ASKED, question=Question("zero_or_random", "zero_samples=40", "claims"))
    assert work.picture("A", other, ENGLISH) is None  # not that of the last question
    clock.now += 1
    work.run_due()
    assert len(work.picture("A", other, ENGLISH)["cells"]) == 2
    sweep = replace(ASKED, question=Question("how_many_units", "", "claims"))
    assert work.picture("A", sweep, ENGLISH) is None
    assert work.run_due() is None
    assert work.picture("A", sweep, ENGLISH) is None


def test_changes_that_do_not_fit_leave_the_phones_without_a_run(work):
    work.picture("A", replace(ASKED, at=5, changes="0_W9_0_1"), ENGLISH)
    assert work.run_due() is None
    assert work.picture("A", ASKED, ENGLISH) is None


def test_while_others_play_all_rooms_together_take_a_share(work, clock, monkeypatch):
    work._scheduler.visitors = 2
    train = Following.work

    def slow(following, seconds):
        train(following, seconds)
        clock.now += 0.01

    monkeypatch.setattr(Following, "work", slow)
    for code in "ABC":
        work.picture(code, ASKED, ENGLISH)
    work.run_due()
    assert work._scheduler.taken == len(work.rests) == 3
    assert work.rests == pytest.approx([0.01 * (1 / SHARE - 1)] * 3)
    assert 0.01 / (0.01 + work.rests[0]) == pytest.approx(SHARE)


def test_memory_is_from_the_budget_and_a_run_that_was_released_is_trained_again_when_somebody_asks(clock):
    budget = MemoryBudget()
    following, asked = Following(budget, clock), replace(ASKED, at=30)
    following.picture(asked, ENGLISH)
    for version in (1, 2):
        while following.due is not None:
            clock.now += 1
            following.work(0.01)
        assert following.picture(asked, ENGLISH)["iteration"] == 30
        assert following.version >= version
        assert budget.reserved > 10_000
        assert following.release()
        assert following.due is None  # nobody has asked since
        following.picture(asked, ENGLISH)


def test_a_run_for_which_there_is_no_memory_is_followed_as_soon_as_there_is_some(clock):
    budget = MemoryBudget(1000)
    following = Following(budget, clock)
    following.picture(ASKED, ENGLISH)
    following.work(0.01)
    assert following.due > clock.now
    budget.nbytes *= 10_000
    clock.now = following.due
    following.work(0.01)
    assert following.picture(ASKED, ENGLISH)["iteration"] == 0
    assert following.due is None


def test_a_run_that_is_released_while_the_thread_looks_at_it_does_not_stop_the_thread(work):
    for asked in (ASKED, replace(ASKED, at=20)):  # there, but it is too soon for its picture
        work.picture("A", asked, ENGLISH)
        work.run_due()
    following, looks = work._following["A"], []

    class Released(Asked):
        """A moment at which somebody else needs the memory, while it is looked at for the second time."""

        def __getattribute__(self, name):
            if name == "at":
                looks.append(name)
                if len(looks) == 2:
                    following.release()
            return super().__getattribute__(name)

    following.wanted = Released(ASKED.question, "revealed", at=20)
    assert work.run_due() == pytest.approx(PICTURE_SECONDS)
    assert work.run_due() is None


def test_only_so_many_rooms_are_remembered(work, monkeypatch):
    monkeypatch.setattr(room_work, "MOST_ROOMS", 3)
    for code in "ABCAD":
        work.picture(code, ASKED, ENGLISH)
    assert [*work._following] == ["C", "A", "D"]


def test_one_room_that_fails_does_not_stop_the_others(work, monkeypatch, caplog):
    work.picture("A", ASKED, ENGLISH)
    bad = work._following["A"]
    work.picture("B", ASKED, ENGLISH)

    def fail(asked, seconds):
        raise ZeroDivisionError

    monkeypatch.setattr(bad, "_approach", fail)
    work.run_due()
    assert work.picture("B", ASKED, ENGLISH)["iteration"] == 0
    assert caplog.records
