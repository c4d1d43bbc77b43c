"""A visitor's own experiment with one network: what was changed since the last preset, and what came of it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from playground.language import Message, _, listed, sentences
from playground.training import Recipe, RunGroup
from playground.training.difference import MOST_NAMED, differing, in_words, matters
from playground.training.formatting import decimals, hundredths, percent, setting
from playground.training.scores import error_in_words

from .answers import THE_UNITS, cost, cost_since_the_start, how_units_differ, iterations, units_that_differ
from .claims import Found, Outcome
from .lesson import Lesson, Preset

Also = Callable[[RunGroup, RunGroup], str]
"""A further sentence on both runs."""
SEEDS = {"seed", "data_seed", "batch_seed"}
STEPS = {"learning_rate", "update_rule", "batch_size", "batch_seed", "schedule", "half_life"}
"""What changes the steps alone, so that costs can be compared."""


def of_ones_own(recipe: Recipe, lesson: Lesson, since: Preset | None) -> Preset | None:
    """The page's question with an answer that compares this run with that of the last preset, if there was any.

    None if nothing that has an effect was changed since then.
    """
    if since is None:
        return Preset("", {}, lesson.question, outcome=Outcome(also=_alone))
    (before,) = lesson.experiment(lesson.settings.read(since.settings)[0]).values()
    changes = [name for name in differing(recipe, before.recipe) if matters(name, recipe)]
    if not changes:
        return None
    changed = what_was_changed(changes, recipe, before.recipe)
    result = partial(_result, changed=changed)
    wording = _wording_of(recipe)
    if wording is not _wording_of(before.recipe):
        # Points that are right don't compare with an error.
        return Preset("", {}, lesson.question, outcome=Outcome(also=result))
    chance = (
        _("Nothing but a seed differs, so that is chance.")
        if {*changes} <= SEEDS
        else _("One seed each, so this may be chance.")
    )
    if "initialisation" in changes and recipe.depth and recipe.n_h > 1:
        outcome, also = _about_units(recipe)
        if not recipe.uses_seed:
            chance = _("No seed plays a part in that: every weight starts equal.")
    elif {*changes} <= STEPS:
        outcome, also = _about_cost(since.name), _both_costs
    else:
        outcome, also = wording.outcome(since.name), wording.also
    compared = partial(what_came_of_it, changed=changed, chance=chance, since=since.name, also=also)
    return Preset("", {}, lesson.question, "", outcome._replace(also=compared), since.settings, result)


def what_was_changed(names: list[str], recipe: Recipe, before: Recipe) -> Message:
    """The settings that were changed: "With 5 hidden units instead of 4"; only the first ones if there are many."""
    # What is or is not the case says so itself: "With x₁²", not "With x₁² instead of no x₁²".
    now = listed([in_words(name, getattr(recipe, name)) for name in names[:MOST_NAMED]])
    if len(names) > MOST_NAMED:
        return _("With {now} and {count} more changes", now=now, count=len(names) - MOST_NAMED)
    if any(isinstance(getattr(recipe, name), bool) for name in names):
        return _("With {now}", now=now)
    return _("With {now} instead of {before}", now=now, before=listed([_in_brief(name, before) for name in names]))


def _in_brief(name: str, recipe: Recipe) -> str:
    """A setting's value where its name has just been said: "4" instead of "4 hidden units"."""
    value: Any = getattr(recipe, name)
    words_only = isinstance(value, str) or (name == "batch_size" and not value)
    return in_words(name, value) if words_only else setting(value)


def _tested(*each: RunGroup) -> bool:
    """Whether all of them have a score on test points."""
    return all(runs.first.measure().test_score is not None for runs in each)


def _right(runs: RunGroup, test: bool) -> float:
    now = runs.first.measure()
    return (now.test_score or 0.0) if test else now.score


def _share(right: float, test: bool) -> str:
    return _("{share} of the test points", share=percent(right)) if test else percent(right)


