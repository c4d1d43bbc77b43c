"""Runs to take along, and code as it runs where this app is not installed."""

import builtins
import contextlib
import io
import re
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from playground.data import Dataset
from playground.pages.digits.lesson import DIGITS
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Experiment, Recipe, RunGroup


class Points(Recipe):
    """Samples that no formula makes."""

    classes_of_them = 2

    def data(self) -> tuple[Dataset, Dataset]:
        random = np.random.RandomState(self.data_seed)
        labels = np.arange(30) % self.classes_of_them
        names = [f"kind {label}" for label in range(self.classes_of_them)]
        both = Dataset(random.randn(2, 30), labels, names, ("width", "height"))
        return both.split(self.test_share / 100, self.data_seed)


class ThreeKinds(Points):
    """The same with three classes."""

    classes_of_them = 3


def alone(recipe: Recipe | None = None, **settings: Any) -> Experiment:
    """One run, of the playground's settings or of another recipe."""
    return Experiment.alone(replace(recipe or Recipe(), **settings))


def digits(**settings: Any) -> Experiment:
    """The run of Digits with these settings."""
    chosen, notes = DIGITS.settings.read(settings)
    assert not notes
    return DIGITS.experiment(chosen)


def zero_or_random(**settings: Any) -> Experiment:
    """The two runs of Zero or random with these settings."""
    chosen, notes = ZERO_OR_RANDOM.settings.read(settings)
    assert not notes
    return ZERO_OR_RANDOM.experiment(chosen)


def trained(experiment: Experiment, iterations: int) -> RunGroup:
    """Its runs after so many iterations."""
    runs = RunGroup(experiment)
    runs.advance(iterations)
    return runs


def change_rate(runs: RunGroup, learning_rate: float) -> None:
    """Another learning rate from now on."""
    changed = {
        name: variant._replace(recipe=replace(variant.recipe, learning_rate=learning_rate))
        for name, variant in runs.experiment.items()
    }
    runs.adjust(Experiment(changed))


class Outcome(NamedTuple):
    """What a script has defined and printed, and the costs and accuracies (0 to 1) among that."""

    names: dict[str, Any]
    printed: str
    scores: list[tuple[float, float]]


def elsewhere() -> dict[str, Any]:
    """The names of a fresh program that can't import this app."""

    def guarded(name: str, *rest: Any) -> Any:
        if name.split(".")[0] in ("playground", "streamlit"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return __import__(name, *rest)

    return {"__name__": "__main__", "__builtins__": {**vars(builtins), "__import__": guarded}}


def ran(code: str) -> Outcome:
    """Run a script where this app is not installed."""
    names, printed = elsewhere(), io.StringIO()
    with contextlib.redirect_stdout(printed), np.errstate():
        exec(compile(code, "script.py", "exec"), names)
    return Outcome(names, printed.getvalue(), scores(printed.getvalue()))


def scores(text: str) -> list[tuple[float, float]]:
    """The costs and accuracies that a script has printed."""
    found = re.findall(r"cost ([\w.+-]+), accuracy \S+ % \((\d+) of (\d+)\)", text)
    return [(float(cost), int(right) / int(of)) for cost, right, of in found]


def measured(runs: RunGroup) -> list[tuple[float, float]]:
    """What the page shows: the cost and the accuracy of the training samples, then of the test samples, of each run."""
    shown = []
    for run in runs.values():
        now = run.measure()
        shown.append((now.cost, now.score))
        if now.test_cost is not None and now.test_score is not None:
            shown.append((now.test_cost, now.test_score))
    return shown
