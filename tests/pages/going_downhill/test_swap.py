"""Two hidden units swapped: the plane through the networks and the ridge between them, computed a second time."""

from itertools import product

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import compute_cost, forward_propagation, initialize_parameters, nn_model
from playground.pages.going_downhill.swap import HiddenLayer, swap, swapped
from playground.training.options import options
from tests.looped import looped


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 3)])
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


def networks(settings):
    """The data and the four networks that a swap speaks of, put together from the notes' functions."""
    X, Y = make_dataset(settings.dataset)
    seed, n_h = settings.network_seed, settings.n_h
    trained = nn_model(X, Y, n_h, 1000, scale=0.5, seed=seed)
    turned, middle = trained.copy(), trained.copy()
    order = list(range(n_h))
    one, other = (unit - 1 for unit in swap(settings).units)
    order[one], order[other] = order[other], order[one]
    turned["W1"], turned["b1"], turned["W2"] = trained["W1"][order], trained["b1"][order], trained["W2"][:, order]
    middle.vector[:] = (trained.vector + turned.vector) / 2
    return X, Y, [trained, turned, middle, initialize_parameters(2, n_h, 1, scale=0.5, seed=seed)]


@pytest.mark.parametrize(
    "settings",
    [HiddenLayer(), HiddenLayer("moons", 2, 5), HiddenLayer("circles", 8), HiddenLayer("xor", 3, 0)],
    ids=str,
)
def test_the_plane_goes_through_the_four_networks(settings):
    found = swap(settings)
    X, Y, four = networks(settings)
    marks = [found.trained, found.swapped, found.half_way, found.first]
    for mark, parameters in zip(marks, four, strict=True):
        assert mark[2] == pytest.approx(compute_cost(forward_propagation(X, parameters)[0], Y), rel=1e-9)
        assert found.surface.a[0] < mark[0] < found.surface.a[-1]
        assert found.surface.b[0] < mark[1] < found.surface.b[-1]
    for (mark, parameters), (mark_2, parameters_2) in product(zip(marks, four, strict=True), repeat=2):
        apart = np.linalg.norm(parameters.vector - parameters_2.vector)
        assert np.linalg.norm(mark[:2] - mark_2[:2]) == pytest.approx(apart, abs=1e-9)


def test_the_grid_has_the_cost_of_the_networks_on_it():
    found = swap(HiddenLayer(), points=9)
    X, Y, (trained, turned, middle, first) = networks(HiddenLayer())
    along = (turned.vector - middle.vector) / np.linalg.norm(turned.vector - middle.vector)
    aside = first.vector - middle.vector
    across = aside - (aside @ along) * along
    across /= np.linalg.norm(across)
    for row, column in [(0, 0), (3, 7), (8, 2)]:
        trained.vector[:] = middle.vector + found.surface.a[column] * along + found.surface.b[row] * across
        assert found.surface.cost[row, column] == pytest.approx(
            compute_cost(forward_propagation(X, trained)[0], Y), rel=1e-9
        )


def test_of_all_pairs_the_one_with_the_highest_ridge_is_swapped():
    X, Y, (trained, *_) = networks(HiddenLayer("circles", 4))
    ridges = {}
    for one, other in [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]:
        middle = trained.copy()
        middle.vector[:] = (trained.vector + swapped(trained, one - 1, other - 1).vector) / 2
        ridges[one, other] = compute_cost(forward_propagation(X, middle)[0], Y)
    assert swap(HiddenLayer("circles", 4)).units == max(ridges, key=ridges.get)


@looped("dataset", options(HiddenLayer)["dataset"].names)
@looped("n_h", [2, 4, 8])
def test_there_is_a_ridge_between_the_two(dataset, n_h):
    found = swap(HiddenLayer(dataset, n_h), points=3)
    assert found.trained[2] == pytest.approx(found.swapped[2], rel=1e-9)
    assert found.half_way[2] > found.trained[2] + 0.02
