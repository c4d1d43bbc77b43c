"""The playground: one network, any settings, and presets."""

from collections.abc import Callable

from playground.language import Message, _, advice, ngettext, number, sentences
from playground.lessons.answers import (
    ENOUGH,
    HOW_MANY_COULD_BE,
    NOT_ENOUGH,
    accuracy,
    any_weight_has_moved,
    cost,
    cost_of_the_first,
    how_many_are_right,
    whether_enough,
)
from playground.lessons.claims import Found, Outcome, band
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.lessons.linear import AND_ANOTHER, ONE_UNIT, STRAIGHT, bends
from playground.lessons.ones_own import of_ones_own, yet
from playground.lessons.rising_cost import rises
from playground.lessons.starts import BRINGS, DATA, DATASET, INPUTS, VIEW
from playground.training import (
    HOW_STEPS_ARE_TAKEN,
    Experiment,
    Recipe,
    RunGroup,
    Settings,
    View,
    difference,
    saturated_fraction,
)
from playground.training.formatting import decimals, percent, setting
from playground.training.units import dead_output

from .numbers import OF_NUMBERS
from .ones_points import of_own_points

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
    later = set() if recipe.depth > 1 else {"later_activation"}
    return recipe.unused | later | ({"hard"} if recipe.asks_for_number else set())


def _moves(runs: RunGroup) -> Found:
    """Whether training has changed any weight."""
    return any_weight_has_moved(runs.first), {"cost": cost(runs.first)}


def _what_moving_did(runs: RunGroup) -> Message | str:
    """What the cost has done, if any weight has moved."""
    return cost_of_the_first(runs) if any_weight_has_moved(runs.first) else ""


def _how_far_it_jumped(runs: RunGroup) -> str:
    """Whether the cost has been above that of the first weights."""
    run = runs.first
    first = run.history.points[0].cost
    highest = max(run.measure().cost, *(point.cost for point in run.history.points))
    if decimals(highest) == decimals(first):
        return _("It has not jumped up yet.")
    return _("On its way it jumped up to {highest}.", highest=decimals(highest))


def _is_faster(runs: RunGroup, reference: RunGroup | None) -> Found:
    """Whether the run has a lower cost than that of the first preset, after as many iterations.

    That one is called by its settings: where this is read, there may be nothing of its name.
    """
    if reference is None:
        return False, {}
    now, then = runs.first.measure(), reference.first.measure()
    return now.cost < then.cost, {
        "cost": decimals(now.cost),
        "settings": difference(reference.first.recipe, runs.first.recipe),
        "other": decimals(then.cost),
        "accuracy": percent(now.score),
        "share": percent(then.score),
        "yet": yet(runs, reference),
    }


def _beside(runs: RunGroup, reference: RunGroup) -> Message:
    """What the runs are compared with, and how many points are right in both."""
    return BESIDE.filled(**_is_faster(runs, reference)[1])


def _how_long_steps_do(runs: RunGroup, reference: RunGroup | None) -> Found:
    """Whether long steps make the cost fall faster, or what they do instead."""
    costs = [point.cost for point in runs.first.history.points]
    faster, values = _is_faster(runs, reference)
    if not faster and max(costs) > JUMP * costs[0]:
        return "jumps", values
    return "faster" if faster else "falls" if runs.first.measure().cost < costs[0] else "stays", values


LOWER = _("Yes: its cost is {cost}, with gradient descent {other}{yet}.")
NOT_LOWER = _("No: its cost is {cost}, with gradient descent {other}{yet}.")
FASTER_AT_THAT_RATE = _("Yes: the cost is {cost}, at the usual rate {other}{yet}.")
NOT_FASTER_AT_THAT_RATE = _("No: the cost is {cost}, at the usual rate {other}{yet}.")
BESIDE = _("Compared with *{settings}*: there {share} of the points are right, here {accuracy}.")


def _way_of_the_cost(runs: RunGroup) -> Found:
    """Whether a noisy cost came down, and how; or stayed up, or jumped."""
    run = runs.first
    costs, now = [point.cost for point in run.history.points], run.measure().cost
    share = rises(run)
    values = {"cost": decimals(now), "first": decimals(costs[0])}
    down, up = "shakes" if share > SHAKES else "falls", "jumps" if max(costs) > JUMP * costs[0] else "stays"
    return down if now < costs[0] else up, {**values, "share": percent(share)}


IT_IS_ENOUGH = _("Yes, it is enough: {accuracy} of the points are right.")
IT_IS_NOT = _("No, it is not enough: {accuracy} of the points are right.")
DOWN = _("Yes: it is {cost}, down from {first}.")
UP = _("No: it is {cost}, and was {first}.")


