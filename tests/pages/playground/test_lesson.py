"""The playground's settings, and that its experiments show what they ask for."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from playground.data import OWN_POINTS, Points, pack
from playground.pages.playground.lesson import PLAYGROUND
from playground.training import Recipe, RunGroup
from tests.lessons.presets import (
    OF_STEPS,
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
from tests.pages.how_many_units.sweeps import in_percent

every_moment = looped("iterations", (1, 10, 500))


def run_of(name, iterations, **changes):
    return fresh("playground", name, iterations, **changes).first


def said(name, iterations):
    """The run of a preset, and the answer."""
    runs = trained("playground", name, iterations)
    return runs.first, answer("playground", name, runs)


def right(run):
    return in_percent(run.measure().score)


# Settings


def test_one_network_with_any_setting_but_how_products_are_computed():
    assert left_out("playground") == {"plain_products"}
    assert list(experiment("playground")) == [""]
    recipe = experiment("playground", n_h=7, learning_rate=0.4)[""].recipe
    assert differing(recipe, Recipe()) == {"n_h", "learning_rate"}


def test_a_scale_that_has_no_effect_is_marked():
    deep = {"depth": 2}
    assert PLAYGROUND.settings.unused(chosen("playground", initialisation="zero", **deep)) - OF_STEPS == {"scale"}
    assert PLAYGROUND.settings.unused(chosen("playground", **deep)) <= OF_STEPS


def test_the_activation_of_later_layers_is_marked_where_there_are_none():
    assert PLAYGROUND.settings.unused(chosen("playground")) - OF_STEPS == {"later_activation"}


# What the experiments show


ARE_RIGHT, VOTE = (
    "{} of the points are right",
    "For comparison: giving each point the class of most of its nearest neighbours gets {} right.",
)
BANDS = {
    "Too few units": ((0.55, "No"), (0.8, "In part")),
    "Moons, 2 units": ((0.8, "No"), (0.95, "Nearly")),
    "Three arms": ((0.5, "Hardly"), (0.9, "In part")),
}
"""What is said of a share of points below these, as the predictions have it."""


@every_moment
@looped("name", [*BANDS])
def test_how_far_the_network_comes_is_said_as_it_is_predicted(name, iterations):
    run, told = said(name, iterations)
    share = run.measure().score
    opening = next((words for end, words in BANDS[name] if share < end), "Yes")
    line = name == "Too few units"
    points = f"its one straight line gets {right(run)} of the points right" if line else ARE_RIGHT.format(right(run))
    assert told == (f"{opening}: {points}.", VOTE.format(in_percent(possible(run))))


@every_moment
@looped(
    ("name", "yes", "no"),
    [("Five clouds", "Yes, it is enough", "No, it is not enough"), ("Squares as inputs", "Yes", "No")],
)
def test_whether_the_network_is_enough_is_judged_by_what_its_points_allow(name, yes, no, iterations):
    run, told = said(name, iterations)
    enough = run.measure().score > possible(run) - 0.02
    points = ARE_RIGHT.format(right(run))
    assert told == (f"{yes if enough else no}: {points}.", VOTE.format(in_percent(possible(run))))
    assert enough or iterations in (1, 10)


def possible(run):
    """The share of its points that their nearest neighbours are right about."""
    inputs = run.recipe.inputs_of(run.X).T
    neighbours = KNeighborsClassifier(6).fit(inputs, run.train.labels)
    votes = run.train.labels[neighbours.kneighbors(inputs)[1][:, 1:]]  # a point is no neighbour of itself
    return np.mean([np.bincount(vote).argmax() for vote in votes] == run.train.labels)


@pytest.mark.nightly
@looped("seed", range(2, 10))
def test_the_experiments_show_the_same_from_any_first_weights(seed):
    assert run_of("Moons, 2 units", 5000, seed=seed).measure().score < 0.9
    assert run_of("Moons, 2 units", 5000, seed=seed, n_h=3).measure().score > 0.96
    run = run_of("Rate too high", 500, seed=seed)
    assert run.measure().cost > run.history.points[0].cost
    assert (run_of("Dead ReLU", 10, seed=seed).evaluate().layers[0].A == 0).all(axis=1).any()
    now = run_of("Overfitting", 1000, seed=seed).measure()
    assert now.score > 0.95
    assert now.test_score < 0.8


def test_weights_that_have_moved_are_not_said_to_rest():
    runs = trained("playground", "Reference", 10)
    (first,), (now,) = first_costs(runs), costs(runs)
    fallen = f"The cost has fallen from {first} to {now}."
    assert answer("playground", "Starts at zero", runs) == ("Yes, they have moved.", fallen)


def along(name, iterations):
    """The costs of a preset's run, one by one, and its answer then."""
    runs = fresh("playground", name)
    costs = [runs.first.measure().cost]
    for _ in range(iterations):
        runs.advance(1)
        costs.append(runs.first.measure().cost)
    return costs, answer("playground", name, runs)


