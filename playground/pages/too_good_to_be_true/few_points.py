"""Few points: many units learn noisy points of two classes, without a penalty on large weights and with one.

Training minimises the cost of the training points. Whether that is any good is judged by points not used in it: the
test points, by which the best iteration is chosen, and fresh points, by which nothing is chosen.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset, make_dataset
from playground.language import Message, _, enumerated, sentences
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Preset
from playground.nn import LOSSES, TARGETS, Parameters, forward_propagation
from playground.training import Experiment, Measurement, Recipe, Run, RunGroup, difference
from playground.training.formatting import decimals, percent, setting
from playground.training.ranges import SEEDS

SAMPLES, TRAINED = 60, 30
"""Points of the first preset, and how many of them are for training: half of them, as of those of all others."""
FRESH = 1000
"""Points of the same kind that are not used for anything else."""
GAP = 0.1
"""A network that gets this much more of its own points right than of fresh ones has learned some of them by heart."""
CLOSE = 0.02
"""Accuracies or costs that differ by less than this are about the same."""


@dataclass(frozen=True)
class FewPoints(Recipe):
    """A network whose history includes its results on fresh points, and the size of its weights."""

    @cached_property
    def fresh(self) -> Dataset:
        """Points of the same kind, from another seed."""
        seed = (self.data_seed + 1) % (SEEDS + 1)
        return make_dataset(self.dataset, FRESH, self.noise, seed, classes=2)

    def followed(self, parameters: Parameters) -> NDArray:
        """Cost and score on the fresh points, and the largest absolute weight; (3,)."""
        X, Y = self.fresh
        outputs, cache = forward_propagation(self.inputs_of(X), parameters)
        target = TARGETS[self.fresh.target]
        cost = LOSSES[parameters.loss].cost_of_scores(cache[f"Z{len(parameters.sizes) - 1}"], Y)
        right = target.score(target.read(outputs), self.fresh.labels)
        largest = max(np.abs(W).max() for name, W in parameters.items() if name.startswith("W"))
        return np.array([cost, right, largest])


class Moment(NamedTuple):
    """A network's measurements at one iteration. Costs are without the penalty.

    Attributes
    ----------
    iteration : number of updates made
    train, test, fresh : cost on each kind of points
    train_right, test_right, fresh_right : score on each, at most 1; for classes the accuracy
    penalty : the penalty in the training cost
    largest : the largest absolute weight
    """

    iteration: int
    train: float
    test: float
    fresh: float
    train_right: float
    test_right: float
    fresh_right: float
    penalty: float
    largest: float

    @classmethod
    def of(cls, point: Measurement) -> "Moment":
        """Convert a measurement of a run with test points."""
        assert point.test_score is not None
        assert point.units is not None
        fresh, fresh_right, largest = map(float, point.units)
        return cls(
            point.iteration,
            point.cost - point.penalty,
            _test_cost(point),
            fresh,
            point.score,
            point.test_score,
            fresh_right,
            point.penalty,
            largest,
        )


def best(run: Run) -> Moment:
    """The first moment so far with the lowest test cost: where to stop early."""
    return Moment.of(min((*run.history.points, run.measure()), key=_test_cost))


def _test_cost(point: Measurement) -> float:
    """The test cost, without the penalty."""
    assert point.test_cost is not None
    return point.test_cost - point.penalty


def penalty_label(recipe: Recipe) -> str:
    """A label for the penalty of a run: "L2 = 0.003"."""
    parts = [f"{name} = {setting(value)}" for name, value in (("L2", recipe.l2), ("L1", recipe.l1)) if value]
    return enumerated(parts) if parts else _("No penalty")


def without_and_with_a_penalty(recipe: FewPoints) -> Experiment:
    """The same network twice, without a penalty and with that of the recipe."""
    runs = {"free": replace(recipe, l2=0.0, l1=0.0), "penalised": recipe}
    return Experiment.compare({name: (penalty_label(each), each) for name, each in runs.items()})


def _now(runs: RunGroup, name: str) -> Moment:
    return Moment.of(runs[name].measure())


def _diverged(runs: RunGroup) -> str:
    """Which runs have diverged; usually empty."""
    said = (_("The run on the left has diverged."), _("The run on the right has diverged."))
    return sentences(*(each for each, run in zip(said, runs.values(), strict=True) if run.divergence))


def _gained(runs: RunGroup) -> float:
    """How many more fresh points are right with the penalty, as a share."""
    free, penalised = (_now(runs, name) for name in runs)
    return round(penalised.fresh_right - free.fresh_right, 3)  # without what 0.88 − 0.86 is off by


def _right(runs: RunGroup) -> dict[str, str]:
    """How many fresh points and own ones are right with the penalty and without."""
    free, penalised = (_now(runs, name) for name in runs)
    return {
        "right": percent(penalised.fresh_right),
        "left": percent(free.fresh_right),
        "right_own": percent(penalised.train_right),
        "left_own": percent(free.train_right),
    }


def _of_their_own(runs: RunGroup) -> str:
    """How many of their own points are right."""
    said = _("Of their own points, {right_own} are right with it and {left_own} without.")
    return sentences(said.filled(**_right(runs)), _diverged(runs))


def _no_reason_yet(runs: RunGroup) -> bool:
    star, now = best(runs["free"]), _now(runs, "free")
    return now.test - star.test < CLOSE


def where_to_stop(runs: RunGroup) -> Message:
    """Where the test cost of the network without a penalty was lowest."""
    if _no_reason_yet(runs):
        return _("Not yet: the test cost is about as low as it has ever been.")
    return _("At iteration {star:,}, the star: there the test cost was lowest.", star=best(runs["free"]).iteration)


def _how_good_it_was_there(runs: RunGroup) -> str:
    """How good the network without a penalty would have been, stopped there."""
    star, now = best(runs["free"]), _now(runs, "free")
    if _no_reason_yet(runs):
        return _diverged(runs)
    lower = _("On fresh points it was lower there, too: {there} there, {now} now.")
    not_lower = _("On fresh points it was not lower there: {there} there, {now} now.")
    return sentences(
        (lower if star.fresh < now.fresh else not_lower).filled(
            there=decimals(star.fresh, 3), now=decimals(now.fresh, 3)
        ),
        _diverged(runs),
    )


def _learns_the_noise(runs: RunGroup) -> Found:
    """Whether the network without a penalty gets more of its own points right than of fresh ones, perhaps all."""
    free = _now(runs, "free")
    values = {"own": percent(free.train_right), "fresh": percent(free.fresh_right)}
    noise = "none" if free.train_right - free.fresh_right < GAP else "in part" if free.train_right < 1 else "all"
    return noise, values


def _more_helps_more(runs: RunGroup, others: RunGroup) -> Found:
    """The accuracy on fresh points with the penalty, beside that of the first preset."""
    now, before = _now(runs, "penalised").fresh_right, _now(others, "penalised").fresh_right
    return now > before, {
        "now": percent(now),
        "settings": difference(others["penalised"].recipe, runs["penalised"].recipe),
        "before": percent(before),
    }


def _largest_weights(runs: RunGroup, others: RunGroup) -> str:
    now, free = _now(runs, "penalised"), _now(runs, "free")
    largest = _("The largest weight is {right:.2g}; without a penalty, {left:.2g}.")
    beside = _("Compared with *{settings}*.").filled(**_more_helps_more(runs, others)[1])
    return sentences(beside, largest.filled(right=now.largest, left=free.largest), _diverged(runs))


def how_many_more(runs: RunGroup) -> Message:
    """How many fresh points each network gets right."""
    gained = _gained(runs)
    if abs(gained) < CLOSE:
        how_many = _("About as many fresh points are right: {right} against {left}.")
    elif gained > 0:
        how_many = _("More fresh points are right: {right} against {left}.")
    else:
        how_many = _("Fewer fresh points are right: {right} against {left}.")
    return how_many.filled(**_right(runs))


def how_large(runs: RunGroup) -> str:
    """The largest weight of each network."""
    free, penalised = (_now(runs, name) for name in runs)
    largest = _("The largest weight on the right is {right:.2g}, on the left {left:.2g}.")
    return sentences(largest.filled(right=penalised.largest, left=free.largest), _diverged(runs))


WITH_IT = _("The one with the penalty: {right} of the fresh points are right, without it {left}.")
WITHOUT_IT = _("The one without: {left} of the fresh points are right, with the penalty {right}.")
AS_MANY = _("Both as many: {right} of the fresh points are right.")
MORE = _("Yes: {now} of the fresh points are right, with the smaller penalty {before}.")
NOT_MORE = _("No: {now} of the fresh points are right, with the smaller penalty {before}.")
IT_HARMS = _("No: {right} of the fresh points are right with it, {left} without.")
IT_HARDLY_MATTERS = _("It hardly matters: {right} of the fresh points are right with it, {left} without.")
IT_HELPS = _("Yes: {right} of the fresh points are right with it, {left} without.")
NO = _("No: unpenalised, {own} of its own points are right, of fresh ones about as many, {fresh}.")
IN_PART = _("In part: without a penalty, {own} of its own points are right, {fresh} of fresh ones.")
YES = _("Yes: without a penalty, {own} of its own points are right, {fresh} of fresh ones.")
FEW_POINTS_PRESETS = (
    Preset(
        _("Thirty points"),
        {},
        _(
            "Two networks learn {trained} of {samples} noisy points, one with a penalty. Which gets more fresh "
            "points right?",
            trained=TRAINED,
            samples=SAMPLES,
        ),
        _("where a run's two curves separate: solid for its own points, dashed for the test points."),
        Outcome(
            lambda runs: (np.sign(_gained(runs)), _right(runs)),
            {
                1: (_("The one with the penalty"), WITH_IT),
                -1: (_("The one without"), WITHOUT_IT),
                0: (_("Both as many"), AS_MANY),
            },
            also=_of_their_own,
            since=1500,
            instead=_("Ten times the points"),
            by_seed=True,
        ),
    ),
    Preset(
        _("When to stop"),
        {"dataset": "circles", "noise": 0.2},
        _("The run without a penalty has to be stopped somewhere. At which iteration will its test cost be lowest?"),
        _("the star. Pause, then drag the handle of the time line there: what does the boundary look like?"),
        Outcome(
            lambda runs: (band(best(runs["free"]).iteration, (100, 1000)), {}),
            {0: (_("Before 100"), ""), 1: (_("From 100 to 999"), ""), 2: (_("At 1,000 or later"), "")},
            where_to_stop,
            _how_good_it_was_there,
            since=200,
            by_seed=True,
        ),
    ),
    Preset(
        _("Too much"),
        {"l2": 0.1},
        _("The penalty is thirty times as large. Will the network be right even more often?"),
        _("the boundary with the penalty: what can weights as small as these still draw?"),
        Outcome(
            _more_helps_more,
            {True: (_("Yes, more often"), MORE), False: (_("No, not more often"), NOT_MORE)},
            also=_largest_weights,
            since=100,
            instead=_("Thirty points"),
            by_seed=True,
            compares=True,
        ),
        against={},
        alone=Outcome(says=how_many_more, also=how_large),
    ),
    Preset(
        _("Ten times the points"),
        {"samples": 10 * SAMPLES},
        _(
            "Now {trained} of {samples} points are for training. Does the same large network still need a penalty?",
            trained=10 * TRAINED,
            samples=10 * SAMPLES,
        ),
        _("the distance between each solid curve and its dashed one."),
        Outcome(
            lambda runs: (band(_gained(runs), (-CLOSE, CLOSE)), _right(runs)),
            {
                0: (_("No, it does harm"), IT_HARMS),
                1: (_("It hardly matters"), IT_HARDLY_MATTERS),
                2: (_("Yes, it still helps"), IT_HELPS),
            },
            also=_diverged,
            since=500,
            instead=_("Thirty points"),
            by_seed=True,
        ),
    ),
    Preset(
        _("A small network"),
        {"n_h": 3},
        _(
            "Only three hidden units for {trained} training points. Can so small a network learn the noise by heart, "
            "too?",
            trained=TRAINED,
        ),
        _("the solid curve without a penalty, and the size of the largest weight."),
        Outcome(
            _learns_the_noise,
            {
                "none": (_("No, not the noise"), NO),
                "in part": (_("In part"), IN_PART),
                "all": (_("Yes, all of it"), YES),
            },
            also=_diverged,
            since=1500,
            instead=_("Thirty points"),
            by_seed=True,
        ),
    ),
)
