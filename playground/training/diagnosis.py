"""Diagnosis in words: what keeps a network from learning as well as it could, and what to try."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from playground.language import _, advice, enumerated, ngettext, sentences
from playground.language.labels import NEW_WEIGHTS, RESET
from playground.nn import ACTIVATIONS, Network

from .fit import FITS, LEVEL, levelled_off
from .formatting import decimals, magnitude, percent, setting
from .health import LayerHealth
from .history import Measurement
from .look_ahead import LOOK_AHEAD, RISE, SMALL_COST, Ahead, calmer_rate, look_ahead
from .names import name_of
from .number_words import as_word
from .recipe import BY_SIZE
from .run import Run
from .units import NO_GRADIENT, bias_has_gradient, dead_output, groups, has_moved, hidden_units

WORSE = 1.5
"""A cost of this many times the lowest of its run has jumped, not just fluctuated."""
FALLING = 0.99
"""A cost is still falling if it has recently been below this fraction of the lowest before."""
VANISHED = 5e-4
"""Gradients shorter than this fraction of their weights leave the cost flat for thousands of iterations."""
NOTHING_LEARNED = 0.99
"""A network has learned nothing while its cost is above this fraction of the lowest that one answer for all samples
has: the frequencies of the classes, or the mean of the numbers."""
MOSTLY = 0.5
"""A layer with a larger share of saturated outputs or dead units passes on little."""
COSTLIER = 1.1
"""A network overfits if the cost of the test samples rises to at least this many times its lowest."""
SLOWED_DOWN = 0.01
"""The remaining fraction of a scheduled learning rate at which next to nothing changes any more."""
UNCHANGED = 1e-5
"""A cost is at rest if it has changed by less than this fraction meanwhile."""
LEAKY = "leaky_relu"
"""The activation advised where units die."""
BENT = "tanh"
"""The activation advised where none bends anything."""
TRY_LESS = advice(_("Try a smaller one."))
"""Of a penalty."""
AT_REST = 5e-3
"""A network is at rest if it moves by less than this fraction of its parameters' length per update and unit of
learning rate."""
PATIENCE = 5000
"""Iterations, at a learning rate of 1 or more, after which a flat stretch of the cost is taken to be final.

