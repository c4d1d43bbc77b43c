"""The health of each layer: how much of it is saturated or dead, and how long its gradient is."""

from typing import NamedTuple

import numpy as np

from playground.language import _, pgettext
from playground.nn import Network

from .units import saturated_or_dead


class LayerHealth(NamedTuple):
    """One layer after a forward and a backward pass.

    ``name``: "layer 1", … or "output"; ``units``: number of units; ``lost``: the share of saturated outputs or dead
    units, 0 to 1, see :func:`saturated_or_dead`, None for the output; ``relative``: the length of the weights' gradient
    relative to that of the weights; ``activation``: its name, empty for the output.
    """

    name: str
    units: int
    lost: float | None
    relative: float
    activation: str


def health(network: Network) -> list[LayerHealth]:
    """The health of every layer of a network after a forward and a backward pass."""
    lost = [*map(saturated_or_dead, network.hidden), None]
    names = [*network.parameters.activations, ""]
    layers = []
    for number, (layer, share, activation) in enumerate(zip(network.layers, lost, names, strict=True), start=1):
        slope, size = np.linalg.norm(network.gradients[f"dW{number}"]), np.linalg.norm(layer.W)
        layers.append(
            LayerHealth(
                pgettext("a layer", "output") if layer is network.output else _("layer {number}", number=number),
                layer.units,
                share,
                float(slope / size) if size else float("inf") if slope else 0.0,
                activation,
            )
        )
    return layers
