"""A run: one network learning one dataset, iteration by iteration, with access to any earlier iteration."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _
from playground.nn import TARGETS, Network, Parameters, checks

from .divergence import Divergence, blown_up
from .events import FROZEN, MOST_AMOUNTS, OF, Event, checked, in_order, number_named
from .history import History, Measurement
from .neighbours import score_of_neighbours
from .recipe import Recipe
from .stop_rule import NO_RULE, stop_at
from .timeline import CHECKPOINT_BYTES, MOST_EVENTS, Timeline


class Run:
    """The training of a network, from its first weights to the recipe's limit, or to where its stop rule ends it.

    The same recipe gives the same numbers, however the iterations are split into calls of :meth:`advance`, and whatever
    calls of :meth:`seek` come between. Only one thread at a time may use it.

    Parameters
    ----------
    recipe : what to train; a ``ValueError`` from the core or the data is passed on
    checkpoint_bytes : memory for the checkpoints of its timeline

    Attributes
    ----------
    recipe : kept up to date by :meth:`adjust`
    train, test : the training and test samples
    X, Y, X_test, Y_test : the same, with labels in the form of the network's outputs
    class_names, input_names : names of the classes, and of what the samples are made of
    first : the first weights and biases; read-only
    parameters : the current weights and biases; changed by :meth:`nudge`, otherwise read-only
    optimiser : makes the updates; read-only
    iteration : the current iteration: number of updates made
    timeline : events, measurements and checkpoints up to the last iteration trained
    """

    def __init__(self, recipe: Recipe, checkpoint_bytes: int = CHECKPOINT_BYTES) -> None:
        self.recipe = recipe
        self.train, self.test = train, test = recipe.data()
        (self.X, self.Y), (self.X_test, self.Y_test) = train, test
        self.class_names, self.input_names = tuple(train.class_names), tuple(train.input_names)
        self.parameters = recipe.parameters(len(recipe.inputs_of(self.X)), len(self.Y), train.loss)
        if recipe.plain_products:
            self.parameters = self.parameters.copy(block=1)
        self.first = self.parameters.copy()
        self._network = self._network_of(self.parameters)
        self._network.reserve_for_backward()  # now, so that its memory is counted before it runs short
        self._test = self._network.on(recipe.inputs_of(self.X_test), self.Y_test) if self.Y_test.size else None
        self.optimiser = recipe.optimiser(self._network)
        self._frozen_there: Sequence[str] = ()
        """The frozen names as last passed to the optimiser."""
        self._measured: Measurement | None = None
        """The result of :meth:`measure` until a parameter changes; until then the network's outputs are current."""
        self._stop_known: tuple[str, int, Measurement, int | None] | None = None
        """The stop rule, the last measurement that it looked at, and the result of :attr:`stop`."""
        self.timeline = Timeline(self._state.size, checkpoint_bytes)
        self.reset()

    def _network_of(self, parameters: Parameters) -> Network:
        inputs, recipe = self.recipe.inputs_of(self.X), self.recipe
        return Network(parameters, inputs, self.Y, recipe.l2, recipe.l1, recipe.has_biases)

    @property
    def _state(self) -> NDArray:
        """Everything needed to continue from this iteration: the parameters and the optimiser's memory; a copy."""
        return np.concatenate([self.parameters.vector, self.optimiser.memory.ravel()])

    def reset(self) -> None:
        """Go back to iteration 0 and the same first weights, and forget everything else."""
        self._begin([Event(0, {"learning_rate": self.recipe.learning_rate})])

    def _begin(self, events: Sequence[Event]) -> None:
        """Start at iteration 0, with the events that are to happen."""
        self.iteration = 0
        self.timeline.begin(events)
        self._set(np.concatenate([self.first.vector, np.zeros(self.optimiser.memory.size)]))
        for event in self.timeline.events:
            if event.iteration == 0:
                self._apply(event)
        self.timeline.history.record(self.measure())
        self.checkpoint()

    def adjust(self, recipe: Recipe) -> None:
        """Take over the settings that may change during a run. Another learning rate discards the future."""
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
        """The last iteration trained; :meth:`seek` goes anywhere up to it."""
        return self.timeline.latest

    @property
    def history(self) -> History:
        """The measurements up to now; read-only."""
        return self.timeline.history.until(self.iteration)

    @property
    def divergence(self) -> Divergence | None:
        """The parameter that blew up, if any; the current parameters are those just before."""
        return self.timeline.divergence if self.iteration == self.latest else None

    @property
    def stop(self) -> int | None:
        """The iteration at which the stop rule ends the run; None if it has not been trained as far."""
        rule, patience = self.recipe.stop, self.recipe.patience
        if rule == NO_RULE:
            return None
        last, known = self.timeline.history.last_lasting, self._stop_known
        if not (known and known[:2] == (rule, patience) and known[2] is last):
            known = self._stop_known = rule, patience, last, stop_at(self.timeline.history, rule, patience)
        return known[3]

    @property
    def end(self) -> int:
        """The iteration at which the run ends, unless it diverges: its limit, or where the stop rule ends it."""
        return min(self.recipe.limit, self.stop or self.recipe.limit)

    @property
    def ended_by(self) -> str:
        """What has ended the run: "limit", "stop" for the stop rule, "diverged"; empty while it can go on."""
        if self.divergence:
            return "diverged"
        if self.iteration < self.end:
            return ""
        return "stop" if self.end == self.stop else "limit"

    @property
    def ended(self) -> bool:
        """Whether the run is at its end or has diverged."""
        return self.iteration >= self.end or self.divergence is not None

    @property
    def complete(self) -> bool:
        """Whether it has been trained to its end, wherever it is now."""
        return self.latest >= self.end or self.timeline.divergence is not None

    def measure(self) -> Measurement:
        """Cost and score at this iteration."""
        if self._measured is None:
            cost, score = self._score(self._network)
            test_cost, test_score = self._score(self._test) if self._test else (None, None)
            units = self.recipe.followed(self.parameters)
            penalty, deviation = self._network.penalty(), self.train.unit.deviation
            self._measured = Measurement(self.iteration, cost, score, test_cost, test_score, units, penalty, deviation)
        return self._measured

    def _score(self, network: Network) -> tuple[float, float]:
        """Cost, including the penalty, and score of a network on its samples."""
        network.forward()
        return network.cost(), network.score()

    @property
    def outputs(self) -> NDArray:
        """The network's outputs for its training samples at this iteration, (n_y, m); read-only."""
        self.measure()
        return self._network.output.A

    def evaluate(self) -> Network:
        """The network after a forward and a backward pass at this iteration: outputs and gradients; read-only."""
        self.measure()
        self._freeze()  # for callers that look ahead with the optimiser
        self._network.backward()
        return self._network

    def tested(self) -> Network:
        """The network after a forward pass on the test samples at this iteration; read-only.

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
        """The network with its first weights, after a forward pass; a copy."""
        network = self._network_of(self.first.copy())
        network.forward()
        return network

    @cached_property
    def neighbours(self) -> float:
        """The :func:`score_of_neighbours` of the training samples, which are as near as the network sees them."""
        return score_of_neighbours(self._network.inputs.A, self.train.labels, TARGETS[self.train.target])

    def nudge(self, step: Mapping[str, ArrayLike]) -> None:
        """Add ``step``, ``{"W1": …}``, to the parameters. It belongs to this iteration and discards the future.

        Raises
        ------
        ValueError
            If an amount has another shape than its parameter.
        """
        self._change({name: np.asarray(amount).tolist() for name, amount in step.items()})

    def edit(self, name: str, value: float) -> None:
        """Set one number, for example "W1:3", the fourth of W1 counted row by row. Discards the future.

        Raises
        ------
        ValueError
            If there is no such number, or the value is not a number.
        """
        number = number_named(name, self.parameters)
        self._change(dict(checked(Event(self.iteration, {number: value}), self.parameters).change))

    def _change(self, change: dict[str, Any]) -> None:
        """Change parameters at this iteration; ``change`` is that of an :class:`Event`."""
        before, event = self.measure(), Event(self.iteration, change)
        self._apply(event)
        self.forget_future(abandon=True, here=before)
        self.timeline.add(event)
        points = self.timeline.history.points
        if points[-1].iteration == self.iteration:
            points[-1] = self.measure()

    def _apply(self, event: Event) -> None:
        """Apply an event to the parameters; learning rates and frozen names are looked up when needed."""
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
        """The names of the parameters frozen at this iteration: whole matrices as "W1", single numbers as "W1:3"."""
        return self.timeline.frozen_at(self.iteration)

    def freeze(self, names: Sequence[str]) -> None:
        """Freeze these parameters, and no others, from this iteration. Discards the future.

        Raises
        ------
        ValueError
            If there is no such matrix or number.
        """
        frozen = checked(Event(self.iteration, {FROZEN: list(names)}), self.parameters).change[FROZEN]
        self.forget_future(abandon=True)
        self.timeline.freeze(self.iteration, frozen)

    def _freeze(self) -> None:
        """Tell the optimiser which parameters are frozen now."""
        if self.frozen != self._frozen_there:
            self._frozen_there = self.frozen
            parts = (name.partition(OF) for name in self.frozen)
            places = [self.parameters.place(name).ravel()[int(at) if at else slice(None)] for name, _, at in parts]
            self.optimiser.frozen = np.hstack(places) if places else None

    @property
    def nudged(self) -> list[int]:
        """The iterations up to now with events other than a new learning rate."""
        return sorted({event.iteration for event in self.past if not event.is_rate})

    @property
    def past(self) -> list[Event]:
        """The events up to now, as far as they are remembered."""
        return [event for event in self.timeline.events if event.iteration <= self.iteration]

    @property
    def rates(self) -> dict[int, float]:
        """The learning rates up to now, by the iteration from which each applied, as far as they are remembered."""
        return {event.iteration: event.change["learning_rate"] for event in self.past if event.is_rate}

    @property
    def rate_since(self) -> int:
        """The iteration at which the current learning rate was chosen."""
        return max((event.iteration for event in self.past if event.is_rate), default=0)

    @property
    def rate(self) -> float:
        """The learning rate at this iteration, before the schedule. After a rewind it may differ from the recipe's."""
        rate = self.timeline.rate_at(self.iteration)
        return self.recipe.learning_rate if rate is None else rate

    @property
    def scheduled_rate(self) -> float:
        """The learning rate of the next update, after the schedule."""
        return self.optimiser.rate(self.rate, self.iteration)

    @property
    def epochs(self) -> float:
        """The number of epochs up to now."""
        return self.iteration / self.optimiser.updates_per_epoch

    @property
    def event_log(self) -> list[Event] | None:
        """All events since the first weights; None if there were more than are remembered."""
        return self.timeline.log

    def restore(self, event_log: Sequence[Event]) -> None:
        """Go back to the first weights; advancing from there replays the event log.

        Raises
        ------
        ValueError
            If the event log is not that of a run with this recipe.
        """
        if sum(np.size(amount) for event in event_log for amount in event.change.values()) > MOST_AMOUNTS:
            raise ValueError(_("An event log has at most {most:,} numbers.", most=MOST_AMOUNTS))
        events = (
            in_order([checked(event, self.parameters) for event in event_log])
            if 0 < len(event_log) < MOST_EVENTS
            else []
        )
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

    def advance(self, iterations: int) -> None:
        """Go on by ``iterations``, or until the run has ended: first along the known timeline, then by training."""
        timeline, target = self.timeline, self.iteration + iterations
        if self.iteration < (known := min(target, self.end, self.latest)):
            self._go_to(known)
        while self.iteration < (last := min(target, self.end)) and not timeline.divergence:
            at = min(last, timeline.history.next_wanted(self.iteration), timeline.next_wanted(self.iteration))
            self._train(at - self.iteration)
            timeline.latest = self.iteration
            if timeline.wants(self.iteration) or timeline.divergence:
                timeline.keep(self.iteration, self._state)
            if timeline.history.wants(self.iteration) and not timeline.divergence:
                timeline.history.record(self.measure())

    def seek(self, iteration: int) -> None:
        """Go to an iteration that was trained before, from 0 to :attr:`latest`.

        The later iterations are kept, and :meth:`advance` goes through them again. Iterations outside the timeline are
        clipped to it; it may no longer begin at 0.
        """
        self._go_to(max(self.timeline.earliest, min(iteration, self.latest)))

    def _go_to(self, iteration: int) -> None:
        """Train from here, or from the last checkpoint before ``iteration`` if that is nearer."""
        start = self.timeline.before(iteration)
        if not start <= self.iteration <= iteration:
            self._set(self.timeline.state(start))
            self.iteration = start
        self._train(iteration - self.iteration)

    def checkpoint(self) -> None:
        """Keep an extra checkpoint of this iteration, to come back to soon."""
        self.timeline.keep(self.iteration, self._state)

    def forget_future(self, abandon: bool = False, here: Measurement | None = None) -> None:
        """Forget everything after this iteration; the recipe's learning rate applies from here.

        Parameters
        ----------
        abandon : keep the measurements of the future as the abandoned ones
        here : the first of them, if a nudge has changed this iteration since
        """
        future = self.timeline.history.points[len(self.history.points) :]
        if future and abandon:
            self.timeline.abandoned = [here or self.measure(), *future]
        self.timeline.forget_after(self.iteration)
        self.checkpoint()
        # A rate chosen after divergence must not apply before it: retrained, the run has to diverge again.
        since = self.divergence.iteration if self.divergence else self.iteration
        self.timeline.choose_rate(since, self.recipe.learning_rate)

    def _train(self, iterations: int) -> None:
        """Train, applying the events on the way."""
        start, target = self.iteration, self.iteration + iterations
        for event in self.timeline.events:
            if start < event.iteration <= target:
                if not self._train_straight(event.iteration - self.iteration):
                    return
                self._apply(event)
        self._train_straight(target - self.iteration)

    def _train_straight(self, iterations: int) -> bool:
        """Train; if a parameter blows up, find the exact iteration, stop before it and return False."""
        if not iterations:
            return True
        learning_rate = self.rate
        self._freeze()
        before = self._state
        measured, self._measured = self._measured, None
        with np.errstate(over="ignore", invalid="ignore"):
            self.optimiser.train(iterations, learning_rate, self.iteration, forward_done=measured is not None)
            if not blown_up(self.parameters.vector):
                self.iteration += iterations
                return True
            self._set(before)
            while True:
                before = self._state
                self.optimiser.train(1, learning_rate, self.iteration)
                if blown_up(self.parameters.vector):
                    break
                self.iteration += 1
        name = next(name for name, value in self.parameters.items() if blown_up(value))
        self.timeline.divergence = Divergence(name, self.iteration + 1)
        self._set(before)
        return False
