"""The playground: one network, any settings, and presets."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from playground.language import _, advice, ngettext, sentences
from playground.training import (
    HOW_STEPS_ARE_TAKEN,
    Experiment,
    Recipe,
    Run,
    RunGroup,
    Settings,
    View,
    difference,
    saturated_fraction,
)
from playground.training.formatting import decimals, percent, setting
from playground.training.units import dead_output

from .answers import (
    ENOUGH,
    NOT_ENOUGH,
    THE_COST_AFTER,
    accuracy,
    any_weight_has_moved,
    cost,
    cost_since_the_start,
    how_many_are_right,
    how_much,
    is_enough,
    iterations,
    whether_enough,
)
from .claims import Claims, Outcomes, banded, bands, either, of_first
from .lesson import Against, Chosen, Lesson, Preset
from .linear import bends, whether_it_bends, whether_it_bends_more
from .numbers import OF_NUMBERS
from .ones_own import of_ones_own
from .ones_points import of_own_points
from .starts import BRINGS, DATA, DATASET, INPUTS, VIEW

GAP = 0.1
"""A network that is right more often than one answer for all points by less than this has learned nothing yet."""
JUMP = 1.5
"""A cost this many times the first one has jumped up."""
SHAKES = 0.2
"""A cost that rises in a larger share of its steps than this shakes."""


def experiment(chosen: Chosen) -> Experiment:
    """One network."""
    return Experiment.alone(chosen[Recipe])


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    recipe = chosen[Recipe]
    return recipe.unused | ({"hard"} if recipe.asks_for_number else set())


def _whether_it_moves(runs: RunGroup) -> str:
    """Whether training has changed any weight."""
    run = runs.first
    if any_weight_has_moved(run):
        return sentences(
            _("Yes, they have moved."), cost_since_the_start(run, THE_COST_AFTER, iterations=iterations(runs))
        )
    return _(
        "No: none has moved in {iterations}, and the cost is still {cost}.", iterations=iterations(runs), cost=cost(run)
    )


def _how_far_it_jumped(run: Run) -> str:
    """Whether the cost has been above that of the first weights."""
    first = run.history.points[0].cost
    highest = max(run.measure().cost, *(point.cost for point in run.history.points))
    if decimals(highest) == decimals(first):
        return _("It has not jumped up yet.")
    return _("On its way it jumped up to {highest}.", highest=decimals(highest))


def _how_far_it_jumps(runs: RunGroup) -> str:
    """How the cost has changed, and how high it has been."""
    run = runs.first
    return sentences(cost_since_the_start(run, THE_COST_AFTER, iterations=iterations(runs)), _how_far_it_jumped(run))


def _is_faster(runs: RunGroup, reference: RunGroup | None) -> bool:
    """Whether the run has a lower cost than that of the first preset, after as many iterations."""
    return reference is not None and runs.first.measure().cost < reference.first.measure().cost


FASTER = _(
    "Yes: its cost is {cost} after {iterations}; with *{settings}* it is {other} ({accuracy} right, not {share})."
)
NOT_FASTER = _(
    "No: its cost is {cost} after {iterations}; with *{settings}* it is {other} ({accuracy} right, not {share})."
)
IS_IT_FASTER = Outcomes(_is_faster, {True: (_("Faster"), FASTER), False: (_("Not faster"), NOT_FASTER)})


def _how_long_steps_do(runs: RunGroup, reference: RunGroup | None) -> str:
    """Whether long steps make the cost fall faster, or what they do instead."""
    costs = [point.cost for point in runs.first.history.points]
    if _is_faster(runs, reference):
        return "faster"
    if max(costs) > JUMP * costs[0]:
        return "jumps"
    return "falls" if runs.first.measure().cost < costs[0] else "stays"


LONG_STEPS = Outcomes(
    _how_long_steps_do,
    {
        "faster": (_("Yes, it falls faster"), FASTER),
        "stays": (_("No, it stays as it is"), NOT_FASTER),
        "jumps": (_("No, it jumps up"), NOT_FASTER),
        "falls": (_("No, it falls, but not faster"), NOT_FASTER),
    },
)


def _beside_the_reference(outcomes: Outcomes, runs: RunGroup, reference: RunGroup) -> str:
    """Whether the run is faster than that of the first preset.

    That one is called by its settings: where this is read, there may be nothing of its name.
    """
    now, then = runs.first.measure(), reference.first.measure()
    return outcomes.said(
        runs,
        reference,
        cost=decimals(now.cost),
        iterations=iterations(runs),
        settings=difference(reference.first.recipe, runs.first.recipe),
        other=decimals(then.cost),
        accuracy=percent(now.score),
        share=percent(then.score),
    )


def _whether_long_steps_are_faster(runs: RunGroup, reference: RunGroup) -> str:
    """The same, and how high the cost has been."""
    return sentences(_beside_the_reference(LONG_STEPS, runs, reference), _how_far_it_jumped(runs.first))


def _share_that_rose(run: Run) -> float:
    """The share of the recorded steps in which the cost rose."""
    costs = [point.cost for point in run.history.points]
    return sum(later > earlier for earlier, later in pairwise(costs)) / max(1, len(costs) - 1)


def _way_of_the_cost(run: Run) -> str:
    """Whether the cost came down, and how; or stayed up, or jumped."""
    costs = [point.cost for point in run.history.points]
    if run.measure().cost >= costs[0]:
        return "jumps" if max(costs) > JUMP * costs[0] else "stays"
    return "shakes" if _share_that_rose(run) > SHAKES else "falls"


DOWN = _("Yes: it is {cost} after {iterations}, down from {first}.")
UP = _("No: it is {cost} after {iterations}, and was {first}.")
DOES_IT_COME_DOWN = Outcomes(
    of_first(_way_of_the_cost),
    {
        "stays": (_("No, it stays up"), UP),
        "falls": (_("Yes, smoothly"), DOWN),
        "shakes": (_("Yes, shaking all the way"), DOWN),
        "jumps": (_("No, it jumps up"), UP),
    },
)


def _how_often_it_rose(runs: RunGroup) -> str:
    """Whether a noisy cost has come down, and how often it rose."""
    run = runs.first
    first = decimals(run.history.points[0].cost)
    return sentences(
        DOES_IT_COME_DOWN.said(runs, cost=cost(run), iterations=iterations(runs), first=first),
        _("It rose in {share} of the recorded steps.", share=percent(_share_that_rose(run))),
    )


def _right(runs: RunGroup) -> float:
    return runs.first.measure().score


CAN_ONE_UNIT = Outcomes(
    banded(_right, (0.55, 0.8)),
    {
        0: (
            _("No better than guessing"),
            _("No: {accuracy} of the points are right after {iterations}. One unit can draw only one straight line."),
        ),
        1: (
            _("Part of it"),
            _(
                "In part: {accuracy} of the points are right after {iterations}. One unit can draw only one straight "
                "line."
            ),
        ),
        2: (_("Yes, {share} or more", share=percent(0.8, 0)), ENOUGH),
    },
)
CAN_TWO_UNITS = Outcomes(
    banded(_right, (0.8, 0.95)),
    {
        0: (_("No, less than 80 %"), NOT_ENOUGH),
        1: (
            _("Nearly: 80 to 95 %"),
            _(
                "Nearly: {accuracy} of the points are right after {iterations}; a vote of each point's nearest "
                "neighbours gets {possible} right."
            ),
        ),
        2: (_("Yes, more than 95 %"), ENOUGH),
    },
)
CAN_ONE_LAYER = Outcomes(
    banded(_right, (0.5, 0.9)),
    {
        0: (
            _("Hardly"),
            _(
                "Hardly: {accuracy} of the points are right after {iterations}; a vote of each point's nearest "
                "neighbours gets {possible} right."
            ),
        ),
        1: (
            _("In part"),
            _(
                "In part: {accuracy} of the points are right after {iterations}; a vote of each point's nearest "
                "neighbours gets {possible} right."
            ),
        ),
        2: (_("Yes, {share} or more", share=percent(0.9, 0)), ENOUGH),
    },
)


def _how_far(outcomes: Outcomes) -> Callable[[RunGroup], str]:
    """An answer that says which share of the points is right."""
    return lambda runs: outcomes.said(runs, **how_many_are_right(runs))


def _how_many_are_dead(runs: RunGroup) -> str:
    """How many units are off for every sample."""
    run = runs.first
    units = run.recipe.n_h
    dead = round(saturated_fraction(run.evaluate()) * units)
    if not dead:
        return _(
            "Nothing lasting: after {iterations}, every unit is still on for some points, and {accuracy} of the points "
            "are right.",
            iterations=iterations(runs),
            accuracy=accuracy(run),
        )
    output = setting(dead_output(run.recipe.activation))
    if dead == units:
        return _(
            "They kill every unit: after {iterations}, each of the {units} units outputs {output} for every point. "
            "Accuracy: {accuracy}.",
            iterations=iterations(runs),
            units=units,
            output=output,
            accuracy=accuracy(run),
        )
    return ngettext(
        "They kill some: after {iterations}, {n} of {units} units is dead and outputs {output} for every point. "
        "Accuracy: {accuracy}.",
        "They kill some: after {iterations}, {n} of {units} units are dead and output {output} for every point. "
        "Accuracy: {accuracy}.",
        dead,
        iterations=iterations(runs),
        units=units,
        output=output,
        accuracy=accuracy(run),
    )


def _learned(runs: RunGroup) -> str:
    """What the network has learned: the "shape" if at least half of what it gains on guessing holds in the test."""
    now, guess = runs.first.measure(), runs.first.test.guess
    gained, in_the_test = now.score - guess, (now.test_score or 0) - guess
    if gained < GAP:
        return "neither"
    return "shape" if in_the_test >= gained / 2 else "points"


SHAPE_OR_POINTS = Outcomes(
    _learned,
    {
        "points": (
            _("Mostly the points"),
            _(
                "Mostly the points: {train} of the training points are right after {iterations}, but only {test} of "
                "the test points (guessing: {guess})."
            ),
        ),
        "shape": (
            _("Mostly the shape"),
            _(
                "Mostly the shape: {train} of the training points are right after {iterations}, and {test} of the "
                "test points (guessing: {guess})."
            ),
        ),
        "neither": (
            _("Neither"),
            _(
                "Neither yet: {train} of the training points are right after {iterations}, and {test} of the test "
                "points (guessing: {guess})."
            ),
        ),
    },
)


def _shape_or_points(runs: RunGroup) -> str:
    """What the network has learned, by both accuracies."""
    now, guess = runs.first.measure(), runs.first.test.guess
    return SHAPE_OR_POINTS.said(
        runs,
        iterations=iterations(runs),
        train=percent(now.score),
        test=percent(now.test_score),
        guess=percent(guess),
    )


def asked(chosen: Chosen, since: Preset | None) -> Preset | None:
    """What is asked with settings that are no preset's: about a visitor's own points, or about what was changed."""
    if chosen[Recipe].has_own_points:
        return of_own_points(chosen)
    return of_ones_own(chosen[Recipe], PLAYGROUND, since)


def _dead_share(runs: RunGroup) -> float:
    return saturated_fraction(runs.first.evaluate())


# Question and answer are one line each, since the charts need the room.
PLAYGROUND_PRESETS = (
    Preset(
        _("Reference"),
        {},
        _("Four tanh units start from weights close to zero. How much of the flower can they learn?"),
        _("the boundary whenever the cost drops steeply."),
        how_much,
        claims=Claims(
            bands(
                _right,
                (0.7, 0.85),
                (
                    _("Less than {share} of it", share=percent(0.7, 0)),
                    _("{low} to {high} of it", low=percent(0.7, 0), high=percent(0.85, 0)),
                    _("More than {share} of it", share=percent(0.85, 0)),
                ),
            ),
            instead=_("Too few units"),
        ),
    ),
    Preset(
        _("Starts at zero"),
        {"initialisation": "zero"},
        _("Every weight starts at exactly zero. Will any of them move?"),
        _("the boundary and the cost."),
        _whether_it_moves,
        claims=Claims(
            either(of_first(any_weight_has_moved), _("Yes, some or all of them"), _("No, none of them")),
            since=1,
            instead=_("Reference"),
        ),
    ),
    Preset(
        _("Rate too high"),
        {"learning_rate": 50.0},
        _("A learning rate of 50 makes every step very long. Will the network learn faster?"),
        _("the cost: each jump up is a step that went too far."),
        _how_far_it_jumps,
        Against({}, _whether_long_steps_are_faster),
        Claims(LONG_STEPS.claims, since=500, instead=_("Adam"), compares=True),
    ),
    Preset(
        _("Too few units"),
        {"n_h": 1},
        _("Can a single hidden unit learn the flower?"),
        sentences(_("the shape of the boundary."), advice(_("Then try 2, 3 and 4 units."))),
        _how_far(CAN_ONE_UNIT),
        claims=Claims(CAN_ONE_UNIT.claims, instead=_("Reference")),
        draws=True,
    ),
    Preset(
        _("Twenty linear units"),
        {"dataset": "moons", "activation": "identity", "n_h": 20},
        _("Twenty linear units: each outputs its score, g(z) = z. Is the boundary ever bent?"),
        sentences(_("the boundary and the units."), advice(_("Then choose tanh."))),
        whether_it_bends,
        Against({"dataset": "moons", "depth": 0}, whether_it_bends_more),
        Claims(either(bends, _("Yes, it bends"), _("No, it stays straight")), since=1, instead=_("Moons, 2 units")),
        draws=True,
    ),
    Preset(
        _("Dead ReLU"),
        {"activation": "relu", "n_h": 8, "initialisation": "he", "learning_rate": 5.0},
        _("Eight ReLU units, and a learning rate of 5. What will the first few large steps do to them?"),
        _("the sentence under the charts, from the very first step."),
        _how_many_are_dead,
        claims=Claims(
            bands(_dead_share, (0.01, 0.99), (_("Nothing lasting"), _("Kill some of them"), _("Kill all of them"))),
            since=100,
            instead=_("Reference"),
            by_seed=True,
        ),
    ),
    Preset(
        _("Moons, 2 units"),
        {"dataset": "moons", "n_h": 2},
        _("Can two tanh units keep two half moons apart?"),
        sentences(_("where the boundary bends, and where it would have to."), advice(_("Then try 3 units."))),
        _how_far(CAN_TWO_UNITS),
        claims=Claims(CAN_TWO_UNITS.claims, instead=_("Squares as inputs")),
        draws=True,
    ),
    Preset(
        _("Overfitting"),
        {"samples": 60, "noise": 0.3, "n_h": 20, "test_share": 50},
        _("Twenty units learn from 30 points, and 30 more test them. Will they learn the shape or the points?"),
        _("the two cost curves: where do they part?"),
        _shape_or_points,
        claims=Claims(SHAPE_OR_POINTS.claims),
    ),
    Preset(
        _("Five clouds"),
        {"dataset": "blobs", "classes": 5, "depth": 0},
        _("Five classes, and no hidden layer: each border between two of them is straight. Is that enough?"),
        _("the faint seams, where two classes are almost equally probable."),
        whether_enough,
        claims=Claims(
            either(of_first(is_enough), _("Yes, it is enough"), _("No, not enough")), instead=_("Three arms")
        ),
    ),
    Preset(
        _("Adam"),
        {"update_rule": "adam", "learning_rate": 0.1},
        _("With Adam, steps are about as long on gentle slopes as on steep ones. Is it faster?"),
        sentences(_("the first hundred iterations."), advice(_("Compare them with those of *Reference*."))),
        how_much,
        Against({}, partial(_beside_the_reference, IS_IT_FASTER)),
        Claims(IS_IT_FASTER.claims, instead=_("Rate too high"), by_seed=True, compares=True),
    ),
    Preset(
        _("One point each"),
        {"batch_size": 1, "learning_rate": 0.1},
        _("Each update looks at one point, so an epoch takes 400. Will the cost still come down?"),
        _("how the cost shakes: each point pulls its own way."),
        _how_often_it_rose,
        claims=Claims(DOES_IT_COME_DOWN.claims, instead=_("Rate too high")),
    ),
    Preset(
        _("Squares as inputs"),
        {"dataset": "circles", "depth": 0, "x1": False, "x2": False, "x1_squared": True, "x2_squared": True},
        _("No hidden layer, but x₁² and x₂² as inputs: can the network tell a ring from the one inside it?"),
        _("the boundary: along it, w₁x₁² + w₂x₂² + b is 0."),
        whether_enough,
        claims=Claims(either(of_first(is_enough), _("Yes, it can"), _("No, it can’t")), instead=_("Moons, 2 units")),
        draws=True,
    ),
    Preset(
        _("Three arms"),
        {"dataset": "spiral", "classes": 3, "n_h": 20, "initialisation": "xavier", "learning_rate": 0.5},
        _("Three arms wind around each other. Can one hidden layer of twenty units keep three classes apart?"),
        _("how each arm is found from its outer end inwards."),
        _how_far(CAN_ONE_LAYER),
        claims=Claims(CAN_ONE_LAYER.claims, instead=_("Five clouds")),
    ),
    *OF_NUMBERS,
)


PLAYGROUND = Lesson(
    Settings(
        records=(Recipe(),),
        aside=(View(),),
        row=("activation", "scale", "learning_rate"),
        groups={
            _("Data"): ("dataset", *DATA, "test_share"),
            _("Inputs: the features the network sees"): INPUTS,
            _("Network"): ("depth", "n_h"),
            _("Start"): ("initialisation", "seed"),
            _("Training"): ("limit",),
            _("How steps are taken"): HOW_STEPS_ARE_TAKEN,
            _("View"): VIEW,
        },
        specs={"dataset": DATASET},
        unused=unused,
        brings=BRINGS,
    ),
    experiment,
    _("Before you press Play: how low will the cost go?"),
    PLAYGROUND_PRESETS,
    asked,
)
