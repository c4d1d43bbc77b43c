"""The names of options: what people write, where links and code have one word for all languages.

Datasets, activations, initialisations and update rules have theirs in the tables that define them. To name another
value, add a line; a value without a name is shown as it is.
"""

from collections.abc import Mapping

from playground.data import DATASETS, OWN_POINTS, SURFACES
from playground.language import pgettext
from playground.nn import ACTIVATIONS, INITIALISATIONS, UPDATE_RULES

NAMES: Mapping[str, str] = {
    **{value: made.label for value, made in (DATASETS | SURFACES).items()},
    OWN_POINTS: pgettext("option", "own points"),
    **{value: activation.label for value, activation in ACTIVATIONS.items()},
    **{value: initialisation.label for value, initialisation in INITIALISATIONS.items()},
    **{value: rule.label for value, rule in UPDATE_RULES.items()},
    # Schedules; "constant" is an initialisation, too
    "step": pgettext("option", "in steps"),
    "exponential": pgettext("option", "exponential"),
    # The activation of later layers
    "same": pgettext("option", "as in layer 1"),
    # Speeds
    "growing": pgettext("option", "accelerating"),
    "max": pgettext("option", "maximum"),
    # What a sweep varies
    "hidden units": pgettext("option", "hidden units"),
    "scale": pgettext("option", "scale"),
    "learning rate": pgettext("option", "learning rate"),
    "activation": pgettext("option", "activation"),
    "samples": pgettext("option", "samples"),
    "noise": pgettext("option", "noise"),
    "seed": pgettext("option", "seed"),
    # Stages of an iteration; the others are symbols
    "start": pgettext("option", "start"),
    "cost": pgettext("option", "cost"),
    "update": pgettext("option", "update"),
    # Parts of a page
    "folding": pgettext("option", "folding"),
    "composed": pgettext("option", "layer by layer"),
    "parity": pgettext("option", "parity"),
    "rates": pgettext("option", "learning rates"),
    "rules": pgettext("option", "update rules"),
    "class": pgettext("option", "a class"),
    "number": pgettext("option", "a number"),
    # Stop rules; the cost is a stage of an iteration, too
    "none": pgettext("option", "none"),
    "test cost": pgettext("option", "test cost"),
    # Other choices
    "chosen": pgettext("option", "your choice"),
    "all": pgettext("option", "all"),
}
"""Names, by value."""


def name_of(value: str) -> str:
    """What people call a value: "leaky ReLU" for ``"leaky_relu"``."""
    return NAMES.get(value, value)
