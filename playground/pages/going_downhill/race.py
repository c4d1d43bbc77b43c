"""Four rules: gradient descent and three others race on the same landscape, with a narrow valley and without.

The valley is narrow because one input has small values: its weight must be larger, and has the smaller gradient.
With standardised inputs the same samples give a round landscape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from playground.data import Dataset
from playground.language import Message, _, enumerated, listed, ngettext, pgettext, sentences
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Chosen, Preset
from playground.training import LINE_COLOURS, Experiment, Recipe, Run, RunGroup, name_of
from playground.training.experiment import Variant
from playground.training.formatting import magnitude
from playground.training.options import Choice, Real, option, options

from .downhill import TwoWeights, costs_of, lowest, progress, way_of, went_up

CLOSE = 1.5
"""Up to this many times as many iterations are about as many."""
SIDES = {"raw": _("as they are"), "standardised": _("standardised")}
"""The inputs on the left and on the right."""


def _shrink() -> float:
    help = _("x₂ is divided by this, as if it were given in larger units. The larger it is, the narrower the valley.")
    return option(8.0, Real(label=_("Shrink x₂ by"), help=help, least=1, most=10, step=1.0))


@dataclass(frozen=True)
class Race(TwoWeights):
    """Logistic regression with two weights, one of whose inputs is in other units."""

    shrink: float = _shrink()
    scaling: str = option(
        "raw",
        Choice(
            label=_("Inputs"),
            help=_("Standardised: each with a mean of 0 and a standard deviation of 1."),
            names=tuple(SIDES),
        ),
    )

    @property
    def whole(self) -> Dataset:
        """All samples, with the second input in its other units, and then possibly standardised."""
        data = super().whole
        X = data.X / [[1.0], [self.shrink]]
        if self.scaling == "standardised":
            X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
        return replace(data, X=X)


def _rate(label: str, rule: str, default: float) -> float:
    help = _("Learning rate of {rule} on both sides; choose, or type a number.", rule=rule)
    return option(default, replace(options(Recipe)["learning_rate"], label=label, help=help))


@dataclass(frozen=True)
class Rules:
    """The learning rate of each rule, and how narrow the valley is."""

    shrink: float = _shrink()
    rate_gradient_descent: float = _rate(_("Descent"), _("gradient descent"), 5.0)
    rate_momentum: float = _rate(_("Momentum"), _("momentum"), 1.0)
    rate_rmsprop: float = _rate("RMSprop", "RMSprop", 0.05)
    rate_adam: float = _rate("Adam", "Adam", 0.2)


NAMES = {rule: name_of(rule) for rule in ("gradient descent", "momentum", "rmsprop", "adam")}
"""The rules that are raced, with their names on the page."""


def race(chosen: Chosen) -> Experiment:
    """Each rule on both sides, from the same two weights, in the same colour; its line is dotted on the right."""
    base, rates = chosen[TwoWeights], vars(chosen[Rules])
    common = {each.name: getattr(base, each.name) for each in fields(TwoWeights)}
    variants = {}
    for inputs, dash in zip(SIDES, ("solid", "dot"), strict=True):
        for (rule, name), colour in zip(NAMES.items(), LINE_COLOURS, strict=False):
            rate = rates[f"rate_{rule.replace(' ', '_')}"]
            recipe = Race(
                **common | {"update_rule": rule, "learning_rate": rate, "shrink": rates["shrink"], "scaling": inputs}
            )
            label = name if inputs == "raw" else _("{rule}, standardised", rule=name)
            variants[f"{inputs} {rule}"] = Variant(recipe, label, colour, dash)
    return Experiment(variants)


def recipe_of(run: Run) -> Race:
    """The recipe of a run of this part."""
    assert isinstance(run.recipe, Race)
    return run.recipe


def on_side(runs: RunGroup, inputs: str) -> Mapping[str, Run]:
    """The runs of one side, by the names of their rules."""
    return {NAMES[run.recipe.update_rule]: run for run in runs.values() if recipe_of(run).scaling == inputs}


def arrivals(runs: Mapping[str, Run], bottom: float | None = None) -> dict[str, int | None]:
    """The iteration from which each run on one landscape has been at the lowest point; None if it is not there.

    ``bottom``: the lowest cost, if known.
    """
    if bottom is None:
        first = next(iter(runs.values()))
        bottom = lowest(first.X, first.Y).cost
    return {name: progress(costs_of(run), bottom).since for name, run in runs.items()}


def who_has_arrived(runs: Mapping[str, Run], bottom: float | None = None) -> str:
    """Which runs of one side are at the lowest point, in order of arrival; ``bottom`` as for :func:`arrivals`."""
    found = arrivals(runs, bottom)
    there = sorted((since, name) for name, since in found.items() if since is not None)
    if not there:
        return _("No rule is at the lowest point.")
    named = listed([_("{rule} (since iteration {since})", rule=name, since=since) for since, name in there])
    if len(there) == len(found):
        return _("All {n} are at the lowest point: {rules}.", n=len(found), rules=named)
    return ngettext(
        "{n} of {all} is at the lowest point: {rules}.",
        "{n} of {all} are at the lowest point: {rules}.",
        len(there),
        all=len(found),
        rules=named,
    )


def step_lengths(run: Run) -> list[float]:
    """The length of each step of a run in the plane of both weights."""
    return [float(length) for length in np.linalg.norm(np.diff(way_of(run), axis=0), axis=1)]


FIRST = {
    "raw": (_("{rules} on the left (iteration {iteration})"), _("no rule yet on the left")),
    "standardised": (_("{rules} on the right (iteration {iteration})"), _("no rule yet on the right")),
}
"""Sentences about each side if any rule has arrived, and if none has."""


def who_is_first(runs: RunGroup) -> str:
    """For each side the rule that reached the lowest point first, and stayed there; all of them if there is a tie."""
    said: list[str] = []
    for inputs, (some, none) in FIRST.items():
        there = [(since, name) for name, since in arrivals(on_side(runs, inputs)).items() if since is not None]
        first = min(there)[0] if there else 0
        names = [name for since, name in there if since == first]
        said.append(some.filled(rules=listed(names), iteration=first) if names else none)
    return _("First to stay there: {on_each_side}.", on_each_side=enumerated(said))


def _sides_differ(runs: RunGroup) -> Found:
    """Whether the first rule on one side was there much earlier than the first on the other.

    None if no rule is there on one of them, "neither" if on neither.
    """
    first = [[at for at in arrivals(on_side(runs, side)).values() if at is not None] for side in SIDES]
    if not all(first):
        return None if any(first) else "neither", {}
    left, right = map(min, first)
    return max(left, right) > CLOSE * max(1, min(left, right)), {"left": left, "right": right}


def _last_steps(runs: RunGroup) -> Found:
    """Whether RMSprop's last step on the left is longer than those of the others."""
    if not runs.iteration:
        return None, {}
    lengths = {name: step_lengths(run)[-1] for name, run in on_side(runs, "raw").items()}
    own = lengths.pop(NAMES["rmsprop"])
    others: list[str] = [
        _("{figure} ({label})", figure=magnitude(length), label=name) for name, length in lengths.items()
    ]
    values = {"own": magnitude(own), "longest": magnitude(max(lengths.values())), "others": listed(others)}
    return own > max(lengths.values()), values


