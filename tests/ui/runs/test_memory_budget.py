"""The memory for all runs: whose are let go, and who is told that there is none."""

import pytest

from playground.ui.components.commands import Command
from playground.ui.runs.memory_budget import IDLE_SECONDS, MemoryBudget
from playground.ui.runs.player import Player
from tests.ui.pages import CASES

(PLAYGROUND,) = (case for case in CASES if not case.prefix)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Someone:
    session = "somebody's"

    def __init__(self) -> None:
        self.here, self.busy = True, False

    def release(self) -> bool:
        self.here = self.busy
        return not self.busy


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def budget(clock):
    return MemoryBudget(100, clock)


def test_who_was_idle_for_the_longest_is_let_go_first(budget, clock):
    first, second, third = Someone(), Someone(), Someone()
    for each in (first, second):
        budget.reserve(each, 40)
        clock.now += 1
    budget.used(first)
    clock.now += IDLE_SECONDS
    budget.reserve(third, 40)
    assert (first.here, second.here, third.here) == (True, False, True)
    assert budget.reserved == 80


def test_who_is_at_work_keeps_what_they_have_and_a_newcomer_is_told(budget, clock):
    people = [Someone() for _ in range(2)]
    for each in people:
        budget.reserve(each, 40)
    clock.now += IDLE_SECONDS - 1
    with pytest.raises(ValueError, match=r"may take 0 MB on this server.*try again in a minute"):
        budget.reserve(Someone(), 40)
    assert all(each.here for each in people)
    assert budget.reserved == 80


def test_who_is_busy_is_not_let_go(budget, clock):
    busy = Someone()
    budget.reserve(busy, 80)
    busy.busy = True
    clock.now += IDLE_SECONDS
    with pytest.raises(ValueError, match="try again"):
        budget.reserve(Someone(), 40)
    assert budget.reserved == 80


def test_another_run_of_the_same_visitor_takes_the_place_of_the_last(budget):
    someone = Someone()
    budget.reserve(someone, 80)
    budget.reserve(someone, 90)
    assert budget.reserved == 90


def test_who_is_no_more_takes_nothing(budget):
    budget.reserve(Someone(), 80)
    budget.reserve(someone := Someone(), 80)
    assert budget.reserved == 80
    assert someone.here


def test_who_has_left_is_let_go_but_not_at_once(budget, clock):
    here, left = Someone(), Someone()
    for each in (here, left):
        budget.reserve(each, 40)
    assert budget.release(lambda each: each is left) == 0
    clock.now += IDLE_SECONDS
    assert budget.release(lambda each: each is left) == 1
    assert (here.here, left.here) == (True, False)


def player_in(budget: MemoryBudget, **settings) -> Player:
    return Player(PLAYGROUND.scene, PLAYGROUND.experiment(**settings), PLAYGROUND.view(), budget=budget)


def test_a_player_takes_what_its_runs_hold_and_gives_it_back(clock):
    budget = MemoryBudget(10 * 2**20, clock)
    small, large = player_in(budget), player_in(budget, n_h=50, samples=1000)
    assert 0 < small._scene.nbytes < large._scene.nbytes
    assert budget.reserved == small._scene.nbytes + large._scene.nbytes
    clock.now += IDLE_SECONDS
    assert budget.release(lambda each: True) == 2
    assert budget.reserved == 0
    assert not small.present
    assert small.tick() is None
    small.reset()
    small.follow(PLAYGROUND.experiment(), PLAYGROUND.view())
    assert small.tick()[0].now["iteration"] == 0


def test_who_was_let_go_comes_back_to_where_the_page_was(clock):
    budget = MemoryBudget(10 * 2**20, clock)
    player = player_in(budget, limit=200)
    player.run.advance(120)
    seen = player.tick()[0]
    clock.now += IDLE_SECONDS
    budget.release(lambda each: True)
    player.follow(PLAYGROUND.experiment(limit=200), PLAYGROUND.view())
    anew = player.tick()[0]
    assert (anew.now["iteration"], anew.start) == (0, seen.start)
    assert anew.player != seen.player  # by that the page knows
    events = {name: list(log) for name, log in seen.events.items()}
    more = {"start": seen.start, "latest": 150, "ended": False, "playing": False, "events": events}
    player.handle(Command(1, anew.run, 120, anew.number, "", "restore", more))
    while player.playback.seeking:
        player.handle(Command(2, player.id, 120, 0, "", "frames", {"iteration": 120, "pictures": 1}))
        player.tick()
    assert player.tick()[0].now == seen.now


def test_where_there_is_no_memory_the_page_says_so(clock):
    budget = MemoryBudget(2**20, clock)
    with pytest.raises(ValueError, match="may take 1 MB on this server"):
        player_in(budget, n_h=50, depth=4, samples=1000)
    assert budget.reserved == 0


@pytest.mark.parametrize("playing", [True, False])
def test_a_run_plays_on_when_settings_that_there_is_no_memory_for_are_taken_back(clock, playing):
    player = player_in(MemoryBudget(10 * 2**20, clock))
    player.playback.playing = playing
    for _ in range(2):
        with pytest.raises(ValueError, match="may take 10 MB"):
            player.follow(PLAYGROUND.experiment(n_h=50, depth=4, samples=1000), PLAYGROUND.view())
        assert not player.present
    player.follow(PLAYGROUND.experiment(), PLAYGROUND.view())
    assert player.playing == playing