def _how_far(*edges: float) -> Callable[[RunGroup], Found]:
    """Between which of these shares that of the points that are right is."""
    return lambda runs: (band(runs.first.measure().score, edges), how_many_are_right(runs))


ONE_LINE = _("No: its one straight line gets {accuracy} of the points right.")
ONE_LINE_IN_PART = _("In part: its one straight line gets {accuracy} of the points right.")
NEARLY = _("Nearly: {accuracy} of the points are right.")
HARDLY = _("Hardly: {accuracy} of the points are right.")
IN_PART = _("In part: {accuracy} of the points are right.")


def _how_many_are_dead(runs: RunGroup) -> Found:
    """How many units are off for every sample."""
    run = runs.first
    units = run.recipe.n_h
    dead = round(saturated_fraction(run.evaluate()) * units)
    values = {"n": dead, "units": units, "accuracy": accuracy(run)}
    output = setting(dead_output(run.recipe.activation))
    return "none" if not dead else "all" if dead == units else "some", {**values, "output": output}


NOTHING_LASTING = _("Nothing lasting: every unit is still on for some points.")
KILL_SOME = ngettext(
    "They kill some: {n} of {units} units is off for every point.",
    "They kill some: {n} of {units} units are off for every point.",
)
KILL_ALL = _("They kill all {units}: none is on for any point.")
WHAT_IS_DEAD = _("A unit that is off for every point outputs {output}. Accuracy: {accuracy}.")


def _what_is_dead(runs: RunGroup) -> Message:
    """What dead units output, if there are any, and the accuracy."""
    dead, values = _how_many_are_dead(runs)
    return (_("{accuracy} of the points are right.") if dead == "none" else WHAT_IS_DEAD).filled(**values)


def _learned(runs: RunGroup) -> Found:
    """What the network has learned: the "shape" if at least half of what it gains on guessing holds in the test."""
    now, guess = runs.first.measure(), runs.first.test.guess
    gained, in_the_test = now.score - guess, (now.test_score or 0) - guess
    values = {"train": percent(now.score), "guess": percent(guess)}
    what = "neither" if gained < GAP else "shape" if in_the_test >= gained / 2 else "points"
    return what, {**values, "test": percent(now.test_score)}


THE_POINTS = _("Mostly the points: {train} of these are right, but {test} of the test points.")
THE_SHAPE = _("Mostly the shape: {train} of the training points are right, {test} of the test points.")
NEITHER = _("Neither yet: {train} of the training points are right, {test} of the test points.")
GUESSING = _("Guessing would get {guess} of the test points right.")


def _how_far_it_got(runs: RunGroup) -> Found:
    """Where a run has ended: in the first tenth of its limit, later, or at the limit; None while it goes on."""
    run = runs.first
    costs = [(point.test_cost, point.iteration) for point in run.history.points if point.test_cost is not None]
    (then, lowest), now = min(costs), run.measure().test_cost
    limit = run.recipe.limit
    return band(run.iteration, (limit / 10, limit)) if run.ended else None, {
        "end": number(run.iteration),
        "limit": number(limit),
        "lowest": number(lowest),
        "then": decimals(then),
        "now": decimals(now) if now is not None else "",
    }


SO_FAR = _("To iteration {end} so far.")
ENDED = _("Only to iteration {end}: there the stop rule ended it.")
WENT_ON = _("All {limit} iterations: the test cost kept falling.")
TEST_COST_ROSE = _("The test cost was lowest at iteration {lowest}, {then}; now it is {now}.")


def asked(chosen: Chosen, since: Preset | None) -> Preset | None:
    """What is asked with settings that are no preset's: about a visitor's own points, or about what was changed."""
    if chosen[Recipe].has_own_points:
        return of_own_points(chosen)
    return of_ones_own(chosen[Recipe], PLAYGROUND, since)


