"""Too good to be true: the page's two parts, one with classes for labels and one with numbers.

Training minimises the cost of the training points. Whether that is any good is judged by points not used in it: the
test points, by which the best iteration is chosen, and fresh points, by which nothing is chosen.
"""

from dataclasses import dataclass, replace

from playground.data import DATASETS
from playground.language import _, sentences
from playground.lessons.lesson import Chosen, Lesson
from playground.lessons.starts import VIEW
from playground.training import Experiment, Recipe, Settings, View
from playground.training.options import Choice, Real, Whole, option, options

from .few_points import FEW_POINTS_PRESETS, SAMPLES, FewPoints, without_and_with_a_penalty
from .noisy_line import NOISY_LINE_PRESETS, OneInput, noisy_line


@dataclass(frozen=True)
class Part:
    """Which part of the page is on screen."""

    part: str = option(
        "class",
        Choice(
            label=_("Label y"),
            help=_("A class: points of two kinds in the plane. A number: points around a line, over a single input."),
            names=("class", "number"),
            side_by_side=True,
        ),
    )


OF_PART = {"class": ("dataset", "samples", "learning_rate", "hard"), "number": ("m", "degree")}
"""The settings specific to each part; all others belong to the page."""


def elsewhere(chosen: Chosen) -> set[str]:
    """The names of the settings of the part that is not on screen."""
    return {name for part, names in OF_PART.items() if part != chosen[Part].part for name in names}


def experiment(chosen: Chosen) -> Experiment:
    """The same network twice, without a penalty and with the chosen one."""
    recipe: FewPoints = chosen[FewPoints]
    numbers = chosen[Part].part == "number"
    return without_and_with_a_penalty(noisy_line(chosen[OneInput], recipe) if numbers else recipe)


SETTINGS = Settings(
    records=(
        FewPoints(
            dataset="moons",
            noise=0.3,
            samples=SAMPLES,
            test_share=50,
            n_h=50,
            initialisation="xavier",
            learning_rate=1.0,
            l2=0.003,
            limit=5000,
        ),
        Part(),
        OneInput(),
    ),
    aside=(View(),),
    row=("part", "dataset", "samples", "m", "degree", "noise", "n_h", "l2"),
    groups={
        _("Data"): ("data_seed",),
        _("Network"): ("activation",),
        _("Initialisation"): ("seed",),
        _("Training"): ("l1", "learning_rate", "limit"),
        _("View"): VIEW,
    },
    specs={
        "dataset": Choice(
            label=_("Dataset"),
            help=_("What the networks learn: points of two classes."),
            names=tuple(DATASETS),
        ),
        "samples": Whole(
            label=_("Points"),
            help=_("One half of them is for training, the other for testing."),
            least=20,
            most=1000,
            step=20,
        ),
        # Without noise another seed would draw the same points, and none would be fresh.
        "noise": Real(label=_("Noise"), help=options(Recipe)["noise"].help, least=0.05, most=1, step=0.05),
        **{
            name: replace(
                options(Recipe)[name], help=sentences(_("For the second network only."), options(Recipe)[name].help)
            )
            for name in ("l2", "l1")
        },
    },
    elsewhere=elsewhere,
)

TOO_GOOD_TO_BE_TRUE = Lesson(
    SETTINGS,
    experiment,
    _("Which network will get more points right that it has never seen, and whose weights will grow larger?"),
    FEW_POINTS_PRESETS,
)
NOISY_LINE = Lesson(
    SETTINGS,
    experiment,
    _("Which curve will stray farther from the line between the points: a network’s, or the polynomial’s?"),
    NOISY_LINE_PRESETS,
)
PARTS = {"class": TOO_GOOD_TO_BE_TRUE, "number": NOISY_LINE}
"""The lesson of each part."""
