"""Why an activation must bend something: linear layers, however many, are one layer (notes: Activations)."""

import numpy as np
from numpy.typing import NDArray

from playground.language import Number, _, rounded
from playground.nn import Parameters, forward_propagation
from playground.training import Run, RunGroup
from playground.training.formatting import magnitude, setting

from .answers import cost
from .claims import Found

ONE_LAYER = (
    r"W^{[2]} (W^{[1]} x + b^{[1]}) + b^{[2]} = \left(W^{[2]} W^{[1]}\right) x + \left(W^{[2]} b^{[1]} + b^{[2]}\right)"
)
"""Why two linear layers are one, as LaTeX."""
NOT_LINEAR = _(
    """
*Linear*, $g(z) = z$, is here to show what an activation must not be. It lets every gradient through, but it bends
nothing, so two such layers are one layer, and so are a hundred:

$${formula}$$

Such a network draws what logistic regression draws, a straight line; *Twenty linear units* on the playground shows it
in numbers. **An activation must at least be non-linear.** Which one, then? For hidden layers *ReLU* and *leaky ReLU*
are recommended today, by the notes, too: for z > 0 their slope is 1, so that deep networks keep their gradients, and
they are computed with next to no effort.
""",
    formula=ONE_LAYER,
)
"""Why an activation must not be linear, and which one is recommended, in Markdown."""
ALL_OF_THIS_TAKES_A_BEND = _(
    """
- **Why an activation must not be linear.** All of this takes a bend in each unit. With $g(z) = z$ two layers are one,
  whose weights are a product, and so are four. *Linear layers* shows it:

$${formula}$$
""",
    formula=ONE_LAYER,
)
"""The same for layers, in Markdown."""
STRAIGHT = _("No, it is straight: one unit computes the same z, to within {apart}.")
ONE_UNIT = _("That unit has w = W2·W1 = {w} and b = W2·b1 + b2 = {b}.")
AND_ANOTHER = _(
    "That unit has w = W2·W1 = {w} and b = W2·b1 + b2 = {b}; trained without a hidden layer, w = {one}, b = {bias}. "
    "Cost with one: {cost}; without: {other}."
)
ROUNDING = 1e-9
"""Scores that differ by less are the same, in units of the largest that such weights can give."""
PLACES = 21
"""Places along each side of the picture at which scores are compared."""


def as_one_layer(parameters: Parameters) -> tuple[NDArray, NDArray]:
    """W, (n_y, n_x), and b, (n_y, 1), of the one layer that does what all layers of a linear network do."""
    W, b = parameters["W1"], parameters["b1"]
    for layer in range(2, len(parameters.sizes)):
        W, b = parameters[f"W{layer}"] @ W, parameters[f"W{layer}"] @ b + parameters[f"b{layer}"]
    return W, b


def largest_difference(run: Run, runs: RunGroup) -> float:
    """How far the network's scores are from those of :func:`as_one_layer`, at most, at the points and all around."""
    left, right, bottom, top = runs.extent
    around = np.meshgrid(np.linspace(left, right, PLACES), np.linspace(bottom, top, PLACES))
    inputs = run.recipe.inputs_of(np.hstack([run.X, np.reshape(around, (2, -1))]))
    W, b = as_one_layer(run.parameters)
    scores = forward_propagation(inputs, run.parameters)[1][f"Z{len(run.parameters.sizes) - 1}"]
    return float(np.abs(scores - (W @ inputs + b)).max())


def _weight(value: float) -> Number:
    return setting(float(rounded(float(value), ".3f")))


def _in_brackets(W: NDArray) -> str:
    first, second = map(_weight, W.ravel())
    return _("({first}, {second})", first=first, second=second)


def bends(runs: RunGroup, *single: RunGroup) -> Found:
    """Whether linear units have drawn anything but what one unit draws, beyond rounding; and which unit that is.

    ``single``: the network without a hidden layer, trained as long.
    """
    run = runs.first
    W, b = as_one_layer(run.parameters)
    weights = [name for name in run.parameters if name.startswith("W")]
    largest = np.prod([np.linalg.norm(run.parameters[name]) for name in weights]) * np.abs(run.X).max()
    apart = largest_difference(run, runs)
    values = {
        "product": "·".join(reversed(weights)),
        "w": _in_brackets(W),
        "b": _weight(b[0, 0]),
        "apart": magnitude(apart),
    }
    for other in (each.first for each in single):
        values |= {"one": _in_brackets(other.parameters["W1"]), "bias": _weight(other.parameters["b1"][0, 0])}
        values |= {"cost": cost(run), "other": cost(other)}
    return apart > ROUNDING * max(1.0, float(largest)), values
