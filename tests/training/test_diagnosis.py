"""What is said of a network that could do better, against runs of each kind."""

import re
from dataclasses import replace

import numpy as np
import pytest

from playground.language import Message
from playground.language.labels import RESET
from playground.training import Recipe, Run, diagnosis, groups, health, hidden_units
from playground.training.options import options
from tests.looped import looped


def after(recipe, iterations=0):
    run = Run(recipe)
    run.advance(iterations)
    return run


def said(run):
    network = run.evaluate()
    found = diagnosis(run, network, health(network))
    assert isinstance(found.sentence, Message) or not found.sentence
    return found.sentence


def advised(run):
    network = run.evaluate()
    return diagnosis(run, network, health(network)).settings


@pytest.mark.parametrize("learning_rate", [1.2, 50])
def test_a_diagnosis_changes_nothing(learning_rate):
    recipe = Recipe(learning_rate=learning_rate, test_share=20)
    run, twin = after(recipe, 200), after(recipe, 200)
    network, other = run.evaluate(), twin.evaluate()
    diagnosis(run, network, health(network))
    np.testing.assert_array_equal(network.parameters.vector, other.parameters.vector)
    np.testing.assert_array_equal(network.gradients.vector, other.gradients.vector)
    np.testing.assert_array_equal(network.output.A, other.output.A)
    run.advance(100)
    twin.advance(100)
    np.testing.assert_array_equal(run.parameters.vector, twin.parameters.vector)
    assert run.history.points == twin.history.points


# Nothing to say

LEARNS = [
    Recipe(),
    Recipe(activation="sigmoid"),
    Recipe(activation="relu"),
    Recipe(activation="leaky_relu"),
    Recipe(n_h=50),
    Recipe(dataset="blobs", n_h=1),
    Recipe(depth=2, learning_rate=0.3),
    Recipe(dataset="moons"),
    Recipe(dataset="moons", activation="sigmoid"),
    Recipe(dataset="circles", activation="relu"),
    Recipe(initialisation="zero_W1"),
    Recipe(scale=10, learning_rate=0.3),
    Recipe(test_share=20),
    Recipe(dataset="moons", test_share=50, noise=0.3),
    Recipe(dataset="blobs", depth=0, noise=1.0),
]


@pytest.mark.parametrize("recipe", LEARNS, ids=str)
def test_nothing_is_said_of_a_network_that_learns(recipe):
    run = Run(recipe)
    for _ in range(12):
        assert said(run) == ""
        run.advance(250)
    assert run.measure().cost < run.history.points[0].cost


@pytest.mark.parametrize(
    ("recipe", "accuracy"),
    [
        (Recipe(), 0.9),
        (Recipe(activation="sigmoid"), 0.89),
        (Recipe("moons"), 0.97),
        (Recipe("moons", activation="sigmoid"), 0.97),
        (Recipe("blobs", depth=0), 1),
        (Recipe("blobs", n_h=1), 1),
        (Recipe("quantiles", activation="sigmoid"), 0.93),
        (Recipe("xor"), 0.98),
    ],
    ids=str,
)
def test_nothing_is_ever_said_of_a_network_that_ends_well(recipe, accuracy):
    run = Run(recipe)
    for _ in range(40):
        assert said(run) == ""
        run.advance(250)
    assert run.ended
    assert run.measure().score >= accuracy


def test_a_run_that_has_diverged_has_its_own_words_elsewhere():
    run = after(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100), 1000)
    assert run.divergence
    assert said(run) == ""


# What is wrong, and what to try


@pytest.mark.parametrize(
    ("recipe", "iterations", "word", "what_to_try"),
    [
        (Recipe(learning_rate=50), 0, "learning rate is too high here", "Try"),
        (Recipe(learning_rate=50), 100, "learning rate is too high: the cost fell to", RESET),
        (Recipe(learning_rate=10), 100, "learning rate is high", "it would fall more evenly"),
        (Recipe(depth=4, learning_rate=0.3), 0, "all but vanished", "Try the initialisation Xavier."),
        (
            Recipe(depth=3, activation="sigmoid", learning_rate=0.1),
            500,
            "all but vanished",
            "Try the initialisation Xavier.",
        ),
        (Recipe(initialisation="zero"), 500, "No weight or bias has a gradient", "Try the initialisation Xavier."),
        (
            Recipe(initialisation="zero", activation="relu"),
            0,
            "No weight or bias has a gradient",
            "Try the initialisation He.",
        ),
        (Recipe(depth=3, scale=10, learning_rate=0.3), 0, "Saturated", "Try the initialisation Xavier."),
        (Recipe(initialisation="constant", scale=0.5), 0, "units are equal", "Try the initialisation Xavier."),
    ],
    ids=str,
)
def test_what_is_wrong_and_what_to_try(recipe, iterations, word, what_to_try):
    sentence = said(after(recipe, iterations))
    assert word in sentence
    assert what_to_try in sentence


