"""Targets: what a network is asked for, one entry each.

To add one, write its functions and add a line to :data:`TARGETS`; then give it a loss in
:data:`~playground.nn.losses.LOSSES`, and an entry in the tables that have one for each target: how its score is said
(:data:`playground.training.scores.SCORES`), and how it is drawn (:data:`playground.charts.targets.LOOKS`).
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
    ``write``: Y, from the label of each sample, (m,), and the number of classes
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
}
"""The targets, by name."""
