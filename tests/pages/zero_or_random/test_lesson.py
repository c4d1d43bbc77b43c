"""Zero or random: what is compared, and that its experiments show what they ask for."""

import numpy as np
import pytest

from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM, what_is_wrong_with_zero
from playground.training import Extent, Recipe, RunGroup, UnitMaps, groups, hidden_units, verdict
from tests.lessons.presets import (
    answer,
    chosen,
    costs,
    differing,
    experiment,
    first_costs,
    fresh,
    left_out,
    preset,
    trained,
)
from tests.looped import looped

PAGE = "zero or random"
LEFT_STARTS = ZERO_OR_RANDOM.settings.spec("left").names
LN_2 = "0.6931"

every_moment = looped("iterations", (1, 10, 500))


def both(name, iterations=500):
    """The left and the right network of a preset."""
    return list(trained(PAGE, name, iterations).values())


def said(name, iterations):
    """The runs of a preset, and the answer."""
    runs = trained(PAGE, name, iterations)
    return runs, answer(PAGE, name, runs)


def cost(run):
    return run.measure().cost


def both_costs(runs):
    """What is said of both costs."""
    left, right = map(way, first_costs(runs), costs(runs))
    return f"On the left the cost {left} On the right it {right}"


def way(first, now):
    if first == now:
        return f"is still {now}."
    return f"has {'fallen' if float(now) < float(first) else 'risen'} from {first} to {now}."


# Settings


def test_the_page_begins_with_the_reference_experiment():
    assert differing(chosen(PAGE)[Recipe], Recipe()) == set()
    assert left_out(PAGE) == {"test_share", "later_activation", "initialisation", "plain_products"}
    assert ZERO_OR_RANDOM.settings.spec("depth").most == 1


@looped("left", LEFT_STARTS)
def test_the_networks_differ_in_their_first_weights_and_in_nothing_else(left):
    settings = {"scale": 0.02, "seed": 5, "n_h": 3, "class_share": 30, "learning_rate": 0.3, "limit": 70}
    pair = experiment(PAGE, left=left, constant=-0.7, **settings)
    assert pair["right"].label == "Random × 0.02"
    assert left != "constant" or pair["left"].label == "Every weight −0.7"
    recipes = {name: variant.recipe for name, variant in pair.items()}
    assert list(recipes) == ["left", "right"]
    assert (recipes["left"].initialisation, recipes["right"].initialisation) == (left, "random")
    assert recipes["left"].scale == (-0.7 if left == "constant" else 0.02)
    assert differing(recipes["right"], Recipe(**settings)) == set()
    assert differing(*recipes.values()) == {"initialisation"} | ({"scale"} if left == "constant" else set())
    one, other = RunGroup(pair).values()
    np.testing.assert_array_equal(one.X, other.X)
    np.testing.assert_array_equal(one.Y, other.Y)


def test_the_layer_that_is_not_zero_has_the_random_numbers_of_the_other_network():
    for left, same, zero in (("zero_W1", "W2", "W1"), ("zero_W2", "W1", "W2")):
        one, other = (run.parameters for run in RunGroup(experiment(PAGE, left=left)).values())
        np.testing.assert_array_equal(one[same], other[same])
        assert not one[zero].any()


def test_a_constant_that_has_no_effect_is_marked():
    steps = {"batch_seed", "half_life", "patience"}  # with all samples, a rate that stays, and no stop rule
    assert ZERO_OR_RANDOM.settings.unused(chosen(PAGE)) == {"constant"} | steps
    assert ZERO_OR_RANDOM.settings.unused(chosen(PAGE, left="constant")) == steps
    ways = {"batch_size": 9, "schedule": "step"}
    assert ZERO_OR_RANDOM.settings.unused(chosen(PAGE, left="constant", **ways)) == {"patience"}


# What the experiments show


@looped("name", ["Dead start", "Sigmoid, balanced", "ReLU, W1 zero"])
def test_a_network_that_never_moves(name):
    runs, told = said(name, 500)
    left = runs["left"]
    np.testing.assert_array_equal(left.parameters.vector, left.first.vector)
    assert verdict(left.evaluate(), left.first).gradient == 0
    assert {point.cost for point in left.history.points} == {left.history.points[0].cost}
    sentences = {
        "Dead start": "Nothing.",
        "Sigmoid, balanced": f"No: no weight has moved, and its cost is still {LN_2}.",
        "ReLU, W1 zero": "Both are 0: no weight on the left has moved.",
    }
    assert told == (sentences[name], both_costs(runs))
    assert told.details.startswith(f"On the left the cost is still {LN_2}. ")


def test_a_left_network_that_moves_is_not_said_to_rest():
    runs = trained(PAGE, "Symmetry that learns", 10)
    sentences = {
        "Dead start": "Its weights: W1, b1, W2 and b2 change.",
        "Sigmoid, balanced": f"Yes: its weights move, and its cost is {cost(runs['left']):.4f}.",
        "ReLU, W1 zero": "Enough to learn from: the weights on the left move.",
    }
    for name, sentence in sentences.items():
        assert answer(PAGE, name, runs) == (sentence, both_costs(runs))
    assert both_costs(runs).startswith("On the left the cost has fallen from ")


