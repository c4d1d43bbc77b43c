"""The network's output over the plane, for pictures of the decision boundary."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network, Parameters

RESOLUTION = 100
"""Cells along each side of a large picture."""
CHUNKS, CHUNKS_OF_WIDE = 4, 20
"""The grid is evaluated in this many parts if it can be divided evenly: small arrays fit the cache and take little
memory. With many units the parts have to be smaller."""
LEAST_SIDE = 0.1
"""The least side of a square around points, which may all coincide."""
WIDE = 40
"""More units than this, in all layers together, count as many."""


class Extent(NamedTuple):
    """A rectangle of the plane."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, X: NDArray, margin: float = 0.12) -> "Extent":
        """The square centred on the points ``X`` (2, m), with a margin (a fraction of its side) around them."""
        low, high = X.min(axis=1), X.max(axis=1)
        x1, x2 = (low + high) / 2
        half = max(*(high - low), LEAST_SIDE) * (0.5 + margin)
        return cls(x1 - half, x1 + half, x2 - half, x2 + half)

    @classmethod
    def steady(cls, X: NDArray) -> "Extent":
        """A square around the origin that holds the points ``X`` (2, m); half its side is 1, √2, 2, 2 √2, …

        So it rarely changes while somebody draws points in it.
        """
        steps = math.ceil(2 * math.log2(max(float(np.abs(X).max()), 1)))
        half = 2 ** (steps / 2)
        return cls(-half, half, -half, half)


InputsOf = Callable[[NDArray], NDArray]
"""Computes a network's inputs from points (2, m), see :meth:`Recipe.inputs_of`."""


def _points(X: NDArray) -> NDArray:
    """The points themselves."""
    return X


class Field:
    """The outputs on a square grid, in memory allocated once: the probability of class 1, or of each class.

    Parameters
    ----------
    parameters : with the layer sizes and activation of the networks to be evaluated
    extent : the rectangle; values are taken at the centres of its cells
    resolution : cells along each side
    inputs_of : computes the inputs of the networks from points
    """

    def __init__(
        self, parameters: Parameters, extent: Extent, resolution: int = RESOLUTION, inputs_of: InputsOf = _points
    ) -> None:
        self.extent = extent
        self.shape = (resolution, resolution)
        grid = cell_centres(extent, resolution)
        chunks = math.gcd(CHUNKS if sum(parameters.sizes) < WIDE else CHUNKS_OF_WIDE, resolution)
        inputs = inputs_of(grid)
        self._chunks = inputs.reshape(len(inputs), chunks, -1).swapaxes(0, 1)
        self._networks: dict[type, Network] = {}
        self._outputs: dict[type, NDArray] = {}

    @property
    def nbytes(self) -> int:
        """Memory in use, in bytes."""
        arrays = (self._chunks, *self._outputs.values())
        return sum(each.nbytes for each in arrays) + sum(each.nbytes for each in self._networks.values())

    def evaluate(self, parameters: Parameters) -> NDArray:
        """Return the outputs as (n_y, resolution, resolution), top row first; overwritten by the next call."""
        # A colour has 8 bits, so single precision is enough and takes half the time, unless weights are so large that
        # products overflow, or so small that outputs can't be told from one half.
        if np.abs(parameters.vector).max() < 1e4:
            outputs = self._forward(np.float32, parameters)
            if (outputs.max(axis=(1, 2)) - outputs.min(axis=(1, 2))).max() > 1e-3:
                return outputs
        return self._forward(np.float64, parameters)

    def _forward(self, dtype: type, parameters: Parameters) -> NDArray:
        if dtype not in self._networks:
            self._networks[dtype] = Network(parameters.copy(dtype), self._chunks[0])
            self._outputs[dtype] = np.empty((parameters.sizes[-1], *self._chunks.shape[::2]), dtype)
        network, outputs = self._networks[dtype], self._outputs[dtype]
        network.parameters.vector[:] = parameters.vector
        for number, samples in enumerate(self._chunks):
            network.inputs.A[...] = samples
            outputs[:, number] = network.forward()
        return outputs.reshape(-1, *self.shape)


class UnitMaps:
    """The output of every unit on a square grid, in memory allocated once.

    Parameters
    ----------
    parameters : with the layer sizes and activation of the networks to be evaluated
    extent : the rectangle; values are taken at the centres of its cells
    resolution : cells along each side
    inputs_of : computes the inputs of the networks from points
    """

    def __init__(
        self, parameters: Parameters, extent: Extent, resolution: int = 32, inputs_of: InputsOf = _points
    ) -> None:
        self._shape = (resolution, resolution)
        self._network = Network(parameters.copy(), inputs_of(cell_centres(extent, resolution)))

    @property
    def nbytes(self) -> int:
        """Memory in use, in bytes."""
        return self._network.nbytes

    @property
    def inputs(self) -> NDArray:
        """The inputs on the grid, (n, resolution, resolution)."""
        return self._network.inputs.A.reshape(-1, *self._shape)

    def evaluate(self, parameters: Parameters) -> list[NDArray]:
        """Return the outputs as (units, resolution, resolution), layer by layer; overwritten by the next call."""
        self._network.parameters.vector[:] = parameters.vector
        self._network.forward()
        return [layer.A.reshape(-1, *self._shape) for layer in self._network.layers]


def cell_centres(extent: Extent, resolution: int) -> NDArray:
    """The centres of a square grid's cells as samples, (2, resolution²): row by row, the top row first."""
    cell = (np.arange(resolution) + 0.5) / resolution
    x1 = extent.left + cell * (extent.right - extent.left)
    x2 = extent.top + cell * (extent.bottom - extent.top)
    return np.stack(np.meshgrid(x1, x2)).reshape(2, -1)
