"""The small picture of a dataset."""

import base64
import io

import numpy as np
from PIL import Image

from playground.charts.plane.dataset_picture import SIDE, dataset_picture
from playground.charts.style import CLASS_COLOURS, rgb
from playground.data import DATASETS, OWN_POINTS, Points, pack
from playground.training import Recipe


def pixels(recipe):
    """(SIDE, SIDE, 4): red, green, blue and opacity."""
    image = Image.open(io.BytesIO(base64.b64decode(dataset_picture(recipe))))
    return np.asarray(image.convert("RGBA"))


def test_every_dataset_has_a_picture_of_its_own_in_the_colours_of_its_classes():
    pictures = [dataset_picture(Recipe(dataset=name)) for name in DATASETS]
    assert len({*pictures}) == len(DATASETS)
    for name in DATASETS:
        seen = pixels(Recipe(dataset=name))
        assert {tuple(each) for each in seen[seen[..., 3] > 0][:, :3].tolist()} == {*map(rgb, CLASS_COLOURS[:2])}


def test_points_are_where_they_are():
    points = Points.of([[0.0, 1.0], [0.0, 2.0]], [0, 1], ["a", "b"])
    seen = pixels(Recipe(dataset=OWN_POINTS, points=pack(points)))
    rows, columns = np.nonzero(seen[..., 3])
    lower = tuple(seen[rows.max(), columns.min(), :3].tolist())
    upper = tuple(seen[rows.min(), columns.max(), :3].tolist())
    assert (lower, upper) == tuple(map(rgb, CLASS_COLOURS[:2]))
    assert (rows.min(), rows.max()) == (0, SIDE - 1)  # x₂ goes farther than x₁, so it fills the picture
    assert columns.max() - columns.min() < SIDE - 10