def _rmse(runs: RunGroup, test: bool) -> float:
    """The root mean square error where the network is asked for a number."""
    now = runs.first.measure()
    return (now.test_rmse or 0.0) if test else now.rmse


def _error(runs: RunGroup, test: bool) -> str:
    return error_in_words(_rmse(runs, test))


def _points_right(runs: RunGroup, test: bool, changed: Message) -> str:
    return _(
        "{changed}: {share} right after {iterations}.",
        changed=changed,
        share=_share(_right(runs, test), test),
        iterations=iterations(runs),
    )


def _how_far_off(runs: RunGroup, test: bool, changed: Message) -> str:
    text = (
        _("{changed}: RMSE {error} on the test points after {iterations}.")
        if test
        else _("{changed}: RMSE {error} after {iterations}.")
    )
    return text.filled(changed=changed, error=_error(runs, test), iterations=iterations(runs))


def _result(runs: RunGroup, changed: Message) -> str:
    """What came of the changes, before there is anything to compare it with."""
    test = _tested(runs)
    return _wording_of(runs.first.recipe).result(runs, test, changed)


def _alone(runs: RunGroup) -> str:
    """How far the run has come, compared with none."""
    test = _tested(runs)
    return sentences(_wording_of(runs.first.recipe).alone(runs, test), cost_since_the_start(runs.first))


def _points_right_alone(runs: RunGroup, test: bool) -> str:
    share = _share(_right(runs, test), test)
    return _("{share} are right after {iterations}.", share=share, iterations=iterations(runs))


def _how_far_off_alone(runs: RunGroup, test: bool) -> str:
    text = _("RMSE {error} on the test points after {iterations}.") if test else _("RMSE {error} after {iterations}.")
    return text.filled(error=_error(runs, test), iterations=iterations(runs))


def what_came_of_it(runs: RunGroup, others: RunGroup, changed: Message, chance: Message, since: str, also: Also) -> str:
    """How much better or worse the run is than that of the last preset after as many iterations.

    By the test points, if there are any in both. ``also``: what was predicted about, if that is something else, and
    what says otherwise; ``chance``: whether it may be chance.
    """
    if others.first.divergence:
        return _result(runs, changed)
    test = _tested(runs, others)
    compared = _wording_of(runs.first.recipe).compared(runs, others, test, changed, since)
    return sentences(compared, also(runs, others), chance)


def _more_right(runs: RunGroup, others: RunGroup, test: bool, changed: Message, since: str) -> str:
    right, before = _right(runs, test), _right(others, test)
    better = _("{changed}: {share} right after {iterations}, {difference} percentage points better than *{since}*.")
    worse = _("{changed}: {share} right after {iterations}, {difference} percentage points worse than *{since}*.")
    same = _("{changed}: {share} right after {iterations}, as many as in *{since}*.")
    said = same if _as_many(right, before) else better if right > before else worse
    return said.filled(
        changed=changed,
        share=_share(right, test),
        iterations=iterations(runs),
        difference=hundredths(abs(right - before)),
        since=since,
    )


def _cost_that_disagrees(runs: RunGroup, others: RunGroup) -> str:
    """Both costs where more points are right at a higher one, or fewer at a lower one; else empty.

    Costs with another penalty do not compare.
    """
    one, other = runs.first.recipe, others.first.recipe
    if (one.l2, one.l1) != (other.l2, other.l1):
        return ""
    test = _tested(runs, others)
    points = [each.first.measure() for each in (runs, others)]
    now, before = (decimals((point.test_cost or 0.0) if test else point.cost) for point in points)
    higher = float(now) - float(before)
    if (_right(runs, test) - _right(others, test)) * higher <= 0:
        return ""
    text = _("Yet the test cost is {now}, there {before}.") if test else _("Yet the cost is {now}, there {before}.")
    return text.filled(now=now, before=before)


