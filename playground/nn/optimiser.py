"""Training: mini-batches, update rule and learning-rate schedule (notes: Computation graph; The NumPy implementation).

Besides the parameters an update depends only on the number of updates made before it and on the rule's
:attr:`Optimiser.memory`. So with the parameters, the memory and that number, a run can continue from any iteration, bit
for bit.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from . import checks
from .network import Network
from .update_rules import SCHEDULES, UPDATE_RULES


class Batches:
    """Mini-batches: a network's samples in random order, so that each epoch uses every sample once.

    The order within an epoch depends only on the seed and the epoch's number. The last batch of an epoch is smaller if
    the samples can't be divided evenly.
    """

    def __init__(self, network: Network, size: int, seed: int) -> None:
        self.network, self.size, self.seed = network, size, seed
        self.samples = network.Y.shape[1]
        self.per_epoch = -(-self.samples // size)
        sizes = {size, self.samples % size or size}
        self.networks = {each: network.on(network.inputs.A[:, :each], network.Y[:, :each].copy()) for each in sizes}
        for each in self.networks.values():
            each.reserve_for_backward()
        self._random = np.random.RandomState(0)
        self._epoch = -1
        self._order = np.arange(self.samples)

    def at(self, made: int) -> Network:
        """The network on the next batch after ``made`` updates."""
        epoch, number = divmod(made, self.per_epoch)
        if epoch != self._epoch:
            self._random.seed([self.seed, epoch])
            self._epoch, self._order = epoch, self._random.permutation(self.samples)
        chosen = self._order[number * self.size : (number + 1) * self.size]
        network = self.networks[len(chosen)]
        self.network.inputs.A.take(chosen, axis=1, out=network.inputs.A, mode="clip")  # this mode copies only once
        self.network.Y.take(chosen, axis=1, out=network.Y, mode="clip")
        return network


class Optimiser:
    """Changes the parameters of a network, in place, so that its cost falls.

    Parameters
    ----------
    network : the network on all samples
    update_rule : a name in ``UPDATE_RULES``
    batch_size : samples per update; None for all of them
    batch_seed : seed of NumPy's legacy generator, which shuffles the samples for each epoch
    schedule : a name in ``SCHEDULES``: how the learning rate changes
    half_life : number of updates after which the schedule has halved the learning rate

    Attributes
    ----------
    evens_out : whether step length is independent of gradient length, see :class:`UpdateRule`
    memory : (k, N) the rule's state from earlier updates: k vectors as long as that of the parameters
    frozen : int indices into the parameters' vector that no update changes, nor their state in ``memory``; None for
        none

    Raises
    ------
    ValueError
        If a name is unknown, or a number is not usable.
    """

    def __init__(
        self,
        network: Network,
        update_rule: str = "gradient descent",
        batch_size: int | None = None,
        batch_seed: int = 3,
        schedule: str = "constant",
        half_life: float = 1000,
    ) -> None:
        rule = UPDATE_RULES[checks.known("update_rule", update_rule, UPDATE_RULES)]
        size, seed = _batch_size(batch_size, network.Y.shape[1]), checks.seed(batch_seed, "batch_seed")
        self._share_left = SCHEDULES[checks.known("schedule", schedule, SCHEDULES)]
        self._half_life = checks.finite_number("half_life", half_life)
        if self._half_life <= 0:
            raise ValueError(f"half_life is {half_life!r}, but must be a number of updates above 0, such as 1000.")
        self.network = network
        self.batches = None if size == network.Y.shape[1] else Batches(network, size, seed)
        self.evens_out = rule.evens_out
        self._update = partial(rule.update, **rule.constants) if rule.constants else rule.update
        vector = network.parameters.vector
        self.memory = np.zeros((len(rule.remembers), vector.size), vector.dtype)
        self._step = np.empty_like(vector)
        self.frozen: NDArray | None = None

    @property
    def nbytes(self) -> int:
        """Memory of its arrays in bytes, without those of the network."""
        batches = self.batches.networks.values() if self.batches else ()
        return self.memory.nbytes + self._step.nbytes + sum(each.nbytes for each in batches)

    @property
    def is_plain(self) -> bool:
        """Whether updates are plain full-batch gradient descent."""
        return not (self.batches or len(self.memory))

    @property
    def updates_per_epoch(self) -> int:
        """Number of updates in which each sample is used once."""
        return self.batches.per_epoch if self.batches else 1

    def rate(self, learning_rate: float, made: int) -> float:
        """The scheduled learning rate after ``made`` updates."""
        return learning_rate * self._share_left(made, self._half_life)

    def update(self, network: Network, learning_rate: float, made: int = 0) -> None:
        """Make one update from the gradients of this network, after ``made`` earlier updates."""
        rate = learning_rate * self._share_left(made, self._half_life)
        vector = network.parameters.vector
        kept = None if self.frozen is None else (vector[self.frozen], self.memory[:, self.frozen])
        self._update(vector, network.gradients.vector, self.memory, self._step, rate, made + 1)
        if kept is not None:
            vector[self.frozen], self.memory[:, self.frozen] = kept

    def train(self, iterations: int, learning_rate: float, made: int = 0, forward_done: bool = False) -> None:
        """Make ``iterations`` updates; ``forward_done``: whether the network has already done the first ``forward``."""
        network, batches = self.network, self.batches
        for number in range(made, made + iterations):
            if batches:
                network = batches.at(number)
            if batches or not forward_done:
                network.forward()
            forward_done = False
            network.backward()
            self.update(network, learning_rate, number)


def _batch_size(batch_size: int | None, samples: int) -> int:
    """The number of samples per update; raises ``ValueError``."""
    if batch_size is None:
        return samples
    size = checks.whole_number("batch_size", batch_size)
    if size > samples:
        raise ValueError(
            f"batch_size is {size}, but there are only {samples} samples. Pass at most {samples}, or None for all."
        )
    return size
