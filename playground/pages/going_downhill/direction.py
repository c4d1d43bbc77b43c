"""The slope of the cost in one direction, the directional derivative; of the model with two weights (:mod:`.downhill`).

It is the gradient times a vector of length 1. Angles are in degrees: 0 along the w₁ axis, 90 along the w₂ axis.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.language import _, number
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question
from playground.nn import Network, Parameters
from playground.training.options import Whole, option

from .downhill import PICTURE, TwoWeights, lowest, over_both_weights
from .landscape import Landscape

STEP = 0.01
"""The length of the step that is tried."""
LENGTH = 2.0
"""The length of the arrow in the picture."""
FLAT = 0.01
"""A gradient that is shorter points nowhere in particular."""
CLOSE = 3
"""So many degrees from a direction, the arrow is as good as there: a finger can't turn it by one."""


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

    def towards(self, point: NDArray) -> float:
        """The direction of another point, from 0 to 360."""
        return _angle_of(point - self.weights)

    @property
    def steepest(self) -> float:
        """The direction of the gradient, from 0 to 360."""
        return _angle_of(self.gradient)

    @property
    def length(self) -> float:
        """The length of the gradient: the largest slope of all."""
        return float(np.linalg.norm(self.gradient))

    def surroundings(self) -> Landscape:
        """The cost over both weights, with room for an arrow at any start."""
        return over_both_weights(self.X, self.Y, reach=(PICTURE[0] - 1, PICTURE[1]))


def _angle_of(vector: NDArray) -> float:
    return float(np.rad2deg(np.arctan2(*vector[::-1]))) % 360


def between(one: float, other: float) -> float:
    """The angle between two directions, from 0 to 180."""
    return abs((one - other + 180) % 360 - 180)


def half_way_down(place: Standpoint) -> str:
    """The cost half-way to the lowest point, and the mean of the costs at both ends, which it never exceeds."""
    bottom = lowest(place.X, place.Y)
    half_way = Standpoint.of((place.weights + bottom.weights) / 2, place.X, place.Y).cost
    return _(
        "With logistic regression, half-way from the start to the lowest point, the cost is {half_way}: below {mean}, "
        "the mean of the costs at both ends.",
        half_way=number(half_way, ".3f"),
        mean=number((place.cost + bottom.cost) / 2, ".3f"),
    )


def _level(recipe: TwoWeights, angle: int) -> Question | None:
    """In which direction a step changes the cost least: each is tried."""
    here = Standpoint.where_it_starts(recipe)
    if here.length < FLAT:
        return None
    up = here.steepest
    ways = {
        "along": up,
        "across": (up + 90) % 360,
        "against": (up + 180) % 360,
        "lowest": here.towards(lowest(here.X, here.Y).weights),
    }
    changes = {name: abs(here.after_a_step(way) - here.cost) for name, way in ways.items()}
    claims = {
        "along": _("Along the gradient"),
        "across": _("Across the gradient"),
        "against": _("Against the gradient"),
        "lowest": _("Towards the lowest point"),
    }
    found = min(changes, key=changes.__getitem__)
    one, other = sorted((ways[found], (2 * up - ways[found]) % 360))  # on either side of the gradient
    return Question(
        _("**In which direction does a small step leave the cost as it is?** Then turn the arrow there."),
        about=recipe,
        found=found,
        claims=claims,
        there=_there(angle, one, other),
        answer=Answer(
            _("{way}, at {one}° and {other}°.", way=claims[found], one=number(one, ".0f"), other=number(other, ".0f")),
            _(
                "That is at right angles to the gradient, along the line of equal cost. A step of {step:g} changes the "
                "cost there by {across}, along the gradient by {along}, against it by {against}, towards the lowest "
                "point by {lowest}.",
                step=STEP,
                **{name: number(change, ".5f") for name, change in changes.items()},
            ),
        ),
    )


def _downhill(recipe: TwoWeights, angle: int) -> Question | None:
    """Where the steepest way down leads."""
    here = Standpoint.where_it_starts(recipe)
    if here.length < FLAT:
        return None
    down = (here.steepest + 180) % 360
    aside = between(down, here.towards(lowest(here.X, here.Y).weights))
    said = {"aside": number(aside, ".0f"), "down": number(down, ".0f")}
    return Question(
        _("**No way down is steeper than against the gradient. Where does it lead?** Then turn the arrow there."),
        about=recipe,
        found="lowest" if aside <= CLOSE else "past",
        claims={
            "lowest": _("Straight to the lowest point"),
            "past": _("Past the lowest point"),
            "level": _("Along the line of equal cost"),
        },
        there=_there(angle, down),
        answer=Answer(
            _("Straight to the lowest point, or nearly: it lies {aside}° to the side.", **said)
            if aside <= CLOSE
            else _("Past the lowest point: it lies {aside}° to the side.", **said),
            _(
                "Against the gradient, at {down}°, a step goes straight across the line of equal cost. So gradient "
                "descent bends on its way: it only knows the slope where it is.",
                **said,
            ),
        ),
    )


def _there(angle: int, *ways: float) -> Mapping[str, int]:
    """The nearest of these directions to the arrow; it may stay where it is if it is close enough."""
    nearest = min(ways, key=lambda way: between(way, angle))
    return {"angle": angle if between(nearest, angle) <= CLOSE else round(nearest) % 360}


DIRECTION_QUESTIONS: Mapping[str, Make] = {"level": _level, "downhill": _downhill}
"""What a visitor answers, and then finds with the arrow."""
