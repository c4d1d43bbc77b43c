"""The playground: one network, any settings, and presets."""

from itertools import pairwise

import numpy as np

from playground.data import OWN_POINTS, class_numbers, unpack
from playground.language import _, ngettext, sentences
from playground.training import HOW_STEPS_ARE_TAKEN, Experiment, Recipe, RunGroup, Settings, View, saturated_fraction
from playground.training.formatting import decimals, percent, setting
from playground.training.units import dead_output

from .answers import THE_COST_AFTER, accuracy, any_weight_has_moved, cost, cost_since_the_start, iterations
from .lesson import Chosen, Lesson, Preset
from .starts import DATA, INPUTS, VIEW

GAP = 0.1
"""A network whose training accuracy exceeds its test accuracy by this much is overfitting."""


def experiment(chosen: Chosen) -> Experiment:
    """One network."""
    return Experiment.alone(chosen[Recipe])


def unused(chosen: Chosen) -> set[str]:
    """The names of the settings that have no effect with these choices."""
    return chosen[Recipe].unused


def _cost_after(runs: RunGroup) -> str:
    """How the cost has changed so far."""
    return cost_since_the_start(runs.first, THE_COST_AFTER, iterations=iterations(runs))


def _how_much(runs: RunGroup) -> str:
    """How far the network has come."""
    run = runs.first
    return sentences(
        _(
            "After {iterations}, {accuracy} of the points are right.",
            iterations=iterations(runs),
            accuracy=accuracy(run),
        ),
        cost_since_the_start(run),
    )


def _whether_it_moves(runs: RunGroup) -> str:
    """Whether training has changed any weight."""
    run = runs.first
    if any_weight_has_moved(run):
        return sentences(_("The weights have moved."), _cost_after(runs))
    return _(
        "No weight has moved in {iterations}: the cost is still {cost}.", iterations=iterations(runs), cost=cost(run)
    )


def _how_far_it_jumps(runs: RunGroup) -> str:
    """Whether the cost has been above that of the first weights."""
    run = runs.first
    first, now = run.history.points[0].cost, run.measure().cost
    highest = max(now, *(point.cost for point in run.history.points))
    if decimals(highest) == decimals(first):
        return sentences(_cost_after(runs), _("It has not jumped up yet."))
    if now > first:
        text = _("No: the cost began at {first}, jumped up to {highest} and is {now} after {iterations}.")
    else:
        text = _("The cost began at {first}, jumped up to {highest} and is {now} after {iterations}.")
    costs = {"first": decimals(first), "highest": decimals(highest), "now": decimals(now)}
    return text.filled(**costs, iterations=iterations(runs))


def _how_often_it_rose(runs: RunGroup) -> str:
    """How often a noisy cost rose."""
    run = runs.first
    costs = [point.cost for point in run.history.points]
    rose = sum(later > earlier for earlier, later in pairwise(costs))
    share = percent(rose / max(1, len(costs) - 1))
    return sentences(_cost_after(runs), _("Along its curve it rose {share} of the time.", share=share))


def _one_line(runs: RunGroup) -> str:
    """What a single unit can do."""
    return _(
        "After {iterations}, {accuracy} of the points are right: one unit can draw only one straight line.",
        iterations=iterations(runs),
        accuracy=accuracy(runs.first),
    )


def _how_many_are_dead(runs: RunGroup) -> str:
    """How many units are off for every sample."""
    run = runs.first
    units = run.recipe.n_h
    dead = round(saturated_fraction(run.evaluate()) * units)
    if not dead:
        return _(
            "After {iterations}, every unit is still on for some points, and {accuracy} of the points are right.",
            iterations=iterations(runs),
            accuracy=accuracy(run),
        )
    return ngettext(
        "After {iterations}, {n} of {units} units is dead: it outputs {output} for every point. Accuracy: {accuracy}.",
        "After {iterations}, {n} of {units} units are dead: they output {output} for every point. Accuracy: "
        "{accuracy}.",
        dead,
        iterations=iterations(runs),
        units=units,
        output=setting(dead_output(run.recipe.activation)),
        accuracy=accuracy(run),
    )


def _shape_or_points(runs: RunGroup) -> str:
    """How much better the network is on the training points."""
    now = runs.first.measure()
    if now.accuracy - (now.test_accuracy or 0) > GAP:
        text = _("After {iterations}, {train} of the training points are right, but only {test} of the test points.")
    else:
        text = _("After {iterations}, {train} of the training points are right and {test} of the test points.")
    return text.filled(iterations=iterations(runs), train=percent(now.accuracy), test=percent(now.test_accuracy))


def of_own_points(chosen: Chosen) -> Preset | None:
    """The question of a visitor's own points, once they have two classes."""
    recipe = chosen[Recipe]
    points = unpack(recipe.points) if recipe.has_own_points and recipe.points else None
    if not points or len(points.names) < 2:
        return None
    one, other = points.dataset.class_names[:2]
    question = (
        _("Can this network tell {one} and {other} of your points apart?", one=one, other=other)
        if len(points.names) == 2
        else _("Can this network tell the {classes} classes of your points apart?", classes=len(points.names))
    )
    look_at = _("where points of different classes meet: what does the boundary do there?")
    return Preset(OWN_POINTS, {}, question, look_at, _whether_apart)


