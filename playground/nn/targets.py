"""Targets: what a network is asked for, one entry each.

To add one, write its functions and add a line to :data:`TARGETS`; then give it a loss in
:data:`~playground.nn.losses.LOSSES`, and an entry in the tables that have one for each target: how its score is said
(:data:`playground.training.scores.SCORES`), what a diagnosis says of it (:data:`playground.training.fit.FITS`), how it
is drawn (:data:`playground.charts.plane.targets.RENDERINGS`), and its lines of code (:mod:`playground.export`).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import checks


class Target(NamedTuple):
    """What a network is asked for. Its outputs are A; Y are labels in the same form; both are (n_y, m).

    ``labels``, ``outputs``: check Y and A, given the name, the value, and the required rows and columns
    ``fewest``: the least number of outputs
    ``classes``: whether samples belong to classes, which then are numbered from 0
    ``write``: Y, from the label of each sample, (m,), and the number of classes, if there are any
    ``read``: what A or Y says of each sample, a label; (1, m), or a row for each output
    ``score``: how right the labels read from A are, given those read from Y: at most 1, if all are
    ``agree``: the label that several stand for, (n,) from (n, several)
    """

    labels: checks.Check
    outputs: checks.Check
    fewest: int
    classes: bool
    write: Callable[[NDArray, int], NDArray]
    read: Callable[[NDArray], NDArray]
    score: Callable[[NDArray, NDArray], float]
    agree: Callable[[NDArray], NDArray]


def one_row(labels: NDArray, classes: int) -> NDArray:
    """The labels as the row of a single output, (1, m)."""
    return labels[np.newaxis].astype(np.float64)


def above_one_half(A: NDArray) -> NDArray:
    """Class 1 where its probability is above one half; (n_y, m)."""
    return (A > 0.5).astype(int)


def one_hot(labels: NDArray, classes: int) -> NDArray:
    """A row for each class, (K, m): 1 for its samples."""
    return np.eye(classes)[:, labels]


def most_probable(A: NDArray) -> NDArray:
    """The row of the largest output in each column, the first one if there are ties; (1, m)."""
    return A.argmax(axis=0, keepdims=True)


def accuracy(said: NDArray, labels: NDArray) -> float:
    """The share of labels that are right, 0 to 1."""
    return np.count_nonzero(said == labels) / labels.size


def vote(labels: NDArray) -> NDArray:
    """The most frequent class in each row, the first one if there are ties."""
    return np.argmax([(labels == number).sum(axis=1) for number in range(labels.max() + 1)], axis=0)


def as_it_is(A: NDArray) -> NDArray:
    """The outputs themselves, which are numbers."""
    return A


def r_squared(said: NDArray, labels: NDArray) -> float:
    """``1 - Σ (said - label)² / Σ (label - mean)²``, R²: 0 for the mean of the labels, below 0 for anything worse.

    Where all labels are equal, it is 1 if they are met and 0 if not.
    """
    if (labels == labels[..., :1]).all():  # their mean is rounded, so it may differ from them
        return float(np.array_equal(said, labels))
    with np.errstate(over="ignore"):
        missed = float(np.sum((said - labels) ** 2))
    spread = float(np.sum((labels - labels.mean(axis=-1, keepdims=True)) ** 2))
    return 1 - missed / spread


def mean(labels: NDArray) -> NDArray:
    """The mean of each row."""
    return labels.mean(axis=1)


TARGETS: dict[str, Target] = {
    "two classes": Target(
        checks.labels,
        checks.probabilities,
        fewest=1,
        classes=True,
        write=one_row,
        read=above_one_half,
        score=accuracy,
        agree=vote,
    ),
    "several classes": Target(
        checks.one_hot,
        checks.distributions,
        fewest=2,
        classes=True,
        write=one_hot,
        read=most_probable,
        score=accuracy,
        agree=vote,
    ),
    "number": Target(
        checks.quantities,
        checks.matrix,
        fewest=1,
        classes=False,
        write=one_row,
        read=as_it_is,
        score=r_squared,
        agree=mean,
    ),
}
"""The targets, by name."""
