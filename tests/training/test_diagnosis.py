"""What is said of a network that could do better, against runs of each kind."""

import re
from dataclasses import replace

import numpy as np

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


@looped("learning_rate", [1.2, 50])
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


@looped(
    ("recipe", "accuracy"),
    [
        (Recipe(), 0.89),
        (Recipe(activation="sigmoid"), 0.87),
        (Recipe(activation="leaky_relu"), 0.6),
        (Recipe(n_h=50), 0.85),
        (Recipe("blobs", n_h=1), 1),
        (Recipe(depth=2, learning_rate=0.3), 0.5),
        (Recipe("circles", activation="relu"), 0.9),
        (Recipe(initialisation="zero_W1"), 0.85),
        (Recipe(scale=10, learning_rate=0.3), 0.6),
        (Recipe("moons", test_share=50, noise=0.3), 0.88),
        (Recipe("blobs", depth=0, noise=1.0), 0.5),
    ],
)
def test_nothing_is_said_of_a_network_that_learns(recipe, accuracy):
    run = Run(recipe)
    for _ in range(10):
        assert said(run) == ""
        run.advance(300)
    assert run.measure().cost < run.history.points[0].cost
    assert run.measure().score >= accuracy


@looped(("recipe", "accuracy"), [(Recipe("moons", activation="sigmoid"), 0.97), (Recipe("xor"), 0.98)])
def test_nothing_is_ever_said_of_a_network_that_ends_well(recipe, accuracy):
    run = Run(recipe)
    while not run.ended:
        assert said(run) == ""
        run.advance(1000)
    assert run.measure().score >= accuracy


def test_after_a_divergence_which_has_its_own_words_elsewhere_a_lower_rate_is_advised():
    run = after(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100), 1000)
    assert run.divergence
    assert said(run) == ""
    (rate,) = advised(run).values()
    assert not after(replace(run.recipe, learning_rate=rate), 1000).divergence


# What is wrong, and what to try


@looped(
    ("recipe", "iterations", "words", "advice"),
    [
        (Recipe(learning_rate=50), 0, ["learning rate is too high here", "Try 5."], {"learning_rate": 5.0}),
        (
            Recipe(learning_rate=50),
            100,
            ["learning rate is too high: the cost fell to", "then shot up to", RESET],
            {"learning_rate": 5.0},
        ),
        (
            Recipe(learning_rate=10),
            100,
            ["learning rate is high", "at 5 it would fall more evenly"],
            {"learning_rate": 5.0},
        ),
        (
            Recipe(depth=4, learning_rate=0.3),
            0,
            ["The gradient, by which the weights are changed, has all but vanished", "Try the initialisation Xavier."],
            {"initialisation": "xavier"},
        ),
        (
            Recipe(initialisation="zero"),
            0,
            ["No weight or bias has a gradient: the slope of the cost is 0", "Try the initialisation Xavier."],
            {"initialisation": "xavier"},
        ),
        (
            Recipe(initialisation="zero", activation="relu"),
            0,
            ["No weight or bias has a gradient", "Try the initialisation He."],
            {"initialisation": "he"},
        ),
        (
            Recipe(depth=3, scale=10, learning_rate=0.3),
            0,
            ["Saturated", "at the flat ends of tanh", "Try the initialisation Xavier."],
            {"initialisation": "xavier"},
        ),
        (
            Recipe(initialisation="constant", scale=0.5),
            0,
            ["units are equal", "Try the initialisation Xavier."],
            {"initialisation": "xavier"},
        ),
        (Recipe("circles", depth=0), 2000, ["Try a hidden layer"], {"depth": 1}),
        (Recipe("xor", n_h=2), 6000, ["It has 2 units. Try more units"], {"n_h": 4}),
        (Recipe(schedule="exponential", half_life=50), 2000, ["Try a longer half-life."], {"half_life": 500}),
        (Recipe("moons", l2=1.0), 1000, ["Try a smaller penalty."], {"l2": 0.1}),
        (Recipe("moons", activation="identity", n_h=20), 2000, ["Try the activation tanh."], {"activation": "tanh"}),
    ],
)
def test_what_is_wrong_is_said_and_what_it_says_to_try_helps(recipe, iterations, words, advice):
    run = after(recipe, iterations)
    sentence = said(run)
    assert [word for word in words if word not in sentence] == [], sentence
    assert advised(run) == advice
    for name, value in advice.items():
        assert options(Recipe)[name].read(value) == value
    if recipe.learning_rate < 50:  # with which a run is chaotic
        assert after(replace(recipe, **advice), 2000).measure().cost < 0.95 * after(recipe, 2000).measure().cost