def test_a_sigmoid_unit_at_zero_puts_out_one_half_and_classes_that_balance_leave_no_gradient():
    left, _ = both("Sigmoid, balanced", 10)
    assert (left.evaluate().layers[0].A == 0.5).all()
    assert left.Y.mean() == 0.5


@looped("seed", range(2, 5))
def test_beside_the_dead_relu_network_the_other_is_good_whatever_its_seed(seed):
    left, right = fresh(PAGE, "ReLU, W1 zero", 500, seed=seed).values()
    assert not left.evaluate().layers[0].A.any()
    assert verdict(left.evaluate(), left.first).distinct == left.recipe.n_h  # as the preset's words say
    assert left.measure().score == 0.5
    assert right.measure().score > 0.9


@every_moment
@looped("name", ["Symmetry that learns", "Sigmoid, unbalanced"])
def test_a_network_that_learns_as_one_unit(name, iterations):
    runs, told = said(name, iterations)
    left, right = runs.values()
    (first, _), (now, other) = first_costs(runs), costs(runs)
    assert float(now) < float(first)
    if name == "Symmetry that learns":
        units = "The 4 units on the left work as one. All 4 units on the right differ."
        assert told == (f"Yes, to {now}; on the right it is {other}.", units)
    else:
        assert told == ("It learns, but its 4 units work as one.", both_costs(runs))
    assert groups(hidden_units(left.parameters), 0) == [0] * 4
    assert len(set(groups(hidden_units(right.parameters)))) == 4
    maps, _ = UnitMaps(left.parameters, Extent.around(left.X)).evaluate(left.parameters)
    assert (maps == maps[0]).all()


def test_with_unbalanced_classes_the_left_learns_which_is_more_frequent_and_more():
    left, _right = both("Sigmoid, unbalanced", 3000)
    start, _ = both("Sigmoid, unbalanced", 0)
    assert start.Y.mean() == 0.25
    assert start.measure().score == 0.75
    assert cost(left) < 0.55 < 0.69 < cost(start)


@every_moment
@looped("name", ["Only W1 zero", "Only W2 zero"])
def test_one_layer_at_zero_does_not_keep_the_units_equal(name, iterations):
    runs, told = said(name, iterations)
    left = runs["left"]
    assert len(set(groups(hidden_units(left.parameters)))) == 4
    assert len(set(groups(left.evaluate().layers[0].A))) == 4
    assert told == ("No: on the left, all 4 units differ.", both_costs(runs))


def test_units_that_are_equal_are_said_to_be():
    told = answer(PAGE, "Only W1 zero", trained(PAGE, "Symmetry that learns", 10))
    assert told.sentence == "So far, yes: on the left, the 4 units work as one."


def test_what_the_page_says_of_units_at_iteration_0():
    first, _ = both("Only W1 zero", 0)
    said = "at first every unit outputs 0, but each has a weight of its own in W2."
    assert preset(PAGE, "Only W1 zero").look_at.endswith(said)
    assert not first.evaluate().layers[0].A.any()
    assert len(set(first.parameters["W2"][0])) == 4


@every_moment
def test_without_a_hidden_layer_zero_is_no_bad_start(iterations):
    runs, told = said("No hidden layer", iterations)
    left, right = runs.values()
    assert cost(left) == pytest.approx(cost(right), rel=2e-3)
    assert iterations < 500 or cost(left) < 0.05
    now, other = costs(runs)
    assert told == (f"No: the cost is {now}, on the right {other}.", both_costs(runs))
    assert told.details.count("has fallen from ") == 2


def test_a_start_that_is_behind_is_said_to_be_bad():
    runs = trained(PAGE, "Symmetry that learns", 500)
    now, other = costs(runs)
    behind = f"So far, yes: the cost is {now}, on the right {other}."
    assert answer(PAGE, "No hidden layer", runs) == (behind, both_costs(runs))
    assert both_costs(runs).startswith("On the left the cost has fallen from ")


def test_beside_the_notes_it_is_the_output_of_zero_that_stops_tanh():
    zero, equal = (run.first_network() for run in (both("Dead start", 0)[0], both("Symmetry that learns", 0)[0]))
    largest = []
    for network in (zero, equal):
        network.forward()
        network.backward()
        arrays = network.layers[0].A, network.gradients["dW2"], network.gradients["dW1"]
        largest += [f"{np.abs(array).max():.2g}" for array in arrays]
    assert largest == ["0", "0", "0", "0.99", "0.3", "0.064"]
    said = what_is_wrong_with_zero()
    assert "the largest output is 0 then." in said
    assert "a factor, is 0, and that in W1, which has W2 as a factor, is 0." in said
    assert "the largest output is 0.99, and the gradients are up to 0.3 and 0.064:" in said


def test_biases_at_zero_do_no_harm_where_the_weights_are_random():
    runs = RunGroup({"": experiment(PAGE)["right"]})
    assert not runs.first.parameters["b1"].any()
    runs.advance(1)
    assert np.unique(runs.first.parameters["b1"]).size == runs.first.recipe.n_h  # each has moved, by its own gradient
