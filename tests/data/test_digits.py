"""The digits, how they are shared out, and what becomes of a drawing."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from playground.data.digits import (
    BLOCK,
    GRID,
    SIDE,
    WIDTH,
    clean,
    digits,
    drawn,
    pool_and_test,
    sample_of,
    train_and_test,
)
from tests.looped import looped

POOL, TEST = pool_and_test()
SQUARE, PEN, CELLS = 200, 18, 50
THREE = [[64, 44, 100, 30, 132, 50, 124, 80, 96, 96, 128, 112, 136, 144, 104, 170, 60, 152]]


def columns(X):
    """The samples, each as something that can be in a set."""
    return [tuple(column) for column in X.T]


# The data


def test_they_are_those_of_scikit_learn_from_0_to_1():
    theirs = load_digits()
    ours = digits()
    np.testing.assert_array_equal(ours.X.T * 16, theirs.data)
    np.testing.assert_array_equal(ours.labels, theirs.target)
    assert (ours.X.min(), ours.X.max()) == (0, 1)
    assert list(ours.class_names) == [str(name) for name in theirs.target_names]
    assert len(ours.input_names) == len(ours.X) == SIDE**2
    assert ours.loss == "softmax"


def test_they_are_loaded_once_and_nobody_can_change_them():
    assert digits() is digits()
    for array in (digits().X, digits().labels, POOL.X, TEST.X, TEST.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_the_pool_and_the_test_samples_are_all_of_them_and_a_fifth_is_for_testing():
    assert sorted(columns(POOL.X) + columns(TEST.X)) == sorted(columns(digits().X))
    assert abs(TEST.labels.size / digits().labels.size - 0.2) < 0.001
    whole = np.bincount(digits().labels)
    assert (np.abs(np.bincount(TEST.labels) - whole / 5) <= 1).all()


@looped(("samples", "seed"), [(10, 0), (51, 7), (1000, 1), (POOL.labels.size, 0)])
def test_training_samples_are_as_many_as_wanted_of_every_class_its_share(samples, seed):
    train, test = train_and_test(samples, seed)
    assert train.labels.size == train.X.shape[1] == samples
    shares = np.bincount(POOL.labels) / POOL.labels.size
    assert (np.abs(np.bincount(train.labels, minlength=10) - samples * shares) < 1.01).all()
    known = dict(zip(columns(POOL.X), POOL.labels, strict=True))
    assert [known[column] for column in columns(train.X)] == list(train.labels)
    np.testing.assert_array_equal(test.X, TEST.X)  # always the same ones
    np.testing.assert_array_equal(test.labels, TEST.labels)


def test_fewer_are_part_of_more_another_seed_takes_others_and_all_are_all():
    few, more = (set(columns(train_and_test(samples, 3)[0].X)) for samples in (50, 80))
    assert few < more
    assert set(columns(train_and_test(50, 4)[0].X)) != few
    one, other = (train_and_test(POOL.labels.size, seed)[0] for seed in (3, 4))
    np.testing.assert_array_equal(one.X, other.X)


@looped("samples", [9, -1, POOL.labels.size + 1, 50.5, "50"])
def test_so_many_samples_there_are_not(samples):
    with pytest.raises(ValueError, match="samples"):
        train_and_test(samples)


# What is drawn


def distances(strokes, side, cells):
    """From the middle of each cell to the nearest place of the pen, by brute force, in cells."""
    middle = (np.arange(cells) + 0.5) * side / cells
    x, y = np.meshgrid(middle, middle)
    nearest = np.full((cells, cells), np.inf)
    for stroke in strokes:
        places = list(zip(stroke[::2], stroke[1::2], strict=True))
        for (ax, ay), (bx, by) in zip(places, places[1:] or places, strict=False):
            length = (bx - ax) ** 2 + (by - ay) ** 2 or 1
            share = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0, 1)
            nearest = np.minimum(nearest, np.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)))
    return nearest * cells / side


@looped(
    "strokes",
    {
        "three": THREE,
        "dot": [[100, 100]],
        "to the corners": [[0, 0, 199, 199], [199, 0]],
        "a pen at rest": [[50, 50, 50, 50, 50, 50]],
        "line": [[20, 100, 180, 101]],
    },
)
def test_the_pen_blackens_what_is_within_its_radius(strokes):
    grid = drawn(strokes, SQUARE, PEN, CELLS)
    away, radius = distances(strokes, SQUARE, CELLS), PEN / 2 * CELLS / SQUARE
    assert grid[away <= radius - 0.75].all()
    assert not grid[away >= radius + 0.75].any()


def test_nothing_drawn_is_nothing():
    assert not drawn([], SQUARE, PEN, CELLS).any()
    assert clean(np.zeros((30, 40))) is None
    assert sample_of([], SQUARE, PEN) is None


def test_very_much_drawn_is_done_soon():
    random = np.random.RandomState(0)
    grid = drawn([random.randint(0, 256, 2000).tolist()], 256, 22, 64)
    assert grid.mean() > 0.9


# What becomes of it


def bitmap(sample):
    """32 × 32 pixels whose counts are those of a sample, with the black ones of a block where its neighbours are."""
    padded = np.pad(sample.reshape(SIDE, SIDE), 1, mode="edge")
    pixels = np.zeros((GRID, GRID), bool)
    at = (np.arange(BLOCK) + 0.5) / BLOCK - 0.5
    for row in range(SIDE):
        for column in range(SIDE):
            around = padded[row : row + 3, column : column + 3]
            slope = np.outer(at, np.ones(BLOCK)) * (around[2, 1] - around[0, 1])
            slope = slope + np.outer(np.ones(BLOCK), at) * (around[1, 2] - around[1, 0])
            first = np.argsort(-slope, axis=None, kind="stable")[: round(around[1, 1] * BLOCK**2)]
            pixels[row * BLOCK + first // BLOCK, column * BLOCK + first % BLOCK] = True
    return pixels


def enlarged(pixels, factor, above=0, left=0):
    return np.pad(np.kron(pixels, np.ones((factor, factor), bool)), ((above, 9), (left, 4)))


def test_where_and_how_large_it_is_drawn_does_not_matter():
    for sample in TEST.X.T[:5]:
        pixels = bitmap(sample)
        counts = pixels.reshape(SIDE, BLOCK, SIDE, BLOCK).sum(axis=(1, 3))
        np.testing.assert_array_equal(counts.ravel() / BLOCK**2, sample)
        once = clean(pixels)
        for factor, above, left in ((1, 5, 11), (2, 0, 0), (5, 40, 3)):
            np.testing.assert_array_equal(clean(enlarged(pixels, factor, above, left)), once)


def test_what_has_their_size_and_ink_already_is_counted_as_it_is():
    random = np.random.RandomState(0)
    pixels = np.zeros((GRID, GRID), bool)
    left = (GRID - WIDTH) // 2
    part = random.rand(GRID, WIDTH) < 0.4
    part[0, 0] = part[-1, -1] = True  # it reaches to all edges
    pixels[:, left : left + WIDTH] = part
    wanted = [
        pixels[row : row + BLOCK, column : column + BLOCK].sum() / BLOCK**2
        for row in range(0, GRID, BLOCK)
        for column in range(0, GRID, BLOCK)
    ]
    # Thinned or thickened by a pixel, such noise would be all white or all black: that is farther off.
    np.testing.assert_allclose(clean(enlarged(pixels, 3, 10, 20)), wanted)


def test_digits_drawn_large_are_still_themselves():
    """Known by their nearest neighbour, which knows nothing of cleaning."""
    again = np.array([clean(enlarged(bitmap(sample), 6, 17, 5)) for sample in TEST.X.T])
    assert ((again >= 0) & (again <= 1)).all()
    judge = KNeighborsClassifier(1).fit(POOL.X.T, POOL.labels)
    before, after = judge.score(TEST.X.T, TEST.labels), judge.score(again, TEST.labels)
    assert before > 0.97
    assert after > before - 0.03
    away = np.abs(again - TEST.X.T).mean()
    assert away < np.abs(again - np.roll(TEST.X.T, 1, axis=0)).mean() / 3


def test_a_thin_pen_and_a_thick_one_leave_about_as_much_ink_as_the_data_have():
    ink = digits().X.sum(axis=0)
    for pen in (6, 18, 40):
        sample = sample_of(THREE, SQUARE, pen)
        assert ink.min() < sample.sum() < ink.max()
        assert abs(sample.sum() - ink.mean()) < 0.25 * ink.mean()


def test_it_is_as_high_as_they_are_centred_and_not_too_wide():
    picture = sample_of(THREE, SQUARE, PEN).reshape(SIDE, SIDE)
    assert picture[0].any()
    assert picture[-1].any()
    assert not picture[:, [0, -1]].any()
    one = sample_of([[100, 20, 100, 180]], SQUARE, PEN).reshape(SIDE, SIDE)
    assert (one > 0.5).all(axis=0).any()  # a stroke from top to bottom
    middle = (one * np.arange(SIDE)).sum() / one.sum()
    assert abs(middle - (SIDE - 1) / 2) < 0.3


def test_a_dash_stays_a_dash():
    dash = sample_of([[40, 100, 160, 100]], SQUARE, PEN).reshape(SIDE, SIDE)
    assert dash.any(axis=0).sum() > dash.any(axis=1).sum()


def test_a_single_black_pixel_is_no_error():
    for cell in ((0, 0), (7, 3), (31, 31)):
        drawing = np.zeros((32, 32))
        drawing[cell] = 1
        sample = clean(drawing)
        assert sample.shape == (SIDE**2,)
        assert sample.sum() > 0
