"""Runs to be taken along, and what their pictures show where."""

from dataclasses import replace
from itertools import product

import numpy as np

from playground.charts.style import CLASS_COLOURS, rgb
from playground.export.images.figures import HEIGHT, WIDTH
from playground.nn import predict
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Experiment, Recipe, RunGroup


def one(iterations=0, **settings):
    """A run of the playground."""
    return advanced(RunGroup(Experiment.alone(replace(Recipe(), **settings))), iterations)


def pair(iterations=0, **settings):
    """Two runs of Zero or random."""
    chosen, notes = ZERO_OR_RANDOM.settings.read(settings)
    assert not notes
    return advanced(RunGroup(ZERO_OR_RANDOM.experiment(chosen)), iterations)


def advanced(runs, iterations):
    runs.advance(iterations)
    return runs


def coordinates(place, extent, pixels):
    """The points of the plane at the middles of these pixels of a page, (2, n), rows and columns from the top left."""
    rows, columns = pixels
    x1 = extent.left + (columns + 0.5 - place.left) / place.width * (extent.right - extent.left)
    x2 = extent.bottom + (HEIGHT - rows - 0.5 - place.bottom) / place.height * (extent.top - extent.bottom)
    return np.array([x1, x2])


def check_boundary(page, place, run, extent):
    """Away from points and borders each pixel has the class that the network predicts there, and there are enough.

    ``page``: (HEIGHT, WIDTH, 3), the picture in the size in which places are given.
    """
    assert page.shape == (HEIGHT, WIDTH, 3)
    inside = np.mgrid[
        HEIGHT - place.bottom - place.height + 4 : HEIGHT - place.bottom - 4 : 5,
        place.left + 4 : place.left + place.width - 4 : 5,
    ].reshape(2, -1)
    X = coordinates(place, extent, inside)
    samples = np.hstack([run.X, run.X_test])
    pixel = (extent.right - extent.left) / place.width
    away = (((X[:, :, None] - samples[:, None]) ** 2).sum(axis=0) > (7 * pixel) ** 2).all(axis=1)
    classes = predict(run.parameters, X)[0]
    neighbours = X[:, :, None] + 3 * pixel * np.array([[1, -1, 0, 0], [0, 0, 1, -1]])[:, None]
    around = predict(run.parameters, neighbours.reshape(2, -1)).reshape(-1, 4)
    sure = away & (around == classes[:, None]).all(axis=1)
    # The lighter half of the pixels close by: lines of a class's pattern are darker.
    rows, columns = inside
    near = np.stack([page[rows + down, columns + right] for down, right in product(range(-2, 3), repeat=2)]).astype(
        float
    )
    light = near.sum(axis=-1).argsort(axis=0)[len(near) // 2 :]
    shown = near[light, np.arange(len(rows))].mean(axis=0)
    assert sure.sum() > 200
    # Of a tint on white what is missing to white points the way of the class's own colour.
    missing = 255 - shown[sure]
    full = 255 - np.array([rgb(colour) for colour in CLASS_COLOURS[: max(2, len(run.Y))]], float)
    cosine = missing @ full.T / np.linalg.norm(missing, axis=1, keepdims=True) / np.linalg.norm(full, axis=1)
    right = cosine.argmax(axis=1) == classes[sure]
    assert right.mean() > 0.995, right.mean()