@looped(
    ("recipe", "iterations", "advice"),
    [
        (Recipe(learning_rate=10), 100, {"learning_rate": 5.0}),
        (Recipe(depth=4, learning_rate=0.3), 0, {"initialisation": "xavier"}),
        (Recipe(initialisation="zero"), 0, {"initialisation": "xavier"}),
        (Recipe(initialisation="zero", activation="relu"), 0, {"initialisation": "he"}),
        (Recipe(depth=3, scale=10, learning_rate=0.3), 0, {"initialisation": "xavier"}),
        (Recipe(initialisation="constant", scale=0.5), 0, {"initialisation": "xavier"}),
        (Recipe("circles", depth=0), 2000, {"depth": 1}),
        (Recipe("xor", n_h=2), 6000, {"n_h": 4}),
        (Recipe(schedule="exponential", half_life=50), 2000, {"half_life": 500}),
        (Recipe("moons", l2=1.0), 1000, {"l2": 0.1}),
        (Recipe("moons", activation="identity", n_h=20), 2000, {"activation": "tanh"}),
    ],
)
def test_what_it_says_to_try_helps(recipe, iterations, advice):
    run = after(recipe, iterations)
    assert advised(run) == advice
    for name, value in advice.items():
        assert options(Recipe)[name].read(value) == value
    assert after(replace(recipe, **advice), 2000).measure().cost < 0.95 * after(recipe, 2000).measure().cost


def test_linear_units_are_not_blamed_for_being_equal():
    run = after(Recipe("moons", activation="identity", initialisation="constant"), 100)
    assert said(run) == ""
    assert "draw what a network without a hidden layer draws" in said(after(run.recipe, 2000))


def test_after_a_divergence_a_lower_rate_is_advised():
    run = after(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100), 1000)
    (rate,) = advised(run).values()
    assert not after(replace(run.recipe, learning_rate=rate), 1000).divergence


@pytest.mark.parametrize(
    ("recipe", "iterations", "word", "meaning"),
    [
        (Recipe(depth=3, scale=10, learning_rate=0.3), 0, "Saturated", "at the flat ends of tanh"),
        (Recipe(depth=4, learning_rate=0.3), 0, "gradient", "by which the weights are changed"),
        (
            Recipe(initialisation="zero"),
            0,
            "gradient",
            "the slope of the cost is 0 in every direction, so gradient descent takes no step",
        ),
        (Recipe("moons", activation="relu", n_h=3), 500, "Dead", "A dead unit outputs 0 for every sample"),
    ],
    ids=str,
)
def test_words_of_the_trade_are_explained_beside_them(recipe, iterations, word, meaning):
    sentence = said(after(recipe, iterations))
    assert word in sentence
    assert meaning in sentence


@looped("activation", ["relu", "elu", "gelu"])
def test_a_dead_unit_outputs_what_is_said(activation):
    run = after(Recipe("moons", activation=activation, n_h=8, learning_rate=50), 300)
    Z, outputs = run.evaluate().hidden[0].Z, run.evaluate().hidden[0].A
    dead = outputs[(Z < -40).all(axis=1)]
    assert len(dead)
    (value,) = re.findall(r"A dead unit outputs (\S+) for every sample", said(run))
    np.testing.assert_array_equal(dead, float(value.replace("−", "-")))
    penalised = said(after(replace(run.recipe, l2=1e-6), 300))
    assert f"A dead unit outputs {value} for every sample, so it learns from none" in penalised


def test_a_gradient_that_has_vanished_from_a_suitable_start_asks_for_fewer_layers():
    run = Run(Recipe(depth=4, initialisation="xavier"))
    run.nudge({name: -0.99 * value for name, value in run.parameters.items() if name.startswith("W")})
    assert said(run).endswith("Try fewer layers.")
    assert advised(run) == {"depth": 3}


# Equal units


@pytest.mark.parametrize("iterations", [0, 3000])
@pytest.mark.parametrize(("n_h", "count"), [(2, "two"), (4, "four"), (12, "twelve"), (13, "13"), (50, "50")])
def test_units_that_are_all_equal(n_h, count, iterations):
    run = after(Recipe(initialisation="constant", scale=0.5, n_h=n_h, learning_rate=0.3), iterations)
    assert said(run) == f"The {count} units are equal: they work as one. Try the initialisation Xavier."
    if iterations:
        assert run.measure().score < 0.7


