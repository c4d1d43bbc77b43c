"""Zero or random: two networks that differ only in their initial weights."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from playground.data import make_dataset
from playground.language import _, listed, sentences
from playground.lessons.answers import (
    CostTexts,
    UnitTexts,
    any_weight_has_moved,
    cost,
    cost_since_the_start,
    how_units_differ,
    units_that_differ,
)
from playground.lessons.claims import Found, Outcome
from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.lessons.starts import DATA, VIEW, constant_option, start_label, unused_data
from playground.nn import backward_propagation, forward_propagation, initialize_parameters
from playground.training import HOW_STEPS_ARE_TAKEN, Experiment, Recipe, Run, RunGroup, Settings, View
from playground.training.formatting import decimals, magnitude
from playground.training.options import Choice, Whole, option

CLOSE = 1.01
"""A cost up to this many times another is as good."""

THE_LEFT_COST = CostTexts(
    _("On the left the cost is still {last}."),
    _("On the left the cost has fallen from {first} to {last}."),
    _("On the left the cost has risen from {first} to {last}."),
)
THE_RIGHT_COST = CostTexts(
    _("On the right it is still {last}."),
    _("On the right it has fallen from {first} to {last}."),
    _("On the right it has risen from {first} to {last}."),
)
THE_LEFT_UNITS = UnitTexts(
    _("All {units} units on the left differ."),
    _("The {units} units on the left work as one."),
    _("The {units} units on the left work as {distinct}."),
)
THE_RIGHT_UNITS = UnitTexts(
    _("All {units} units on the right differ."),
    _("The {units} units on the right work as one."),
    _("The {units} units on the right work as {distinct}."),
)


@dataclass(frozen=True)
class LeftStart:
    """The initialisation of the left network; the right one is random."""

    left: str = option(
        "zero",
        Choice(
            label=_("Left initialisation"),
            help=_(
                "How the left network's weights start. All zero, or only those into the hidden units (W1) or into the "
                "output (W2). Constant: all have the same value."
            ),
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
    """The names of the settings that have no effect with these choices."""
    recipe = chosen[Recipe]
    return (
        unused_data(recipe)
        | recipe.unused_in_training
        | ({"constant"} if chosen[LeftStart].left != "constant" else set())
    )


def _both_costs(runs: RunGroup) -> str:
    left, right = runs.values()
    return sentences(cost_since_the_start(left, THE_LEFT_COST), cost_since_the_start(right, THE_RIGHT_COST))


def _costs_named(runs: RunGroup) -> Mapping[str, str]:
    """Both costs, for a text."""
    return {name: cost(run) for name, run in runs.items()}


def _what_changes(runs: RunGroup) -> Found:
    """Whether weights on the left have changed, or biases alone, if only in the last bit."""
    left = runs["left"]
    names = [name for name in left.first if not np.array_equal(left.parameters[name], left.first[name])]
    what = "weights" if any_weight_has_moved(left) else "biases" if names else "nothing"
    return what, {"names": listed(names)} if names else {}


def _moves(runs: RunGroup) -> Found:
    """Whether any weight on the left has changed."""
    return any_weight_has_moved(runs["left"]), _costs_named(runs)


def _passes(runs: RunGroup) -> Found:
    """Whether outputs of the left network's ReLU units, or the gradients that pass back through them, do anything."""
    hidden = runs["left"].evaluate().layers[0]
    moves = any_weight_has_moved(runs["left"])
    return moves if moves or not (hidden.A.any() or hidden.dZ.any()) else None, _costs_named(runs)


def _falls(run: Run) -> bool:
    """Whether the cost is below that of the initial weights, as far as its digits show."""
    first, now = run.history.points[0].cost, run.measure().cost
    return now < first and decimals(now) != decimals(first)


def _learns(runs: RunGroup) -> Found:
    """Whether the cost on the left has fallen, and whether the units there differ."""
    left = runs["left"]
    how = "as one" if how_units_differ(left)[0] == "one" else "with units that differ"
    return how if _falls(left) else "not", {"units": left.recipe.n_h}


