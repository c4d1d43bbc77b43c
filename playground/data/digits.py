"""Handwritten digits: scikit-learn's 1,797, and visitors' drawings converted to the same format.

Each is an 8 × 8 image of numbers from 0 to 16. The authors of the data (E. Alpaydin and C. Kaynak, 1998) used NIST's
programs to normalise every digit to 20 × 32 pixels within 32 × 32, and its strokes to about the same thickness; then
they counted the black pixels in each 4 × 4 block.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.language import _
from playground.nn import checks

from .dataset import Dataset

FILE = Path(__file__).with_name("digits.csv.gz")
"""A line for each: its 64 numbers, row by row from the top, and which digit it is. From UCI's repository, CC BY 4.0."""
SIDE = 8
"""Numbers along each side of an image."""
BLOCK = 4
"""Pixels along each side of the block that a number stands for."""
GRID, WIDTH = SIDE * BLOCK, 20
"""Pixels along each side of the square, which is also a digit's height; and a digit's greatest width."""
CELLS = 2 * GRID
"""Cells along each side of the grid a drawing is rasterised on: fine enough if it fills only half of the square."""
FINE = 2
"""Distinct pen positions per cell, in each direction."""
MOST_STRETCH = 2
"""The greatest ratio of vertical to horizontal scaling of a drawing, so that a dash stays a dash."""
TEST_SHARE, TEST_SEED = 0.2, 1
"""The test samples are always the same, whatever the training samples, so that test accuracies are comparable."""


@lru_cache(maxsize=1)
def digits() -> Dataset:
    """All samples: (64, 1797) inputs from 0 to 1, row by row from the top, and ten classes; read-only."""
    *numbers, labels = np.loadtxt(FILE, int, delimiter=",", unpack=True)
    X = np.array(numbers) / BLOCK**2
    names = [str(label) for label in range(labels.max() + 1)]
    places = [
        _("row {row}, column {column}", row=place // SIDE + 1, column=place % SIDE + 1) for place in range(len(X))
    ]
    for array in (X, labels):
        array.setflags(write=False)
    return Dataset(X, labels, tuple(names), tuple(places))  # runs share them


@lru_cache(maxsize=1)
def pool_and_test() -> tuple[Dataset, Dataset]:
    """The pool of training samples, and the test samples; read-only."""
    pool, test = digits().split(TEST_SHARE, TEST_SEED)
    for part in (pool, test):
        for array in (part.X, part.labels, part.Y):
            array.setflags(write=False)
    return pool, test


def train_and_test(samples: int, seed: int = 1) -> tuple[Dataset, Dataset]:
    """``samples`` training samples, with the class shares of the whole pool, and the test samples.

    With the same seed a smaller set is a subset of a larger one; the full set is the same for every seed.

    Raises
    ------
    ValueError
        If there are not that many, or a class would have none.
    """
    pool, test = pool_and_test()
    counts = np.bincount(pool.labels)
    samples = checks.whole_number("samples", samples, least=len(counts))
    if samples > counts.sum():
        raise ValueError(f"samples is {samples}, but there are only {counts.sum():,} to train with.")
    order = np.random.RandomState(checks.seed(seed)).permutation(pool.labels.size)
    # Each class is spread evenly over the order, so that every beginning of it has the classes' shares.
    place = np.empty(order.size)
    for label, count in enumerate(counts):
        place[pool.labels[order] == label] = (np.arange(count) + 0.5) / count
    chosen = np.sort(order[np.argsort(place, kind="stable")[:samples]])
    train = replace(pool, X=pool.X[:, chosen], labels=pool.labels[chosen])
    return train, replace(test, X=test.X.copy(), labels=test.labels.copy())


def drawn(strokes: Sequence[Sequence[int]], side: int, pen: float, cells: int) -> NDArray:
    """Rasterise strokes of a round pen.

    Parameters
    ----------
    strokes : the positions of each stroke, as x, y, x, y, …; both from 0 to below ``side``, y downwards
    side : side of the square that is drawn on
    pen : thickness of the pen, in the same unit
    cells : cells along each side of the grid

    Returns
    -------
    grid : (cells, cells) of bool, top row first: the cells that the pen has touched
    """
    fine = cells * FINE
    been = np.zeros((fine, fine), bool)  # each place once, however often the pen passes it
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
    """A drawing as a sample, (64,); None if it is empty. See :func:`drawn` and :func:`clean`."""
    return clean(drawn(strokes, side, pen, CELLS))


def clean(drawing: NDArray) -> NDArray | None:
    """Convert a drawing into a sample in the way the data were made.

    It is cropped, resized, brought to about their stroke thickness, centred and counted in blocks.

    Parameters
    ----------
    drawing : (h, w) true, or above 0, where it is black

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
    """Resize to the grid's height and at most the digits' width; a pixel is black if at least half of it is."""
    height, width = cut.shape
    across, down = min(GRID / height, WIDTH / width), GRID / height
    down = min(down, MOST_STRETCH * across)
    shape = max(1, round(height * down)), max(1, round(width * across))
    shares = [_shares(before, after) for before, after in zip(cut.shape, shape, strict=True)]
    return shares[0] @ cut @ shares[1].T >= 0.5 - 1e-9  # tolerate rounding of exact halves


def _shares(before: int, after: int) -> NDArray:
    """How much of each of ``after`` equal parts of a line is in each of ``before`` equal parts; rows sum to 1."""
    edges = np.arange(after + 1)[:, None] * before / after
    covered = np.clip(edges - np.arange(before), 0, 1)
    return np.diff(covered, axis=0) * after / before


def _in_the_middle(part: NDArray) -> NDArray:
    """Centre on the whole grid."""
    grid = np.zeros((GRID, GRID), bool)
    top, left = ((GRID - size) // 2 for size in part.shape)
    grid[top : top + part.shape[0], left : left + part.shape[1]] = part
    return grid


def _thick_as_theirs(pixels: NDArray) -> NDArray:
    """Thicken or thin the strokes, pixel by pixel, until there is about as much black as in an average digit."""
    wanted = digits().X.sum(axis=0).mean() * BLOCK**2
    change = _thicker if pixels.sum() < wanted else _thinner
    while abs((after := change(pixels)).sum() - wanted) < abs(pixels.sum() - wanted):
        pixels = after
    return pixels


def _thicker(pixels: NDArray) -> NDArray:
    """Add the pixels beside, above and below every black pixel."""
    padded = np.pad(pixels, 1)
    return pixels | padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]


def _thinner(pixels: NDArray) -> NDArray:
    """Remove the pixels beside, above and below every white pixel; outside the grid the edge is continued."""
    return ~_thicker(~pixels)
