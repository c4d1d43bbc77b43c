"""Storage of weights, biases and gradients: accessed by the notes' names, kept in one vector."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .activations import ACTIVATIONS
from .losses import LOSSES, target_of
from .memory import BLOCK, reserve_parameters


class Layered(Mapping[str, NDArray]):
    """Two arrays for each layer l, named ``W1``, ``b1``, ``W2``, … after an optional prefix, in one vector.

    Reading by name gives a view, never a copy; assigning by name writes the values in place.

    Parameters
    ----------
    sizes : units in each layer from the inputs to the output, such as ``(2, 4, 1)``
    dtype : floating-point type of the numbers
    block : rows of hidden layers are padded to multiples of this, see :mod:`playground.nn.memory`; with 1 they are
        unpadded, and units that start equal may diverge through rounding

    Attributes
    ----------
    padded : for each layer W and b side by side, ``[W | b]``, including spare rows and columns
    """

    prefix = ""

    def __init__(self, sizes: Sequence[int], dtype: type = np.float64, block: int = BLOCK) -> None:
        self.sizes, self.block = tuple(sizes), block
        self._vector, self.padded = reserve_parameters(self.sizes, dtype, block)
        self._arrays: dict[str, NDArray] = {}
        for layer, W_and_b in enumerate(self.padded, start=1):
            n, n_before = sizes[layer], sizes[layer - 1]
            self._arrays[f"{self.prefix}W{layer}"] = W_and_b[:n, :n_before]
            self._arrays[f"{self.prefix}b{layer}"] = W_and_b[:n, n_before : n_before + 1]

    @property
    def vector(self) -> NDArray:
        """All numbers, including padding zeros, (N,): for operations on all of them at once.

        Assignment writes in place.

        Raises
        ------
        ValueError
            If the assigned array has another shape, or contains anything but real numbers.
        """
        return self._vector

    @vector.setter
    def vector(self, numbers: ArrayLike) -> None:
        array = checks.numbers("vector", numbers)
        if array.shape != self._vector.shape:
            raise ValueError(
                f"vector has shape {array.shape}, but must have shape {self._vector.shape}: all numbers of "
                f"layers of {self.sizes} units, spare zeros included. Assign the vector of such a network, or a matrix "
                "by its name."
            )
        self._vector[:] = array  # in place: every W and b is a view of it

    def __getitem__(self, name: str) -> NDArray:
        return self._arrays[name]

    def __setitem__(self, name: str, value: ArrayLike) -> None:
        if name not in self._arrays:
            raise ValueError(f"This network has no {name!r}; it has {', '.join(self._arrays)}.")
        self._arrays[name][...] = checks.matrix(name, value, *self._arrays[name].shape)

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __reduce__(self) -> tuple:
        """Copy and pickle by the vector, so that the copy's views are into its own vector."""
        arguments = (self.sizes, *self._kind(), self.vector.dtype.type, self.block)
        return type(self), arguments, self.vector

    def __setstate__(self, vector: NDArray) -> None:
        self.vector[:] = vector

    def _kind(self) -> tuple:
        """The constructor arguments other than sizes and precision."""
        return ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._arrays!r})"


class Gradients(Layered):
    """The gradients ``dW1``, ``db1``, …: the derivative of the cost with respect to each parameter."""

    prefix = "d"


class Parameters(Layered):
    """The parameters ``W1``, ``b1``, … of a network, with the activation and the loss they were created for.

    Neither can be changed: weights trained with one activation mean nothing to another.

    Parameters
    ----------
    sizes, dtype, block : units of each layer, type and padding of the numbers, as for any :class:`Layered`
    activation : activation of the hidden layers, a name in ``ACTIVATIONS``, or a list or tuple, a name of each
    loss : output function and cost, a name in ``LOSSES``
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str | list[str] | tuple[str, ...] = "tanh",
        loss: str = "sigmoid",
        dtype: type = np.float64,
        block: int = BLOCK,
    ) -> None:
        super().__init__(sizes, dtype, block)
        layers = len(sizes) - 2
        of_each = tuple(activation) if isinstance(activation, list | tuple) else (activation,) * max(layers, 1)
        if len(of_each) != max(layers, 1):
            raise ValueError(
                f"activation has {len(of_each)} names, but there are {layers} hidden layers. Give each a name, or one "
                "name for all."
            )
        self._activations = tuple(checks.known("activation", name, ACTIVATIONS) for name in of_each)
        self._loss = checks.known("loss", loss, LOSSES)
        if sizes[-1] < (fewest := target_of(loss).fewest):
            raise ValueError(
                f"A network with the loss {loss!r} has an output for each class, at least {fewest}, but this one "
                f"has {sizes[-1]}. Use 'sigmoid' for two classes with one output."
            )

    @property
    def activation(self) -> str | tuple[str, ...]:
        """Name of the hidden layers' activation; where they differ, a name for each layer."""
        return self._activations[0] if len(set(self._activations)) == 1 else self._activations

    @property
    def activations(self) -> tuple[str, ...]:
        """Name of each hidden layer's activation."""
        return self._activations[: len(self.sizes) - 2]

    @property
    def loss(self) -> str:
        """Name of the output function and its cost."""
        return self._loss

    def _kind(self) -> tuple:
        return self.activation, self.loss

    @property
    def is_weight(self) -> NDArray:
        """1 where the vector holds a weight, 0 where it holds a bias or padding, (N,)."""
        marks = type(self)(self.sizes, self.activation, self.loss, self.vector.dtype.type, self.block)
        for name, array in marks.items():
            array[...] = name.startswith("W")
        return marks.vector

    def place(self, name: str) -> NDArray:
        """Indices of a matrix's numbers in the vector: an int array in the shape of the matrix."""
        places = type(self)(self.sizes, self.activation, self.loss, block=self.block)
        places.vector[:] = np.arange(places.vector.size)
        return places[name].astype(int)

    @classmethod
    def from_arrays(
        cls,
        arrays: Mapping[str, ArrayLike],
        activation: str | list[str] | tuple[str, ...] = "tanh",
        loss: str = "sigmoid",
    ) -> Self:
        """Copy ``{"W1": …, "b1": …, "W2": …, …}`` into parameters with this activation and loss.

        Raises
        ------
        ValueError
            If a name is missing, or the shapes do not fit each other.
        """
        if not isinstance(arrays, Mapping):
            raise ValueError(f"arrays is a {type(arrays).__name__}, but must hold arrays by name, as {{'W1': …, …}}.")
        depth = max(1, len(arrays) // 2)
        names = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
        if set(arrays) != set(names):
            raise ValueError(
                f"parameters has the keys {', '.join(map(str, arrays))}, but must have {', '.join(names)}."
            )
        weights = [checks.matrix(f"W{layer}", arrays[f"W{layer}"]) for layer in range(1, depth + 1)]
        parameters = cls([weights[0].shape[1], *(W.shape[0] for W in weights)], activation, loss)
        for name in names:
            parameters[name] = arrays[name]
        return parameters

    def copy(self, dtype: type = np.float64, block: int | None = None) -> Self:
        """An independent copy, optionally with another precision or padding."""
        other = type(self)(self.sizes, self.activation, self.loss, dtype, self.block if block is None else block)
        for name, value in self.items():
            other._arrays[name][...] = value
        return other
