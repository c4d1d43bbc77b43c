"""Challenges: a goal on the playground, what may be changed on the way to it, and a score.

The score is that of a run that is trained from the settings alone, so whoever has the link gets the same one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from playground.language import Message, _, listed, ngettext
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import HOW_STEPS_ARE_TAKEN, Recipe, Run, saturated_fraction
from playground.training.formatting import decimals, percent

CHALLENGE = "challenge"
"""The name of a challenge's number in a link."""
ENOUGH, NEARLY_ALL = 0.9, 0.95
"""Accuracies to be reached."""
START = ("initialisation", "scale", "seed", "learning_rate")
ADAM: Mapping[str, Any] = {"update_rule": "adam", "learning_rate": 0.1}
"""The settings of the run to beat."""


class Challenge(NamedTuple):
    """A goal with a score.

    Attributes
    ----------
    name, goal : its title, and what to do in one line
    settings : those that it begins with, where they differ from the page's own
    free : the settings that may be changed
    limit : the iterations that it is trained for
    score : of a run trained to its limit; None if the goal is not reached
    short_of : what is missing then, in a sentence
    written : a score as a number for people
    unit : what is counted, with ``{score}``
    least : whether a lower score is better
    """

    name: Message
    goal: Message
    settings: Mapping[str, Any]
    free: Sequence[str]
    limit: int
    score: Callable[[Run], float | None]
    short_of: Callable[[Run], Message]
    written: Callable[[float], str]
    unit: Message
    least: bool = True

    @property
    def wanted(self) -> dict[str, Any]:
        """All settings that it begins with."""
        offered = PLAYGROUND.settings
        own = {"limit": self.limit} | dict(self.settings)
        return {name: own.get(name, offered.default(name)) for name in offered.experiment_names()}

    def recipe(self, recipe: Recipe) -> Recipe:
        """What is trained for the score of these settings."""
        return replace(recipe, limit=self.limit)

    def not_free(self, recipe: Recipe) -> list[str]:
        """The settings that were changed although they may not be."""
        fixed = self.wanted.keys() - {*self.free, "limit"} - recipe.unused
        return [name for name in self.wanted if name in fixed and getattr(recipe, name) != self.wanted[name]]

    def refusal(self, recipe: Recipe) -> Message | str:
        """What has to be set back before these settings can be checked, in a sentence; empty if nothing has."""
        kept = [PLAYGROUND.settings.spec(name).words(self.wanted[name]) for name in self.not_free(recipe)]
        return _("This challenge keeps {settings}: set that back.", settings=listed(kept)) if kept else ""

    def result(self, run: Run) -> float | None:
        """The score of a run trained to the end; None if it has diverged or not reached the goal."""
        return None if run.divergence else self.score(run)

    def worded(self, score: float) -> Message:
        """A score with what it counts: "17 weights and biases"."""
        return self.unit.filled(score=self.written(score))

    def missing(self, run: Run) -> Message:
        """Why a run has no score."""
        return _("Training diverged.") if run.divergence else self.short_of(run)


def parameters(run: Run) -> int:
    """The number of weights and biases."""
    return sum(array.size for array in run.parameters.values())


def _dead(run: Run) -> int:
    return round(saturated_fraction(run.evaluate()) * run.recipe.n_h)


@lru_cache(maxsize=1)
def adams_cost(iterations: int) -> float:
    """The cost that Adam reaches in the run to beat."""
    run = Run(replace(Recipe(), limit=iterations, **ADAM), checkpoint_bytes=0)
    while not run.ended:
        run.advance(iterations)
    return run.measure().cost


def _whole(score: float) -> str:
    return str(round(score))


def _first_good(run: Run) -> float | None:
    """The first iteration with enough points right; the history has every one of so few iterations."""
    return next((point.iteration for point in run.history.points if point.score >= ENOUGH), None)


def _too_few_right(least: float) -> Callable[[Run], Message]:
    def said(run: Run) -> Message:
        right = percent(run.measure().score)
        return _("{right} of the points are right; it takes {least}.", right=right, least=percent(least, 0))

    return said


def _still_dead(run: Run) -> Message:
    dead = _dead(run)
    return ngettext("{n} of the units is dead.", "{n} of the units are dead.", dead)


def _above_adam(run: Run) -> Message:
    cost, adam = decimals(run.measure().cost), decimals(adams_cost(run.iteration))
    return _("The cost is {cost}, and Adam's is {adam}.", cost=cost, adam=adam)


def _not_within(run: Run) -> Message:
    best = max(point.score for point in run.history.points)
    return _("In {n} iterations, at most {right} of the points were right.", n=run.iteration, right=percent(best))


CHALLENGES = (
    Challenge(
        _("Fewest weights to {least} on the flower", least=percent(ENOUGH, 0)),
        _("Get {least} of the flower right with as few weights and biases as you can.", least=percent(ENOUGH, 0)),
        {},
        ("activation", "depth", "n_h", *START, *HOW_STEPS_ARE_TAKEN),
        10_000,
        lambda run: parameters(run) if run.measure().score >= ENOUGH else None,
        _too_few_right(ENOUGH),
        _whole,
        _("{score} weights and biases"),
    ),
    Challenge(
        _("Spiral with one layer"),
        _(
            "Get {least} of the spiral right with a single hidden layer, and as few units as you can.",
            least=percent(NEARLY_ALL, 0),
        ),
        {"dataset": "spiral", "n_h": 20},
        ("activation", "n_h", *START, *HOW_STEPS_ARE_TAKEN),
        10_000,
        lambda run: run.recipe.n_h if run.measure().score >= NEARLY_ALL else None,
        _too_few_right(NEARLY_ALL),
        _whole,
        _("{score} hidden units"),
    ),
    Challenge(
        _("Save the dead ReLU"),
        _("Eight ReLU units. Get as much of the flower right as you can without any of them dying."),
        {"activation": "relu", "n_h": 8, "initialisation": "he", "learning_rate": 5.0},
        (*START, *HOW_STEPS_ARE_TAKEN),
        1000,
        lambda run: None if _dead(run) else run.measure().score,
        _still_dead,
        percent,
        _("{score} of the points right"),
        least=False,
    ),
    Challenge(
        _("Beat Adam with plain gradient descent"),
        _("Reach a lower cost in 1,000 iterations of plain gradient descent than Adam does at a learning rate of 0.1."),
        {},
        (*START, "schedule", "half_life"),
        1000,
        lambda run: cost if (cost := run.measure().cost) < adams_cost(run.iteration) else None,
        _above_adam,
        decimals,
        _("a cost of {score}"),
    ),
    Challenge(
        _("As few iterations as possible"),
        _(
            "With four tanh units, get {least} of the flower right in as few iterations as you can.",
            least=percent(ENOUGH, 0),
        ),
        {},
        (*START, *HOW_STEPS_ARE_TAKEN),
        300,
        _first_good,
        _not_within,
        _whole,
        _("{score} iterations"),
    ),
)
