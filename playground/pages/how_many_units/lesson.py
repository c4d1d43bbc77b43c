"""How many units, how deep: a sweep over one setting, and a comparison of depths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from playground.language import Message, _, listed, ngettext, pgettext
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.lessons.starts import BRINGS, DATA, DATASET, UNEQUAL
from playground.lessons.sweep import Plan, Results, Sweep, with_seeds
from playground.training import Recipe, Settings, name_of
from playground.training.formatting import percent, setting
from playground.training.options import Choice, Several, Whole, option, options

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


def asked(chosen: Chosen, since: Preset | None) -> Preset:
    """What is asked with settings that are no preset's: the question of the swept setting."""
    return Preset("", {}, in_effect(chosen).asked(chosen[Recipe]).question)


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


def _best_name(medians: Mapping[str, float]) -> str:
    """The value with the highest accuracy; that there are several, if they share it."""
    best = max(medians, key=medians.__getitem__)
    return best if _places_of_the_best(medians) == 1 else _("several equally")


def best_in_training_and_test(results: Results) -> str:
    """Which value does best in training, and which in the test."""
    training, test = _medians(results, test=False), _medians(results)
    return _("In training {in_training}, in the test {in_test}.", in_training=_best(training), in_test=_best(test))


def _which_is_enough(results: Results) -> Found:
    """The first value with which the ring is closed, by its place; 3 if there is none."""
    medians = _medians(results)
    for place, (name, share) in enumerate(medians.items(), 1):
        if share >= RIGHT:
            return band(place, (2, 4)), {"name": name, "share": percent(share)}
    return 3, {"share": percent(max(medians.values()))}


def _last_against_first(results: Results) -> Found:
    """Whether the last value does better in the test than the first."""
    before, *_between, now = _medians(results).values()
    values = {"now": percent(now), "before": percent(before)}
    return band(round(now - before, 12), (-CLOSE, CLOSE)), values


def _places_of_the_best(medians: Mapping[str, float]) -> int:
    """How many values share the highest accuracy."""
    return [*medians.values()].count(max(medians.values()))


def _places(results: Results, test: bool) -> set[str]:
    """Whether the smallest, the largest or one between does best: several of these if they do equally well."""
    shares = [*_medians(results, test).values()]
    ends = {0: "smallest", len(shares) - 1: "largest"}
    return {ends.get(place, "between") for place, share in enumerate(shares) if share == max(shares)}


def _which_end_is_best(results: Results) -> Found:
    """Whether the first or the last value does best in the test."""
    medians = _medians(results)
    share, (which, *others) = percent(max(medians.values())), _places(results, test=True)
    best = _best(medians) if _places_of_the_best(medians) == 1 else _("several ({share})", share=share)
    return "several" if others else which, {"best": best, "share": share}


def _largest_in(results: Results) -> Found:
    """Whether the largest does best in training, and in the test; others may do as well."""
    largest = "largest" in _places(results, test=False), "largest" in _places(results, test=True)
    return largest, {"there": _best_name(_medians(results, test=False)), "here": _best_name(_medians(results))}


def _how_many_are_enough(results: Results) -> Found:
    """With how many values the ring is closed."""
    medians = _medians(results)
    enough = [name for name, share in medians.items() if share >= RIGHT]
    values = {"count": len(enough), "all": len(results.plan.values), "least": percent(RIGHT, 0)}
    return band(len(enough), (1, 3, 5)), {
        **values,
        "best": percent(max(medians.values())),
        **({"names": listed(enough)} if enough else {}),
    }


def _which_are_enough(results: Results) -> Message | str:
    """Their names, if there are any."""
    count, values = _how_many_are_enough(results)
    return WITH_AT_LEAST.filled(**values) if count else ""


def _more_than_chance(results: Results) -> Found:
    """Whether the values differ by more than chance."""
    medians, chance = _medians(results), results.chance()
    worst = min(medians, key=medians.__getitem__)
    return chance < UNLIKELY, {
        "rate": setting(results.plan.recipes[0].learning_rate),
        "best": _best(medians),
        "worst": _("{name} ({share})", name=worst, share=percent(medians[worst])),
        "often": ceil(100 * chance),
    }


YES = _("Yes: chance alone does as much in only {often} of 100 sweeps.")
NO = _("No: chance alone does as much in {often} of 100 sweeps.")
BEST_AND_WORST = _("With a learning rate of {rate}, the best in the test is {best}, the worst {worst}.")
MORE_THAN_CHANCE = Outcome(
    _more_than_chance,
    {True: (_("Yes, they differ"), YES), False: (_("No, it may be chance"), NO)},
    also=BEST_AND_WORST,
    by_seed=True,
)
WITH_THESE = _("{name}: {share} of the test points are right.")
ENOUGH = _("{count} of {all}.")
WITH_AT_LEAST = _("With at least {least} of the test points right: {names}.")
SMALLEST, BETWEEN, LARGEST = _("The smallest"), _("One in between"), _("The largest")
SEVERAL = _("Several, equally")
BEST = {
    "smallest": (SMALLEST, _("The smallest: {best}.")),
    "between": (BETWEEN, _("One in between: {best}.")),
    "largest": (LARGEST, _("The largest: {best}.")),
    "several": (SEVERAL, _("Several, equally: {share} of the test points are right.")),
}


