"""Small batches: runs that differ in the batch size alone, and what is asked of their gradients and costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from playground.data import DATASETS
from playground.language import Message, _, listed, ngettext, sentences
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.lessons.rising_cost import rises
from playground.training import Experiment, Recipe, Run, RunGroup, Settings, View, difference
from playground.training.formatting import decimals, hundredths, percent
from playground.training.options import Choice, Ordered, Whole, option
from playground.training.ranges import BATCH_SIZES

from .batch_gradients import BATCHES, Gradients, draws

FOLLOWS = 0.9
"""A spread of at least this share of the one predicted follows it."""
HALF = 0.5
"""A range up to this share of another is clearly narrower."""
RECENT = 100
"""Recent updates that a sentence refers to."""


def _size(default: int, label: str, help: str) -> int:
    return option(default, Whole(label=label, help=help, least=0, most=1000, marks=BATCH_SIZES, zero="all"))


@dataclass(frozen=True)
class BatchSizes:
    """The batch sizes to be compared."""

    size_1: int = _size(
        4, _("Batch size 1"), _("Samples that each update of the first run looks at; 0 stands for all of them.")
    )
    size_2: int = _size(
        32, _("Batch size 2"), _("Samples that each update of the second run looks at; 0 stands for all of them.")
    )
    size_3: int = _size(
        0, _("Batch size 3"), _("Samples that each update of the third run looks at; 0 stands for all of them.")
    )


@dataclass(frozen=True)
class Timed:
    """The number of samples for the measurement by the clock."""

    timed_samples: str = option(
        "40000",
        Ordered(
            label=_("Samples for timing"),
            help=_("How many points of the same kind the timed runs learn from."),
            names=("400", "4000", "40000"),
        ),
    )


def batch(recipe: Recipe, samples: int) -> int:
    """The number of samples per update, out of ``samples``."""
    return recipe.batch_size if 0 < recipe.batch_size < samples else samples


def size_label(size: int, samples: int) -> str:
    """A label for a batch size: "4 samples", "all 400"."""
    return _("all {n:,}", n=samples) if size == samples else ngettext("{n:,} sample", "{n:,} samples", size)


def experiment(chosen: Chosen) -> Experiment:
    """Three runs from the same first weights that differ only in the batch size."""
    recipe: Recipe = chosen[Recipe]
    recipes = {name: replace(recipe, batch_size=size) for name, size in vars(chosen[BatchSizes]).items()}
    return Experiment.compare(
        {name: (size_label(batch(each, each.samples), each.samples), each) for name, each in recipes.items()}
    )


def size_of(run: Run) -> int:
    """The number of samples per update of a run."""
    return batch(run.recipe, run.Y.shape[1])


def reference(runs: RunGroup) -> Run:
    """The run at whose weights gradients are compared: that with the largest batches, the last one if several tie."""
    return max([*runs.values()][::-1], key=size_of)


def _sizes_named(runs: RunGroup, figures: Sequence[str]) -> str:
    """Each figure with its batch size: "0.31 (4 samples), 0.29 (all 400)"."""
    named = zip(figures, runs.experiment.labels, strict=True)
    return listed([_("{figure} ({label})", figure=figure, label=label) for figure, label in named])


def samples_looked_at(run: Run) -> int:
    """The number of samples in all updates of a run together; the last batch of an epoch may be smaller."""
    epochs, updates = divmod(run.iteration, run.optimiser.updates_per_epoch)
    m = run.Y.shape[1]
    return epochs * m + min(m, updates * size_of(run))


def half_way(runs: RunGroup) -> dict[str, int]:
    """The iteration at which each run was first half-way from its first cost to the lowest of all."""
    costs = {name: [*run.history.points, run.measure()] for name, run in runs.items()}
    lowest = min(point.cost for points in costs.values() for point in points)
    found = {}
    for name, points in costs.items():
        half = (points[0].cost + lowest) / 2
        found[name] = next((point.iteration for point in points if point.cost <= half), runs.iteration + 1)
    return found


def _first(runs: RunGroup) -> Found:
    """The run whose cost was half-way down first, and which rose least often."""
    half = half_way(runs)
    first = min(half, key=half.__getitem__)
    rose = {name: rises(run) for name, run in runs.items()}
    smoothest = min(reversed(rose), key=rose.__getitem__)
    return first, {
        "first": runs.experiment[first].label,
        "iteration": half[first],
        "smoothest": runs.experiment[smoothest].label,
        "share": percent(rose[smoothest]),
    }


def _how_smoothly(runs: RunGroup) -> str:
    """When the first cost was half-way down, how often the smoothest rose, and all costs."""
    return sentences(
        _(
            "The cost with {first} was half-way down at iteration {iteration:,}; that with {smoothest} rose in {share} "
            "of its steps.",
            **_first(runs)[1],
        ),
        _(
            "Costs: {costs}.",
            costs=listed([decimals(run.measure().cost, 3) for run in runs.values()]),
        ),
    )


def _uphill(runs: RunGroup) -> Found:
    """For each size the share of batches that lead uphill, at the weights where they are compared."""
    of = reference(runs)
    gradients = Gradients(of.evaluate())
    shares = [
        gradients.cloud(draws(of.Y.shape[1], size_of(run), seed=of.recipe.batch_seed)).uphill for run in runs.values()
    ]
    return band(shares[0], (0.1, 0.5)), {
        "uphill": _sizes_named(runs, [hundredths(share, 0) for share in shares]),
        "n": round(shares[0] * BATCHES),
        "batches": BATCHES,
    }


def recent_range(runs: RunGroup) -> tuple[float, float]:
    """The lowest and the highest recent cost of the run with the first batch size."""
    since = max(0, runs.iteration - RECENT)
    run = runs.first
    costs = [run.measure().cost, *(point.cost for point in run.history.points if point.iteration >= since)]
    return min(costs), max(costs)


def _range(runs: RunGroup) -> str:
    return _(
        "{least} to {most}",
        **{end: decimals(cost, 3) for end, cost in zip(("least", "most"), recent_range(runs), strict=True)},
    )


def how_calm(runs: RunGroup) -> str:
    """The recent range of the cost with the first batch size."""
    return _("Of late, the cost of the first run has ranged from {range}.", range=_range(runs))


def _half_as_wide(runs: RunGroup, others: RunGroup) -> Found:
    """Whether that range is at most half as wide as in other runs."""
    (least, most), (least_there, most_there) = recent_range(runs), recent_range(others)
    width, there = most - least, most_there - least_there
    # Of the ends as they are said: the answer has both.
    said = {
        "width": decimals(round(most, 3) - round(least, 3), 3),
        "there": decimals(round(most_there, 3) - round(least_there, 3), 3),
    }
    return width <= HALF * there, said


def _beside_a_steady_rate(runs: RunGroup, others: RunGroup) -> str:
    """The same range beside that of the first preset."""
    return _(
        "Of late, the cost of the run with batches of {size:,} has ranged from {range}; with *{settings}*, from "
        "{there}.",
        size=size_of(runs.first),
        range=_range(runs),
        settings=difference(others.first.recipe, runs.first.recipe),
        there=_range(others),
    )


def _by_root(runs: RunGroup) -> Found:
    """Whether the spread of the second run's batches, as measured, is that predicted by 1/√b."""
    of, size = reference(runs), size_of(list(runs.values())[1])
    gradients = Gradients(of.evaluate())
    found = gradients.cloud(draws(of.Y.shape[1], size, seed=of.recipe.batch_seed)).spread
    by_root = gradients.spread.independent(size)
    values = {"size": size, "found": found, "by_root": by_root}
    return found > FOLLOWS * by_root, values