def test_linear_units_are_not_blamed_for_being_equal():
    run = after(Recipe("moons", activation="identity", initialisation="constant"), 100)
    assert said(run) == ""
    assert "draw what a network without a hidden layer draws" in said(after(run.recipe, 2000))


def test_no_gradient_comes_through_a_step_function():
    run = after(Recipe(activation="threshold", seed=1), 6000)
    assert "No gradient comes through a threshold" in said(run)
    assert advised(run) == {"activation": "tanh"}
    assert after(replace(run.recipe, **advised(run)), 6000).measure().cost < 0.5 * run.measure().cost


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


def test_units_that_are_all_equal():
    for n_h, count in ((2, "two"), (12, "twelve"), (13, "13")):
        run = Run(Recipe(initialisation="constant", scale=0.5, n_h=n_h, learning_rate=0.3))
        for iterations in (0, 500):
            run.advance(iterations)
            assert said(run) == f"The {count} units are equal: they work as one. Try the initialisation Xavier."


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


def test_a_single_unit_equals_no_other():
    for depth in (1, 3):
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


def test_where_layers_differ_in_their_activation_each_is_judged_by_its_own():
    differ = Recipe(depth=2, later_activation="relu", n_h=3, initialisation="he", learning_rate=0.01)
    run = Run(differ)
    run.nudge({"b1": [[-100], [0], [0]], "b2": [[-100], [-100], [0]]})  # a tanh unit at its end is not dead
    assert "Dead: 2 of 3 units in layer 2. A dead unit outputs 0" in said(run)
    assert advised(run) == {"activation": "leaky_relu", "later_activation": "same"}
    for first, later in (("tanh", "threshold"), ("threshold", "tanh")):
        run = after(Recipe(depth=2, activation=first, later_activation=later, seed=1), 6000)
        assert ("No gradient comes through a threshold" in said(run)) == (later == "threshold"), first
    run = after(Recipe("moons", depth=2, activation="identity", later_activation="tanh", learning_rate=0.5), 3000)
    assert "Linear units" not in said(run)


def test_a_few_dead_units_leave_the_work_to_the_others():
    run = Run(Recipe("circles", activation="relu", n_h=8, initialisation="he", learning_rate=0.1))
    run.nudge({"b1": [[-100], *([0.0] for _ in range(7))]})
    run.advance(2000)
    assert run.measure().score > 0.98
    assert said(run).startswith("Dead: 1 of 8 units in layer 1.")
    assert said(run).endswith("The others do the work.")


def test_a_layer_whose_units_are_all_dead_unless_they_leak():
    run = after(Recipe(activation="relu"), 500)
    run.nudge({"b1": [[-100]] * 4})
    run.advance(500)
    assert max(layer.relative for layer in health(run.evaluate())) == 0
    assert said(run).startswith("Dead: 4 of 4 units in layer 1.")
    assert said(run).endswith("Try the activation leaky ReLU, or press New weights.")
    leaky = Run(Recipe(activation="leaky_relu", initialisation="he", learning_rate=0.01))
    leaky.nudge({"b1": [[-100]] * 4})
    assert "Dead" not in said(leaky)


# Chance


@looped(
    "recipe",
    [
        Recipe("moons", noise=0.5, samples=60, test_share=50, n_h=20),
        Recipe("flower", noise=0.5, samples=100, test_share=30, n_h=20),
    ],
)
def test_a_network_that_has_learned_chance(recipe):
    run = Run(recipe)
    assert "fitted the noise" not in said(run)
    run.advance(3000)
    now = run.measure()
    assert (
        f"Much better on training than on test samples, {100 * now.score + 1e-9:.1f} % against "
        f"{100 * now.test_score + 1e-9:.1f} %: it has fitted the noise."
    ) in said(run)
    assert now.score - now.test_score > 2 * np.sqrt(now.test_score * (1 - now.test_score) / run.Y_test.size)
    assert now.test_cost > 1.1 * min(point.test_cost for point in run.history.points)
    assert now.cost < run.history.points[0].cost


def test_an_unlucky_split_is_not_called_chance():
    # A straight line can't learn much by chance, however large the gap is.
    gaps = []
    for data_seed in (1, 3, 5):
        run = after(Recipe("quantiles", depth=0, test_share=20, data_seed=data_seed), 1000)
        assert "fitted the noise" not in said(run)
        gaps.append(run.measure().score - run.measure().test_score)
    assert max(gaps) > 0.1  # some split is unlucky
