"""How many units, how deep: a sweep over one setting, and a comparison of depths."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

from playground.language import _, listed, ngettext
from playground.training import Recipe, Settings, name_of
from playground.training.formatting import percent, setting
from playground.training.options import Choice, Several, Whole, option, options

from .activations import UNEQUAL
from .claims import Claims, Outcomes, banded, bands, either, one_of
from .lesson import Chosen
from .starts import BRINGS, DATA, DATASET
from .sweep import Plan, Results, with_seeds
from .swept import SWEPT, UNITS, Swept

DEPTHS = (1, 2, 3, 4)
MOST_UNITS = 50
MOST_RUNS = 7


@dataclass(frozen=True)
class HowManyUnits:
    """What is compared, and with how many seeds."""

    sweep: str = option(
        UNITS,
        Choice(
            label=_("Sweep"),
            help=_("The setting in which the networks differ. Each has one of its values, and all else in common."),
            names=tuple(SWEPT),
        ),
    )
    units: tuple[int, ...] = option(
        (1, 2, 3, 4, 5, 20, 50),
        Several(
            label=_("Numbers of hidden units"),
            help=_("2 to 8 whole numbers from 1 to {most}, separated by commas.", most=MOST_UNITS),
            least=1,
            most=MOST_UNITS,
            fewest=2,
            at_most=8,
        ),
    )
    runs: int = option(
        3,
        Whole(
            label=_("Runs of each"),
            help=_(
                "How many networks are trained with each value: the next one learns other points of the same kind, "
                "from other initial weights."
            ),
            least=1,
            most=MOST_RUNS,
            step=2,
        ),
    )


def in_effect(chosen: Chosen) -> Swept:
    """What is swept: the visitor's choice, or the number of units if the choice does not apply to their own points."""
    swept, recipe = SWEPT[chosen[HowManyUnits].sweep], chosen[Recipe]
    missing = recipe.has_own_points and swept.setting in replace(recipe, **swept.change).unused
    return SWEPT[UNITS] if missing else swept


def remark(chosen: Chosen) -> str:
    """A remark if the chosen sweep is not possible, otherwise empty."""
    if in_effect(chosen) is SWEPT[chosen[HowManyUnits].sweep]:
        return ""
    return _(
        "Your own points are as they are: their {setting} can't be swept. So hidden units are.",
        setting=name_of(chosen[HowManyUnits].sweep),
    )


def by_setting(chosen: Chosen) -> Plan:
    """One hidden layer, with each value of the swept setting."""
    swept, recipe, sizes = in_effect(chosen), chosen[Recipe], chosen[HowManyUnits]
    now = sizes.units if swept is SWEPT[UNITS] else getattr(recipe, swept.setting)
    values = swept.values(HOW_MANY_UNITS_SETTINGS.spec(swept.setting), now)
    base = replace(recipe, **{"depth": 1} | dict(swept.change))
    recipes = [replace(base, **{swept.setting: value}) for value in values]
    return Plan(
        names=tuple(map(swept.name, values)),
        values=tuple(map(str, values)) if swept.scale == "category" else values,
        recipes=with_seeds(recipes, sizes.runs if swept.repeated else 1),
        title=swept.title,
        scale=swept.scale,
        largest="largest" if swept is SWEPT[UNITS] else "",
        setting=swept.setting,
        new_seeds=sizes.runs if swept.repeated else len(values),
    )


def by_depth(chosen: Chosen) -> Plan:
    """Each depth, with about as many parameters as one hidden layer of the chosen number of units."""
    recipe, runs = chosen[Recipe], chosen[HowManyUnits].runs
    outputs = len(recipe.data()[0].Y)
    parameters = number_of_parameters((recipe.n_h,), outputs)
    recipes = [replace(recipe, depth=depth, n_h=equal_units(depth, parameters, outputs)) for depth in DEPTHS]
    return Plan(
        names=tuple(
            # Translators: "3 layers of 5 units": each layer has so many.
            _(
                "{layers} of {units}",
                layers=ngettext("{n} layer", "{n} layers", depth),
                units=ngettext("{n} unit", "{n} units", each.n_h),
            )
            for depth, each in zip(DEPTHS, recipes, strict=True)
        ),
        values=DEPTHS,
        recipes=with_seeds(recipes, runs),
        title=_("hidden layers"),
        largest="deepest",
        new_seeds=runs,
    )


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    swept = in_effect(chosen)
    if swept is SWEPT[UNITS]:
        return chosen[Recipe].unused
    fixed = {*swept.change} if swept.setting == "seed" else {*swept.change, swept.setting}  # it is the first seed
    return chosen[Recipe].unused | fixed | (set() if swept.repeated else {"runs"})


