"""A run: one network learning one dataset, step by step; and the way back to any moment of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.data import class_numbers
from playground.language import _, enumerated
from playground.nn import Network, Parameters, checks

from .history import History, Measurement
from .options import options
from .recipe import Recipe
from .timeline import (
    CHECKPOINT_BYTES,
    FROZEN,
    MOST_AMOUNTS,
    MOST_EVENTS,
    OF,
    Divergence,
    Event,
    Timeline,
    in_order,
)

NEIGHBOURS = 5
"""Nearest other samples that are asked for the class of a sample."""
ROWS = 250
"""Samples that are asked at a time."""
BLOWN_UP = 1e15
"""A parameter beyond this has diverged: a step of ordinary size no longer changes it, it is lost in rounding."""


class Run:
    """A network that learns, from its first weights to its limit.

    The same recipe gives the same numbers, however the iterations are cut into calls of :meth:`advance`, and however
    one goes back and forth with :meth:`seek` between. One thread at a time may use it.

    Parameters
    ----------
    recipe : what to train; a ``ValueError`` of the core or the data passes through
    checkpoint_bytes : memory for the checkpoints of its timeline

    Attributes
    ----------
    recipe : kept up to date by :meth:`adjust`
    X, Y, X_test, Y_test : the training and test samples, with labels as the network's loss has them
    class_names : what the classes are called
    first : the first weights and biases; read only
    parameters : the current ones; changed by :meth:`nudge`, otherwise read only
    optimiser : what makes the updates; read only
    iteration : the present moment: how many updates were made
    timeline : all the way up to the farthest moment that it was trained to, and what was done to it
    """

    def __init__(self, recipe: Recipe, checkpoint_bytes: int = CHECKPOINT_BYTES) -> None:
        self.recipe = recipe
        train, test = recipe.data()
        (self.X, self.Y), (self.X_test, self.Y_test) = train, test
        self.class_names = tuple(train.class_names)
        self.parameters = recipe.parameters(len(recipe.inputs_of(self.X)), len(self.Y), train.loss)
        if recipe.plain_products:
            self.parameters = self.parameters.copy(block=1)
        self.first = self.parameters.copy()
        self._network = self._network_of(self.parameters)
        self._network.reserve_for_backward()  # now, so that its memory is counted before there is too little
        self._test = self._network.on(recipe.inputs_of(self.X_test), self.Y_test) if self.Y_test.size else None
        self.optimiser = recipe.optimiser(self._network)
        self._frozen_there: Sequence[str] = ()
        """What the optimiser knows of it."""
        self._measured: Measurement | None = None
        """What :meth:`measure` found, until a parameter changes; till then the network's outputs are of this moment."""
        self.timeline = Timeline(self._state.size, checkpoint_bytes)
        self.reset()

    def _network_of(self, parameters: Parameters) -> Network:
        inputs, recipe = self.recipe.inputs_of(self.X), self.recipe
        return Network(parameters, inputs, self.Y, recipe.l2, recipe.l1, recipe.has_biases)

    @property
    def _state(self) -> NDArray:
        """All that it takes to go on from this moment: the parameters, and what the optimiser remembers; a copy."""
        return np.concatenate([self.parameters.vector, self.optimiser.memory.ravel()])

    def reset(self) -> None:
        """Back to iteration 0 and the same first weights; everything else is forgotten."""
        self._begin([Event(0, {"learning_rate": self.recipe.learning_rate})])

    def _begin(self, events: Sequence[Event]) -> None:
        """At iteration 0, with all that is to happen from there on."""
        self.iteration = 0
        self.timeline.begin(events)
        self._set(np.concatenate([self.first.vector, np.zeros(self.optimiser.memory.size)]))
        for event in self.timeline.events:
            if event.iteration == 0:
                self._apply(event)
        self.timeline.history.record(self.measure())
        self.checkpoint()

    def adjust(self, recipe: Recipe) -> None:
        """Take over what may change while it runs. Another learning rate makes the future new from here on."""
        changed = recipe.learning_rate != self.recipe.learning_rate
        self.recipe = self.recipe.adjusted(recipe)
        if changed:
            self.forget_future(abandon=True)

    @property
    def nbytes(self) -> int:
        """Memory of its samples, networks and checkpoints, in bytes."""
        samples = sum(each.nbytes for each in (self.X, self.Y, self.X_test, self.Y_test))
        networks = self._network.nbytes + (self._test.nbytes if self._test else 0)
        return samples + networks + self.optimiser.nbytes + self.timeline.nbytes

    @property
    def latest(self) -> int:
        """The farthest iteration that it was trained to; :meth:`seek` goes anywhere up to it."""
        return self.timeline.latest

    @property
    def history(self) -> History:
        """The measurements up to now; read only."""
        return self.timeline.history.until(self.iteration)

    @property
    def divergence(self) -> Divergence | None:
        """What blew up, if anything did; the parameters are then the last that had not."""
        return self.timeline.divergence if self.iteration == self.latest else None

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
            penalty = self._network.penalty()
            self._measured = Measurement(self.iteration, cost, accuracy, test_cost, test_accuracy, units, penalty)
        return self._measured

    def _score(self, network: Network) -> tuple[float, float]:
        """Cost, with its penalty, and accuracy of a network on its samples."""
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
        self._freeze()  # whoever looks ahead from here looks with the optimiser
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

    def _set(self, state: NDArray) -> None:
        size = self.parameters.vector.size
        self.parameters.vector[:], self.optimiser.memory.flat[:] = state[:size], state[size:]
        self._measured = None

    def first_network(self) -> Network:
        """The network after a forward pass before any update; a copy."""
        network = self._network_of(self.first.copy())
        network.forward()
        return network

    @cached_property
    def neighbours(self) -> float:
        """The share of training samples whose class is that of most of their nearest neighbours, 0 to 1.

        A network that is large enough should do about as well. No sample is a neighbour of its own, so what only chance
        could tell does not count.
        """
        X = self._network.inputs.A  # near is what the network can't tell apart
        classes, squares = class_numbers(self.Y), (X**2).sum(axis=0)
        asked = min(NEIGHBOURS, classes.size - 1)
        agreed = 0
        for begin in range(0, classes.size if asked else 0, ROWS):  # all at once would be large
            some = np.arange(begin, min(begin + ROWS, classes.size))
            distance = squares[some, None] + squares - 2 * X[:, some].T @ X
            distance[np.arange(some.size), some] = np.inf
            nearest = np.argpartition(distance, asked, axis=1)[:, :asked]
            votes = [(classes[nearest] == number).sum(axis=1) for number in range(classes.max() + 1)]
            agreed += int((np.argmax(votes, axis=0) == classes[some]).sum())
        return agreed / classes.size

    def nudge(self, step: Mapping[str, ArrayLike]) -> None:
        """Add ``step`` to the parameters, as ``{"W1": …}``. It belongs to this iteration; the future is new from here.

        Raises
        ------
        ValueError
            If an amount has another shape than its parameter.
        """
        self._change({name: np.asarray(amount).tolist() for name, amount in step.items()})

    def edit(self, name: str, value: float) -> None:
        """Set one number, "W1:3" for example, the fourth of W1 counted row by row; the future is new from here.

        Raises
        ------
        ValueError
            If there is no such number, or the value is none.
        """
        self._change(dict(self._checked(Event(self.iteration, {self._number(name): value})).change))

    def _change(self, change: dict[str, Any]) -> None:
        """Change parameters at this moment, in such a way as an event has it."""
        before, event = self.measure(), Event(self.iteration, change)
        self._apply(event)
        self.forget_future(abandon=True, here=before)
        self.timeline.add(event)
        points = self.timeline.history.points
        if points[-1].iteration == self.iteration:
            points[-1] = self.measure()

    def _apply(self, event: Event) -> None:
        """Do to the parameters what the event says; rates and what is frozen are looked up when they are needed."""
        if event.is_rate or event.is_frost:
            return
        for name, amount in event.change.items():
            matrix, _, place = name.partition(OF)
            if place:
                self.parameters[matrix].flat[int(place)] = amount
            else:
                before = self.parameters[name]
                self.parameters[name] = before + checks.matrix(name, amount, *before.shape)
            self._measured = None

    @property
    def frozen(self) -> Sequence[str]:
        """The names of what is not trained at this moment: whole matrices as "W1", single numbers as "W1:3"."""
        return self.timeline.frozen_at(self.iteration)

    def freeze(self, names: Sequence[str]) -> None:
        """From here on these are not trained, and all others are; the future is new from here.

        Raises
        ------
        ValueError
            If there is no such matrix or number.
        """
        frozen = self._checked(Event(self.iteration, {FROZEN: list(names)})).change[FROZEN]
        self.forget_future(abandon=True)
        self.timeline.freeze(self.iteration, frozen)

    def _freeze(self) -> None:
        """Have the optimiser leave alone what is frozen now."""
        if self.frozen != self._frozen_there:
            self._frozen_there = self.frozen
            parts = (name.partition(OF) for name in self.frozen)
            places = [self.parameters.place(name).ravel()[int(at) if at else slice(None)] for name, _, at in parts]
            self.optimiser.frozen = np.hstack(places) if places else None

    @property
    def nudged(self) -> list[int]:
        """The iterations up to now at which something else was done to it than to choose a learning rate."""
        return sorted({event.iteration for event in self.past if not event.is_rate})

    @property
    def past(self) -> list[Event]:
        """What was done to it up to now, as far as it remembers."""
        return [event for event in self.timeline.events if event.iteration <= self.iteration]

    @property
    def rate_since(self) -> int:
        """The iteration at which the learning rate of this moment was chosen."""
        return max((event.iteration for event in self.past if event.is_rate), default=0)

    @property
    def rate(self) -> float:
        """The learning rate that was chosen last up to now. In the past it need not be that of the recipe."""
        rate = self.timeline.rate_at(self.iteration)
        return self.recipe.learning_rate if rate is None else rate

    @property
    def scheduled_rate(self) -> float:
        """What the schedule has left of it for the next update."""
        return self.optimiser.rate(self.rate, self.iteration)

    @property
    def epochs(self) -> float:
        """How many times all samples have been looked at up to now."""
        return self.iteration / self.optimiser.updates_per_epoch

    @property
    def event_log(self) -> list[Event] | None:
        """All that was done to it since its first weights; None if that was more than it remembers."""
        return self.timeline.log

    def restore(self, event_log: Sequence[Event]) -> None:
        """Back to the first weights; as it is advanced from there, all of the event log happens again.

        Raises
        ------
        ValueError
            If the event log is not one of a run of this recipe.
        """
        if sum(np.size(amount) for event in event_log for amount in event.change.values()) > MOST_AMOUNTS:
            raise ValueError(_("An event log has at most {most:,} numbers.", most=MOST_AMOUNTS))
        events = in_order([self._checked(event) for event in event_log]) if 0 < len(event_log) < MOST_EVENTS else []
        if not events or events[0].iteration or not events[0].is_rate:
            raise ValueError(
                _(
                    "An event log has 1 to {most} events, the first a learning rate at iteration 0.",
                    most=MOST_EVENTS - 1,
                )
            )
        rates = [event.change["learning_rate"] for event in events if event.is_rate]
        self.recipe = replace(self.recipe, learning_rate=rates[-1])
        self._begin(events)

    def _checked(self, event: Event) -> Event:
        """The event as one of this run, or a ``ValueError``."""
        change: dict[str, Any] = {}
        for name, value in event.change.items():
            if name == "learning_rate":
                change[name] = options(Recipe)[name].read(value)
            elif name == FROZEN:
                if len(value) > MOST_AMOUNTS:
                    raise ValueError(
                        _("At most {most:,} numbers and matrices can be frozen by name.", most=MOST_AMOUNTS)
                    )
                change[name] = sorted({self._number(each, or_matrix=True) for each in value})
            elif OF in name:
                change[self._number(name)] = number = checks.finite_number(name, value)
                if _blown_up(np.array(number)):
                    raise ValueError(_("{name} is beyond {most:g}.", name=name, most=BLOWN_UP))
            else:
                checks.known("name", name, self.parameters)
                amount = checks.matrix(name, value, *self.parameters[name].shape)
                if _blown_up(amount):
                    raise ValueError(_("An amount of {name} is beyond {most:g}.", name=name, most=BLOWN_UP))
                change[name] = amount.tolist()
        return Event(checks.whole_number("iteration", event.iteration, least=0), change)

    def _number(self, name: Any, or_matrix: bool = False) -> str:
        """The name of a number of a matrix, such as "W1:3", or perhaps of a whole one; ``ValueError`` if it is none."""
        matrix, of, place = str(name).partition(OF)
        if matrix not in self.parameters:
            names = enumerated(list(self.parameters))
            raise ValueError(_("This network has no {name}; it has {names}.", name=repr(matrix[:40]), names=names))
        is_place = place.isascii() and place.isdigit() and int(place) < self.parameters[matrix].size
        if not is_place and (of or not or_matrix):
            raise ValueError(
                _(
                    "{name} is no number of {matrix}, which has {count}.",
                    name=repr(str(name)[:40]),
                    matrix=matrix,
                    count=self.parameters[matrix].size,
                )
            )
        return f"{matrix}{of}{int(place)}" if of else matrix

    def advance(self, iterations: int) -> None:
        """Go on for so many iterations, or until the run has ended: along what is known, then by training."""
        timeline, target = self.timeline, min(self.iteration + iterations, self.recipe.limit)
        if self.iteration < min(target, self.latest):
            self._go_to(min(target, self.latest))
        while self.iteration < target and not timeline.divergence:
            stop = min(target, timeline.history.next_wanted(self.iteration), timeline.next_wanted(self.iteration))
            self._train(stop - self.iteration)
            timeline.latest = self.iteration
            if timeline.wants(self.iteration) or timeline.divergence:
                timeline.keep(self.iteration, self._state)
            if timeline.history.wants(self.iteration) and not timeline.divergence:
                timeline.history.record(self.measure())

    def seek(self, iteration: int) -> None:
        """Make this the present moment: any that it was trained to, from 0 to :attr:`latest`.

        What lies behind it stays, and :meth:`advance` goes along it again. What is beyond either end is the end; the
        beginning is that of the timeline, which can have forgotten the first moments.
        """
        self._go_to(max(self.timeline.earliest, min(iteration, self.latest)))

    def _go_to(self, iteration: int) -> None:
        """From here, or from the last checkpoint before it if that is nearer."""
        start = self.timeline.before(iteration)
        if not start <= self.iteration <= iteration:
            self._set(self.timeline.state(start))
            self.iteration = start
        self._train(iteration - self.iteration)

    def checkpoint(self) -> None:
        """Remember this moment besides those that the timeline keeps: it is about to be come back to."""
        self.timeline.keep(self.iteration, self._state)

    def forget_future(self, abandon: bool = False, here: Measurement | None = None) -> None:
        """Forget what lies behind this moment; the learning rate that was chosen last holds from here on.

        Parameters
        ----------
        abandon : keep the measurements of the future as those of the one that was abandoned
        here : its first one, if a nudge has changed this moment since
        """
        future = self.timeline.history.points[len(self.history.points) :]
        if future and abandon:
            self.timeline.abandoned = [here or self.measure(), *future]
        self.timeline.forget_after(self.iteration)
        self.checkpoint()
        # One that has diverged stands still: what is chosen then did not avert that, nor does it when trained again.
        since = self.divergence.iteration if self.divergence else self.iteration
        self.timeline.choose_rate(since, self.recipe.learning_rate)

    def _train(self, iterations: int) -> None:
        """Train, with the events on the way."""
        start, target = self.iteration, self.iteration + iterations
        for event in self.timeline.events:
            if start < event.iteration <= target:
                if not self._train_straight(event.iteration - self.iteration):
                    return
                self._apply(event)
        self._train_straight(target - self.iteration)

    def _train_straight(self, iterations: int) -> bool:
        """Train; if a parameter blows up on the way, find the exact iteration, stop before it and return False."""
        if not iterations:
            return True
        learning_rate = self.rate
        self._freeze()
        before = self._state
        measured, self._measured = self._measured, None
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimiser.train(iterations, learning_rate, self.iteration, forward_done=measured is not None)
            if not _blown_up(self.parameters.vector):
                self.iteration += iterations
                return True
            self._set(before)
            while True:
                before = self._state
                self.optimiser.train(1, learning_rate, self.iteration)
                if _blown_up(self.parameters.vector):
                    break
                self.iteration += 1
        name = next(name for name, value in self.parameters.items() if _blown_up(value))
        self.timeline.divergence = Divergence(name, self.iteration + 1)
        self._set(before)
        return False


def _blown_up(numbers: NDArray) -> bool:
    """Whether any number is too large, or none at all (NaN compares as false)."""
    return not np.abs(numbers).max() <= BLOWN_UP
