"""From simple to composed: how bent each unit's border is, and the plane as seen by the last hidden layer.

The last hidden layer has two units, so its outputs are points in a plane, too: the hidden space. There the output unit
draws a straight line, as logistic regression does with the inputs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.language import _, listed, ngettext
from playground.lessons.answers import accuracy, is_enough
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Preset
from playground.lessons.linear import bends
from playground.nn import Network, Parameters, forward_propagation, nn_model, predict
from playground.training import Extent, Recipe, RunGroup
from playground.training.formatting import percent

STRAIGHT = 1
"""A straight border crosses a straight line at most this often."""
GAINED = 0.1
"""Accuracy by which a straight line has to be better in the hidden space than in the plane."""
DIRECTIONS, OFFSETS, STEPS = 8, 7, 64
"""Straight walks across the picture: number of directions, of parallel walks in each, and of steps in each walk."""
LINES, PLACES = 9, 41
"""The grid: number of lines in each direction, and of points along each line."""


@dataclass(frozen=True)
class Composed(Recipe):
    """A network whose last hidden layer has two units, whatever the size of the others."""

    @property
    def hidden(self) -> tuple[int, ...]:
        return (self.n_h,) * (self.depth - 1) + (2,)


class Walks:
    """Straight walks across a picture, to count how often they cross each unit's border.

    A unit's border is where its score z is 0: there the output of a tanh unit changes its sign, and a ReLU unit is
    switched on or off.

    Parameters
    ----------
    parameters : with the layer sizes and activation of the networks
    extent : the part of the plane that the picture shows
    """

    def __init__(self, parameters: Parameters, extent: Extent) -> None:
        middle = np.array([extent.left + extent.right, extent.bottom + extent.top])[:, np.newaxis] / 2
        radius = (extent.right - extent.left) / 2  # all walks are inside the circle that fits into the picture
        angle = np.pi * np.arange(DIRECTIONS)[:, np.newaxis, np.newaxis] / DIRECTIONS
        aside = 0.9 * radius * np.linspace(-1, 1, OFFSETS)[:, np.newaxis]
        along = np.sqrt(radius**2 - aside**2) * np.linspace(-1, 1, STEPS)
        x1 = along * np.cos(angle) - aside * np.sin(angle)
        x2 = along * np.sin(angle) + aside * np.cos(angle)
        self._network = Network(parameters.copy(), middle + np.stack([x1, x2]).reshape(2, -1))

    @property
    def nbytes(self) -> int:
        """Memory in use, in bytes."""
        return self._network.nbytes

    @property
    def places(self) -> NDArray:
        """The points of the walks, (2, walks, steps)."""
        return self._network.inputs.A.reshape(2, -1, STEPS)

    def crossings(self, parameters: Parameters) -> list[NDArray]:
        """For each hidden layer, the most crossings of each unit's border by any walk, (units,)."""
        self._network.parameters.vector[:] = parameters.vector
        self._network.forward()
        return [sign_changes(layer.Z.reshape(layer.units, -1, STEPS)).max(axis=1) for layer in self._network.hidden]


def sign_changes(Z: NDArray) -> NDArray:
    """How often numbers change between positive and not positive along the last axis."""
    above = Z > 0
    return (above[..., 1:] != above[..., :-1]).sum(axis=-1)


def grid(extent: Extent) -> NDArray:
    """Lines across the picture, (2 * LINES, 2, PLACES): first the vertical, then the horizontal ones."""
    x1, x2 = (np.linspace(low, high, LINES) for low, high in (extent[:2], extent[2:]))
    along1, along2 = (np.linspace(low, high, PLACES) for low, high in (extent[:2], extent[2:]))
    upright = [np.stack([np.full(PLACES, each), along2]) for each in x1]
    level = [np.stack([along1, np.full(PLACES, each)]) for each in x2]
    return np.stack([*upright, *level])


def hidden_space(parameters: Parameters, X: NDArray) -> NDArray:
    """Map points of the plane, (2, m), to the hidden space, (2, m)."""
    return forward_propagation(X, parameters)[1][f"A{len(parameters.sizes) - 2}"]


def straight_line(parameters: Parameters, low: NDArray, high: NDArray) -> NDArray:
    """The line in the hidden space where the output is one half, clipped to a rectangle.

    Parameters
    ----------
    parameters : of a network whose last hidden layer has two units
    low, high : (2,) corners of the rectangle

    Returns
    -------
    ends : (2, 2), a column for each end; (2, 0) if the line misses the rectangle
    """
    last = len(parameters.sizes) - 1
    w, b = parameters[f"W{last}"][0], parameters[f"b{last}"][0, 0]
    ends = []
    for axis in (0, 1):  # where it meets each side of the rectangle
        for side in (low[axis], high[axis]):
            other = 1 - axis
            if w[other]:
                point = np.empty(2)
                point[axis], point[other] = side, -(b + w[axis] * side) / w[other]
                if low[other] <= point[other] <= high[other]:
                    ends.append(point)
    ends.sort(key=lambda point: (point[0], point[1]))
    return np.stack([ends[0], ends[-1]], axis=1) if len(ends) > 1 else np.empty((2, 0))


