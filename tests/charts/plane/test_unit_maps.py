"""The unit maps: one tile for each hidden unit, in colours that can be compared with each other."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from playground.charts.plane.unit_maps import tiles, unit_maps_figure, unit_maps_picture
from playground.charts.style import HIGH_COLOUR, LOW_COLOUR, rgb
from tests.looped import looped

PURPLE, GREEN = map(rgb, (LOW_COLOUR, HIGH_COLOUR))
SIDE = 8
RANDOM = np.random.RandomState(0)


def picture_of(maps, centre=0.0):
    """A picture as (height, width, 4), and its reach."""
    picture, reach = unit_maps_picture(np.asarray(maps, float), centre)
    image = Image.open(io.BytesIO(base64.b64decode(picture, validate=True)))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGBA")).astype(int), reach


def tile(shown, unit, units, side=SIDE):
    """The pixels of one unit with the gap around it, (side + 2, side + 2, 4)."""
    row, column = divmod(unit, tiles(units)[1])
    whole = side + 2
    return shown[row * whole : (row + 1) * whole, column * whole : (column + 1) * whole]


def inner(shown, unit, units, side=SIDE):
    return tile(shown, unit, units, side)[1:-1, 1:-1]


# Tiles


@looped("units", range(1, 51))
def test_there_is_a_tile_for_each_unit_where_its_number_is_and_nothing_else(units):
    rows, columns = tiles(units)
    assert (rows - 1) * columns < units <= rows * columns
    assert columns >= max(4, rows)

    figure = unit_maps_figure(units)
    (numbers,), (image,) = figure.data, figure.layout.images
    assert list(numbers.text) == [str(unit + 1) for unit in range(units)]
    assert (image.x, image.y, image.sizex, image.sizey) == (0, 0, columns, rows)
    assert tuple(figure.layout.xaxis.range) == (0, columns)
    assert tuple(figure.layout.yaxis.range) == (rows, 0)  # downwards, as a picture's rows
    assert figure.layout.meta == {"aspect": columns / rows}
    assert set(figure.layout.margin.to_plotly_json().values()) == {0}
    assert not figure.layout.shapes
    frames = unit_maps_figure(units, framed=True).layout.shapes  # where a pale map could not be seen
    places = [(unit % columns, unit // columns) for unit in range(units)]
    assert [(frame.x0, frame.y0) for frame in frames] == places
    assert all((frame.x1, frame.y1) == (frame.x0 + 1, frame.y0 + 1) for frame in frames)
    json.loads(figure.to_json())

    shown, _ = picture_of(RANDOM.uniform(-1, 1, (units, SIDE, SIDE)))
    assert shown.shape == (rows * (SIDE + 2), columns * (SIDE + 2), 4)
    for place in range(rows * columns):
        here = tile(shown[..., 3], place, units)
        assert not here[[0, -1]].any()
        assert not here[:, [0, -1]].any()
        assert (here[1:-1, 1:-1] > 0).all() == here.any() == (place < units)
    maps = np.zeros((units, SIDE, SIDE))
    for unit in {0, units // 2, units - 1}:
        maps[:], maps[unit] = 0, 1
        shown, _ = picture_of(maps)
        green = np.argwhere((shown[..., :3] == GREEN).all(axis=-1) & (shown[..., 3] > 0))
        row, column = (green.mean(axis=0) + 0.5) / (SIDE + 2)
        assert (int(row), int(column)) == (int(numbers.y[unit]), int(numbers.x[unit]))


@looped("side", [1, 5, 32])
def test_any_resolution_makes_a_small_picture(side):
    maps = RANDOM.uniform(-1, 1, (5, side, side))
    before = maps.copy()
    shown, _ = picture_of(maps)
    np.testing.assert_array_equal(maps, before)
    assert shown.shape == (2 * (side + 2), 4 * (side + 2), 4)
    assert len(unit_maps_picture(maps, 0.0)[0]) < 1500 * 8


def test_the_maps_of_a_layer_may_stand_in_one_column():
    maps = np.stack([np.full((SIDE, SIDE), value) for value in (-1.0, 1.0, -1.0)])
    picture, reach = unit_maps_picture(maps, 0.0, columns=1)
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGBA"))
    assert shown.shape == (3 * (SIDE + 2), SIDE + 2, 4)
    assert reach == 1
    for unit, colour in enumerate((PURPLE, GREEN, PURPLE)):
        assert (shown[unit * (SIDE + 2) + 1 :][:SIDE, 1:-1, :3] == colour).all()


# Colours


def test_rows_columns_and_equal_units_stay_what_they_are():
    maps = np.full((3, SIDE, SIDE), -1.0)
    maps[1, :2], maps[1, :, 5:] = 1, 1  # high on top and on the right
    shown, _ = picture_of(maps)
    assert ((inner(shown, 1, 3)[..., :3] == GREEN).all(axis=-1) == (maps[1] > 0)).all()
    assert (inner(shown, 0, 3)[..., :3] == PURPLE).all()
    same = [(a, b) for a in range(3) for b in range(a) if (tile(shown, a, 3) == tile(shown, b, 3)).all()]
    assert same == [(2, 0)]


@looped("centre", [0.0, 0.5])
def test_the_centre_is_palest_and_both_ends_are_strongest(centre):
    values = centre + np.linspace(-0.3, 0.3, 121).reshape(1, 11, 11)
    shown, reach = picture_of(values, centre)
    row = inner(shown, 0, 1, 11).reshape(-1, 4)
    opacity = row[:, 3]
    assert reach == pytest.approx(0.3)
    assert opacity.argmin() in range(58, 63)
    assert opacity[60] == opacity.min() < 0.1 * 255
    assert opacity[0] == opacity[-1] == opacity.max() > 0.5 * 255
    assert (np.diff(opacity[:60]) <= 0).all()
    assert (np.diff(opacity[61:]) >= 0).all()
    np.testing.assert_array_equal(opacity, opacity[::-1])  # as far below as above is as strong
    assert len(np.unique(opacity)) > 20  # a gradient to the eye, not steps
    assert (row[:58, :3] == PURPLE).all()
    assert (row[63:, :3] == GREEN).all()
    shown, reach = picture_of(np.full((4, SIDE, SIDE), centre), centre)  # units that put out nothing but the centre
    assert reach == 0
    palest = np.unique(np.concatenate([inner(shown, unit, 4).reshape(-1, 4) for unit in range(4)]), axis=0)
    assert len(palest) == 1
    assert 0 < palest[0, 3] < 0.1 * 255


def test_all_units_have_the_same_colours_for_the_same_output():
    maps = np.zeros((3, SIDE, SIDE))
    maps[0], maps[1], maps[2, 0, 0] = 0.25, 0.5, -2
    shown, reach = picture_of(maps)
    assert reach == 2
    weak, strong, other = (inner(shown, unit, 3)[..., 3] for unit in range(3))
    assert len(np.unique(weak)) == len(np.unique(strong)) == 1
    assert other.min() < weak[0, 0] < strong[0, 0] < other.max()
    twice, _ = picture_of(2 * maps)
    np.testing.assert_array_equal(twice, shown)


@looped("size", [1e-300, 1e300])
def test_outputs_of_any_size(size):
    maps = RANDOM.uniform(-1, 1, (2, SIDE, SIDE))
    shown, reach = picture_of(size * maps)
    assert reach == pytest.approx(size * np.abs(maps).max())
    np.testing.assert_array_equal(shown, picture_of(maps)[0])
