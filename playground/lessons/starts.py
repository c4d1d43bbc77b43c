"""What the pages on initialisation train: their settings, and presets with a question each.

A page's settings are those of :class:`Config`, some with another default or range, and what it adds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.nn import Parameters
from playground.training.config import BY_SIZE, Config, View, scale_option
from playground.training.options import Choice, Real, Whole, option, options

from .preset import Preset


def _constant() -> float:
    return option(
        0.5,
        Real(label="Constant", help="What every weight is, where all are equal.", least=-2, most=2, step=0.1),
    )


@dataclass(frozen=True)
class ZeroOrRandom(Config):
    """Two networks that differ in nothing but their first weights."""

    fixed: ClassVar[frozenset[str]] = frozenset({"test_share", "initialisation", "plain_products"})

    depth: int = option(1, Whole(label="Hidden layers", help="0 is logistic regression.", least=0, most=1))
    left: str = option(
        "zero",
        Choice(
            label="Left start",
            help="zero: every weight; zero_W1, zero_W2: one layer, the other random; constant: every weight the same.",
            names=("zero", "zero_W1", "zero_W2", "constant"),
        ),
    )
    constant: float = _constant()

    def runs(self) -> Mapping[str, Config]:
        scale = self.constant if self.left == "constant" else self.scale
        return {
            "left": replace(self, initialisation=self.left, scale=scale),
            "right": replace(self, initialisation="random"),
        }


ZERO_OR_RANDOM_PRESETS = (
    Preset(
        "Dead start",
        {},
        "On the left every weight is zero, and the units are tanh. Which of the numbers below it will ever change?",
        "the left network's largest weight gradient, and its cost curve beside that of the right one.",
    ),
    Preset(
        "Symmetry that learns",
        {"left": "constant"},
        "On the left every weight is 0.5. There is a gradient now: will the cost fall, and how far?",
        "the unit maps on the left, all the way down, and how many distinct units there are.",
    ),
    Preset(
        "Sigmoid, balanced",
        {"activation": "sigmoid"},
        "A sigmoid unit that starts at zero puts out 0.5, not 0. Is that enough for the left network to learn?",
        "the left network's largest weight gradient. Both classes have equally many points.",
    ),
    Preset(
        "Sigmoid, unbalanced",
        {"activation": "sigmoid", "class_share": 25},
        "The same start, but only a quarter of the points belong to class 1. Does the left network learn now? "
        "How many different units will it have in the end?",
        "its cost in the first few hundred iterations, its gradient, and then its unit maps. Its accuracy begins at "
        "75 % because three quarters of the points are of class 0.",
    ),
    Preset(
        "Only W1 zero",
        {"left": "zero_W1"},
        "The notes say that symmetry stays “even if only one layer is zero”. On the left only W1 is zero. Is that so?",
        "the unit maps on the left, before you play and after; and both costs at the end.",
    ),
    Preset(
        "Only W2 zero",
        {"left": "zero_W2"},
        "The same claim, the other layer: on the left only W2 is zero. Will these units stay equal?",
        "how many distinct units there are at iteration 0, and both costs at the end.",
    ),
    Preset(
        "ReLU, W1 zero",
        {"activation": "relu", "left": "zero_W1"},
        "Only W1 is zero again, but now the units are ReLU. What is the output of a ReLU at zero, and its slope there?",
        "the left network's gradient. How many distinct units there are does not help it: why not?",
    ),
    Preset(
        "No hidden layer",
        {"dataset": "blobs", "depth": 0},
        "Without a hidden layer this is logistic regression. Is zero a bad start here too?",
        "both costs, at iteration 0 and after a few thousand.",
    ),
)


@dataclass(frozen=True)
class InsideTheSymmetry(Config):
    """One network whose hidden units are followed one by one."""

    fixed: ClassVar[frozenset[str]] = frozenset({"test_share", "depth"})
    follows_units: ClassVar[bool] = True

    n_h: int = option(4, Whole(label="Hidden units", help="Units in the hidden layer.", least=1, most=20))
    initialisation: str = option(
        "constant",
        Choice(
            label="Start",
            help="zero_W1, zero_W2: one layer zero, the other random; constant: every weight the same.",
            names=("zero", "zero_W1", "zero_W2", "constant", "random"),
        ),
    )
    constant: float = _constant()
    limit: int = option(30_000, options(Config)["limit"])  # room for a late nudge to grow

    def runs(self) -> Mapping[str, Config]:
        return {"": replace(self, scale=self.constant) if self.initialisation == "constant" else self}


@dataclass(frozen=True)
class UnitsView(View):
    """The view of a page without a boundary and a cost curve."""

    fixed: ClassVar[frozenset[str]] = frozenset({"hard", "log_cost"})


@dataclass(frozen=True)
class ScalesView(View):
    """The view of costs that differ by powers of ten."""

    log_cost: bool = option(True, options(View)["log_cost"])


@dataclass(frozen=True)
class Nudge:
    """A tiny number that is added to one weight, or one to each weight of a layer."""

    unit: int = option(1, Whole(label="Unit", help="Which hidden unit is nudged.", least=1, most=20))
    weight: str = option(
        "W1",
        Choice(label="Weight", help="W1: the unit's weight from x₁; W2: its weight to the output.", names=("W1", "W2")),
    )
    amount: float = option(
        1e-4,
        Real(
            label="Amount",
            help="What is added; choose, or type a number.",
            least=1e-8,
            most=0.1,
            marks=tuple(float(f"1e{power}") for power in range(-8, 0)),
        ),
    )

    def one(self, parameters: Parameters) -> dict[str, NDArray]:
        """What to add to nudge the chosen weight of the chosen unit.

        Raises
        ------
        ValueError
            If the network has no such unit.
        """
        n_h = parameters.sizes[1]
        if self.unit > n_h:
            raise ValueError(f"There is no unit {self.unit}: the layer has {n_h}. Choose a unit from 1 to {n_h}.")
        step = np.zeros_like(parameters[self.weight])
        step[(self.unit - 1, 0) if self.weight == "W1" else (0, self.unit - 1)] = self.amount
        return {self.weight: step}

    def each(self, parameters: Parameters, seed: int) -> dict[str, NDArray]:
        """What to add to nudge every weight of the chosen layer by a random number of its own."""
        random = np.random.RandomState(seed).randn(*parameters[self.weight].shape)
        return {self.weight: self.amount * random}


INSIDE_PRESETS = (
    Preset(
        "Symmetry",
        {},
        "Every weight is 0.5, so the four units start as one point. Will they ever part by themselves?",
        "the number beside the point, and the distance. Then press **Nudge**: how many units leave the point?",
    ),
    Preset(
        "Dead start",
        {"initialisation": "zero"},
        "Every weight is zero, and nothing moves. If one weight of one unit is nudged, how many units come alive?",
        "the gradients in the table, before and after you press **Nudge** while it plays.",
    ),
    Preset(
        "Dead ReLU",
        {"activation": "relu", "initialisation": "zero"},
        "The same with ReLU units. Does it matter whether the nudge goes to W1 or to W2?",
        "the gradients in the table after a nudge of W2; then Reset, play, and nudge W1 instead.",
    ),
    Preset(
        "Rounding",
        {"n_h": 13, "plain_products": True},
        "13 equal units, and nobody nudges: only that the matrix products are computed the plain way. Will the units "
        "stay equal for ever, as the algebra says?",
        "the distance, from the first iterations on. Then switch **Plain matrix products** off and play again.",
    ),
    Preset(
        "Random",
        {"initialisation": "random"},
        "Each weight starts as a small random number of its own. Where will the four units go?",
        "the paths: no two are the same. Compare the cost with that of the other starts.",
    ),
)


@dataclass(frozen=True)
class HowLargeAStart(Config):
    """The same network from several scales."""

    fixed: ClassVar[frozenset[str]] = frozenset({"test_share", "initialisation", "scale", "plain_products"})

    scale_1: float = scale_option(1e-4, "First scale")
    scale_2: float = scale_option(0.01, "Second scale")
    scale_3: float = scale_option(1.0, "Third scale")
    scale_4: float = scale_option(10.0, "Fourth scale")

    def runs(self) -> Mapping[str, Config]:
        scales = {name: getattr(self, name) for name in ("scale_1", "scale_2", "scale_3", "scale_4")}
        rules = {rule: replace(self, initialisation=rule) for rule in BY_SIZE}
        return {name: replace(self, initialisation="random", scale=scale) for name, scale in scales.items()} | rules


HOW_LARGE_PRESETS = (
    Preset(
        "Too small",
        {"depth": 2, "learning_rate": 0.3},
        "Two hidden layers. Which of these starts is so small that its network does not get going at all?",
        "the first network, beside the second, whose weights are a hundred times as large.",
    ),
    Preset(
        "Right",
        {"activation": "relu", "depth": 3, "n_h": 20, "learning_rate": 0.3},
        "Three layers of 20 ReLU units. Xavier and He choose the scale from the size of the layers, the other four do "
        "not. Which networks will have learned after a thousand iterations?",
        "each cost at iteration 1,000, and the dead units, before training and now.",
    ),
    Preset(
        "Too large",
        {"depth": 3, "learning_rate": 0.3},
        "With a scale of 10 most hidden outputs are at the flat ends of tanh before training. What will its cost do?",
        "the fourth network: its cost at iteration 0, and where it stays. (With one hidden layer it is another story: "
        "set **Hidden layers** to 1 and see.)",
    ),
    Preset(
        "Deep and too small",
        {"depth": 4, "n_h": 10, "learning_rate": 0.3},
        "A scale of 0.01 is right for the notes' network with one hidden layer. Is it with four?",
        "the second network beside Xavier and He.",
    ),
)