def elsewhere(chosen: Chosen) -> set[str]:
    """The names of the settings that this sweep does not need."""
    return set() if in_effect(chosen) is SWEPT[UNITS] else {"units"}


def number_of_parameters(hidden: Sequence[int], outputs: int = 1) -> int:
    """The number of weights and biases of a network with two inputs, these hidden layers and ``outputs`` outputs."""
    return sum((before + 1) * units for before, units in pairwise((2, *hidden, outputs)))


def equal_units(depth: int, parameters: int, outputs: int = 1) -> int:
    """The number of units in each of ``depth`` hidden layers with which the network has nearest to ``parameters``."""

    def away(n_h: int) -> int:
        return abs(number_of_parameters((n_h,) * depth, outputs) - parameters)

    return min(range(1, MOST_UNITS + 1), key=away)


class SweepPreset(NamedTuple):
    """A comparison in one click.

    Attributes
    ----------
    name : label of its button
    settings : the settings that differ from the page's initial ones
    question : to be answered before training
    look_at : what to watch
    answer : the result once all are trained, in sentences with numbers: what was asked for comes first
    claims : what a visitor can predict of the results, if anything
    """

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str
    answer: Callable[[Results], str]
    claims: Claims | None = None


class SweepLesson(NamedTuple):
    """A page whose networks are trained one after the other: its settings and its presets.

    ``presets``: each has its own question; with other settings the question is that of the swept setting.
    """

    settings: Settings
    presets: Sequence[SweepPreset]


RIGHT = 0.95
"""A network that gets this share of the test points right has closed the ring."""
CLOSE = 0.02
"""Accuracies that differ by less than this are about the same."""
UNLIKELY = 0.05
"""The usual significance level: results with a smaller p-value are taken for more than chance."""


def _medians(results: Results, test: bool = True) -> dict[str, float]:
    """The median accuracy with each value whose runs can be compared, by the value's name."""
    names = results.plan.names
    return {names[value]: spread.median for value in results.compared if (spread := results.score(value, test))}


def _best(medians: Mapping[str, float]) -> str:
    """The value with the highest accuracy, or several that share it: "5 units (92.5 %)"."""
    best = max(medians.values())
    names = [name for name, share in medians.items() if share == best]
    return _("{name} ({share})", name=listed(names), share=percent(best))


def best_in_training_and_test(results: Results) -> str:
    """Which value does best in training, and which in the test."""
    training, test = _medians(results, test=False), _medians(results)
    return _("In training {in_training}, in the test {in_test}.", in_training=_best(training), in_test=_best(test))


def which_is_enough(results: Results) -> str:
    """The first value with which the ring is closed."""
    medians = _medians(results)
    enough = next((name for name, share in medians.items() if share >= RIGHT), None)
    if enough is None:
        return _("More than any of these: the best in the test is {best}.", best=_best(medians))
    return _(
        "It takes {name}: the first to get {least} of the test points right ({share}).",
        name=enough,
        least=percent(RIGHT, 0),
        share=percent(medians[enough]),
    )


def _last_against_first(results: Results) -> float:
    (_first, before), *_between, (_last, now) = _medians(results).items()
    return round(now - before, 12)


LAST_AGAINST_FIRST = Outcomes(
    banded(_last_against_first, (-CLOSE, CLOSE)),
    {
        0: (_("Worse"), _("Worse: {last} get {now} of the test points right, {first} {before}.")),
        1: (_("About the same"), _("Neither: {last} get {now} of the test points right, {first} {before}.")),
        2: (_("Better"), _("Better: {last} get {now} of the test points right, {first} {before}.")),
    },
)


def whether_the_last_is_better(results: Results) -> str:
    """Whether the last value does better in the test than the first."""
    (first, before), *_between, (last, now) = _medians(results).items()
    return LAST_AGAINST_FIRST.said(results, last=last, now=percent(now), first=first, before=percent(before))


