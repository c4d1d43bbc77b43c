"""Small batches: the gradients of a few samples at a time, how far they stray from that of all, and what they cost."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import DATASETS
from playground.language import _, listed, ngettext, number, sentences
from playground.nn import Network
from playground.training import Experiment, Recipe, Run, RunGroup, Settings, View
from playground.training.formatting import decimals
from playground.training.options import Choice, Ordered, Whole, option

from .answers import iterations
from .lesson import Chosen, Lesson, Preset

BATCHES = 100
"""Of each size, whose gradients are looked at."""
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Batch sizes for which the spread is measured, as far as there are so many samples; and that of all samples."""
RECENT = 100
"""Updates that a sentence looks back on."""
SECONDS = 0.3
"""For so long each batch size is timed."""
PIECES = 40
"""In so many pieces, with the cost of all samples after each."""


def gradients_of_samples(network: Network) -> NDArray:
    """The gradient that each sample alone would have, after a backward pass of all; (numbers, m).

    Its numbers are those of every weight and bias, layer by layer. The mean over the samples is the gradient of all.
    """
    m = network.Y.shape[1]
    # dW of one sample is its dZ times its inputs, and db its dZ: what a batch's gradient is the mean of.
    return np.concatenate([(layer.dZ[:, np.newaxis] * layer.before.A_and_1).reshape(-1, m) for layer in network.layers])


def draws(samples: int, size: int, batches: int = BATCHES, seed: int = 3) -> NDArray:
    """Random batches as the weights of a mean, (samples, batches): 1 / size where a sample belongs to a batch, else 0.

    No sample is in a batch twice, as where each epoch takes every sample once.
    """
    random = np.random.RandomState([seed, size])
    places = random.rand(samples, batches).argsort(axis=0)[:size]
    weights = np.zeros((samples, batches))
    np.put_along_axis(weights, places, 1 / size, axis=0)
    return weights


class Spread(NamedTuple):
    """How far gradients of batches stray from that of all: the root of the mean squared distance.

    Attributes
    ----------
    of_one : for batches of one sample, over all of them
    samples : how many there are
    """

    of_one: float
    samples: int

    def independent(self, size: float) -> float:
        """What it would be if each sample of a batch were drawn from all: ``of_one / √b``."""
        return float(self.of_one / np.sqrt(size))

    def expected(self, size: float) -> float:
        """What it is on average over all batches: smaller, since no sample is in a batch twice.

        The more of all samples a batch holds, the less it can stray: ``of_one / √b · √((m - b) / (m - 1))``.
        """
        if self.samples == 1:
            return 0.0
        return self.independent(size) * float(np.sqrt((self.samples - size) / (self.samples - 1)))


class Cloud(NamedTuple):
    """The gradients of batches of one size, and that of all samples.

    Attributes
    ----------
    along, across : (batches,) of each its part along the gradient of all, and its part across it
    uphill : the share of batches against whose gradient a step raises the cost of all, however short it is, 0 to 1
    spread : the root of the mean squared distance from the gradient of all, in all directions
    """

    along: NDArray
    across: NDArray
    uphill: float
    spread: float


class Gradients:
    """The gradients of all samples, of each, and of batches, at one moment.

    Parameters
    ----------
    network : after a backward pass of all samples
    """

    def __init__(self, network: Network) -> None:
        self.each = gradients_of_samples(network)
        self.mean = self.each.mean(axis=1)
        self.length = float(np.linalg.norm(self.mean))
        self._strays = self.each - self.mean[:, np.newaxis]
        self.spread = Spread(float(np.sqrt((self._strays**2).sum(axis=0).mean())), self.each.shape[1])

    @cached_property
    def axes(self) -> tuple[NDArray, NDArray]:
        """The two directions of the plane, (numbers,) each of length 1, at right angles to each other.

        The first is that of the gradient of all. Of those across it the second is the one in which the samples'
        gradients differ most; of its two signs that which has the longer tail on the positive side.
        """
        along = self.mean / self.length if self.length else np.eye(len(self.mean))[0]
        strays = self._strays - np.outer(along, along @ self._strays)
        across = np.linalg.eigh(strays @ strays.T)[1][:, -1]
        across -= (across @ along) * along  # nothing but rounding, unless they differ nowhere across it
        if np.linalg.norm(across) < 1e-9:  # as where all units are dead: any direction across will do
            across = np.eye(len(along))[np.abs(along).argmin()]
            across -= (across @ along) * along
        across /= np.linalg.norm(across)
        return along, across * (1 if ((across @ strays) ** 3).sum() >= 0 else -1)

    @property
    def size_of_equal_length(self) -> float:
        """The batch size at which the spread is as large as the gradient of all is long."""
        m, square = self.spread.samples, self.spread.of_one**2
        return m * square / (self.length**2 * (m - 1) + square)

    def cloud(self, weights: NDArray) -> Cloud:
        """Of batches from :func:`draws`."""
        batches = self.each @ weights
        along, across = (axis @ batches for axis in self.axes)
        spread = np.sqrt(((batches - self.mean[:, np.newaxis]) ** 2).sum(axis=0).mean())
        return Cloud(along, across, float((along < 0).mean()), float(spread))


