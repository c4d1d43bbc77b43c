"""Going downhill: three runs of a model with two weights, the surface of its cost and the lowest point there.

It has no bias, ``A1 = sigmoid(W1 X)``: its cost is a function of two numbers, so that the surface can be drawn whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network, Parameters
from playground.nn.activations import sigmoid_derivative
from playground.training.config import Config, View
from playground.training.options import Choice, Real, Whole, option, options

from .landscape import Landscape, cost_of_scores, over_plane
from .preset import Preset

FARTHEST = 4.0
"""A start has no weight beyond this."""
PICTURE = (-5.0, 9.0)
"""Both weights on the surface; farther out on the side where a leap from any start may land."""
ROUNDING = 1e-12
"""A cost that rises by less than this has not risen: the sum over the samples is not more exact."""


def _rate(default: float, which: str) -> float:
    spec = options(Config)["learning_rate"]
    help = f"Size of a step of the {which.lower()} run; choose, or type a number."
    return option(default, replace(spec, label=f"{which} learning rate", help=help))


def _weight(name: str) -> float:
    help = "Where all three runs start, if the start is chosen."
    return option(0.0, Real(label=f"Start, {name}", help=help, least=-FARTHEST, most=FARTHEST, step=0.1))


@dataclass(frozen=True)
class Downhill(Config):
    """Logistic regression with two weights, three times from the same start: only the learning rate differs."""

    fixed: ClassVar[frozenset[str]] = frozenset(
        {
            "dataset",
            "class_share",
            "test_share",
            "activation",
            "depth",
            "n_h",
            "initialisation",
            "scale",
            "learning_rate",
            "plain_products",
        }
    )
    has_biases: ClassVar[bool] = False

    dataset: str = option("blobs", options(Config)["dataset"])
    depth: int = option(0, options(Config)["depth"])
    # Less noise could leave no sample on the wrong side, and so no lowest point; with more, samples are so far out
    # that their cost in the corners of the picture is beyond what the output's 16 digits can tell.
    noise: float = option(
        0.6,
        Real(
            label="Noise",
            help="How far the points stray: how much the classes overlap.",
            least=0.5,
            most=0.7,
            step=0.05,
        ),
    )
    samples: int = option(
        400,
        Whole(label="Samples", help="How many points there are, both classes together.", least=200, most=1000, step=20),
    )
    begin: str = option(
        "random",
        Choice(
            label="Start",
            help="random: anywhere between −4 and 4; chosen: at the two numbers below.",
            names=("random", "chosen"),
        ),
    )
    w1: float = _weight("w₁")
    w2: float = _weight("w₂")
    rate_1: float = _rate(0.02, "First")
    rate_2: float = _rate(2.0, "Second")
    rate_3: float = _rate(10.0, "Third")
    limit: int = option(
        100,
        # So few that the history has every step.
        Whole(label="Iteration limit", help="The runs end here; raise it to go on.", least=10, most=300, step=10),
    )

    def runs(self) -> Mapping[str, Config]:
        return {name: replace(self, learning_rate=getattr(self, name)) for name in ("rate_1", "rate_2", "rate_3")}

    def parameters(self, n_x: int, n_y: int) -> Parameters:
        parameters = super().parameters(n_x, n_y)
        anywhere = np.random.RandomState(self.seed).uniform(-FARTHEST, FARTHEST, (n_y, n_x))
        parameters["W1"] = anywhere if self.begin == "random" else [[self.w1, self.w2]]
        return parameters

    def cost(self, network: Network) -> float:
        return cost_of_scores(network.output.Z, network.Y)

    def followed(self, parameters: Parameters) -> NDArray:
        """The two weights, (1, 2)."""
        return parameters["W1"].copy()


@dataclass(frozen=True)
class DownhillView(View):
    """The view of single steps."""

    fixed: ClassVar[frozenset[str]] = frozenset({"hard"})

    speed: str = option("10", options(View)["speed"])


DOWNHILL_PRESETS = (
    Preset(
        "Three learning rates",
        {},
        "Three runs begin at the same place, with a small, a middle and a large learning rate. Which one will be at "
        "the lowest point first, which will still be on its way at the end, and which will never stay there?",
        "the three paths from above, and the sentence under each learning rate.",
    ),
    Preset(
        "On the edge",
        {"rate_1": 6.0, "rate_2": 7.0, "rate_3": 8.0},
        "Three learning rates close together. Between two of them lies the largest stable one: what will the runs on "
        "either side of it do once they are near the lowest point?",
        "the last steps of each path: zoom into the picture from above.",
    ),
    Preset(
        "Far too large",
        {"rate_1": 20.0, "rate_2": 50.0, "rate_3": 100.0},
        "Up to fifty times the learning rate that was right. Will the weights grow beyond all bounds?",
        "the cost of each run: after a leap, how does it go on? Zoom out in the picture from above.",
    ),
    Preset(
        "From zero",
        {"begin": "chosen"},
        "Both weights are zero. The pages on initialisation say: never start there. Will this model learn?",
        "the paths, and how long the gradient is at iteration 0. Then choose any other start.",
    ),
)


class Lowest(NamedTuple):
    """The lowest point of the cost of a model with two weights: where, how low, and the largest curvature there."""

    weights: NDArray
    cost: float
    curvature: float

    @property
    def largest_stable_rate(self) -> float:
        """2 / λ: with a larger learning rate, a step along that curvature ends farther away, on the other side."""
        return 2 / self.curvature


def lowest(X: NDArray, Y: NDArray) -> Lowest:
    """Find the lowest point by Newton's method, which divides the gradient by the curvature.

    The curvature is the matrix of second derivatives, ``X D Xᵀ / m`` with ``D = A1 (1 - A1)`` on its diagonal.

    Parameters
    ----------
    X : (2, m) samples
    Y : (1, m) labels

    Raises
    ------
    ValueError
        If there is none: a line through the origin parts the classes, and the cost falls for ever.
    """
    network = Network(Parameters((len(X), 1)), X, Y)
    weights, slope = network.parameters["W1"], np.empty_like(Y)
    for _ in range(50):
        network.forward()
        network.backward()
        sigmoid_derivative(network.output.A, slope)
        second = (X * slope) @ X.T / X.shape[1]
        least, largest = np.linalg.eigvalsh(second)
        if least < ROUNDING:  # flat, so far out that every output is 0 or 1
            break
        step = np.linalg.solve(second, network.gradients["dW1"].T).T
        if np.abs(step).max() < ROUNDING:
            return Lowest(weights[0].copy(), cost_of_scores(network.output.Z, Y), float(largest))
        weights -= step
    raise ValueError("A line parts the two classes, so their cost has no lowest point. Choose more noise or samples.")


def went_up(costs: Sequence[float]) -> list[bool]:
    """Whether each step raised the cost; ``costs`` are those of every iteration from the first."""
    return [bool(rise > ROUNDING) for rise in np.diff(costs)]


def over_both_weights(X: NDArray, Y: NDArray, points: int = 37) -> Landscape:
    """The cost of the model with two weights, over both."""
    origin = Parameters((2, 1))
    axes = []
    for axis in np.eye(2):
        along = Parameters((2, 1))
        along["W1"] = axis.reshape(1, 2)
        axes.append(along.vector)
    weights = np.linspace(*PICTURE, points)
    return over_plane(origin, axes, weights, weights, X, Y)
