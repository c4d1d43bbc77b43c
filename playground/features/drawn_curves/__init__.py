"""Drawn curves: before a run, a visitor draws the cost curve and the boundary that they expect of it."""

from playground.features.feature import MANY, NAME, CommandSpec, Feature

FEATURE = Feature(
    name="drawn_curves",
    parts=("recording", "screen"),
    commands={"expect": CommandSpec(arguments={"name": NAME, "points": MANY}, replaces=True, changes_run=False)},
)
