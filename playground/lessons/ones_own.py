"""A visitor's own experiment with one network: what was changed since the last preset, and what came of it."""

from functools import partial
from typing import Any

from playground.language import Message, _, listed, sentences
from playground.training import Recipe, RunGroup
from playground.training.difference import MOST_NAMED, differing, in_words, matters
from playground.training.formatting import hundredths, percent, setting

from .answers import iterations
from .claims import Claims, one_of
from .lesson import Against, Lesson, Preset

SEEDS = {"seed", "data_seed", "batch_seed"}


def of_ones_own(recipe: Recipe, lesson: Lesson, since: Preset | None) -> Preset | None:
    """The page's question with an answer that compares this run with that of the last preset.

    None if there was no preset, or nothing that has an effect was changed.
    """
    if since is None:
        return None
    (before,) = lesson.experiment(lesson.settings.read(since.settings)[0]).values()
    changes = [name for name in differing(recipe, before.recipe) if matters(name, recipe)]
    if not changes:
        return None
    changed = what_was_changed(changes, recipe, before.recipe)
    compared = partial(what_came_of_it, changed=changed, only_seeds={*changes} <= SEEDS, since=since.name)
    against = Against(since.settings, compared)
    return Preset("", {}, lesson.question, "", partial(_result, changed=changed), against, _claims(since.name))


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


def _right(runs: RunGroup, test: bool) -> float:
    now = runs.first.measure()
    return (now.test_accuracy or 0.0) if test else now.accuracy


def _share(right: float, test: bool) -> str:
    return _("{share} of the test points", share=percent(right)) if test else percent(right)


def _result(runs: RunGroup, changed: Message) -> str:
    """What came of the changes, before there is anything to compare it with."""
    test = runs.first.measure().test_accuracy is not None
    return _(
        "{changed}: {share} right after {iterations}.",
        changed=changed,
        share=_share(_right(runs, test), test),
        iterations=iterations(runs),
    )


def what_came_of_it(runs: RunGroup, others: RunGroup, changed: Message, only_seeds: bool, since: str) -> str:
    """How much better or worse the run is than that of the last preset after as many iterations.

    By the test points, if there are any in both.
    """
    if others.first.divergence:
        return _result(runs, changed)
    test = None not in (runs.first.measure().test_accuracy, others.first.measure().test_accuracy)
    right, before = _right(runs, test), _right(others, test)
    better = _("{changed}: {share} right after {iterations}, {difference} points better than *{since}*.")
    worse = _("{changed}: {share} right after {iterations}, {difference} points worse than *{since}*.")
    same = _("{changed}: {share} right after {iterations}, as many as in *{since}*.")
    difference = hundredths(abs(right - before))
    said = same if not float(difference) else better if right > before else worse
    chance = (
        _("Nothing but a seed differs, so that is chance.")
        if only_seeds
        else _("One seed each, so this may be chance.")
    )
    return sentences(
        said.filled(
            changed=changed,
            share=_share(right, test),
            iterations=iterations(runs),
            difference=difference,
            since=since,
        ),
        chance,
    )


def _claims(since: str) -> Claims:
    """More, fewer or as many points right as in the last preset."""
    more, fewer = _("More points right than in {since}", since=since), _("Fewer")
    texts = {"more": more, "same": _("As many"), "fewer": fewer, "diverges": _("It diverges")}
    return Claims(one_of(_against_before, texts), compares=True)


def _against_before(runs: RunGroup, others: RunGroup | None) -> str:
    if others is None:  # not compared
        return "diverges"
    test = None not in (runs.first.measure().test_accuracy, others.first.measure().test_accuracy)
    right, before = _right(runs, test), _right(others, test)
    return "same" if not float(hundredths(abs(right - before))) else "more" if right > before else "fewer"
