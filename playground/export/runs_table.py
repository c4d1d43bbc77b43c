"""A table of runs: in what they differ, and how far they have come."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from playground.language import _, number
from playground.training import Pinned, Recipe, differing, matters
from playground.training.options import Packed, options

ENOUGH = 0.9
"""The accuracy on the training samples whose iteration is told."""
RUN, ITERATION, COST = _("Run"), _("Iteration"), _("Cost")
TRAIN, TEST = _("Train accuracy (%)"), _("Test accuracy (%)")
REACHED, BEFORE = _("{share} % at iteration", share=number(100 * ENOUGH, "g")), _("Not yet at")

Columns = dict[str, list[Any]]


def runs_table(runs: Mapping[str, Pinned]) -> Columns:
    """A row for each run, by its label, as columns by heading; None where there is nothing to say.

    A setting has a column if the runs differ in it. Where a history has lost iterations in between, so that the one at
    which :data:`ENOUGH` was first reached is known to lie between two, the last one before it has a column, too.
    """
    recipes = [run.recipe for run in runs.values()]
    names = differing(*recipes)
    columns: Columns = {RUN: list(runs)}
    for name in names:
        columns[options(Recipe)[name].label] = [_value(name, recipe, recipes[0]) for recipe in recipes]
    columns[ITERATION] = [run.now.iteration for run in runs.values()]
    columns[COST] = [run.now.cost for run in runs.values()]
    columns[TRAIN] = [100 * run.now.accuracy for run in runs.values()]
    tests = [run.now.test_accuracy for run in runs.values()]
    if any(each is not None for each in tests):
        columns[TEST] = [None if each is None else 100 * each for each in tests]
    reached = [run.first_with(ENOUGH) for run in runs.values()]
    columns[REACHED] = [each[0] if each else None for each in reached]
    if any(each and each[0] > each[1] + 1 for each in reached):
        columns[BEFORE] = [each[1] if each and each[0] > each[1] else None for each in reached]
    return columns


def _value(name: str, recipe: Recipe, first: Recipe) -> Any:
    """A setting's value as a cell; of a visitor's own points only whether they are those of the first run."""
    value = getattr(recipe, name)
    if not matters(name, recipe):
        return None
    if isinstance(options(Recipe)[name], Packed):
        return _("as in the first run") if value == first.points else _("others")
    return value


def table_csv(columns: Mapping[str, Sequence[Any]]) -> str:
    """Columns by heading as CSV, in English and with all digits; an empty cell for None."""
    file = StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(columns)
    table.writerows(zip(*columns.values(), strict=True))
    return file.getvalue()