def _both_errors(runs: RunGroup, others: RunGroup, test: bool, changed: Message, since: str) -> str:
    text = (
        _("{changed}: after {iterations} the RMSE on the test points is {error}, in *{since}* {before}.")
        if test
        else _("{changed}: after {iterations} the RMSE is {error}, in *{since}* {before}.")
    )
    return text.filled(
        changed=changed,
        error=_error(runs, test),
        iterations=iterations(runs),
        before=_error(others, test),
        since=since,
    )


OF_EACH_LAYER = THE_UNITS._replace(one=_("The {each} units of each hidden layer work as one."))


def _about_units(recipe: Recipe) -> tuple[Outcome, Also]:
    """Whether the hidden units differ, where they start otherwise."""
    said = THE_UNITS if recipe.depth == 1 else OF_EACH_LAYER

    def also(runs: RunGroup, others: RunGroup) -> str:
        return sentences(units_that_differ(runs.first, said, each=recipe.n_h), _cost_that_disagrees(runs, others))

    return Outcome(
        lambda runs, *others: how_units_differ(runs.first),
        {
            "one": (_("The units stay equal"), ""),
            "some": (_("Some units differ"), ""),
            "all": (_("All units differ"), ""),
        },
    ), also


def _beside(
    claims: Mapping[int, str], number: Callable[[RunGroup, bool], float], same: Callable[[float, float], bool]
) -> Outcome:
    """That a number is higher (1) than in the last preset, the same (0) or lower (−1); or that the run diverges."""

    def found(runs: RunGroup, others: RunGroup | None) -> Found:
        if others is None:  # not compared
            return None, {}
        test = _tested(runs, others)
        now, before = number(runs, test), number(others, test)
        return 0 if same(now, before) else 1 if now > before else -1, {}

    table = {sign: (claim, "") for sign, claim in claims.items()}
    return Outcome(found, {**table, None: (_("It diverges"), "")}, compares=True)


def _about_cost(since: str) -> Outcome:
    """A lower, a higher or the same cost as in the last preset, where the steps alone are others."""
    claims = {-1: _("A lower cost than in {since}", since=since), 0: _("The same cost"), 1: _("A higher cost")}
    return _beside(
        claims, lambda runs, test: runs.first.measure().cost, lambda now, before: decimals(now) == decimals(before)
    )


def _both_costs(runs: RunGroup, others: RunGroup) -> str:
    return _("The cost is {now}, there {before}.", now=cost(runs.first), before=cost(others.first))


def _about_points(since: str) -> Outcome:
    """More, fewer or as many points right as in the last preset."""
    claims = {1: _("More points right than in {since}", since=since), 0: _("As many"), -1: _("Fewer")}
    return _beside(claims, _right, _as_many)


def _as_many(right: float, before: float) -> bool:
    return not float(hundredths(abs(right - before)))


def _about_error(since: str) -> Outcome:
    """A lower, a higher or the same error as in the last preset, where a number is asked for."""
    claims = {-1: _("A lower RMSE than in {since}", since=since), 0: _("The same RMSE"), 1: _("A higher RMSE")}
    return _beside(claims, _rmse, lambda now, before: error_in_words(now) == error_in_words(before))


class Wording(NamedTuple):
    """What a run is told by, on the test points if there are any.

    ``alone``: without a preset before it; ``result``: of its changes alone; ``compared``: with the run of the last
    preset; ``also``: what that may leave out; ``outcome``: of the two, to predict
    """

    alone: Callable[[RunGroup, bool], str]
    result: Callable[[RunGroup, bool, Message], str]
    compared: Callable[[RunGroup, RunGroup, bool, Message, str], str]
    also: Also
    outcome: Callable[[str], Outcome]


OF_CLASSES = Wording(_points_right_alone, _points_right, _more_right, _cost_that_disagrees, _about_points)
OF_NUMBERS = Wording(_how_far_off_alone, _how_far_off, _both_errors, lambda runs, others: "", _about_error)


def _wording_of(recipe: Recipe) -> Wording:
    return OF_NUMBERS if recipe.asks_for_number else OF_CLASSES
