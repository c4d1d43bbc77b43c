"""Shared parts of the lessons on first weights: labels of starts, and settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground import data
from playground.language import _
from playground.nn import BY_SIZE
from playground.training import Recipe, name_of
from playground.training.formatting import setting
from playground.training.options import Choice, Real, option, options

DATASET: Choice = replace(
    options(Recipe)["dataset"],
    help=_(
        "What the network learns about points in the plane: their classes, or a number at each of them (plane, saddle, "
        "bump, wave)."
    ),
    names=(*data.DATASETS, *(name for name, surface in data.SURFACES.items() if surface.inputs == 2), data.OWN_POINTS),
)  # type: ignore[call-arg, assignment]
"""The datasets of a lesson that can do with numbers, too."""
DATA = ("classes", "noise", "samples", "class_share", "data_seed")
"""The settings of a lesson's data besides the dataset."""
INPUTS = tuple(data.INPUTS)
"""The settings of the networks' inputs."""
VIEW = ("speed", "log_cost", "log_iteration", "hard")
"""The settings of how a lesson with boundaries and costs is shown."""


LEARNING_RATES = {False: Recipe().learning_rate, True: 0.5}
"""The learning rates to begin with, by whether a number is asked for: its cost is steeper than that of classes."""


def rate_with_data(before: Mapping[type, Any], now: Mapping[type, Any]) -> dict[str, float]:
    """The learning rate that a visitor's choice of data brings along; see :attr:`Settings.brings`.

    It changes where numbers come after classes or the other way round, unless the visitor has chosen another rate.
    """
    was, recipe = before[Recipe], now[Recipe]
    # Own points begin as a copy of the data before.
    same = (recipe.has_own_points and not recipe.points) or recipe.asks_for_number == was.asks_for_number
    if same or not recipe.learning_rate == was.learning_rate == LEARNING_RATES[was.asks_for_number]:
        return {}
    return {"learning_rate": LEARNING_RATES[recipe.asks_for_number]}


BRINGS = {"dataset": rate_with_data}
"""What choosing a dataset brings along, on pages with :data:`DATASET`."""


def unused_data(recipe: Recipe) -> set[str]:
    """The names in :data:`DATA` that have no effect: moons are always two classes."""
    return recipe.unused & set(DATA)


def constant_option() -> float:
    """A setting for the value of every weight, where all are equal."""
    return option(
        0.5,
        Real(
            label=_("Constant"),
            help=_("The initial value of every weight, where all are equal."),
            least=-2,
            most=2,
            step=0.1,
        ),
    )


def start_label(recipe: Recipe) -> str:
    """A label for a recipe's initialisation."""
    labels = {
        "random": _("Random × {scale:g}", scale=recipe.scale),
        "zero": _("All zero"),
        "zero_W1": _("Only W1 zero"),
        "zero_W2": _("Only W2 zero"),
        "constant": _("Every weight {value}", value=setting(recipe.scale)),
    }
    return labels.get(recipe.initialisation, name_of(recipe.initialisation))


UNEQUAL = Choice(
    label=_("Initialisation"),
    help=_(
        "The initial weights, always random. Xavier: with a variance of 2 / (inputs + outputs of the layer), "
        "made for tanh; He: of 2 / inputs, made for ReLU; random: normal random numbers times the scale."
    ),
    names=(*BY_SIZE, "random"),
)
"""The initialisations that leave no two units equal."""
