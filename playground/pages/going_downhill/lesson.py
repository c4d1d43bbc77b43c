"""Going downhill: the page's two parts, each with its own experiments, on one model with two weights."""

from dataclasses import dataclass

from playground.language import _
from playground.lessons.lesson import Chosen, Lesson
from playground.training import Experiment, Settings, View
from playground.training.options import Choice, Real, Whole, option

from .direction import Arrow
from .downhill import DOWNHILL_PRESETS, Rates, TwoWeights, experiment
from .race import RACE_PRESETS, Rules, race
from .swap import HiddenLayer


@dataclass(frozen=True)
class Part:
    """Which part of the page is on screen."""

    part: str = option(
        "rates",
        Choice(
            label=_("Part"),
            help=_(
                "Learning rates: gradient descent with three of them. Update rules: three other rules beside it, in a "
                "narrow valley and without one."
            ),
            names=("rates", "rules"),
            side_by_side=True,
        ),
    )


OF_PART = {
    "rates": ("rate_1", "rate_2", "rate_3"),
    "rules": ("rate_gradient_descent", "rate_momentum", "rate_rmsprop", "rate_adam", "shrink"),
}
"""The settings specific to each part; all others belong to the page."""


def elsewhere(chosen: Chosen) -> set[str]:
    """The names of the settings of the part that is not on screen."""
    hidden = {name for part, names in OF_PART.items() if part != chosen[Part].part for name in names}
    return hidden | ({"angle"} if chosen[Part].part == "rules" else set())


def on_screen(chosen: Chosen) -> Experiment:
    """The experiment of the part on screen."""
    return (experiment if chosen[Part].part == "rates" else race)(chosen)


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    start = {"seed"} if chosen[TwoWeights].begin == "chosen" else {"w1", "w2"}
    return start | ({"log_cost"} if chosen[Part].part == "rules" else set())  # always logarithmic there


SETTINGS = Settings(
    records=(TwoWeights(dataset="blobs", depth=0, noise=0.6, limit=100), Part(), Rates(), Rules()),
    aside=(View(speed="10"), Arrow(), HiddenLayer()),  # slow enough to see single steps
    row=("part", *OF_PART["rates"], *OF_PART["rules"], "begin"),
    # Beside the arrow, and beside the network with a hidden layer, further down.
    actions=("angle", "dataset", "n_h", "network_seed"),
    groups={
        _("Initialisation"): ("w1", "w2", "seed"),
        _("Data"): ("noise", "samples", "data_seed"),
        _("Training"): ("limit",),
        _("View"): ("speed", "log_cost", "log_iteration"),
    },
    specs={
        # With less noise there might be no sample on the wrong side, and so no minimum; with more, samples are so far
        # out that in the corners of the picture the output's 16 digits can't express their cost.
        "noise": Real(
            label=_("Noise"),
            help=_("How far the points stray: how much the classes overlap."),
            least=0.5,
            most=0.7,
            step=0.05,
        ),
        "samples": Whole(
            label=_("Samples"),
            help=_("How many points there are in both classes together."),
            least=200,
            most=1000,
            step=20,
        ),
        # Few enough for the history to have every step.
        "limit": Whole(
            label=_("Iteration limit"),
            help=_("The runs end here; raise it to go on."),
            least=10,
            most=300,
            step=10,
        ),
    },
    unused=unused,
    elsewhere=elsewhere,
)

GOING_DOWNHILL = Lesson(
    SETTINGS,
    on_screen,
    _("Which of the three runs will be closest to the lowest point in the end, and which will settle there?"),
    DOWNHILL_PRESETS,
)
RACE = Lesson(
    SETTINGS,
    on_screen,
    _("Which rule will be the first to reach the lowest point on the left, and which on the right?"),
    RACE_PRESETS,
)
PARTS = {"rates": GOING_DOWNHILL, "rules": RACE}
"""The lesson of each part."""