def whether_an_end_is_best(results: Results) -> str:
    """Whether the first or the last value does best in the test."""
    medians = _medians(results)
    names = [*medians]
    best = names.index(max(medians, key=medians.__getitem__))
    if _best_in_the_test(results) == "several":
        return _("Several: in the test, {best} are equally good.", best=_best(medians))
    if best == 0:
        text = _("The smallest: in the test, {best} is best, ahead of {least} and {most}.")
    elif best == len(names) - 1:
        text = _("The largest: in the test, {best} is best, ahead of {least} and {most}.")
    else:
        text = _("Neither: the best in the test is {best}, ahead of {least} and {most}.")
    least, most = (
        _("{name} ({share})", name=name, share=percent(medians[name]))
        for name in (names[best == 0], names[-1 - (best == len(names) - 1)])
    )
    return text.filled(best=_best(medians), least=least, most=most)


def how_many_are_enough(results: Results) -> str:
    """With how many values the ring is closed."""
    enough, values = _enough(results), len(results.plan.values)
    if not enough:
        return _("None of {all}: the best in the test is {best}.", all=values, best=_best(_medians(results)))
    return _(
        "{count} of {all}, with at least {least} of the test points right: {names}.",
        count=len(enough),
        all=values,
        least=percent(RIGHT, 0),
        names=listed(enough),
    )


def whether_more_than_chance(results: Results) -> str:
    """Whether the best value is ahead by more than chance."""
    medians, chance = _medians(results), results.chance()
    yes = _(
        "Yes, with a learning rate of {rate}: the best in the test is {best}, the worst {worst}; chance alone does "
        "that in {often} of 100 sweeps."
    )
    no = _(
        "No, with a learning rate of {rate}: the best in the test is {best}, the worst {worst}; chance alone does that "
        "in {often} of 100 sweeps."
    )
    worst = min(medians, key=medians.__getitem__)
    return (yes if beyond_chance(results) else no).filled(
        rate=setting(results.plan.recipes[0].learning_rate),
        best=_best(medians),
        worst=_("{name} ({share})", name=worst, share=percent(medians[worst])),
        often=ceil(100 * chance),
    )


def _places(results: Results, test: bool) -> set[str]:
    """Whether the smallest, the largest or one between does best: several of these if they do equally well."""
    shares = [*_medians(results, test).values()]
    ends = {0: "smallest", len(shares) - 1: "largest"}
    return {ends.get(place, "between") for place, share in enumerate(shares) if share == max(shares)}


def _best_in_the_test(results: Results) -> str:
    first, *others = _places(results, test=True)
    return "several" if others else first


def _largest_in(results: Results) -> tuple[bool, bool]:
    """Whether the largest does best in training, and in the test; others may do as well."""
    return "largest" in _places(results, test=False), "largest" in _places(results, test=True)


def _enough(results: Results) -> list[str]:
    """The values with which the ring is closed."""
    return [name for name, share in _medians(results).items() if share >= RIGHT]


def _first_that_is_enough(results: Results) -> int:
    """Its place among the values, from 1; one more than there are if none is."""
    names = [*_medians(results)]
    return names.index(_enough(results)[0]) + 1 if _enough(results) else len(names) + 1


def beyond_chance(results: Results) -> bool:
    """Whether the values differ by more than chance."""
    return results.chance() < UNLIKELY


WHICH_END = {
    "smallest": _("The smallest"),
    "between": _("One in between"),
    "largest": _("The largest"),
    "several": _("Several, equally"),
}


