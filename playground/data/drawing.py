"""Drawing samples at random, so that every class keeps its share: as scikit-learn's ``train_test_split``, to the bit.

scikit-learn itself takes a second to import, and can't be had where the pages train in a browser.
"""

import numpy as np
from numpy.typing import NDArray


def in_two(n: int, share: float, seed: int) -> tuple[NDArray, NDArray]:
    """Split samples in two parts, in random order; see :func:`in_two_by_class`.

    Returns
    -------
    rest, drawn : indices, (n - d,) and (d,), with d = n · share, rounded up
    """
    order = np.random.RandomState(seed).permutation(n)
    drawn = int(np.ceil(n * share))
    return order[drawn:], order[:drawn]


def in_two_by_class(labels: NDArray, share: float, seed: int) -> tuple[NDArray, NDArray]:
    """Split samples in two parts, in random order, in each of which every class has its share, as far as counts allow.

    Parameters
    ----------
    labels : (m,) whole numbers; of few samples of a class, all may come into the same part
    share : of the samples to draw, above 0 and below 1
    seed : of NumPy's legacy generator

    Returns
    -------
    rest, drawn : indices, (m - d,) and (d,), with d = m · share, rounded up
    """
    generator = np.random.RandomState(seed)
    counts = np.unique(labels, return_counts=True)[1]
    drawn = int(np.ceil(labels.size * share))
    staying = _in_proportion(counts, labels.size - drawn, generator)
    leaving = _in_proportion(counts - staying, drawn, generator)
    parts: tuple[list[NDArray], list[NDArray]] = [], []
    for members, first, then in zip(_members(labels, counts), staying, leaving, strict=True):
        mixed = members[generator.permutation(members.size)]
        parts[0].append(mixed[:first])
        parts[1].append(mixed[first : first + then])
    rest, taken = (generator.permutation(np.concatenate(part)) for part in parts)
    return rest, taken


def _members(labels: NDArray, counts: NDArray) -> list[NDArray]:
    """The indices of each class, in order."""
    return np.split(np.argsort(labels, kind="stable"), np.cumsum(counts)[:-1])


def _in_proportion(counts: NDArray, total: int, generator: np.random.RandomState) -> NDArray:
    """``total`` samples by class: its share, rounded down, and one more where most is missing, or by lot."""
    exact = counts / counts.sum() * total
    numbers = np.floor(exact)
    missing = exact - numbers
    for most in np.unique(missing)[::-1]:
        if (short := int(total - numbers.sum())) <= 0:
            break
        equals = np.flatnonzero(missing == most)
        numbers[generator.choice(equals, min(short, equals.size), replace=False)] += 1
    return numbers.astype(int)
