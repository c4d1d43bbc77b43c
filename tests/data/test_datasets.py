"""The datasets, for every entry of the table, and the split."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from sklearn.datasets import make_blobs, make_gaussian_quantiles, make_moons
from sklearn.model_selection import train_test_split

from playground.data import DATASETS, MOST_CLASSES, make_dataset, split
from playground.nn import TARGETS
from tests.looped import looped

every_dataset = looped("name", list(DATASETS))


def test_the_flower_is_the_notes_bit_for_bit():
    np.random.seed(1)
    columns = []
    for j in range(2):
        t = np.linspace(j * 3.12, (j + 1) * 3.12, 200) + np.random.randn(200) * 0.2
        r = 4 * np.sin(4 * t) + np.random.randn(200) * 0.2
        columns.append([r * np.sin(t), r * np.cos(t)])
    X, Y = make_dataset("flower")
    np.testing.assert_array_equal(X, np.hstack(columns))
    np.testing.assert_array_equal(Y, [[0] * 200 + [1] * 200])
    np.testing.assert_allclose(X[:, 0], [1.20444229, 3.57611403], rtol=0, atol=2e-7)  # the notes' last digits are off


AS_SCIKIT_LEARN = {
    "moons": lambda noise, random: make_moons((60, 37), shuffle=False, noise=noise, random_state=random),
    "blobs": lambda noise, random: make_blobs(
        (60, 37), centers=[[-1, -1], [1, 1]], cluster_std=2.5 * noise, shuffle=False, random_state=random
    )[:2],
    "quantiles": lambda noise, random: make_gaussian_quantiles(n_samples=97, shuffle=False, random_state=random),
}
"""The same points from scikit-learn, from where they are known; the cloud without noise."""


@looped("seed", [1, 5])
@looped("noise", [0, 0.3])
@looped("name", list(AS_SCIKIT_LEARN))
def test_datasets_that_scikit_learn_has_are_its_own_bit_for_bit(name, noise, seed):
    noise = 0 if name == "quantiles" else noise
    theirs, _ = AS_SCIKIT_LEARN[name](noise, np.random.RandomState(seed))
    np.testing.assert_array_equal(make_dataset(name, 97, noise, seed, class_share=37 / 97).X.T, theirs)


def test_a_split_is_that_of_scikit_learn_bit_for_bit_but_for_those_that_leave_out_a_class():
    random = np.random.RandomState(1)
    refused = 0
    for seed in range(60):
        m, K = random.randint(4, 200), random.randint(2, 6)
        labels = random.randint(0, K, m)
        kinds = {"several classes": (np.eye(K)[labels].T, labels), "number": (random.randn(1, m), None)}
        for target, (Y, by) in kinds.items():
            for share in (0.01, 0.2, 0.25, 0.5, 0.97):
                try:
                    parts = train_test_split(np.arange(m), test_size=share, stratify=by, random_state=seed)
                except ValueError:
                    parts = [[], []]
                X = np.arange(m)[np.newaxis]
                if all({*labels[part]} == {*labels} for part in parts) if target != "number" else all(map(len, parts)):
                    train, _, test, _ = split(X, Y, share, seed, target)
                    np.testing.assert_array_equal(np.hstack([train, test])[0], np.concatenate(parts))
                else:
                    refused += 1
                    with pytest.raises(ValueError, match="samples can't be split with a test share of"):
                        split(X, Y, share, seed, target)
    assert 20 < refused < 200


@looped("n_samples", [2, 3, 397, 400])
@every_dataset
def test_shapes_and_class_counts(name, n_samples):
    X, Y = make_dataset(name, n_samples)
    assert X.shape == (2, n_samples)
    assert X.dtype == Y.dtype == np.float64
    n1 = n_samples // 2
    np.testing.assert_array_equal(Y, [[0] * (n_samples - n1) + [1] * n1])
    for one, other in zip((X, Y), make_dataset(name, n_samples, 0.2, 1, class_share=0.5), strict=True):
        np.testing.assert_array_equal(one, other)


@looped("share", ["0.1", "0.29", "0.57", "0.001", "0.999"])
@every_dataset
def test_a_class_share_is_kept_as_far_as_counts_allow(name, share):
    for n_samples in (2, 3, 100, 397):
        X, Y = make_dataset(name, n_samples, class_share=float(share))
        n1 = min(max(1, int(n_samples * Fraction(share))), n_samples - 1)  # rounded down, one of each class at least
        np.testing.assert_array_equal(Y, [[0] * (n_samples - n1) + [1] * n1])
        assert X.shape == (2, n_samples)
        assert np.isfinite(X).all()


@every_dataset
def test_any_noise_gives_finite_points_and_more_moves_them_further(name):
    still, little, much, most = (make_dataset(name, noise=noise).X for noise in (0, 0.1, 1, 1e100))
    for X in (still, little, much, most):
        assert np.isfinite(X).all()
        assert (X.std(axis=1) > 0.1).all()
    distance = [np.hypot(*(X - still)).mean() for X in (little, much)]
    assert 0 < distance[0] < distance[1]


@every_dataset
def test_the_same_seed_gives_the_same_points_and_another_seed_others(name):
    np.random.seed(0)
    X, Y = make_dataset(name, noise=0.3, seed=5)
    assert np.random.randn() == np.random.RandomState(0).randn()  # the global generator is left alone
    again, _ = make_dataset(name, noise=0.3, seed=np.int64(5))  # and does not count
    other, other_Y = make_dataset(name, noise=0.3, seed=6)
    np.testing.assert_array_equal(X, again)
    assert not np.array_equal(X, other)
    np.testing.assert_array_equal(Y, other_Y)


SHAPES = {
    "moons": lambda x, y, label: label == (np.abs(np.hypot(x - 1, y - 0.5) - 1) < 1e-9),
    "circles": lambda x, y, label: np.hypot(x, y) - (1 - label / 2) < 1e-9,
    "blobs": lambda x, y, label: (label == (x > 0)) & (label == (y > 0)),
    "quantiles": lambda x, y, label: label == (np.hypot(x, y) > np.quantile(np.hypot(x, y), 1 - label.mean())),
    "xor": lambda x, y, label: label == (x * y < 0),
    "spiral": lambda x, y, label: np.sin(3 * np.pi / 4 * np.hypot(x, y) + np.pi * label) * np.hypot(x, y) - x < 1e-9,
}


@looped("share", [0.1, 0.5, 0.75])
@looped("name", list(SHAPES))
def test_without_noise_a_formula_tells_the_classes(name, share):
    X, Y = make_dataset(name, noise=0, class_share=share)
    assert SHAPES[name](*X, Y[0]).all()
    if name == "xor" and share == 0.5:
        assert np.unique(np.sign(X), axis=1, return_counts=True)[1].min() > 70  # of all four squares


SEVERAL = [(name, K) for name, maker in DATASETS.items() for K in range(3, maker.most_classes + 1)]
"""The datasets that can have more than two classes, with each number of them."""

SHAPES_OF_SEVERAL = {
    "flower": lambda x, y, K: np.floor(np.arctan2(x, y) % (2 * np.pi) / (2 * np.pi / (K * round(8 / K))) + 1e-9) % K,
    "circles": lambda x, y, K: K - np.rint(K * np.hypot(x, y)),
    "blobs": lambda x, y, K: np.rint((np.arctan2(y, x) / (2 * np.pi) + 3 / 8) * K) % K,
    "quantiles": lambda x, y, K: np.digitize(np.hypot(x, y), np.quantile(np.hypot(x, y), np.arange(1, K) / K)),
    "xor": lambda x, y, K: (np.floor((x + 2) * K / 4) + np.floor((y + 2) * K / 4)) % K,
    "spiral": lambda x, y, K: np.rint((np.arctan2(x, y) / (2 * np.pi) - 3 / 8 * np.hypot(x, y)) * K) % K,
}
"""The class of a point without noise, where a formula tells it."""


def test_more_classes_than_there_can_be_are_refused():
    assert DATASETS["moons"].most_classes == 2
    with pytest.raises(ValueError, match="classes is 3, but moons can have at most 2"):
        make_dataset("moons", classes=3)
    with pytest.raises(ValueError, match=f"classes is 6, but flower can have at most {MOST_CLASSES}"):
        make_dataset("flower", classes=6)
    with pytest.raises(ValueError, match="n_samples is 4, but must be a whole number of at least 5"):
        make_dataset("flower", 4, classes=5)


@looped(("name", "K"), [(name, K) for name, K in SEVERAL if name in SHAPES_OF_SEVERAL])
def test_without_noise_a_formula_tells_several_classes(name, K):
    # Each class has as many samples, so that the quantiles are these.
    dataset = make_dataset(name, 60 * K, noise=0, classes=K)
    np.testing.assert_array_equal(SHAPES_OF_SEVERAL[name](*dataset.X, K), dataset.labels)


@looped("share", [0.1, 0.5, 0.8])
@looped(("name", "K"), SEVERAL)
def test_several_classes_are_counted_and_split(name, K, share):
    for n_samples in (K, 97, 400):
        dataset = make_dataset(name, n_samples, class_share=share, classes=K)
        counts = np.bincount(dataset.labels, minlength=K)
        others = np.delete(counts, 1)
        assert counts.sum() == n_samples == dataset.X.shape[1]
        assert counts.min() >= 1
        assert np.ptp(others) <= 1
        if n_samples == 400:
            assert counts[1] / (counts[1] + counts[0]) == pytest.approx(share, abs=0.01)
        assert dataset.Y.shape == (K, n_samples)
        np.testing.assert_array_equal(TARGETS[dataset.target].read(dataset.Y)[0], dataset.labels)
        assert (dataset.Y.sum(axis=0) == 1).all()
        assert np.isfinite(dataset.X).all()
    X_train, Y_train, X_test, Y_test = split(*dataset, 0.25)
    assert X_train.shape[1] + X_test.shape[1] == 400
    for part, whole in ((Y_train, 0.75), (Y_test, 0.25)):
        np.testing.assert_allclose(part.sum(axis=1), whole * counts, atol=1)


def test_what_a_dataset_says():
    two, three = make_dataset("flower"), make_dataset("flower", classes=3)
    assert (two.loss, three.loss) == ("sigmoid", "softmax")
    assert list(three.class_names) == ["class 0", "class 1", "class 2"]
    assert list(two.input_names) == ["x₁", "x₂"]


@looped(
    ("arguments", "words"),
    [
        ({"name": "iris"}, ["'iris'", "'flower', 'moons'"]),
        ({"name": ["flower"]}, ["['flower']", "'flower', 'moons'"]),
        ({"n_samples": 1}, ["n_samples is 1", "at least 2"]),
        ({"n_samples": "400"}, ["n_samples is '400'", "whole number"]),
        ({"noise": -0.1}, ["noise is -0.1", "at least 0"]),
        ({"noise": 1e308}, ["noise is 1e+308", "at most 1e+100"]),
        ({"noise": np.nan}, ["noise is nan", "finite"]),
        ({"seed": -1}, ["seed is -1", "0 to 4294967295"]),
        ({"seed": 2**32}, ["seed is 4294967296", "0 to 4294967295"]),
        ({"seed": None}, ["seed is None", "whole number"]),
        ({"class_share": 0}, ["class_share is 0,", "between 0 and 1"]),
        ({"class_share": 1}, ["class_share is 1,", "between 0 and 1"]),
        ({"class_share": 25}, ["class_share is 25", "between 0 and 1, such as 0.5"]),
        ({"class_share": None}, ["class_share is None", "finite"]),
    ],
)
def test_unusable_arguments(arguments, words):
    came, needed = words
    with pytest.raises(ValueError, match=re.escape(came)) as caught:
        make_dataset(**{"name": "flower"} | arguments)
    assert needed in str(caught.value)


def numbered_samples(n0, n1):
    """Samples that can be told apart, so that none can be lost or doubled unseen: the label is in each."""
    Y = np.repeat([[0.0, 1.0]], [n0, n1], axis=1)
    return np.vstack([np.arange(n0 + n1), Y]), Y


@looped("share", [0.1, 0.25, 0.5, 0.8])
@looped(("n0", "n1"), [(200, 200), (199, 198), (30, 90)])
def test_a_split_is_stratified_and_loses_nothing(n0, n1, share):
    X, Y = numbered_samples(n0, n1)
    X_train, Y_train, X_test, Y_test = split(X, Y, share)
    np.testing.assert_array_equal(np.sort(np.hstack([X_train, X_test])[0]), X[0])
    for X_part, Y_part in ((X_train, Y_train), (X_test, Y_test)):
        np.testing.assert_array_equal(X_part[1:], Y_part)  # every label is still with its sample
    for label, count in enumerate((n0, n1)):
        assert abs((Y_test == label).sum() - share * count) <= 1
    assert abs(Y_test.shape[1] - share * (n0 + n1)) <= 1


@every_dataset
def test_both_sides_of_a_split_have_the_class_share(name):
    _, Y_train, _, Y_test = split(*make_dataset(name, 400, class_share=0.1), 0.2)
    assert (Y_train.sum(), Y_test.sum()) == (32, 8)


def test_a_split_is_seeded():
    X, Y = numbered_samples(50, 50)
    one, again, other = (split(X, Y, 0.3, seed=seed)[2] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(np.sort(one[0]), np.sort(other[0]))


@looped("share", [-0.1, 1, 1.5, np.nan, np.inf, None, "0.2", False, [0.2], 0.2 + 0j])
def test_an_unusable_share(share):
    message = f"test_share is {share!r}, but must be a number from 0 to below 1, such as 0.2"
    with pytest.raises(ValueError, match=re.escape(message)):
        split(*numbered_samples(10, 10), share)


def test_a_split_that_would_leave_a_class_without_a_sample_or_with_an_unusable_seed():
    for n0, n1, share in ((1, 1, 0.5), (2, 1, 0.5), (3, 3, 0.01), (3, 3, 0.99), (98, 2, 0.2), (2, 98, 0.8)):
        with pytest.raises(ValueError, match="more samples or another share"):
            split(*numbered_samples(n0, n1), share)
    for seed in (-1, 2**32, 1.5, None):
        with pytest.raises(ValueError, match=f"seed is {seed}, but must be a whole number from 0 to 4294967295"):
            split(*numbered_samples(10, 10), 0.2, seed)


def test_a_split_needs_one_label_for_each_sample():
    X, Y = numbered_samples(10, 10)
    one_hot = "every column must be one-hot"
    for share in (0, 0.2):
        for samples, labels, words in (
            (X[:, 1:], Y, "X has 19 columns and Y has 20, but both must have one column per sample"),
            (X, Y[:, 1:], "X has 20 columns and Y has 19, but both must have one column per sample"),
            (X.T, Y, "X has shape (20, 2), Y has shape (1, 20)"),
            (X, np.vstack([Y, Y]), one_hot),
            (X, Y[0], "Y.reshape(1, -1)"),
            (X, Y + 1, "label 2"),
            (np.ma.array(X, mask=X > 3), Y, "X has masked numbers"),
        ):
            with pytest.raises(ValueError, match=re.escape(words)):
                split(samples, labels, share)


def test_a_split_returns_copies_and_a_share_of_0_tests_nothing():
    X, Y = numbered_samples(10, 10)
    for share in (0, 0.2):
        parts = split(X, Y, share)
        assert not any(np.shares_memory(part, whole) for part in parts for whole in (X, Y))
        assert all(part.flags.writeable for part in parts)
    X_train, Y_train, X_test, Y_test = split(X, Y, 0)
    np.testing.assert_array_equal(X_train, X)
    np.testing.assert_array_equal(Y_train, Y)
    assert (X_test.shape, Y_test.shape) == ((2, 0), (1, 0))


def test_samples_shares_and_noise_may_be_numbers_of_any_kind():
    X, Y = make_dataset("flower", 100, 0.2, class_share=0.2)
    wanted = split(X, Y, 0.2)
    for share in (np.float32(0.2), np.float16(0.2), np.array(0.2), Decimal("0.2"), Fraction(1, 5)):
        for array, expected in zip(make_dataset("flower", 100, share, class_share=share), (X, Y), strict=True):
            np.testing.assert_array_equal(array, expected)
        for samples, labels in ((X, Y), (X.tolist(), Y.astype(int).tolist())):
            for part, expected in zip(split(samples, labels, share), wanted, strict=True):
                np.testing.assert_array_equal(part, expected)
    np.testing.assert_array_equal(
        make_dataset("moons", np.array(40), seed=np.array(3)).X, make_dataset("moons", 40, seed=3).X
    )
