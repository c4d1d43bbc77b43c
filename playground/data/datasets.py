"""Small datasets with two inputs and two classes.

To add one, write a function and add a line to :data:`DATASETS`. Each is given the number of samples of class 0
and of class 1, the noise and a seeded generator, and returns two arrays of points, (n0, 2) and (n1, 2).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import make_blobs, make_circles, make_gaussian_quantiles, make_moons
from sklearn.model_selection import train_test_split

from playground.nn import checks

MOST_NOISE = 1e100
"""With more, a coordinate or its square could be too large for a number."""

Points = tuple[NDArray, NDArray]
Generator = np.random.RandomState
Maker = Callable[[int, int, float, Generator], Points]


def flower(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """The planar flower of the notes: eight petals, four of each class."""

    def petals(n: int, label: int) -> NDArray:
        t = np.linspace(label * 3.12, (label + 1) * 3.12, n) + generator.randn(n) * noise
        r = 4 * np.sin(4 * t) + generator.randn(n) * noise
        return np.column_stack([r * np.sin(t), r * np.cos(t)])

    return petals(n0, 0), petals(n1, 1)


def moons(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """Two interleaved half moons."""
    return _by_class(make_moons((n0, n1), shuffle=False, noise=noise, random_state=generator))


def circles(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """A ring inside another of twice its radius."""
    # The ring of radius 1 and the one of radius 0.5 are 0.5 apart, so half of the noise keeps the picture.
    return _by_class(make_circles((n0, n1), shuffle=False, noise=noise / 2, factor=0.5, random_state=generator))


def blobs(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """Two round clouds; a straight line separates them as long as the noise is low."""
    centers = [(-1, -1), (1, 1)]
    X, y, *_ = make_blobs((n0, n1), centers=centers, cluster_std=2.5 * noise, shuffle=False, random_state=generator)
    return _by_class((X, y))


def quantiles(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """One cloud, cut by distance from its centre: the inner points are class 0, the outer ones class 1."""
    X, _ = make_gaussian_quantiles(n_samples=n0 + n1, n_classes=2, shuffle=False, random_state=generator)
    X = X[np.argsort(np.hypot(*X.T), kind="stable")]
    X += generator.randn(*X.shape) * noise / 2
    return X[:n0], X[n0:]


def xor(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """Four squares: class 1 where the two inputs have different signs."""

    def squares(n: int, label: int) -> NDArray:
        x1 = generator.uniform(0.2, 2, n) * np.where(np.arange(n) % 2, 1, -1)
        x2 = generator.uniform(0.2, 2, n) * np.sign(x1) * (-1 if label else 1)
        return np.column_stack([x1, x2]) + generator.randn(n, 2) * noise

    return squares(n0, 0), squares(n1, 1)


def spiral(n0: int, n1: int, noise: float, generator: Generator) -> Points:
    """Two arms that wind around each other, one and a half turns each."""

    def arm(n: int, label: int) -> NDArray:
        r = 4 * np.sqrt(np.linspace(0.01, 1, n))
        angle = 3 * np.pi * r / 4 + np.pi * label
        return np.column_stack([r * np.sin(angle), r * np.cos(angle)]) + generator.randn(n, 2) * noise

    return arm(n0, 0), arm(n1, 1)


DATASETS: dict[str, Maker] = {
    "flower": flower,
    "moons": moons,
    "circles": circles,
    "blobs": blobs,
    "quantiles": quantiles,
    "xor": xor,
    "spiral": spiral,
}
"""The datasets, by name."""


def make_dataset(
    name: str, n_samples: int = 400, noise: float = 0.2, seed: int = 1, class_share: float = 0.5
) -> tuple[NDArray, NDArray]:
    """Make a dataset of two classes, by default of the same size (class 0 has one more if ``n_samples`` is odd).

    Parameters
    ----------
    name : a name in ``DATASETS``
    n_samples : number of points, at least 2
    noise : 0 for none, up to :data:`MOST_NOISE`; 0.2 is a moderate amount for every dataset. For the flower the
        standard deviation of angle (radians) and radius; elsewhere it scales the standard deviation of the coordinates.
    seed : seed of NumPy's legacy generator, 0 to 2³² - 1
    class_share : share of the samples that belong to class 1, above 0 and below 1; each class gets at least one

    Returns
    -------
    X : (2, n_samples) coordinates, class 0 first
    Y : (1, n_samples) labels, 0.0 or 1.0

    The flower with all defaults is the notes' reference data.

    Raises
    ------
    ValueError
        If the name is unknown or a number is not usable.
    """
    make = DATASETS[checks.known("dataset", name, DATASETS)]
    n_samples = checks.whole_number("n_samples", n_samples, least=2)
    spread = checks.finite_number("noise", noise)
    if not 0 <= spread <= MOST_NOISE:
        raise ValueError(f"noise is {noise!r}, but must be at least 0 and at most {MOST_NOISE:g}, such as 0.2.")
    generator = np.random.RandomState(checks.seed(seed))
    share = checks.finite_number("class_share", class_share)
    if not 0 < share < 1:
        raise ValueError(f"class_share is {class_share!r}, but must be between 0 and 1, such as 0.5.")
    n1 = min(max(1, int(n_samples * share + 1e-9)), n_samples - 1)  # 1e-9: 100 × 0.29 is 28.999…
    points = make(n_samples - n1, n1, spread, generator)
    X = np.ascontiguousarray(np.concatenate(points).T)
    Y = np.repeat([[0.0, 1.0]], [n_samples - n1, n1], axis=1)
    return X, Y


def split(X: ArrayLike, Y: ArrayLike, test_share: float, seed: int = 1) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Split samples into training and test samples, both with the same shares of the classes (as far as counts allow).

    Parameters
    ----------
    X : (n, m) samples
    Y : (1, m) labels, 0 or 1
    test_share : share of the samples to test with, 0 (none) to below 1
    seed : seed of the choice

    Returns
    -------
    X_train, Y_train, X_test, Y_test : copies; with ``test_share`` 0 the test arrays have no columns

    Raises
    ------
    ValueError
        If X and Y are not matrices with one column per sample, or the share is not usable, or would leave a class
        without a sample in one part.
    """
    X, Y = checks.samples(X, Y, n_y=1)
    share = checks.real_number(test_share)
    if not 0 <= share < 1:
        raise ValueError(f"test_share is {test_share!r}, but must be a number from 0 to below 1, such as 0.2.")
    seed = checks.seed(seed)
    if share == 0:
        return X.copy(), Y.copy(), X[:, :0].copy(), Y[:, :0].copy()
    try:
        X_train, X_test, Y_train, Y_test = train_test_split(X.T, Y.T, test_size=share, stratify=Y[0], random_state=seed)
        possible = len(np.unique(Y_train)) == len(np.unique(Y_test)) == len(np.unique(Y))
    except ValueError:  # what scikit-learn raises in the same case
        possible = False
    if not possible:
        raise ValueError(
            f"{X.shape[1]} samples can't be split with a test share of {share:g}: both parts need at least one "
            "sample of each class. Use more samples or another share."
        )
    return tuple(np.ascontiguousarray(part.T) for part in (X_train, Y_train, X_test, Y_test))  # type: ignore[return-value]


def _by_class(dataset: tuple[NDArray, NDArray]) -> Points:
    """scikit-learn's (X, y) as the points of class 0 and of class 1."""
    X, y = dataset
    return X[y == 0], X[y == 1]
