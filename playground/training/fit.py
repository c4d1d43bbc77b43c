"""How well a network fits its samples, in words: what a diagnosis says of scores, by target."""

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

from playground.language import _, advice, sentences

from .formatting import percent
from .history import Measurement
from .run import Run
from .scores import SCORES, error_in_words

CLEARLY = 0.05
"""Scores closer than this are much the same."""
LEVEL = 0.01
"""A score has levelled off if it has changed by at most this in the latter half of the iterations."""
FARTHER = 1.2
"""A root mean square error of this many times another is clearly larger."""
A_LAYER = advice(_("Try a hidden layer."))
A_LAYER_OR_INPUTS = advice(_("Try a hidden layer, or other inputs."))
MORE_UNITS = advice(_("Try more units."))
UNITS_OR_INPUTS = advice(_("Try more units, or other inputs."))
FEWER_OR_MORE = advice(_("Try fewer units, or more samples."))


class Fit(NamedTuple):
    """What is said of a fit.

    ``clear``: the difference from which a score on a number of samples is clearly another: at least two standard errors
    ``by_chance``: whether a moment is much better on training samples than on those to test with, in words
    ``without_hidden_layer``: what a network without one can do, and what to try
    ``with_one_unit``: the same with one unit in each of a number of hidden layers
    """

    clear: Callable[[float, int], float]
    by_chance: Callable[[Measurement, int], str]
    without_hidden_layer: Callable[[Run], str]
    with_one_unit: Callable[[Run, int], str]


def levelled_off(run: Run, cost_falls: bool | None) -> str:
    """That the score has; ``cost_falls``: whether the cost still does, None if it has risen."""
    score = SCORES[run.train.target]
    text = _("{measure} has levelled off at {score}.")
    if cost_falls is not None:
        text = (
            _("{measure} has levelled off at {score}; the cost still falls slowly.")
            if cost_falls
            else _("{measure} has levelled off at {score}, and so has the cost.")
        )
    return text.filled(measure=score.label, score=score.written(run.measure().score))


def _clear_share(accuracy: float, samples: int) -> float:
    return max(CLEARLY, 2 * sqrt(accuracy * (1 - accuracy) / samples))


def _clear_coefficient(r_squared: float, samples: int) -> float:
    explained = max(0.0, r_squared)
    return max(CLEARLY, 4 * sqrt(explained / samples) * (1 - explained))  # twice its error in large samples


def _more_right_by_chance(now: Measurement, tested: int) -> str:
    if now.test_score is None or now.score - now.test_score <= _clear_share(now.test_score, tested):
        return ""
    text = _("Much better on training than on test samples, {training} against {test}: it has fitted the noise.")
    return sentences(text.filled(training=percent(now.score), test=percent(now.test_score)), FEWER_OR_MORE)


def _nearer_by_chance(now: Measurement, tested: int) -> str:
    here, there = now.rmse, now.test_rmse
    if there is None:
        return ""
    # In large samples the error's own standard error is the error by the root of twice their number.
    if there < FARTHER * here or there - here <= 2 * there / sqrt(2 * tested):
        return ""
    text = _(
        "Much farther from the test samples than from those for training, RMSE {test} against {training}: it has "
        "fitted the noise."
    )
    return sentences(text.filled(training=error_in_words(here), test=error_in_words(there)), FEWER_OR_MORE)


def _boundaries_without_hidden_layer(run: Run) -> str:
    several = run.Y.shape[0] > 1
    if run.recipe.draws_straight and several:
        return sentences(_("Without a hidden layer the boundaries are straight lines."), A_LAYER)
    if run.recipe.draws_straight:
        return sentences(_("Without a hidden layer the boundary is a straight line."), A_LAYER)
    if several:
        return sentences(_("Without a hidden layer weighted sums of the inputs decide."), A_LAYER_OR_INPUTS)
    return sentences(_("Without a hidden layer one weighted sum of the inputs decides."), A_LAYER_OR_INPUTS)


def _surface_without_hidden_layer(run: Run) -> str:
    if run.recipe.draws_straight:
        return sentences(_("Without a hidden layer the output is a plane above x₁ and x₂."), A_LAYER)
    return sentences(
        _("Without a hidden layer the output is a weighted sum of the inputs and a bias."), A_LAYER_OR_INPUTS
    )


def _boundaries_with_one_unit(run: Run, layers: int) -> str:
    several = run.Y.shape[0] > 1
    if not run.recipe.draws_straight:
        return sentences(_("One unit sees one weighted sum of the inputs."), UNITS_OR_INPUTS)
    if layers > 1 and several:
        return sentences(_("One unit per layer can draw only parallel straight lines."), MORE_UNITS)
    if layers > 1:
        return sentences(_("One unit per layer can draw one straight line."), MORE_UNITS)
    if several:
        return sentences(_("One unit can draw only parallel straight lines."), MORE_UNITS)
    return sentences(_("One unit can draw one straight line."), MORE_UNITS)


def _surface_with_one_unit(run: Run, layers: int) -> str:
    if not run.recipe.draws_straight:
        return sentences(_("One unit sees one weighted sum of the inputs."), UNITS_OR_INPUTS)
    if layers > 1:
        return sentences(
            _("With one unit per layer the output changes in one direction of the plane alone."), MORE_UNITS
        )
    return sentences(_("With one unit the output changes in one direction of the plane alone."), MORE_UNITS)


OF_CLASSES = Fit(_clear_share, _more_right_by_chance, _boundaries_without_hidden_layer, _boundaries_with_one_unit)
OF_NUMBERS = Fit(_clear_coefficient, _nearer_by_chance, _surface_without_hidden_layer, _surface_with_one_unit)

FITS: dict[str, Fit] = {"two classes": OF_CLASSES, "several classes": OF_CLASSES, "number": OF_NUMBERS}
"""By target."""