IS_FIRST = _("{rule}: it has been at the lowest point since iteration {since}.")
A_DIFFERENCE = _("Yes: the first rule is there after {left} steps on the left, {right} on the right.")
HARDLY_ANY = _("Hardly any: the first rule is there after {left} steps on the left, {right} on the right.")
STAYS_LONG = _("No: its last step on the left is {own} long; the longest of the others is {longest}.")
COMES_TO_REST = _("Yes: its last step on the left is {own} long; the longest of the others is {longest}.")
OTHERS = _("The last steps of the others: {others}.")


def _others(runs: RunGroup) -> Message | str:
    """The last steps of the other rules, once there are any."""
    return OTHERS.filled(**_last_steps(runs)[1]) if runs.iteration else ""


FARES = {
    "raw": _("On the left {up} of {steps} steps went up; the largest stable rate is {stable:.3g}."),
    "standardised": _("On the right {up} of {steps} steps went up; the largest stable rate is {stable:.3g}."),
}
"""Sentences about gradient descent on each side."""


def _gets_there(runs: RunGroup) -> Found:
    """Whether gradient descent gets through."""
    descent = on_side(runs, "raw")["gradient descent"]
    since = progress(costs_of(descent), lowest(descent.X, descent.Y).cost).since
    return since is not None, {"since": since}


