"""Small datasets with two inputs and a few classes; those with numbers are in :mod:`playground.data.surfaces`.

To add one, write a function and add a line to :data:`DATASETS`. Each function gets the number of samples of each class,
the noise and a seeded generator, and returns an array of points, (n, 2), for each class.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import pgettext
from playground.nn import checks

from .dataset import Dataset, class_name
from .surfaces import SURFACES, make_surface

MOST_NOISE = 1e100
"""With more, a coordinate or its square could overflow."""
MOST_CLASSES = 5
"""More colours could not be told apart under every common kind of colour blindness."""

Counts = Sequence[int]
Points = Sequence[NDArray]
Generator = np.random.RandomState


class Maker(NamedTuple):
    """A function that makes points.

    ``label``: the dataset's name on the page; ``most_classes``: the most classes that suit its shape.
    """

    make: Callable[[Counts, float, Generator], Points]
    label: str
    most_classes: int = MOST_CLASSES


def flower(counts: Counts, noise: float, generator: Generator) -> Points:
    """The planar flower of the course exercise: eight petals, four a class; with more classes up to ten, in turn."""

    def leaf(t: NDArray, r: NDArray) -> NDArray:
        return np.column_stack([r * np.sin(t), r * np.cos(t)])

    def half(n: int, label: int) -> NDArray:
        t = np.linspace(label * 3.12, (label + 1) * 3.12, n) + generator.randn(n) * noise
        return leaf(t, 4 * np.sin(4 * t) + generator.randn(n) * noise)

    if len(counts) == 2:  # the exercise's own formula, to the bit
        return half(counts[0], 0), half(counts[1], 1)
    petals = len(counts) * round(8 / len(counts))

    def in_turn(n: int, label: int) -> NDArray:
        place = np.linspace(0, petals // len(counts), n, endpoint=False)  # number of petals of this class before it
        t = 2 * np.pi / petals * (label + len(counts) * np.floor(place) + place % 1) + generator.randn(n) * noise / 4
        return leaf(t, 4 * np.abs(np.sin(petals / 2 * t)) + generator.randn(n) * noise)

    return [in_turn(n, label) for label, n in enumerate(counts)]


def moons(counts: Counts, noise: float, generator: Generator) -> Points:
    """Two interleaved half moons."""
    outer, inner = (np.linspace(0, np.pi, n) for n in counts)
    arcs = [[np.cos(outer), np.sin(outer)], [1 - np.cos(inner), 1 - np.sin(inner) - 0.5]]
    return [np.transpose(arc) + generator.normal(scale=noise, size=(len(arc[0]), 2)) for arc in arcs]


def circles(counts: Counts, noise: float, generator: Generator) -> Points:
    """Concentric rings, class 0 outermost; the gaps equal the radius of the innermost ring."""
    K = len(counts)
    rings = []
    for label, n in enumerate(counts):
        angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
        rings.append((1 - label / K) * np.column_stack([np.cos(angle), np.sin(angle)]))
    # Rings are 1/K apart, so noise scaled by 1/K keeps the shape.
    X = np.concatenate(rings) + generator.normal(scale=noise / K, size=(sum(counts), 2))
    return np.split(X, np.cumsum(counts)[:-1])


def blobs(counts: Counts, noise: float, generator: Generator) -> Points:
    """Round clouds around a circle; straight lines separate them as long as the noise is low."""
    K = len(counts)
    angles = 2 * np.pi * (np.arange(K) / K - 3 / 8)
    centers = np.round(np.sqrt(2) * np.column_stack([np.cos(angles), np.sin(angles)]), 12)  # K = 2: (-1, -1) and (1, 1)
    spread = 2.5 * noise * np.sin(np.pi / K)  # neighbours are 2 √2 sin(π / K) apart
    return [generator.normal(center, spread, (n, 2)) for center, n in zip(centers, counts, strict=True)]


def quantiles(counts: Counts, noise: float, generator: Generator) -> Points:
    """One cloud, divided by distance from its centre: class 0 innermost, the last class outermost."""
    X = generator.randn(sum(counts), 2)
    X = X[np.argsort(np.hypot(*X.T), kind="stable")]
    X += generator.randn(*X.shape) * noise / 2
    return np.split(X, np.cumsum(counts)[:-1])


def xor(counts: Counts, noise: float, generator: Generator) -> Points:
    """Four squares: class 1 where the inputs have different signs; with K > 2 classes a checkerboard of K × K."""
    K = len(counts)

    def squares(n: int, label: int) -> NDArray:
        x1 = generator.uniform(0.2, 2, n) * np.where(np.arange(n) % 2, 1, -1)
        x2 = generator.uniform(0.2, 2, n) * np.sign(x1) * (-1 if label else 1)
        return np.column_stack([x1, x2]) + generator.randn(n, 2) * noise

    def checked(n: int, label: int) -> NDArray:
        column = np.arange(n) % K
        square = np.column_stack([column, (label - column) % K])  # column + row = class, modulo K
        side = 4 / K
        return side * (square + generator.uniform(0.1, 0.9, (n, 2))) - 2 + generator.randn(n, 2) * noise * 2 / K

    return [(squares if K == 2 else checked)(n, label) for label, n in enumerate(counts)]


def spiral(counts: Counts, noise: float, generator: Generator) -> Points:
    """Arms that wind around each other, one and a half turns each."""
    K = len(counts)

    def arm(n: int, label: int) -> NDArray:
        r = 4 * np.sqrt(np.linspace(0.01, 1, n))
        angle = 3 * np.pi * r / 4 + 2 * np.pi * label / K
        return np.column_stack([r * np.sin(angle), r * np.cos(angle)]) + generator.randn(n, 2) * (noise * 2 / K)

    return [arm(n, label) for label, n in enumerate(counts)]


DATASETS: dict[str, Maker] = {
    "flower": Maker(flower, pgettext("option", "flower")),
    "moons": Maker(moons, pgettext("option", "moons"), most_classes=2),
    "circles": Maker(circles, pgettext("option", "circles")),
    "blobs": Maker(blobs, pgettext("option", "clouds")),
    "quantiles": Maker(quantiles, pgettext("option", "core and shell")),
    "xor": Maker(xor, pgettext("option", "XOR")),
    "spiral": Maker(spiral, pgettext("option", "spiral")),
}
"""The datasets of classes, by name."""


def make_dataset(
    name: str, n_samples: int = 400, noise: float = 0.2, seed: int = 1, class_share: float = 0.5, classes: int = 2
) -> Dataset:
    """Make a dataset, by default of two classes of the same size (or the first classes one larger).

    Parameters
    ----------
    name : a name in ``DATASETS`` or in ``SURFACES``, whose labels are numbers
    n_samples : number of points, at least one for each class
    noise : 0 for none, up to :data:`MOST_NOISE`; 0.2 is moderate for every dataset. For the flower it is the standard
        deviation of angle (radians) and radius, for numbers that of the numbers; otherwise it scales the standard
        deviation of the coordinates.
    seed : seed of NumPy's legacy generator, 0 to 2³² - 1
    class_share : share of class 1 among the samples of classes 0 and 1, above 0 and below 1; all classes but class 1
        have the same size, and each gets at least one sample
    classes : number of classes, from 2 up to what the dataset allows; neither has an effect on numbers

    Returns
    -------
    dataset : Dataset
        Its samples, (2, n_samples), are ordered by class. The flower with all defaults is that of the course exercise.

    Raises
    ------
    ValueError
        If the name is unknown or a number is not usable.
    """
    checks.known("dataset", name, DATASETS | SURFACES)
    maker = DATASETS.get(name)
    classes = checks.whole_number("classes", classes, least=2)
    if maker and classes > maker.most_classes:
        raise ValueError(f"classes is {classes}, but {name} can have at most {maker.most_classes}.")
    n_samples = checks.whole_number("n_samples", n_samples, least=classes if maker else 1)
    spread = checks.finite_number("noise", noise)
    if not 0 <= spread <= MOST_NOISE:
        raise ValueError(f"noise is {noise!r}, but must be at least 0 and at most {MOST_NOISE:g}, such as 0.2.")
    generator = np.random.RandomState(checks.seed(seed))
    share = checks.finite_number("class_share", class_share)
    if not 0 < share < 1:
        raise ValueError(f"class_share is {class_share!r}, but must be between 0 and 1, such as 0.5.")
    if not maker:
        return make_surface(SURFACES[name], n_samples, spread, generator)
    counts = _counts(n_samples, share, classes)
    X = np.ascontiguousarray(np.concatenate(maker.make(counts, spread, generator)).T)
    names = [class_name(label) for label in range(classes)]
    return Dataset(X, np.repeat(np.arange(classes), counts), names, ("x₁", "x₂"))


def _counts(n_samples: int, share: float, classes: int) -> list[int]:
    """The size of each class; see :func:`make_dataset`."""
    others = classes - 1
    wanted = n_samples * share / (share + others * (1 - share))
    n1 = min(max(1, int(wanted + 1e-9)), n_samples - others)  # 1e-9: 100 × 0.29 is 28.999…
    each, more = divmod(n_samples - n1, others)
    sizes = [each + (number < more) for number in range(others)]
    return [sizes[0], n1, *sizes[1:]]
