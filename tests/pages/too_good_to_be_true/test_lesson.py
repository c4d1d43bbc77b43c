"""Overfitting: what fresh points say, the penalty and the star, computed again; and that the effect is there."""

import re
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss

from playground.data import make_dataset
from playground.pages.too_good_to_be_true.few_points import CLOSE, FRESH, Moment, best, penalty_label
from playground.pages.too_good_to_be_true.lesson import TOO_GOOD_TO_BE_TRUE
from playground.training import Recipe, RunGroup
from tests.lessons.presets import answer, differing, experiment, fresh, preset, trained
from tests.looped import looped

PAGE = "too good to be true class"
NAMES = [each.name for each in TOO_GOOD_TO_BE_TRUE.presets]


def outputs(run, X):
    """The network's outputs, with nothing of the app but its numbers."""
    W1, b1, W2, b2 = (run.parameters[name] for name in ("W1", "b1", "W2", "b2"))
    return 1 / (1 + np.exp(-(W2 @ np.tanh(W1 @ X + b1) + b2)))[0]


def test_both_networks_differ_in_the_penalty_alone():
    free, penalised = (each.recipe for each in experiment(PAGE, l2=0.01, l1=0.002, n_h=7).values())
    assert differing(free, penalised) == {"l2", "l1"}
    assert (free.l2, free.l1, penalised.l2, penalised.l1, penalised.n_h) == (0, 0, 0.01, 0.002, 7)
    left, right = RunGroup(experiment(PAGE)).values()
    np.testing.assert_array_equal(left.X, right.X)
    np.testing.assert_array_equal(left.first.vector, right.first.vector)
    assert left.Y.size == left.Y_test.size == 30


@looped(
    ("penalties", "words"),
    [((0.003, 0), "L2 = 0.003"), ((0, 0.02), "L1 = 0.02"), ((1.0, 1e-5), "L2 = 1, L1 = 1e-05"), ((0, 0), "No penalty")],
)
def test_a_run_is_called_by_its_penalty(penalties, words):
    l2, l1 = penalties
    assert penalty_label(Recipe(l2=l2, l1=l1)) == words


@looped("name", NAMES)
def test_a_question_counts_the_points_as_the_control_does_or_says_what_they_are_for(name):
    run = fresh(PAGE, name)["free"]
    question = preset(PAGE, name).question
    counts = re.findall(r"(\d+)(?: of (\d+))?((?: noisy| training)? points)", question)
    assert counts or not re.search(r"\d", question)
    for trained_on, of, what in counts:
        assert int(trained_on) == run.Y.size
        assert int(of) == run.recipe.samples if of else what == " training points"


def test_one_cannot_learn_the_fresh_points():
    for seed in (0, 1, 2**32 - 1):
        recipe = replace(experiment(PAGE)["penalised"].recipe, data_seed=seed)
        X, Y = recipe.fresh
        assert Y.shape == (1, FRESH)
        own = {tuple(point) for point in recipe.whole.X.T}
        assert not own & {tuple(point) for point in X.T}
        np.testing.assert_array_equal(X, make_dataset("moons", FRESH, recipe.noise, (seed + 1) % 2**32).X)


@looped("name", ["free", "penalised"])
def test_a_moment_is_what_another_library_says(name):
    run = trained(PAGE, "Thirty points", 100)[name]
    moment, point = Moment.of(run.measure()), run.measure()
    kinds = {"train": (run.X, run.Y), "test": (run.X_test, run.Y_test), "fresh": tuple(run.recipe.fresh)}
    for kind, (X, Y) in kinds.items():
        probability = outputs(run, X)
        assert getattr(moment, kind) == pytest.approx(log_loss(Y[0], probability), rel=1e-9)
        assert getattr(moment, f"{kind}_right") == pytest.approx(accuracy_score(Y[0], probability > 0.5))
    weights = np.concatenate([run.parameters[each].ravel() for each in ("W1", "W2")])
    assert moment.largest == np.abs(weights).max()
    assert moment.penalty == pytest.approx(run.recipe.l2 / 2 * (weights**2).sum())
    assert (moment.penalty > 0) == (name == "penalised")
    assert point.cost == pytest.approx(moment.train + moment.penalty)
    if name == "penalised":
        run = fresh(PAGE, "Thirty points", 5, l2=0.0, l1=0.01)[name]
        weights = np.concatenate([run.parameters[each].ravel() for each in ("W1", "W2")])
        assert Moment.of(run.measure()).penalty == pytest.approx(0.01 * np.abs(weights).sum())


def test_the_star_is_the_first_lowest_test_cost_up_to_now_and_goes_back_with_the_run():
    run = fresh(PAGE, "Thirty points")["free"]
    costs = []
    for _ in range(390):  # as long as the history has every iteration
        costs.append(log_loss(run.Y_test[0], outputs(run, run.X_test)))
        star = best(run)
        assert (star.iteration, star.test) == (np.argmin(costs), pytest.approx(min(costs)))
        run.advance(1)
    assert 250 < best(run).iteration < 389
    run.seek(100)
    assert best(run).iteration == np.argmin(costs[:101])


