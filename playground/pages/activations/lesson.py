"""Activations: what an output means, the slope and what it does to a gradient, and the distribution of outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.data import make_dataset
from playground.language import _, number
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question, Slip
from playground.lessons.lesson import Chosen
from playground.lessons.starts import UNEQUAL
from playground.nn import ACTIVATIONS, Network, initialize_parameters
from playground.training import Recipe, Run, Settings
from playground.training.formatting import decimals, magnitude
from playground.training.options import Choice, Real, Whole, option, options
from playground.training.ranges import SEEDS, scale_option

SAMPLES = 2000
"""Inputs drawn for the distribution of outputs."""
DEPTHS = (1, 2, 3, 4)
SOME_ITERATIONS = 500
"""For which a network of thresholds is trained."""
MANY_LAYERS = 10
"""Layers of which a visitor computes what they leave of a gradient."""


def value_and_slope(activation: str, z: ArrayLike) -> tuple[NDArray, NDArray]:
    """``g(z)`` and ``g'(z)`` of an activation, of the same shape as ``z`` (at least one-dimensional)."""
    Z = np.atleast_1d(np.asarray(z, float))
    value, slope = np.empty_like(Z), np.empty_like(Z)
    ACTIVATIONS[activation].function(Z, value)
    ACTIVATIONS[activation].derivative(Z, value, slope)
    return value, slope


@dataclass(frozen=True)
class Point:
    """The z at which the outputs are compared."""

    z: float = option(
        2.0,
        Real(
            label="z",
            help=_(
                "The weighted input (linear output) of a unit (neuron): its inputs times their weights, and its bias, "
                "added up. Drag it along the curves."
            ),
            least=-6,
            most=6,
            step=0.1,
        ),
    )


@dataclass(frozen=True)
class Slopes:
    """The z at which the slopes are compared, further down the page."""

    slope_z: float = option(
        2.0,
        Real(
            label=_("z of the slopes"),
            help=_("The weighted input of each unit that the gradient passes. Drag it along the slopes."),
            least=-6,
            most=6,
            step=0.1,
        ),
    )


class Outputs(NamedTuple):
    """An activation's outputs for many inputs, with their mean and standard deviation."""

    A: NDArray
    mean: float
    spread: float

    @property
    def off_centre(self) -> float:
        """The mean relative to the standard deviation: how far off 0 the next layer's inputs are."""
        return self.mean / self.spread


@dataclass(frozen=True)
class Inputs:
    """Normal random numbers around 0."""

    spread: float = option(
        1.0,
        Real(
            label=_("Standard deviation of z"),
            help=_("The standard deviation of the weighted inputs; their mean is 0."),
            least=0.1,
            most=5,
            step=0.1,
        ),
    )
    inputs_seed: int = option(
        1,
        Whole(
            label=_("Seed of z"),
            help=_("A different number draws different weighted inputs."),
            least=0,
            most=SEEDS,
            exact=True,
        ),
    )

    def draw(self) -> NDArray:
        """The weighted inputs, (SAMPLES,), with mean 0 up to rounding, so that it does not shift the outputs' mean."""
        Z = self.spread * np.random.RandomState(self.inputs_seed).randn(SAMPLES)
        return Z - Z.mean()

    def outputs(self) -> dict[str, Outputs]:
        """The outputs of every activation, by name."""
        Z = self.draw()
        values = {name: value_and_slope(name, Z)[0] for name in ACTIVATIONS}
        return {name: Outputs(A, float(A.mean()), float(A.std())) for name, A in values.items()}


ANY = Choice(
    label=_("Activation"),
    help=_("The function that each hidden unit applies."),
    names=tuple(ACTIVATIONS),
    side_by_side=True,
)


@dataclass(frozen=True)
class Layers:
    """Networks of one to four hidden layers before their first update."""

    activation: str = option("sigmoid", ANY)
    initialisation: str = option("xavier", UNEQUAL)
    scale: float = scale_option(0.01, _("Initial scale"))
    width: int = option(
        10, Whole(label=_("Units in each layer"), help=_("How many units every hidden layer has."), least=1, most=50)
    )
    layers_seed: int = option(2, options(Recipe)["seed"])

    def gradients(self) -> dict[int, list[float]]:
        """For each depth, the length of each layer's dW, the output layer last, on the planar flower."""
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


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    return {"scale"} if chosen[Layers].initialisation != "random" else set()


