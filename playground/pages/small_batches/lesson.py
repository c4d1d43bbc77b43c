"""Small batches: runs that differ in the batch size alone, and what is asked of their gradients and costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from playground.data import DATASETS
from playground.language import _, listed, ngettext, sentences
from playground.lessons.answers import iterations
from playground.lessons.claims import Claims, bands, either, one_of
from playground.lessons.lesson import Against, Chosen, Lesson, Preset
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


def rises(run: Run) -> float:
    """The share of the recorded steps in which the cost rose, 0 to 1."""
    costs = [point.cost for point in run.history.points]
    return sum(later > earlier for earlier, later in pairwise(costs)) / max(1, len(costs) - 1)


def which_is_first_and_which_smoothest(runs: RunGroup) -> str:
    """Which cost dropped first, and which rose least often; and all of them."""
    label = {name: variant.label for name, variant in runs.experiment.items()}
    half, rose = half_way(runs), {name: rises(run) for name, run in runs.items()}
    first, smoothest = min(half, key=half.__getitem__), min(reversed(rose), key=rose.__getitem__)
    return sentences(
        _("First: {label}, half-way down at iteration {iteration:,}.", label=label[first], iteration=half[first]),
        _(
            "Most smoothly: {label}, rising in {share} of steps.",
            label=label[smoothest],
            share=percent(rose[smoothest]),
        ),
        _(
            "Costs after {iterations}: {costs}.",
            iterations=iterations(runs),
            costs=listed([decimals(run.measure().cost, 3) for run in runs.values()]),
        ),
    )


def how_many_lead_uphill(runs: RunGroup) -> str:
    """For each size the share of batches that lead uphill, at the weights where they are compared."""
    of = reference(runs)
    gradients = Gradients(of.evaluate())
    shares = [
        gradients.cloud(draws(of.Y.shape[1], size_of(run), seed=of.recipe.batch_seed)).uphill for run in runs.values()
    ]
    return _(
        "{uphill} of {batches} batches of each size lead uphill, after {iterations}.",
        uphill=_sizes_named(runs, [hundredths(share, 0) for share in shares]),
        batches=BATCHES,
        iterations=iterations(runs),
    )


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
    return _(
        "Of late, the cost of {label} has ranged from {range}, after {iterations}.",
        label=runs.experiment.labels[0],
        range=_range(runs),
        iterations=iterations(runs),
    )


def _calmer(runs: RunGroup, others: RunGroup, by: float) -> bool:
    """Whether that range is at most this share of the same range in other runs."""
    (least, most), (least_there, most_there) = recent_range(runs), recent_range(others)
    return most - least <= by * (most_there - least_there)


WITH_A_STEADY_RATE = _(
    "Of late, the cost of {label} has ranged from {range}; with *{settings}*, from {there}, after {iterations}."
)


def _beside_a_steady_rate(runs: RunGroup, others: RunGroup) -> str:
    return WITH_A_STEADY_RATE.filled(
        label=runs.experiment.labels[0],
        range=_range(runs),
        settings=difference(others.first.recipe, runs.first.recipe),
        there=_range(others),
        iterations=iterations(runs),
    )


def whether_it_shakes_as_much(runs: RunGroup, others: RunGroup) -> str:
    """The same range beside that of the first preset, which is wider if the verdict is no."""
    return sentences(_("No.") if _calmer(runs, others, HALF) else _("Yes."), _beside_a_steady_rate(runs, others))


def whether_it_comes_to_rest(runs: RunGroup, others: RunGroup) -> str:
    """The same range beside that of the first preset, which is far wider if the verdict is yes."""
    return sentences(_("Nearly.") if _calmer(runs, others, HALF) else _("No."), _beside_a_steady_rate(runs, others))


def whether_one_over_root(runs: RunGroup) -> str:
    """The spread of the second run's batches, as measured and as predicted by 1/√b."""
    of, size = reference(runs), size_of(list(runs.values())[1])
    gradients = Gradients(of.evaluate())
    found = gradients.cloud(draws(of.Y.shape[1], size, seed=of.recipe.batch_seed)).spread
    return sentences(
        _("Yes.") if _by_root(runs) else _("No: a batch that has most of the samples can hardly stray."),
        _(
            "After {iterations}, batches of {size} stray by {found:.2g}; by 1/√b it would be {by_root:.2g}.",
            iterations=iterations(runs),
            size=size,
            found=found,
            by_root=gradients.spread.independent(size),
        ),
    )