def _units_of_both(runs: RunGroup) -> str:
    """How many units differ on both sides."""
    left, right = runs.values()
    return sentences(units_that_differ(left, THE_LEFT_UNITS), units_that_differ(right, THE_RIGHT_UNITS))


STAY_EQUAL = Outcome(
    lambda runs: how_units_differ(runs["left"]),
    {
        "one": (_("They stay equal"), _("So far, yes: on the left, the {units} units work as one.")),
        "some": (_("Some of them differ"), _("No: on the left, the {units} units work as {distinct}.")),
        "all": (_("All of them differ"), _("No: on the left, all {units} units differ.")),
    },
    also=_both_costs,
    since=100,
)


def what_is_wrong_with_zero() -> str:
    """Beside the notes: outputs and gradients of tanh units with all weights zero, and with all weights equal."""
    X, Y = make_dataset("flower")
    sizes = {}
    for value in (0, 0.5):
        parameters = initialize_parameters(len(X), 4, len(Y), initialisation="constant", scale=value)
        _A2, cache = forward_propagation(X, parameters)
        grads = backward_propagation(parameters, cache, X, Y)
        found = cache["A1"], grads["dW2"], grads["dW1"]
        sizes[value] = [magnitude(float(np.abs(array).max())) for array in found]
    return sentences(
        _("The notes say that zero is a bad initialisation not because z = 0, but because of the symmetry."),
        _(
            "With tanh or ReLU, z = 0 is reason enough: every hidden unit outputs g(0) = 0. On the flower the largest "
            "output is {A1} then. So the largest gradient in W2, which has these outputs as a factor, is {dW2}, and "
            "that in W1, which has W2 as a factor, is {dW1}.",
            **dict(zip(("A1", "dW2", "dW1"), sizes[0], strict=True)),
        ),
        _(
            "With every weight 0.5 the largest output is {A1}, and the gradients are up to {dW2} and {dW1}: there it "
            "is the symmetry that holds a network back. With sigmoid, whose g(0) is 0.5, symmetry is what holds it "
            "back even when all weights start at zero, unless the classes are balanced.",
            **dict(zip(("A1", "dW2", "dW1"), sizes[0.5], strict=True)),
        ),
    )


def _left_is_behind(runs: RunGroup) -> bool:
    left, right = (run.measure().cost for run in runs.values())
    return left > CLOSE * right


def _how_far_the_left_falls(runs: RunGroup) -> Found:
    """Whether the cost on the left has fallen, and as far as that on the right."""
    how = "not" if not _falls(runs["left"]) else "less" if _left_is_behind(runs) else "as far"
    return how, _costs_named(runs)