Most plateaus on the way down are shorter: with up to eight units on the moons they end before iteration 2,000 with
tanh, before 5,000 with sigmoid, and gradient or curvature cannot tell them from a final one.
"""
PATIENCE_WITH_A_PENALTY = 300
"""Iterations during which the first weights may still be shrinking before the data make some of them grow."""
AS_STRONGLY = 0.95
"""Two forces balance if one is at least this many times as strong as the other."""
PATIENCE_WITH_A_LINE = 1000
"""The same as :data:`PATIENCE` for a network that can only draw a straight line, whatever it still learns."""


class Diagnosis(NamedTuple):
    """What keeps a network from learning as well as it could, in words, and the ``settings`` to try instead, by name.

    Where there are several things to try, the settings are those of the first. A page may not offer them.
    """

    sentence: str = ""
    settings: Mapping[str, Any] = {}


def diagnosis(run: Run, network: Network, layers: Sequence[LayerHealth]) -> Diagnosis:
    """Say what keeps a network from learning as well as it could, and what to try.

    Parameters
    ----------
    run : the run
    network : as returned by its :meth:`Run.evaluate`
    layers : :func:`health` of the network

    Returns
    -------
    diagnosis : Diagnosis
        Without a sentence if there is nothing to say, or if the run has diverged, which is reported elsewhere.
    """
    if run.divergence:
        return Diagnosis(settings={"learning_rate": _better_rate(run, from_start=True)})
    points = _since_last_change(run)
    cost = network.cost()
    low = min((point.cost for point in points), default=cost)
    learned = network.data_cost() < NOTHING_LEARNED * network.loss.cost_without_inputs(network.Y)
    jumped = cost >= WORSE * low + SMALL_COST
    still = all(layer.relative <= NO_GRADIENT for layer in layers) and not _batch_moves(run)
    if still and not has_moved(run.parameters, run.first):
        return _without_gradients(run, network)
    frozen = run.optimiser.frozen
    if frozen is not None and np.unique(frozen).size == sum(each.size for each in run.parameters.values()):
        return Diagnosis(_("Every weight and bias is frozen, so nothing is learned."))
    stands = not learned and not jumped and not run.frozen  # frozen parameters would be another cause
    if stands and (found := _held_down(run, network, points)).sentence:
        return found
    if stands and not still and (found := _stuck(run, layers, network)).sentence:
        return found
    ahead = look_ahead(run.optimiser, run.rate, made=run.iteration)
    dead = _dead(layers, network, _is_penalised(run))
    mostly_dead = bool(dead) and any((layer.lost or 0) >= MOSTLY for layer in layers)
    thrown = ""
    if jumped:
        thrown = _(
            "The learning rate is too high: the cost fell to {low:.2g}, then shot up to {now:.2g}.",
            low=low,
            now=cost,
        )
    too_fast = _too_fast_in_batches if run.optimiser.batches else _too_fast
    causes = [too_fast(run, learned, thrown, points, ahead), _equal(run, network)]
    rest = Diagnosis()
    if not mostly_dead and not run.frozen and not any(each.sentence for each in causes):
        rest = _at_rest(run, network, learned, still, points, ahead)
    of_dead = Diagnosis(dead)
    if mostly_dead:
        others = advice(_("Try the activation {name}, or press {new_weights}."))
        said = sentences(dead, others.filled(name=name_of(LEAKY), new_weights=NEW_WEIGHTS))
        of_dead = Diagnosis(said, {"activation": LEAKY})
    elif dead and not rest.sentence:
        of_dead = Diagnosis(sentences(dead, _("The others do the work.")))
    parts = [*causes, of_dead, rest, _chance(run)]
    settings = (each.settings for each in parts if each.settings)
    return Diagnosis(sentences(*(each.sentence for each in parts)), next(settings, {}))


def _without_gradients(run: Run, network: Network) -> Diagnosis:
    """Nothing has a gradient from the start, but perhaps the output's bias."""
    which = (
        _("No weight has a gradient, only the output's bias: changing a weight a little does not change the cost.")
        if bias_has_gradient(network.gradients)
        else _("No weight or bias has a gradient: changing one of them a little does not change the cost.")
    )
    return _try_another_start(run, which)


def _try_another_start(run: Run, sentence: str) -> Diagnosis:
    """Advise first weights whose scale suits the activation."""
    activation = ACTIVATIONS[run.recipe.activation]
    name = "xavier" if activation.saturates or activation.linear else "he"  # He's makes up for what ReLU holds back
    return Diagnosis(
        sentences(sentence, advice(_("Try the initialisation {name}.", name=name_of(name)))), {"initialisation": name}
    )


def _too_fast(run: Run, learned: bool, thrown: str, points: Sequence[Measurement], ahead: Ahead) -> Diagnosis:
    """Whether steps are too long; ``thrown``: says how far they have thrown the cost back, if they have."""
    steps = as_word(LOOK_AHEAD)
    if ahead.rise == float("inf"):
        thrown = _(
            "The learning rate is too high: one of the next {steps} steps goes so far that the weights blow up.",
            steps=steps,
        )
    if not thrown and ahead.rise < RISE:
        return Diagnosis()
    better = _better_rate(run, from_start=bool(thrown) and not learned)
    settings = {"learning_rate": better}
    if thrown and learned:
        return Diagnosis(sentences(thrown, advice(_("Try {rate:g}.", rate=better))), settings)
    if thrown:  # restarting may be quicker than recovering
        again = advice(_("Try {rate:g}, and press {reset}.", rate=better, reset=RESET))
        return Diagnosis(sentences(thrown, again), settings)
    raises = {"steps": steps, "share": decimals(100 * ahead.rise, 0)}
    if _falls(points, run.iteration, 1 / 4):
        text = _(
            "The learning rate is high: one of the next {steps} steps goes too far and raises the cost by {share} %. "
            "The cost still falls; at {better:g} it would fall more evenly."
        )
        return Diagnosis(text.filled(**raises, better=better), settings)
    text = _(
        "The learning rate is too high here: one of the next {steps} steps goes too far and raises the cost by "
        "{share} %."
    )
    return Diagnosis(sentences(text.filled(**raises), advice(_("Try {rate:g}.", rate=better))), settings)


