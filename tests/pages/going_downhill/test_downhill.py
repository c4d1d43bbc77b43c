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
    where_they_are,
)
from playground.pages.going_downhill.lesson import GOING_DOWNHILL, OF_PART
from playground.pages.going_downhill.swap import HiddenLayer
from playground.training import Recipe, Run, RunGroup, View
from playground.training.options import options
from tests.looped import looped

RATES = ("rate_1", "rate_2", "rate_3")
NOISES = (0.5, 0.6, 0.7)
PRESETS = {preset.name: preset.settings for preset in DOWNHILL_PRESETS}
EVERY_DATA = [(noise, samples, seed) for noise in NOISES for samples in (200, 400, 1000) for seed in range(1, 9)]

every_preset = pytest.mark.parametrize("preset", DOWNHILL_PRESETS, ids=lambda preset: preset.name)


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


@pytest.mark.parametrize("weights", [(0.0, 0.0), (-4.0, 4.0), (1.3, -0.2)])
def test_a_chosen_start_is_where_the_runs_begin(weights):
    w1, w2 = weights
    for run in trained(0, begin="chosen", w1=w1, w2=w2, seed=77).values():
        assert run.parameters["W1"].tolist() == [[w1, w2]]


def test_random_starts_are_everywhere_and_the_chosen_numbers_have_no_part_in_them():
    starts = np.array([Run(recipe(seed=seed, w1=3.0)).parameters["W1"][0] for seed in range(200)])
    assert np.abs(starts).max() <= FARTHEST
    for quarter in product((-1, 1), repeat=2):
        assert np.mean((np.sign(starts) == quarter).all(axis=1)) > 0.15
    np.testing.assert_array_equal(starts[5], Run(recipe(seed=5)).parameters["W1"][0])


@pytest.mark.parametrize("begin", ["random", "chosen"])
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


def test_another_learning_rate_is_another_experiment_and_another_limit_is_not():
    first = GOING_DOWNHILL.experiment(chosen()).beginning
    assert GOING_DOWNHILL.experiment(chosen(rate_2=3.0)).beginning != first
    assert GOING_DOWNHILL.experiment(chosen(limit=200)).beginning == first


def test_the_history_has_every_step_up_to_the_largest_limit():
    most = GOING_DOWNHILL.settings.spec("limit").most
    run = trained(10_000, limit=most).first
    assert [point.iteration for point in run.history.points] == list(range(most + 1))
    assert run.history.points[7].units.shape == (1, 2)


def test_what_the_page_offers():
    own = {
        "part",
        "begin",
        "w1",
        "w2",
        *RATES,
        "seed",
        "noise",
        "samples",
        "data_seed",
        "limit",
        *OF_PART["rules"],
    }
    assert set(GOING_DOWNHILL.settings.experiment_names()) == own
    aside = {"angle", "speed", "log_cost", "log_iteration", *options(HiddenLayer)}
    assert set(GOING_DOWNHILL.settings.names) == own | aside
    assert GOING_DOWNHILL.settings.record("dataset") == GOING_DOWNHILL.settings.record("n_h") == HiddenLayer()
    different = {name for name in options(Recipe) if getattr(recipe(), name) != getattr(Recipe(), name)}
    assert different == {"dataset", "depth", "noise", "limit"}
    assert chosen()[View] == View(speed="10")


# The lowest point


@pytest.mark.parametrize(("noise", "samples", "seed"), [(0.5, 400, 1), (0.6, 400, 1), (0.7, 1000, 3), (0.6, 200, 8)])
def test_the_lowest_point_is_that_of_another_library(noise, samples, seed):
    X, Y = data(noise, samples, seed)
    found = lowest(X, Y)
    other = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12, max_iter=10_000).fit(X.T, Y[0])
    np.testing.assert_allclose(found.weights, other.coef_[0], rtol=1e-5)
    assert found.cost == pytest.approx(exact_cost(found.weights, X, Y), rel=1e-12)
    for away in np.random.RandomState(1).randn(50, 2):
        assert exact_cost(found.weights + 0.01 * away, X, Y) > found.cost


@pytest.mark.parametrize("noise", NOISES)
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


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize(("share", "nearer"), [(0.98, True), (1.02, False)])
def test_a_step_near_the_lowest_point_comes_nearer_below_the_largest_stable_rate_only(noise, share, nearer):
    X, Y = data(noise)
    found = lowest(X, Y)
    directions = [np.array([np.cos(angle), np.sin(angle)]) for angle in np.linspace(0, np.pi, 60)]
    steepest = max(directions, key=lambda way: exact_cost(found.weights + 1e-3 * way, X, Y))
    weights = found.weights + 1e-3 * steepest
    after = weights - share * found.largest_stable_rate * exact_gradient(weights, X, Y)
    assert (after - found.weights) @ steepest < 0  # on the other side
    assert (np.linalg.norm(after - found.weights) < 1e-3) == nearer


