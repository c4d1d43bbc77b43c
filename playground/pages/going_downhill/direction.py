"""The slope of the cost in one direction, the directional derivative; of the model with two weights (:mod:`.downhill`).

It is the gradient times a vector of length 1. Angles are in degrees: 0 along the w₁ axis, 90 along the w₂ axis.
"""

from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _
from playground.nn import Network, Parameters
from playground.training.options import Whole, option

from .downhill import PICTURE, TwoWeights, over_both_weights
from .landscape import Landscape

STEP = 0.01
"""The length of the step that is tried."""
LENGTH = 2.0
"""The length of the arrow in the picture."""


@dataclass(frozen=True)
class Arrow:
    """The direction to look at."""

    angle: int = option(
        0,
        Whole(
            label=_("Direction of the arrow (°)"),
            help=_("0 points along the w₁ axis, 90 along the w₂ axis. The arrow keys turn it by a degree."),
            least=0,
            most=360,
        ),
    )


def unit_vector(angle: ArrayLike) -> NDArray:
    """The vector of length 1 in a direction; of n directions, (2, n)."""
    return np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])


class Standpoint(NamedTuple):
    """A place on the surface: ``weights`` (2,), the ``cost`` there, its ``gradient`` (2,), and the samples."""

    weights: NDArray
    cost: float
    gradient: NDArray
    X: NDArray
    Y: NDArray

    @classmethod
    def of(cls, weights: NDArray, X: NDArray, Y: NDArray) -> Self:
        """Compute cost and gradient with the core."""
        parameters = Parameters((len(X), 1))
        parameters["W1"] = weights[np.newaxis]
        network = Network(parameters, X, Y)
        network.forward()
        network.backward()
        return cls(weights, network.cost(), network.gradients["dW1"][0].copy(), X, Y)

    @classmethod
    def where_it_starts(cls, recipe: TwoWeights) -> Self:
        """Where the runs of the page start."""
        X, Y = recipe.data()[0]
        return cls.of(recipe.parameters(len(X), 1)["W1"][0].copy(), X, Y)

    def slope(self, angle: ArrayLike) -> NDArray:
        """The slope in a direction: the gradient times the unit vector."""
        return self.gradient @ unit_vector(angle)

    def after_a_step(self, angle: float) -> float:
        """The cost after a step of the length STEP in this direction."""
        return self.of(self.weights + STEP * unit_vector(angle), self.X, self.Y).cost

    @property
    def steepest(self) -> float:
        """The direction of the gradient, from 0 to 360."""
        return float(np.rad2deg(np.arctan2(*self.gradient[::-1]))) % 360

    @property
    def length(self) -> float:
        """The length of the gradient: the largest slope of all."""
        return float(np.linalg.norm(self.gradient))

    def surroundings(self) -> Landscape:
        """The cost over both weights, with room for an arrow at any start."""
        return over_both_weights(self.X, self.Y, reach=(PICTURE[0] - 1, PICTURE[1]))
