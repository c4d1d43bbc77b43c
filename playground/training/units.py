"""Analysis of hidden units: how far apart they are, how many differ, how many still learn."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, ngettext, sentences
from playground.nn import ACTIVATIONS, Gradients, Network, Parameters
from playground.nn.network import Hidden

TOLERANCE = 1e-6
"""Two units count as equal if none of their numbers differs by more than this fraction of the largest of all."""
NO_GRADIENT = 1e-12
"""Weight gradients up to this count as zero: 10,000 such steps could not move a weight by a millionth."""
FLAT = 0.05
"""An output counts as saturated where the slope is below this fraction of the activation's steepest."""


def hidden_units(parameters: Parameters | Gradients, layer: int = 1) -> NDArray:
    """The units of a hidden layer, one row each: weights in, bias, weights out; (n_h, n_in + 1 + n_out).

    For gradients: the gradient of each of these numbers.
    """
    W_in, b, W_out = (f"{parameters.prefix}{name}" for name in (f"W{layer}", f"b{layer}", f"W{layer + 1}"))
    return np.hstack([parameters[W_in], parameters[b], parameters[W_out].T])


def largest_distance(units: NDArray) -> float:
    """The largest difference between any two units in any of their numbers."""
    return float(np.ptp(units, axis=0).max())


def groups(units: NDArray, tolerance: float = TOLERANCE) -> list[int]:
    """For each unit the number of the first unit equal to it; its own if there is none before it.

    Parameters
    ----------
    units : (n_h, k) from :func:`hidden_units`
    tolerance : the largest difference between equal units' numbers, relative to the largest number; 0 for bitwise
        equality
    """
    allowed = tolerance * np.abs(units).max()
    if (np.diff(np.sort(units[:, 0])) > allowed).all():  # their first numbers already tell all of them apart
        return list(range(len(units)))
    apart = np.abs(units[:, None] - units).max(axis=2)
    return [int(first) for first in (apart <= allowed).argmax(axis=1)]


class Verdict(NamedTuple):
    """A judgement of a network's start.

    ``distinct`` of ``units`` hidden units differ by more than :data:`TOLERANCE`; ``gradient`` is the largest weight
    gradient; ``sentence`` is the conclusion.
    """

    distinct: int
    units: int
    gradient: float
    sentence: str


def verdict(network: Network, first: Parameters, is_plain: bool = True) -> Verdict:
    """Judge a network after a forward and a backward pass, given its ``first`` weights.

    ``is_plain``: whether nothing moves without a gradient, see :attr:`Optimiser.is_plain`.
    """
    hidden = range(1, len(network.parameters.sizes) - 1)
    layers = [groups(hidden_units(network.parameters, layer)) for layer in hidden]
    without_gradient = sum(_without_gradient(network.gradients, layer) for layer in hidden)
    distinct, units = sum(len(set(layer)) for layer in layers), sum(map(len, layers))
    weights = [name for name in network.parameters if name.startswith("W")]
    gradient = max(float(np.abs(network.gradients[f"d{name}"]).max()) for name in weights)
    if gradient <= NO_GRADIENT and not has_moved(network.parameters, first):
        return Verdict(distinct, units, gradient, sentences(_nothing_learned(network), _alike(network, layers)))
    return Verdict(
        distinct, units, gradient, _sentence(distinct, units, len(layers), without_gradient, gradient, is_plain)
    )


def bias_has_gradient(gradients: Gradients) -> bool:
    """Whether the cost changes with any bias."""
    return any(np.abs(gradient).max() > NO_GRADIENT for name, gradient in gradients.items() if name.startswith("db"))


def _nothing_learned(network: Network) -> str:
    if bias_has_gradient(network.gradients):
        return _("No weight has a gradient, so nothing is learned; only the output's bias has one.")
    return _("Neither weights nor biases have a gradient, so nothing moves and nothing is learned.")


