"""The cost over a plane of parameters is that of each network on it."""

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import compute_cost, forward_propagation, initialize_parameters
from playground.pages.going_downhill.landscape import over_plane


def test_each_place_on_the_plane_has_the_cost_of_its_network():
    X, Y = make_dataset("moons", 40)
    origin = initialize_parameters(2, 3, 1, scale=0.5)
    before = origin.vector.copy()
    first, second = np.random.RandomState(1).randn(2, origin.vector.size)
    a, b = np.linspace(-1, 1, 4), np.linspace(-2, 3, 6)
    found = over_plane(origin, (first, second), a, b, X, Y)
    assert (found.a.tolist(), found.b.tolist()) == (a.tolist(), b.tolist())
    assert found.cost.shape == (6, 4)
    for row, column in np.ndindex(6, 4):
        network = origin.copy()
        network.vector[:] = before + a[column] * first + b[row] * second
        assert found.cost[row, column] == pytest.approx(compute_cost(forward_propagation(X, network)[0], Y), rel=1e-9)
    np.testing.assert_array_equal(origin.vector, before)
