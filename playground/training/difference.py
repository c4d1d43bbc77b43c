"""Differences between recipes, and short labels for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.language import _, enumerated, listed, number

from .events import FROZEN, Event
from .formatting import beside
from .options import defaults, options
from .recipe import HOW_STEPS_ARE_TAKEN, WHERE_IT_ENDS, Recipe
from .run import Run

MOST_NAMED = 3
"""Settings that a label names; further ones are only counted."""
OF_HIDDEN_LAYERS = {"n_h", "activation"}


def differing(*recipes: Recipe) -> list[str]:
    """The names of the settings in which these recipes differ, in the order of :class:`Recipe`.

    Settings that have no effect in any of them are left out.
    """
    return [
        name
        for name in options(Recipe)
        if name not in WHERE_IT_ENDS
        and len({getattr(recipe, name) for recipe in recipes}) > 1
        and any(matters(name, recipe) for recipe in recipes)
        and (name != "points" or all(recipe.has_own_points for recipe in recipes))  # else the dataset says it
    ]


def matters(name: str, recipe: Recipe) -> bool:
    """Whether a setting has an effect in this recipe."""
    without_effect = {
        *(() if recipe.depth else OF_HIDDEN_LAYERS),
        *(() if recipe.depth > 1 else ("later_activation",)),
        *(() if recipe.uses_seed else ("seed",)),
    }
    return name not in recipe.unused | without_effect


def in_words(name: str, value: Any) -> str:
    """A setting's value as part of a label: "ReLU", "scale 1", "8 hidden units", "test share 20 %"."""
    return options(Recipe)[name].words(value)


def steps_in_words(run: Run) -> list[str]:
    """How steps are taken, where that differs from the notes' full-batch gradient descent."""
    recipe, usual = run.recipe, defaults(Recipe)
    other = {name for name in HOW_STEPS_ARE_TAKEN if getattr(recipe, name) != usual[name]}
    named = {*other, "batch_seed", "half_life"} - recipe.unused
    if not run.optimiser.batches:
        named -= {"batch_size", "batch_seed"}
    return [in_words(name, getattr(recipe, name)) for name in HOW_STEPS_ARE_TAKEN if name in named]


def all_differences(
    recipe: Recipe, other: Recipe, rates: Mapping[int, float] | None = None, by_hand: Sequence[int] = ()
) -> list[str]:
    """Each setting of ``recipe`` that has an effect and differs from the other's, in words, and changes on the way.

    Parameters
    ----------
    recipe, other : the recipes
    rates : the learning rates of a run with ``recipe``, by the iteration from which each applied, if there were several
    by_hand : the iterations at which something else was changed
    """
    names = [name for name in differing(recipe, other) if matters(name, recipe)]
    several = rates is not None and len(rates) > 1
    said = [in_words(name, getattr(recipe, name)) for name in names if not (several and name == "learning_rate")]
    if rates is not None and several:
        said.append(_("learning rate {rates}", rates=rates_in_words(rates)))
    if by_hand:
        said.append(_("changed by hand at {iterations}", iterations=iterations_in_words(by_hand)))
    return said


def difference(
    recipe: Recipe, other: Recipe, rates: Mapping[int, float] | None = None, by_hand: Sequence[int] = ()
) -> str:
    """The same as a label: "ReLU · scale 1"; only the first ones if there are many."""
    parts = all_differences(recipe, other, rates, by_hand)
    more = len(parts) - MOST_NAMED
    # Naming one more setting takes no more room than "1 more".
    shown = parts if more <= 1 else [*parts[:MOST_NAMED], _("{count} more", count=more)]
    return beside(shown) if shown else _("same settings")


def event_in_words(event: Event) -> str:
    """What an event did, in brief: "rate 0.1", "edited"; "unit 1 pushed" if its bias was, "nudged" if its weights."""
    if event.is_rate:
        return _("rate {rate:g}", rate=event.change["learning_rate"])
    if event.is_frost:
        return _("frozen") if event.change[FROZEN] else _("nothing frozen")
    if event.is_edit:
        return _("edited")
    units = {unit for name, step in event.change.items() for unit in _units_of(name, np.array(step))}
    if len(units) > 1:
        return _("nudged")
    (unit,) = units or {1}
    if all(name.startswith("b") for name in event.change):
        return _("unit {unit} pushed", unit=unit)
    return _("unit {unit} nudged", unit=unit)


def _units_of(name: str, step: NDArray) -> NDArray:
    """The hidden units, from 1, whose bias or weights a step changes: those of W2 are weights of its columns' units."""
    return 1 + np.flatnonzero(step.any(axis=0 if name == "W2" else 1))


def rates_in_words(rates: Mapping[int, float]) -> str:
    """Learning rates by the iteration from which each applied: "1.2 until 457, then 0.1"."""
    *before, last = rates.values()
    until = [*rates][1:]
    parts = [_("{rate:g} until {iteration:,}", rate=rate, iteration=at) for rate, at in zip(before, until, strict=True)]
    return _("{before}, then {rate:g}", before=enumerated(parts), rate=last) if parts else number(last, "g")


def iterations_in_words(iterations: Sequence[int]) -> str:
    """[300, 1200] → "300 and 1,200"."""
    return listed([number(each) for each in iterations])


def numbered(labels: Sequence[str]) -> list[str]:
    """Number repeated labels from the second occurrence: "ReLU", "ReLU (2)"."""
    called: Counter[str] = Counter()
    found = []
    for label in labels:
        called[label] += 1
        found.append(_("{name} ({number})", name=label, number=called[label]) if called[label] > 1 else label)
    return found
