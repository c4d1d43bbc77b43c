"""A visitor's own experiment with one network: what was changed since the last preset, and what came of it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from playground.language import Message, _, listed, ngettext, sentences
from playground.training import Recipe, RunGroup
from playground.training.difference import MOST_NAMED, differing, in_words, matters
from playground.training.formatting import decimals, hundredths, percent, setting
from playground.training.scores import error_in_words

from .answers import (
    THE_UNITS,
    any_weight_has_moved,
    cost,
    cost_of_the_first,
    how_units_differ,
    units_that_differ,
)
from .claims import Found, Outcome
from .lesson import Lesson, Preset

Says = Callable[[RunGroup, RunGroup], str]
"""A sentence on both runs."""
SEEDS = {"seed", "data_seed", "batch_seed"}
STEPS = {"learning_rate", "update_rule", "batch_size", "batch_seed", "schedule", "half_life"}
"""What changes the steps alone, so that costs can be compared."""
ONLY_A_SEED = _("Nothing but a seed differs, so that is chance.")
ONE_SEED = _("One seed each, so this may be chance.")
NO_SEED = _("No seed plays a part in that: every weight starts equal.")


def of_ones_own(recipe: Recipe, lesson: Lesson, since: Preset | None) -> Preset | None:
    """The page's question with an answer that compares this run with that of the last preset, if there was any.

    None if nothing that has an effect was changed since then.
    """
    wording = _wording_of(recipe)
    question = wording.question or lesson.question
    if since is None:
        return Preset("", {}, question, outcome=Outcome(says=_result, also=cost_of_the_first))
    (before,) = lesson.experiment(lesson.settings.read(since.settings)[0]).values()
    changes = [name for name in differing(recipe, before.recipe) if matters(name, recipe)]
    if not changes:
        return None
    changed = _("{changed}.", changed=what_was_changed(changes, recipe, before.recipe))
    alone = Outcome(says=_result, also=lambda runs: sentences(changed, cost_of_the_first(runs)))
    if wording is not _wording_of(before.recipe):
        # Points that are right don't compare with an error.
        return Preset("", {}, question, outcome=alone)
    units = "initialisation" in changes and recipe.depth > 0 and recipe.n_h > 1
    if units:
        question, outcome = UNITS_QUESTION, _about_units(recipe)
        alone = alone._replace(says=outcome.says)
    elif {*changes} <= STEPS:
        question, outcome = COST_QUESTION, _about_cost(since.name)
        alone = Outcome(says=cost_of_the_first, also=changed)
    else:
        outcome = wording.outcome(since.name)
    details = partial(_details, changed=changed, units=units, seeds={*changes} <= SEEDS)
    return Preset("", {}, question, "", outcome._replace(also=details), since.settings, alone)


def what_was_changed(names: list[str], recipe: Recipe, before: Recipe) -> Message:
    """The settings that were changed: "With 5 hidden units instead of 4"; only the first ones if there are many."""
    # What is or is not the case says so itself: "With x₁²", not "With x₁² instead of no x₁²".
    now = listed([in_words(name, getattr(recipe, name)) for name in names[:MOST_NAMED]])
    if len(names) > MOST_NAMED:
        more = len(names) - MOST_NAMED
        return ngettext("With {now} and {n} more change", "With {now} and {n} more changes", more, now=now)
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
    text = _("{share} of the test points") if test else _("{share} of the points")
    return text.filled(share=percent(right))


def _rmse(runs: RunGroup, test: bool) -> float:
    """The root mean square error where the network is asked for a number."""
    now = runs.first.measure()
    return (now.test_rmse or 0.0) if test else now.rmse


def _error(runs: RunGroup, test: bool) -> str:
    return error_in_words(_rmse(runs, test))


def _result(runs: RunGroup) -> str:
    """How far the run has come, by the test points if there are any, compared with none."""
    return _wording_of(runs.first.recipe).alone(runs, _tested(runs))


def _how_many_right(runs: RunGroup, test: bool) -> str:
    return _("{share} are right.", share=_share(_right(runs, test), test))


def _how_far_off(runs: RunGroup, test: bool) -> str:
    text = _("On the test points it is off by {error} (RMSE).") if test else _("It is off by {error} (RMSE).")
    return text.filled(error=_error(runs, test))


def _details(runs: RunGroup, others: RunGroup, changed: Message, units: bool, seeds: bool) -> str:
    """What was changed, what both costs say otherwise, and whether it may be chance.

    ``units``: whether the units are asked about; ``seeds``: whether nothing but seeds differ
    """
    if others.first.divergence:
        return sentences(changed, cost_of_the_first(runs))
    disagrees = cost_disagrees(runs, others, _tested(runs, others))
    costs = sentences(_result(runs), _both_of(runs, others)) if disagrees else cost_of_the_first(runs)
    if units and not runs.first.recipe.uses_seed:
        return sentences(NO_SEED, changed, costs)  # of the units alone: a cost depends on the data's seed, too
    both = (runs.first, others.first)
    if not any(run.recipe.uses_seed or any_weight_has_moved(run) for run in both):
        return sentences(changed, costs, NO_SEED)
    return sentences(changed, costs, ONLY_A_SEED if seeds else ONE_SEED)


def _unless_it_diverged(says: Says, alone: Callable[[RunGroup], str] = _result) -> Says:
    """A sentence on both runs, or if the other has diverged, on this one alone."""
    return lambda runs, others: alone(runs) if others.first.divergence else says(runs, others)


def _more_right(runs: RunGroup, others: RunGroup, since: str) -> str:
    """How many more points are right than in the last preset after as many iterations, and if its cost says otherwise.

    By the test points, if there are any in both.
    """
    test = _tested(runs, others)
    right, before = _right(runs, test), _right(others, test)
    better = _("{share} are right, {difference} percentage points above *{since}*.")
    worse = _("{share} are right, {difference} percentage points below *{since}*.")
    yet_higher = _("{difference} percentage points more are right than in *{since}*, at a higher cost.")
    yet_lower = _("{difference} percentage points fewer are right than in *{since}*, at a lower cost.")
    same = _("{share} are right, as many as in *{since}*.")
    if _as_many(right, before):
        said = same
    elif cost_disagrees(runs, others, test):
        said = yet_higher if right > before else yet_lower
    else:
        said = better if right > before else worse
    return said.filled(share=_share(right, test), difference=hundredths(abs(right - before)), since=since)


def cost_disagrees(runs: RunGroup, others: RunGroup, test: bool) -> bool:
    """Whether more points are right at a higher cost, or fewer at a lower one; of the test points, or the others.

    Costs with another penalty do not compare.
    """
    one, other = runs.first.recipe, others.first.recipe
    if (one.l2, one.l1) != (other.l2, other.l1):
        return False
    now, before = (float(_cost(each, test)) for each in (runs, others))
    return (_right(runs, test) - _right(others, test)) * (now - before) > 0


def _cost(runs: RunGroup, test: bool) -> str:
    point = runs.first.measure()
    return decimals((point.test_cost or 0.0) if test else point.cost)


def _both_of(runs: RunGroup, others: RunGroup) -> Message:
    """Both costs."""
    test = _tested(runs, others)
    text = _("The test cost is {now}, there {before}.") if test else _("The cost is {now}, there {before}.")
    return text.filled(now=_cost(runs, test), before=_cost(others, test))


def _both_errors(runs: RunGroup, others: RunGroup, since: str) -> str:
    test = _tested(runs, others)
    text = (
        _("On the test points it is off by {error} (RMSE), in *{since}* by {before}.")
        if test
        else _("It is off by {error} (RMSE), in *{since}* by {before}.")
    )
    return text.filled(error=_error(runs, test), before=_error(others, test), since=since)


OF_EACH_LAYER = THE_UNITS._replace(one=_("The {each} units of each hidden layer work as one."))


def _about_units(recipe: Recipe) -> Outcome:
    """Whether the hidden units differ, where they start otherwise."""
    said = THE_UNITS if recipe.depth == 1 else OF_EACH_LAYER
    return Outcome(
        lambda runs, *others: how_units_differ(runs.first),
        {
            "one": (_("The units stay equal"), ""),
            "some": (_("Some units differ"), ""),
            "all": (_("All units differ"), ""),
        },
        lambda runs, *others: units_that_differ(runs.first, said, each=recipe.n_h),
    )


def _beside(
    claims: Mapping[int, str],
    number: Callable[[RunGroup, bool], float],
    same: Callable[[float, float], bool],
    says: Says,
    alone: Callable[[RunGroup], str] = _result,
) -> Outcome:
    """That a number is higher (1) than in the last preset, the same (0) or lower (−1); or that the run diverges."""

    def found(runs: RunGroup, others: RunGroup | None) -> Found:
        if others is None:  # not compared
            return None, {}
        test = _tested(runs, others)
        now, before = number(runs, test), number(others, test)
        return 0 if same(now, before) else 1 if now > before else -1, {}

    table = {sign: (claim, "") for sign, claim in claims.items()}
    return Outcome(found, {**table, None: (_("It diverges"), "")}, _unless_it_diverged(says, alone), compares=True)


def _about_cost(since: str) -> Outcome:
    """A lower, a higher or the same cost as in the last preset, where the steps alone are others."""
    claims = {-1: _("A lower cost than in {since}", since=since), 0: _("The same cost"), 1: _("A higher cost")}
    return _beside(
        claims,
        lambda runs, test: runs.first.measure().cost,
        lambda now, before: decimals(now) == decimals(before),
        partial(_both_costs, since=since),
        cost_of_the_first,
    )


# Translators: what follows a comparison of costs, in the same sentence.
MORE_RIGHT, FEWER_RIGHT = _(", yet more points are right"), _(", yet fewer points are right")


def yet(runs: RunGroup, others: RunGroup) -> Message | str:
    """What is to be added to a comparison of training costs if the points that are right say otherwise."""
    if not cost_disagrees(runs, others, test=False):
        return ""
    return MORE_RIGHT if _right(runs, False) > _right(others, False) else FEWER_RIGHT


def _both_costs(runs: RunGroup, others: RunGroup, since: str) -> str:
    return _(
        "It is {now}, in *{since}* {before}{yet}.",
        now=cost(runs.first),
        since=since,
        before=cost(others.first),
        yet=yet(runs, others),
    )


def _about_points(since: str) -> Outcome:
    """More, fewer or as many points right as in the last preset."""
    claims = {1: _("More points right than in {since}", since=since), 0: _("As many"), -1: _("Fewer")}
    return _beside(claims, _right, _as_many, partial(_more_right, since=since))


def _as_many(right: float, before: float) -> bool:
    return not float(hundredths(abs(right - before)))


def _about_error(since: str) -> Outcome:
    """A lower, a higher or the same error as in the last preset, where a number is asked for."""
    claims = {-1: _("A lower RMSE than in {since}", since=since), 0: _("The same RMSE"), 1: _("A higher RMSE")}
    same = lambda now, before: error_in_words(now) == error_in_words(before)  # noqa: E731
    return _beside(claims, _rmse, same, partial(_both_errors, since=since))


class Wording(NamedTuple):
    """What a run is told by, on the test points if there are any.

    ``alone``: without a preset before it; ``outcome``: compared with the run of the last preset, to predict;
    ``question``: asked about it, if it is not that of the page
    """

    alone: Callable[[RunGroup, bool], str]
    outcome: Callable[[str], Outcome]
    question: str = ""


UNITS_QUESTION = _("Before you press Play: will the hidden units differ from each other?")
COST_QUESTION = _("Before you press Play: how low will the cost go?")
OF_CLASSES = Wording(_how_many_right, _about_points)
OF_NUMBERS = Wording(
    _how_far_off, _about_error, _("Before you press Play: how close will the output come to the values?")
)


def _wording_of(recipe: Recipe) -> Wording:
    return OF_NUMBERS if recipe.asks_for_number else OF_CLASSES