def measured_sizes(samples: int) -> list[int]:
    """The batch sizes for which the spread is measured."""
    return [*(size for size in SIZES if size < samples), samples]


def _size(default: int, label: str, help: str) -> int:
    return option(default, Whole(label=label, help=help, least=0, most=1000, exact=True))


@dataclass(frozen=True)
class BatchSizes:
    """The batch sizes that are compared."""

    size_1: int = _size(
        4, _("First batch size"), _("Samples that each update of the first run looks at; 0 stands for all of them.")
    )
    size_2: int = _size(
        32, _("Second batch size"), _("Samples that each update of the second run looks at; 0 stands for all of them.")
    )
    size_3: int = _size(
        0, _("Third batch size"), _("Samples that each update of the third run looks at; 0 stands for all of them.")
    )


@dataclass(frozen=True)
class Timed:
    """How many samples there are where seconds are measured."""

    timed_samples: str = option(
        "40000",
        Ordered(
            label=_("Samples for timing"),
            help=_("How many points of the same kind the timed runs learn from."),
            names=("400", "4000", "40000"),
        ),
    )


def batch(recipe: Recipe, samples: int) -> int:
    """How many samples an update looks at, of so many."""
    return recipe.batch_size if 0 < recipe.batch_size < samples else samples


def size_label(size: int, samples: int) -> str:
    """A batch size in a few words: "4 samples", "all 400"."""
    return _("all {n:,}", n=samples) if size == samples else ngettext("{n:,} sample", "{n:,} samples", size)


def experiment(chosen: Chosen) -> Experiment:
    """Three runs from the same first weights, in which nothing but the batch size differs."""
    recipe: Recipe = chosen[Recipe]
    recipes = {name: replace(recipe, batch_size=size) for name, size in vars(chosen[BatchSizes]).items()}
    return Experiment.compare(
        {name: (size_label(batch(each, each.samples), each.samples), each) for name, each in recipes.items()}
    )


def size_of(run: Run) -> int:
    """How many samples an update of a run looks at."""
    return batch(run.recipe, run.Y.shape[1])


def reference(runs: RunGroup) -> Run:
    """The run at whose weights gradients are compared: that with the largest batches, the last one of several."""
    return max([*runs.values()][::-1], key=size_of)


class Timing(NamedTuple):
    """A run by the clock.

    Attributes
    ----------
    size, samples : how many samples each update looked at, of how many
    updates : how many were made
    seconds, costs : since the first update, and of all samples, whenever the cost was measured
    diverged : whether it ended there because its cost was no number any more
    """

    size: int
    samples: int
    updates: int
    seconds: Sequence[float]
    costs: Sequence[float]
    diverged: bool = False


def timed(recipe: Recipe, samples: int, clock: Callable[[], float] = time.perf_counter) -> Timing:
    """Train on so many samples for :data:`SECONDS`, not counting the time that measuring the cost takes.

    ``clock``: seconds; tests bring their own.
    """
    run = Run(replace(recipe, samples=samples))
    network = run.first_network()
    optimiser = recipe.optimiser(network)
    updates, next_ones = 0, 1
    seconds, costs = [0.0], [network.cost()]
    while seconds[-1] < SECONDS:
        begin = clock()
        with np.errstate(over="ignore", invalid="ignore"):
            optimiser.train(next_ones, recipe.learning_rate, updates)
            took = max(clock() - begin, 1e-9)
            network.forward()
            cost = network.cost()
        updates += next_ones
        seconds.append(seconds[-1] + took)
        if not np.isfinite(cost):
            return Timing(size_of(run), samples, updates, seconds, [*costs, costs[-1]], diverged=True)
        costs.append(cost)
        next_ones = max(1, min(2 * next_ones, round(next_ones * SECONDS / PIECES / took)))
    return Timing(size_of(run), samples, updates, seconds, costs)


def _sizes_named(runs: RunGroup, figures: Sequence[str]) -> str:
    """Each figure with the batch size that it belongs to: "0.31 (4 samples), 0.29 (all 400)"."""
    named = zip(figures, runs.experiment.labels, strict=True)
    return listed([_("{figure} ({label})", figure=figure, label=label) for figure, label in named])


def samples_looked_at(run: Run) -> int:
    """How many samples the updates of a run have looked at together; the last batch of an epoch may be smaller."""
    epochs, updates = divmod(run.iteration, run.optimiser.updates_per_epoch)
    m = run.Y.shape[1]
    return epochs * m + min(m, updates * size_of(run))


def what_they_looked_at(runs: RunGroup) -> str:
    """The cost of each run, and how many samples it has looked at."""
    costs = _sizes_named(runs, [decimals(run.measure().cost, 3) for run in runs.values()])
    looked_at = listed([number(samples_looked_at(run)) for run in runs.values()])
    return sentences(
        _("After {iterations}, the costs are {costs}.", iterations=iterations(runs), costs=costs),
        _("Samples looked at: {samples}.", samples=looked_at),
    )


