"""Losses: output function and cost of the output layer, one entry each (notes: Why this cost; Activations).

To add one, write its functions and add a line to :data:`LOSSES`. Every output function here is paired with the cost
whose gradient with respect to the scores Z is ``A - Y`` (divided by m), so backward propagation starts the same way for
all of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .activations import identity, sigmoid
from .targets import TARGETS, Target


class Loss(NamedTuple):
    """The output layer of a network and its cost. Z are scores, A outputs, Y labels, each (n_y, m).

    ``output``: computes ``A`` from ``Z`` and writes it into its second argument
    ``cost``: from outputs; probabilities are kept away from 0 and 1 so that the logarithm stays finite
    ``cost_of_scores``: the same from scores, exact however wrong they are
    ``cost_without_inputs``: the cost of the best network that ignores its inputs: it outputs the class
    frequencies, or the mean
    ``target``: what the network is asked for, a name in ``TARGETS``
    """

    output: Callable[[NDArray, NDArray], object]
    cost: Callable[[NDArray, NDArray], float]
    cost_of_scores: Callable[[NDArray, NDArray], float]
    cost_without_inputs: Callable[[NDArray], float]
    target: str


def binary_cross_entropy(A: NDArray, Y: NDArray) -> float:
    """``-1/m Σ (y log a + (1 - y) log(1 - a))`` (notes: Why this cost), with outputs kept 2e-16 away from 0 and 1."""
    A = _inside(A)
    return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Y.shape[1])


def binary_cross_entropy_of_scores(Z: NDArray, Y: NDArray) -> float:
    """``log(1 + exp(-z))`` for a sample of class 1, ``log(1 + exp(z))`` for one of class 0; the mean over the samples.

    That is ``-(y log a + (1 - y) log(1 - a))`` with ``a = sigmoid(z)``, but exact for every score: an output rounded
    to 1 no longer tells how wrong it is.
    """
    wrong = (1.0 - 2.0 * Y) * Z  # positive on the wrong side
    return float(np.logaddexp(0, wrong).sum() / Y.shape[1])  # log(e⁰ + e^z)


def entropy_of_outputs(Y: NDArray) -> float:
    """The cost of predicting the share of class 1 for every sample."""
    return binary_cross_entropy(np.broadcast_to(Y.mean(axis=1, keepdims=True), Y.shape), Y)


def softmax(Z: NDArray, out: NDArray) -> None:
    """``exp(z_k) / Σ exp(z_j)`` over the rows j of each column: positive, with sum 1 (notes: Activations)."""
    np.subtract(Z, Z.max(axis=0), out=out)  # leaves the quotients unchanged and keeps exp from overflowing
    with np.errstate(under="ignore"):
        np.exp(out, out=out)
    np.divide(out, out.sum(axis=0), out=out)


def cross_entropy(A: NDArray, Y: NDArray) -> float:
    """``-1/m Σ log a`` with a of the true class of each sample, and outputs kept 2e-16 away from 0 and 1."""
    return float(-np.sum(Y * np.log(_inside(A))) / Y.shape[1])


def cross_entropy_of_scores(Z: NDArray, Y: NDArray) -> float:
    """``log(1 + Σ exp(z_k - z))`` over all other classes k, with z of the true class; the mean over the samples.

    That is ``-log a`` of the true class with ``a = softmax(z)``, but exact for every score.
    """
    right = (Y * Z).sum(axis=0)
    others = np.where(Y == 1, -np.inf, Z - right)
    highest = others.max(axis=0)
    with np.errstate(under="ignore"):
        wrong = highest + np.log(np.exp(others - highest).sum(axis=0))  # log Σ exp(z_k - z), without overflow
    return float(np.logaddexp(0, wrong).sum() / Y.shape[1])


def entropy_of_classes(Y: NDArray) -> float:
    """The cost of predicting the class frequencies for every sample."""
    return cross_entropy(np.broadcast_to(Y.mean(axis=1, keepdims=True), Y.shape), Y)


def squared_error(A: NDArray, Y: NDArray) -> float:
    """``1/2m Σ (a - y)²``, which follows from a normal distribution as the others do from a coin and a die."""
    with np.errstate(over="ignore"):
        return float(np.sum((A - Y) ** 2) / (2 * Y.shape[1]))


def half_variance(Y: NDArray) -> float:
    """The cost of predicting the mean for every sample."""
    return squared_error(Y.mean(axis=1, keepdims=True), Y)


def _inside(A: NDArray) -> NDArray:
    tiny = np.finfo(A.dtype).eps
    return np.clip(A, tiny, 1 - tiny)


LOSSES: dict[str, Loss] = {
    "sigmoid": Loss(
        sigmoid,
        binary_cross_entropy,
        binary_cross_entropy_of_scores,
        entropy_of_outputs,
        target="two classes",
    ),
    "softmax": Loss(
        softmax,
        cross_entropy,
        cross_entropy_of_scores,
        entropy_of_classes,
        target="several classes",
    ),
    "squared error": Loss(
        identity,
        squared_error,
        squared_error,
        half_variance,
        target="number",
    ),
}
"""The losses, by the name of their output function; that of a number has none."""


def target_of(loss: str) -> Target:
    """What a network with this loss is asked for."""
    return TARGETS[LOSSES[loss].target]
