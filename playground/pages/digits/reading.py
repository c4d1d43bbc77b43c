"""How a network reads a digit: the classes it gives a drawing, the samples like it, and what each unit responds to."""

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network, Parameters


def what_excites(outputs: NDArray, X: NDArray, most: int) -> NDArray:
    """The average of the samples with the highest outputs of each unit, (units, n_x).

    Parameters
    ----------
    outputs : (units, m) outputs of a layer
    X : (n_x, m) samples
    most : number of samples to average
    """
    most = min(most, outputs.shape[1])
    highest = np.argpartition(outputs, -most, axis=1)[:, -most:]
    return X[:, highest].mean(axis=2).T


def nearest(X: NDArray, sample: NDArray, most: int) -> list[int]:
    """The indices of the samples nearest to ``sample`` in Euclidean distance, nearest first.

    Parameters
    ----------
    X : (n_x, m) samples
    sample : (n_x,)
    most : number of samples, at most
    """
    distance = ((X - sample[:, None]) ** 2).sum(axis=0)
    return [int(number) for number in np.argsort(distance, kind="stable")[:most]]


class Reader:
    """The network of a run, applied to one sample from outside its data.

    Parameters
    ----------
    parameters : those of the run, read at each call
    """

    def __init__(self, parameters: Parameters) -> None:
        self._network = Network(parameters, np.zeros((parameters.sizes[0], 1)))

    def read(self, sample: NDArray) -> NDArray:
        """The probability of each class, (K,), for a sample (n_x,)."""
        self._network.inputs.A[:, 0] = sample
        return self._network.forward()[:, 0].copy()
