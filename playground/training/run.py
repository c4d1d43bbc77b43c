"""A run: one network learning one dataset, step by step."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.data import class_numbers
from playground.nn import Network, checks

from .history import History, Measurement
from .options import options
from .recipe import Recipe

MOST_EVENTS = 50
"""A run remembers so many events at the most; of those with as many the beginning may be forgotten."""
MOST_AMOUNTS = 20_000
"""Numbers in all events of a run together: 49 nudges of every weight of a layer of 50 units are fewer."""
NEIGHBOURS = 5
"""Nearest other samples that are asked for the class of a sample."""
ROWS = 250
"""Samples that are asked at a time."""
BLOWN_UP = 1e15
"""A parameter beyond this has diverged: a step of ordinary size no longer changes it, it is lost in rounding."""


class Divergence(NamedTuple):
    """The first parameter of a run that went beyond ``BLOWN_UP``, and the update that took it there."""

    parameter: str
    iteration: int


class Event(NamedTuple):
    """What was done to a run at ``iteration``: a new ``"learning_rate"``, or amounts added to parameters, by name.

    It can be sent as JSON: the amounts are lists.
    """

    iteration: int
    change: Mapping[str, Any]


class _Checkpoint(NamedTuple):
    iteration: int
    vector: NDArray


class Run:
    """A network that learns, from its first weights to its limit.

    The same recipe gives the same numbers, however the iterations are cut into calls of :meth:`advance`.
    One thread at a time may use it.

    Parameters
    ----------
    recipe : what to train; a ``ValueError`` of the core or the data passes through

    Attributes
    ----------
    recipe : kept up to date by :meth:`adjust`
    X, Y, X_test, Y_test : the training and test samples, with labels as the network's loss has them
    class_names : what the classes are called
    first : the first weights and biases; read only
    parameters : the current ones; changed by :meth:`nudge`, otherwise read only
    iteration : how many updates were made
    nudged : the iterations at which it was nudged
    history : the curve so far
    divergence : what blew up, if anything did; the parameters are then the last that had not
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        train, test = recipe.data()
        (self.X, self.Y), (self.X_test, self.Y_test) = train, test
        self.class_names = tuple(train.class_names)
        self.parameters = recipe.parameters(len(self.X), len(self.Y), train.loss)
        if recipe.plain_products:
            self.parameters = self.parameters.copy(block=1)
        self.first = self.parameters.copy()
        self._network = self._network_on(self.X, self.Y)
        self._network.reserve_for_backward()  # now, so that its memory is counted before there is too little
        self._test = self._network_on(self.X_test, self.Y_test) if self.Y_test.size else None
        self._measured: Measurement | None = None
        """What :meth:`measure` found, until a parameter changes; till then the network's outputs are of this moment."""
        self.reset()

    def _network_on(self, X: NDArray, Y: NDArray) -> Network:
        """The network on these samples. Without biases, the input that carries them is 0, and so is their gradient."""
        network = Network(self.parameters, X, Y)
        if not self.recipe.has_biases:
            for before in (network.inputs, *network.layers[:-1]):
                before.A_and_1[-1] = 0
        return network

    def reset(self) -> None:
        """Back to iteration 0 and the same first weights."""
        self._set(self.first.vector)
        self.iteration = 0
        self.divergence: Divergence | None = None
        self._events = [Event(0, {"learning_rate": self.recipe.learning_rate})]
        self._count_amounts()
        self.history = History()
        self.history.record(self.measure())
        self._checkpoints: deque[_Checkpoint] = deque(maxlen=8)
        self.checkpoint()

    def adjust(self, recipe: Recipe) -> None:
        """Take over what may change while it runs."""
        learning_rate = recipe.learning_rate
        if learning_rate != self.recipe.learning_rate:
            # This choice takes the place of those that a rewind has put into the future.
            self._events = [e for e in self._events if e.iteration < self.iteration or "learning_rate" not in e.change]
            self._happens(Event(self.iteration, {"learning_rate": learning_rate}))
        self.recipe = self.recipe.adjusted(recipe)

    @property
    def nbytes(self) -> int:
        """Memory of its samples, networks and checkpoints, in bytes."""
        networks = [self._network, self._test] if self._test else [self._network]
        samples = sum(each.nbytes for each in (self.X, self.Y, self.X_test, self.Y_test))
        checkpoints = (self._checkpoints.maxlen or 0) * self.parameters.vector.nbytes
        return samples + sum(network.nbytes for network in networks) + checkpoints

    @property
    def ended(self) -> bool:
        """Whether it is at its limit or has diverged."""
        return self.iteration >= self.recipe.limit or self.divergence is not None

    def measure(self) -> Measurement:
        """Cost and accuracy at this moment."""
        if self._measured is None:
            cost, accuracy = self._score(self._network)
            test_cost, test_accuracy = self._score(self._test) if self._test else (None, None)
            units = self.recipe.followed(self.parameters)
            self._measured = Measurement(self.iteration, cost, accuracy, test_cost, test_accuracy, units)
        return self._measured

    def _score(self, network: Network) -> tuple[float, float]:
        """Cost and accuracy of a network on its samples."""
        network.forward()
        return network.cost(), network.accuracy()

    @property
    def outputs(self) -> NDArray:
        """The network's outputs for its training samples at this moment, (n_y, m); read only."""
        self.measure()
        return self._network.output.A

    def evaluate(self) -> Network:
        """The network after a forward and a backward pass at this moment: its outputs and gradients; read only."""
        self.measure()
        self._network.backward()
        return self._network

    def tested(self) -> Network:
        """The network after a forward pass on the test samples at this moment; read only.

        Raises
        ------
        ValueError
            If there are no test samples.
        """
        if self._test is None:
            raise ValueError("there are no test samples")
        self.measure()
        return self._test

    def _set(self, vector: NDArray) -> None:
        self.parameters.vector[:] = vector
        self._measured = None

    def first_network(self) -> Network:
        """The network after a forward pass before any update; a copy."""
        network = Network(self.first.copy(), self.X, self.Y)
        network.forward()
        return network

    @cached_property
    def neighbours(self) -> float:
        """The share of training samples whose class is that of most of their nearest neighbours, 0 to 1.

        A network that is large enough should do about as well. No sample is a neighbour of its own, so what only chance
        could tell does not count.
        """
        classes, squares = class_numbers(self.Y), (self.X**2).sum(axis=0)
        asked = min(NEIGHBOURS, classes.size - 1)
        agreed = 0
        for begin in range(0, classes.size if asked else 0, ROWS):  # all at once would be large
            some = np.arange(begin, min(begin + ROWS, classes.size))
            distance = squares[some, None] + squares - 2 * self.X[:, some].T @ self.X
            distance[np.arange(some.size), some] = np.inf
            nearest = np.argpartition(distance, asked, axis=1)[:, :asked]
            votes = [(classes[nearest] == number).sum(axis=1) for number in range(classes.max() + 1)]
            agreed += int((np.argmax(votes, axis=0) == classes[some]).sum())
        return agreed / classes.size

    def nudge(self, step: Mapping[str, ArrayLike]) -> None:
        """Add ``step`` to the parameters, as ``{"W1": …}``. It belongs to this iteration, also after a rewind.

        Raises
        ------
        ValueError
            If an amount has another shape than its parameter.
        """
        event = Event(self.iteration, {name: np.asarray(amount).tolist() for name, amount in step.items()})
        self._apply(event)
        self._happens(event)
        if self.history.points[-1].iteration == self.iteration:
            self.history.points[-1] = self.measure()
        self.checkpoint()

    def _happens(self, event: Event) -> None:
        self._events = _in_order([*self._events, event])[-MOST_EVENTS:]
        self._count_amounts()

    def _count_amounts(self) -> None:
        """Once for each change: the story is asked for with every tick."""
        self._amounts = sum(np.size(amount) for event in self._events for amount in event.change.values())

    def _apply(self, event: Event) -> None:
        for name, amount in event.change.items():
            if name != "learning_rate":
                before = self.parameters[name]
                self.parameters[name] = before + checks.matrix(name, amount, *before.shape)
                self._measured = None

    @property
    def nudged(self) -> list[int]:
        """The iterations up to now at which it was nudged."""
        nudges = (event for event in self._events if "learning_rate" not in event.change)
        return sorted({event.iteration for event in nudges if event.iteration <= self.iteration})

    @property
    def rate_since(self) -> int:
        """The iteration at which the present learning rate was chosen."""
        return max((e.iteration for e in self._events if "learning_rate" in e.change), default=0)

    @property
    def story(self) -> list[Event] | None:
        """What was done to it since its first weights; None if that was more than it remembers."""
        if self._events[0].iteration or len(self._events) >= MOST_EVENTS or self._amounts > MOST_AMOUNTS:
            return None
        return self._events

    def replay(self, story: Sequence[Event]) -> None:
        """Back to the first weights; as it is advanced from there, all that the story tells happens again.

        Raises
        ------
        ValueError
            If the story is not one of a run of this recipe.
        """
        if sum(np.size(amount) for event in story for amount in event.change.values()) > MOST_AMOUNTS:
            raise ValueError(f"a story has at most {MOST_AMOUNTS:,} numbers")
        events = _in_order([self._checked(event) for event in story]) if 0 < len(story) < MOST_EVENTS else []
        if not events or events[0].iteration or "learning_rate" not in events[0].change:
            raise ValueError(f"a story has 1 to {MOST_EVENTS - 1} events, the first a learning rate at iteration 0")
        self.reset()
        self._events = events
        self._count_amounts()
        rates = [event.change["learning_rate"] for event in events if "learning_rate" in event.change]
        self.recipe = replace(self.recipe, learning_rate=rates[-1])
        for event in events:
            if event.iteration == 0:
                self._apply(event)
        self.history.points[-1] = self.measure()
        self.checkpoint()

    def _checked(self, event: Event) -> Event:
        """The event as one of this run, or a ``ValueError``."""
        change: dict[str, Any] = {}
        for name, value in event.change.items():
            if name == "learning_rate":
                change[name] = options(Recipe)[name].read(value)
            else:
                checks.known("name", name, self.parameters)
                amount = checks.matrix(name, value, *self.parameters[name].shape)
                if _blown_up(amount):
                    raise ValueError(f"an amount of {name} is beyond {BLOWN_UP:g}")
                change[name] = amount.tolist()
        return Event(checks.whole_number("iteration", event.iteration, least=0), change)

    @property
    def _learning_rate(self) -> float:
        """The one in effect here; after a rewind it need not be the one that was chosen last."""
        past = (event.change for event in reversed(self._events) if event.iteration <= self.iteration)
        rates = (change["learning_rate"] for change in past if "learning_rate" in change)
        return next(rates, self.recipe.learning_rate)  # a forgotten one was the last, unless it is very long ago

    def advance(self, iterations: int) -> None:
        """Train for so many iterations, or until the run has ended."""
        target = min(self.iteration + iterations, self.recipe.limit)
        while self.iteration < target and not self.divergence:
            self._train(min(target, self.history.next_wanted(self.iteration)) - self.iteration)
            if self.history.wants(self.iteration) and not self.divergence:
                self.history.record(self.measure())

    def checkpoint(self) -> None:
        """Remember this moment, so that :meth:`rewind` can come back to it or to any moment since."""
        if self.divergence:  # it stands still: the moments before are those to come back to
            return
        if self._checkpoints and self._checkpoints[-1].iteration == self.iteration:
            self._checkpoints.pop()  # the same moment, before a nudge
        self._checkpoints.append(_Checkpoint(self.iteration, self.parameters.vector.copy()))

    def reaches(self, iteration: int) -> bool:
        """Whether :meth:`rewind` can go there: not into the future, nor further back than the checkpoints.

        A run that has diverged stands still at every later iteration.
        """
        latest = np.inf if self.divergence else self.iteration
        return self._checkpoints[0].iteration <= iteration <= latest

    def rewind(self, iteration: int) -> bool:
        """Go back to ``iteration`` by training again from the last checkpoint before it; returns whether it could."""
        if iteration >= self.iteration or not self.reaches(iteration):
            return self.reaches(iteration)
        while self._checkpoints[-1].iteration > iteration:
            self._checkpoints.pop()
        start = self._checkpoints[-1]
        self._set(start.vector)
        self.iteration, self.divergence = start.iteration, None
        self._train(iteration - start.iteration)
        self.history.forget_after(self.iteration)
        return True

    def forget_future(self) -> None:
        """Forget what a rewind has put into the future; the learning rate that was chosen last holds from here on."""
        self._events = [event for event in self._events if event.iteration <= self.iteration]
        self._count_amounts()
        if self._learning_rate != self.recipe.learning_rate:
            self._happens(Event(self.iteration, {"learning_rate": self.recipe.learning_rate}))

    def _train(self, iterations: int) -> None:
        """Train, with the events on the way."""
        start, target = self.iteration, self.iteration + iterations
        for event in self._events:
            if start < event.iteration <= target:
                self._train_straight(event.iteration - self.iteration)
                if self.divergence:
                    return
                self._apply(event)
        self._train_straight(target - self.iteration)

    def _train_straight(self, iterations: int) -> None:
        """Train; if a parameter blows up on the way, find the exact iteration and stop before it."""
        if not iterations:
            return
        learning_rate = self._learning_rate
        before = self.parameters.vector.copy()
        measured, self._measured = self._measured, None
        with np.errstate(over="ignore", invalid="ignore"):
            self._network.train(iterations, learning_rate, forward_done=measured is not None)
            if not _blown_up(self.parameters.vector):
                self.iteration += iterations
                return
            self._set(before)
            while True:
                before = self.parameters.vector.copy()
                self._network.train(1, learning_rate)
                if _blown_up(self.parameters.vector):
                    break
                self.iteration += 1
        name = next(name for name, value in self.parameters.items() if _blown_up(value))
        self.divergence = Divergence(name, self.iteration + 1)
        self._set(before)


def _in_order(events: list[Event]) -> list[Event]:
    """By iteration; of one iteration first the learning rate, so that a story begins with it."""
    return sorted(events, key=lambda event: (event.iteration, "learning_rate" not in event.change))


def _blown_up(numbers: NDArray) -> bool:
    """Whether any number is too large, or none at all (NaN compares as false)."""
    return not np.abs(numbers).max() <= BLOWN_UP
