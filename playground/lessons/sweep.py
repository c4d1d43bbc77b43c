"""A sweep: one setting takes several values, each with several seeds; every network is trained alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

from playground.data import Dataset, class_numbers
from playground.language import _, ngettext
from playground.nn import Parameters
from playground.training import Divergence, Measurement, Recipe, Run
from playground.training.recipe import SEEDS

SHUFFLES = 999
"""How often :meth:`Results.chance` lets the runs change places; as they are counts, too."""


def later(seed: int, by: int) -> int:
    """The seed that comes so many after this one."""
    return (seed + by) % (SEEDS + 1)


@dataclass(frozen=True)
class Plan:
    """What a sweep trains; equal plans give the same numbers.

    Attributes
    ----------
    names : what the network with each value is called
    values : where each stands on the axis: numbers, or names
    recipes : for each value that with the first seeds, then for each that with the next ones, and so on; so what is
        done when training is cancelled is a comparison, too
    title, scale : of the axis, as of :class:`~playground.lessons.swept.Swept`
    largest : what the last one is if they go from small to large networks, "largest" or "deepest"; otherwise ""
    setting : the name of the one that differs, "" for the depth
    new_seeds : by how much the seeds have to be raised for a sweep that has none of them
    """

    names: tuple[str, ...]
    values: tuple[Any, ...]
    recipes: tuple[Recipe, ...]
    title: str
    scale: str = "linear"
    largest: str = ""
    setting: str = ""
    new_seeds: int = 1

    @property
    def runs(self) -> int:
        """How many there are with each value."""
        return len(self.recipes) // len(self.values)


def with_seeds(recipes: Sequence[Recipe], runs: int) -> tuple[Recipe, ...]:
    """The recipes with their seeds, then with the next ones, and so on: other points, and other first weights."""
    return tuple(
        replace(recipe, data_seed=later(recipe.data_seed, by), seed=later(recipe.seed, by))
        for by in range(runs)
        for recipe in recipes
    )


class Trained(NamedTuple):
    """What is kept of a network that has been trained; one that has diverged is as it was just before.

    ``guess``: the share of the test samples, or without any of the training samples, that have the most frequent class:
    what naming it for every point gets right.
    """

    parameters: Parameters
    measured: Measurement
    divergence: Divergence | None
    guess: float

    def accuracy(self, test: bool) -> float:
        """Of the test samples, or of the training samples."""
        accuracy = self.measured.test_accuracy if test else self.measured.accuracy
        assert accuracy is not None
        return accuracy


class Spread(NamedTuple):
    """Where several numbers lie."""

    lowest: float
    median: float
    highest: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Spread":
        """That of at least one number."""
        return cls(min(numbers), float(np.median(numbers)), max(numbers))

    @property
    def width(self) -> float:
        """From the lowest to the highest."""
        return self.highest - self.lowest


class Sweep:
    """Networks that are trained one after the other, each alone; only the one whose turn it is takes much memory.

    Parameters
    ----------
    plan : what is trained; a ``ValueError`` of the core passes through

    Attributes
    ----------
    trained : those that are done, in the order of the plan's recipes; replaced, never changed, so that another thread
        may read it
    class_names : what the classes are called
    outputs : of each network: 1, or one for each class
    samples : for training and for testing, of the first network
    has_test : whether there are test samples
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.recipes, self.names = plan.recipes, plan.names
        self.trained: tuple[Trained, ...] = ()
        first = Run(self.recipes[0])
        self.class_names = first.class_names
        self.outputs = len(first.Y)
        self.samples = first.Y.shape[1], first.Y_test.shape[1]
        self.has_test = self.samples[1] > 0
        self._run: Run | None = None

    @property
    def ended(self) -> bool:
        """Whether all are trained."""
        return len(self.trained) == len(self.recipes)

    @property
    def progress(self) -> str:
        """Where it is, in words."""
        again, value = divmod(min(len(self.trained), len(self.recipes) - 1), len(self.names))
        if self.plan.runs == 1:
            return _(
                "{network}: {iteration:,} of {limit:,} iterations",
                network=self.names[value],
                iteration=self._iteration,
                limit=self.recipes[0].limit,
            )
        return ngettext(
            "{network}, run {run} of {runs}: {n:,} iteration",
            "{network}, run {run} of {runs}: {n:,} iterations",
            self._iteration,
            network=self.names[value],
            run=again + 1,
            runs=self.plan.runs,
        )

    @property
    def share(self) -> float:
        """How much of all iterations is done, 0 to 1."""
        done = len(self.trained)  # once: another thread may be at it
        now = 0 if done == len(self.recipes) else self._iteration / self.recipes[0].limit
        return min(1.0, (done + now) / len(self.recipes))

    @property
    def _iteration(self) -> int:
        run = self._run
        return run.iteration if run else 0

    @property
    def nbytes(self) -> int:
        """Memory of the network whose turn it is, in bytes; that of the others is small."""
        return self._run.nbytes if self._run else 0

    def begin(self) -> None:
        """Make the network whose turn it is, if it is not there."""
        if not self.ended and not self._run:
            self._run = Run(self.recipes[len(self.trained)], checkpoint_bytes=0)

    def let_go(self) -> None:
        """Give its memory back: its training begins anew."""
        self._run = None

    def advance(self, iterations: int) -> None:
        """Train the network whose turn it is for so many iterations, or until it is done."""
        self.begin()
        if run := self._run:
            run.advance(iterations)
            if run.ended:
                classes = class_numbers(run.Y_test if self.has_test else run.Y)
                guess = float(np.bincount(classes).max() / classes.size)
                self.trained = (*self.trained, Trained(run.parameters, run.measure(), run.divergence, guess))
                self._run = None


