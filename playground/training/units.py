"""What can be said of a network's hidden units: how far apart they are, how many differ, how many still learn."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import ACTIVATIONS, Network, Parameters

TOLERANCE = 1e-6
"""Two units count as one if none of their numbers differs by more than this."""
NO_GRADIENT = 1e-12
"""Weight gradients up to this count as none: 10,000 steps of it could not move a weight by a millionth."""
FLAT = 0.05
"""An output counts as saturated where the slope is below this share of the activation's steepest."""


def hidden_units(parameters: Parameters, layer: int = 1) -> NDArray:
    """The units of a hidden layer, a row each: the weights in, the bias, the weights out; (n_h, n_in + 1 + n_out)."""
    return np.hstack([parameters[f"W{layer}"], parameters[f"b{layer}"], parameters[f"W{layer + 1}"].T])


def largest_distance(units: NDArray) -> float:
    """How far the two units that differ most are apart, in the number in which they differ most."""
    return float(np.ptp(units, axis=0).max())


def groups(units: NDArray, tolerance: float = TOLERANCE) -> list[int]:
    """For each unit the number of the first that equals it, its own if none before it does.

    Parameters
    ----------
    units : (n_h, k) from :func:`hidden_units`
    tolerance : how far the numbers of equal units may be apart; 0 for equal bit for bit
    """
    apart = np.abs(units[:, None] - units).max(axis=2)
    return [int(first) for first in (apart <= tolerance).argmax(axis=1)]


class Verdict(NamedTuple):
    """What the numbers of a network say about its start.

    ``distinct`` of ``units`` hidden units differ by more than :data:`TOLERANCE`; ``gradient`` is the largest weight
    gradient; ``sentence`` says what follows.
    """

    distinct: int
    units: int
    gradient: float
    sentence: str


def verdict(network: Network) -> Verdict:
    """Judge a network after a forward and a backward pass."""
    sizes = network.parameters.sizes
    units = sum(sizes[1:-1])
    layers = [groups(hidden_units(network.parameters, layer)) for layer in range(1, len(sizes) - 1)]
    distinct = sum(len(set(layer)) for layer in layers)
    gradient = max(float(np.abs(dW).max()) for name, dW in network.gradients.items() if name.startswith("dW"))
    return Verdict(distinct, units, gradient, _sentence(distinct, units, len(layers), gradient))


def _sentence(distinct: int, units: int, layers: int, gradient: float) -> str:
    if gradient <= NO_GRADIENT and not units:
        return "No weight has a gradient any more: this is the lowest cost that a straight boundary can reach."
    if gradient <= NO_GRADIENT:
        return "No weight has a gradient, so nothing learns; at most a bias still moves."
    if not units:
        return "There are no hidden units that could be equal: every weight has its own input, and it learns."
    if units == layers:
        return "A single unit has no other to be equal to: it has a gradient, and it learns."
    if distinct == layers:
        return f"The weights move, but the {units // layers} units work as one: equal weights, so equal gradients."
    if distinct < units:
        return f"The weights move, but some units are equal: {units} units work as {distinct}."
    return f"All {units} units differ, so each gets a gradient of its own and learns something of its own."


def saturated_share(network: Network) -> float:
    """Share of the hidden outputs that have lost their gradient, 0 to 1; NaN without a hidden layer.

    For activations that saturate: of all outputs, those where the slope is below :data:`FLAT` of the steepest. For
    the others, where half of the outputs being off is as it should be: of all units, those off for every sample.
    The network has made a forward pass.
    """
    activation = ACTIVATIONS[network.parameters.activation]
    flat = []
    for layer in network.layers[:-1]:
        slope = np.empty_like(layer.A)
        activation.derivative(layer.A, slope)
        low = slope < FLAT * activation.steepest
        flat.append(low if activation.saturates else low.all(axis=1))
    return float(np.mean(np.concatenate([part.ravel() for part in flat]))) if flat else float("nan")
