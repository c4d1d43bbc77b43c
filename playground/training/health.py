"""Whether a network can learn: what each layer's units and gradients say, and what to try if something is wrong."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from playground.nn import Network, cross_entropy

from .run import Run
from .units import NO_GRADIENT, lost_share

LOOK_AHEAD = 2
"""Updates tried to see whether the learning rate is too high: where steps go to and fro, one in two goes up."""
RISE = 0.02
"""A rise of the cost by less than this share of it is none to warn of: near its end training often wavers a little."""
WORSE = 1.5
"""A cost that is so many times the lowest of its run has not wavered, but jumped."""
SMALL_COST = 1e-4
"""Below it a cost is as good as none, and a share of it means nothing."""
TOO_SLOW = 1e-5
"""An update that changes a layer's weights by less than this share of them does nothing in 10,000 iterations."""
NOTHING_LEARNED = 0.99
"""Of the cost of a network that only knows how frequent the classes are; above it a network has learned nothing."""
MOSTLY = 0.5
"""A layer with a larger share of saturated outputs passes little on."""


class LayerHealth(NamedTuple):
    """One layer after a forward and a backward pass.

    ``name``: "layer 1", … or "output"; ``units``: how many; ``lost``: the share of outputs that are saturated or of
    units that are dead, see :func:`lost_share`, 0 to 1, None for the output; ``gradient``: the length of the gradient
    of its weights and biases; ``change``: by which share of its weights an update changes them.
    """

    name: str
    units: int
    lost: float | None
    gradient: float
    change: float


def health(network: Network, learning_rate: float) -> list[LayerHealth]:
    """Every layer of a network that has made a forward and a backward pass."""
    layers = []
    for number, layer in enumerate(network.layers, start=1):
        output = layer is network.output
        dW, db = network.gradients[f"dW{number}"], network.gradients[f"db{number}"]
        step, size = learning_rate * np.linalg.norm(dW), np.linalg.norm(layer.W)
        layers.append(
            LayerHealth(
                "output" if output else f"layer {number}",
                layer.units,
                None if output else lost_share(layer),
                float(np.hypot(np.linalg.norm(dW), np.linalg.norm(db))),
                float(step / size) if size else float("inf") if step else 0.0,
            )
        )
    return layers


def warning(run: Run, network: Network, layers: list[LayerHealth]) -> str:
    """What is wrong with a run, and what to try; nothing if it can learn, or has learned, or has diverged.

    Parameters
    ----------
    run : the run
    network : what its :meth:`Run.evaluate` has returned
    layers : the network's :func:`health`
    """
    if run.divergence:
        return ""
    cost = cross_entropy(network.output.A, network.Y)
    stuck = cost >= NOTHING_LEARNED * _cost_of_shares(network)
    problems = (
        _too_fast(largest_rise(network, run.config.learning_rate)) or _worse(cost, run),
        _dead(layers, network),
    )
    return " ".join(filter(None, problems)) or (_stuck(layers, network) if stuck else "")


def largest_rise(network: Network, learning_rate: float) -> float:
    """By which share one of the next :data:`LOOK_AHEAD` updates raises the cost, at most; 0 if none does.

    Infinite if they blow up. The network itself stays as it is.
    """
    ahead = Network(network.parameters.copy(), network.inputs.A, network.Y)
    costs = [cross_entropy(network.output.A, network.Y)]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(LOOK_AHEAD):
            ahead.train(1, learning_rate)
            costs.append(cross_entropy(ahead.forward(), ahead.Y))
    if not np.isfinite(costs).all():
        return float("inf")
    return max(0.0, *((after - before) / max(before, SMALL_COST) for before, after in pairwise(costs)))


def _too_fast(rise: float) -> str:
    if rise < RISE:
        return ""
    by = f" by {100 * rise:.0f} %" if rise < 100 else " many times"
    return (
        f"The learning rate is too high here: one of the next {LOOK_AHEAD} steps goes too far and raises the cost{by}. "
        "Try half of it."
    )


def _worse(cost: float, run: Run) -> str:
    """Whether the cost has jumped since the present learning rate is in effect: an earlier one is not its fault."""
    since = run.rate_since
    lowest = min((point.cost for point in run.history.points if point.iteration >= since), default=cost)
    if cost < WORSE * lowest + SMALL_COST:
        return ""
    return f"The learning rate is too high: the cost was down at {lowest:.2g} before, and is {cost:.2g} now. Try half."


def _dead(layers: list[LayerHealth], network: Network) -> str:
    if network.layers[0].activation.saturates:
        return ""
    dead = {layer.name: round(layer.lost * layer.units) for layer in layers if layer.lost}
    if not dead:
        return ""
    where = ", ".join(f"{count} of {network.layers[0].units} units in {name}" for name, count in dead.items())
    return (
        f"Dead: {where}, off for every sample, so that no gradient comes through. Try leaky_relu, other first weights "
        "or a lower learning rate."
    )


def _stuck(layers: list[LayerHealth], network: Network) -> str:
    hidden = layers[:-1]
    if not hidden:
        return ""
    if all(layer.change <= NO_GRADIENT for layer in layers):
        return "No weight has a gradient, so nothing learns. Try random first weights."
    slowest = min((layer for layer in layers if layer.change > NO_GRADIENT), key=lambda layer: layer.change)
    if slowest.change < TOO_SLOW:
        return (
            f"The gradient has all but vanished: an update changes the weights of {slowest.name} by "
            f"{slowest.change:.0e} of their size. Try larger first weights, xavier or he, fewer layers, or a higher "
            "learning rate."
        )
    # The first layer alone may be saturated and of use: the output can weigh its steps.
    full = [layer for layer in hidden[1:] if layer.lost and layer.lost > MOSTLY]
    if full and network.layers[0].activation.saturates:
        return (
            f"Saturated: {100 * (full[0].lost or 0):.0f} % of the outputs of {full[0].name} are at the flat ends of "
            "the activation, where little gradient comes through. Try smaller first weights."
        )
    return ""


def _cost_of_shares(network: Network) -> float:
    """The cost of the best network that does not look at its inputs: the entropy of the classes."""
    share = np.full_like(network.Y, network.Y.mean())
    return cross_entropy(share, network.Y)
