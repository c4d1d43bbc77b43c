"""Whether a network has come to rest although the samples would allow more, and what to try."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from playground.language import _, advice, sentences
from playground.language.labels import NEW_WEIGHTS
from playground.nn import Network

from .finding import Diagnosis
from .fit import FITS, LEVEL, levelled_off
from .formatting import magnitude
from .history import Measurement
from .look_ahead import SMALL_COST, Ahead
from .names import name_of
from .number_words import as_word
from .penalty import TRY_LESS, is_penalised, smaller_penalty
from .run import Run
from .too_fast import falls

SLOWED_DOWN = 0.01
"""The remaining fraction of a scheduled learning rate at which next to nothing changes any more."""
UNCHANGED = 1e-5
"""A cost is at rest if it has changed by less than this fraction meanwhile."""
BENT = "tanh"
"""The activation advised where the one in use bends nothing, or lets no gradient through."""
SWITCHED = sentences(
    _("No gradient comes through a threshold: below it no weight learns, only the output layer does."),
    advice(_("Try the activation {name}.", name=name_of(BENT))),
)
"""Why a network of thresholds can't learn more."""
AT_REST = 5e-3
"""A network is at rest if it moves by less than this fraction of its parameters' length per update and unit of
learning rate."""
PATIENCE = 5000
"""Iterations, at a learning rate of 1 or more, after which a flat stretch of the cost is taken to be final.

Most plateaus on the way down are shorter: with up to eight units on the moons they end before iteration 2,000 with
tanh, before 5,000 with sigmoid, and gradient or curvature cannot tell them from a final one.
"""
PATIENCE_WITH_A_LINE = 1000
"""The same as :data:`PATIENCE` for a network that can only draw a straight line, whatever it still learns."""


def at_rest(
    run: Run, network: Network, learned: bool, motionless: bool, points: Sequence[Measurement], ahead: Ahead
) -> Diagnosis:
    """Whether it has come to rest although the samples would allow more.

    It has if its parameters hardly move and its cost has not fallen in the latter half of many iterations. A network
    that has learned nothing yet may still be on its initial plateau, unless it does not move at all.
    """
    hidden = network.layers[:-1]
    linear = all(layer.activation.linear for layer in network.hidden)
    line = linear or all(layer.units == 1 for layer in hidden)
    patience = PATIENCE_WITH_A_LINE if line else PATIENCE
    score, recipe, fit = network.score(), run.recipe, FITS[run.train.target]
    if run.neighbours - score <= fit.clear(score, run.Y.shape[1]) or falls(points, run.iteration, 1 / 2):
        return Diagnosis()
    if run.scheduled_rate < SLOWED_DOWN * run.rate and not motionless:
        sentence = _(
            "The schedule has brought the learning rate down from {rate:g} to {left}, so little changes any more.",
            rate=run.rate,
            left=magnitude(run.scheduled_rate),
        )
        longer = advice(_("Try a longer half-life."))
        return Diagnosis(sentences(sentence, longer), {"half_life": 10 * recipe.half_life})
    if _way(run, points) < patience or (not motionless and (ahead.drift >= AT_REST or (hidden and not learned))):
        return Diagnosis()
    where = _where_it_rests(run, network.cost(), score, points)
    if not where:
        return Diagnosis()
    settings: Mapping[str, Any]
    if not hidden:
        why, settings = fit.without_hidden_layer(run), {"depth": 1}
    elif not line and is_penalised(run):
        why, settings = sentences(_("The penalty keeps the weights small."), TRY_LESS), smaller_penalty(run)
    elif linear:
        why = sentences(
            _("Linear units, however many, draw what a network without a hidden layer draws."),
            advice(_("Try the activation {name}.", name=name_of(BENT))),
        )
        settings = recipe.in_all_layers(BENT)
    elif network.hidden[-1].activation.jumps:
        why, settings = SWITCHED, recipe.in_all_layers(BENT)
    elif line:
        why, settings = fit.with_one_unit(run, len(hidden)), {"n_h": 4}
    else:
        text = _("It has {layers} layers of {units} units.") if len(hidden) > 1 else _("It has {units} units.")
        more = advice(_("Try more units, or press {new_weights}.", new_weights=NEW_WEIGHTS))
        why = sentences(text.filled(layers=as_word(len(hidden)), units=hidden[0].units), more)
        settings = {"n_h": 2 * recipe.n_h}
    return Diagnosis(sentences(where, why), settings)


def _where_it_rests(run: Run, cost: float, score: float, points: Sequence[Measurement]) -> str:
    """Where it has come to rest, or at least its score; empty if that still changes."""
    middle = (points[0].iteration + run.iteration) / 2
    half = points[max(0, bisect_left(points, middle, key=attrgetter("iteration")) - 1)]
    if abs(score - half.score) > LEVEL:
        return ""
    change = (cost - half.cost) / max(half.cost, SMALL_COST)
    if abs(change) < UNCHANGED:
        return levelled_off(run, cost_falls=False)
    return levelled_off(run, cost_falls=True if change < 0 else None)


def _way(run: Run, points: Sequence[Measurement]) -> float:
    """The iterations since the first of these points, each weighted by its scheduled learning rate, at most 1."""
    if not points:
        return 0.0
    rates = [run.optimiser.rate(run.rate, point.iteration) for point in points]
    ends = [*(point.iteration for point in points[1:]), run.iteration]
    return sum(min(1.0, rate) * (end - point.iteration) for rate, point, end in zip(rates, points, ends, strict=True))
