"""Sharing the processor, on a clock that only the tests move."""

import threading
from collections import Counter

import pytest

from playground.ui.runs.turns import HERE_SECONDS, LONGEST, ROUND_SECONDS, SHORTEST, Turns
from tests.looped import looped

TICK_COSTS = 0.008
"""Seconds of the processor that a tick takes beside its turn."""


class Machine:
    """A processor whose clock moves by what is computed on it, and visitors who ask for turns."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.turns = Turns(lambda: self.now, lambda: self.now)
        self.used: Counter[str] = Counter()
        self.turns_had: Counter[str] = Counter()
        self.free_at: dict[str, float] = {}

    def take_turn(self, visitor: str, picture: float) -> float:
        """Pictures of so many seconds each, at least one, until the turn is over; returns what it used."""
        with self.turns.turn(visitor) as turn:
            self.now += picture
            while not turn.over:
                self.now += picture
            used = turn.used
            self.turns.waiting = sum(free_at <= self.now for name, free_at in self.free_at.items() if name != visitor)
        self.turns.waiting = 0
        self.used[visitor] += used
        self.turns_had[visitor] += 1
        self.free_at[visitor] = self.now + turn.wait
        return used

    def play(self, visitors: dict[str, float], seconds: float) -> None:
        """All ask as soon as they may, the longest waiting first; each tick costs something beside its turn."""
        end = self.now + seconds
        self.free_at = {name: self.free_at.get(name, 0) for name in visitors}
        while self.now < end:
            visitor = min(visitors, key=lambda name: self.free_at[name])
            self.now = max(self.now, self.free_at[visitor]) + TICK_COSTS
            self.take_turn(visitor, visitors[visitor])
            self.used[visitor] += TICK_COSTS


def test_alone_a_turn_is_as_long_as_may_be():
    machine = Machine()
    machine.play({"only": 0.0005}, 5)
    used = machine.used["only"] / machine.turns_had["only"]
    assert used == pytest.approx(LONGEST + TICK_COSTS, abs=0.001)
    assert machine.free_at["only"] <= machine.now


@pytest.mark.parametrize("visitors", [2, 5, 10, 30, 100])
def test_many_share_a_round(visitors):
    machine = Machine()
    names = {f"visitor {i}": 0.0005 for i in range(visitors)}
    machine.play(names, 10)  # until it knows how many there are
    machine.used.clear()
    machine.turns_had.clear()
    machine.play(names, 30)
    shares = [machine.used[name] for name in names]
    assert min(shares) > 0.9 * max(shares)
    a_turn = sum(shares) / machine.turns_had.total()
    turn = max(SHORTEST, min(LONGEST, ROUND_SECONDS / visitors))
    assert a_turn == pytest.approx(turn + TICK_COSTS, abs=0.001)


@pytest.mark.parametrize("visitors", [1, 10, 100])
def test_on_the_way_back_turns_are_long_and_a_round_is_still_shorter_than_anyone_is_waited_for(visitors):
    machine = Machine()
    for i in range(visitors):
        with machine.turns.turn(i) as turn:
            pass
    assert turn.seconds <= turn.most <= LONGEST
    assert visitors == 1 or turn.most >= 2 * turn.seconds
    assert visitors * (turn.most + TICK_COSTS) < HERE_SECONDS


@pytest.mark.parametrize("picture", [0.03, 0.3])
@pytest.mark.parametrize("visitors", [2, 10, 30])
def test_a_large_network_gets_no_more_of_the_processor_than_a_small_one(visitors, picture):
    machine = Machine()
    names = {f"small {i}": 0.0005 for i in range(visitors - 1)} | {"large": picture}
    machine.play(names, 20)
    machine.used.clear()
    machine.play(names, 120)
    smallest = min(machine.used[name] for name in names if name != "large")
    assert 0 < machine.used["large"] <= 1.15 * smallest


def test_a_large_network_may_use_what_nobody_waits_for():
    machine = Machine()
    machine.play({"large": 0.3, "small": 0.0005}, 20)
    machine.used.clear()
    machine.free_at["small"] = machine.now + 100  # it looks at what it has got
    machine.play({"large": 0.3, "small": 0.0005}, 60)
    assert machine.used["large"] > 59


def test_nobody_starves_among_large_networks():
    machine = Machine()
    names = {f"large {i}": 0.05 for i in range(20)} | {"small": 0.0005}
    machine.play(names, 60)
    assert min(machine.turns_had[name] for name in names) >= 10


def test_when_others_leave_the_turns_of_the_rest_grow_again():
    machine = Machine()
    names = {f"visitor {i}": 0.0005 for i in range(100)}
    machine.play(names, 20)
    assert machine.take_turn("visitor 0", 0.0005) < 0.01
    rest = dict(list(names.items())[:2])
    machine.play(rest, HERE_SECONDS + 2)
    assert machine.take_turn("visitor 0", 0.0005) == pytest.approx(min(LONGEST, ROUND_SECONDS / 2), abs=0.001)


def test_who_has_left_is_forgotten():
    machine = Machine()
    for i in range(1000):
        machine.take_turn(f"visitor {i}", 0.01)
    machine.now += 1000 * HERE_SECONDS
    machine.take_turn("last", 0.01)
    assert list(machine.turns._here_until) == ["last"]


def test_one_turn_at_a_time_and_a_fault_ends_it():
    turns = Turns()
    inside = []

    def take(visitor: int) -> None:
        with turns.turn(visitor):
            inside.append(visitor)
            assert len(inside) == 1
            inside.remove(visitor)

    with pytest.raises(ZeroDivisionError), turns.turn("broken"):
        _ = 1 / 0
    threads = [threading.Thread(target=take, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert not inside
    assert len(turns._here_until) == 9


@looped(("lengths", "waits"), [((0, 0, 10), 0), ((0, 10, 10), 1), ((0, 10, 0, 10), 1), ((10,), 1), ((10, 0, 0), 0)])
def test_who_makes_one_long_turn_does_not_pay_for_it_and_who_makes_them_often_does(lengths, waits):
    clock = [1000.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    turns = Turns(lambda: clock[0], lambda: clock[0], sleep)
    for other in ("another", "a third"):
        with turns.turn(other):
            pass
    turns.waiting = 1
    for length in lengths:
        with turns.turn("somebody") as turn:
            clock[0] += length * LONGEST
    assert (turn.wait > 0) == waits


def test_several_threads_of_one_visitor_have_one_share():
    clock, others = [1000.0], []

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        if others:
            others.pop()()

    turns = Turns(lambda: clock[0], lambda: clock[0], sleep)

    def too_long(visitor: str) -> float:
        with turns.turn(visitor) as turn:
            clock[0] += 10 * LONGEST
            turns.waiting = 1
        turns.waiting = 0
        return turn.wait

    too_long("another")
    first = too_long("somebody")
    assert first > 0
    due = clock[0] + first
    seconds: list[float] = []
    others.append(lambda: seconds.append(too_long("somebody")))  # it has waited as long as this one, and is before it
    with turns.turn("somebody"):
        begin = clock[0]
    assert seconds[0] > 0
    assert begin == pytest.approx(due + 10 * LONGEST + seconds[0])


def test_who_does_not_wait_waits_here():
    clock, slept = [1000.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    turns = Turns(lambda: clock[0], lambda: clock[0], sleep)
    for visitor in ("patient", "hasty"):
        with turns.turn(visitor):
            pass
    turns.waiting = 1  # somebody waits, and has to have back what this turn takes too long
    with turns.turn("hasty") as turn:
        clock[0] += 10 * LONGEST
    assert turn.wait > 0
    turns.waiting = 0
    begin = clock[0]
    with turns.turn("patient"):
        pass
    assert not slept
    with turns.turn("hasty"):
        pass
    assert slept == [pytest.approx(turn.wait)]
    assert clock[0] - begin == pytest.approx(turn.wait)
