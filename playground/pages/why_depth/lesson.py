"""Why depth: the page's three parts, each with its own question, settings and experiments."""

from dataclasses import dataclass, replace

from playground.data import DATASETS
from playground.language import _
from playground.lessons.lesson import Chosen, Lesson
from playground.training import Experiment, Recipe, Settings, View
from playground.training.options import Choice, Whole, option, options

from .composed import COMPOSED_PRESETS, Composed
from .folding import FOLDING_PRESETS, Folding, from_random_starts, stripes
from .parity import PARITY_PRESETS, Parity, bits, starts


@dataclass(frozen=True)
class Part:
    """Which part of the page is on screen."""

    part: str = option(
        "folding",
        Choice(
            label=_("Part"),
            help=_(
                "Folding: what depth can draw with few units. Layer by layer: what the layers of a trained network "
                "draw. Parity: a common claim, put to the test."
            ),
            names=("folding", "composed", "parity"),
            side_by_side=True,
        ),
    )


OF_PART = {
    "folding": ("folds", "width"),
    "composed": ("dataset", "depth", "n_h", "activation", "noise", "samples", "data_seed"),
    "parity": ("bits", "times"),
}
"""The settings specific to each part; all others belong to the page."""


def elsewhere(chosen: Chosen) -> set[str]:
    """The names of the settings of the parts that are not on screen."""
    return {name for part, names in OF_PART.items() if part != chosen[Part].part for name in names}


def experiment(chosen: Chosen) -> Experiment:
    """The experiment of the part on screen."""
    recipe: Recipe = chosen[Composed]
    match chosen[Part].part:
        case "folding":
            return from_random_starts(stripes(chosen[Folding], recipe))
        case "parity":
            return from_random_starts(bits(chosen[Parity], recipe), starts(chosen[Parity]))
    return Experiment.alone(recipe)


SETTINGS = Settings(
    records=(
        Composed(dataset="spiral", samples=200, depth=3, n_h=6, initialisation="xavier", learning_rate=0.5, limit=5000),
        Part(),
        Folding(),
        Parity(),
    ),
    aside=(View(),),
    row=("part", "folds", "width", "dataset", "depth", "n_h", "bits", "times"),
    groups={
        _("Data"): ("noise", "samples", "data_seed"),
        _("Network"): ("activation",),
        _("Training"): ("seed", "learning_rate", "limit"),
        _("View"): ("speed", "hard", "log_cost"),
    },
    specs={
        "dataset": replace(options(Recipe)["dataset"], names=tuple(DATASETS)),  # type: ignore[call-arg]
        "depth": Whole(
            label=_("Hidden layers"), help=_("How many there are; the last one has two units."), least=2, most=4
        ),
        "n_h": Whole(
            label=_("Hidden units"),
            help=_("Units in each hidden layer but the last one, which has two."),
            least=2,
            most=8,
        ),
        "samples": Whole(label=_("Samples"), help=options(Recipe)["samples"].help, least=100, most=300, step=20),
    },
    elsewhere=elsewhere,
)

FOLDING = Lesson(
    SETTINGS,
    experiment,
    _("How many class changes can these layers draw, and how many will training find from random weights?"),
    FOLDING_PRESETS,
)
COMPOSED = Lesson(
    SETTINGS,
    experiment,
    _("Which layers will have straight borders, which bent ones, and what will the last layer make of the plane?"),
    COMPOSED_PRESETS,
)
PARITY = Lesson(
    SETTINGS,
    experiment,
    _("Does the network with one unit for each bit make any mistake, and will training find such weights?"),
    PARITY_PRESETS,
)
PARTS = {"folding": FOLDING, "composed": COMPOSED, "parity": PARITY}
"""The lesson of each part."""
