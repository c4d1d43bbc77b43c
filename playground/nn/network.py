"""Forward, cost, backward: the arithmetic of a network, in memory that is reserved once (notes, section 10).

This is the hot path. A student reads it beside the notes: each line that computes one of their equations says
which one. Two things are done for speed, neither changes a result:

* a bias is the weight of one more input that is always 1, so ``[W | b] [A; 1]`` is ``W A + b`` in one product,
  and ``dZ [A; 1]ᵀ`` is dW with db as its last column;
* every array is reserved once, with room for whole blocks of rows (see ``parameters.BLOCK``): those of ``backward``
  when it is first called. Names that end in ``_block`` include the spare rows; the plain name is the part that holds
  the units.
"""

import copy
from collections.abc import Callable
from typing import Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from .activations import ACTIVATIONS, Activation
from .losses import LOSSES
from .parameters import BLOCK, Gradients, Parameters

MOST_AT_ONCE = 10**6
"""Multiplications in one product of weights and samples: up to this size OpenBLAS has a quicker way on some processors,
and one in which no row is at an edge."""


def portions(samples: int, each: int) -> list[slice]:
    """All samples, in portions of whole blocks if there are many; ``each``: the multiplications for one sample."""
    columns = max(1, MOST_AT_ONCE // each // BLOCK) * BLOCK
    return [slice(first, first + columns) for first in range(0, samples or 1, columns)]


def penalty(parameters: Parameters, l2: float, l1: float) -> float:
    """``l2/2 Σ W² + l1 Σ |W|`` over all weights; biases are left out."""
    if not (l2 or l1):
        return 0.0
    weights = [W for name, W in parameters.items() if name.startswith("W")]
    return float(sum(l2 / 2 * np.sum(W * W) + l1 * np.sum(np.abs(W)) for W in weights))


class Inputs:
    """What a layer sees before it: ``A`` (n, m), here the samples, above a row of ones that carries the bias."""

    def __init__(self, units: int, rows: int, samples: int, dtype: DTypeLike) -> None:
        self.units = units
        self.A_block = np.zeros((rows, samples), dtype)
        self.A_block[units : units + 1] = 1
        self.A = self.A_block[:units]
        self.A_and_1 = self.A_block[: units + 1]


class Layer(Inputs):
    """One layer of units, forward beside backward; ``function`` writes its A of its Z."""

    def __init__(
        self,
        block: NDArray,
        gradient: NDArray,
        before: Inputs,
        units: int,
        function: Callable[[NDArray, NDArray], object],
    ) -> None:
        samples, rows = before.A.shape[1], len(block)
        super().__init__(units, max(rows, units + 1), samples, block.dtype)
        self.before, self.function = before, function
        self.W_and_b_block = block[:, : before.units + 1]
        self.dW_and_db_block = gradient
        self.W, self.W_block = block[:units, : before.units], block[:units]
        self.Z_block = np.zeros((rows, samples), block.dtype)
        self.Z = self.Z_block[:units]
        # The inputs may be many; of the units of a hidden layer, which are few, all samples are taken at once.
        self._parts = [slice(None)] if isinstance(before, Layer) else portions(samples, self.W_and_b_block.size)
        self._to_forward = [(before.A_and_1[:, part], self.Z_block[:, part]) for part in self._parts]

    def reserve_for_backward(self) -> None:
        """Reserve dZ and dA, which a network that only goes forward does without."""
        self.dZ_block, self.dA_block = np.zeros_like(self.Z_block), np.zeros_like(self.A_block)
        self.dZ, self.dA = self.dZ_block[: self.units], self.dA_block[: self.units]
        pairs = [(self.dZ_block[:, part], self.before.A_block[:, part].T) for part in self._parts]
        (self._first_dZ, self._first_A_turned), *self._more_to_backward = pairs

    def forward(self) -> None:
        """``Z = W A + b``, with A of the layer before; then this layer's ``A = g(Z)``."""
        for A_and_1, Z in self._to_forward:  # once, unless there are very many
            np.matmul(self.W_and_b_block, A_and_1, out=Z)  # Z2 = W2 A1 + b2
        self.function(self.Z, self.A)  # A2 = g(Z2)

    def backward(self) -> None:
        """Compute m dW and m db from this layer's dZ, then dZ of the layer before, if that is a hidden one."""
        # m dW2 = dZ2 A1ᵀ, and in the last column m db2 = Σ dZ2; the division by m comes once, for all layers
        np.matmul(self._first_dZ, self._first_A_turned, out=self.dW_and_db_block)
        for dZ, A_turned in self._more_to_backward:  # nothing, unless there are very many
            self.dW_and_db_block += np.matmul(dZ, A_turned)
        if isinstance(self.before, Hidden):
            self.before.receive(self)


class Hidden(Layer):
    """A layer before another: its function is an activation, and its dZ comes from the layer after it."""

    def __init__(self, block: NDArray, gradient: NDArray, before: Inputs, units: int, activation: Activation) -> None:
        super().__init__(block, gradient, before, units, activation.function)
        self.activation = activation

    def receive(self, after: Layer) -> None:
        """Compute ``dZ1 = W2ᵀ dZ2 * g'(Z1)`` from dZ2 of the layer after."""
        if after.units == 1:
            # A column times a row: elementwise it gives the same numbers as a matrix product, but faster.
            np.multiply(after.W.T, after.dZ, out=self.dA)  # W2ᵀ dZ2
        else:
            np.matmul(after.W_block.T, after.dZ, out=self.dA_block)  # W2ᵀ dZ2
        self.activation.derivative(self.Z, self.A, self.dZ)  # g'(Z1)
        np.multiply(self.dA, self.dZ, out=self.dZ)  # dZ1


class Network:
    """A network on its samples, with the memory that training it needs.

    Parameters
    ----------
    parameters : read by ``forward`` and ``backward``; an :class:`Optimiser` changes them in place
    X : (n_x, m) samples
    Y : (n_y, m) labels, as the parameters' loss has them; may be left out if there is no ``backward`` and no cost
    l2, l1 : factors of :func:`penalty`, which the cost and its gradients include
    has_biases : without, biases that start at zero stay zero

    Nothing is checked here: the functions that a caller uses do that once, before they begin. A copy, also a
    shallow one, and what comes back from a pickle have parameters of their own.
    """

    def __init__(
        self,
        parameters: Parameters,
        X: NDArray,
        Y: NDArray | None = None,
        l2: float = 0.0,
        l1: float = 0.0,
        has_biases: bool = True,
    ) -> None:
        self.parameters = parameters
        self.gradients = Gradients(parameters.sizes, parameters.vector.dtype.type, parameters.block)
        self.l2, self.l1, self.has_biases = l2, l1, has_biases
        self._is_weight = parameters.is_weight if l2 or l1 else None
        self.inputs = Inputs(len(X), len(X) + 1, X.shape[1], parameters.vector.dtype)
        self.inputs.A[...] = X
        self.loss = LOSSES[parameters.loss]
        *blocks, last_blocks = zip(parameters.blocks, self.gradients.blocks, strict=True)
        before: Inputs = self.inputs
        self.hidden: list[Hidden] = []
        for block, units in zip(blocks, parameters.sizes[1:-1], strict=True):
            self.hidden.append(Hidden(*block, before, units, ACTIVATIONS[parameters.activation]))
            before = self.hidden[-1]
        self.output = Layer(*last_blocks, before, parameters.sizes[-1], self.loss.output)
        self.layers: list[Layer] = [*self.hidden, self.output]
        if not has_biases:
            for before in (self.inputs, *self.hidden):
                before.A_and_1[-1] = 0  # the input that carries them, and so their gradient
        self._goes_backward = False
        self.Y = np.zeros_like(self.output.A) if Y is None else Y
        self._classes = self.loss.predict(self.Y)

    @property
    def nbytes(self) -> int:
        """Memory of its arrays, in bytes."""
        return sum(array.nbytes for array in (*self._memory(), self.parameters.vector))

    def on(self, X: NDArray, Y: NDArray | None = None) -> "Network":
        """The same network, with the same parameters, on other samples."""
        return type(self)(self.parameters, X, Y, *self._kind)

    @property
    def _kind(self) -> tuple[float, float, bool]:
        """What else than parameters and samples it is made from."""
        return self.l2, self.l1, self.has_biases

    def __reduce__(self) -> tuple:
        """Copy and pickle by what it is made from: arrays copied one by one would share no memory any more."""
        return type(self), (self.parameters, self.inputs.A, self.Y, *self._kind), self._memory()

    def __setstate__(self, memory: list[NDArray]) -> None:
        if len(memory) > len(self._memory()):
            self.reserve_for_backward()
        for array, value in zip(self._memory(), memory, strict=True):
            array[...] = value

    def __copy__(self) -> Self:
        return copy.deepcopy(self)

    def _memory(self) -> list[NDArray]:
        """What the last ``forward`` and ``backward`` have left, and the inputs with their row of ones."""
        computed = [array for each in self.layers for array in (each.Z_block, each.A_block)]
        if self._goes_backward:
            computed += [array for each in self.layers for array in (each.dZ_block, each.dA_block)]
        return [self.gradients.vector, self.inputs.A_block, *computed]

    def reserve_for_backward(self) -> None:
        """Reserve what ``backward`` needs beside ``forward``, if it has not been: it does so itself when it comes."""
        if not self._goes_backward:
            for layer in self.layers:
                layer.reserve_for_backward()
            self._goes_backward = True

    def forward(self) -> NDArray:
        """Compute every layer's Z and A; returns the last A, (n_y, m), overwritten by the next call."""
        for layer in self.layers:
            layer.forward()
        return self.output.A

    def backward(self) -> None:
        """Compute the gradients from the A of the last ``forward`` (notes, section 10)."""
        if not self._goes_backward:
            self.reserve_for_backward()
        np.subtract(self.output.A, self.Y, out=self.output.dZ)  # dZ2 = A2 - Y, with every loss
        for layer in reversed(self.layers):
            layer.backward()
        m, gradients = self.output.A.shape[1], self.gradients.vector
        np.divide(gradients, m, out=gradients)  # every dW and db
        if self._is_weight is not None:
            W = self.parameters.vector
            gradients += (self.l2 * W + self.l1 * np.sign(W)) * self._is_weight  # those of the penalty

    def data_cost(self) -> float:
        """The cross-entropy cost of the samples (notes, section 5) of the last ``forward``, from its scores."""
        return self.loss.cost_of_scores(self.output.Z, self.Y)

    def penalty(self) -> float:
        """The part of the cost that large weights add."""
        return penalty(self.parameters, self.l2, self.l1)

    def cost(self) -> float:
        """The cost that training brings down: that of the samples, and the penalty if there is one."""
        return self.data_cost() + self.penalty()

    def accuracy(self) -> float:
        """The share of samples of the last ``forward`` that are predicted right, 0 to 1."""
        return np.count_nonzero(self.loss.predict(self.output.A) == self._classes) / self._classes.size