ACTIVATIONS_SETTINGS = Settings(
    records=(Point(), Slopes(), Inputs(), Layers()),
    row=("z",),
    # Each is placed beside what it acts on, further down.
    actions=("slope_z", "spread", "inputs_seed", "activation", "width", "initialisation", "scale", "layers_seed"),
    unused=unused,
)


def _steepest() -> Question:
    """The slope of sigmoid at its steepest point."""
    (value,), (slope,) = value_and_slope("sigmoid", 0.0)
    return Question(
        _("**How large is the slope of *sigmoid* where the curve is steepest?** Then drag z there."),
        about=None,
        found=float(slope),
        claims={each: number(each, "g") for each in (0.5, 0.25, 1.0)},
        there={"z": 0.0},
        answer=Answer(
            _("It is {slope:g}, at z = 0.", slope=float(slope)),
            _("The slope is a (1 − a), and a is {value:g} there. The slope of tanh reaches 1.", value=float(value)),
        ),
    )


def _ten_layers() -> Question:
    """What is left of a gradient after many layers of sigmoid."""
    (value,), (slope,) = value_and_slope("sigmoid", 0.0)
    left = float(slope) ** MANY_LAYERS
    return Question(
        _(
            "A gradient of 1 goes back through {layers} layers of *sigmoid*, each at its steepest point, weights "
            "aside. **How much of it is left?**",
            layers=MANY_LAYERS,
        ),
        about=None,
        found=left,
        there={"slope_z": 0.0},
        answer=Answer(
            _("{left} of it is left: about a millionth.", left=magnitude(left)),
            _(
                "That is {slope:g} to the power of {layers}. Further down, at z = 0, the table has what four layers "
                "leave.",
                slope=float(slope),
                layers=MANY_LAYERS,
            ),
        ),
        slips=(
            Slip(1.0, _("The slope of tanh is 1 at its steepest point. That of sigmoid is smaller.")),
            Slip(float(slope), _("That is what one layer leaves. There are {layers}.", layers=MANY_LAYERS)),
            Slip(float(slope * MANY_LAYERS), _("Slopes are multiplied, not added: that is the chain rule.")),
            Slip(float(slope / MANY_LAYERS), _("Slopes are multiplied: that is the chain rule.")),
            Slip(float(slope) ** 4, _("That is what four layers leave. There are {layers}.", layers=MANY_LAYERS)),
            Slip(float(slope) ** (MANY_LAYERS - 1), _("Almost: that is one layer too few.")),
            Slip(float(slope) ** (MANY_LAYERS + 1), _("Almost: that is one layer too many.")),
            Slip(float(value) ** MANY_LAYERS, _("{value:g} is the value at z = 0, not the slope.", value=float(value))),
        ),
        hint=_(
            "Each layer multiplies the gradient by its slope g′(z). What is that at z = 0, and how many times does it "
            "count?"
        ),
    )


def _no_slope() -> Question:
    """Which weights a network of thresholds learns: it is trained, and its weights compared with the first ones."""
    run = Run(Recipe(activation="threshold", scale=1.0, limit=SOME_ITERATIONS))
    run.advance(SOME_ITERATIONS)
    moved = tuple(name for name in ("W1", "W2") if not np.array_equal(run.parameters[name], run.first[name]))
    first, now = run.history.points[0].cost, run.measure().cost
    claims = {
        ("W1", "W2"): _("Those of both layers"),
        ("W2",): _("Only those of the output layer"),
        ("W1",): _("Only those of the hidden layer"),
    }
    return Question(
        _(
            "A *threshold* outputs 0 or 1, and nothing in between. Train a network whose hidden units are thresholds. "
            "**Which weights change?**"
        ),
        about=None,
        found=moved,
        claims=claims,
        answer=Answer(
            _("{claim}.", claim=claims[moved]),
            _(
                "The slope of a threshold is 0 wherever it has one: no gradient comes through it. In {n} iterations on "
                "the flower the cost fell from {first} to {now}, and W1 is what it was.",
                n=number(SOME_ITERATIONS),
                first=decimals(first),
                now=decimals(now),
            ),
        ),
    )


QUESTIONS: Mapping[str, Make] = {"steepest": _steepest, "ten layers": _ten_layers, "threshold": _no_slope}
"""What a visitor answers, and then finds with a z."""