def test_units_of_which_some_are_equal():
    run = Run(Recipe(initialisation="constant", scale=0.5))
    run.nudge({"W1": [[1e-2, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]})
    run.advance(1500)
    assert len(set(groups(hidden_units(run.parameters)))) == 2
    assert said(run) == "Some units are equal: 4 units work as 2. Try the initialisation Xavier."


def test_equal_units_of_several_layers():
    run = Run(Recipe(initialisation="constant", scale=0.5, depth=3, n_h=5, learning_rate=0.1))
    assert (
        said(run) == "The five units of each hidden layer are equal: they work as one. Try the initialisation Xavier."
    )
    run.nudge({"b1": np.arange(5).reshape(5, 1) / 10, "b2": [[0.1], [0.0], [0.0], [0.0], [0.0]]})
    assert said(run) == (
        "Some units are equal. In layer 2, 5 units work as 2. In layer 3, 5 units work as 1. Try the initialisation "
        "Xavier."
    )


@pytest.mark.parametrize("depth", [1, 3])
def test_a_single_unit_equals_no_other(depth):
    run = Run(Recipe("blobs", initialisation="constant", scale=0.5, n_h=1, depth=depth, learning_rate=0.3))
    assert "equal" not in said(run)


# Dead units


def test_each_layer_with_dead_units_is_named():
    run = Run(Recipe(depth=2, activation="relu", n_h=3, initialisation="he", learning_rate=0.01))
    run.nudge({"b1": [[-100], [0], [0]], "b2": [[-100], [-100], [0]]})
    sentence = said(run)
    assert "Dead: 1 of 3 units in layer 1, 2 of 3 units in layer 2." in sentence
    assert sentence.endswith("Try the activation leaky ReLU, or press New weights.")
    assert advised(run) == {"activation": "leaky_relu"}


def test_a_few_dead_units_leave_the_work_to_the_others():
    run = Run(Recipe("circles", activation="relu", n_h=8, initialisation="he", learning_rate=0.1))
    run.nudge({"b1": [[-100], *([0.0] for _ in range(7))]})
    run.advance(2000)
    assert run.measure().score > 0.98
    assert said(run).startswith("Dead: 1 of 8 units in layer 1.")
    assert said(run).endswith("The others do the work.")


def test_a_layer_whose_units_are_all_dead():
    run = after(Recipe(activation="relu"), 500)
    run.nudge({"b1": [[-100]] * 4})
    run.advance(2000)
    assert max(layer.relative for layer in health(run.evaluate())) == 0
    assert said(run).startswith("Dead: 4 of 4 units in layer 1.")
    assert said(run).endswith("Try the activation leaky ReLU, or press New weights.")


def test_a_leaky_relu_is_never_called_dead():
    run = Run(Recipe(activation="leaky_relu", initialisation="he", learning_rate=0.01))
    run.nudge({"b1": [[-100]] * 4})
    assert "Dead" not in said(run)


# Chance


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("moons", noise=0.5, samples=60, test_share=50, n_h=20),
        Recipe("flower", noise=0.5, samples=100, test_share=30, n_h=20),
        Recipe("flower", samples=400, test_share=50, n_h=30, depth=2, initialisation="xavier", learning_rate=0.5),
    ],
    ids=str,
)
def test_a_network_that_has_learned_chance(recipe):
    run = Run(recipe)
    assert "chance" not in said(run)
    run.advance(3000)
    now = run.measure()
    assert (
        f"Much better on training than on test samples, {100 * now.score + 1e-9:.1f} % against "
        f"{100 * now.test_score + 1e-9:.1f} %: it has fitted the noise."
    ) in said(run)
    assert now.score - now.test_score > 2 * np.sqrt(now.test_score * (1 - now.test_score) / run.Y_test.size)
    assert now.test_cost > 1.1 * min(point.test_cost for point in run.history.points)
    assert now.cost < run.history.points[0].cost


@looped("data_seed", range(1, 6))
@looped("dataset", ["flower", "moons", "quantiles", "spiral"])
def test_an_unlucky_split_is_not_called_chance(dataset, data_seed):
    # A straight line can't learn much by chance, however large the gap is.
    run = after(Recipe(dataset, depth=0, test_share=20, data_seed=data_seed), 2000)
    assert "chance" not in said(run)


def test_some_split_is_unlucky():
    # Otherwise the test above would test nothing.
    now = after(Recipe("quantiles", depth=0, test_share=20, data_seed=3), 2000).measure()
    assert now.score - now.test_score > 0.1