def _whether_apart(runs: RunGroup) -> str:
    """Whether the network tells the classes of a visitor's points apart."""
    run = runs.first
    now, points = run.measure(), run.Y.shape[1]
    wrong = round((1 - now.accuracy) * points)
    most = max(np.bincount(class_numbers(run.Y))) / points
    done = {"iterations": iterations(runs), "accuracy": percent(now.accuracy), "points": points}
    if not wrong:
        said = _("Yes: after {iterations}, all {points:,} training points are right.", **done)
    elif now.accuracy <= most:
        said = _(
            "No: after {iterations}, {accuracy} of the training points are right. Giving all of them the most "
            "frequent class would get {most} right.",
            most=percent(most),
            **done,
        )
    else:
        said = ngettext(
            "No, not all: after {iterations}, {n:,} of {points:,} training points is wrong, so {accuracy} are right.",
            "No, not all: after {iterations}, {n:,} of {points:,} training points are wrong, so {accuracy} are right.",
            wrong,
            **done,
        )
    if now.test_accuracy is None:
        return said
    return sentences(said, _("Of the test points, {test} are right.", test=percent(now.test_accuracy)))


# Question and answer are one line each, since the charts need the room.
PLAYGROUND_PRESETS = (
    Preset(
        _("Reference"),
        {},
        _("Four tanh units start from weights close to zero. How much of the flower can they learn?"),
        _("the boundary whenever the cost drops steeply."),
        _how_much,
    ),
    Preset(
        _("Starts at zero"),
        {"initialisation": "zero"},
        _("Every weight starts at exactly zero. Will any of them move?"),
        _("the boundary and the cost."),
        _whether_it_moves,
    ),
    Preset(
        _("Rate too high"),
        {"learning_rate": 50.0},
        _("A learning rate of 50 makes every step very long. Will the network learn faster?"),
        _("the cost: each jump up is a step that went too far."),
        _how_far_it_jumps,
    ),
    Preset(
        _("Too few units"),
        {"n_h": 1},
        _("Can a single hidden unit learn the flower?"),
        _("the shape of the boundary. Then try 2, 3 and 4 units."),
        _one_line,
    ),
    Preset(
        _("Dead ReLU"),
        {"activation": "relu", "n_h": 8, "initialisation": "he", "learning_rate": 5.0},
        _("Eight ReLU units, and a learning rate of 5. What will the first few large steps do to them?"),
        _("the sentence under the charts, right from the first steps."),
        _how_many_are_dead,
    ),
    Preset(
        _("Moons, 2 units"),
        {"dataset": "moons", "n_h": 2},
        _("Can two tanh units keep two half moons apart?"),
        _("where the boundary bends, and where it would have to. Then try 3 units."),
        _how_much,
    ),
    Preset(
        _("Overfitting"),
        {"samples": 60, "noise": 0.3, "n_h": 20, "test_share": 50},
        _("Twenty units learn from 30 points; 30 more are for testing. Will they learn the shape or just the points?"),
        _("the two cost curves: where do they part?"),
        _shape_or_points,
    ),
    Preset(
        _("Five clouds"),
        {"dataset": "blobs", "classes": 5, "depth": 0},
        _(
            "Five classes, each with an output of its own, and no hidden layer: every border is straight. Is that "
            "enough?"
        ),
        _("the faint seams, where two classes are almost equally probable."),
        _how_much,
    ),
    Preset(
        _("Adam"),
        {"update_rule": "adam", "learning_rate": 0.1},
        _("The same network, with Adam: its steps are about as long on gentle slopes as on steep ones. Is it faster?"),
        _("the first hundred iterations, beside those of Reference."),
        _how_much,
    ),
    Preset(
        _("One point each"),
        {"batch_size": 1, "learning_rate": 0.1},
        _("Each update looks at one point; after 400, an epoch, each was seen once. Will the cost still come down?"),
        _("how the cost shakes: each point pulls its own way."),
        _how_often_it_rose,
    ),
    Preset(
        _("Squares as inputs"),
        {"dataset": "circles", "depth": 0, "x1": False, "x2": False, "x1_squared": True, "x2_squared": True},
        _(
            "No hidden layer, so one weighted sum decides. Given x₁² and x₂², can it tell a ring from the ring inside "
            "it?"
        ),
        _("the boundary: along it, w₁x₁² + w₂x₂² + b is 0."),
        _how_much,
    ),
    Preset(
        _("Three arms"),
        {"dataset": "spiral", "classes": 3, "n_h": 20, "initialisation": "xavier", "learning_rate": 0.5},
        _("Three arms wind around each other. Can one hidden layer of twenty units keep three classes apart?"),
        _("how each arm is found from its outer end inwards."),
        _how_much,
    ),
)


PLAYGROUND = Lesson(
    Settings(
        records=(Recipe(),),
        aside=(View(),),
        row=("activation", "scale", "learning_rate"),
        groups={
            _("Data"): ("dataset", *DATA, "test_share"),
            _("Inputs: what the network is given of each point"): INPUTS,
            _("Network"): ("depth", "n_h"),
            _("Start"): ("initialisation", "seed"),
            _("Training"): ("limit",),
            _("How steps are taken"): HOW_STEPS_ARE_TAKEN,
            _("View"): VIEW,
        },
        unused=unused,
    ),
    experiment,
    _("What will the cost do, and how many points will the network get right?"),
    PLAYGROUND_PRESETS,
    of_own_points,
)
