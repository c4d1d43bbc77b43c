"""Going downhill: the runs, the lowest point and the surface, computed a second time another way."""

from dataclasses import fields, replace
from itertools import product

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from playground.data import make_dataset
from playground.lessons.downhill import (
    DOWNHILL_PRESETS,
    FARTHEST,
    PICTURE,
    Downhill,
    DownhillView,
    lowest,
    over_both_weights,
    went_up,
)
from playground.lessons.swap import HiddenLayer
from playground.training import Config, InStep, Run, View
from playground.training.options import options, read

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


def trained(config, iterations=100):
    runs = InStep(config)
    runs.advance(iterations)
    return runs


def costs(run):
    return np.array([point.cost for point in run.history.points])


def path(run):
    return np.array([point.units[0] for point in run.history.points])


# What trains


def test_three_runs_from_one_start_differ_in_the_learning_rate_alone():
    config = Downhill(rate_1=0.3, rate_2=0.2, rate_3=7.0, noise=0.5, seed=9)
    runs = config.runs()
    assert list(runs) == list(RATES)
    assert [run.learning_rate for run in runs.values()] == [0.3, 0.2, 7.0]
    for run in runs.values():
        assert replace(run, learning_rate=config.learning_rate) == config
    one, *others = InStep(config).values()
    for other in others:
        np.testing.assert_array_equal(one.X, other.X)
        np.testing.assert_array_equal(one.first.vector, other.first.vector)


@pytest.mark.parametrize("weights", [(0.0, 0.0), (-4.0, 4.0), (1.3, -0.2)])
def test_a_chosen_start_is_where_the_runs_begin(weights):
    w1, w2 = weights
    for run in InStep(Downhill(begin="chosen", w1=w1, w2=w2, seed=77)).values():
        assert run.parameters["W1"].tolist() == [[w1, w2]]


def test_random_starts_are_everywhere_and_the_chosen_numbers_have_no_part_in_them():
    starts = np.array([Run(Downhill(seed=seed, w1=3.0)).parameters["W1"][0] for seed in range(200)])
    assert np.abs(starts).max() <= FARTHEST
    for quarter in product((-1, 1), repeat=2):
        assert np.mean((np.sign(starts) == quarter).all(axis=1)) > 0.15
    np.testing.assert_array_equal(starts[5], Run(Downhill(seed=5)).parameters["W1"][0])


def test_the_model_has_two_weights_and_no_bias():
    run = trained(Downhill())["rate_2"]
    assert run.parameters.sizes == (2, 1)
    assert run.parameters["b1"].tolist() == [[0.0]]
    assert not Downhill.has_biases
    weights = run.first["W1"][0].copy()
    for place in path(run)[:40]:
        np.testing.assert_allclose(place, weights, atol=1e-9)
        weights = weights - 2.0 * exact_gradient(weights, run.X, run.Y)


def test_another_learning_rate_is_another_experiment_and_another_limit_is_not():
    assert not Downhill(rate_2=3.0).starts_as(Downhill())
    assert Downhill(limit=200).starts_as(Downhill())


def test_the_history_has_every_step_up_to_the_largest_limit():
    most = options(Downhill)["limit"].most
    run = trained(Downhill(limit=most), 10_000).first
    assert [point.iteration for point in run.history.points] == list(range(most + 1))
    assert run.history.points[7].units.shape == (1, 2)


def test_what_the_page_leaves_out_is_no_option():
    for table in (Downhill, DownhillView, HiddenLayer):
        fixed = getattr(table, "fixed", frozenset())
        names = {field.name for field in fields(table)}
        assert fixed <= names
        assert set(options(table)) == names - fixed
        assert read(table, dict.fromkeys(fixed, "1")) == (table(), [])
    names = [*options(Downhill), *options(DownhillView), *options(HiddenLayer)]
    assert len(set(names)) == len(names)
    different = {
        field.name for field in fields(Config) if getattr(Downhill(), field.name) != getattr(Config(), field.name)
    }
    assert different == {"dataset", "depth", "noise", "limit"}
    assert DownhillView() == DownhillView(**{**vars(View()), "speed": "10"})


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


@pytest.mark.parametrize(("noise", "samples", "seed"), EVERY_DATA)
def test_the_lowest_point_is_well_inside_the_picture(noise, samples, seed):
    found = lowest(*data(noise, samples, seed))
    assert 0 < found.weights.min() <= found.weights.max() < FARTHEST
    assert found.largest_stable_rate < options(Downhill)["rate_3"].most / 2


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


@pytest.mark.parametrize("start", [{}, {"begin": "chosen"}, *({"seed": seed} for seed in range(3, 12))], ids=str)
def test_too_small_right_and_too_large(start):
    runs = trained(Downhill(**start))
    small, right, large = runs.values()
    found = lowest(small.X, small.Y)
    assert small.measure().cost - found.cost > 0.02
    assert not any(went_up(costs(small)))
    assert right.measure().cost - found.cost < 1e-6
    assert not any(went_up(costs(right)))
    assert large.measure().cost - found.cost > 0.1
    assert 4 <= sum(went_up(costs(large)[-11:])) <= 6
    assert right.config.learning_rate < found.largest_stable_rate < large.config.learning_rate


@every_preset
def test_the_presets_are_read_as_they_are(preset):
    assert read(Downhill, preset.settings) == (Downhill(**preset.settings), [])


def test_the_large_step_reaches_where_the_picture_does():
    ways = np.array([path(trained(Downhill(seed=seed))["rate_3"]) for seed in range(2, 20)])
    inside = ((ways >= PICTURE[0]) & (ways <= PICTURE[1])).all(axis=2)
    assert inside.mean() > 0.98


def test_from_zero():
    config = Downhill(**PRESETS["From zero"])
    assert Run(config).parameters["W1"].tolist() == [[0.0, 0.0]]
    assert np.linalg.norm(InStep(config).first.evaluate().gradients["dW1"]) > 0.5


def test_on_the_edge():
    runs = trained(Downhill(**PRESETS["On the edge"]))
    below, above, more = runs.values()
    found = lowest(below.X, below.Y)
    assert below.config.learning_rate < found.largest_stable_rate < above.config.learning_rate
    assert below.measure().cost - found.cost < 1e-6
    assert any(went_up(costs(above)[-11:]))
    assert any(went_up(costs(more)[-11:]))


def test_far_too_large():
    config = Downhill(**PRESETS["Far too large"], limit=300)
    for run in trained(config, 300).values():
        weights, cost = path(run), costs(run)
        bound = np.hypot(*run.X).mean()  # no gradient is longer than this
        assert (np.linalg.norm(np.diff(weights, axis=0), axis=1) <= run.config.learning_rate * bound).all()
        assert np.abs(weights).max() < 2 * run.config.learning_rate * bound
        up = np.array(went_up(cost))
        assert 0.05 < up[-100:].mean() < 0.5  # a leap, then some steps down