def test_few_points_are_learned_by_heart_a_penalty_helps_and_so_does_stopping_at_the_star():
    runs = fresh(PAGE, "Thirty points", data_seed=3)
    assert answer(PAGE, "When to stop", runs) == ("Not yet: the test cost is about as low as it has ever been.", "")
    runs.advance(2500)
    free, penalised = (Moment.of(run.measure()) for run in runs.values())
    star = best(runs["free"])
    assert free.train < penalised.train
    assert free.train < star.train
    assert free.test - star.test > 3 * CLOSE
    assert free.fresh - max(penalised.fresh, star.fresh) > 3 * CLOSE
    assert free.largest > 1.5 * penalised.largest
    assert answer(PAGE, "When to stop", runs) == (
        f"At iteration {star.iteration:,}, the star: there the test cost was lowest.",
        f"On fresh points it was lower there, too: {star.fresh:.3f} there, {free.fresh:.3f} now.",
    )


@pytest.mark.nightly
def test_too_much_of_a_penalty_leaves_almost_a_straight_line_and_many_points_need_none():
    much = trained(PAGE, "Too much", 1500)
    assert (
        Moment.of(much["penalised"].measure()).fresh_right
        < Moment.of(trained(PAGE, NAMES[0], 1500)["penalised"].measure()).fresh_right
    )
    many, few = trained(PAGE, "Ten times the points", 1500), trained(PAGE, NAMES[0], 1500)
    gaps = [now.fresh - now.train for now in (Moment.of(runs["free"].measure()) for runs in (many, few))]
    assert 0 < gaps[0] < gaps[1] / 4
    small = trained(PAGE, "A small network", 1500)
    assert Moment.of(small["free"].measure()).fresh - best(small["free"]).fresh > 3 * CLOSE


# The answers


def percents(text):
    return [float(number) for number in re.findall(r"([\d.]+) %", text)]


def of_fresh_points(runs):
    """The shares of fresh points that are right, with the penalty and without."""
    return [100 * Moment.of(runs[name].measure()).fresh_right for name in ("penalised", "free")]


@looped("name", NAMES)
def test_an_answer_has_the_numbers_of_both_networks_at_any_moment(name):
    runs = fresh(PAGE, name)
    for iterations in (1, 40):
        runs.advance(iterations - runs.iteration)
        free, penalised = (Moment.of(run.measure()) for run in runs.values())
        gained = round(penalised.fresh_right - free.fresh_right, 3)
        text, details = answer(PAGE, name, runs)
        shares = percents(text)
        if name == "Thirty points":
            right, left = of_fresh_points(runs)
            which, wanted = (
                ("Both as many: ", [right]),
                ("The one with the penalty: ", [right, left]),
                ("The one without: ", [left, right]),
            )[int(np.sign(gained))]
            assert text.startswith(which)
            assert shares == pytest.approx(wanted, abs=0.051)
            own = [100 * penalised.train_right, 100 * free.train_right]
            assert percents(details) == pytest.approx(own, abs=0.051)
        elif name == "Ten times the points":
            assert shares == pytest.approx(of_fresh_points(runs), abs=0.051)
            assert text.startswith("It hardly matters: " if abs(gained) < CLOSE else "Yes: " if gained > 0 else "No: ")
        elif name == "A small network":
            assert shares == pytest.approx([100 * free.train_right, 100 * free.fresh_right], abs=0.051)
            by_heart = free.train_right - free.fresh_right >= 0.1
            assert text.startswith("No: " if not by_heart else "Yes: " if free.train_right == 1 else "In part: ")
        elif name == "Too much":
            assert shares == pytest.approx(of_fresh_points(runs), abs=0.051)
            wanted = 0 if abs(gained) < CLOSE else int(np.sign(gained))
            assert text.split()[0] == ["About", "More", "Fewer"][wanted]


def test_more_of_a_penalty_is_compared_with_less():
    runs, others = trained(PAGE, "Too much", 100), trained(PAGE, NAMES[0], 100)
    compared = preset(PAGE, "Too much").answer
    text, details = compared(runs, others)
    now, before = (Moment.of(each["penalised"].measure()) for each in (runs, others))
    assert now.fresh_right < before.fresh_right
    assert text.startswith("No: ")
    assert percents(text) == pytest.approx([100 * now.fresh_right, 100 * before.fresh_right], abs=0.051)
    free = Moment.of(runs["free"].measure())
    assert details.endswith(f" The largest weight is {now.largest:.2g}; without a penalty, {free.largest:.2g}.")
    assert compared(others, runs).sentence.startswith("Yes: ")
