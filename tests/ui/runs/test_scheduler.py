"""Sharing the processor, on a clock that only the tests move."""

import threading
from collections import Counter

import pytest

from playground.ui.runs.scheduler import HERE_SECONDS, LONGEST, ROUND_SECONDS, SHORTEST, Scheduler
from tests.looped import looped

TICK_COSTS = 0.008
"""Seconds of the processor that a tick takes beside its slice."""


class Machine:
    """A processor whose clock moves by what is computed on it, and visitors who ask for slices."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.scheduler = Scheduler(lambda: self.now, lambda: self.now)
        self.used: Counter[str] = Counter()
        self.slices_had: Counter[str] = Counter()
        self.free_at: dict[str, float] = {}

    def take_slice(self, visitor: str, picture: float) -> float:
        """Pictures of so many seconds each, at least one, until the slice is over; returns what it used."""
        with self.scheduler.time_slice(visitor) as time_slice:
            self.now += picture
            while not time_slice.over:
                self.now += picture
            used = time_slice.used
            self.scheduler.waiting = sum(
                free_at <= self.now for name, free_at in self.free_at.items() if name != visitor
            )
        self.scheduler.waiting = 0
        self.used[visitor] += used
        self.slices_had[visitor] += 1
        self.free_at[visitor] = self.now + time_slice.retry_after
        return used

    def play(self, visitors: dict[str, float], seconds: float) -> None:
        """All ask as soon as they may, the longest waiting first; each tick costs something beside its slice."""
        end = self.now + seconds
        self.free_at = {name: self.free_at.get(name, 0) for name in visitors}
        while self.now < end:
            visitor = min(visitors, key=lambda name: self.free_at[name])
            self.now = max(self.now, self.free_at[visitor]) + TICK_COSTS
            self.take_slice(visitor, visitors[visitor])
            self.used[visitor] += TICK_COSTS


def test_alone_a_turn_is_as_long_as_may_be():
    machine = Machine()
    machine.play({"only": 0.0005}, 5)
    used = machine.used["only"] / machine.slices_had["only"]
    assert used == pytest.approx(LONGEST + TICK_COSTS, abs=0.001)
    assert machine.free_at["only"] <= machine.now


@looped("visitors", [2, 10, 100])
def test_many_share_a_round(visitors):
    machine = Machine()
    names = {f"visitor {i}": 0.0005 for i in range(visitors)}
    machine.play(names, 5)  # until it knows how many there are
    machine.used.clear()
    machine.slices_had.clear()
    machine.play(names, 30)
    shares = [machine.used[name] for name in names]
    assert min(shares) > 0.9 * max(shares)
    a_slice = sum(shares) / machine.slices_had.total()
    time_slice = max(SHORTEST, min(LONGEST, ROUND_SECONDS / visitors))
    assert a_slice == pytest.approx(time_slice + TICK_COSTS, abs=0.001)


@looped("visitors", [1, 10, 100])
def test_on_the_way_back_turns_are_long_and_a_round_is_still_shorter_than_anyone_is_waited_for(visitors):
    machine = Machine()
    for i in range(visitors):
        with machine.scheduler.time_slice(i) as time_slice:
            pass
    assert time_slice.seconds <= time_slice.most <= LONGEST
    assert visitors == 1 or time_slice.most >= 2 * time_slice.seconds
    assert visitors * (time_slice.most + TICK_COSTS) < HERE_SECONDS


@looped(("visitors", "picture"), [(2, 0.3), (10, 0.3), (30, 0.03)])
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
    assert min(machine.slices_had[name] for name in names) >= 10


def test_when_others_leave_the_turns_of_the_rest_grow_again():
    machine = Machine()
    names = {f"visitor {i}": 0.0005 for i in range(100)}
    machine.play(names, 20)
    assert machine.take_slice("visitor 0", 0.0005) < 0.01
    rest = dict(list(names.items())[:2])
    machine.play(rest, HERE_SECONDS + 2)
    assert machine.take_slice("visitor 0", 0.0005) == pytest.approx(min(LONGEST, ROUND_SECONDS / 2), abs=0.001)


def test_who_has_left_is_forgotten():
    machine = Machine()
    for i in range(1000):
        machine.take_slice(f"visitor {i}", 0.01)
    machine.now += 1000 * HERE_SECONDS
    machine.take_slice("last", 0.01)
    assert list(machine.scheduler._here_until) == ["last"]


def test_one_turn_at_a_time_and_a_fault_ends_it():
    scheduler = Scheduler()
    inside = []

    def take(visitor: int) -> None:
        with scheduler.time_slice(visitor):
            inside.append(visitor)
            assert len(inside) == 1
            inside.remove(visitor)

    with pytest.raises(ZeroDivisionError), scheduler.time_slice("broken"):
        _ = 1 / 0
    threads = [threading.Thread(target=take, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not inside
    assert len(scheduler._here_until) == 9


@looped(("lengths", "waits"), [((0, 0, 10), 0), ((0, 10, 10), 1), ((0, 10, 0, 10), 1), ((10,), 1), ((10, 0, 0), 0)])
def test_who_makes_one_long_turn_does_not_pay_for_it_and_who_makes_them_often_does(lengths, waits):
    clock = [1000.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    scheduler = Scheduler(lambda: clock[0], lambda: clock[0], sleep)
    for other in ("another", "a third"):
        with scheduler.time_slice(other):
            pass
    scheduler.waiting = 1
    for length in lengths:
        with scheduler.time_slice("somebody") as time_slice:
            clock[0] += length * LONGEST
    assert (time_slice.retry_after > 0) == waits


def test_several_threads_of_one_visitor_have_one_share():
    clock, others = [1000.0], []

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        if others:
            others.pop()()

    scheduler = Scheduler(lambda: clock[0], lambda: clock[0], sleep)

    def too_long(visitor: str) -> float:
        with scheduler.time_slice(visitor) as time_slice:
            clock[0] += 10 * LONGEST
            scheduler.waiting = 1
        scheduler.waiting = 0
        return time_slice.retry_after

    too_long("another")
    first = too_long("somebody")
    assert first > 0
    due = clock[0] + first
    seconds: list[float] = []
    others.append(lambda: seconds.append(too_long("somebody")))  # it has waited as long as this one, and is before it
    with scheduler.time_slice("somebody"):
        begin = clock[0]
    assert seconds[0] > 0
    assert begin == pytest.approx(due + 10 * LONGEST + seconds[0])


def test_who_does_not_wait_waits_here():
    clock, slept = [1000.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    scheduler = Scheduler(lambda: clock[0], lambda: clock[0], sleep)
    for visitor in ("patient", "hasty"):
        with scheduler.time_slice(visitor):
            pass
    scheduler.waiting = 1  # somebody waits, and has to have back what this slice takes too long
    with scheduler.time_slice("hasty") as time_slice:
        clock[0] += 10 * LONGEST
    assert time_slice.retry_after > 0
    scheduler.waiting = 0
    begin = clock[0]
    with scheduler.time_slice("patient"):
        pass
    assert not slept
    with scheduler.time_slice("hasty"):
        pass
    assert slept == [pytest.approx(time_slice.retry_after)]
    assert clock[0] - begin == pytest.approx(time_slice.retry_after)
