"""Diagnosis in words: what keeps a network from learning as well as it could, and what to try."""

from bisect import bisect_left
from collections.abc import Sequence
from copy import deepcopy
from operator import attrgetter

import numpy as np

from playground.language import _, advice, enumerated, sentences
from playground.language.labels import NEW_WEIGHTS, RESET
from playground.nn import ACTIVATIONS, BY_SIZE, Network

from .at_rest import BENT, SWITCHED, at_rest
from .finding import Diagnosis
from .fit import FITS
from .formatting import percent, setting
from .health import LayerHealth
from .history import Measurement
from .look_ahead import SMALL_COST, look_ahead
from .names import name_of
from .number_words import as_word
from .penalty import TRY_LESS, held_down, is_penalised, smaller_penalty
from .run import Run
from .too_fast import WORSE, better_rate, too_fast
from .units import NO_GRADIENT, bias_has_gradient, dead_output, groups, has_moved, hidden_units

VANISHED = 5e-4
"""Gradients shorter than this fraction of their weights leave the cost flat for thousands of iterations."""
NOTHING_LEARNED = 0.99
"""A network has learned nothing while its cost is above this fraction of the lowest that one answer for all samples
has: the frequencies of the classes, or the mean of the numbers."""
MOSTLY = 0.5
"""A layer with a larger share of saturated outputs or dead units passes on little."""
COSTLIER = 1.1
"""A network overfits if the cost of the test samples rises to at least this many times its lowest."""
LEAKY = "leaky_relu"
"""The activation advised where units die."""


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
        return Diagnosis(settings={"learning_rate": better_rate(run, from_start=True)})
    points = _since_last_change(run)
    cost = network.cost()
    low = min((point.cost for point in points), default=cost)
    learned = network.data_cost() < NOTHING_LEARNED * network.loss.cost_without_inputs(network.Y)
    jumped = cost >= WORSE * low + SMALL_COST
    motionless = all(layer.relative <= NO_GRADIENT for layer in layers) and not _batch_moves(run)
    if motionless and not has_moved(run.parameters, run.first):
        return _without_gradients(run, network)
    frozen = run.optimiser.frozen
    if frozen is not None and np.unique(frozen).size == sum(each.size for each in run.parameters.values()):
        return Diagnosis(_("Every weight and bias is frozen, so nothing is learned."))
    stands = not learned and not jumped and not run.frozen  # frozen parameters would be another cause
    if stands and (found := held_down(run, network, points)).sentence:
        return found
    if stands and not motionless and (found := _stuck(run, layers, network)).sentence:
        return found
    ahead = look_ahead(run.optimiser, run.rate, made=run.iteration)
    dead = _dead(layers, is_penalised(run))
    mostly_dead = any((layer.lost or 0) >= MOSTLY for layer in _hidden(layers, saturate=False))
    thrown = ""
    if jumped:
        thrown = _(
            "The learning rate is too high: the cost fell to {low:.2g}, then shot up to {now:.2g}.",
            low=low,
            now=cost,
        )
    causes = [too_fast(run, learned, thrown, points, ahead), _equal(run, network)]
    rest = Diagnosis()
    if not mostly_dead and not run.frozen and not any(each.sentence for each in causes):
        rest = at_rest(run, network, learned, motionless, points, ahead)
    of_dead = Diagnosis(dead)
    if mostly_dead:
        others = advice(_("Try the activation {name}, or press {new_weights}."))
        said = sentences(dead, others.filled(name=name_of(LEAKY), new_weights=NEW_WEIGHTS))
        of_dead = Diagnosis(said, run.recipe.in_all_layers(LEAKY))
    elif dead and not rest.sentence:
        of_dead = Diagnosis(sentences(dead, _("The others do the work.")))
    parts = [*causes, of_dead, rest, _chance(run)]
    settings = (each.settings for each in parts if each.settings)
    return Diagnosis(sentences(*(each.sentence for each in parts)), next(settings, {}))


def _without_gradients(run: Run, network: Network) -> Diagnosis:
    """Nothing has a gradient from the start, but perhaps the output's bias."""
    which = (
        _(
            "No weight has a gradient, only the output's bias: the slope of the cost along every weight is 0, so "
            "gradient descent changes none of them."
        )
        if bias_has_gradient(network.gradients)
        else _(
            "No weight or bias has a gradient: the slope of the cost is 0 in every direction, so gradient descent "
            "takes no step."
        )
    )
    return _try_another_start(run, which)


