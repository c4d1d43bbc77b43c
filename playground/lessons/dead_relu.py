"""A dead ReLU: two networks that differ in their activation, a push that switches a unit off, and units in numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network, forward_propagation
from playground.training import Config, Run, View, hidden_units
from playground.training.options import Real, Whole, option, options

from .preset import Preset

MOST_UNITS = 8
"""Of one network: each has a row in a table."""


@dataclass(frozen=True)
class DeadReLU(Config):
    """Two networks that differ in nothing but their activation: ReLU and leaky ReLU."""

    fixed: ClassVar[frozenset[str]] = frozenset(
        {"test_share", "activation", "depth", "initialisation", "scale", "plain_products"}
    )

    dataset: str = option("spiral", options(Config)["dataset"])
    # So few units that none can be spared: what is missing without one is what brings a leaky one back.
    n_h: int = option(2, Whole(label="Hidden units", help="Units in the hidden layer.", least=1, most=MOST_UNITS))
    initialisation: str = option("he", options(Config)["initialisation"])  # made for ReLU

    def runs(self) -> Mapping[str, Config]:
        return {name: replace(self, activation=name) for name in ("relu", "leaky_relu")}


@dataclass(frozen=True)
class DeadReLUView(View):
    """A pace at which the eye can follow a unit that comes back."""

    speed: str = option("60", options(View)["speed"])


@dataclass(frozen=True)
class Push:
    """A unit's bias is lowered until the unit is off for every sample."""

    unit: int = option(1, Whole(label="Unit", help="Which hidden unit is pushed.", least=1, most=MOST_UNITS))
    below: float = option(
        1.0,
        Real(
            label="How far below zero",
            help="Where the unit's largest z ends up, or lower: the same push for both networks.",
            least=0.1,
            most=5,
            step=0.1,
        ),
    )

    def step(self, runs: Iterable[Run]) -> dict[str, NDArray]:
        """What to add to the b1 of every run, so that the unit is off for every sample in each, by ``below`` or more.

        Raises
        ------
        ValueError
            If the networks have no such unit.
        """
        largest, n_h = -np.inf, 0
        for run in runs:
            n_h = run.parameters.sizes[1]
            if self.unit > n_h:
                raise ValueError(f"There is no unit {self.unit}: the layer has {n_h}. Choose a unit from 1 to {n_h}.")
            _, cache = forward_propagation(run.X, run.parameters)  # on its own: the run may be training
            largest = max(largest, float(cache["Z1"][self.unit - 1].max()))
        b1 = np.zeros((n_h, 1))
        b1[self.unit - 1] = min(0.0, -largest - self.below)  # never up, if the unit is lower in both
        return {"b1": b1}


class UnitNow(NamedTuple):
    """A hidden unit at this moment.

    ``bias``: its b1; ``on``: the share of samples for which its z is above 0, 0 to 1; ``gradient``: the largest
    gradient of its weights and its bias, without sign.
    """

    bias: float
    on: float
    gradient: float


def units_now(network: Network) -> list[UnitNow]:
    """The units of the first hidden layer after a forward and a backward pass."""
    on = (network.layers[0].Z > 0).mean(axis=1)
    gradients = np.abs(hidden_units(network.gradients)).max(axis=1)
    numbers = zip(network.parameters["b1"][:, 0], on, gradients, strict=True)
    return [UnitNow(*map(float, unit)) for unit in numbers]


DEAD_RELU_PRESETS = (
    Preset(
        "Push one unit",
        {},
        "Play for some seconds, then press **Push unit 1 below zero** while it plays. The push is the same on both "
        "sides. In which network will the unit come back?",
        "the row of unit 1 in both tables: for how many samples it is on, and its largest gradient. Then push unit 2, "
        "too.",
    ),
    Preset(
        "A unit to spare",
        {"dataset": "moons", "n_h": 4},
        "Four units for the two moons are more than enough. Play, and push unit 1 again. Will it come back this time?",
        "its largest gradient on the side of leaky ReLU, and the costs: how much does the network miss the unit?",
    ),
    Preset(
        "Too high a learning rate",
        {"dataset": "flower", "n_h": 4, "learning_rate": 5.0},
        "Nobody pushes, but the steps are large: 5 times the gradient. What can one large step do to a ReLU unit?",
        "how many units are off for every sample after ten iterations (press **Step**), and after some hundreds.",
    ),
)