def test_classes_that_a_line_parts_have_no_lowest_point():
    with pytest.raises(ValueError, match="has no lowest point"):
        lowest(*data(noise=0.1, samples=40))


@looped(("noise", "samples", "seed"), EVERY_DATA)
def test_the_lowest_point_is_well_inside_the_picture(noise, samples, seed):
    found = lowest(*data(noise, samples, seed))
    assert 0 < found.weights.min() <= found.weights.max() < FARTHEST
    assert found.largest_stable_rate < GOING_DOWNHILL.settings.spec("rate_3").most / 2


# The surface


@pytest.mark.parametrize("noise", [0.5, 0.6, 0.7])
def test_the_surface_is_the_cost_at_each_pair_of_weights(noise):
    X, Y = data(noise)
    surface = over_both_weights(X, Y)
    assert (surface.a[0], surface.a[-1]) == (surface.b[0], surface.b[-1]) == PICTURE
    exact = exact_cost(np.stack(np.meshgrid(surface.a, surface.b), axis=-1), X, Y)
    np.testing.assert_allclose(surface.cost, exact, rtol=1e-9)
    assert surface.cost.min() >= lowest(X, Y).cost


def test_the_surface_is_convex():
    surface = over_both_weights(*data(noise=0.5))
    (inner,) = np.nonzero(np.abs(surface.a) <= FARTHEST)  # where no output is 0 or 1 to the last digit
    cost = surface.cost[np.ix_(inner, inner)]
    along = [np.diff(cost, 2, axis=0), np.diff(cost, 2, axis=1)]
    across = [
        np.array([np.diff(np.diagonal(turned, k), 2).min() for k in range(-15, 16)]) for turned in (cost, cost[::-1])
    ]
    assert min(bend.min() for bend in along + across) > 0


def test_a_step_that_raises_the_cost_by_more_than_rounding_went_up():
    assert went_up([1.0]) == []
    assert went_up([1.0, 0.5, 0.6, 0.6, 0.6 + 1e-15, 0.7]) == [False, True, False, False, True]


# What happens


@looped("start", [{}, {"begin": "chosen"}, *({"seed": seed} for seed in range(3, 12))])
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
    ways = np.array([path(trained(seed=seed)["rate_3"]) for seed in range(2, 20)])
    inside = ((ways >= PICTURE[0]) & (ways <= PICTURE[1])).all(axis=2)
    assert inside.mean() > 0.98


def test_from_zero():
    runs = trained(0, **PRESETS["From zero"])
    assert runs.first.parameters["W1"].tolist() == [[0.0, 0.0]]
    assert np.linalg.norm(runs.first.evaluate().gradients["dW1"]) > 0.5


def test_on_the_edge():
    runs = trained(**PRESETS["On the edge"])
    below, above, more = runs.values()
    found = lowest(below.X, below.Y)
    assert below.recipe.learning_rate < found.largest_stable_rate < above.recipe.learning_rate
    assert below.measure().cost - found.cost < 1e-6
    assert any(went_up(costs(above)[-11:]))
    assert any(went_up(costs(more)[-11:]))


def test_far_too_large():
    for run in trained(300, **PRESETS["Far too large"], limit=300).values():
        weights, cost = path(run), costs(run)
        bound = np.hypot(*run.X).mean()  # no gradient is longer than this
        assert (np.linalg.norm(np.diff(weights, axis=0), axis=1) <= run.recipe.learning_rate * bound).all()
        assert np.abs(weights).max() < 2 * run.recipe.learning_rate * bound
        up = np.array(went_up(cost))
        assert 0.05 < up[-100:].mean() < 0.5  # a leap, then some steps down


def test_progress():
    at = progress([3.0, 1.00005, 2.0, 1.00005, 1.00001], 1.0)
    assert (at.since, at.recent) == (3, [False, True, False, False])
    assert at.above == pytest.approx(1e-5)
    assert progress([1.0], 1.0) == (0.0, 0, [])
    assert progress([1.0, 1.5], 1.0) == (0.5, None, [True])
    assert len(progress(range(99), 0.0).recent) == RECENT


# The answers


@every_preset
def test_a_preset_is_offered_and_asks_and_answers(preset):
    chosen(**preset.settings)
    assert "?" in preset.question
    assert preset.answer(trained(1, **preset.settings))


def parts(answer):
    """What an answer says of each run, by its label."""
    said = re.fullmatch(r"(?:The largest stable rate is [\d.]+\. |After (\d+) iterations?: )(.*)\.", answer)
    return int(said[1] or 0), dict(re.fullmatch(r"(α = \S+) (.*)", part).groups() for part in said[2].split(". "))