HOW_MANY_UNITS_PRESETS = (
    Preset(
        _("The flower"),
        {},
        _("Which network will do best on points not seen before: the smallest, the largest, or one in between?"),
        _("where both lines stop rising."),
        Outcome(
            _which_end_is_best,
            BEST,
            also=best_in_training_and_test,
            by_seed=True,
        ),
    ),
    Preset(
        _("Too few units"),
        {"dataset": "circles", "noise": 0.1, "units": (1, 2, 3, 4, 5, 6)},
        _("One class is a ring around the other; a unit draws one straight line. How many units close the ring?"),
        _("the shape of each boundary, and the first network that gets nearly everything right."),
        Outcome(
            _which_is_enough,
            {
                0: (_("One"), WITH_THESE),
                1: (_("Two or three"), WITH_THESE),
                2: (_("Four to six"), WITH_THESE),
                3: (_("More"), _("More than any of these: the best gets {share} right.")),
            },
            also=_("The ring counts as closed from {least} of the test points on.", least=percent(RIGHT, 0)),
            instead=_("More than enough"),
        ),
    ),
    Preset(
        _("More than enough"),
        {"dataset": "moons", "units": (3, 5, 10, 20, 50)},
        _("Three units can follow two moons. Will 50 units do better on points not seen before? Or worse?"),
        _("how much the boundaries differ, and both lines."),
        Outcome(
            _last_against_first,
            {
                0: (_("Worse"), _("Worse: they get {now} of these right, the fewest units {before}.")),
                1: (
                    _("About the same"),
                    _("About the same: they get {now} of these right, the fewest units {before}."),
                ),
                2: (_("Better"), _("Better: they get {now} of these right, the fewest units {before}.")),
            },
            also=best_in_training_and_test,
            instead=_("Few points, much noise"),
        ),
    ),
    Preset(
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
        _("where the two lines separate, and the islands around single points."),
        Outcome(
            _largest_in,
            {
                (True, True): (_("The largest in both"), ""),
                (True, False): (_("The largest in training only"), ""),
                (False, True): (_("The largest in the test only"), ""),
                (False, False): (_("The largest in neither"), ""),
            },
            _("In training: {there}; in the test: {here}."),
            best_in_training_and_test,
            instead=_("More than enough"),
            by_seed=True,
        ),
    ),
    Preset(
        _("How large a start"),
        {"sweep": "scale", "dataset": "circles", "initialisation": "random", "limit": 300},
        _("Initial weights of many scales. Which closes the ring best: the smallest, the largest, or one in between?"),
        _("the boundaries at both ends: which is still straight, and which is jagged?"),
        Outcome(
            _which_end_is_best,
            BEST,
            also=best_in_training_and_test,
        ),
    ),
    Preset(
        _("Which rate"),
        {"sweep": "learning rate", "dataset": "circles", "noise": 0.1, "limit": 1000},
        _("Seven rates, each ten times the one before. How many will have closed the ring at the end?"),
        _("the rates at which both lines are at the top, and what lies on either side."),
        Outcome(
            _how_many_are_enough,
            {
                0: (pgettext("how many", "None"), _("None of them: the best gets {best} right.")),
                1: (_("1 or 2"), ENOUGH),
                2: (_("3 or 4"), ENOUGH),
                3: (_("5 or more"), ENOUGH),
            },
            also=_which_are_enough,
            by_seed=True,
        ),
    ),
    Preset(
        _("Effect or chance"),
        {"sweep": "activation", "dataset": "moons", "noise": 0.3, "runs": 5, "limit": 2000},
        _("Four activations, five runs of each, on noisy moons. Do they differ by more than chance?"),
        _("how far apart the small marks above one name are, and what the sentence makes of it."),
        MORE_THAN_CHANCE,
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
        # Nothing can be changed while these networks train.
        "learning_rate": replace(options(Recipe)["learning_rate"], help=_("Size of a step; choose, or type a number.")),
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
HOW_DEEP = Lesson(
    HOW_MANY_UNITS_SETTINGS,
    by_depth,
    presets=(
        Preset(
            _("How deep"),
            {},
            _(
                "The same number of weights and biases, in one hidden layer or spread over up to four. Is one depth "
                "better, by more than chance?"
            ),
            _("both lines, and how far apart the small marks above one depth are."),
            MORE_THAN_CHANCE,
        ),
    ),
    runs=Sweep,
)
HOW_MANY_UNITS = Lesson(
    HOW_MANY_UNITS_SETTINGS, by_setting, presets=HOW_MANY_UNITS_PRESETS, asked=asked, runs=Sweep, further=(HOW_DEEP,)
)
