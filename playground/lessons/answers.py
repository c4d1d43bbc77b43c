"""Shared parts of the presets' answers: numbers of a run, and sentences about its cost and its units."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from playground.language import Message, _, ngettext
from playground.training import Run, RunGroup, verdict
from playground.training.formatting import decimals, percent

from .claims import Found

NEARLY = 0.02
"""A network whose accuracy is this much below what its points allow still counts as good enough."""


class CostTexts(NamedTuple):
    """Sentences about a cost that is unchanged, lower or higher, with ``{first}`` and ``{last}``.

    It may want further values, which are then given beside it.
    """

    unchanged: Message
    fallen: Message
    risen: Message


THE_COST = CostTexts(
    _("The cost is still {last}."),
    _("The cost has fallen from {first} to {last}."),
    _("The cost has risen from {first} to {last}."),
)


class UnitTexts(NamedTuple):
    """Sentences about hidden units of which all, one or some differ, with ``{units}`` and ``{distinct}``.

    It may want further values, which are then given beside it.
    """

    all: Message
    one: Message
    some: Message


THE_UNITS = UnitTexts(
    _("All {units} units differ."),
    _("The {units} units work as one."),
    _("The {units} units work as {distinct}."),
)


def iterations(runs: RunGroup) -> Message:
    """The number of iterations made: "3,000 iterations"."""
    return ngettext("{n:,} iteration", "{n:,} iterations", runs.iteration)


def cost(run: Run) -> str:
    """The current cost: "0.2339"."""
    return decimals(run.measure().cost)


def accuracy(run: Run) -> str:
    """The share of training points that the network classifies correctly: "90.5 %"."""
    return percent(run.measure().score)


def cost_since_the_start(run: Run, texts: CostTexts = THE_COST, **values: Any) -> Message:
    """The change of the cost since iteration 0: "The cost has fallen from 0.6930 to 0.2339."; ``values``: others."""
    first, last = run.history.points[0].cost, run.measure().cost
    if decimals(first) == decimals(last):
        return texts.unchanged.filled(last=decimals(last), **values)
    text = texts.fallen if last < first else texts.risen
    return text.filled(first=decimals(first), last=decimals(last), **values)


def is_enough(run: Run) -> bool:
    """Whether the network separates the classes about as well as its points allow, judged by their neighbours."""
    return run.measure().score > run.neighbours - NEARLY


ENOUGH = _("Yes: {accuracy} of the points are right.")
NOT_ENOUGH = _("No: {accuracy} of the points are right.")
# Translators: each point is given the class that most of the points nearest to it have.
HOW_MANY_COULD_BE = _(
    "For comparison: giving each point the class of most of its nearest neighbours gets {possible} right."
)


def whether_enough(runs: RunGroup) -> Found:
    """The same, and what says so."""
    return is_enough(runs.first), how_many_are_right(runs)


def how_many_are_right(runs: RunGroup) -> Mapping[str, str]:
    """How many points are right, and how many could be, for a text."""
    return {"accuracy": accuracy(runs.first), "possible": percent(runs.first.neighbours)}


def cost_of_the_first(runs: RunGroup) -> Message:
    """How the cost of the first run has changed."""
    return cost_since_the_start(runs.first)


def any_weight_has_moved(run: Run) -> bool:
    """Whether any weight differs from its first value, if only in the last bit."""
    weights = [name for name in run.first if name.startswith("W")]
    return not all(np.array_equal(run.parameters[name], run.first[name]) for name in weights)


def units_that_differ(run: Run, texts: UnitTexts = THE_UNITS, **values: Any) -> Message:
    """How many of the hidden units differ: "All 4 units differ."."""
    which, counted = how_units_differ(run)
    return getattr(texts, which).filled(**counted, **values)


def how_units_differ(run: Run) -> Found:
    """Whether all of a layer's units differ, some, or none, so that they work as one: a field of :class:`UnitTexts`."""
    judged = verdict(run.evaluate(), run.first)
    which = "one" if judged.distinct == run.recipe.depth else "all" if judged.distinct == judged.units else "some"
    return which, {"units": judged.units, "distinct": judged.distinct}