def _hardly_strays(runs: RunGroup) -> Message | str:
    """Why the spread is smaller, if it is."""
    follows, values = _by_root(runs)
    return "" if follows else HARDLY_STRAYS.filled(**values)


CALMER = Outcome(_half_as_wide, also=_beside_a_steady_rate, instead=_("Three batch sizes"), compares=True)
FIRST = _("The cost with {first} drops first, that with {smoothest} most smoothly.")
FOLLOWS_ROOT = _("Yes: they stray by {found:.2g}; by 1/√b it would be {by_root:.2g}.")
BELOW_ROOT = _("No: they stray by {found:.2g}; by 1/√b it would be {by_root:.2g}.")
HARDLY_STRAYS = _("A batch that has most of the samples, such as {size}, can hardly stray.")
SMALL_BATCHES_PRESETS = (
    Preset(
        _("Three batch sizes"),
        {},
        _("Batches of 4, of 32 or of all 400 samples: which cost drops first, and which most smoothly?"),
        _("the cloud: each dot is a batch’s gradient, the arrow that of all."),
        Outcome(
            _first,
            {
                "size_1": (_("That of 4 drops first"), FIRST),
                "size_2": (_("That of 32 drops first"), FIRST),
                "size_3": (_("That of all drops first"), FIRST),
            },
            also=_how_smoothly,
            by_seed=True,
        ),
    ),
    Preset(
        _("One or two"),
        {"size_1": 1, "size_2": 2},
        _("At the end, how many of 100 batches of one sample lead uphill: even a short step raises the cost?"),
        _("the dots to the left of 0: a step against these goes uphill."),
        Outcome(
            _uphill,
            {0: (_("Fewer than 10"), ""), 1: (_("10 to 49"), ""), 2: (_("50 or more"), "")},
            ngettext("{n} of {batches} leads uphill.", "{n} of {batches} lead uphill."),
            _("By batch size, out of {batches}: {uphill}."),
            instead=_("Almost all"),
            by_seed=True,
        ),
    ),
    Preset(
        _("Short steps"),
        {"limit": 1000, "learning_rate": 0.05},
        _("The learning rate is a tenth of what it was. Will small batches shake the cost as much as before?"),
        _("the cost curve of batches of 4: how far up and down does it go?"),
        CALMER._replace(
            table={
                True: (_("At most half as much"), _("No: of late it moved by {width}, at the higher rate by {there}.")),
                False: (_("About as much"), _("Yes: of late it moved by {width}, at the higher rate by {there}.")),
            },
            since=500,
        ),
        against={},
        alone=Outcome(says=how_calm),
    ),
    Preset(
        _("A falling rate"),
        {"schedule": "1/t", "half_life": 100},
        _("The rate falls, to a half after 100 updates, to a third after 200. Will small batches come to rest?"),
        _("the cost curve of batches of 4, at first and later on."),
        CALMER._replace(
            table={
                True: (_("Yes, nearly"), _("Nearly: of late the cost moved by {width}, at a steady rate by {there}.")),
                False: (
                    _("No, they keep shaking"),
                    _("No: of late the cost moved by {width}, at a steady rate by {there}."),
                ),
            },
            since=300,
        ),
        against={},
        alone=Outcome(says=how_calm),
    ),
    Preset(
        _("Almost all"),
        {"size_1": 100, "size_2": 300, "size_3": 399},
        _("A batch of 300 takes most of the 400 samples. Does its typical distance still follow 1/√b?"),
        _("the dots on the right: are they on the dashed line?"),
        Outcome(
            _by_root,
            {
                True: (_("Yes, it still does"), FOLLOWS_ROOT),
                False: (_("No, it is smaller"), BELOW_ROOT),
            },
            also=_hardly_strays,
            since=1,
            instead=_("One or two"),
        ),
    ),
)


SMALL_BATCHES = Lesson(
    Settings(
        records=(Recipe(n_h=8, initialisation="xavier", learning_rate=0.5, limit=500), BatchSizes()),
        aside=(View(), Timed()),
        row=("size_1", "size_2", "size_3", "learning_rate", "dataset", "n_h"),
        actions=("timed_samples",),  # beside the button that measures, further down
        groups={
            _("Data"): ("noise", "samples", "data_seed"),
            _("Network"): ("activation",),
            _("Initialisation"): ("seed", "batch_seed"),
            _("Training"): ("schedule", "half_life", "limit"),
            _("View"): ("speed", "log_cost", "log_iteration"),
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
    _("An update looks at a few samples, a batch. How far does its gradient stray, and what does that do to the cost?"),
    SMALL_BATCHES_PRESETS,
)
