"""What was done to a run and when, and checkpoints along its way, in bounded memory: any moment can be come back to."""

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .history import History, Measurement

MOST_EVENTS = 50
"""A run remembers so many events at the most; of those with as many the beginning may be forgotten."""
MOST_AMOUNTS = 20_000
"""Numbers in all events of a run together: 49 nudges of every weight of a layer of 50 units are fewer."""
CHECKPOINT_BYTES = 4 * 2**20
"""Of all checkpoints of one visitor. One of 4 tanh units has 0.3 kB, one of 4 layers of 50 units 0.1 MB."""
MOST_CHECKPOINTS, FEWEST_CHECKPOINTS = 512, 8
"""Spread over a run: with 4 tanh units there is one for every 32 iterations of 10,000, with 4 layers of 50 for 512."""
RECENT = 8
"""Checkpoints of the last moments that were asked for, whatever their iteration."""


class Divergence(NamedTuple):
    """The first parameter of a run that went beyond ``BLOWN_UP``, and the update that took it there."""

    parameter: str
    iteration: int


FROZEN = "frozen"
"""In an event: the names of what is not trained from there on, in place of what was not trained before."""
OF = ":"
"""Between the name of a matrix and the place of one of its numbers, counted row by row from 0: "W1:3"."""


class Event(NamedTuple):
    """What was done to a run at ``iteration``. It can be sent as JSON.

    ``change``: a new ``"learning_rate"``; or what is ``"frozen"`` from here on, a list of names such as "W1" or "W1:3";
    or amounts added to matrices, by name, as lists; or what single numbers are set to, "W1:3" for example.
    """

    iteration: int
    change: Mapping[str, Any]

    @property
    def is_rate(self) -> bool:
        """Whether it is a new learning rate."""
        return "learning_rate" in self.change

    @property
    def is_frost(self) -> bool:
        """Whether it says what is frozen."""
        return FROZEN in self.change

    @property
    def is_edit(self) -> bool:
        """Whether it sets single numbers."""
        return all(OF in name for name in self.change)


def in_order(events: list[Event]) -> list[Event]:
    """By iteration; of one iteration first the learning rate, so that an event log begins with it."""
    return sorted(events, key=lambda event: (event.iteration, not event.is_rate))


class Timeline:
    """The way of a run from its first weights to the farthest iteration that it was trained to.

    Checkpoints are at every multiple of :attr:`every`, which doubles when they become too many, so that from one to any
    moment behind it there are less than ``every`` iterations to train; and at the last :data:`RECENT` moments that
    were asked for. Each holds a run's state: its parameters, and what its optimiser remembers. Their memory is reserved
    once.

    Parameters
    ----------
    size : numbers in a checkpoint
    nbytes : memory for those that are spread over the run; at least :data:`FEWEST_CHECKPOINTS` fit in any case

    Attributes
    ----------
    events : what was done, in order
    history : the measurements, up to ``latest``
    latest : the farthest iteration that was trained to
    divergence : what blew up there, if anything did
    abandoned : the measurements of the future that a change has put an end to; the first is where it was made
    earliest : the first moment that can still be come back to: not 0 if the first events were forgotten
    """

    def __init__(self, size: int, nbytes: int = CHECKPOINT_BYTES) -> None:
        capacity = nbytes // (size * np.dtype(float).itemsize)
        self.capacity = max(FEWEST_CHECKPOINTS, min(MOST_CHECKPOINTS, capacity))
        self._states = np.empty((self.capacity + RECENT, size))
        self.begin(())

    def begin(self, events: Sequence[Event]) -> None:
        """Forget everything; from now on this is what happens to the run."""
        self.events = in_order(list(events))
        self.history = History()
        self.latest = self.earliest = 0
        self.divergence: Divergence | None = None
        self.abandoned: list[Measurement] = []
        self.every = 1
        self._rate: float | None = None
        self._frozen: Sequence[str] = ()
        """Of each the last that was forgotten."""
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
        """Note what is done, at a moment that has a checkpoint.

        An edit that follows another one of the same moment goes into that: a number has the value that came last. Of
        more than :data:`MOST_EVENTS` the first are forgotten, and with them the way up to there.
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
        """Once for each change: the event log is asked for with every tick."""
        self._amounts = sum(np.size(amount) for event in self.events for amount in event.change.values())

    @property
    def log(self) -> list[Event] | None:
        """All that was done since the first weights; None if that was more than it remembers."""
        if not self.events or self.events[0].iteration or len(self.events) >= MOST_EVENTS:
            return None
        return self.events if self._amounts <= MOST_AMOUNTS else None

    def rate_at(self, iteration: int) -> float | None:
        """The learning rate of the update that follows; None before the first event."""
        rates = (e.change["learning_rate"] for e in reversed(self.events) if e.iteration <= iteration and e.is_rate)
        return next(rates, self._rate)

    def choose_rate(self, iteration: int, learning_rate: float) -> None:
        """From ``iteration`` on this is the learning rate; the present moment has a checkpoint."""
        self.events = [e for e in self.events if e.iteration != iteration or not e.is_rate]
        if self.rate_at(iteration) != learning_rate:
            self.add(Event(iteration, {"learning_rate": learning_rate}))

    def frozen_at(self, iteration: int) -> Sequence[str]:
        """The names of what the update that follows does not change."""
        frosts = (e.change[FROZEN] for e in reversed(self.events) if e.iteration <= iteration and e.is_frost)
        return next(frosts, self._frozen)

    def freeze(self, iteration: int, names: Sequence[str]) -> None:
        """From ``iteration`` on these are not trained, and all others are; the present moment has a checkpoint."""
        self.events = [e for e in self.events if e.iteration != iteration or not e.is_frost]
        if list(self.frozen_at(iteration)) != list(names):
            self.add(Event(iteration, {FROZEN: list(names)}))

    def forget_after(self, iteration: int) -> None:
        """Drop what lies behind ``iteration``: what was done and what was reached."""
        self.events = [event for event in self.events if event.iteration <= iteration]
        self._count_amounts()
        for each in self._kept[bisect_right(self._kept, iteration) :]:
            self._drop(each)
        self.history.forget_after(iteration)
        if iteration < self.latest:
            self.latest, self.divergence = iteration, None

    # Checkpoints

    def wants(self, iteration: int) -> bool:
        """Whether this iteration is one to keep a checkpoint of."""
        return iteration % self.every == 0

    def next_wanted(self, iteration: int) -> int:
        """The first iteration after this one that is wanted."""
        return (iteration // self.every + 1) * self.every

    def keep(self, iteration: int, state: NDArray) -> None:
        """Remember the state at this moment, in place of what was known of it."""
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
        """Whether there is a checkpoint of exactly this moment."""
        return iteration in self._rows

    def before(self, iteration: int) -> int:
        """The iteration of the last checkpoint that is not after ``iteration``; of the first one if there is none."""
        return self._kept[max(0, bisect_right(self._kept, iteration) - 1)]

    def state(self, iteration: int) -> NDArray:
        """What a checkpoint holds; read only."""
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
