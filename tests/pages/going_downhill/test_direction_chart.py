"""The arrow on the landscape, and what is said of the slope along it."""

import numpy as np
import pytest

from playground.pages.going_downhill.direction import LENGTH, Standpoint, unit_vector
from playground.pages.going_downhill.direction_chart import direction_view, which_way_it_points
from playground.pages.going_downhill.downhill import TwoWeights


def place(seed=2, **settings):
    return Standpoint.where_it_starts(TwoWeights(dataset="blobs", depth=0, noise=0.6, seed=seed, **settings))


def test_the_arrow_points_where_it_is_turned_and_the_gradient_does_not_turn():
    here = place()
    for angle in (0, 90, 200):
        view = direction_view(here, angle)
        traces = {trace.name: trace for trace in view.figures["contours"].data}
        arrow, gradient = (np.array([traces[name].x, traces[name].y]).T for name in ("arrow", "gradient"))
        assert arrow[0] == pytest.approx(here.weights, abs=1e-3)
        assert arrow[1] - arrow[0] == pytest.approx(LENGTH * unit_vector(angle), abs=1e-3)
        along = gradient[1] - gradient[0]
        assert along / np.linalg.norm(along) == pytest.approx(here.gradient / here.length, abs=1e-3)
        assert float(view.numbers["Slope along the arrow"].replace("−", "-")) == pytest.approx(
            here.slope(angle), abs=1e-4
        )
        (dot,) = (trace for trace in view.figures["slopes"].data if list(trace.x) == [angle])
        assert dot.y[0] == pytest.approx(here.slope(angle), rel=1e-3)


def test_what_is_said_of_the_four_directions_and_of_any_other():
    here = place()
    along = round(here.steepest)
    assert which_way_it_points(here, along).startswith("That is along the gradient")
    assert which_way_it_points(here, along - 180).startswith("That is against the gradient")
    for side in (90, -90):
        assert which_way_it_points(here, along + side).startswith("That is along a line of equal cost")
    assert f"{np.cos(np.deg2rad(here.steepest - 0)):.3f}"[1:] in which_way_it_points(here, 0)