def _too_fast_in_batches(
    run: Run, learned: bool, thrown: str, points: Sequence[Measurement], ahead: Ahead
) -> Diagnosis:
    """The same with mini-batches, where the cost sometimes rises even if no step is too long."""
    late = [point.cost for point in points[len(points) // 2 :]]
    low = min((point.cost for point in points), default=0.0)
    if ahead.rise == float("inf") or (thrown and late and median(late) >= WORSE * low + SMALL_COST):
        return _too_fast(run, learned, thrown, points, ahead)
    if not any(after > (1 + RISE) * before and before >= SMALL_COST for before, after in pairwise(late)):
        return Diagnosis()
    size = run.recipe.batch_size
    sentence = ngettext(
        "The cost goes up now and then: each update looks at only one sample, and what is good for it may be bad for "
        "the rest. It falls more evenly with larger batches or a lower learning rate.",
        "The cost goes up now and then: each update looks at only {n} samples, and what is good for these may be bad "
        "for the rest. It falls more evenly with larger batches or a lower learning rate.",
        size,
    )
    return Diagnosis(sentence, {"batch_size": 8 * size})


_better_rates: WeakKeyDictionary[Run, tuple[tuple[float, int], float]] = WeakKeyDictionary()


def _better_rate(run: Run, from_start: bool = False) -> float:
    """The :func:`calmer_rate` from this iteration, or from the first weights.

    For the largest networks it takes a tenth of a second. So it is recomputed only when the iteration has doubled,
    which also keeps the sentence from changing all the time.
    """
    rate = run.rate
    key = (rate, -1 if from_start else run.iteration.bit_length())
    known = _better_rates.get(run)
    if known is None or known[0] != key:
        if from_start:
            better = calmer_rate(run.recipe.optimiser(run.first_network()), rate)
        else:
            better = calmer_rate(run.optimiser, rate, run.iteration)
        known = _better_rates[run] = (key, better)
    return known[1]


def _batch_moves(run: Run) -> bool:
    """Whether the next batch moves a weight, as it may where all samples together would not."""
    if not run.optimiser.batches:
        return False
    trial = deepcopy(run.optimiser)
    trial.train(1, run.rate, run.iteration)
    return has_moved(trial.network.parameters, run.parameters)


def _is_penalised(run: Run) -> bool:
    """Whether the cost includes a penalty."""
    return bool(run.recipe.l2 or run.recipe.l1)


def _equal(run: Run, network: Network) -> Diagnosis:
    """Which units duplicate others; of linear ones before a single output, one is as good as many."""
    hidden = network.layers[:-1]
    if ACTIVATIONS[network.parameters.activation].linear and network.layers[-1].units == 1:
        return Diagnosis()
    counts = [
        (number, layer.units, len(set(groups(hidden_units(network.parameters, number)))))
        for number, layer in enumerate(hidden, start=1)
    ]
    equal = [(number, units, distinct) for number, units, distinct in counts if distinct < units]
    if not equal:
        return Diagnosis()
    all_equal = len(equal) == len(hidden) and all(distinct == 1 for number, units, distinct in equal)
    if all_equal and len(hidden) > 1:
        what: str = _(
            "The {units} units of each hidden layer are equal: they work as one.", units=as_word(hidden[0].units)
        )
    elif all_equal:
        what = _("The {units} units are equal: they work as one.", units=as_word(hidden[0].units))
    elif len(hidden) > 1:
        in_layers = [
            _("In layer {number}, {units} units work as {distinct}.", number=number, units=units, distinct=distinct)
            for number, units, distinct in equal
        ]
        what = sentences(_("Some units are equal."), *in_layers)
    else:
        what = _("Some units are equal: {units} units work as {distinct}.", units=equal[0][1], distinct=equal[0][2])
    first = (groups(hidden_units(run.first, number)) for number, units, distinct in counts)
    if _is_penalised(run) and not run.nudged and all(len(set(each)) == len(each) for each in first):
        so = _("At first they were not: the penalty has made them so.")
        return Diagnosis(sentences(what, so, TRY_LESS), _smaller_penalty(run))
    return _try_another_start(run, what)


def _smaller_penalty(run: Run) -> dict[str, float]:
    penalties = {"l2": run.recipe.l2, "l1": run.recipe.l1}
    return {name: float(f"{penalty / 10:g}") for name, penalty in penalties.items() if penalty}


def _dead(layers: Sequence[LayerHealth], network: Network, penalised: bool) -> str:
    """How many units of each layer are dead."""
    if ACTIVATIONS[network.parameters.activation].saturates:
        return ""
    dead = [(round((layer.lost or 0) * layer.units), layer) for layer in layers]
    counts: list[str] = [
        _("{count} of {units} units in {layer}", count=count, units=layer.units, layer=layer.name)
        for count, layer in dead
        if count
    ]
    if not counts:
        return ""
    does = _("A dead unit outputs {output} for every sample, so no gradient reaches it and it does not learn.")
    if penalised:
        does = _(
            "A dead unit outputs {output} for every sample, so it learns from none: the penalty alone changes its "
            "weights."
        )
    output = setting(dead_output(network.parameters.activation))
    return sentences(_("Dead: {counts}.", counts=enumerated(counts)), does.filled(output=output))


def _chance(run: Run) -> Diagnosis:
    """Whether it overfits.

    Two conditions: it is clearly better on the training samples than on those to test with, see :data:`FITS`; and the
    cost of the latter has been lower before.
    """
    if not run.Y_test.size:
        return Diagnosis()
    now = run.measure()
    sentence = FITS[run.train.target].by_chance(now, run.Y_test.shape[1])
    tested = [each.test_cost - each.penalty for each in (*run.history.points, now) if each.test_cost is not None]
    if not sentence or tested[-1] < COSTLIER * min(tested):
        return Diagnosis()
    return Diagnosis(sentence, {"n_h": run.recipe.n_h // 2} if run.recipe.hidden and run.recipe.n_h > 1 else {})


def _at_rest(
    run: Run, network: Network, learned: bool, still: bool, points: Sequence[Measurement], ahead: Ahead
) -> Diagnosis:
    """Whether it has come to rest although the samples would allow more.

    It has if its parameters hardly move and its cost has not fallen in the latter half of many iterations. A network
    that has learned nothing yet may still be on its initial plateau, unless it does not move at all.
    """
    hidden = network.layers[:-1]
    linear = ACTIVATIONS[run.recipe.activation].linear
    line = linear or all(layer.units == 1 for layer in hidden)
    patience = PATIENCE_WITH_A_LINE if line else PATIENCE
    score, recipe, fit = network.score(), run.recipe, FITS[run.train.target]
    if run.neighbours - score <= fit.clear(score, run.Y.shape[1]) or _falls(points, run.iteration, 1 / 2):
        return Diagnosis()
    if run.scheduled_rate < SLOWED_DOWN * run.rate and not still:
        sentence = _(
            "The schedule has brought the learning rate down from {rate:g} to {left}, so little changes any more.",
            rate=run.rate,
            left=magnitude(run.scheduled_rate),
        )
        longer = advice(_("Try a longer half-life."))
        return Diagnosis(sentences(sentence, longer), {"half_life": 10 * recipe.half_life})
    if _way(run, points) < patience or (not still and (ahead.drift >= AT_REST or (hidden and not learned))):
        return Diagnosis()
    where = _where_it_rests(run, network.cost(), score, points)
    if not where:
        return Diagnosis()
    settings: Mapping[str, Any]
    if not hidden:
        why, settings = fit.without_hidden_layer(run), {"depth": 1}
    elif not line and _is_penalised(run):
        why, settings = sentences(_("The penalty keeps the weights small."), TRY_LESS), _smaller_penalty(run)
    elif linear:
        why = sentences(
            _("Linear units, however many, draw what a network without a hidden layer draws."),
            advice(_("Try the activation {name}.", name=name_of(BENT))),
        )
        settings = {"activation": BENT}
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
    half = points[max(0, bisect_left(points, middle, key=_iteration) - 1)]
    if abs(score - half.score) > LEVEL:
        return ""
    change = (cost - half.cost) / max(half.cost, SMALL_COST)
    if abs(change) < UNCHANGED:
        return levelled_off(run, cost_falls=False)
    return levelled_off(run, cost_falls=True if change < 0 else None)


def _held_down(run: Run, network: Network, points: Sequence[Measurement]) -> Diagnosis:
    """Whether it is the penalty that keeps a network that has learned nothing from learning."""
    late = [point.cost for point in points[len(points) // 2 :]] or [network.cost()]
    if not _is_penalised(run) or run.iteration < PATIENCE_WITH_A_PENALTY or max(late) > (1 + RISE) * min(late):
        return Diagnosis()  # otherwise steps may be too long
    recipe, by_penalty, by_samples = run.recipe, 0.0, 0.0
    for name, W in network.parameters.items():
        if name.startswith("W"):
            pull = recipe.l2 * W + recipe.l1 * np.sign(W)
            by_penalty += float(np.sum(W * pull))
            by_samples += float(np.sum(W * (pull - network.gradients[f"d{name}"])))
    if by_penalty < AS_STRONGLY * by_samples:
        return Diagnosis()
    sentence = _(
        "The penalty pulls the weights towards 0 at least as strongly as the samples pull them away from it, so next "
        "to nothing is learned."
    )
    return Diagnosis(sentences(sentence, advice(_("Try a smaller penalty."))), _smaller_penalty(run))


def _stuck(run: Run, layers: Sequence[LayerHealth], network: Network) -> Diagnosis:
    """Why a network that has learned nothing is stuck, if that can be seen."""
    hidden = layers[:-1]
    if not hidden:
        return Diagnosis()
    if (found := _equal(run, network)).sentence:
        return found
    evens_out = run.optimiser.evens_out  # compensates for short gradients
    full = [layer for layer in hidden if layer.lost is not None and layer.lost > MOSTLY]
    slowest = min(layers, key=lambda layer: layer.relative)
    vanished = max(layer.relative for layer in layers) < VANISHED and not evens_out
    suited = run.recipe.initialisation in BY_SIZE
    # A saturated first layer alone can still be useful: the output layer can combine its steps.
    if ACTIVATIONS[network.parameters.activation].saturates and full and (vanished or full != hidden[:1]):
        text = (
            _(
                "Saturated: {share} of the outputs of {layer} are at the flat ends of {activation}, where the "
                "weights before them can hardly change them."
            )
            if evens_out
            else _(
                "Saturated: {share} of the outputs of {layer} are at the flat ends of {activation}, where the "
                "weights before them can hardly change them, so they hardly learn."
            )
        )
        layer, activation = full[-1], network.parameters.activation
        sentence = text.filled(share=percent(layer.lost, 0), layer=layer.name, activation=name_of(activation))
        if not suited:
            return _try_another_start(run, sentence)
        rate = _better_rate(run, from_start=True)
        again = advice(_("Try a learning rate of {rate:g}, and press {reset}.", rate=rate, reset=RESET))
        return Diagnosis(sentences(sentence, again), {"learning_rate": rate})
    if vanished:
        sentence = _(
            "The gradient, by which the weights are changed, has all but vanished: that of {layer} is {share:.0e} "
            "times as long as its weights, so the cost may stay flat for thousands of iterations.",
            layer=slowest.name,
            share=slowest.relative,
        )
        if not suited:
            return _try_another_start(run, sentence)
        return Diagnosis(sentences(sentence, advice(_("Try fewer layers."))), {"depth": len(hidden) - 1})
    return Diagnosis()


def _way(run: Run, points: Sequence[Measurement]) -> float:
    """The iterations since the first of these points, each weighted by its scheduled learning rate, at most 1."""
    if not points:
        return 0.0
    rates = [run.optimiser.rate(run.rate, point.iteration) for point in points]
    ends = [*(point.iteration for point in points[1:]), run.iteration]
    return sum(min(1.0, rate) * (end - point.iteration) for rate, point, end in zip(rates, points, ends, strict=True))


def _since_last_change(run: Run) -> Sequence[Measurement]:
    """The history since the last change of learning rate or nudge: earlier behaviour had other causes."""
    since = max([run.rate_since, *run.nudged])
    return run.history.points[bisect_left(run.history.points, since, key=_iteration) :]


def _falls(points: Sequence[Measurement], iteration: int, late: float) -> bool:
    """Whether the cost has been lower in the last fraction ``late`` of the iterations up to this one than before."""
    if len(points) <= LOOK_AHEAD:
        return False
    end = iteration - late * (iteration - points[0].iteration)
    split = bisect_left(points, end, key=_iteration)
    lowest_before = min(point.cost for point in points[:split])
    return min((point.cost for point in points[split:]), default=lowest_before) < FALLING * lowest_before


def _iteration(point: Measurement) -> int:
    return point.iteration
