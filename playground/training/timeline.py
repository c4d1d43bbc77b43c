"""A run's event log and checkpoints, in bounded memory, from which any iteration can be restored."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .divergence import Divergence
from .events import FROZEN, MOST_AMOUNTS, Event, in_order
from .history import History, Measurement

MOST_EVENTS = 500
"""Events that a run remembers, at most; once it has this many, the earliest may have been forgotten. Dragging a weight
while the run plays makes several a second."""
CHECKPOINT_BYTES = 4 * 2**20
"""For all checkpoints of one visitor. One of 4 tanh units takes 0.3 kB, one of 4 layers of 50 units 0.1 MB."""
MOST_CHECKPOINTS, FEWEST_CHECKPOINTS = 512, 8
"""Limits for checkpoints spread over a run: of 10,000 iterations there is one every 32 with 4 tanh units, one every 512
with 4 layers of 50."""
RECENT = 8
"""Extra checkpoints of the iterations requested last."""


class Timeline:
    """The timeline of a run, from its first weights to the last iteration trained.

    There are checkpoints at every multiple of :attr:`every`, which doubles when they become too many, so that reaching
    any iteration takes fewer than ``every`` iterations of training; and at the last :data:`RECENT` iterations
    requested. Each holds a run's state: its parameters and its optimiser's memory. Their memory is allocated once.

    Parameters
    ----------
    size : numbers in a checkpoint
    nbytes : memory for those spread over the run; there is always room for :data:`FEWEST_CHECKPOINTS`

    Attributes
    ----------
    events : the event log, in order
    history : the measurements up to ``latest``
    latest : the last iteration trained
    divergence : the parameter that blew up there, if any
    abandoned : the measurements of the future that a change has discarded; the first is at the change
    earliest : the first iteration that can be restored: not 0 if the first events were forgotten
    """

    def __init__(self, size: int, nbytes: int = CHECKPOINT_BYTES) -> None:
        capacity = nbytes // (size * np.dtype(float).itemsize)
        self.capacity = max(FEWEST_CHECKPOINTS, min(MOST_CHECKPOINTS, capacity))
        self._states = np.empty((self.capacity + RECENT, size))
        self.begin(())

    def begin(self, events: Sequence[Event]) -> None:
        """Forget everything and start with this event log."""
        self.events = in_order(list(events))
        self.history = History()
        self.latest = self.earliest = 0
        self.divergence: Divergence | None = None
        self.abandoned: list[Measurement] = []
        self.every = 1
        self._rate: float | None = None
        self._frozen: Sequence[str] = ()
        """Learning rate and frozen names of the last events that were forgotten."""
        self._kept: list[int] = []
        self._rows: dict[int, int] = {}
        self._free = list(range(len(self._states)))
        self._recent: deque[int] = deque()
        self._count_amounts()

    @property
    def nbytes(self) -> int:
        """Memory of the checkpoints, in bytes."""
        return self._states.nbytes

    # Events

    def add(self, event: Event) -> None:
        """Record an event at an iteration that has a checkpoint.

        Consecutive edits at the same iteration are merged; the last value of a number wins. Beyond
        :data:`MOST_EVENTS` the earliest events are forgotten, and with them the timeline up to there.
        """
        if event.is_edit and self.events and self.events[-1].is_edit and self.events[-1].iteration == event.iteration:
            event = Event(event.iteration, {**self.events.pop().change, **event.change})
        self.events = in_order([*self.events, event])
        while len(self.events) > MOST_EVENTS:
            gone = self.events.pop(0)
            self._rate = gone.change.get("learning_rate", self._rate)
            self._frozen = gone.change.get(FROZEN, self._frozen)
            place = bisect_left(self._kept, gone.iteration)
            for iteration in self._kept[:place]:
                self._drop(iteration)
            self.earliest = self._kept[0]
        self._count_amounts()

    def _count_amounts(self) -> None:
        """Count the numbers in the events; once per change, since every tick reads the event log."""
        self._amounts = sum(np.size(amount) for event in self.events for amount in event.change.values())

    @property
    def log(self) -> list[Event] | None:
        """All events since the first weights; None if there were more than are remembered."""
        if not self.events or self.events[0].iteration or len(self.events) >= MOST_EVENTS:
            return None
        return self.events if self._amounts <= MOST_AMOUNTS else None

    def rate_at(self, iteration: int) -> float | None:
        """The learning rate of the update after ``iteration``; None before the first event."""
        rates = (e.change["learning_rate"] for e in reversed(self.events) if e.iteration <= iteration and e.is_rate)
        return next(rates, self._rate)

    def choose_rate(self, iteration: int, learning_rate: float) -> None:
        """Set the learning rate from ``iteration`` on; the current iteration must have a checkpoint."""
        self.events = [e for e in self.events if e.iteration != iteration or not e.is_rate]
        if self.rate_at(iteration) != learning_rate:
            self.add(Event(iteration, {"learning_rate": learning_rate}))

    def frozen_at(self, iteration: int) -> Sequence[str]:
        """The names of the parameters that the update after ``iteration`` does not change."""
        frosts = (e.change[FROZEN] for e in reversed(self.events) if e.iteration <= iteration and e.is_frost)
        return next(frosts, self._frozen)

    def freeze(self, iteration: int, names: Sequence[str]) -> None:
        """Freeze these parameters, and no others, from ``iteration``; the current iteration must have a checkpoint."""
        self.events = [e for e in self.events if e.iteration != iteration or not e.is_frost]
        if list(self.frozen_at(iteration)) != list(names):
            self.add(Event(iteration, {FROZEN: list(names)}))

    def forget_after(self, iteration: int) -> None:
        """Drop events, checkpoints and measurements after ``iteration``."""
        self.events = [event for event in self.events if event.iteration <= iteration]
        self._count_amounts()
        for each in self._kept[bisect_right(self._kept, iteration) :]:
            self._drop(each)
        self.history.forget_after(iteration)
        if iteration < self.latest:
            self.latest, self.divergence = iteration, None

    # Checkpoints

    def wants(self, iteration: int) -> bool:
        """Whether this iteration is to have a regular checkpoint."""
        return iteration % self.every == 0

    def next_wanted(self, iteration: int) -> int:
        """The first iteration after this one that is to have a regular checkpoint."""
        return (iteration // self.every + 1) * self.every

    def keep(self, iteration: int, state: NDArray) -> None:
        """Save the state at this iteration, replacing any earlier one."""
        if iteration not in self._rows:
            if self.wants(iteration) and len(self._kept) - len(self._recent) == self.capacity:
                self._thin()
            if not self.wants(iteration):
                if len(self._recent) == RECENT:
                    self._drop(self._recent[0])
                self._recent.append(iteration)
            insort(self._kept, iteration)
            self._rows[iteration] = self._free.pop()
        self._states[self._rows[iteration]] = state

    def has(self, iteration: int) -> bool:
        """Whether there is a checkpoint at exactly this iteration."""
        return iteration in self._rows

    def before(self, iteration: int) -> int:
        """The iteration of the last checkpoint up to ``iteration``; that of the first one if there is none."""
        return self._kept[max(0, bisect_right(self._kept, iteration) - 1)]

    def state(self, iteration: int) -> NDArray:
        """The state in a checkpoint; read-only."""
        return self._states[self._rows[iteration]]

    def _thin(self) -> None:
        before, self.every = self.every, 2 * self.every
        for iteration in [each for each in self._kept if each % before == 0 and each % self.every]:
            self._drop(iteration)

    def _drop(self, iteration: int) -> None:
        self._kept.remove(iteration)
        self._free.append(self._rows.pop(iteration))
        if iteration in self._recent:
            self._recent.remove(iteration)
