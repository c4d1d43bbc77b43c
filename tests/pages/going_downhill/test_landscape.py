"""The cost over a plane of parameters is that of each network on it, and both pictures hold these numbers."""

from itertools import product

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import compute_cost, forward_propagation, initialize_parameters
from playground.pages.going_downhill.downhill import PICTURE, over_both_weights
from playground.pages.going_downhill.landscape import over_plane
from playground.pages.going_downhill.landscape_chart import (
    BETWEEN,
    CONTOUR,
    contour_figure,
    left_corner,
    surface_figure,
)
from tests.looped import looped

AXES, EYE = ("w₁", "w₂"), (1.25, -1.7, 0.95)


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


@pytest.fixture(scope="module")
def surface():
    """That of the model with two weights."""
    return over_both_weights(*make_dataset("blobs"))


def test_the_mesh_is_the_cost_and_without_a_hole(surface):
    mesh = surface_figure(surface, AXES, [], EYE).data[-1]
    n = len(surface.a)
    for corner in (0, 5, n + 3, n * n - 1):
        row, column = divmod(corner, n)
        at = [mesh.x[corner], mesh.y[corner], mesh.z[corner]]
        np.testing.assert_allclose(at, [surface.a[column], surface.b[row], surface.cost[row, column]], atol=1e-4)
    corners = np.array([np.stack([mesh.x, mesh.y])[:, list(part)] for part in (mesh.i, mesh.j, mesh.k)])
    (ax, ay), (bx, by), (cx, cy) = corners
    areas = np.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    assert areas.min() > 0.9 * areas.max()  # of the triangles, from above
    assert areas.sum() == pytest.approx((PICTURE[1] - PICTURE[0]) ** 2, rel=1e-3)


def test_contours_are_powers_of_ten_and_the_words_are_the_cost(surface):
    contours = contour_figure(surface, AXES, []).data[-1]
    np.testing.assert_allclose(contours.z, np.log10(surface.cost), atol=1e-4)
    assert contours.contours.size == CONTOUR
    assert float(BETWEEN) == pytest.approx(10**CONTOUR, abs=0.005)
    assert float(contours.text[3][7]) == pytest.approx(surface.cost[3, 7], abs=1e-3)


def on_screen(scene, point, width, height):
    """Where Plotly draws a point of a scene, in pixels from the left and from the top."""
    axes = (scene.xaxis, scene.yaxis, scene.zaxis)
    sides = np.array([scene.aspectratio[axis] for axis in "xyz"])
    place = (
        np.array([(x - axis.range[0]) / np.ptp(axis.range) - 0.5 for x, axis in zip(point, axes, strict=True)]) * sides
    )
    eye, middle = (np.array([at[axis] for axis in "xyz"]) for at in (scene.camera.eye, scene.camera.center))
    ahead = (middle - eye) / np.linalg.norm(middle - eye)
    right = np.cross(ahead, [0, 0, 1])
    right /= np.linalg.norm(right)
    scale = height / 2 / np.tan(np.pi / 8) / ((place - eye) @ ahead)  # its field of view is 45° high
    return width / 2 + scale * (place - eye) @ right, height / 2 - scale * (place - eye) @ np.cross(right, ahead)


@looped("eye", [EYE, (-0.6, 1.7, 1.3)])
def test_the_axis_of_the_cost_has_a_title_that_is_not_cut_off(surface, eye):
    scene = surface_figure(surface, AXES, [], eye).layout.scene
    (title,) = scene.annotations
    assert title.text == "cost"
    top = scene.zaxis.range[1]
    assert title.z == top  # at the end of the axis
    for width, height in [(550, 300), (430, 430), (330, 322)]:  # a projector, a half of a page, a phone
        x, y = on_screen(scene, (title.x, title.y, title.z), width, height)
        assert x > 16  # half of the word
        assert y > 20  # it stands above the axis
        corners = product(scene.xaxis.range, scene.yaxis.range)
        assert x == min(on_screen(scene, (*corner, top), width, height)[0] for corner in corners)
    assert left_corner(surface, eye) == (title.x, title.y)
