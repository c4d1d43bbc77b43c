"""Names of downloads, which say what is inside."""

import re

from playground.pages.digits.lesson import DigitsRecipe
from playground.training import Recipe, RunGroup


def dataset_name(recipe: Recipe) -> str:
    """The name of a run's samples."""
    return "digits" if isinstance(recipe, DigitsRecipe) else recipe.dataset


def file_name(runs: RunGroup, ending: str) -> str:
    """The name of a file about the current state of these runs, such as ``flower-tanh-4-iteration-3000.ipynb``.

    Hidden layers are named by their units, and several runs by how they differ: their first weights.

    Parameters
    ----------
    runs : the runs
    ending : file name extension, without the dot
    """
    recipe = runs.first.recipe
    network = [*dict.fromkeys(recipe.activations), *map(str, recipe.hidden)] if recipe.hidden else ["no-hidden-layer"]
    starts = ["-and-".join(run.recipe.initialisation for run in runs.values())] if len(runs) > 1 else []
    words = [dataset_name(recipe), *network, *starts, f"iteration-{runs.iteration}"]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-") + f".{ending}"
