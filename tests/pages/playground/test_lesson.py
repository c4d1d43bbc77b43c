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
    FALLEN,
    OF_STEPS,
    answer,
    chosen,
    differing,
    experiment,
    fresh,
    left_out,
    preset,
    trained,
)
from tests.looped import looped

every_moment = looped("iterations", (1, 10, 500))


def run_of(name, iterations, **changes):
    return fresh("playground", name, iterations, **changes).first


def said(name, iterations):
    """The run of a preset, and the answer."""
    runs = trained("playground", name, iterations)
    return runs.first, answer("playground", name, runs)


def right(run):
    return f"{100 * run.measure().score + 1e-9:.1f} %"


# Settings


def test_one_network_with_any_setting_but_how_products_are_computed():
    assert left_out("playground") == {"plain_products"}
    assert list(experiment("playground")) == [""]
    recipe = experiment("playground", n_h=7, learning_rate=0.4)[""].recipe
    assert differing(recipe, Recipe()) == {"n_h", "learning_rate"}


def test_a_scale_that_has_no_effect_is_marked():
    assert PLAYGROUND.settings.unused(chosen("playground", initialisation="zero")) - OF_STEPS == {"scale"}
    assert PLAYGROUND.settings.unused(chosen("playground")) <= OF_STEPS


# What the experiments show


BANDS = {
    "Too few units": ((0.55, "No"), (0.8, "In part")),
    "Moons, 2 units": ((0.8, "No"), (0.95, "Nearly")),
    "Three arms": ((0.5, "Hardly"), (0.9, "In part")),
}
"""What is said of a share of points below these, as the predictions have it."""


@every_moment
@looped("name", [*BANDS])
def test_how_far_the_network_comes_is_said_as_it_is_predicted(name, iterations):
    run, text = said(name, iterations)
    share = run.measure().score
    opening = next((words for end, words in BANDS[name] if share < end), "Yes")
    assert text.startswith(f"{opening}: {right(run)} of the points are right after ")


@every_moment
@looped("name", ["Five clouds", "Squares as inputs"])
def test_whether_the_network_is_enough_is_judged_by_what_its_points_allow(name, iterations):
    run, text = said(name, iterations)
    neighbours = KNeighborsClassifier(6).fit(inputs(run).T, run.train.labels)
    votes = run.train.labels[neighbours.kneighbors(inputs(run).T)[1][:, 1:]]  # a point is no neighbour of itself
    possible = np.mean([np.bincount(vote).argmax() for vote in votes] == run.train.labels)
    enough = run.measure().score > possible - 0.02
    assert text.startswith(f"{'Yes' if enough else 'No'}: {right(run)} of the points are right after ")
    if not enough:
        assert text.endswith(f" a vote of each point's nearest neighbours gets {100 * possible + 1e-9:.1f} % right.")
    assert enough or iterations in (1, 10)


def inputs(run):
    return run.recipe.inputs_of(run.X)


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
    assert answer("playground", "Starts at zero", trained("playground", "Reference", 10)).startswith(
        "Yes, they have moved. After 10 iterations, the cost "
    )


def along(name, iterations):
    """The costs of a preset's run, one by one, and its answer then."""
    runs = fresh("playground", name)
    costs = [runs.first.measure().cost]
    for _ in range(iterations):
        runs.advance(1)
        costs.append(runs.first.measure().cost)
    return costs, answer("playground", name, runs)


def test_a_rate_that_is_too_high_makes_the_cost_jump_above_its_start_where_it_stays():
    costs, text = along("Rate too high", 1)
    assert costs[1] < costs[0]
    assert re.search(FALLEN, text)
    assert text.endswith(" It has not jumped up yet.")
    costs, text = along("Rate too high", 10)
    first, highest, now = (f"{each:.4f}" for each in (costs[0], max(costs), costs[-1]))
    risen = f"After 10 iterations, the cost has risen from {first} to {now}."
    assert text == f"{risen} On its way it jumped up to {highest}."
    assert max(costs) > 2 * costs[0]
    run, text = said("Rate too high", 500)
    first, now, highest = map(float, re.findall(r"\d+\.\d{4}", text))
    assert highest >= now == pytest.approx(run.measure().cost, abs=1e-4)
    assert highest > 2 * first
    assert now > first


@every_moment
def test_one_unit_draws_one_straight_line(iterations):
    run, text = said("Too few units", iterations)
    along = (run.parameters["W1"] @ run.X)[0]  # all points on a line across it have the same output
    predicted = (run.evaluate().output.A > 0.5)[0][np.argsort(along)]
    assert np.count_nonzero(np.diff(predicted)) <= 1
    assert text.endswith("One unit can draw only one straight line.")
    assert iterations < 500 or run.measure().score < 0.7 < said("Reference", 500)[0].measure().score


@every_moment
def test_dead_units_are_counted(iterations):
    run, text = said("Dead ReLU", iterations)
    Z1 = run.parameters["W1"] @ run.X + run.parameters["b1"]
    dead = int((Z1 <= 0).all(axis=1).sum())
    assert f"{right(run)}" in text
    assert text.startswith({0: "Nothing lasting: ", 8: "They kill every unit: "}.get(dead, "They kill some: "))
    assert (f"{dead} of 8 units" in text) == (0 < dead < 8)
    assert (iterations == 1) == (dead == 0)
    runs = fresh("playground", "Dead ReLU")
    runs.first.nudge({"b1": [[-50.0]] + [[0.0]] * 7})
    assert "1 of 8 units is dead and outputs 0 for every point." in answer("playground", "Dead ReLU", runs)


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
    assert this.answer(runs).startswith(said)
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
    assert said == "Yes: after 500 iterations, all 40 training points are right."


def test_classes_that_overlap_are_not_all_told_apart_and_the_numbers_are_those_of_the_run():
    _asked, said, run = asked_of(["a", "b"], 300, test_share=50, apart=1.0, each=40)
    now = run.measure()
    wrong = round(40 * (1 - now.score))
    assert 0 < wrong < 20
    assert said == (
        f"No, not all: after 300 iterations, {wrong} of 40 training points are wrong, so {right(run)} are right. "
        f"Of the test points, {100 * now.test_score + 1e-9:.1f} % are right."
    )


def test_an_untrained_network_is_no_better_than_the_most_frequent_class():
    _asked, said, run = asked_of(["a", "b", "c", "d"], initialisation="zero")
    assert said.startswith(f"No: after 0 iterations, {right(run)} of the training points are right.")
    assert said.endswith("would get 25.0 % right.")
