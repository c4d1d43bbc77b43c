"""Going downhill: the runs, the lowest point and the surface, computed a second time another way."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from playground.data import make_dataset
from playground.pages.going_downhill.downhill import (
    ARRIVED,
    DOWNHILL_PRESETS,
    FARTHEST,
    PICTURE,
    RECENT,
    TwoWeights,
    lowest,
    over_both_weights,
    progress,
    went_up,
)
from playground.pages.going_downhill.lesson import GOING_DOWNHILL
from playground.training import Run, RunGroup
from tests.looped import looped

RATES = ("rate_1", "rate_2", "rate_3")
NOISES = (0.5, 0.6, 0.7)
PRESETS = {preset.name: preset.settings for preset in DOWNHILL_PRESETS}
EVERY_DATA = [(noise, samples, seed) for noise in NOISES for samples in (200, 400, 1000) for seed in range(1, 4)]


def data(noise=0.6, samples=400, seed=1):
    return make_dataset("blobs", samples, noise, seed)


def exact_cost(weights, X, Y):
    """The mean of log(1 + exp(-z)) with the sign of each label, which no rounding cuts off."""
    return np.logaddexp(0, np.where(Y[0] == 1, -1, 1) * (np.asarray(weights) @ X)).mean(axis=-1)


def exact_gradient(weights, X, Y):
    return X @ (1 / (1 + np.exp(-(weights @ X))) - Y[0]) / X.shape[1]


def chosen(**settings):
    """The records of a visitor who has chosen this on the page."""
    records, notes = GOING_DOWNHILL.settings.read(settings)
    assert set(settings) <= set(GOING_DOWNHILL.settings.names), "not offered"
    assert notes == []
    return records


def recipe(**settings):
    return chosen(**settings)[TwoWeights]


def trained(iterations=100, **settings):
    runs = RunGroup(GOING_DOWNHILL.experiment(chosen(**settings)))
    runs.advance(iterations)
    return runs


def costs(run):
    return np.array([point.cost for point in run.history.points])


def path(run):
    return np.array([point.units[0] for point in run.history.points])


# What trains


def test_three_runs_from_one_start_differ_in_the_learning_rate_alone():
    settings = {"rate_1": 0.3, "rate_2": 0.2, "rate_3": 7.0, "noise": 0.5, "seed": 9}
    experiment = GOING_DOWNHILL.experiment(chosen(**settings))
    assert list(experiment) == list(RATES)
    assert [variant.recipe.learning_rate for variant in experiment.values()] == [0.3, 0.2, 7.0]
    assert [variant.label for variant in experiment.values()] == ["α = 0.3", "α = 0.2", "α = 7"]
    for variant in experiment.values():
        assert replace(variant.recipe, learning_rate=1.2) == recipe(noise=0.5, seed=9)
    one, *others = RunGroup(experiment).values()
    for other in others:
        np.testing.assert_array_equal(one.X, other.X)
        np.testing.assert_array_equal(one.first.vector, other.first.vector)


@looped(("w1", "w2"), [(0.0, 0.0), (-4.0, 4.0), (1.3, -0.2)])
def test_a_chosen_start_is_where_the_runs_begin(w1, w2):
    for run in trained(0, begin="chosen", w1=w1, w2=w2, seed=77).values():
        assert run.parameters["W1"].tolist() == [[w1, w2]]


def test_random_starts_are_everywhere_and_the_chosen_numbers_have_no_part_in_them():
    starts = np.array([Run(recipe(seed=seed, w1=3.0)).parameters["W1"][0] for seed in range(100)])
    assert np.abs(starts).max() <= FARTHEST
    for quarter in product((-1, 1), repeat=2):
        assert np.mean((np.sign(starts) == quarter).all(axis=1)) > 0.15
    np.testing.assert_array_equal(starts[5], Run(recipe(seed=5)).parameters["W1"][0])


@looped("begin", ["random", "chosen"])
def test_a_setting_is_unused_where_it_does_not_move_the_start(begin):
    unused = GOING_DOWNHILL.settings.unused(chosen(begin=begin))
    for name in ("w1", "w2", "seed"):
        one, other = (Run(recipe(begin=begin, **{name: value})).parameters["W1"] for value in (1, 3))
        assert np.array_equal(one, other) == (name in unused)
    assert unused <= {"w1", "w2", "seed"}


def test_the_model_has_two_weights_and_no_bias():
    run = trained()["rate_2"]
    assert run.parameters.sizes == (2, 1)
    assert run.parameters["b1"].tolist() == [[0.0]]
    assert not run.recipe.has_biases
    weights = run.first["W1"][0].copy()
    for place in path(run)[:40]:
        np.testing.assert_allclose(place, weights, atol=1e-9)
        weights = weights - 2.0 * exact_gradient(weights, run.X, run.Y)


def test_the_history_has_every_step_up_to_the_largest_limit():
    most = GOING_DOWNHILL.settings.spec("limit").most
    run = trained(10_000, limit=most).first
    assert [point.iteration for point in run.history.points] == list(range(most + 1))
    assert run.history.points[7].units.shape == (1, 2)


# The lowest point


@looped(("noise", "samples", "seed"), [(0.5, 400, 1), (0.7, 1000, 3), (0.6, 200, 8)])
def test_the_lowest_point_is_that_of_another_library(noise, samples, seed):
    X, Y = data(noise, samples, seed)
    found = lowest(X, Y)
    other = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12, max_iter=10_000).fit(X.T, Y[0])
    np.testing.assert_allclose(found.weights, other.coef_[0], rtol=1e-5)
    assert found.cost == pytest.approx(exact_cost(found.weights, X, Y), rel=1e-12)
    for away in np.random.RandomState(1).randn(50, 2):
        assert exact_cost(found.weights + 0.01 * away, X, Y) > found.cost


@looped("noise", NOISES)
def test_the_curvature_is_the_largest_of_the_second_derivatives(noise):
    X, Y = data(noise)
    found = lowest(X, Y)
    step = 1e-4
    second = np.array(
        [
            (exact_gradient(found.weights + step * e, X, Y) - exact_gradient(found.weights - step * e, X, Y))
            / (2 * step)
            for e in np.eye(2)
        ]
    )
    assert found.curvature == pytest.approx(np.linalg.eigvalsh((second + second.T) / 2)[-1], rel=1e-6)
    assert found.largest_stable_rate == pytest.approx(2 / found.curvature)


def test_classes_that_a_line_parts_have_no_lowest_point():
    with pytest.raises(ValueError, match="has no lowest point"):
        lowest(*data(noise=0.1, samples=40))


@looped(("noise", "samples", "seed"), EVERY_DATA)
def test_the_lowest_point_is_well_inside_the_picture(noise, samples, seed):
    found = lowest(*data(noise, samples, seed))
    assert 0 < found.weights.min() <= found.weights.max() < FARTHEST
    assert found.largest_stable_rate < GOING_DOWNHILL.settings.spec("rate_3").most / 2


# The surface


@looped("noise", NOISES)
def test_the_surface_is_the_cost_at_each_pair_of_weights(noise):
    X, Y = data(noise)
    surface = over_both_weights(X, Y)
    assert (surface.a[0], surface.a[-1]) == (surface.b[0], surface.b[-1]) == PICTURE
    exact = exact_cost(np.stack(np.meshgrid(surface.a, surface.b), axis=-1), X, Y)
    np.testing.assert_allclose(surface.cost, exact, rtol=1e-9)
    assert surface.cost.min() >= lowest(X, Y).cost


def test_a_step_that_raises_the_cost_by_more_than_rounding_went_up():
    assert went_up([1.0]) == []
    assert went_up([1.0, 0.5, 0.6, 0.6, 0.6 + 1e-15, 0.7]) == [False, True, False, False, True]


# What happens


@looped("start", [{}, {"begin": "chosen"}, *({"seed": seed} for seed in range(3, 6))])
def test_too_small_right_and_too_large(start):
    runs = trained(**start)
    small, right, large = runs.values()
    found = lowest(small.X, small.Y)
    assert small.measure().cost - found.cost > 0.02
    assert not any(went_up(costs(small)))
    assert right.measure().cost - found.cost < 1e-6
    assert not any(went_up(costs(right)))
    assert large.measure().cost - found.cost > 0.1
    assert 4 <= sum(went_up(costs(large)[-11:])) <= 6
    assert right.recipe.learning_rate < found.largest_stable_rate < large.recipe.learning_rate


def test_the_large_step_reaches_where_the_picture_does():
    ways = np.array([path(trained(seed=seed)["rate_3"]) for seed in range(2, 8)])
    inside = ((ways >= PICTURE[0]) & (ways <= PICTURE[1])).all(axis=2)
    assert inside.mean() > 0.98


def test_far_too_large():
    for run in trained(300, **PRESETS["Far too large"], limit=300).values():
        weights, cost = path(run), costs(run)
        bound = np.hypot(*run.X).mean()  # no gradient is longer than this
        assert (np.linalg.norm(np.diff(weights, axis=0), axis=1) <= run.recipe.learning_rate * bound).all()
        assert np.abs(weights).max() < 2 * run.recipe.learning_rate * bound
        up = np.array(went_up(cost))
        assert 0.05 < up[-100:].mean() < 0.5  # a long jump, then some steps down


def test_progress():
    at = progress([3.0, 1.00005, 2.0, 1.00005, 1.00001], 1.0)
    assert (at.since, at.recent) == (3, [False, True, False, False])
    assert at.above == pytest.approx(1e-5)
    assert progress([1.0], 1.0) == (0.0, 0, [])
    assert progress([1.0, 1.5], 1.0) == (0.5, None, [True])
    assert len(progress(range(99), 0.0).recent) == RECENT


# The answers


def parts(details):
    """What is said of each run, by its label."""
    return dict(re.fullmatch(r"(α = \S+) (.*)", part).groups() for part in details.removesuffix(".").split(". "))


def since(run, lowest_cost):
    """The iteration from which a run has been at the lowest point; beyond its last if it is not there."""
    return 1 + max(np.flatnonzero(costs(run) - lowest_cost >= ARRIVED), default=-1)


MOMENTS = (1, 2, 3, 5, 8, 13, 25, 60, 100)
SETTINGS = [*PRESETS.values(), {"begin": "chosen", "w1": 0.9, "w2": 1.0, "rate_2": 6.5}, {"seed": 5, "noise": 0.5}]


def at_each_moment(**settings):
    """The same runs again and again, each time later."""
    runs = trained(0, **settings)
    for iterations in MOMENTS:
        runs.advance(iterations - runs.iteration)
        yield iterations, runs


@looped("settings", SETTINGS)
def test_where_they_are_is_so_at_any_moment(settings):
    for iterations, runs in at_each_moment(**settings):
        answer = DOWNHILL_PRESETS[0].answer(runs)
        said = parts(answer.details)
        bottom = lowest(runs.first.X, runs.first.Y).cost
        at, first = min((since(run, bottom), run.recipe.learning_rate) for run in runs.values())
        others = [run for run in runs.values() if at > iterations or run.recipe.learning_rate != first]
        assert {*said} == {f"α = {run.recipe.learning_rate:g}" for run in others}
        kinds = [each.split()[0] for each in said.values()]
        assert kinds == sorted(kinds, key=["has", "is", "went"].index)  # as they are asked for
        for run in others:
            assert_so(said[f"α = {run.recipe.learning_rate:g}"], run, bottom)
        assert answer.sentence == (
            f"α = {first:g}: it has been at the lowest point since iteration {at}."
            if at <= iterations
            else "None of them is there."
        )


def assert_so(words, run, lowest_cost):
    above = costs(run) - lowest_cost
    up = int(np.sum(np.diff(above[-RECENT - 1 :]) > 1e-12))
    steps = min(run.iteration, RECENT)
    if up:
        assert words == ("went up in its only step" if steps == 1 else f"went up in {up} of its last {steps} steps")
    elif since(run, lowest_cost) <= run.iteration:
        assert words == f"has been at the lowest point since iteration {since(run, lowest_cost)}"
    else:
        match = re.fullmatch(r"is still (\S+) above the lowest cost", words)
        assert float(match[1]) == pytest.approx(above[-1], rel=0.06)


def test_on_the_edge():
    runs = trained(**PRESETS["On the edge"])
    found = lowest(runs.first.X, runs.first.Y)
    below, above, _ = (run.recipe.learning_rate for run in runs.values())
    assert below < found.largest_stable_rate < above
    answer = DOWNHILL_PRESETS[1].answer(runs)
    assert answer.sentence == (
        f"Those above the largest stable rate, {found.largest_stable_rate:.3g}, jump back and forth; the others do not."
    )
    said = parts(answer.details)
    for run in runs.values():
        stable = run.recipe.learning_rate < found.largest_stable_rate
        assert said[f"α = {run.recipe.learning_rate:g}"].startswith("has been at") == stable
        assert any(went_up(costs(run)[-11:])) != stable


def test_how_far_they_went_is_so_at_any_moment():
    for iterations, runs in at_each_moment(**PRESETS["Far too large"]):
        answer = DOWNHILL_PRESETS[2].answer(runs)
        said = re.fullmatch(
            r"The largest weight so far has had a size of (\S+) \((.*), iteration (\d+)\); "
            r"in that run (\d+) of (\d+) steps went up\.",
            answer.details,
        )
        assert answer.sentence == f"No: the largest was {said[1]}; far out, the cost rises in every direction."
        run = {f"α = {run.recipe.learning_rate:g}": run for run in runs.values()}[said[2]]
        assert int(said[5]) == iterations
        assert float(said[1]) == pytest.approx(max(np.abs(path(each)).max() for each in runs.values()), rel=0.01)
        assert float(said[1]) == pytest.approx(np.abs(path(run)[int(said[3])]).max(), rel=0.01)
        assert int(said[4]) == sum(went_up(costs(run)))


def test_what_zero_does_is_so_at_any_moment():
    for _, runs in at_each_moment(**PRESETS["Both weights zero"]):
        answer = DOWNHILL_PRESETS[3].answer(runs)
        X, Y = runs.first.X, runs.first.Y
        length = np.linalg.norm(exact_gradient(np.zeros(2), X, Y))
        known = f"its gradient at zero has length {length:.2g}."
        assert answer.sentence == f"Yes: it has no hidden units that could stay equal; {known}"
        assert answer.details.startswith(f"The cost was {np.log(2):.3f} at first and is now ")
        ends = {label: float(cost) for cost, label in re.findall(r"(\d\.\d+) \((α = \S+)\)", answer.details)}
        for run in runs.values():
            assert ends[f"α = {run.recipe.learning_rate:g}"] == pytest.approx(exact_cost(path(run)[-1], X, Y), abs=6e-4)
        assert min(ends.values()) < np.log(2)


def test_no_yes_before_any_cost_has_fallen():
    hopeless = trained(1, begin="chosen", rate_1=100.0, rate_2=90.0, rate_3=80.0)
    assert all(costs(run)[-1] > costs(run)[0] for run in hopeless.values())
    assert DOWNHILL_PRESETS[3].answer(hopeless).sentence.startswith("Not yet: ")