ZERO_OR_RANDOM_PRESETS = (
    Preset(
        _("Dead start"),
        {},
        _("On the left every weight starts at zero, on the right at random. What will change on the left?"),
        _("the cost of both, and the largest gradient on the left: it says how strongly the weights are pulled."),
        Outcome(
            _what_changes,
            {
                "nothing": (_("Nothing"), _("Nothing.")),
                "biases": (_("Only a bias"), _("Only {names}.")),
                "weights": (_("Its weights"), _("Its weights: {names} change.")),
            },
            also=_both_costs,
            since=1,
            instead=_("Symmetry that learns"),
        ),
    ),
    Preset(
        _("Symmetry that learns"),
        {"left": "constant"},
        _("Now every weight on the left starts at 0.5 instead of zero. Will its cost fall, and how far?"),
        _("the small maps on the left, one for each hidden unit, and how many units are distinct."),
        Outcome(
            _how_far_the_left_falls,
            {
                "not": (_("Not at all"), _("No: it is {left}, and on the right {right}.")),
                "less": (_("Less than on the right"), _("Yes, to {left}; on the right it is {right}.")),
                "as far": (_("As much as on the right"), _("Yes, to {left}; on the right it is {right}.")),
            },
            also=_units_of_both,
            since=100,
            instead=_("Only W1 zero"),
        ),
    ),
    Preset(
        _("Sigmoid, balanced"),
        {"activation": "sigmoid"},
        _("With zero weights a tanh unit outputs 0, a sigmoid unit 0.5. Is that enough for the left to learn?"),
        _("the largest gradient on the left. Both classes have the same number of points."),
        Outcome(
            _moves,
            {
                True: (_("Yes, it is enough"), _("Yes: its weights move, and its cost is {left}.")),
                False: (_("No, not enough"), _("No: no weight has moved, and its cost is still {left}.")),
            },
            also=_both_costs,
            since=1,
            instead=_("Sigmoid, unbalanced"),
        ),
    ),
    Preset(
        _("Sigmoid, unbalanced"),
        {"activation": "sigmoid", "class_share": 25},
        _("Only a quarter of the points are of class 1. Will the left network learn now? Will its units differ?"),
        _("its cost, then its maps. Its accuracy begins at 75 %, the share of class 0."),
        Outcome(
            _learns,
            {
                "with units that differ": (_("It learns, and units differ"), _("It learns, and its units differ.")),
                "as one": (_("It learns, as one unit"), _("It learns, but its {units} units work as one.")),
                "not": (_("It does not learn"), _("It does not learn.")),
            },
            also=_both_costs,
            since=100,
            instead=_("Sigmoid, balanced"),
        ),
    ),
    Preset(
        _("Only W1 zero"),
        {"left": "zero_W1"},
        _("The notes say that units stay equal “even if only one layer is initialised to 0”. Do they, if W1 is zero?"),
        _("the small maps on the left: at first every unit outputs 0, but each has a weight of its own in W2."),
        STAY_EQUAL._replace(instead=_("ReLU, W1 zero")),
    ),
    Preset(
        _("Only W2 zero"),
        {"left": "zero_W2"},
        _("Now the other layer: on the left only W2 is zero. Will the units be equal, and stay equal?"),
        _("how many units are distinct after one step, and both costs at the end."),
        STAY_EQUAL._replace(instead=_("Symmetry that learns")),
    ),
    Preset(
        _("ReLU, W1 zero"),
        {"dataset": "circles", "activation": "relu", "n_h": 8, "left": "zero_W1"},
        _("Only W1 is zero again, but with ReLU. Are its output and slope at zero enough to learn from?"),
        _("the largest gradient on the left. All units there are distinct: why does that not help?"),
        Outcome(
            _passes,
            {
                True: (_("Enough to learn from"), _("Enough to learn from: the weights on the left move.")),
                False: (_("Both 0, so nothing moves"), _("Both are 0: no weight on the left has moved.")),
            },
            also=_both_costs,
            since=1,
            instead=_("Only W1 zero"),
        ),
    ),
    Preset(
        _("No hidden layer"),
        {"dataset": "blobs", "depth": 0},
        _("Without a hidden layer this is logistic regression. Is zero a bad initialisation here, too?"),
        _("both costs, at iteration 0 and after a few hundred."),
        Outcome(
            lambda runs: (_left_is_behind(runs), _costs_named(runs)),
            {
                True: (_("Yes, it stays behind"), _("So far, yes: the cost is {left}, on the right {right}.")),
                False: (_("No, it keeps up"), _("No: the cost is {left}, on the right {right}.")),
            },
            also=_both_costs,
            since=100,
            instead=_("Dead start"),
        ),
    ),
)


ZERO_OR_RANDOM = Lesson(
    Settings(
        records=(Recipe(), LeftStart()),
        aside=(View(),),
        row=("left", "activation", "n_h", "learning_rate"),
        groups={
            _("Left initialisation"): ("constant",),
            _("Right initialisation: random"): ("scale", "seed"),
            _("Both: data"): ("dataset", *DATA),
            _("Both: network and training"): ("depth", "limit"),
            _("Both: how steps are taken"): HOW_STEPS_ARE_TAKEN,
            _("View"): VIEW,
        },
        specs={
            "depth": Whole(
                label=_("Hidden layers"),
                help=_("0: no hidden layer, which makes it logistic regression."),
                least=0,
                most=1,
            )
        },
        unused=unused,
    ),
    experiment,
    _("Will the left network learn as well as the right one? If not, what holds it back?"),
    ZERO_OR_RANDOM_PRESETS,
)
