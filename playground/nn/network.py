"""Forward, cost, backward: the arithmetic of a network (notes: Forward and backward in detail).

It is meant to be read beside the notes: each line that computes one of their equations says which one. It is also the
hot path, so nothing is allocated here: names that the notes don't have, such as ``Z_padded`` and ``A_and_1``, are
views into :mod:`playground.nn.memory`, which explains them. None of that changes a result.
"""

import copy
from collections.abc import Callable
from typing import Self

import numpy as np
from numpy.typing import NDArray

from .activations import ACTIVATIONS, Activation
from .losses import LOSSES, target_of
from .memory import Inputs, LayerMemory
from .parameters import Gradients, Parameters

Function = Callable[[NDArray, NDArray], object]
"""Computes A from Z and writes it into its second argument."""


class Layer(LayerMemory):
    """A layer of units, forward beside backward."""

    def __init__(self, before: Inputs, units: int, W_and_b: NDArray, dW_and_db: NDArray, function: Function) -> None:
        super().__init__(before, units, W_and_b, dW_and_db)
        self.function = function

    def forward(self) -> None:
        """Compute Z from the previous layer's A, then A."""
        self.matmul(self.W_and_b_padded, self.before.A_and_1, out=self.Z_padded)  # Z2 = W2 A1 + b2
        self.function(self.Z, self.A)  # A2 = g(Z2)

    def backward(self) -> None:
        """Compute m dW and m db from dZ, then the previous layer's dZ if that is a hidden layer."""
        # m dW2 = dZ2 A1ᵀ, and in the last column m db2 = Σ dZ2; all layers are divided by m at once, later
        self.matmul_over_samples(self.dZ_padded, self.before.A_and_1_padded.T, out=self.dW_and_db_padded)
        if isinstance(self.before, Hidden):
            self.before.compute_dZ(self)


class Hidden(Layer):
    """A hidden layer: its function is an activation, and its dZ comes from the next layer."""

    def __init__(self, before: Inputs, units: int, W_and_b: NDArray, dW_and_db: NDArray, g: Activation) -> None:
        super().__init__(before, units, W_and_b, dW_and_db, g.function)
        self.activation = g

    def compute_dZ(self, after: Layer) -> None:
        """Compute dA from the next layer's W and dZ, then dZ."""
        if after.units == 1:  # a column times a row: the elementwise product is the same, and faster
            np.multiply(after.W.T, after.dZ, out=self.dA)  # dA1 = W2ᵀ dZ2
        else:
            np.matmul(after.W_padded.T, after.dZ, out=self.dA_padded)  # dA1 = W2ᵀ dZ2
        self.activation.derivative(self.Z, self.A, self.dZ)  # g'(Z1)
        np.multiply(self.dA, self.dZ, out=self.dZ)  # dZ1 = dA1 * g'(Z1)


def penalty(parameters: Parameters, l2: float, l1: float) -> float:
    """``l2/2 Σ W² + l1 Σ |W|`` over all weights; biases are left out."""
    if not (l2 or l1):
        return 0.0
    weights = [W for name, W in parameters.items() if name.startswith("W")]
    return float(sum(l2 / 2 * np.sum(W * W) + l1 * np.sum(np.abs(W)) for W in weights))


def largest_penalty(rate: float) -> dict[str, float]:
    """Up to where each factor of a penalty by itself leaves the weights in place, with steps at this learning rate.

    Beyond it, L2 has each weight flip its sign and grow, and L1 moves each by more than 1, to and fro.
    """
    return {"l2": 2 / rate, "l1": 1 / rate} if rate > 0 else {}


