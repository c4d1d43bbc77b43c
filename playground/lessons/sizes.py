"""How many units, how deep: networks of several sizes on the same data, each trained alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from playground.nn import Parameters
from playground.training import Divergence, Measurement, Recipe, Run, Settings
from playground.training.options import Several, Whole, option, options

from .activations import UNEQUAL
from .lesson import Chosen
from .starts import DATA

DEPTHS = (1, 2, 3, 4)
MOST_UNITS = 50


@dataclass(frozen=True)
class Sizes:
    """The sizes that are compared."""

    units: tuple[int, ...] = option(
        (1, 2, 3, 4, 5, 20, 50),
        Several(
            label="Numbers of hidden units",
            help=f"2 to 8 whole numbers from 1 to {MOST_UNITS}, separated by commas.",
            least=1,
            most=MOST_UNITS,
            fewest=2,
            at_most=8,
        ),
    )


def by_units(chosen: Chosen) -> list[Recipe]:
    """One hidden layer with each number of units."""
    return [replace(chosen[Recipe], depth=1, n_h=n_h) for n_h in chosen[Sizes].units]


def by_depth(chosen: Chosen) -> list[Recipe]:
    """Each depth, with about as many parameters as one hidden layer of the chosen number of units has."""
    recipe: Recipe = chosen[Recipe]
    outputs = len(recipe.data()[0].Y)
    parameters = number_of_parameters((recipe.n_h,), outputs)
    return [replace(recipe, depth=depth, n_h=equal_units(depth, parameters, outputs)) for depth in DEPTHS]


def unused(chosen: Chosen) -> set[str]:
    """The settings that have no effect with these."""
    return chosen[Recipe].unused


def number_of_parameters(hidden: Sequence[int], outputs: int = 1) -> int:
    """Weights and biases of a network with two inputs, hidden layers of these sizes and so many outputs."""
    return sum((before + 1) * units for before, units in pairwise((2, *hidden, outputs)))


def equal_units(depth: int, parameters: int, outputs: int = 1) -> int:
    """How many units in each of ``depth`` hidden layers bring the number of parameters nearest to ``parameters``."""

    def away(n_h: int) -> int:
        return abs(number_of_parameters((n_h,) * depth, outputs) - parameters)

    return min(range(1, MOST_UNITS + 1), key=away)


class Trained(NamedTuple):
    """What is kept of a network that has been trained; one that has diverged is as it was just before."""

    parameters: Parameters
    measured: Measurement
    divergence: Divergence | None


class Sweep:
    """Networks that are trained one after the other, each alone; only the one whose turn it is takes much memory.

    Parameters
    ----------
    recipes : one for each network, from small to large, with the same data; a ``ValueError`` of the core passes through

    Attributes
    ----------
    by_depth : whether they differ in depth, otherwise in the number of units
    X, Y, X_test, Y_test : the training and test samples
    class_names : what the classes are called
    trained : those that are done, in order; replaced, never changed, so that another thread may read it
    """

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        self.recipes = tuple(recipes)
        self.by_depth = len({recipe.depth for recipe in recipes}) > 1
        self.trained: tuple[Trained, ...] = ()
        first = Run(self.recipes[0])
        self.X, self.Y, self.X_test, self.Y_test = first.X, first.Y, first.X_test, first.Y_test
        self.class_names = first.class_names
        self._run: Run | None = None

    @property
    def names(self) -> list[str]:
        """What the networks are called."""
        layers = [f"{_counted(recipe.depth, 'layer')} of " if self.by_depth else "" for recipe in self.recipes]
        return [before + _counted(recipe.n_h, "unit") for before, recipe in zip(layers, self.recipes, strict=True)]

    @property
    def ended(self) -> bool:
        """Whether all are trained."""
        return len(self.trained) == len(self.recipes)

    @property
    def progress(self) -> str:
        """Where it is, in words."""
        name = self.names[min(len(self.trained), len(self.names) - 1)]
        return f"{name}: {self._iteration:,} of {self.recipes[0].limit:,} iterations"

    @property
    def share(self) -> float:
        """How much of all iterations is done, 0 to 1."""
        done = len(self.trained)  # once: another thread may be at it
        now = 0 if done == len(self.recipes) else self._iteration / self.recipes[0].limit
        return min(1.0, (done + now) / len(self.recipes))

    @property
    def _iteration(self) -> int:
        run = self._run
        return run.iteration if run else 0

    @property
    def nbytes(self) -> int:
        """Memory of the network whose turn it is, in bytes; that of the others is small."""
        return self._run.nbytes if self._run else 0

    def begin(self) -> None:
        """Make the network whose turn it is, if it is not there."""
        if not self.ended and not self._run:
            self._run = Run(self.recipes[len(self.trained)])

    def let_go(self) -> None:
        """Give its memory back: its training begins anew."""
        self._run = None

    def advance(self, iterations: int) -> None:
        """Train the network whose turn it is for so many iterations, or until it is done."""
        self.begin()
        if run := self._run:
            run.advance(iterations)
            if run.ended:
                self.trained = (*self.trained, Trained(run.parameters, run.measure(), run.divergence))
                self._run = None


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


class SweepPreset(NamedTuple):
    """A comparison in one click.

    Attributes
    ----------
    name : on its button
    settings : what differs from the page's settings at first
    question : to be answered before training
    look_at : what to watch
    """

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str


class SweepLesson(NamedTuple):
    """A page whose networks are trained one after the other: its settings, and the comparisons to begin with.

    ``question``: asked of settings that no preset has, so it must fit any.
    """

    settings: Settings
    question: str
    presets: Sequence[SweepPreset]


SIZES_PRESETS = (
    SweepPreset(
        "The flower",
        {},
        "Which of these networks will fit its training points best? Which will do best on points that it has not seen: "
        "the smallest, the largest, or one in between?",
        "where both lines stop rising.",
    ),
    SweepPreset(
        "Too few units",
        {"dataset": "circles", "noise": 0.1, "units": (1, 2, 3, 4, 5, 6)},
        "One class is a ring around the other, and one unit draws one straight boundary. How many units does it take "
        "to close the ring?",
        "the shape of each boundary, and the first network that gets nearly everything right.",
    ),
    SweepPreset(
        "More than enough",
        {"dataset": "moons", "units": (3, 5, 10, 20, 50)},
        "Three units can follow two moons. Will 50 units do better on points that they have not seen? Or worse?",
        "how little the boundaries differ.",
    ),
    SweepPreset(
        "Few points, much noise",
        # So few training points that a large network can learn each of them, and enough test points to tell a worse
        # network from chance, with any seeds.
        {
            "dataset": "circles",
            "noise": 0.7,
            "samples": 800,
            "test_share": 90,
            "learning_rate": 2.0,
            "limit": 10_000,
            "units": (1, 2, 3, 4, 6, 20, 50),
        },
        "Only a tenth of these noisy points are used for training, the rest for testing. Which network will do best in "
        "training, and which in the test?",
        "where the two lines part, and the islands around single points.",
    ),
)


SIZES_SETTINGS = Settings(
    records=(Recipe(test_share=20, initialisation="xavier", n_h=20, limit=5000), Sizes()),
    row=("units",),
    actions=("n_h",),  # beside the comparison of depths, further down
    groups={
        "Data": ("dataset", *DATA, "test_share"),
        "Network": ("activation", "initialisation", "scale", "seed"),
        "Training": ("learning_rate", "limit"),
    },
    specs={
        # Of fewer samples not every test share has points of both classes.
        "samples": Whole(label="Samples", help=options(Recipe)["samples"].help, least=100, most=1000, step=20),
        "test_share": Whole(
            label="Test share (%)",
            help="Share of the points kept out of training: those that the networks have not seen.",
            least=10,
            most=90,
            step=5,
        ),
        "initialisation": UNEQUAL,
        "n_h": Whole(
            label="Units of the network with one hidden layer",
            help="The deeper networks get as close to the same number of parameters as whole units allow.",
            least=5,
            most=MOST_UNITS,
        ),
        "limit": Whole(
            label="Iterations", help="How many updates each network gets.", least=100, most=20_000, step=500
        ),
    },
    unused=unused,
)
SIZES = SweepLesson(
    SIZES_SETTINGS,
    "Which of these networks will fit its training points best, and which will do best on points that it has not seen?",
    SIZES_PRESETS,
)
