"""The cost as a landscape: both pictures hold the numbers of the surface."""

import numpy as np
import pytest

from playground.charts.landscape import CONTOUR, contour_figure, surface_figure
from playground.data import make_dataset
from playground.lessons.downhill import PICTURE, over_both_weights

AXES, EYE = ("w₁", "w₂"), (1.25, -1.7, 0.95)


@pytest.fixture(scope="module")
def surface():
    """That of the model with two weights."""
    return over_both_weights(*make_dataset("blobs"))


def test_the_sheet_is_the_cost_and_without_a_hole(surface):
    sheet = surface_figure(surface, AXES, [], EYE).data[-1]
    n = len(surface.a)
    for corner in (0, 5, n + 3, n * n - 1):
        row, column = divmod(corner, n)
        at = [sheet.x[corner], sheet.y[corner], sheet.z[corner]]
        np.testing.assert_allclose(at, [surface.a[column], surface.b[row], surface.cost[row, column]], atol=1e-4)
    corners = np.array([np.stack([sheet.x, sheet.y])[:, list(part)] for part in (sheet.i, sheet.j, sheet.k)])
    (ax, ay), (bx, by), (cx, cy) = corners
    areas = np.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2
    assert areas.min() > 0.9 * areas.max()  # of the triangles, from above
    assert areas.sum() == pytest.approx((PICTURE[1] - PICTURE[0]) ** 2, rel=1e-3)


def test_contours_are_powers_of_ten_and_the_words_are_the_cost(surface):
    contours = contour_figure(surface, AXES, []).data[-1]
    np.testing.assert_allclose(contours.z, np.log10(surface.cost), atol=1e-4)
    assert contours.contours.size == CONTOUR
    assert float(contours.text[3][7]) == pytest.approx(surface.cost[3, 7], abs=1e-3)


def test_the_page_can_colour_the_axes_and_the_camera_stays(surface):
    layout = surface_figure(surface, AXES, [], EYE).layout
    assert [layout.scene[axis].title.text for axis in ("xaxis", "yaxis", "zaxis")] == [*AXES, "cost"]
    assert not any(layout.scene[axis].showbackground for axis in ("xaxis", "yaxis", "zaxis"))
    assert layout.scene.uirevision is None  # follows the layout's, which the page keeps
