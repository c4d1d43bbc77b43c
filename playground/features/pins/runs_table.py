"""A table of runs: how they differ, and how far they have come."""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.language import _, number
from playground.training import Recipe, differing, matters
from playground.training.difference import iterations_in_words, rates_in_words
from playground.training.history import Measurement
from playground.training.options import Packed, options
from playground.training.scores import ACCURACY, R_SQUARED, SCORES, Score

from .pinned import Pinned

ENOUGH = 0.9
"""The table gives the iteration at which this training score was reached."""
RUN, ITERATION, COST = _("Run"), _("Iteration"), _("Cost")
BY_HAND = _("Changed by hand at")
TRAIN, TEST = _("Train accuracy (%)"), _("Test accuracy (%)")
REACHED, BEFORE = _("{share} % at iteration", share=number(100 * ENOUGH, "g")), _("Not yet at")

Columns = dict[str, list[Any]]


PERCENT: dict[str, str] = {ACCURACY.train: TRAIN, ACCURACY.test: TEST}
"""Headings of scores that stand there in per cent, by label."""
OF_SCORES: dict[str, str] = {
    ACCURACY.column: REACHED,
    R_SQUARED.column: _("R² {score} at iteration", score=number(ENOUGH, "g")),
}
"""Headings of the iterations that reached :data:`ENOUGH`, by :attr:`Score.column`."""


def runs_table(runs: Mapping[str, Pinned]) -> Columns:
    """The table as columns by heading, with a row for each run, by its label; None for empty cells.

    A setting has a column if the runs differ in it, or if it was changed on the way of one. If a history skips
    iterations, so that :data:`ENOUGH` is only known to have been reached between two of them, the earlier one has a
    column, too. Runs with another score than the first have columns of their own.
    """
    recipes = [run.recipe for run in runs.values()]
    moments = [run.moment for run in runs.values()]
    differ = differing(*recipes)
    rates_changed = any(len(moment.rates) > 1 for moment in moments)
    columns: Columns = {RUN: list(runs)}
    for name, option in options(Recipe).items():
        if name == "learning_rate" and rates_changed:
            columns[option.label] = [rates_in_words(moment.rates) for moment in moments]
        elif name in differ:
            columns[option.label] = [_value(name, recipe, recipes[0]) for recipe in recipes]
    if any(moment.by_hand for moment in moments):
        columns[BY_HAND] = [iterations_in_words(moment.by_hand) if moment.by_hand else None for moment in moments]
    columns[ITERATION] = [run.now.iteration for run in runs.values()]
    columns[COST] = [run.now.cost for run in runs.values()]
    reached = [run.first_with(ENOUGH) for run in runs.values()]
    for score in dict.fromkeys(SCORES[run.target] for run in runs.values()):
        has = [SCORES[run.target] is score for run in runs.values()]
        columns |= _of_score(score, [run.now if mine else None for run, mine in zip(runs.values(), has, strict=True)])
        columns[OF_SCORES[score.column]] = [
            each[0] if each and mine else None for each, mine in zip(reached, has, strict=True)
        ]
    if any(each and each[0] > each[1] + 1 for each in reached):
        columns[BEFORE] = [each[1] if each and each[0] > each[1] else None for each in reached]
    return columns


def _of_score(score: Score, moments: Sequence[Measurement | None]) -> Columns:
    """The columns of a score; a row is empty where there is None, since its run has another one."""
    rows = [score.numbers(moment) if moment else {} for moment in moments]
    columns: Columns = {}
    for label in (score.train, score.test, *(score.errors or ())):
        unit = 100 if label in PERCENT else 1
        if any(label in row for row in rows):
            columns[PERCENT.get(label, label)] = [unit * row[label] if label in row else None for row in rows]
    return columns


def _value(name: str, recipe: Recipe, first: Recipe) -> Any:
    """A setting's value as a cell; for a visitor's own points only whether they are those of the first run."""
    value = getattr(recipe, name)
    if not matters(name, recipe):
        return None
    if isinstance(options(Recipe)[name], Packed):
        return _("as in the first run") if value == first.points else _("others")
    return value
