"""Two hidden units swapped: the plane through the networks and the ridge between them, computed a second time."""

import re
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from playground.charts.style import CLASS_COLOURS
from playground.data import make_dataset
from playground.nn import compute_cost, forward_propagation, initialize_parameters, nn_model
from playground.pages.going_downhill.downhill import TwoWeights
from playground.pages.going_downhill.swap import LAYER_QUESTIONS, HiddenLayer, swap, swapped
from playground.pages.going_downhill.swap_chart import ridge, swap_view
from playground.training.options import options
from tests.charts.static_views import assert_whole, texts
from tests.looped import looped


def cost_of(parameters, X, Y):
    return pytest.approx(compute_cost(forward_propagation(X, parameters)[0], Y), rel=1e-9)


@looped(("one", "other"), [(0, 1), (1, 3)])
def test_units_that_have_changed_places_put_out_the_same(one, other):
    X, _ = make_dataset("moons")
    parameters = initialize_parameters(2, 4, 1, scale=1.0)
    for name in ("b1", "b2"):
        parameters[name] = np.random.RandomState(3).randn(*parameters[name].shape)
    turned = swapped(parameters, one, other)
    np.testing.assert_array_equal(turned["W1"][one], parameters["W1"][other])
    assert not np.array_equal(turned.vector, parameters.vector)
    np.testing.assert_allclose(forward_propagation(X, turned)[0], forward_propagation(X, parameters)[0], rtol=1e-12)
    np.testing.assert_array_equal(swapped(turned, one, other).vector, parameters.vector)


@cache
def trained(settings):
    """The network with a hidden layer, by the notes' function; not to be changed."""
    X, Y = make_dataset(settings.dataset)
    return nn_model(X, Y, settings.n_h, 1000, scale=0.5, seed=settings.network_seed)


def networks(settings):
    """The data and the four networks that a swap speaks of, put together from the notes' functions."""
    X, Y = make_dataset(settings.dataset)
    before, turned, middle = (trained(settings).copy() for _ in range(3))
    order = list(range(settings.n_h))
    one, other = (unit - 1 for unit in swap(settings).units)
    order[one], order[other] = order[other], order[one]
    turned["W1"], turned["b1"], turned["W2"] = before["W1"][order], before["b1"][order], before["W2"][:, order]
    middle.vector[:] = (before.vector + turned.vector) / 2
    first = initialize_parameters(2, settings.n_h, 1, scale=0.5, seed=settings.network_seed)
    return X, Y, [before, turned, middle, first]


@looped("settings", [HiddenLayer(), HiddenLayer("circles", 2, 5)])
def test_the_plane_goes_through_the_four_networks(settings):
    found = swap(settings)
    X, Y, four = networks(settings)
    marks = [found.trained, found.swapped, found.half_way, found.first]
    for mark, parameters in zip(marks, four, strict=True):
        assert mark[2] == cost_of(parameters, X, Y)
        assert found.surface.a[0] < mark[0] < found.surface.a[-1]
        assert found.surface.b[0] < mark[1] < found.surface.b[-1]
    for (mark, parameters), (mark_2, parameters_2) in product(zip(marks, four, strict=True), repeat=2):
        apart = np.linalg.norm(parameters.vector - parameters_2.vector)
        assert np.linalg.norm(mark[:2] - mark_2[:2]) == pytest.approx(apart, abs=1e-9)


def test_the_grid_has_the_cost_of_the_networks_on_it():
    found = swap(HiddenLayer(), points=9)
    X, Y, (here, turned, middle, first) = networks(HiddenLayer())
    along = (turned.vector - middle.vector) / np.linalg.norm(turned.vector - middle.vector)
    aside = first.vector - middle.vector
    across = aside - (aside @ along) * along
    across /= np.linalg.norm(across)
    for row, column in [(0, 0), (3, 7), (8, 2)]:
        here.vector[:] = middle.vector + found.surface.a[column] * along + found.surface.b[row] * across
        assert found.surface.cost[row, column] == cost_of(here, X, Y)


def test_of_all_pairs_the_one_with_the_highest_ridge_is_swapped():
    settings = HiddenLayer("circles", 4)
    X, Y = make_dataset("circles")
    ridges = {}
    for one, other in combinations(range(4), 2):
        middle = trained(settings).copy()
        middle.vector[:] = (middle.vector + swapped(middle, one, other).vector) / 2
        ridges[one + 1, other + 1] = compute_cost(forward_propagation(X, middle)[0], Y)
    assert swap(settings, points=3).units == max(ridges, key=ridges.get)


