"""The cost as a landscape: over a plane of parameters, and without a bound far out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network, Parameters


def cost_of_scores(Z: NDArray, Y: NDArray) -> float:
    """The cost of outputs sigmoid(Z): of each sample ``log(1 + e^Z) - Y Z``, which is the cross-entropy.

    That of the core keeps outputs away from 0 and 1 by 2e-16, so that no sample costs more than 36. Here leaps go so
    far out that it matters. Z and Y are (1, m).
    """
    return float(np.mean(np.logaddexp(0, Z) - Y * Z))


class Landscape(NamedTuple):
    """The cost over a plane of parameters: ``cost`` (len(b), len(a)) at ``a`` and ``b`` along its two axes."""

    a: NDArray
    b: NDArray
    cost: NDArray


def over_plane(
    origin: Parameters, directions: Sequence[NDArray], a: NDArray, b: NDArray, X: NDArray, Y: NDArray
) -> Landscape:
    """Compute the cost at ``origin + a first + b second`` direction, for every pair of an a and a b.

    ``directions``: two vectors like ``origin.vector``.
    """
    network = Network(origin.copy(), X, Y)
    first, second = directions
    cost = np.empty((len(b), len(a)))
    for row, column in np.ndindex(cost.shape):
        network.parameters.vector[:] = origin.vector + a[column] * first + b[row] * second
        network.forward()
        cost[row, column] = cost_of_scores(network.output.Z, Y)
    return Landscape(a, b, cost)