class Network:
    """A network on its samples, with the memory needed to train it.

    Parameters
    ----------
    parameters : read by ``forward`` and ``backward``; an :class:`Optimiser` changes them in place
    X : (n_x, m) samples
    Y : (n_y, m) labels in the form of the parameters' loss; may be left out if neither ``backward`` nor a cost is used
    l2, l1 : factors of :func:`penalty`, which the cost and its gradients include
    has_biases : if False, biases that start at zero stay zero

    Nothing is checked here: the public functions check their arguments once, before they begin. Copies, shallow ones
    included, and unpickled networks have their own parameters.
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
        self.inputs = before = Inputs(len(X), X.shape[1], parameters.vector.dtype)
        self.inputs.A[...] = X
        *hidden, output = zip(parameters.sizes[1:], parameters.padded, self.gradients.padded, strict=True)
        self.hidden: list[Hidden] = []
        for memory, activation in zip(hidden, parameters.activations, strict=True):
            before = Hidden(before, *memory, ACTIVATIONS[activation])
            self.hidden.append(before)
        self.loss, self.target = LOSSES[parameters.loss], target_of(parameters.loss)
        self.output = Layer(before, *output, self.loss.output)
        self.layers: list[Layer] = [*self.hidden, self.output]
        if not has_biases:
            for before in (self.inputs, *self.hidden):
                before.A_and_1[-1] = 0  # the input that the biases, and so their gradients, are multiplied by
        self._goes_backward = False
        self.Y = np.zeros_like(self.output.A) if Y is None else Y
        self._labels = self.target.read(self.Y)

    def forward(self) -> NDArray:
        """Compute every layer's Z and A; return the last A, (n_y, m), overwritten by the next call."""
        for layer in self.layers:
            layer.forward()
        return self.output.A

    def backward(self) -> None:
        """Compute the gradients from the A of the last ``forward`` (notes: Forward and backward in detail)."""
        if not self._goes_backward:
            self.reserve_for_backward()
        np.subtract(self.output.A, self.Y, out=self.output.dZ)  # dZ2 = A2 - Y, for every loss
        for layer in reversed(self.layers):
            layer.backward()
        m, gradients = self.output.A.shape[1], self.gradients.vector
        np.divide(gradients, m, out=gradients)  # every dW and db
        if self._is_weight is not None:
            W = self.parameters.vector
            gradients += (self.l2 * W + self.l1 * np.sign(W)) * self._is_weight  # of the penalty

    def data_cost(self) -> float:
        """The cost of the samples after the last ``forward`` (notes: Why this cost), from the scores."""
        return self.loss.cost_of_scores(self.output.Z, self.Y)

    def penalty(self) -> float:
        """The penalty on large weights, a part of the cost."""
        return penalty(self.parameters, self.l2, self.l1)

    def cost(self) -> float:
        """The cost that training minimises: that of the samples, plus the penalty if there is one."""
        return self.data_cost() + self.penalty()

    def score(self) -> float:
        """How right the outputs of the last ``forward`` are: the accuracy of classes, 0 to 1, or R² of numbers."""
        return self.target.score(self.target.read(self.output.A), self._labels)

    def on(self, X: NDArray, Y: NDArray | None = None) -> "Network":
        """The same network, with the same parameters, on other samples."""
        return type(self)(self.parameters, X, Y, *self._kind)

    @property
    def _kind(self) -> tuple[float, float, bool]:
        """The constructor arguments other than parameters and samples."""
        return self.l2, self.l1, self.has_biases

    def reserve_for_backward(self) -> None:
        """Allocate what ``backward`` needs in addition, unless that is done; ``backward`` does so itself if needed."""
        if not self._goes_backward:
            for layer in self.layers:
                layer.reserve_for_backward()
            self._goes_backward = True

    @property
    def nbytes(self) -> int:
        """Memory of its arrays, in bytes."""
        return sum(array.nbytes for array in (*self._memory(), self.parameters.vector))

    def _memory(self) -> list[NDArray]:
        """The results of the last ``forward`` and ``backward``, and the inputs with their row of ones."""
        computed = [array for layer in self.layers for array in layer.computed]
        return [self.gradients.vector, self.inputs.A_and_1_padded, *computed]

    def __reduce__(self) -> tuple:
        """Copy and pickle by constructor arguments: arrays copied one by one would no longer share memory."""
        return type(self), (self.parameters, self.inputs.A, self.Y, *self._kind), self._memory()

    def __setstate__(self, memory: list[NDArray]) -> None:
        if len(memory) > len(self._memory()):
            self.reserve_for_backward()
        for array, value in zip(self._memory(), memory, strict=True):
            array[...] = value

    def __copy__(self) -> Self:
        return copy.deepcopy(self)
