"""What is said of steps that are too long, and whether the learning rate that is named works."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from playground.language.labels import RESET
from playground.training import Recipe, Run
from playground.training.look_ahead import RATES, RISE, calmer_rate
from tests.looped import looped
from tests.training.test_diagnosis import advised, after, said
from tests.training.test_diagnosis_of_steps import GOOD_RATES

NOW_AND_THEN = "The cost goes up now and then"
TOO_HIGH = "The learning rate is too high"


def rate_in(sentence):
    return float(sentence.partition("Try ")[2].partition(",")[0].rstrip("."))


def recommended(sentence):
    (rate,) = re.findall(r"(?:Try|at) (\d+(?:\.\d+)?)(?:\.| it|, and)", sentence)
    return float(rate)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("dataset", ["flower", "moons", "xor", "spiral"])
@pytest.mark.parametrize("learning_rate", [50, 100])
def test_the_learning_rate_that_it_names_works(learning_rate, dataset, activation):
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
    for _ in range(20):
        run.advance(50)
        blamed += "learning rate" in said(run)
    assert run.measure().cost < min(before, 0.7)
    assert blamed <= 6


def test_it_is_said_all_the_time_that_the_learning_rate_is_too_high():
    run = after(Recipe(learning_rate=50), 50)
    for _ in range(100):
        assert "learning rate is too high" in said(run)
        run.advance(7)


def test_a_learning_rate_is_not_blamed_for_what_an_earlier_one_did():
    run = after(Recipe(dataset="xor", learning_rate=10), 100)
    assert run.measure().cost > 1.5 * min(point.cost for point in run.history.points)
    run.adjust(replace(run.recipe, learning_rate=0.01))
    for _ in range(5):
        assert "too high" not in said(run)
        run.advance(20)


def test_a_learning_rate_is_not_blamed_for_a_nudge():
    run = after(Recipe(), 1000)
    low = run.measure().cost
    run.nudge({"W2": -run.parameters["W2"]})
    assert run.measure().cost > 2 * low
    for _ in range(5):
        assert "learning rate" not in said(run)
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


# Update rules


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


# Mini-batches


@looped(("rule", "size"), [(rule, size) for rule in GOOD_RATES for size in (1, 32)])
def test_that_the_cost_goes_up_now_and_then_is_no_fault_of_the_rate(rule, size):
    run = after(Recipe("moons", update_rule=rule, learning_rate=GOOD_RATES[rule] / 4, batch_size=size))
    times = 0
    for _ in range(20):
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
