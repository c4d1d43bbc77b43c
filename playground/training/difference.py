"""Differences between recipes, and short labels for them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from playground.language import _

from .formatting import beside
from .options import defaults, options
from .recipe import HOW_STEPS_ARE_TAKEN, Recipe
from .run import Run

MOST_NAMED = 3
"""Settings that a label names; further ones are only counted."""
NOT_COMPARED = {"limit"}
"""A run with another limit is still the same run."""
OF_HIDDEN_LAYERS = {"n_h", "activation"}


def differing(*recipes: Recipe) -> list[str]:
    """The names of the settings in which these recipes differ, in the order of :class:`Recipe`.

    Settings that have no effect in any of them are left out.
    """
    return [
        name
        for name in options(Recipe)
        if name not in NOT_COMPARED
        and len({getattr(recipe, name) for recipe in recipes}) > 1
        and any(matters(name, recipe) for recipe in recipes)
        and (name != "points" or all(recipe.has_own_points for recipe in recipes))  # else the dataset says it
    ]


def matters(name: str, recipe: Recipe) -> bool:
    """Whether a setting has an effect in this recipe."""
    return name not in recipe.unused and not (name in OF_HIDDEN_LAYERS and not recipe.depth)


def in_words(name: str, value: Any) -> str:
    """A setting's value as part of a label: "relu", "scale 1", "8 hidden units", "test share 20 %"."""
    return options(Recipe)[name].words(value)


def steps_in_words(run: Run) -> list[str]:
    """How steps are taken, where that differs from the notes' full-batch gradient descent."""
    recipe, usual = run.recipe, defaults(Recipe)
    other = {name for name in HOW_STEPS_ARE_TAKEN if getattr(recipe, name) != usual[name]}
    named = {*other, "batch_seed", "half_life"} - recipe.unused
    if not run.optimiser.batches:
        named -= {"batch_size", "batch_seed"}
    return [in_words(name, getattr(recipe, name)) for name in HOW_STEPS_ARE_TAKEN if name in named]


def all_differences(recipe: Recipe, other: Recipe) -> list[str]:
    """Each setting of ``recipe`` that has an effect and differs from the other's, in words."""
    return [in_words(name, getattr(recipe, name)) for name in differing(recipe, other) if matters(name, recipe)]


def difference(recipe: Recipe, other: Recipe) -> str:
    """The same as a label: "relu · scale 1"; only the first ones if there are many."""
    parts = all_differences(recipe, other)
    more = len(parts) - MOST_NAMED
    # Naming one more setting takes no more room than "1 more".
    shown = parts if more <= 1 else [*parts[:MOST_NAMED], _("{count} more", count=more)]
    return beside(shown) if shown else _("same settings")


def numbered(labels: Sequence[str]) -> list[str]:
    """Number repeated labels from the second occurrence: "relu", "relu (2)"."""
    called: Counter[str] = Counter()
    found = []
    for label in labels:
        called[label] += 1
        found.append(_("{name} ({number})", name=label, number=called[label]) if called[label] > 1 else label)
    return found
