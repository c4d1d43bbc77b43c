"""What the answers of presets are made from: a run's numbers as part of a sentence."""

import numpy as np

from playground.training import Run, RunGroup, verdict
from playground.training.formatting import decimals, percent


def after(runs: RunGroup) -> str:
    """How many iterations were made, as a sentence begins: "After 3,000 iterations,"."""
    return f"After {iterations(runs)},"


def iterations(runs: RunGroup) -> str:
    """How many were made: "3,000 iterations"."""
    return f"{runs.iteration:,} iteration{'' if runs.iteration == 1 else 's'}"


def cost(run: Run) -> str:
    """The cost now: "0.2339"."""
    return decimals(run.measure().cost)


def accuracy(run: Run) -> str:
    """The share of the training points that the network classifies correctly: "90.5 %"."""
    return percent(run.measure().accuracy)


def what_the_cost_did(run: Run) -> str:
    """Since iteration 0, as it follows "the cost": "has fallen from 0.6930 to 0.2339"."""
    first, last = run.history.points[0].cost, run.measure().cost
    if decimals(first) == decimals(last):
        return f"is still {decimals(last)}"
    return f"has {'fallen' if last < first else 'risen'} from {decimals(first)} to {decimals(last)}"


def any_weight_has_moved(run: Run) -> bool:
    """Whether any weight is another than at first, if only in its last bit."""
    weights = [name for name in run.first if name.startswith("W")]
    return not all(np.array_equal(run.parameters[name], run.first[name]) for name in weights)


def how_units_differ(run: Run) -> str:
    """How many of the hidden units do work of their own: "all 4 units differ"."""
    judged = verdict(run.evaluate(), run.first)
    if judged.distinct == judged.units:
        return f"all {judged.units} units differ"
    return f"the {judged.units} units work as {'one' if judged.distinct == 1 else judged.distinct}"
