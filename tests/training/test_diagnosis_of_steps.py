"""What is said of a run that takes its steps in another way than the notes' full-batch gradient descent."""

from dataclasses import replace

import numpy as np
import pytest

from playground.training import Recipe, Run, verdict
from tests.looped import looped
from tests.training.test_diagnosis import after, said

GOOD_RATES = {"gradient descent": 1.2, "momentum": 0.12, "rmsprop": 0.01, "adam": 0.02}


# Update rules


@looped(("rule", "dataset"), [(rule, dataset) for rule in GOOD_RATES for dataset in ("flower", "moons")])
def test_nothing_is_said_of_a_rule_at_a_rate_that_suits_it(rule, dataset):
    run = Run(Recipe(dataset, update_rule=rule, learning_rate=GOOD_RATES[rule]))
    for _ in range(15):
        assert said(run) == ""
        run.advance(100)


@looped("rule", ["rmsprop", "adam"])
def test_a_short_gradient_is_nothing_to_say_where_steps_are_of_even_length(rule):
    recipe = Recipe(depth=4, learning_rate=0.3)
    assert "all but vanished" in said(Run(recipe))
    by_rule = replace(recipe, update_rule=rule, learning_rate=0.01)
    assert said(Run(by_rule)) == ""
    assert after(recipe, 1000).measure().cost == pytest.approx(np.log(2), abs=1e-3)
    assert after(by_rule, 1000).measure().cost < 0.65
    saturated = Recipe(depth=3, scale=10, learning_rate=0.01, update_rule=rule)
    assert "Saturated" in said(Run(saturated))
    assert "hardly learn" not in said(Run(saturated))


# Mini-batches


def test_where_a_batch_moves_a_weight_none_is_said_to_be_without_gradient():
    # Of zero weights all samples together move none, as the classes are balanced; those of a batch need not be.
    recipe = Recipe(activation="sigmoid", initialisation="zero", n_h=1)
    assert said(Run(recipe)).startswith("No weight or bias has a gradient")
    run = Run(replace(recipe, batch_size=5))
    assert "No weight has a gradient" not in said(run)
    run.advance(1)
    assert run.parameters["W2"].any()
    assert said(Run(Recipe(initialisation="zero", batch_size=5))).startswith("No weight or bias has a gradient")


# The verdict on units


def test_units_without_a_gradient_may_move_on_by_what_a_rule_remembers():
    recipe = Recipe("circles", activation="relu", n_h=8, initialisation="he", update_rule="momentum", learning_rate=0.1)
    run = after(recipe, 20)
    run.nudge({"b1": [[-100], *[[0]] * 7]})
    before = run.parameters["W1"][0].copy()
    judged = verdict(run.evaluate(), run.first, run.optimiser.is_plain)
    assert judged.sentence == "All 8 units differ, but 1 of them has no gradient."
    run.advance(1)
    assert not np.array_equal(before, run.parameters["W1"][0])
    assert verdict(run.evaluate(), run.first).sentence.endswith("and does not move.")


# Frozen by hand


def test_what_is_frozen_is_not_taken_for_a_fault_of_the_start():
    run = after(Recipe("moons", n_h=1), 2000)
    assert "levelled off" in said(run)
    run.freeze(["W1"])
    run.advance(2000)
    assert said(run) == ""
    run.freeze(list(run.parameters))
    run.advance(1)
    assert said(run) == "Every weight and bias is frozen, so nothing is learned."