def how_gradient_descent_fares(runs: RunGroup) -> str:
    """For both sides the largest stable rate, and how many steps of gradient descent went up."""
    said = []
    for inputs, text in FARES.items():
        run = on_side(runs, inputs)["gradient descent"]
        up, stable = went_up(costs_of(run)), lowest(run.X, run.Y).largest_stable_rate
        said.append(text.filled(up=sum(up), steps=len(up), stable=stable))
    return sentences(*said)


def _first_on_the_left(runs: RunGroup) -> Found:
    """The rule that has been at the lowest point on the left for longest; "several", or "none" if none is there."""
    there = sorted((since, name) for name, since in arrivals(on_side(runs, "raw")).items() if since is not None)
    tied = len(there) > 1 and there[0][0] == there[1][0]
    if not there:
        return "none", {}
    return "several" if tied else there[0][1], {"rule": there[0][1], "since": there[0][0]}


RACE_PRESETS = (
    Preset(
        _("Four rules"),
        {"part": "rules", "limit": 200},
        _("The valley is narrow on the left; the right has standardised inputs. Which rule is down first on the left?"),
        _("gradient descent on the left: once it is on the floor of the valley, how long are its steps?"),
        Outcome(
            _first_on_the_left,
            {
                **{name: (name, IS_FIRST) for name in NAMES.values()},
                "several": ("", _("Several at once, at iteration {since}.")),
                "none": ("", _("None of them is at the lowest point yet.")),
            },
            also=who_is_first,
            since=100,
            instead=_("No valley"),
            by_seed=True,
        ),
    ),
    Preset(
        _("No valley"),
        {"part": "rules", "shrink": 1.0},
        _("x₂ is as it was, about as large as x₁. Will standardised inputs still make a difference?"),
        _("both pictures: is the right one still rounder?"),
        Outcome(
            _sides_differ,
            {
                True: (_("Yes, they still will"), A_DIFFERENCE),
                None: (_("Yes, they still will"), _("Yes: on one side no rule is at the lowest point yet.")),
                False: (pgettext("difference", "Hardly any"), HARDLY_ANY),
                "neither": ("", _("None of them is at the lowest point yet.")),
            },
            also=who_is_first,
            instead=_("Four rules"),
        ),
    ),
    Preset(
        _("Steps that stay long"),
        {"part": "rules", "rate_rmsprop": 0.5},
        _("RMSprop divides the gradient by its recent size. At a rate of 0.5, will it come to rest?"),
        _("RMSprop's path near the lowest point, and the lengths of its steps further down the page."),
        Outcome(
            _last_steps,
            {
                True: (_("No, its steps stay long"), STAYS_LONG),
                False: (_("Yes, it comes to rest"), COMES_TO_REST),
                None: ("", _("No step has been taken yet.")),
            },
            also=_others,
            instead=_("Four rules"),
            by_seed=True,
        ),
    ),
    Preset(
        _("Longer steps"),
        {"part": "rules", "rate_gradient_descent": 10.0},
        _("Gradient descent takes steps twice as long. Will it still get through the valley?"),
        _("its path on the left, and on the right."),
        Outcome(
            _gets_there,
            {
                True: (_("It gets through"), _("It gets through, and has been there since iteration {since}.")),
                False: (_("No, it never gets there"), _("No, it does not get there.")),
            },
            also=how_gradient_descent_fares,
            instead=_("Four rules"),
        ),
    ),
)
