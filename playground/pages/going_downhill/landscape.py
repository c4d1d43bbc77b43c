"""The cost as a landscape: over a plane of parameters."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network, Parameters


class Landscape(NamedTuple):
    """The cost over a plane of parameters: ``cost`` (len(b), len(a)) at ``a`` and ``b`` along its two axes."""

    a: NDArray
    b: NDArray
    cost: NDArray


def over_plane(
    origin: Parameters, directions: Sequence[NDArray], a: NDArray, b: NDArray, X: NDArray, Y: NDArray
) -> Landscape:
    """Compute the cost at ``origin + a directions[0] + b directions[1]`` for every pair of a and b.

    ``directions``: two vectors like ``origin.vector``.
    """
    network = Network(origin.copy(), X, Y)
    first, second = directions
    cost = np.empty((len(b), len(a)))
    for row, column in np.ndindex(cost.shape):
        network.parameters.vector[:] = origin.vector + a[column] * first + b[row] * second
        network.forward()
        cost[row, column] = network.cost()
    return Landscape(a, b, cost)