class Results:
    """What a sweep has come to so far; what is trained later does not change it.

    Attributes
    ----------
    sweep : whose results they are
    trained : those that are done, in order
    by_value : the same for each value
    """

    def __init__(self, sweep: Sweep) -> None:
        self.sweep, self.plan = sweep, sweep.plan
        self.trained = sweep.trained  # once: another thread of this visitor may be training
        count = len(self.plan.values)
        self.by_value = [self.trained[number::count] for number in range(count)]

    @property
    def ended(self) -> bool:
        """Whether all are trained."""
        return len(self.trained) == len(self.plan.recipes)

    def finite(self, value: int) -> list[Trained]:
        """The runs with this value that have not diverged."""
        return [each for each in self.by_value[value] if not each.divergence]

    def diverged(self, value: int) -> list[Trained]:
        """The runs with this value that have."""
        return [each for each in self.by_value[value] if each.divergence]

    @property
    def compared(self) -> list[int]:
        """The values whose runs can be compared: some are done, and none has diverged."""
        return [value for value, runs in enumerate(self.by_value) if runs and not self.diverged(value)]

    def accuracy(self, value: int, test: bool) -> Spread | None:
        """Of the runs with this value that have not diverged; None without any, or without test samples."""
        runs = self.finite(value)
        return Spread.of([each.accuracy(test) for each in runs]) if runs and (self.sweep.has_test or not test) else None

    def middle(self, value: int) -> int | None:
        """The number among all recipes of the run that is in the middle: with the median accuracy, in the test if any.

        Of an even number of runs the worse one of the two; if all have diverged, the first; None without any.
        """
        runs, count = self.by_value[value], len(self.plan.values)
        ranked = [number for number, each in enumerate(runs) if not each.divergence]
        ranked.sort(key=lambda number: runs[number].accuracy(self.sweep.has_test))
        if ranked:
            return ranked[(len(ranked) - 1) // 2] * count + value
        return value if runs else None

    def shown(self, value: int) -> tuple[Trained | None, Dataset, Dataset]:
        """The run with this value that is shown, if any, and its training and test samples."""
        middle = self.middle(value)
        data = self.plan.recipes[value if middle is None else middle].data()
        return None if middle is None else self.trained[middle], *data

    @property
    def effect(self) -> float:
        """How far the medians of the compared values are apart at most: what the setting seems to do."""
        medians = [spread.median for spread in self._spreads()]
        return max(medians) - min(medians)

    @property
    def noise(self) -> float:
        """How far the runs of one compared value are apart, of most values: what the seeds do."""
        return float(np.median([spread.width for spread in self._spreads()]))

    def _spreads(self) -> list[Spread]:
        spreads = (self.accuracy(value, self.sweep.has_test) for value in self.compared)
        return [spread for spread in spreads if spread]

    def chance(self) -> float:
        """How often the values would come out at least as different if the setting did nothing, 0 to 1.

        If it did nothing, each run with the same seeds might as well have come from any of the values. So these runs
        change places among the values, in all ways or in :data:`SHUFFLES` of them, always the same: a permutation test
        within blocks (Fisher, *The Design of Experiments*, 1935, chapter 3), of how far the mean accuracies vary.
        """
        runs = [[each.accuracy(self.sweep.has_test) for each in self.by_value[value]] for value in self.compared]
        complete = min(map(len, runs))
        if complete < 2:
            return 1.0  # whichever way single runs change places, they vary as much

        def variance(*accuracies: NDArray, axis: int) -> NDArray:
            return np.var([each.mean(axis=axis) for each in accuracies], axis=0)

        return float(
            permutation_test(
                [np.array(each[:complete]) for each in runs],
                variance,
                permutation_type="samples",
                vectorized=True,
                n_resamples=SHUFFLES,
                alternative="greater",
                rng=np.random.default_rng(0),
            ).pvalue
        )
