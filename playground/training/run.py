"""A run: one network learning one dataset, step by step."""

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.data import make_dataset, split
from playground.nn import Network, cross_entropy, initialize_parameters

from .config import Config
from .history import History, Measurement
from .units import hidden_units

BLOWN_UP = 1e15
"""A parameter beyond this has diverged: a step of ordinary size no longer changes it, it is lost in rounding."""


class Divergence(NamedTuple):
    """The first parameter of a run that went beyond ``BLOWN_UP``, and the update that took it there."""

    parameter: str
    iteration: int


class _Nudge(NamedTuple):
    iteration: int
    step: Mapping[str, NDArray]


class _Checkpoint(NamedTuple):
    iteration: int
    learning_rate: float
    vector: NDArray


class Run:
    """A network that learns, from its first weights to its limit.

    The same configuration gives the same numbers, however the iterations are cut into calls of :meth:`advance`.
    One thread at a time may use it.

    Parameters
    ----------
    config : what to train; a ``ValueError`` of the core or the data passes through

    Attributes
    ----------
    config : kept up to date by :meth:`adjust`
    X, Y, X_test, Y_test : the training and test samples
    first : the first weights and biases; read only
    parameters : the current ones; changed by :meth:`nudge`, otherwise read only
    iteration : how many updates were made
    nudged : the iterations at which it was nudged
    history : the curve so far
    divergence : what blew up, if anything did; the parameters are then the last that had not
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        X, Y = make_dataset(
            config.dataset, config.samples, config.noise, config.data_seed, class_share=config.class_share / 100
        )
        self.X, self.Y, self.X_test, self.Y_test = split(X, Y, config.test_share / 100, config.data_seed)
        self.parameters = initialize_parameters(
            len(self.X),
            config.hidden,
            len(self.Y),
            config.activation,
            initialisation=config.initialisation,
            scale=config.scale,
            seed=config.seed,
        )
        if config.plain_products:
            self.parameters = self.parameters.copy(block=1)
        self.first = self.parameters.copy()
        self._network = Network(self.parameters, self.X, self.Y)
        self._test = Network(self.parameters, self.X_test, self.Y_test) if self.Y_test.size else None
        self.reset()

    def reset(self) -> None:
        """Back to iteration 0 and the same first weights."""
        self.parameters.vector[:] = self.first.vector
        self.iteration = 0
        self.divergence: Divergence | None = None
        self._nudges: list[_Nudge] = []
        self.history = History()
        self.history.record(self.measure())
        self._checkpoints: deque[_Checkpoint] = deque(maxlen=8)
        self.checkpoint()

    def adjust(self, learning_rate: float, limit: int) -> None:
        """Change what may change while it runs."""
        changes = learning_rate != self.config.learning_rate
        self.config = replace(self.config, learning_rate=learning_rate, limit=limit)
        if changes:
            self.checkpoint()

    @property
    def ended(self) -> bool:
        """Whether it is at its limit or has diverged."""
        return self.iteration >= self.config.limit or self.divergence is not None

    def measure(self) -> Measurement:
        """Cost and accuracy at this moment."""
        cost, accuracy = _score(self._network)
        test_cost, test_accuracy = _score(self._test) if self._test else (None, None)
        units = hidden_units(self.parameters) if self.config.follows_units else None
        return Measurement(self.iteration, cost, accuracy, test_cost, test_accuracy, units)

    def evaluate(self) -> Network:
        """The network after a forward and a backward pass at this moment: its outputs and gradients; read only."""
        self._network.forward()
        self._network.backward()
        return self._network

    def first_network(self) -> Network:
        """The network after a forward pass before any update; a copy."""
        network = Network(self.first.copy(), self.X, self.Y)
        network.forward()
        return network

    def nudge(self, step: Mapping[str, ArrayLike]) -> None:
        """Add ``step`` to the parameters, as ``{"W1": …}``. It belongs to this iteration, also after a rewind."""
        amounts = {name: np.array(amount, float) for name, amount in step.items()}
        self._add(amounts)
        self._nudges.append(_Nudge(self.iteration, amounts))
        if self.history.points[-1].iteration == self.iteration:
            self.history.points[-1] = self.measure()
        self.checkpoint()

    def _add(self, step: Mapping[str, NDArray]) -> None:
        for name, amount in step.items():
            self.parameters[name] = self.parameters[name] + amount

    @property
    def nudged(self) -> list[int]:
        """The iterations up to now at which it was nudged."""
        return sorted({nudge.iteration for nudge in self._nudges if nudge.iteration <= self.iteration})

    def advance(self, iterations: int) -> None:
        """Train for so many iterations, or until the run has ended."""
        target = min(self.iteration + iterations, self.config.limit)
        while self.iteration < target and not self.divergence:
            every = self.history.every
            next_point = (self.iteration // every + 1) * every
            self._train(min(target, next_point) - self.iteration, self.config.learning_rate)
            if self.history.wants(self.iteration) and not self.divergence:
                self.history.record(self.measure())

    def checkpoint(self) -> None:
        """Remember this moment, so that :meth:`rewind` can come back to it or to any moment since."""
        if self.divergence:  # it stands still: the moments before are those to come back to
            return
        if self._checkpoints and self._checkpoints[-1].iteration == self.iteration:
            self._checkpoints.pop()  # the same moment, before a nudge or with another learning rate
        self._checkpoints.append(_Checkpoint(self.iteration, self.config.learning_rate, self.parameters.vector.copy()))

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
        self.parameters.vector[:] = start.vector
        self.iteration, self.divergence = start.iteration, None
        self._train(iteration - start.iteration, start.learning_rate)
        self.history.forget_after(self.iteration)
        return True

    def _train(self, iterations: int, learning_rate: float) -> None:
        """Train, with the nudges on the way."""
        start, target = self.iteration, self.iteration + iterations
        for nudge in sorted(self._nudges, key=lambda nudge: nudge.iteration):
            if start < nudge.iteration <= target:
                self._train_straight(nudge.iteration - self.iteration, learning_rate)
                if self.divergence:
                    return
                self._add(nudge.step)
        self._train_straight(target - self.iteration, learning_rate)

    def _train_straight(self, iterations: int, learning_rate: float) -> None:
        """Train; if a parameter blows up on the way, find the exact iteration and stop before it."""
        before = self.parameters.vector.copy()
        with np.errstate(over="ignore", invalid="ignore"):
            self._network.train(iterations, learning_rate)
            if not _blown_up(self.parameters.vector):
                self.iteration += iterations
                return
            self.parameters.vector[:] = before
            while True:
                before = self.parameters.vector.copy()
                self._network.train(1, learning_rate)
                if _blown_up(self.parameters.vector):
                    break
                self.iteration += 1
        name = next(name for name, value in self.parameters.items() if _blown_up(value))
        self.divergence = Divergence(name, self.iteration + 1)
        self.parameters.vector[:] = before


def _blown_up(numbers: NDArray) -> bool:
    """Whether any number is too large, or none at all (NaN compares as false)."""
    return not np.abs(numbers).max() <= BLOWN_UP


def _score(network: Network) -> tuple[float, float]:
    """Cost and accuracy of a network on its samples."""
    A = network.forward()
    return cross_entropy(A, network.Y), float(np.mean((A > 0.5) == network.Y))
