"""The patterns of the classes in pictures that are taken along: a reader who sees no colours tells classes apart."""

import io
from itertools import product

import numpy as np
import pytest
from PIL import Image

from playground.charts.plane.targets import RENDERINGS
from playground.export.images.animation import Animation
from playground.export.images.figures import HEIGHT, WIDTH, PageLayout, boundary_colours
from playground.export.images.patterns import HATCHES, lined, with_darker
from playground.export.images.pictures import points_picture
from playground.training import Field, View
from tests.export.shown import coordinates, one
from tests.looped import looped

EVERYWHERE = {"samples": 10, "n_h": 8, "scale": 0.3}
FIVE = {"samples": 25, "dataset": "spiral", "classes": 5, "n_h": 20, "initialisation": "xavier", "learning_rate": 0.5}


def png(runs):
    """A picture as the brightness of its pixels, (HEIGHT, WIDTH)."""
    return _grey(Image.open(io.BytesIO(points_picture(runs, View(), "png"))))


def last_frame(runs):
    """The same of the last frame of an animation."""
    animation = Animation(runs, View())
    list(animation.make())
    picture = Image.open(io.BytesIO(animation.file))
    picture.seek(picture.n_frames - 1)
    return _grey(picture)


def _grey(picture):
    return np.asarray(picture.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.BOX)).astype(float)


def texture(page, runs):
    """How much brightness differs within small squares away from borders and points: the median for each class."""
    (place,), run, extent, size = PageLayout.of(runs).boundaries, runs.first, runs.extent, 12
    field = Field(run.parameters, extent, place.width, run.recipe.inputs_of)
    classes = RENDERINGS[run.train.target].classes[boundary_colours(field, run, View(), place.width)[0]]
    pixel = (extent.right - extent.left) / place.width
    found = {}
    for top, left in product(range(size, place.height - 2 * size, size), repeat=2):
        part = classes[top : top + size, left : left + size]
        row, column = HEIGHT - place.bottom - place.height + top, place.left + left
        middle = coordinates(place, extent, (np.array([row + size / 2]), np.array([column + size / 2])))
        if part.min() == part.max() and np.hypot(*(run.X - middle)).min() > 14 * pixel:
            found.setdefault(int(part[0, 0]), []).append(page[row : row + size, column : column + size].std())
    return {label: float(np.median(each)) for label, each in found.items() if len(each) > 5}


@pytest.fixture(autouse=True)
def few_frames(monkeypatch):
    """Only the last one is looked at."""
    monkeypatch.setattr("playground.export.images.animation.FRAMES", 3)


@pytest.mark.nightly
@looped("picture", [png, last_frame])
def test_without_its_colours_a_class_is_told_by_its_lines(picture):
    runs = one(150, **EVERYWHERE)
    plain, lines = (texture(picture(runs), runs)[label] for label in (0, 1))
    assert lines > plain + 2


@looped("picture", [png, last_frame])
def test_each_class_but_the_first_has_a_pattern(picture):
    runs = one(60, **FIVE)
    seen = texture(picture(runs), runs)
    assert len(seen) >= 4
    assert all(seen[label] > seen[0] + 1.5 for label in seen if label), seen


def test_no_two_patterns_are_alike_and_numbers_have_none():
    assert len({*HATCHES}) == len(HATCHES) == RENDERINGS["several classes"].classes.max() + 1
    samples, shades, colours = one(dataset="bump").first.train, np.arange(9).reshape(3, 3), np.zeros((9, 3), np.uint8)
    assert with_darker(samples, colours) is colours
    assert lined(samples, shades, colours) is shades