def _alike(network: Network, layers: Sequence[Sequence[int]]) -> str:
    """Why all maps look the same although the units are counted as distinct; ``layers``: their :func:`groups`."""
    if len(layers) != 1 or len(set(layers[0])) == 1:
        return ""
    if len(set(groups(np.hstack([network.parameters["W1"], network.parameters["b1"]])))) > 1:
        return ""
    return _("The units differ in their outgoing weights alone, so all maps are the same.")


def has_moved(parameters: Parameters, first: Parameters) -> bool:
    """Whether any weight differs from its first value; biases do not count."""
    return not all(np.allclose(parameters[name], first[name]) for name in parameters if name.startswith("W"))


def _without_gradient(gradients: Gradients, layer: int) -> int:
    """How many units of a hidden layer have zero gradients in all of their numbers."""
    largest = np.abs(hidden_units(gradients, layer)).max(axis=1)
    return int(np.sum(largest <= NO_GRADIENT))


def _sentence(distinct: int, units: int, layers: int, without_gradient: int, gradient: float, is_plain: bool) -> str:
    if gradient <= NO_GRADIENT:
        if is_plain:
            return _("No weight has a gradient any more: training has come to rest.")
        return _("No weight has a gradient any more.")
    if not units:
        return _("There are no hidden units that could be equal. The weights have a gradient, so they move.")
    if units == layers:
        return _("A single unit has no other to be equal to. It has a gradient, so it moves.")
    if distinct == layers:
        return _(
            "The weights move, but the {units} units work as one: equal weights get equal gradients.",
            units=units // layers,
        )
    if distinct < units:
        return _(
            "The weights move, but some units are equal: {units} units work as {distinct}.",
            units=units,
            distinct=distinct,
        )
    if without_gradient and not is_plain:
        return ngettext(
            "All {units} units differ, but {n} of them has no gradient.",
            "All {units} units differ, but {n} of them have no gradient.",
            without_gradient,
            units=units,
        )
    if without_gradient:
        return ngettext(
            "All {units} units differ, but {n} of them has no gradient and does not move.",
            "All {units} units differ, but {n} of them have no gradient and do not move.",
            without_gradient,
            units=units,
        )
    return _("All {units} units differ, and each gets a gradient of its own.", units=units)


def saturated_fraction(network: Network) -> float:
    """Share of the hidden outputs that have lost their gradient, 0 to 1; NaN without a hidden layer.

    See :func:`saturated_or_dead`. The network must have done a forward pass.
    """
    hidden = network.hidden
    units = sum(layer.units for layer in hidden)
    return sum(saturated_or_dead(layer) * layer.units for layer in hidden) / units if units else float("nan")


def saturated_or_dead(layer: Hidden) -> float:
    """Share of a layer's outputs that have lost their gradient, 0 to 1, after a forward pass.

    For activations that saturate: the share of outputs whose slope is below :data:`FLAT` times the steepest. For the
    others, where it is normal that half of the outputs are off: the share of units whose slope is 0 for every sample.
    """
    slope = np.empty_like(layer.A)
    layer.activation.derivative(layer.Z, layer.A, slope)
    if layer.activation.saturates:
        return float(np.mean(slope < FLAT * layer.activation.steepest))
    return float(np.mean((slope == 0).all(axis=1)))


def dead_output(activation: str) -> float:
    """The output of a dead unit: that of its activation far below 0, such as 0 for ReLU and -1 for ELU."""
    output = np.empty(1)
    ACTIVATIONS[activation].function(np.full(1, -1e3), output)
    return float(output[0]) + 0.0  # not -0


def strongest(parameters: Parameters, layer: int, most: int, shown: Collection[int] = ()) -> list[int]:
    """The units of a hidden layer with the largest sums of absolute weights out.

    Parameters
    ----------
    parameters : those of the network
    layer : 1 for the first hidden layer
    most : number of units, at most
    shown : units already shown, replaced only by units a quarter stronger, so that a picture of them stays steady

    Returns
    -------
    units : list of int
        Their indices, in order.
    """
    strength = np.abs(parameters[f"W{layer + 1}"]).sum(axis=0)
    strength[list(shown)] *= 1.25
    return sorted(int(unit) for unit in np.argsort(-strength, kind="stable")[:most])
