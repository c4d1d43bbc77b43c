"""Activations: value and slope, where the outputs lie, what becomes of a gradient, and a unit that dies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.data import make_dataset
from playground.nn import ACTIVATIONS, Network, forward_propagation, initialize_parameters
from playground.training import Config, Run, View, hidden_units
from playground.training.config import SEEDS, scale_option
from playground.training.options import Choice, Real, Whole, option, options

from .preset import Preset

SAMPLES = 2000
"""Inputs that are drawn to see where the outputs lie."""
DEPTHS = (1, 2, 3, 4)
MOST_UNITS = 8
"""Of the networks in which a unit dies: each has a row in a table."""


def value_and_slope(activation: str, z: ArrayLike) -> tuple[NDArray, NDArray]:
    """``g(z)`` and ``g'(z)`` of an activation, of the same shape as ``z`` (at least one-dimensional)."""
    Z = np.atleast_1d(np.asarray(z, float))
    value, slope = np.empty_like(Z), np.empty_like(Z)
    ACTIVATIONS[activation].function(Z, value)
    ACTIVATIONS[activation].derivative(value, slope)
    return value, slope


@dataclass(frozen=True)
class Point:
    """Where the functions are looked at."""

    z: float = option(
        2.0, Real(label="z", help="The score of a unit: drag it along the curves.", least=-6, most=6, step=0.1)
    )


class Outputs(NamedTuple):
    """What an activation makes of many inputs: the outputs, their mean and their standard deviation."""

    A: NDArray
    mean: float
    spread: float

    @property
    def off_centre(self) -> float:
        """The mean in units of the spread: how far to one side of 0 the next layer's inputs lie."""
        return self.mean / self.spread


@dataclass(frozen=True)
class Inputs:
    """Normal random numbers around 0."""

    spread: float = option(
        1.0,
        Real(
            label="Spread of z",
            help="The standard deviation of the scores; their mean is 0.",
            least=0.1,
            most=5,
            step=0.1,
        ),
    )
    inputs_seed: int = option(
        1, Whole(label="Seed of z", help="Another number draws other scores.", least=0, most=SEEDS)
    )

    def draw(self) -> NDArray:
        """The scores, (SAMPLES,): their mean is 0 up to rounding, so that it does not move that of the outputs."""
        Z = self.spread * np.random.RandomState(self.inputs_seed).randn(SAMPLES)
        return Z - Z.mean()

    def outputs(self) -> dict[str, Outputs]:
        """What every activation makes of them, by name."""
        Z = self.draw()
        values = {name: value_and_slope(name, Z)[0] for name in ACTIVATIONS}
        return {name: Outputs(A, float(A.mean()), float(A.std())) for name, A in values.items()}


@dataclass(frozen=True)
class Layers:
    """Networks of one to four hidden layers before their first update."""

    activation: str = option("sigmoid", options(Config)["activation"])
    initialisation: str = option(
        "xavier",
        Choice(
            label="Initialisation",
            help="How the weights start; xavier and he choose the scale from the size of the layers.",
            names=("xavier", "he", "random"),
        ),
    )
    scale: float = scale_option(0.01, "Scale")
    width: int = option(10, Whole(label="Units in each layer", help="Of every hidden layer.", least=1, most=50))
    layers_seed: int = option(2, options(Config)["seed"])

    def gradients(self) -> dict[int, list[float]]:
        """For each depth the length of dW of each layer, the output layer last, on the planar flower."""
        X, Y = make_dataset("flower")
        lengths = {}
        for depth in DEPTHS:
            parameters = initialize_parameters(
                len(X),
                (self.width,) * depth,
                len(Y),
                self.activation,
                initialisation=self.initialisation,
                scale=self.scale,
                seed=self.layers_seed,
            )
            network = Network(parameters, X, Y)
            network.forward()
            network.backward()
            layers = range(1, depth + 2)
            lengths[depth] = [float(np.linalg.norm(network.gradients[f"dW{layer}"])) for layer in layers]
        return lengths


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