def test_a_rate_that_is_too_high_makes_the_cost_jump_above_its_start_where_it_stays():
    (first, now), told = along("Rate too high", 1)
    assert now < first
    assert told == (f"The cost has fallen from {first:.4f} to {now:.4f}.", "It has not jumped up yet.")
    costs, told = along("Rate too high", 10)
    first, highest, now = (f"{each:.4f}" for each in (costs[0], max(costs), costs[-1]))
    assert told == (f"The cost has risen from {first} to {now}.", f"On its way it jumped up to {highest}.")
    assert max(costs) > 2 * costs[0]
    run, (sentence, details) = said("Rate too high", 500)
    first, now = map(float, re.findall(r"\d+\.\d{4}", sentence))
    (highest,) = map(float, re.findall(r"\d+\.\d{4}", details))
    assert highest >= now == pytest.approx(run.measure().cost, abs=1e-4)
    assert highest > 2 * first
    assert now > first


@every_moment
def test_one_unit_draws_one_straight_line(iterations):
    run, told = said("Too few units", iterations)
    along = (run.parameters["W1"] @ run.X)[0]  # all points on a line across it have the same output
    predicted = (run.evaluate().output.A > 0.5)[0][np.argsort(along)]
    assert np.count_nonzero(np.diff(predicted)) <= 1
    assert told.sentence.endswith(f": its one straight line gets {right(run)} of the points right.")
    assert iterations < 500 or run.measure().score < 0.7 < said("Reference", 500)[0].measure().score


KILL_SOME = "They kill some: {} of 8 units {} off for every point."


@every_moment
def test_dead_units_are_counted(iterations):
    run, (sentence, details) = said("Dead ReLU", iterations)
    Z1 = run.parameters["W1"] @ run.X + run.parameters["b1"]
    dead = int((Z1 <= 0).all(axis=1).sum())
    none, every = (
        "Nothing lasting: every unit is still on for some points.",
        "They kill all 8: none is on for any point.",
    )
    assert sentence == {0: none, 8: every}.get(dead, KILL_SOME.format(dead, "is" if dead == 1 else "are"))
    assert details == (
        f"A unit that is off for every point outputs 0. Accuracy: {right(run)}."
        if dead
        else f"{right(run)} of the points are right."
    )
    assert (iterations == 1) == (dead == 0)
    runs = fresh("playground", "Dead ReLU")
    runs.first.nudge({"b1": [[-50.0]] + [[0.0]] * 7})
    assert answer("playground", "Dead ReLU", runs).sentence == KILL_SOME.format(1, "is")


@looped(
    ("right", "said"),
    [
        ((30, 21), "Mostly the points"),  # 100 % and 70 %
        ((30, 25), "Mostly the shape"),  # 83.3 %: two thirds of what it gets right beyond guessing
        ((26, 14), "Mostly the points"),
        ((17, 19), "Neither"),
        ((28, 27), "Mostly the shape"),
    ],
)
def test_what_is_said_of_overfitting_goes_by_both_accuracies(right, said):
    train, test = (each / 30 for each in right)
    now = SimpleNamespace(score=train, test_score=test)
    run = SimpleNamespace(measure=lambda: now, test=SimpleNamespace(guess=0.5))
    runs = SimpleNamespace(first=run, iteration=1000, ended=True)
    this = preset("playground", "Overfitting")
    sentence, details = this.answer(runs)
    assert sentence.startswith(said)
    assert re.findall(r"[\d.]+ %", sentence) == [in_percent(train), in_percent(test)]
    assert details == "Guessing would get 50.0 % of the test points right."
    assert this.claims.each[this.claims.true_of(runs)] == said


# Own points


def own(names, apart=4.0, each=20):
    """The records for own points: a cloud for each class, with this distance between neighbours."""
    K = len(names)
    labels = np.repeat(range(K), each)
    X = np.random.RandomState(1).randn(2, each * K) + apart * labels
    return {"dataset": OWN_POINTS}, pack(Points.of(X, labels, names))


def asked_of(names, iterations=0, test_share=0, initialisation="random", **clouds):
    """The question of own points, its answer after some iterations, and the run."""
    settings, points = own(names, **clouds)
    records = chosen("playground", test_share=test_share, initialisation=initialisation, **settings)
    records[Recipe] = replace(records[Recipe], points=points)
    asked = PLAYGROUND.asked(records, PLAYGROUND.presets[0])
    runs = RunGroup(PLAYGROUND.experiment(records))
    runs.advance(iterations)
    return asked, asked and asked.answer(runs), runs.first


def test_own_points_have_a_question_with_their_names():
    assert asked_of(["cat", "dog"])[0].question == "Can this network tell cat and dog of your points apart?"
    assert "the 3 classes of your points" in asked_of(["a", "b", "c"])[0].question
    assert asked_of(["a"])[0] is None


def test_classes_far_apart_are_told_apart():
    _asked, said, run = asked_of(["a", "b"], 500, apart=9.0)
    assert run.measure().score == 1
    assert said == ("Yes: all 40 training points are right.", "")


def test_classes_that_overlap_are_not_all_told_apart_and_the_numbers_are_those_of_the_run():
    _asked, said, run = asked_of(["a", "b"], 300, test_share=50, apart=1.0, each=40)
    now = run.measure()
    wrong = round(40 * (1 - now.score))
    assert 0 < wrong < 20
    assert said == (
        f"No, not all: {wrong} of 40 training points are wrong.",
        f"Of the test points, {in_percent(now.test_score)} are right.",
    )


def test_an_untrained_network_is_no_better_than_the_most_frequent_class():
    _asked, said, run = asked_of(["a", "b", "c", "d"], initialisation="zero")
    most = "the most frequent class for every point would get 25.0 %."
    assert said == (f"No: {right(run)} are right; {most}", "")
