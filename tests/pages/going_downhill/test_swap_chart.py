"""Two hidden units swapped: the pictures show the networks, and the ridge is told as high as it is."""

import numpy as np
import pytest

from playground.charts.style import CLASS_COLOURS
from playground.pages.going_downhill.swap import HiddenLayer, swap
from playground.pages.going_downhill.swap_chart import ridge, swap_view
from tests.charts.static_views import assert_whole, texts


@pytest.mark.parametrize("settings", [HiddenLayer(), HiddenLayer("circles", 2, 9)], ids=str)
def test_the_still_shows_the_four_networks(settings):
    found = swap(settings)
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