@looped("dataset", options(HiddenLayer)["dataset"].names)
@looped("n_h", [2, 8])
def test_there_is_a_ridge_between_the_two(dataset, n_h):
    found = swap(HiddenLayer(dataset, n_h), points=3)
    assert found.trained[2] == pytest.approx(found.swapped[2], rel=1e-9)
    assert found.half_way[2] > found.trained[2] + 0.02


def test_the_still_shows_the_four_networks():
    found = swap(HiddenLayer())
    static_view = swap_view(found)
    marks = [found.trained, found.swapped, found.half_way, found.first]
    for name, figure in static_view.figures.items():
        *points, ground = figure.data
        assert [point.name for point in points] == ["trained", "two units swapped", "half-way", "initial weights"]
        colours = {point.marker.color for point in points}
        assert len(colours) == 4
        assert not colours & set(CLASS_COLOURS)
        for point, mark in zip(points, marks, strict=True):
            assert (point.x[0], point.y[0]) == (mark[0], mark[1])
            if "surface" in name:
                assert point.z[0] == mark[2]
        assert ground.type == ("mesh3d" if "surface" in name else "contour")
    assert list(static_view.numbers.values()) == [f"{mark[2]:.4f}" for mark in marks]
    assert texts(static_view)[""] == ridge(found)
    assert_whole(static_view)


def test_the_ridge_is_told_with_its_height_and_only_if_there_is_one():
    found = swap(HiddenLayer())
    text = ridge(found)
    one, other = found.units
    assert text.startswith(f"Units {one} and {other} have changed places")
    assert f"{found.half_way[2] - found.trained[2]:.3f} higher" in text
    assert "not convex" in text
    flat = ridge(found._replace(half_way=np.array([0, 0, found.trained[2] - 0.01])))
    assert "no higher" in flat
    assert "does not show" in flat
    assert "so this one is not convex" not in flat


# What is asked

RECIPE = TwoWeights(dataset="blobs", depth=0, noise=0.6)
half_way = LAYER_QUESTIONS["half-way"]


@looped("settings", [HiddenLayer(), HiddenLayer("circles", 2, 5), HiddenLayer("xor", 3, 1)])
def test_the_cost_half_way_is_that_of_the_notes_functions(settings):
    X, Y, four = networks(settings)
    here, turned, middle, _first = (compute_cost(forward_propagation(X, each)[0], Y) for each in four)
    question = half_way(settings, RECIPE)
    assert here == pytest.approx(turned)
    assert question.claims[question.found] == "Higher than theirs"
    assert question.answer.sentence == f"Higher than theirs, by {middle - here:.3f}: this cost is not convex."


def test_nothing_is_known_before_the_networks_are_shown_and_other_networks_make_no_other_question():
    before, after = half_way(None, RECIPE), half_way(HiddenLayer(n_h=2), RECIPE)
    assert (before.found, before.answer.whole) == (None, "")
    assert (before.text, before.claims, before.about) == (after.text, after.claims, after.about)
    assert not before.is_shown({})
    assert after.is_shown({})


@looped(("raised", "claim"), [(0.0, "The same as theirs"), (-0.1, "Lower than theirs")])
def test_without_a_ridge_the_line_shows_nothing(monkeypatch, raised, claim):
    found = swap(HiddenLayer())
    flat = found._replace(half_way=np.array([0, 0, found.trained[-1] + raised]), swapped=found.trained)
    monkeypatch.setattr("playground.pages.going_downhill.swap.swap", lambda layer: flat)
    question = half_way(HiddenLayer(), RECIPE)
    assert question.claims[question.found] == claim
    assert question.answer.sentence == f"{claim}: this line does not show whether the cost is convex."


def test_beside_it_the_chord_of_logistic_regression():
    X, Y = RECIPE.data()[0]
    start = RECIPE.parameters(2, 1)["W1"]
    fit = LogisticRegression(C=np.inf, fit_intercept=False, tol=1e-12, max_iter=10_000).fit(X.T, Y[0]).coef_

    def at(weights):
        return np.logaddexp(0, (1 - 2 * Y[0]) * (weights @ X)[0]).mean()

    middle, mean = (float(each) for each in re.findall(r"\d+\.\d{3}", half_way(HiddenLayer(), RECIPE).answer.details))
    assert middle == pytest.approx(at((start + fit) / 2), abs=6e-4)
    assert mean == pytest.approx((at(start) + at(fit)) / 2, abs=6e-4)
    assert middle < mean