def how_many_lead_uphill(runs: RunGroup) -> str:
    """Of each size the share of batches that lead uphill, at the weights where they are compared."""
    of = reference(runs)
    gradients = Gradients(of.evaluate())
    shares = [
        gradients.cloud(draws(of.Y.shape[1], size_of(run), seed=of.recipe.batch_seed)).uphill for run in runs.values()
    ]
    return _(
        "After {iterations}, of {batches} batches of each size, {uphill} lead uphill.",
        iterations=iterations(runs),
        batches=BATCHES,
        uphill=_sizes_named(runs, [number(100 * share, ".0f") for share in shares]),
    )


def how_calm(runs: RunGroup) -> str:
    """Between which costs each run was of late."""
    since = max(0, runs.iteration - RECENT)
    ranges = []
    for run in runs.values():
        costs = [run.measure().cost, *(point.cost for point in run.history.points if point.iteration >= since)]
        ranges.append(_("{least} to {most}", least=decimals(min(costs), 3), most=decimals(max(costs), 3)))
    return _(
        "After {iterations}, the costs of late range from {ranges}.",
        iterations=iterations(runs),
        ranges=_sizes_named(runs, ranges),
    )


def whether_one_over_root(runs: RunGroup) -> str:
    """The spread of the second run's batches, as it is and as 1/√b would have it."""
    of, size = reference(runs), size_of(list(runs.values())[1])
    gradients = Gradients(of.evaluate())
    found = gradients.cloud(draws(of.Y.shape[1], size, seed=of.recipe.batch_seed)).spread
    return sentences(
        _("No: a batch that has most of the samples can hardly stray."),
        _(
            "After {iterations}, batches of {size} stray by {found:.2g}; by 1/√b it would be {by_root:.2g}.",
            iterations=iterations(runs),
            size=size,
            found=found,
            by_root=gradients.spread.independent(size),
        ),
    )


SMALL_BATCHES_PRESETS = (
    Preset(
        _("Three batch sizes"),
        {},
        _("Each update looks at 4 samples, at 32, or at all 400. Which cost will drop first, and which most smoothly?"),
        _("the cloud: each dot is the gradient of one batch. The arrow is that of all samples."),
        what_they_looked_at,
    ),
    Preset(
        _("One or two"),
        {"size_1": 1, "size_2": 2},
        _("With one sample at a time, how many of 100 batches lead uphill, so that even a short step raises the cost?"),
        _("the dots to the left of 0: a step against these leads uphill."),
        how_many_lead_uphill,
    ),
    Preset(
        _("Short steps"),
        {"learning_rate": 0.05},
        _("The learning rate is a tenth of what it was. Will small batches shake the cost as much as before?"),
        _("the cost curve of 4 samples: how far up and down does it go?"),
        how_calm,
    ),
    Preset(
        _("A falling rate"),
        {"schedule": "1/t", "half_life": 100},
        _(
            "The learning rate falls: to a half after 100 updates, to a third after 200. Will small batches come to "
            "rest?"
        ),
        _("the cost curve of 4 samples, at first and later on."),
        how_calm,
    ),
    Preset(
        _("Almost all"),
        {"size_1": 100, "size_2": 300, "size_3": 399},
        _("In a batch of 300, most of the 400 samples are the same each time. Does the spread still follow 1/√b?"),
        _("the dots on the right: they leave the dashed line."),
        whether_one_over_root,
    ),
)


SMALL_BATCHES = Lesson(
    Settings(
        records=(Recipe(n_h=8, initialisation="xavier", learning_rate=0.5, limit=3000), BatchSizes()),
        aside=(View(speed="60"), Timed()),
        bar=("speed",),
        row=("size_1", "size_2", "size_3", "learning_rate", "dataset", "n_h"),
        actions=("timed_samples",),  # beside the button that measures, further down
        groups={
            _("Data"): ("noise", "samples", "data_seed"),
            _("Network"): ("activation",),
            _("Start"): ("seed", "batch_seed"),
            _("Training"): ("schedule", "half_life", "limit"),
            _("View"): ("log_cost", "log_iteration"),
        },
        specs={
            "dataset": Choice(
                label=_("Dataset"),
                help=_("What the network learns: points of two classes."),
                names=tuple(DATASETS),
            ),
            "n_h": Whole(label=_("Hidden units"), help=_("Units in the hidden layer."), least=1, most=16),
            "limit": Whole(
                label=_("Iteration limit"),
                help=_("The runs end here; raise it to go on. An iteration is one update."),
                least=1,
                most=1_000_000,
                step=1000,
                exact=True,
            ),
        },
        unused=lambda chosen: chosen[Recipe].unused_in_training & {"half_life"},
    ),
    experiment,
    _(
        "An update looks at a few samples, a *batch*. How far does its gradient stray, and what does that do to the "
        "cost?"
    ),
    SMALL_BATCHES_PRESETS,
)
