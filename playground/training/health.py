"""Whether a network can learn: what each layer's units and gradients say, and what to try if something is wrong."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from playground.nn import Network, cross_entropy

from .run import Run
from .units import NO_GRADIENT, lost_share

LOOK_AHEAD = 2
"""Updates tried to see whether steps go too far: where they go to and fro, one in two goes up."""
RISE = 0.02
"""A rise of the cost by less than this share of it is none to speak of: near its end training often wavers a little."""
WORSE = 1.5
"""A cost that is so many times the lowest of its run has not wavered, but jumped."""
FALLING = 0.99
"""A cost falls if the last quarter of its history has been below this share of the lowest before that."""
SMALL_COST = 1e-4
"""Below it a cost is as good as none, and a share of it means nothing."""
VANISHED = 5e-4
"""Gradients that are shorter than this share of their weights leave the cost flat for thousands of iterations."""
NOTHING_LEARNED = 0.99
"""Of the cost of a network that only knows how frequent the classes are; above it a network has learned nothing."""
MOSTLY = 0.5
"""A layer that has lost a larger share of its outputs or units passes little on."""


class LayerHealth(NamedTuple):
    """One layer after a forward and a backward pass.

    ``name``: "layer 1", … or "output"; ``units``: how many; ``lost``: the share of outputs that are saturated or of
    units that are dead, see :func:`lost_share`, 0 to 1, None for the output; ``gradient``: the length of the gradient
    of its weights and biases; ``relative``: that of its weights alone as a share of their own length.
    """

    name: str
    units: int
    lost: float | None
    gradient: float
    relative: float


def health(network: Network) -> list[LayerHealth]:
    """Every layer of a network that has made a forward and a backward pass."""
    layers = []
    for number, layer in enumerate(network.layers, start=1):
        output = layer is network.output
        dW, db = network.gradients[f"dW{number}"], network.gradients[f"db{number}"]
        slope, size = np.linalg.norm(dW), np.linalg.norm(layer.W)
        layers.append(
            LayerHealth(
                "output" if output else f"layer {number}",
                layer.units,
                None if output else lost_share(layer),
                float(np.hypot(slope, np.linalg.norm(db))),
                float(slope / size) if size else float("inf") if slope else 0.0,
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
    if cost >= NOTHING_LEARNED * _cost_of_shares(network) and (sentence := _stuck(layers, network)):
        return sentence
    return " ".join(filter(None, (_too_fast(cost, network, run), _dead(layers, network))))


def largest_rise(network: Network, learning_rate: float) -> float:
    """By which share one of the next :data:`LOOK_AHEAD` updates raises the cost, at most; 0 if none does.

    Infinite if they blow up. The network itself, which has made a forward and a backward pass, stays as it is.
    """
    ahead = Network(network.parameters.copy(), network.inputs.A, network.Y)
    ahead.gradients.vector[:] = network.gradients.vector
    costs = [cross_entropy(network.output.A, network.Y)]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(LOOK_AHEAD):
            ahead.update(learning_rate)
            costs.append(cross_entropy(ahead.forward(), ahead.Y))
            ahead.backward()
    if not np.isfinite(costs).all():
        return float("inf")
    return max(0.0, *((after - before) / max(before, SMALL_COST) for before, after in pairwise(costs)))


def _too_fast(cost: float, network: Network, run: Run) -> str:
    """Whether steps go too far. What the cost did before the present learning rate is not its fault."""
    rise = largest_rise(network, run.config.learning_rate)
    costs = [point.cost for point in run.history.points if point.iteration >= run.rate_since] or [cost]
    before, late = costs[: -len(costs) // 4 or None], costs[-len(costs) // 4 :]
    if cost >= WORSE * min(costs) + SMALL_COST or rise == float("inf"):
        return f"The learning rate is too high: the cost was down at {min(costs):.2g}, and is {cost:.2g} now. Try half."
    if rise < RISE:
        return ""
    overshoot = f"one of the next {LOOK_AHEAD} steps goes too far and raises the cost by {100 * rise:.0f} %"
    if len(costs) > LOOK_AHEAD and min(late) < FALLING * min(before):
        return (
            f"The learning rate is high: {overshoot}. The cost still falls; with half of it, it would fall more evenly."
        )
    return f"The learning rate is too high here: {overshoot}. Try half of it."


def _dead(layers: list[LayerHealth], network: Network) -> str:
    if network.layers[0].activation.saturates:
        return ""
    lost = [layer for layer in layers if layer.lost]
    if not lost:
        return ""
    units = network.layers[0].units
    counts = (f"{round(layer.lost * units)} of {units} units in {layer.name}" for layer in lost if layer.lost)
    sentence = f"Dead: {', '.join(counts)}, off for every sample, so that no gradient comes through."
    if all(layer.lost is None or layer.lost < MOSTLY for layer in layers):
        return f"{sentence} The others do the work."
    return f"{sentence} Try leaky_relu or other first weights."


def _stuck(layers: list[LayerHealth], network: Network) -> str:
    """Why a network that has learned nothing cannot, if that can be seen."""
    hidden = layers[:-1]
    if not hidden:
        return ""
    if all(layer.relative <= NO_GRADIENT for layer in layers):
        return (
            "No weight has a gradient: at most the output's bias moves. Try random first weights, larger ones, xavier "
            "or he."
        )
    full = [layer for layer in hidden if layer.lost is not None and layer.lost > MOSTLY]
    slowest = min(layers, key=lambda layer: layer.relative)
    vanished = max(layer.relative for layer in layers) < VANISHED
    # The first layer alone may be saturated and of use: the output can weigh its steps.
    if network.layers[0].activation.saturates and full and (vanished or full != hidden[:1]):
        return (
            f"Saturated: {100 * (full[-1].lost or 0):.0f} % of the outputs of {full[-1].name} are at the flat ends of "
            "the activation, where little gradient comes through. Try smaller first weights or a lower learning rate, "
            "and press Reset."
        )
    if vanished:
        return (
            f"The gradient has all but vanished: that of {slowest.name} is {slowest.relative:.0e} times as long as its "
            "weights, so the cost may stay flat for thousands of iterations. Try larger first weights, xavier or he, "
            "or fewer layers."
        )
    return ""


def _cost_of_shares(network: Network) -> float:
    """The cost of the best network that does not look at its inputs: the entropy of the classes."""
    share = np.full_like(network.Y, network.Y.mean())
    return cross_entropy(share, network.Y)
