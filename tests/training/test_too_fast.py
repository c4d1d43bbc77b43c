"""What is said of steps that are too long or of another kind, and whether the learning rate that is named works."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from playground.language.labels import RESET
from playground.training import Recipe, Run, verdict
from playground.training.look_ahead import RATES, RISE, calmer_rate
from tests.looped import looped
from tests.training.test_diagnosis import advised, after, said

GOOD_RATES = {"gradient descent": 1.2, "momentum": 0.12, "rmsprop": 0.01, "adam": 0.02}
NOW_AND_THEN = "The cost goes up now and then"
TOO_HIGH = "The learning rate is too high"


def rate_in(sentence):
    return float(sentence.partition("Try ")[2].partition(",")[0].rstrip("."))


def recommended(sentence):
    (rate,) = re.findall(r"(?:Try|at) (\d+(?:\.\d+)?)(?:\.| it|, and)", sentence)
    return float(rate)


@looped(
    ("dataset", "activation", "learning_rate"),
    [("flower", "tanh", 50), ("moons", "sigmoid", 100), ("xor", "tanh", 100), ("spiral", "sigmoid", 50)],
)
def test_the_learning_rate_that_it_names_works(dataset, activation, learning_rate):
    recipe = Recipe(dataset, activation=activation, learning_rate=learning_rate)
    run = after(recipe, 20)
    sentence = said(run)
    rate = recommended(sentence)
    assert rate in RATES
    assert rate <= learning_rate / 2
    if RESET in sentence:
        run.reset()
    run.adjust(replace(recipe, learning_rate=rate))
    before, blamed = run.measure().cost, 0
    for _ in range(10):
        run.advance(100)
        blamed += "learning rate" in said(run)
    assert run.measure().cost < min(before, 0.7)
    assert blamed <= 3


def test_it_is_said_all_the_time_that_the_learning_rate_is_too_high():
    run = after(Recipe(learning_rate=50), 50)
    for _ in range(30):
        assert "learning rate is too high" in said(run)
        run.advance(7)


def test_a_learning_rate_is_not_blamed_for_what_an_earlier_one_or_a_nudge_did():
    thrown, nudged = after(Recipe("xor", learning_rate=10), 100), after(Recipe(), 500)
    low = min(point.cost for point in thrown.history.points), nudged.measure().cost
    thrown.adjust(replace(thrown.recipe, learning_rate=0.01))
    nudged.nudge({"W2": -nudged.parameters["W2"]})
    for run, lowest in zip((thrown, nudged), low, strict=True):
        assert run.measure().cost > 1.5 * lowest
        for _ in range(5):
            assert "learning rate is" not in said(run)
            run.advance(20)


def test_steps_that_blow_up_within_the_look_ahead():
    run = Run(Recipe(samples=40, activation="leaky_relu", initialisation="he", learning_rate=100))
    while not run.divergence:
        sentence = said(run)
        run.advance(1)
    assert "too high" in sentence
    assert "nan" not in sentence
    assert recommended(sentence) <= 50


def test_the_better_rate_is_found_again_only_when_the_iteration_has_doubled(monkeypatch):
    # It takes a tenth of a second for the largest networks.
    counted = []

    def counting(optimiser, learning_rate, made=0):
        counted.append(learning_rate)
        return calmer_rate(optimiser, learning_rate, made)

    monkeypatch.setattr("playground.training.too_fast.calmer_rate", counting)
    run, twin = after(Recipe(learning_rate=10.0), 130), after(Recipe(learning_rate=10.0), 130)
    blamed = 0
    while run.iteration < 1000:
        blamed += "learning rate" in said(run)
        run.advance(10)
    assert blamed > 20
    assert 2 <= len(counted) <= 4  # from 128, 256 and 512 on, and once for the first weights
    said(twin)
    assert len(counted) <= 5  # another run has its own
    run.adjust(replace(run.recipe, learning_rate=50.0))
    run.advance(50)
    assert "learning rate" in said(run)
    assert counted[-1] == 50


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


@looped(("rule", "size"), [("gradient descent", 1), ("momentum", 32), ("rmsprop", 1), ("adam", 32)])
def test_that_the_cost_goes_up_now_and_then_is_no_fault_of_the_rate(rule, size):
    run = after(Recipe("moons", update_rule=rule, learning_rate=GOOD_RATES[rule] / 4, batch_size=size))
    times = 0
    for _ in range(10):
        run.advance(100)
        sentence, late = said(run), run.history.points[len(run.history.points) // 2 :]
        rose = any(after.cost > (1 + RISE) * before.cost for before, after in pairwise(late))
        assert (NOW_AND_THEN in sentence) == rose
        assert "too high" not in sentence
        times += rose
        if rose:
            assert ("only one sample" if size == 1 else "only 32 samples") in sentence
    assert times or rule in ("rmsprop", "adam")
    assert run.measure().cost < run.history.points[0].cost


def test_larger_batches_and_a_lower_rate_make_the_cost_fall_more_evenly():
    recipe = Recipe(batch_size=8)

    def unevenness(run):
        return sum(max(0, after.cost - before.cost) for before, after in pairwise(run.history.points))

    run = after(recipe, 1500)
    assert NOW_AND_THEN in said(run)
    assert advised(run) == {"batch_size": 64}
    for calmer in (advised(run), {"learning_rate": 0.3}):
        assert unevenness(after(replace(recipe, **calmer), 1500)) < unevenness(run) / 2


def test_with_batches_a_rate_is_too_high_if_most_of_the_time_the_cost_is_far_above_its_lowest():
    recipe = Recipe(batch_size=1, learning_rate=5.0)
    run = after(recipe, 200)
    sentence = said(run)
    assert sentence.startswith(TOO_HIGH)
    assert sentence.endswith(f"and press {RESET}.")
    calmer = after(replace(recipe, learning_rate=rate_in(sentence)), 200)
    assert calmer.measure().cost < run.measure().cost / 2
    assert TOO_HIGH not in said(calmer)


# Other ways to take steps


@looped("rule", list(GOOD_RATES))
def test_nothing_is_said_of_a_rule_at_a_rate_that_suits_it(rule):
    run = Run(Recipe("moons", update_rule=rule, learning_rate=GOOD_RATES[rule]))
    for _ in range(8):
        assert said(run) == ""
        run.advance(150)


@looped("rule", ["rmsprop", "adam"])
def test_a_short_gradient_is_nothing_to_say_where_steps_are_of_even_length(rule):
    recipe = Recipe(depth=4, learning_rate=0.3)
    assert "all but vanished" in said(Run(recipe))
    by_rule = replace(recipe, update_rule=rule, learning_rate=0.01)
    assert said(Run(by_rule)) == ""
    assert after(recipe, 500).measure().cost == pytest.approx(np.log(2), abs=1e-3)
    assert after(by_rule, 500).measure().cost < 0.67
    saturated = Recipe(depth=3, scale=10, learning_rate=0.01, update_rule=rule)
    assert "Saturated" in said(Run(saturated))
    assert "hardly learn" not in said(Run(saturated))


def test_where_a_batch_moves_a_weight_none_is_said_to_be_without_gradient():
    # Of zero weights all samples together move none, as the classes are balanced; those of a batch need not be.
    recipe = Recipe(activation="sigmoid", initialisation="zero", n_h=1)
    assert said(Run(recipe)).startswith("No weight or bias has a gradient")
    run = Run(replace(recipe, batch_size=5))
    assert "No weight has a gradient" not in said(run)
    run.advance(1)
    assert run.parameters["W2"].any()
    assert said(Run(Recipe(initialisation="zero", batch_size=5))).startswith("No weight or bias has a gradient")


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


def test_what_is_frozen_is_not_taken_for_a_fault_of_the_start():
    run = after(Recipe("moons", n_h=1), 2000)
    assert "levelled off" in said(run)
    run.freeze(["W1"])
    run.advance(2000)
    assert said(run) == ""
    run.freeze(list(run.parameters))
    run.advance(1)
    assert said(run) == "Every weight and bias is frozen, so nothing is learned."
