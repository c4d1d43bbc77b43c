"""What is said of a run that takes its steps in another way than the notes' full-batch gradient descent."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from playground.charts.scene import divergence
from playground.language.labels import RESET
from playground.training import Recipe, Run, verdict
from playground.training.diagnosis import AS_STRONGLY, NOTHING_LEARNED, PATIENCE_WITH_A_PENALTY
from playground.training.look_ahead import RISE, calmer_rate
from tests.looped import looped
from tests.training.test_diagnosis import advised, after, said

GOOD_RATES = {"gradient descent": 1.2, "momentum": 0.12, "rmsprop": 0.01, "adam": 0.02}
NOW_AND_THEN = "The cost goes up now and then"
TOO_HIGH = "The learning rate is too high"
HELD_DOWN = "The penalty pulls the weights towards 0"


def rate_in(sentence):
    return float(sentence.partition("Try ")[2].partition(",")[0].rstrip("."))


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


@looped(("rule", "rate", "iterations"), [("momentum", 20.0, 5), ("rmsprop", 1.0, 0), ("adam", 1.0, 0)])
def test_the_rate_that_it_names_works_with_each_rule(rule, rate, iterations):
    recipe = Recipe("moons", update_rule=rule, learning_rate=rate)
    run = after(recipe, iterations)
    sentence = said(run)
    assert sentence.startswith(TOO_HIGH)
    better = rate_in(sentence)
    assert better <= rate / 2
    run.advance(200 - iterations)
    calmer = after(replace(recipe, learning_rate=better), 200)
    rises = [sum(b.cost > a.cost for a, b in pairwise(each.history.points)) for each in (calmer, run)]
    assert rises[0] < rises[1]


def test_speed_from_before_does_not_count_against_a_calmer_rate():
    # Fast steps of momentum go on for a while at any rate, so that at first the cost rises with each.
    run = after(Recipe("moons", update_rule="momentum", learning_rate=2.0, batch_size=32), 300)
    run.evaluate()
    assert calmer_rate(run.optimiser, 2.0, 300) >= 0.01


# Mini-batches


@looped(("rule", "size"), [(rule, size) for rule in GOOD_RATES for size in (1, 32)])
def test_that_the_cost_goes_up_now_and_then_is_no_fault_of_the_rate(rule, size):
    run = after(Recipe("moons", update_rule=rule, learning_rate=GOOD_RATES[rule] / 4, batch_size=size))
    told = 0
    for _ in range(20):
        run.advance(100)
        sentence, late = said(run), run.history.points[len(run.history.points) // 2 :]
        rose = any(after.cost > (1 + RISE) * before.cost for before, after in pairwise(late))
        assert (NOW_AND_THEN in sentence) == rose
        assert "too high" not in sentence
        told += rose
        if rose:
            assert ("only one sample" if size == 1 else "only 32 samples") in sentence
    assert told or rule in ("rmsprop", "adam")
    assert run.measure().cost < run.history.points[0].cost


def test_larger_batches_and_a_lower_rate_make_the_cost_fall_more_evenly():
    def unevenness(**changes):
        points = after(replace(Recipe(batch_size=8), **changes), 3000).history.points
        return sum(max(0, after.cost - before.cost) for before, after in pairwise(points))

    run = after(Recipe(batch_size=8), 3000)
    assert NOW_AND_THEN in said(run)
    assert advised(run) == {"batch_size": 64}
    assert unevenness(**advised(run)) < unevenness() / 2
    assert unevenness(learning_rate=0.3) < unevenness() / 2


def test_with_batches_a_rate_is_too_high_if_most_of_the_time_the_cost_is_far_above_its_lowest():
    recipe = Recipe(batch_size=1, learning_rate=5.0)
    run = after(recipe, 200)
    sentence = said(run)
    assert sentence.startswith(TOO_HIGH)
    assert sentence.endswith(f"and press {RESET}.")
    calmer = after(replace(recipe, learning_rate=rate_in(sentence)), 200)
    assert calmer.measure().cost < run.measure().cost / 2
    assert TOO_HIGH not in said(calmer)


def test_where_a_batch_moves_a_weight_none_is_said_to_be_without_gradient():
    # Of zero weights all samples together move none, as the classes are balanced; those of a batch need not be.
    recipe = Recipe(activation="sigmoid", initialisation="zero", n_h=1)
    assert said(Run(recipe)).startswith("No weight or bias has a gradient")
    run = Run(replace(recipe, batch_size=5))
    assert "No weight has a gradient" not in said(run)
    run.advance(1)
    assert run.parameters["W2"].any()
    assert said(Run(Recipe(initialisation="zero", batch_size=5))).startswith("No weight or bias has a gradient")


# Penalties


def pull_of_the_penalty(run):
    """That of the penalty towards 0 as a share of that of the samples away from it, along all weights."""
    recipe, network = run.recipe, run.evaluate()
    by_penalty = by_all = 0.0
    for name in ("W1", "W2"):
        W = run.parameters[name]
        by_penalty += np.sum(W * (recipe.l2 * W + recipe.l1 * np.sign(W)))
        by_all += np.sum(W * network.gradients[f"d{name}"])
    by_samples = by_penalty - by_all
    return by_penalty / by_samples if by_samples > 0 else np.inf


@looped(
    "recipe",
    [
        *(Recipe(l2=l2) for l2 in (1e-4, 1e-3, 0.01, 1.0)),
        *(Recipe("moons", l1=l1) for l1 in (1e-3, 0.01)),
        Recipe("xor", activation="sigmoid", l2=0.01),
        Recipe("xor", activation="sigmoid", l2=0.001),
        Recipe("spiral", update_rule="adam", learning_rate=0.02, l1=0.01),
        Recipe(activation="relu", initialisation="he", l2=1e-4),
    ],
)
def test_a_penalty_is_said_to_hold_a_network_down_where_it_does(recipe):
    run, told = Run(recipe), 0
    for _ in range(10):
        run.advance(PATIENCE_WITH_A_PENALTY)
        if HELD_DOWN in said(run):
            told += 1
            assert pull_of_the_penalty(run) >= AS_STRONGLY
    nothing = run.measure().cost > NOTHING_LEARNED * np.log(2)
    assert bool(told) == nothing
    if told:  # a smaller one helps
        smaller = after(replace(recipe, l2=recipe.l2 / 1000, l1=recipe.l1 / 1000), 3000)
        assert smaller.measure().cost < 0.9 * np.log(2)


def test_whether_it_has_learned_is_asked_of_the_samples_alone():
    run = after(Recipe(l2=0.1, n_h=8), 400)
    now, nothing = run.measure(), NOTHING_LEARNED * np.log(2)
    assert now.cost > nothing > now.cost - now.penalty
    assert said(run) == ""


def test_units_that_a_penalty_has_made_equal_are_not_blamed_on_their_start():
    made_equal = after(Recipe("moons", l2=0.1), 1000)
    assert verdict(made_equal.evaluate(), made_equal.first).distinct < 4
    assert "4 units work as 2. At first they were not: the penalty has made them so. Try a smaller one." in said(
        made_equal
    )
    from_the_start = after(Recipe("moons", l2=0.001, initialisation="constant"), 10)
    assert "Try the initialisation Xavier." in said(from_the_start)


def test_the_penalty_reaches_a_dead_unit():
    recipe = Recipe(activation="relu", initialisation="he", learning_rate=0.1)
    for l2, words in ((0.0, "no gradient reaches it"), (0.01, "the penalty alone changes its weights")):
        run = Run(replace(recipe, l2=l2))
        run.nudge({"b1": [[-100], [0], [0], [0]]})
        before = run.parameters["W1"][0].copy()
        assert words in said(run)
        run.advance(10)
        assert np.array_equal(before, run.parameters["W1"][0]) == (not l2)


def test_a_penalty_that_grows_is_nothing_learned_by_chance():
    recipe = Recipe(noise=0.5, samples=100, test_share=30, n_h=20)
    assert "fitted the noise" in said(after(recipe, 3000))
    run = after(replace(recipe, l2=0.01), 3000)
    now, points = run.measure(), run.history.points
    assert now.test_cost > 1.15 * min(point.test_cost for point in points)
    assert now.test_cost - now.penalty < 1.1 * min(point.test_cost - point.penalty for point in points)
    assert "fitted the noise" not in said(run)


def test_a_penalty_too_large_for_the_rate_is_named_where_a_run_diverges():
    run = after(Recipe(l2=1.0, learning_rate=3.0), 1000)
    assert run.divergence
    assert divergence(run).endswith("Try a learning rate below 3 or a smaller penalty.")
    assert after(replace(run.recipe, l2=0.1), 1000).divergence is None
    assert after(replace(run.recipe, scale=0.0001), 1000).divergence


def test_at_rest_with_a_penalty():
    run = after(Recipe("spiral", l2=0.003), 9000)
    assert said(run).startswith("Accuracy has levelled off at 78.5 %, and so has the cost.")
    assert said(run).endswith(" The penalty keeps the weights small. Try a smaller one.")
    smaller = after(replace(run.recipe, l2=0.0001), 9000)
    assert smaller.measure().score > run.measure().score


# Schedules


@looped(("schedule", "half_life"), [("exponential", 100), ("step", 200)])
def test_a_schedule_that_has_all_but_ended_the_training_is_named(schedule, half_life):
    recipe = Recipe("moons", schedule=schedule, half_life=half_life)
    run = Run(recipe)
    for _ in range(20):
        run.advance(100)
        assert ("brought the learning rate down from 1.2 to" in said(run)) == (run.scheduled_rate < 0.012)
    assert run.scheduled_rate < 0.012
    costs = [point.cost for point in run.history.points]
    run.advance(2000)
    assert run.measure().cost == pytest.approx(costs[-1], rel=0.01)
    assert after(replace(recipe, half_life=50 * half_life), 4000).measure().cost < run.measure().cost / 2


def test_a_network_whose_rate_has_fallen_is_not_said_to_be_at_rest_as_early():
    recipe = Recipe("moons", n_h=1)
    assert "levelled off" in said(after(recipe, 4000))
    assert "One unit" not in said(after(replace(recipe, schedule="1/t", half_life=100), 4000))


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
