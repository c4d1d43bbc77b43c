"""A dataset as a small picture, to be chosen by its look."""

from functools import lru_cache

import numpy as np

from playground.charts.png import png
from playground.charts.style import CLASS_COLOURS, rgb
from playground.training import Recipe

from .scale import SHADES
from .targets import scale_of

SIDE, DOT = 72, 5
"""Cells along each side of a picture, and of the square that stands for a point."""
MOST = 150
"""Points in a picture: more would run together."""


@lru_cache(maxsize=64)
def dataset_picture(recipe: Recipe) -> str:
    """Some points of a recipe's dataset, with the colours of their classes or values, as a base64-encoded PNG image."""
    whole = recipe.whole
    some = slice(None, None, -(-whole.X.shape[1] // MOST))  # from the whole range: they may be sorted by class
    X, scale = whole.X[:, some], scale_of(whole)
    colours = SHADES[0] if scale else b"".join(bytes(rgb(colour)) for colour in CLASS_COLOURS)
    numbers = scale.shades(whole.labels[some]) if scale else np.minimum(whole.labels[some], len(CLASS_COLOURS) - 1)
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    middle, reach = (low + high) / 2, max(float((high - low).max()), 1e-9)
    columns, rows = np.round(((X - middle) / reach + 0.5) * (SIDE - DOT)).astype(int)
    clear = len(colours) // 3
    picture = np.full((SIDE, SIDE), clear, np.uint8)
    for column, row, number in zip(columns, rows, numbers, strict=True):
        picture[SIDE - DOT - row : SIDE - row, column : column + DOT] = number
    return png(picture, colours + b"\0\0\0", b"\xff" * clear + b"\0")
