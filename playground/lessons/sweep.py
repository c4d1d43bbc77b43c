"""A sweep: one setting takes several values, each with several seeds; the networks are trained one at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.nn import Parameters
from playground.training import Divergence, Event, Measurement, Recipe, Run
from playground.training.ranges import SEEDS

from .rising_cost import has_risen

SHUFFLES = 999
"""Random permutations in :meth:`Results.chance`; the observed arrangement counts, too."""


def later(seed: int, by: int) -> int:
    """The seed ``by`` after this one."""
    return (seed + by) % (SEEDS + 1)


@dataclass(frozen=True)
class Plan:
    """The plan of a sweep; equal plans give the same numbers.

    Attributes
    ----------
    names : name of the network with each value
    values : its position on the axis: numbers, or names
    recipes : all values with the first seeds, then all values with the next seeds, and so on, so that a cancelled sweep
        is a comparison, too
    title, scale : of the axis, see :class:`~playground.lessons.swept.Swept`
    largest : "largest" or "deepest" for the last network if they go from small to large; otherwise ""
    setting : name of the setting that differs, "" for the depth
    new_seeds : by how much to raise the seeds for a sweep with entirely new ones
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
        """The number of runs with each value."""
        return len(self.recipes) // len(self.values)

    @property
    def limit(self) -> int:
        """The number of networks."""
        return len(self.recipes)


def with_seeds(recipes: Sequence[Recipe], runs: int) -> tuple[Recipe, ...]:
    """The recipes with their seeds, then with the next seeds, and so on: other points, and other first weights."""
    return tuple(
        replace(recipe, data_seed=later(recipe.data_seed, by), seed=later(recipe.seed, by))
        for by in range(runs)
        for recipe in recipes
    )


class Trained(NamedTuple):
    """What is kept of a trained network; if it has diverged, its state is that just before.

    ``guess``: the score of one answer for all samples: those to test with or, if there are none, to train with;
    ``rose``: whether the cost has risen on its way.
    """

    parameters: Parameters
    measured: Measurement
    divergence: Divergence | None
    guess: float
    rose: bool = False

    def score(self, test: bool) -> float:
        """Score on the test or on the training samples."""
        score = self.measured.test_score if test else self.measured.score
        assert score is not None
        return score


class Spread(NamedTuple):
    """The range and median of several numbers."""

    lowest: float
    median: float
    highest: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Spread":
        """The spread of one or more numbers."""
        return cls(min(numbers), float(np.median(numbers)), max(numbers))

    @property
    def width(self) -> float:
        """From the lowest to the highest."""
        return self.highest - self.lowest


class Sweep:
    """Networks trained one after the other; only the current one takes much memory.

    Where a :class:`~playground.training.RunGroup` counts updates, its iteration is the number of networks trained.

    Parameters
    ----------
    experiment : what to train; a ``ValueError`` from the core is passed on

    Attributes
    ----------
    trained : the finished networks, in the order of the plan's recipes; replaced, never mutated, so that another thread
        may read it
    target : what the networks are asked for
    outputs : outputs of each network: 1, or one for each class
    samples : training and test samples of the first network
    has_test : whether there are test samples
    event_log : nothing is done to them on the way
    """

    in_step = False
    event_log: Mapping[str, Sequence[Event]] = {}

    def __init__(self, experiment: Plan) -> None:
        self.experiment = self.experiment_now = experiment
        self.recipes = experiment.recipes
        self.trained: tuple[Trained, ...] = ()
        first = Run(self.recipes[0])
        self.target, self.outputs = first.train.target, len(first.Y)
        self.samples = first.Y.shape[1], first.Y_test.shape[1]
        self.has_test = self.samples[1] > 0
        self._run: Run | None = None

    @property
    def iteration(self) -> int:
        """The number of networks trained."""
        return len(self.trained)

    @property
    def ended(self) -> bool:
        """Whether all are trained."""
        return self.iteration == self.experiment.limit

    @property
    def share(self) -> float:
        """The fraction of all iterations done, 0 to 1."""
        done, run = self.iteration, self._run  # read once: another thread may be training
        now = run.iteration / self.recipes[0].limit if run and done < self.experiment.limit else 0
        return min(1.0, (done + now) / self.experiment.limit)

    @property
    def nbytes(self) -> int:
        """Memory of the current network, in bytes; that of the others is small."""
        return self._run.nbytes if self._run else 0

    def begin(self) -> None:
        """Create the current network if there is none."""
        if not self.ended and not self._run:
            self._run = Run(self.recipes[self.iteration], checkpoint_bytes=0)

    def release(self) -> None:
        """Free the memory of the current network; its training will start over."""
        self._run = None

    def advance(self, iterations: int) -> None:
        """Train the current network for ``iterations``, or until it is done."""
        self.begin()
        if run := self._run:
            run.advance(iterations)
            if run.ended:
                guess = (run.test if self.has_test else run.train).guess
                one = Trained(run.parameters, run.measure(), run.divergence, guess, has_risen(run))
                self.trained = (*self.trained, one)
                self._run = None