MOMENTS = (1, 2, 3, 5, 8, 13, 25, 60, 100)
SETTINGS = [*PRESETS.values(), {"begin": "chosen", "w1": 0.9, "w2": 1.0, "rate_2": 6.5}, {"seed": 5, "noise": 0.5}]


@looped("settings", SETTINGS)
@looped("iterations", MOMENTS)
def test_where_they_are_is_so_at_any_moment(settings, iterations):
    runs = trained(iterations, **settings)
    found = lowest(runs.first.X, runs.first.Y)
    after, said = parts(where_they_are(runs))
    assert after == iterations
    assert {*said} == {f"α = {run.recipe.learning_rate:g}" for run in runs.values()}
    kinds = [each.split()[0] for each in said.values()]
    assert kinds == sorted(kinds, key=["has", "is", "went"].index)  # as they are asked for
    for run in runs.values():
        words = said[f"α = {run.recipe.learning_rate:g}"]
        above = costs(run) - found.cost
        up = int(np.sum(np.diff(above[-RECENT - 1 :]) > 1e-12))
        steps = min(iterations, RECENT)
        if up:
            which = f"{up} of its last {steps} steps" if steps > 1 else "its only step"
            assert words == f"went up in {which}"
        elif match := re.fullmatch(r"has been at the lowest point since iteration (\d+)", words):
            since = int(match[1])
            assert (above[since:] < ARRIVED).all()
            assert since == 0 or above[since - 1] >= ARRIVED
        else:
            match = re.fullmatch(r"is still (\S+) above the lowest cost", words)
            assert float(match[1]) == pytest.approx(above[-1], rel=0.06)
            assert above[-1] >= ARRIVED


def test_the_answers_name_which_is_first_which_is_on_its_way_and_which_never_settles():
    _, said = parts(DOWNHILL_PRESETS[0].answer(trained()))
    assert said["α = 0.02"].startswith("is still")
    assert said["α = 2"].startswith("has been at the lowest point since")
    assert said["α = 10"].startswith("went up in")


def test_the_answer_on_the_edge_names_the_edge():
    runs = trained(**PRESETS["On the edge"])
    found = lowest(runs.first.X, runs.first.Y)
    answer = DOWNHILL_PRESETS[1].answer(runs)
    assert answer.startswith(f"The largest stable rate is {found.largest_stable_rate:.3g}. α = ")
    _, said = parts(answer)
    for run in runs.values():
        words = said[f"α = {run.recipe.learning_rate:g}"]
        assert words.startswith("has been at") == (run.recipe.learning_rate < found.largest_stable_rate)


@pytest.mark.parametrize("iterations", MOMENTS)
def test_how_far_they_went_is_so_at_any_moment(iterations):
    runs = trained(iterations, **PRESETS["Far too large"])
    said = re.search(
        r"^No: .* The largest weight so far has had a size of (\S+) \((.*), iteration (\d+)\); "
        r"in that run (\d+) of (\d+) steps went up\.$",
        DOWNHILL_PRESETS[2].answer(runs),
    )
    ways = {f"α = {run.recipe.learning_rate:g}": run for run in runs.values()}
    run = ways[said[2]]
    assert int(said[5]) == iterations
    assert float(said[1]) == pytest.approx(max(np.abs(path(each)).max() for each in runs.values()), rel=0.01)
    assert float(said[1]) == pytest.approx(np.abs(path(run)[int(said[3])]).max(), rel=0.01)
    assert int(said[4]) == sum(went_up(costs(run)))


@pytest.mark.parametrize("iterations", MOMENTS)
def test_what_zero_does_is_so_at_any_moment(iterations):
    runs = trained(iterations, **PRESETS["From zero"])
    answer = DOWNHILL_PRESETS[3].answer(runs)
    assert answer.startswith("Yes: ")
    X, Y = runs.first.X, runs.first.Y
    assert f"the gradient at zero has length {np.linalg.norm(exact_gradient(np.zeros(2), X, Y)):.2g}" in answer
    assert f", first {np.log(2):.3f}: " in answer
    ends = {label: float(cost) for cost, label in re.findall(r"(\d\.\d+) \((α = \S+)\)", answer)}
    for run in runs.values():
        assert ends[f"α = {run.recipe.learning_rate:g}"] == pytest.approx(exact_cost(path(run)[-1], X, Y), abs=6e-4)
    assert min(ends.values()) < np.log(2)


def test_no_yes_before_any_cost_has_fallen():
    hopeless = trained(1, begin="chosen", rate_1=100.0, rate_2=90.0, rate_3=80.0)
    assert all(costs(run)[-1] > costs(run)[0] for run in hopeless.values())
    assert DOWNHILL_PRESETS[3].answer(hopeless).startswith("Not yet: ")
