"""Which runs can be written as code; any other is refused with a sentence."""

from dataclasses import replace

from playground.language import _, listed
from playground.language.labels import RESET
from playground.training import Recipe, Run, RunGroup
from playground.training.options import defaults, options

from .samples import INPUTS

WRITTEN = {
    *("dataset", "noise", "samples", "class_share", "classes", "data_seed", "test_share", "points", *INPUTS),
    *("activation", "later_activation", "depth", "n_h", "initialisation", "scale", "seed"),
    *("learning_rate", "update_rule", "batch_size", "batch_seed", "l2", "l1", "schedule", "half_life"),
    *("limit", "stop", "patience", "plain_products"),  # they do not affect what a script prints
}
"""The settings that the code supports; a run in which any other differs from its default is rejected.

So a new setting can't make a script's numbers differ from the page's: add it here once the code implements it.
"""


def check(runs: RunGroup) -> None:
    """Refuse runs that can't be written as code.

    Raises
    ------
    ValueError
        The message says why, and what to do.
    """
    for run in runs.values():
        _check(run, runs.first.recipe)


def _check(run: Run, first: Recipe) -> None:
    """``first``: the recipe of the first of the runs."""
    same = replace(run.recipe, initialisation=first.initialisation, scale=first.scale)
    if run.nudged:
        raise ValueError(
            _(
                "A weight of this run was set or frozen by hand, which the code does not do. Press {reset} and "
                "play again to write it down.",
                reset=RESET,
            )
        )
    if same != first or not run.recipe.has_biases:
        raise ValueError(_("Only runs of whole networks that differ in nothing but their starts can be written down."))
    if run.event_log is None:
        raise ValueError(
            _(
                "The learning rate of this run has been changed so often that not all of it is remembered. Press "
                "{reset} and play again to write it down.",
                reset=RESET,
            )
        )
    if unknown := _not_written(run.recipe):
        raise ValueError(
            _(
                "This run can't be written as a script: there is no code for {settings}. Set this back to its "
                "default and play again to write the run down.",
                settings=listed(unknown),
            )
        )


def _not_written(recipe: Recipe) -> list[str]:
    """The labels of the settings that have an effect but that the code does not support."""
    usual = defaults(type(recipe))
    return [
        spec.label
        for name, spec in options(recipe).items()
        if name not in WRITTEN and getattr(recipe, name) != usual[name]
    ]
