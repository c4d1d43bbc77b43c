"""Zero or random: two networks that differ in nothing but their first weights."""

from dataclasses import dataclass, replace

from playground.training import HOW_STEPS_ARE_TAKEN, Experiment, Recipe, RunGroup, Settings, View, verdict
from playground.training.options import Choice, Whole, option

from .answers import after, any_weight_has_moved, cost, how_units_differ, what_the_cost_did
from .lesson import Chosen, Lesson, Preset
from .starts import DATA, VIEW, constant_option, start_label, unused_data

CLOSE = 1.01
"""A cost that is at most so many times another is as good."""


@dataclass(frozen=True)
class LeftStart:
    """How the weights of the left network start; those of the right one are random."""

    left: str = option(
        "zero",
        Choice(
            label="Left start",
            help="How the left network's weights start. zero: all are 0. zero_W1 or zero_W2: only those into the "
            "hidden units (W1) or into the output (W2) are 0. constant: all have the same value.",
            names=("zero", "zero_W1", "zero_W2", "constant"),
        ),
    )
    constant: float = constant_option()


def experiment(chosen: Chosen) -> Experiment:
    """The two networks."""
    recipe, start = chosen[Recipe], chosen[LeftStart]
    scale = start.constant if start.left == "constant" else recipe.scale
    recipes = {
        "left": replace(recipe, initialisation=start.left, scale=scale),
        "right": replace(recipe, initialisation="random"),
    }
    return Experiment.compare({name: (start_label(each), each) for name, each in recipes.items()})


def unused(chosen: Chosen) -> set[str]:
    """The settings that have no effect with these."""
    recipe = chosen[Recipe]
    return (
        unused_data(recipe)
        | recipe.unused_in_training
        | ({"constant"} if chosen[LeftStart].left != "constant" else set())
    )


def _both_costs(runs: RunGroup) -> str:
    left, right = map(what_the_cost_did, runs.values())
    return f"{after(runs)} the cost on the left {left}; on the right it {right}."


def _whether_the_left_moves(runs: RunGroup) -> str:
    """Whether any weight on the left has changed."""
    left, right = runs.values()
    if any_weight_has_moved(left):
        return _both_costs(runs)
    return (
        f"{after(runs)} no weight on the left has moved: its cost is still {cost(left)}. On the right the cost "
        f"{what_the_cost_did(right)}."
    )


def _whether_one_half_is_enough(runs: RunGroup) -> str:
    return ("" if any_weight_has_moved(runs["left"]) else "No. ") + _whether_the_left_moves(runs)


def _what_relu_lets_through(runs: RunGroup) -> str:
    """What comes out of the left network's units, and what gets back through them."""
    hidden = runs["left"].evaluate().layers[0]
    return ("" if hidden.A.any() or hidden.dZ.any() else "Both are 0. ") + _whether_the_left_moves(runs)


def _how_the_left_learns(runs: RunGroup) -> str:
    """What the cost on the left did, and with how many units."""
    left, right = runs.values()
    return (
        f"{after(runs)} the cost on the left {what_the_cost_did(left)}, and {how_units_differ(left)}. On the right it "
        f"is {cost(right)}, and {how_units_differ(right)}."
    )


def _whether_units_stay_equal(runs: RunGroup) -> str:
    """Whether the units on the left are equal."""
    left, right = runs.values()
    equal = verdict(left.evaluate(), left.first).distinct == 1
    return (
        f"{'So far, yes' if equal else 'No'}: on the left, {how_units_differ(left)}. {after(runs)} its cost is "
        f"{cost(left)}; on the right it is {cost(right)}."
    )


def _whether_zero_is_behind(runs: RunGroup) -> str:
    """Whether the left network is as good as the right one."""
    left, right = (run.measure().cost for run in runs.values())
    return f"{'So far, yes.' if left > CLOSE * right else 'No.'} {_both_costs(runs)}"


ZERO_OR_RANDOM_PRESETS = (
    Preset(
        "Dead start",
        {},
        "On the left every weight starts at zero, on the right at a small random number. Which of the numbers on the "
        "left will change?",
        "the cost of both, and the largest gradient on the left: it says how strongly the weights are pulled.",
        _whether_the_left_moves,
    ),
    Preset(
        "Symmetry that learns",
        {"left": "constant"},
        "Now every weight on the left starts at 0.5 instead of zero. Will its cost fall, and how far?",
        "the small maps on the left, one for each hidden unit, and how many units are distinct.",
        _how_the_left_learns,
    ),
    Preset(
        "Sigmoid, balanced",
        {"activation": "sigmoid"},
        "A tanh unit with zero weights outputs 0; a sigmoid unit outputs 0.5. Is that enough for the left network to "
        "learn?",
        "the largest gradient on the left. Both classes have the same number of points.",
        _whether_one_half_is_enough,
    ),
    Preset(
        "Sigmoid, unbalanced",
        {"activation": "sigmoid", "class_share": 25},
        "The same start, but only a quarter of the points are of class 1. Will the left network learn now, and will "
        "its units differ?",
        "its cost, then its maps. Its accuracy begins at 75 %, the share of class 0.",
        _how_the_left_learns,
    ),
    Preset(
        "Only W1 zero",
        {"left": "zero_W1"},
        "The lecture notes that this app follows say that units stay equal “even if only one layer is zero”. On the "
        "left only W1 is zero. Is that so?",
        "the small maps on the left: at first every unit outputs 0, but each has a weight of its own in W2.",
        _whether_units_stay_equal,
    ),
    Preset(
        "Only W2 zero",
        {"left": "zero_W2"},
        "Now the other layer: on the left only W2 is zero. Will the units be equal, and stay equal?",
        "how many units are distinct after one step, and both costs at the end.",
        _whether_units_stay_equal,
    ),
    Preset(
        "ReLU, W1 zero",
        {"dataset": "circles", "activation": "relu", "n_h": 8, "left": "zero_W1"},
        "Only W1 is zero again, but the units are ReLU. What does a ReLU output at zero, and how steep is it there?",
        "the largest gradient on the left. All units there are distinct: why does that not help?",
        _what_relu_lets_through,
    ),
    Preset(
        "No hidden layer",
        {"dataset": "blobs", "depth": 0},
        "Without a hidden layer the output is a weighted sum, put through a sigmoid: logistic regression. Is zero a "
        "bad start here, too?",
        "both costs, at iteration 0 and after a few hundred.",
        _whether_zero_is_behind,
    ),
)


ZERO_OR_RANDOM = Lesson(
    Settings(
        records=(Recipe(), LeftStart()),
        aside=(View(),),
        bar=("speed",),
        row=("left", "activation", "n_h", "learning_rate"),
        groups={
            "Left start": ("constant",),
            "Right start: random": ("scale", "seed"),
            "Both: data": ("dataset", *DATA),
            "Both: network and training": ("depth", "limit"),
            "Both: how steps are taken": HOW_STEPS_ARE_TAKEN,
            "View": VIEW,
        },
        specs={
            "depth": Whole(
                label="Hidden layers", help="0: no hidden layer, which makes it logistic regression.", least=0, most=1
            )
        },
        unused=unused,
    ),
    experiment,
    "Will the left network learn as well as the right one? If not, what holds it back?",
    ZERO_OR_RANDOM_PRESETS,
)