class Results:
    """The results of a sweep so far; later training does not change them.

    Attributes
    ----------
    sweep : the sweep
    trained : the finished networks, in order
    iteration : their number
    by_value : the same, for each value
    """

    def __init__(self, sweep: Sweep) -> None:
        self.sweep, self.plan = sweep, sweep.experiment
        self.trained = sweep.trained  # read once: another thread of this visitor may be training
        self.iteration, count = len(self.trained), len(self.plan.values)
        self.by_value = [self.trained[number::count] for number in range(count)]

    @property
    def ended(self) -> bool:
        """Whether all are trained."""
        return self.iteration == self.plan.limit

    def finite(self, value: int) -> list[Trained]:
        """The runs with this value that have not diverged."""
        return [each for each in self.by_value[value] if not each.divergence]

    def diverged(self, value: int) -> list[Trained]:
        """The runs with this value that have diverged."""
        return [each for each in self.by_value[value] if each.divergence]

    @property
    def compared(self) -> list[int]:
        """The values whose runs can be compared: at least one is done, and none has diverged."""
        return [value for value, runs in enumerate(self.by_value) if runs and not self.diverged(value)]

    def score(self, value: int, test: bool) -> Spread | None:
        """Score of the runs with this value that have not diverged; None without any, or without test samples."""
        runs = self.finite(value)
        return Spread.of([each.score(test) for each in runs]) if runs and (self.sweep.has_test or not test) else None

    def middle(self, value: int) -> int | None:
        """The index, among all recipes, of the run with the median score, on the test samples if there are any.

        With an even number of runs the worse one of the middle two; if all have diverged, the first; None without any.
        """
        runs, count = self.by_value[value], len(self.plan.values)
        ranked = [number for number, each in enumerate(runs) if not each.divergence]
        ranked.sort(key=lambda number: runs[number].score(self.sweep.has_test))
        if ranked:
            return ranked[(len(ranked) - 1) // 2] * count + value
        return value if runs else None

    def shown(self, value: int) -> tuple[Trained | None, Dataset, Dataset]:
        """The run shown for this value, if any, and its training and test samples."""
        middle = self.middle(value)
        data = self.plan.recipes[value if middle is None else middle].data()
        return None if middle is None else self.trained[middle], *data

    @property
    def effect(self) -> float:
        """The largest difference between the medians of the compared values: the apparent effect of the setting."""
        medians = [spread.median for spread in self._spreads()]
        return max(medians) - min(medians)

    @property
    def noise(self) -> float:
        """The typical range of the runs with one value: the effect of the seeds."""
        return float(np.median([spread.width for spread in self._spreads()]))

    def _spreads(self) -> list[Spread]:
        spreads = (self.score(value, self.sweep.has_test) for value in self.compared)
        return [spread for spread in spreads if spread]

    def chance(self) -> float:
        """The p-value, 0 to 1: how often the values would differ at least this much if the setting had no effect.

        Without an effect, runs with the same seeds would be exchangeable between the values. So these runs are permuted
        among the values, in all ways or in a fixed :data:`SHUFFLES` of them: a permutation test within blocks (Fisher,
        *The Design of Experiments*, 1935, chapter 3) of the variance of the mean scores.
        """
        from scipy.stats import permutation_test  # only here: SciPy takes longer to import than all the rest

        runs = [[each.score(self.sweep.has_test) for each in self.by_value[value]] for value in self.compared]
        complete = min(map(len, runs))
        if complete < 2:
            return 1.0  # permuting single runs does not change the variance

        def variance(*scores: NDArray, axis: int) -> NDArray:
            return np.var([each.mean(axis=axis) for each in scores], axis=0)

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

    def behind(self, best: int, value: int) -> float:
        """The p-value, 0 to 1, of ``value`` being worse on test samples than ``best``, the best of the values compared.

        The values' effects are compared as in a layout of randomised blocks: the runs with the same seeds are a block,
        and what values and blocks together don't explain is chance. That ``best`` was chosen among several is made up
        for as by Dunnett (1955), *A multiple comparison procedure for comparing several treatments with a control*, but
        with Bonferroni's bound in place of his tables.
        """
        from scipy.stats import t as student_t

        tests = np.array([[each.score(test=True) for each in self.by_value[number]] for number in self.compared])
        others, runs = len(tests) - 1, tests.shape[1]
        if runs < 2:
            return 1.0  # nothing says how much chance there is
        means = tests.mean(axis=1, keepdims=True)
        freedom = others * (runs - 1)
        chance = np.sqrt(((tests - means - tests.mean(axis=0) + tests.mean()) ** 2).sum() / freedom)
        lead = float(means[self.compared.index(best), 0] - means[self.compared.index(value), 0])
        if lead <= 0 or not chance:
            return float(lead <= 0)
        return min(1.0, others * float(student_t.sf(lead / (chance * np.sqrt(2 / runs)), freedom)))
