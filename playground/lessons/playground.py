"""The playground: one network, any settings, and experiments to begin with."""

from itertools import pairwise

from playground.training import HOW_STEPS_ARE_TAKEN, Experiment, Recipe, RunGroup, Settings, View, saturated_share
from playground.training.formatting import decimals, percent

from .answers import accuracy, after, any_weight_has_moved, cost, iterations, what_the_cost_did
from .lesson import Chosen, Lesson, Preset
from .starts import DATA, INPUTS, VIEW

GAP = 0.1
"""A network that gets so much more of the training points right than of the test points has learned chance, too."""


def experiment(chosen: Chosen) -> Experiment:
    """One network."""
    return Experiment.alone(chosen[Recipe])


def unused(chosen: Chosen) -> set[str]:
    """The settings that have no effect with these."""
    return chosen[Recipe].unused


def _how_much(runs: RunGroup) -> str:
    """How far the network has come."""
    run = runs.first
    return f"{after(runs)} {accuracy(run)} of the points are right; the cost {what_the_cost_did(run)}."


def _whether_it_moves(runs: RunGroup) -> str:
    """Whether training has changed any weight."""
    run = runs.first
    if any_weight_has_moved(run):
        return f"The weights have moved. {after(runs)} the cost {what_the_cost_did(run)}."
    return f"No weight has moved in {iterations(runs)}: the cost is still {cost(run)}."


def _how_far_it_jumps(runs: RunGroup) -> str:
    """Whether the cost has been above that of the first weights."""
    run = runs.first
    first, now = run.history.points[0].cost, run.measure().cost
    highest = max(now, *(point.cost for point in run.history.points))
    if decimals(highest) == decimals(first):
        return f"{after(runs)} the cost {what_the_cost_did(run)}; it has not jumped up yet."
    began = f"{'No: the' if now > first else 'The'} cost began at {decimals(first)}"
    return f"{began}, jumped up to {decimals(highest)} and is {decimals(now)} after {iterations(runs)}."


def _how_often_it_rose(runs: RunGroup) -> str:
    """How much of the way of a noisy cost went up."""
    run = runs.first
    costs = [point.cost for point in run.history.points]
    rose = sum(later > earlier for earlier, later in pairwise(costs))
    share = percent(rose / max(1, len(costs) - 1))
    return f"{after(runs)} the cost {what_the_cost_did(run)}; along its curve it rose {share} of the time."


def _one_line(runs: RunGroup) -> str:
    """What a single unit can do."""
    return f"{after(runs)} {accuracy(runs.first)} of the points are right: one unit can draw only one straight line."


def _how_many_are_dead(runs: RunGroup) -> str:
    """How many units are off for every sample."""
    run = runs.first
    units = run.recipe.n_h
    dead = round(saturated_share(run.evaluate()) * units)
    if not dead:
        return f"{after(runs)} every unit is still on for some points, and {accuracy(run)} of the points are right."
    are, they = ("is", "it outputs") if dead == 1 else ("are", "they output")
    return f"{after(runs)} {dead} of {units} units {are} dead: {they} 0 for every point. Accuracy: {accuracy(run)}."


def _shape_or_points(runs: RunGroup) -> str:
    """How much better the network is on the points that it was trained on."""
    now = runs.first.measure()
    and_ = ", but only" if now.accuracy - (now.test_accuracy or 0) > GAP else " and"
    train, test = percent(now.accuracy), percent(now.test_accuracy)
    return f"{after(runs)} {train} of the training points are right{and_} {test} of the test points."


# Question and answer are a line each: the charts need the room.
PLAYGROUND_PRESETS = (
    Preset(
        "Reference",
        {},
        "Four tanh units start from weights close to zero. How much of the flower can they learn?",
        "the boundary whenever the cost drops steeply.",
        _how_much,
    ),
    Preset(
        "Starts at zero",
        {"initialisation": "zero"},
        "Every weight starts at exactly zero. Will any of them move?",
        "the boundary and the cost.",
        _whether_it_moves,
    ),
    Preset(
        "Rate too high",
        {"learning_rate": 50.0},
        "A learning rate of 50 makes every step very long. Will the network learn faster?",
        "the cost: each jump up is a step that went too far.",
        _how_far_it_jumps,
    ),
    Preset(
        "Too few units",
        {"n_h": 1},
        "Can a single hidden unit learn the flower?",
        "the shape of the boundary. Then try 2, 3 and 4 units.",
        _one_line,
    ),
    Preset(
        "Dead ReLU",
        {"activation": "relu", "n_h": 8, "initialisation": "he", "learning_rate": 5.0},
        "Eight ReLU units, and a learning rate of 5. What will the first few large steps do to them?",
        "the sentence under the charts, right from the first steps.",
        _how_many_are_dead,
    ),
    Preset(
        "Moons, 2 units",
        {"dataset": "moons", "n_h": 2},
        "Can two tanh units keep two half moons apart?",
        "where the boundary bends, and where it would have to. Then try 3 units.",
        _how_much,
    ),
    Preset(
        "Overfitting",
        {"samples": 60, "noise": 0.3, "n_h": 20, "test_share": 50},
        "Twenty units learn from 30 points; 30 more are for testing. Will they learn the shape or just the points?",
        "the two cost curves: where do they part?",
        _shape_or_points,
    ),
    Preset(
        "Five clouds",
        {"dataset": "blobs", "classes": 5, "depth": 0},
        "Five classes, each with an output of its own, and no hidden layer: every border is straight. Is that enough?",
        "the pale seams, where two classes are almost equally probable.",
        _how_much,
    ),
    Preset(
        "Adam",
        {"update_rule": "adam", "learning_rate": 0.1},
        "The same network, with Adam: its steps are about as long on gentle slopes as on steep ones. Is it faster?",
        "the first hundred iterations, beside those of Reference.",
        _how_much,
    ),
    Preset(
        "One point each",
        {"batch_size": 1, "learning_rate": 0.1},
        "Each update looks at one point; after 400, an epoch, each was seen once. Will the cost still come down?",
        "how the cost shakes: each point pulls its own way.",
        _how_often_it_rose,
    ),
    Preset(
        "Squares as inputs",
        {"dataset": "circles", "depth": 0, "x1": False, "x2": False, "x1_squared": True, "x2_squared": True},
        "No hidden layer, so one weighted sum decides. Given x₁² and x₂², can it tell a ring from the ring inside it?",
        "the boundary: along it, w₁x₁² + w₂x₂² + b is 0.",
        _how_much,
    ),
    Preset(
        "Three arms",
        {"dataset": "spiral", "classes": 3, "n_h": 20, "initialisation": "xavier", "learning_rate": 0.5},
        "Three arms wind around each other. Can one hidden layer of twenty units keep three classes apart?",
        "how each arm is found from its outer end inwards.",
        _how_much,
    ),
)


PLAYGROUND = Lesson(
    Settings(
        records=(Recipe(),),
        aside=(View(),),
        bar=("speed",),
        row=("dataset", "n_h", "activation", "scale", "learning_rate"),
        groups={
            "Data": (*DATA, "test_share"),
            "Inputs: what the network is given of each point": INPUTS,
            "Network": ("depth",),
            "Start": ("initialisation", "seed"),
            "Training": ("limit",),
            "How steps are taken": HOW_STEPS_ARE_TAKEN,
            "View": VIEW,
        },
        unused=unused,
    ),
    experiment,
    "What will the cost do, and how many points will the network get right?",
    PLAYGROUND_PRESETS,
)