def _try_another_start(run: Run, sentence: str) -> Diagnosis:
    """Advise first weights whose scale suits the activation."""
    each = [ACTIVATIONS[name] for name in run.recipe.activations or (run.recipe.activation,)]
    name = "xavier" if all(g.saturates or g.linear for g in each) else "he"  # He's makes up for what ReLU holds back
    return Diagnosis(
        sentences(sentence, advice(_("Try the initialisation {name}.", name=name_of(name)))), {"initialisation": name}
    )


def _batch_moves(run: Run) -> bool:
    """Whether the next batch moves a weight, as it may where all samples together would not."""
    if not run.optimiser.batches:
        return False
    trial = deepcopy(run.optimiser)
    trial.train(1, run.rate, run.iteration)
    return has_moved(trial.network.parameters, run.parameters)


def _equal(run: Run, network: Network) -> Diagnosis:
    """Which units duplicate others; of linear ones before a single output, one is as good as many."""
    hidden = network.layers[:-1]
    if all(layer.activation.linear for layer in network.hidden) and network.layers[-1].units == 1:
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
    if is_penalised(run) and not run.nudged and all(len(set(each)) == len(each) for each in first):
        so = _("At first they were not: the penalty has made them so.")
        return Diagnosis(sentences(what, so, TRY_LESS), smaller_penalty(run))
    return _try_another_start(run, what)


def _hidden(layers: Sequence[LayerHealth], saturate: bool) -> list[LayerHealth]:
    """The hidden layers whose activation saturates, or the others, whose units can die."""
    return [layer for layer in layers if layer.activation and ACTIVATIONS[layer.activation].saturates == saturate]


def _dead(layers: Sequence[LayerHealth], penalised: bool) -> str:
    """How many units of each layer are dead."""
    can_die = _hidden(layers, saturate=False)
    dead = [(count, layer) for layer in can_die if (count := round((layer.lost or 0) * layer.units))]
    counts: list[str] = [
        _("{count} of {units} units in {layer}", count=count, units=layer.units, layer=layer.name)
        for count, layer in dead
    ]
    if not counts:
        return ""
    does = _("A dead unit outputs {output} for every sample, so no gradient reaches it and it does not learn.")
    if penalised:
        does = _(
            "A dead unit outputs {output} for every sample, so it learns from none: the penalty alone changes its "
            "weights."
        )
    output = enumerated([*dict.fromkeys(setting(dead_output(layer.activation)) for count, layer in dead)])
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


def _stuck(run: Run, layers: Sequence[LayerHealth], network: Network) -> Diagnosis:
    """Why a network that has learned nothing is stuck, if that can be seen."""
    hidden = layers[:-1]
    if not hidden:
        return Diagnosis()
    if network.hidden[-1].activation.jumps:
        return Diagnosis(SWITCHED, run.recipe.in_all_layers(BENT))
    if (found := _equal(run, network)).sentence:
        return found
    evens_out = run.optimiser.evens_out  # compensates for short gradients
    full = [layer for layer in _hidden(layers, saturate=True) if layer.lost is not None and layer.lost > MOSTLY]
    slowest = min(layers, key=lambda layer: layer.relative)
    vanished = max(layer.relative for layer in layers) < VANISHED and not evens_out
    suited = run.recipe.initialisation in BY_SIZE
    # A saturated first layer alone can still be useful: the output layer can combine its steps.
    if full and (vanished or full != hidden[:1]):
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
        layer = full[-1]
        sentence = text.filled(share=percent(layer.lost, 0), layer=layer.name, activation=name_of(layer.activation))
        if not suited:
            return _try_another_start(run, sentence)
        rate = better_rate(run, from_start=True)
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


def _since_last_change(run: Run) -> Sequence[Measurement]:
    """The history since the last change of learning rate or nudge: earlier behaviour had other causes."""
    since = max([run.rate_since, *run.nudged])
    return run.history.points[bisect_left(run.history.points, since, key=attrgetter("iteration")) :]