def _first(runs: RunGroup) -> str:
    """The run whose cost was half-way down first."""
    half = half_way(runs)
    return min(half, key=half.__getitem__)


def _uphill(runs: RunGroup) -> float:
    """The share of batches of the first size that lead uphill, at the weights where they are compared."""
    of = reference(runs)
    batches = draws(of.Y.shape[1], size_of(runs.first), seed=of.recipe.batch_seed)
    return Gradients(of.evaluate()).cloud(batches).uphill


def _half_as_wide(runs: RunGroup, others: RunGroup) -> bool:
    return _calmer(runs, others, HALF)


def _by_root(runs: RunGroup) -> bool:
    of, size = reference(runs), size_of(list(runs.values())[1])
    gradients = Gradients(of.evaluate())
    found = gradients.cloud(draws(of.Y.shape[1], size, seed=of.recipe.batch_seed)).spread
    return found > FOLLOWS * gradients.spread.independent(size)


SMALL_BATCHES_PRESETS = (
    Preset(
        _("Three batch sizes"),
        {},
        _("Batches of 4, of 32 or of all 400 samples: which cost drops first, and which most smoothly?"),
        _("the cloud: each dot is a batch’s gradient, the arrow that of all."),
        which_is_first_and_which_smoothest,
        claims=Claims(
            one_of(
                _first,
                {
                    "size_1": _("That of 4 drops first"),
                    "size_2": _("That of 32 drops first"),
                    "size_3": _("That of all drops first"),
                },
            ),
            since=500,
            by_seed=True,
        ),
    ),
    Preset(
        _("One or two"),
        {"size_1": 1, "size_2": 2},
        _("How many of 100 batches of one sample lead uphill, so that even a short step raises the cost?"),
        _("the dots to the left of 0: a step against these leads uphill."),
        how_many_lead_uphill,
        claims=Claims(
            bands(_uphill, (0.1, 0.3), (_("Fewer than 10"), _("10 to 29"), _("30 or more"))),
            instead=_("Almost all"),
            by_seed=True,
        ),
    ),
    Preset(
        _("Short steps"),
        {"learning_rate": 0.05},
        _("The learning rate is a tenth of what it was. Will small batches shake the cost as much as before?"),
        _("the cost curve of 4 samples: how far up and down does it go?"),
        how_calm,
        Against({}, whether_it_shakes_as_much),
        claims=Claims(
            either(_half_as_wide, _("At most half as much"), _("About as much")),
            instead=_("Three batch sizes"),
            compares=True,
        ),
    ),
    Preset(
        _("A falling rate"),
        {"schedule": "1/t", "half_life": 100},
        _("The rate falls, to a half after 100 updates, to a third after 200. Will small batches come to rest?"),
        _("the cost curve of 4 samples, at first and later on."),
        how_calm,
        Against({}, whether_it_comes_to_rest),
        claims=Claims(
            either(_half_as_wide, _("Yes, nearly"), _("No, they keep shaking")),
            instead=_("Three batch sizes"),
            compares=True,
        ),
    ),
    Preset(
        _("Almost all"),
        {"size_1": 100, "size_2": 300, "size_3": 399},
        _("In a batch of 300, most of the 400 samples are the same. Does the spread still follow 1/√b?"),
        _("the dots on the right: they leave the dashed line."),
        whether_one_over_root,
        claims=Claims(
            either(_by_root, _("Yes, it still does"), _("No, it is smaller")), since=1, instead=_("One or two")
        ),
    ),
)


SMALL_BATCHES = Lesson(
    Settings(
        records=(Recipe(n_h=8, initialisation="xavier", learning_rate=0.5, limit=3000), BatchSizes()),
        aside=(View(speed="60"), Timed()),
        row=("size_1", "size_2", "size_3", "learning_rate", "dataset", "n_h"),
        actions=("timed_samples",),  # beside the button that measures, further down
        groups={
            _("Data"): ("noise", "samples", "data_seed"),
            _("Network"): ("activation",),
            _("Start"): ("seed", "batch_seed"),
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