# Question and answer are one line each, since the charts need the room.
PLAYGROUND_PRESETS = (
    Preset(
        _("Reference"),
        {},
        _("Four tanh units start from weights close to zero. How much of the flower can they learn?"),
        _("the boundary whenever the cost drops steeply."),
        Outcome(
            _how_far(0.7, 0.85),
            {
                0: (_("Less than {share} of it", share=percent(0.7, 0)), ""),
                1: (_("{low} to {high} of it", low=percent(0.7, 0), high=percent(0.85, 0)), ""),
                2: (_("More than {share} of it", share=percent(0.85, 0)), ""),
            },
            _("They get {accuracy} of the flower’s points right."),
            cost_of_the_first,
            since=300,
            instead=_("Too few units"),
        ),
    ),
    Preset(
        _("Starts at zero"),
        {"initialisation": "zero"},
        _("Every weight starts at exactly zero. Will any of them move?"),
        _("the boundary and the cost."),
        Outcome(
            _moves,
            {
                True: (_("Yes, some or all of them"), _("Yes, they have moved.")),
                False: (_("No, none of them"), _("No: none has moved, and the cost is still {cost}.")),
            },
            also=_what_moving_did,
            since=1,
            instead=_("Reference"),
        ),
    ),
    Preset(
        _("Rate too high"),
        {"learning_rate": 50.0},
        _("A learning rate of 50 makes every step very long. Will the cost fall faster?"),
        _("the cost: each jump up is a step that went too far."),
        Outcome(
            _how_long_steps_do,
            {
                "faster": (_("Yes, it falls faster"), FASTER_AT_THAT_RATE),
                "stays": (_("No, it stays as it is"), NOT_FASTER_AT_THAT_RATE),
                "jumps": (_("No, it jumps up"), NOT_FASTER_AT_THAT_RATE),
                "falls": (_("No, it falls, but not faster"), NOT_FASTER_AT_THAT_RATE),
            },
            also=lambda runs, reference: sentences(_beside(runs, reference), _how_far_it_jumped(runs)),
            since=100,
            instead=_("Adam"),
            compares=True,
        ),
        against={},
        alone=Outcome(says=cost_of_the_first, also=_how_far_it_jumped),
    ),
    Preset(
        _("Too few units"),
        {"n_h": 1},
        _("Can a single hidden unit learn the flower?"),
        sentences(_("the shape of the boundary."), advice(_("Then try 2, 3 and 4 units."))),
        Outcome(
            _how_far(0.55, 0.8),
            {
                0: (_("No better than guessing"), ONE_LINE),
                1: (_("Part of it"), ONE_LINE_IN_PART),
                2: (_("Yes, {share} or more", share=percent(0.8, 0)), ENOUGH),
            },
            also=HOW_MANY_COULD_BE,
            since=100,
            instead=_("Reference"),
        ),
        draws=True,
    ),
    Preset(
        _("Twenty linear units"),
        {"dataset": "moons", "activation": "identity", "n_h": 20},
        _("Twenty linear units: each outputs its weighted input, g(z) = z. Is the boundary ever bent?"),
        sentences(_("the boundary and the units."), advice(_("Then choose tanh."))),
        Outcome(
            bends,
            {True: (_("Yes, it bends"), _("Yes, it bends.")), False: (_("No, it stays straight"), STRAIGHT)},
            also=AND_ANOTHER,
            since=1,
            instead=_("Moons, 2 units"),
        ),
        against={"dataset": "moons", "depth": 0},
        alone=Outcome(bends, {True: ("", _("Yes, it bends.")), False: ("", STRAIGHT)}, also=ONE_UNIT),
        draws=True,
    ),
    Preset(
        _("Dead ReLU"),
        {"activation": "relu", "n_h": 8, "initialisation": "he", "learning_rate": 5.0},
        _("A unit off for every point is dead. What do steps at a learning rate of 5 do to eight ReLU units?"),
        _("the sentence under the charts, from the very first step."),
        Outcome(
            _how_many_are_dead,
            {
                "none": (_("Nothing lasting"), NOTHING_LASTING),
                "some": (_("Kill some of them"), KILL_SOME),
                "all": (_("Kill all of them"), KILL_ALL),
            },
            also=_what_is_dead,
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
        Outcome(
            _how_far(0.8, 0.95),
            {
                0: (_("No, less than 80 %"), NOT_ENOUGH),
                1: (_("Nearly: 80 to 95 %"), NEARLY),
                2: (_("Yes, more than 95 %"), ENOUGH),
            },
            also=HOW_MANY_COULD_BE,
            since=100,
            instead=_("Squares as inputs"),
        ),
        draws=True,
    ),
    Preset(
        _("Overfitting"),
        {"samples": 60, "noise": 0.3, "n_h": 20, "test_share": 50, "limit": 3000},
        _("Twenty units learn from 30 points, and 30 more test them. Will they learn the shape or the points?"),
        _("the two cost curves: where do they separate?"),
        Outcome(
            _learned,
            {
                "points": (_("Mostly the points"), THE_POINTS),
                "shape": (_("Mostly the shape"), THE_SHAPE),
                "neither": (_("Neither"), NEITHER),
            },
            also=GUESSING,
            since=500,
        ),
    ),
    Preset(
        _("Stop in time"),
        {"samples": 60, "noise": 0.3, "n_h": 20, "test_share": 50, "limit": 3000, "stop": "test cost"},
        _("Training ends once 100 iterations have not lowered the test cost by 0.1 %. How far will it get?"),
        _("the two cost curves: which one turns up?"),
        Outcome(
            _how_far_it_got,
            {
                0: (_("Fewer than 300 iterations"), ENDED),
                1: (_("300 to 2,999 iterations"), ENDED),
                2: (_("All 3,000 iterations"), WENT_ON),
            },
            says=SO_FAR,
            also=TEST_COST_ROSE,
            instead=_("Overfitting"),
        ),
    ),
    Preset(
        _("Five clouds"),
        {"dataset": "blobs", "classes": 5, "depth": 0},
        _("Five classes, and no hidden layer: each border between two of them is straight. Is that enough?"),
        _("the faint seams, where two classes are almost equally probable."),
        Outcome(
            whether_enough,
            {True: (_("Yes, it is enough"), IT_IS_ENOUGH), False: (_("No, not enough"), IT_IS_NOT)},
            also=HOW_MANY_COULD_BE,
            since=100,
            instead=_("Three arms"),
        ),
    ),
    Preset(
        _("Adam"),
        {"update_rule": "adam", "learning_rate": 0.1, "limit": 1500},
        _("Adam’s steps are about as long on gentle as on steep slopes. Is its cost below gradient descent’s?"),
        sentences(_("the first hundred iterations."), advice(_("Compare them with those of *Reference*."))),
        Outcome(
            _is_faster,
            {True: (_("Yes, lower"), LOWER), False: (_("No, not lower"), NOT_LOWER)},
            also=_beside,
            since=1000,
            instead=_("Rate too high"),
            by_seed=True,
            compares=True,
        ),
        against={},
        alone=Outcome(says=cost_of_the_first),
    ),
    Preset(
        _("One point each"),
        {"batch_size": 1, "learning_rate": 0.1},
        _("Each update looks at one point; a pass over all of them takes 400. Will the cost still come down?"),
        _("how the cost shakes: each point pulls its own way."),
        Outcome(
            _way_of_the_cost,
            {
                "stays": (_("No, it stays up"), UP),
                "falls": (_("Yes, smoothly"), DOWN),
                "shakes": (_("Yes, shaking all the way"), DOWN),
                "jumps": (_("No, it jumps up"), UP),
            },
            also=_("It rose in {share} of the recorded steps."),
            since=300,
            instead=_("Rate too high"),
        ),
    ),
    Preset(
        _("Squares as inputs"),
        {"dataset": "circles", "depth": 0, "x1": False, "x2": False, "x1_squared": True, "x2_squared": True},
        _("No hidden layer, but x₁² and x₂² as inputs: can the network tell a ring from the one inside it?"),
        _("the boundary: along it, w₁x₁² + w₂x₂² + b is 0."),
        Outcome(
            whether_enough,
            {True: (_("Yes, it can"), ENOUGH), False: (_("No, it can’t"), NOT_ENOUGH)},
            also=HOW_MANY_COULD_BE,
            since=100,
            instead=_("Moons, 2 units"),
        ),
        draws=True,
    ),
    Preset(
        _("Three arms"),
        {"dataset": "spiral", "classes": 3, "n_h": 20, "initialisation": "xavier", "learning_rate": 0.5},
        _("Three arms wind around each other. Can one hidden layer of twenty units keep three classes apart?"),
        _("how each arm is found from its outer end inwards."),
        Outcome(
            _how_far(0.5, 0.9),
            {
                0: (_("Hardly"), HARDLY),
                1: (_("In part"), IN_PART),
                2: (_("Yes, {share} or more", share=percent(0.9, 0)), ENOUGH),
            },
            also=HOW_MANY_COULD_BE,
            since=1500,
            instead=_("Five clouds"),
        ),
    ),
    *OF_NUMBERS,
)


PLAYGROUND = Lesson(
    Settings(
        records=(Recipe(),),
        aside=(View(),),
        row=("activation", "initialisation", "scale", "learning_rate"),
        groups={
            _("Data"): ("dataset", *DATA, "test_share"),
            _("Inputs: the features the network sees"): INPUTS,
            _("Network"): ("depth", "n_h", "later_activation"),
            _("Initialisation"): ("seed",),
            _("Training"): ("limit", "stop", "patience"),
            _("How steps are taken"): HOW_STEPS_ARE_TAKEN,
            _("View"): VIEW,
        },
        specs={"dataset": DATASET},
        unused=unused,
        brings=BRINGS,
    ),
    experiment,
    _("Before you press Play: how many points will be right?"),
    PLAYGROUND_PRESETS,
    asked,
)