HOW_MANY_UNITS_PRESETS = (
    SweepPreset(
        _("The flower"),
        {},
        _("Which will do best on points not seen before: the smallest, the largest, or one in between?"),
        _("where both lines stop rising."),
        best_in_training_and_test,
        claims=Claims(one_of(_best_in_the_test, WHICH_END), by_seed=True),
    ),
    SweepPreset(
        _("Too few units"),
        {"dataset": "circles", "noise": 0.1, "units": (1, 2, 3, 4, 5, 6)},
        _("One class is a ring around the other; one unit draws one straight line. How many close the ring?"),
        _("the shape of each boundary, and the first network that gets nearly everything right."),
        which_is_enough,
        claims=Claims(
            bands(_first_that_is_enough, (2, 4, 7), (_("One"), _("Two or three"), _("Four to six"), _("More"))),
            instead=_("More than enough"),
        ),
    ),
    SweepPreset(
        _("More than enough"),
        {"dataset": "moons", "units": (3, 5, 10, 20, 50)},
        _("Three units can follow two moons. Will 50 units do better on points not seen before? Or worse?"),
        _("how little the boundaries differ."),
        whether_the_last_is_better,
        claims=Claims(LAST_AGAINST_FIRST.claims, instead=_("Few points, much noise")),
    ),
    SweepPreset(
        _("Few points, much noise"),
        # Few enough training points for a large network to memorise, and enough test points to tell a worse network
        # from chance, with any seeds.
        {
            "dataset": "circles",
            "noise": 0.7,
            "samples": 800,
            "test_share": 90,
            "learning_rate": 2.0,
            "limit": 10_000,
            "units": (1, 2, 3, 4, 6, 20, 50),
        },
        _("Only a tenth of these noisy points are for training. Which network is best there, which in the test?"),
        _("where the two lines part, and the islands around single points."),
        best_in_training_and_test,
        claims=Claims(
            one_of(
                _largest_in,
                {
                    (True, True): _("The largest in both"),
                    (True, False): _("The largest, then another"),
                    (False, True): _("Another, then the largest"),
                    (False, False): _("Others in both"),
                },
            ),
            instead=_("More than enough"),
        ),
    ),
    SweepPreset(
        _("How large a start"),
        {"sweep": "scale", "dataset": "circles", "initialisation": "random", "limit": 300},
        _("Initial weights of many scales. Which close the ring in time: the smallest, the largest, or some between?"),
        _("the boundaries at both ends: which has not begun, and which is torn?"),
        whether_an_end_is_best,
        claims=Claims(one_of(_best_in_the_test, WHICH_END)),
    ),
    SweepPreset(
        _("Which rate"),
        {"sweep": "learning rate", "dataset": "circles", "noise": 0.1, "limit": 1000},
        _("Seven rates, each ten times the one before. How many will have closed the ring at the end?"),
        _("the rates at which both lines are at the top, and what lies on either side."),
        how_many_are_enough,
        claims=Claims(
            bands(
                lambda results: len(_enough(results)), (1, 3, 5), (_("Zero"), _("1 or 2"), _("3 or 4"), _("5 or more"))
            ),
            by_seed=True,
        ),
    ),
    SweepPreset(
        _("Effect or chance"),
        {"sweep": "activation", "dataset": "moons", "noise": 0.3, "runs": 5, "limit": 2000},
        _("Four activations, five runs of each, on noisy moons. Is one of them better, by more than chance?"),
        _("how far apart the small marks above one name are, and what the sentence makes of it."),
        whether_more_than_chance,
        claims=Claims(either(beyond_chance, _("Yes, one is better"), _("No, it is chance")), by_seed=True),
    ),
)


HOW_MANY_UNITS_SETTINGS = Settings(
    records=(Recipe(test_share=20, initialisation="xavier", n_h=20, limit=5000), HowManyUnits()),
    row=("sweep", "units", "runs"),
    actions=("n_h",),  # in the row, or beside the comparison of depths further down
    groups={
        _("Data"): ("dataset", *DATA, "test_share"),
        _("Network"): ("activation", "initialisation", "scale", "seed"),
        _("Training"): ("learning_rate", "limit"),
    },
    specs={
        "dataset": DATASET,
        # With fewer samples, not every test share gives points of both classes.
        "samples": Whole(label=_("Samples"), help=options(Recipe)["samples"].help, least=100, most=1000, step=20),
        "test_share": Whole(
            label=_("Test share (%)"),
            help=_("Share of the points kept out of training: those that the networks have not seen."),
            least=10,
            most=90,
            step=5,
        ),
        "initialisation": UNEQUAL,
        "n_h": Whole(
            label=_("Units in one layer"),
            help=_(
                "Of a network with one hidden layer. Those with more layers get as close to the same number of "
                "parameters as whole units allow."
            ),
            least=5,
            most=MOST_UNITS,
        ),
        "limit": Whole(
            label=_("Iterations"), help=_("How many updates each network gets."), least=100, most=20_000, step=500
        ),
    },
    unused=unused,
    elsewhere=elsewhere,
    brings=BRINGS,
)
HOW_MANY_UNITS = SweepLesson(HOW_MANY_UNITS_SETTINGS, HOW_MANY_UNITS_PRESETS)
