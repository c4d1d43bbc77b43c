"""Handwritten digits: scikit-learn's 1,797 of them, and a drawing of one's own made into another.

Each is a picture of 8 × 8 numbers from 0 to 16. The makers of the data (E. Alpaydin and C. Kaynak, 1998) had NIST's
programs bring every digit to the same size, 20 × 32 pixels within 32 × 32, and its strokes to about the same thickness;
then they counted the black pixels in each block of 4 × 4.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from playground.language import _
from playground.nn import checks

from .dataset import Dataset

SIDE = 8
"""Numbers along each side of a picture."""
BLOCK = 4
"""Pixels along each side of the block that a number counts."""
GRID, WIDTH = SIDE * BLOCK, 20
"""Pixels along each side of the square that a digit is as high as, and how many it is wide at most."""
CELLS = 2 * GRID
"""Of the grid on which a drawing is made, along each side: as fine as needed if it fills only half of the square."""
FINE = 2
"""Places of the pen that are told apart in a cell, across and down."""
MOST_STRETCH = 2
"""A drawing is made narrower or higher by this factor at most: a dash stays one."""
TEST_SHARE, TEST_SEED = 0.2, 1
"""The samples to test with are the same whatever is trained on, so that test accuracies can be compared."""


@lru_cache(maxsize=1)
def digits() -> Dataset:
    """All samples: (64, 1797) inputs from 0 to 1, row by row from the top, and ten classes; read only."""
    numbers, labels = load_digits(return_X_y=True)
    X = np.ascontiguousarray(numbers.T) / BLOCK**2
    names = [str(label) for label in range(labels.max() + 1)]
    places = [
        _("row {row}, column {column}", row=place // SIDE + 1, column=place % SIDE + 1) for place in range(len(X))
    ]
    for array in (X, labels):
        array.setflags(write=False)
    return Dataset(X, labels, names, places)


@lru_cache(maxsize=1)
def pool_and_test() -> tuple[Dataset, Dataset]:
    """What training samples can be taken from, and the test samples; read only."""
    pool, test = digits().split(TEST_SHARE, TEST_SEED)
    for part in (pool, test):
        for array in (part.X, part.labels, part.Y):
            array.setflags(write=False)
    return pool, test


def train_and_test(samples: int, seed: int = 1) -> tuple[Dataset, Dataset]:
    """So many training samples, with the classes' shares in the whole, and the test samples.

    Fewer samples are part of more with the same seed; all of them are the same whatever the seed.

    Raises
    ------
    ValueError
        If there are not so many, or a class would have none.
    """
    pool, test = pool_and_test()
    counts = np.bincount(pool.labels)
    samples = checks.whole_number("samples", samples, least=len(counts))
    if samples > counts.sum():
        raise ValueError(f"samples is {samples}, but there are only {counts.sum():,} to train with.")
    order = np.random.RandomState(checks.seed(seed)).permutation(pool.labels.size)
    # Each class is spread evenly over the whole: the first 1/3 of 30 samples comes at 1/90 as the first of 90 does.
    place = np.empty(order.size)
    for label, count in enumerate(counts):
        place[pool.labels[order] == label] = (np.arange(count) + 0.5) / count
    chosen = np.sort(order[np.argsort(place, kind="stable")[:samples]])
    train = replace(pool, X=pool.X[:, chosen], labels=pool.labels[chosen])
    return train, replace(test, X=test.X.copy(), labels=test.labels.copy())


def drawn(strokes: Sequence[Sequence[int]], side: int, pen: float, cells: int) -> NDArray:
    """Strokes of a round pen on a grid.

    Parameters
    ----------
    strokes : of each the places where it was, as x, y, x, y, …; both from 0 to below ``side``, y downwards
    side : of the square that is drawn on
    pen : how thick it is, in the same unit
    cells : along each side of the grid

    Returns
    -------
    grid : (cells, cells) of bool, top row first: what the pen has touched
    """
    fine = cells * FINE
    been = np.zeros((fine, fine), bool)  # once for each place, however often the pen comes there
    for stroke in strokes:
        places = np.asarray(stroke, float).reshape(-1, 2) * fine / side
        steps = np.hypot(*np.diff(places, axis=0).T)
        along = np.r_[0, np.cumsum(steps)]
        between = np.linspace(0, along[-1], int(along[-1]) + 2)
        x, y = (np.interp(between, along, places[:, axis]).astype(int) for axis in (0, 1))
        been[y, x] = True
    rows, columns = ((place[:, None, None] + 0.5) / FINE for place in np.nonzero(been))
    radius = pen / 2 * cells / side
    around = np.arange(-math.ceil(radius) - 1, math.ceil(radius) + 2)
    row, column = rows.astype(int) + around[:, None], columns.astype(int) + around
    touched = np.hypot(row + 0.5 - rows, column + 0.5 - columns) <= radius
    touched &= (row >= 0) & (row < cells) & (column >= 0) & (column < cells)
    row, column = np.broadcast_arrays(row, column)
    grid = np.zeros((cells, cells), bool)
    grid[row[touched], column[touched]] = True
    return grid


def sample_of(strokes: Sequence[Sequence[int]], side: int, pen: float) -> NDArray | None:
    """What is drawn on a square as a sample, (64,); None if nothing is. See :func:`drawn` and :func:`clean`."""
    return clean(drawn(strokes, side, pen, CELLS))


def clean(drawing: NDArray) -> NDArray | None:
    """A drawing made into a sample, as those of the data were.

    It is cut out, brought to their size, its strokes to about their thickness, centred and counted.

    Parameters
    ----------
    drawing : (h, w) where it is black: true, or above 0

    Returns
    -------
    sample : (64,) from 0 to 1; None if nothing is drawn
    """
    black = np.asarray(drawing) > 0
    rows, columns = np.flatnonzero(black.any(axis=1)), np.flatnonzero(black.any(axis=0))
    if not rows.size:
        return None
    cut = black[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    pixels = _thick_as_theirs(_in_the_middle(_resized(cut)))
    return pixels.reshape(SIDE, BLOCK, SIDE, BLOCK).sum(axis=(1, 3)).ravel() / BLOCK**2


def _resized(cut: NDArray) -> NDArray:
    """As high as the grid and at most as wide as the digits there; a pixel is black if at least half of it is."""
    height, width = cut.shape
    across, down = min(GRID / height, WIDTH / width), GRID / height
    down = min(down, MOST_STRETCH * across)
    shape = max(1, round(height * down)), max(1, round(width * across))
    shares = [_shares(before, after) for before, after in zip(cut.shape, shape, strict=True)]
    return shares[0] @ cut @ shares[1].T >= 0.5 - 1e-9  # a half is a half however it was added up


def _shares(before: int, after: int) -> NDArray:
    """How much of each of ``after`` equal parts of a line is in each of ``before`` equal parts; rows add up to 1."""
    edges = np.arange(after + 1)[:, None] * before / after
    covered = np.clip(edges - np.arange(before), 0, 1)
    return np.diff(covered, axis=0) * after / before


def _in_the_middle(part: NDArray) -> NDArray:
    """On the whole grid."""
    grid = np.zeros((GRID, GRID), bool)
    top, left = ((GRID - size) // 2 for size in part.shape)
    grid[top : top + part.shape[0], left : left + part.shape[1]] = part
    return grid


def _thick_as_theirs(pixels: NDArray) -> NDArray:
    """With its strokes made thicker or thinner, pixel by pixel, until it has about as much black as a digit there."""
    wanted = digits().X.sum(axis=0).mean() * BLOCK**2
    change = _thicker if pixels.sum() < wanted else _thinner
    while abs((after := change(pixels)).sum() - wanted) < abs(pixels.sum() - wanted):
        pixels = after
    return pixels


def _thicker(pixels: NDArray) -> NDArray:
    """And what is beside, above or below a black pixel."""
    padded = np.pad(pixels, 1)
    return pixels | padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]


def _thinner(pixels: NDArray) -> NDArray:
    """Without what is beside, above or below a white pixel; beyond the grid it is as at its edge."""
    return ~_thicker(~pixels)
