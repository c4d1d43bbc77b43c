"""How a network is trained: on which samples, by which rule, at which learning rate (notes, sections 3 and 11).

Whatever an update needs besides the parameters follows from how many updates were made before it, with one exception:
the :attr:`Optimiser.memory` of its rule. So with the parameters, the memory and that number a run can go on from any
moment, bit for bit.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from . import checks
from .network import Network
from .update_rules import SCHEDULES, UPDATE_RULES


class Batches:
    """A network's samples in random order, a few at a time, so that each epoch takes each of them once.

    The order of an epoch depends on nothing but the seed and the epoch's number. The last batch of an epoch is smaller
    if the samples can't be divided evenly.
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
        """The network on the batch that follows after so many updates."""
        epoch, number = divmod(made, self.per_epoch)
        if epoch != self._epoch:
            self._random.seed([self.seed, epoch])
            self._epoch, self._order = epoch, self._random.permutation(self.samples)
        chosen = self._order[number * self.size : (number + 1) * self.size]
        network = self.networks[len(chosen)]
        self.network.inputs.A.take(chosen, axis=1, out=network.inputs.A, mode="clip")  # the mode that copies only once
        self.network.Y.take(chosen, axis=1, out=network.Y, mode="clip")
        return network


class Optimiser:
    """Changes the parameters of a network, in place, so that its cost falls.

    Parameters
    ----------
    network : with all samples
    update_rule : a name in ``UPDATE_RULES``
    batch_size : samples that an update looks at; None for all of them
    batch_seed : seed of NumPy's legacy generator, which puts the samples in the order of each epoch
    schedule : how the learning rate changes, a name in ``SCHEDULES``
    half_life : updates after which the schedule has halved the learning rate

    Attributes
    ----------
    evens_out : whether steps are as long where the gradient is short, see :class:`UpdateRule`
    memory : (k, N) what the rule remembers of earlier updates: k vectors beside that of the parameters
    frozen : places of the parameters' vector that no update changes, nor what is remembered of them, of int; None for
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
        """Memory of its arrays, in bytes, without those of the network."""
        batches = self.batches.networks.values() if self.batches else ()
        return self.memory.nbytes + self._step.nbytes + sum(each.nbytes for each in batches)

    @property
    def is_plain(self) -> bool:
        """Whether an update is a step against the gradient of all samples, and nothing else."""
        return not (self.batches or len(self.memory))

    @property
    def updates_per_epoch(self) -> int:
        """Updates in which each sample is looked at once."""
        return self.batches.per_epoch if self.batches else 1

    def rate(self, learning_rate: float, made: int) -> float:
        """What the schedule has left of the learning rate after so many updates."""
        return learning_rate * self._share_left(made, self._half_life)

    def update(self, network: Network, learning_rate: float, made: int = 0) -> None:
        """One update from the gradients of this network, with so many updates ``made`` before."""
        rate = learning_rate * self._share_left(made, self._half_life)
        vector = network.parameters.vector
        kept = None if self.frozen is None else (vector[self.frozen], self.memory[:, self.frozen])
        self._update(vector, network.gradients.vector, self.memory, self._step, rate, made + 1)
        if kept is not None:
            vector[self.frozen], self.memory[:, self.frozen] = kept

    def train(self, iterations: int, learning_rate: float, made: int = 0, forward_done: bool = False) -> None:
        """Make so many updates; ``forward_done``: whether the network has made the first ``forward`` before."""
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
    """The samples of an update as a number, or a ``ValueError``."""
    if batch_size is None:
        return samples
    size = checks.whole_number("batch_size", batch_size)
    if size > samples:
        raise ValueError(
            f"batch_size is {size}, but there are only {samples} samples. Pass at most {samples}, or None for all."
        )
    return size