def straight_share(X: NDArray, Y: NDArray) -> float:
    """The share of points that logistic regression, a straight line in the plane, classifies correctly; 0 to 1."""
    return float((predict(nn_model(X, Y, n_h=(), num_iterations=1000), X) == Y).mean())


def _any_bent(runs: RunGroup) -> Found:
    """Whether any unit of the later layers has a bent border, and how many of each layer have."""
    run = runs.first
    crossings = Walks(run.parameters, runs.extent).crossings(run.parameters)
    bent: list[str] = [
        _(
            "{bent} of {units} in layer {layer}",
            bent=np.count_nonzero(each > STRAIGHT),
            units=each.size,
            layer=layer,
        )
        for layer, each in enumerate(crossings, 1)
    ]
    later = np.concatenate(crossings[1:] or crossings)
    counted = int(np.count_nonzero(later > STRAIGHT))
    return counted > 0, {"borders": listed(bent), "n": counted, "units": later.size}


def _both_shares(runs: RunGroup, share: float) -> dict[str, str]:
    """The accuracy of a straight line in the hidden space and in the plane, ``share``."""
    return {"in_space": accuracy(runs.first), "in_plane": percent(share)}


def _bending_helps(runs: RunGroup) -> Found:
    """Whether bending the plane has helped."""
    run = runs.first
    share = straight_share(run.X, run.Y)
    return run.measure().score > share + GAINED, _both_shares(runs, share)


def _depth_is_enough(runs: RunGroup) -> Found:
    """Whether the network separates its classes."""
    return is_enough(runs.first), _both_shares(runs, straight_share(runs.first.X, runs.first.Y))


BENT = ngettext(
    "Bent: {n} of {units} borders is crossed more than once by some straight line.",
    "Bent: {n} of {units} borders are crossed more than once by some straight line.",
)
NOT_BENT = _("Straight so far: no straight line crosses one of them more than once.")
# Translators: {borders} is such as "0 of 6 in layer 1 and 4 of 6 in layer 2"
BORDERS = _("Bent borders: {borders}.")
BENDS = _("By bending the plane: a line trained there gets {in_space} right, one in the plane {in_plane}.")
FLAT = _("It can't yet: a line trained there gets {in_space} right, one in the plane {in_plane}.")
YES = _("Yes: a line trained in the last layer's space gets {in_space} right, one in the plane {in_plane}.")
NO = _("No: a line trained in the last layer's space gets {in_space} right, one in the plane {in_plane}.")
COMPOSED_PRESETS = (
    Preset(
        _("Spiral"),
        {"part": "composed"},
        _("A unit of layer 1 can only draw a straight border. What will those of layers 2 and 3 look like?"),
        _("the maps, layer by layer, and the numbers beside them."),
        Outcome(
            _any_bent,
            {True: (_("Bent"), BENT), False: (_("Straight, too"), NOT_BENT)},
            also=BORDERS,
            since=100,
            instead=_("Two units a layer"),
        ),
    ),
    Preset(
        _("A ring made straight"),
        {"part": "composed", "dataset": "circles", "depth": 2},
        _("No straight line separates a ring from its inside. How can one do so in the last layer’s space?"),
        _("the grid on the right: which part of the plane is folded over, or drawn out?"),
        Outcome(
            _bending_helps,
            {True: (_("By bending the plane"), BENDS), False: (_("It can’t"), FLAT)},
            since=100,
            instead=_("Two units a layer"),
        ),
    ),
    Preset(
        _("Two units a layer"),
        {"part": "composed", "n_h": 2, "depth": 4},
        _("Four layers, but of two units each. Is depth alone enough to pull the arms of a spiral apart?"),
        _("the space of the last layer: do the two arms come apart?"),
        Outcome(
            _depth_is_enough,
            {True: (_("Yes, it is enough"), YES), False: (_("No, not enough"), NO)},
            since=100,
            instead=_("Spiral"),
            by_seed=True,
        ),
    ),
    Preset(
        _("Linear layers"),
        {"part": "composed", "activation": "identity"},
        _("As many layers as in *Spiral*, but every unit is linear: g(z) = z. Will any border bend?"),
        _("the maps, and the grid on the right: it is tilted and stretched, but is it ever bent?"),
        Outcome(
            bends,
            {
                True: (_("Yes, it bends"), _("Yes, it bends.")),
                False: (
                    _("No, all stay straight"),
                    _("No: one layer with w = {product} = {w} computes the same z."),
                ),
            },
            also=_("They differ by {apart} at most."),
            since=1,
            instead=_("A ring made straight"),
        ),
    ),
)
