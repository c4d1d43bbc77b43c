"""What the nearest neighbours of samples say of them, to know how much of the samples can be learned."""

import numpy as np
from numpy.typing import NDArray

from playground.nn.targets import Target

NEIGHBOURS = 5
"""Nearest other samples that agree on the label of a sample."""
ROWS = 250
"""Samples classified at a time."""


def score_of_neighbours(X: NDArray, labels: NDArray, target: Target) -> float:
    """The score of giving each sample the label that its nearest neighbours agree on.

    A network that is large enough should do about as well. A sample is not its own neighbour, so samples that can
    only be memorised do not count.

    Parameters
    ----------
    X : (n, m) samples
    labels : (m,) theirs
    target : what is asked of a network: how labels agree, and how they are scored
    """
    squares = (X**2).sum(axis=0)
    asked = min(NEIGHBOURS, labels.size - 1)
    if not asked:
        return 0.0
    agreed = np.empty_like(labels)
    for begin in range(0, labels.size, ROWS):  # all at once would take much memory
        some = np.arange(begin, min(begin + ROWS, labels.size))
        distance = squares[some, None] + squares - 2 * X[:, some].T @ X
        distance[np.arange(some.size), some] = np.inf
        nearest = np.argpartition(distance, asked, axis=1)[:, :asked]
        agreed[some] = target.agree(labels[nearest])
    return target.score(agreed, labels)
