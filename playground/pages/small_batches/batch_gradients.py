"""Gradients of single samples and of batches, and how far they stray from the full gradient."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.nn import Network

BATCHES = 100
"""Batches of each size whose gradients are computed."""
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Batch sizes for which the spread is measured, up to the number of samples, which is added."""


def gradients_of_samples(network: Network) -> NDArray:
    """The gradient of each sample alone, after a backward pass on all of them; (numbers, m).

    There is a row for every weight and bias, layer by layer. The mean over the samples is the full gradient.
    """
    m = network.Y.shape[1]
    # For one sample dW is dZ times its inputs, and db is dZ; a batch's gradient is the mean of these.
    return np.concatenate([(layer.dZ[:, np.newaxis] * layer.before.A_and_1).reshape(-1, m) for layer in network.layers])


def draws(samples: int, size: int, batches: int = BATCHES, seed: int = 3) -> NDArray:
    """Random batches as weights of a mean, (samples, batches): 1 / size where a sample belongs to a batch, else 0.

    No sample is in a batch twice, as in training, where each epoch uses every sample once.
    """
    random = np.random.RandomState([seed, size])
    places = random.rand(samples, batches).argsort(axis=0)[:size]
    weights = np.zeros((samples, batches))
    np.put_along_axis(weights, places, 1 / size, axis=0)
    return weights


class Spread(NamedTuple):
    """How far gradients of batches stray from the full gradient: the root mean square, on the page typical, distance.

    Attributes
    ----------
    of_one : the spread for batches of one sample, over all samples
    samples : number of samples
    """

    of_one: float
    samples: int

    def independent(self, size: float) -> float:
        """The spread if each sample of a batch were drawn independently from all: ``of_one / √b``."""
        return float(self.of_one / np.sqrt(size))

    def expected(self, size: float) -> float:
        """The mean spread over all batches: smaller, since no sample is in a batch twice.

        The larger a batch's share of all samples, the less it can stray: ``of_one / √b · √((m - b) / (m - 1))``.
        """
        if self.samples == 1:
            return 0.0
        return self.independent(size) * float(np.sqrt((self.samples - size) / (self.samples - 1)))


class Cloud(NamedTuple):
    """The gradients of batches of one size, compared with the full gradient.

    Attributes
    ----------
    along, across : (batches,) each one's component along the full gradient, and across it
    uphill : the share of batches, 0 to 1, whose step raises the cost of all samples, however short it is
    spread : the root mean square distance from the full gradient, in all directions
    """

    along: NDArray
    across: NDArray
    uphill: float
    spread: float


class Gradients:
    """The full gradient, and those of single samples and of batches, at one iteration.

    Parameters
    ----------
    network : the network after a backward pass on all samples
    """

    def __init__(self, network: Network) -> None:
        self.each = gradients_of_samples(network)
        self.mean = self.each.mean(axis=1)
        self.length = float(np.linalg.norm(self.mean))
        self._strays = self.each - self.mean[:, np.newaxis]
        self.spread = Spread(float(np.sqrt((self._strays**2).sum(axis=0).mean())), self.each.shape[1])

    @cached_property
    def axes(self) -> tuple[NDArray, NDArray]:
        """Two orthonormal directions that span the plane, (numbers,) each.

        The first is that of the full gradient. The second is the direction across it in which the samples' gradients
        differ most, with the sign that puts the longer tail on the positive side.
        """
        along = self.mean / self.length if self.length else np.eye(len(self.mean))[0]
        strays = self._strays - np.outer(along, along @ self._strays)
        across = np.linalg.eigh(strays @ strays.T)[1][:, -1]
        across -= (across @ along) * along  # corrects rounding, unless they do not differ across it at all
        if np.linalg.norm(across) < 1e-9:  # for example if all units are dead: any direction across will do
            across = np.eye(len(along))[np.abs(along).argmin()]
            across -= (across @ along) * along
        across /= np.linalg.norm(across)
        return along, across * (1 if ((across @ strays) ** 3).sum() >= 0 else -1)

    def cloud(self, weights: NDArray) -> Cloud:
        """The gradients of batches from :func:`draws`."""
        batches = self.each @ weights
        along, across = (axis @ batches for axis in self.axes)
        spread = np.sqrt(((batches - self.mean[:, np.newaxis]) ** 2).sum(axis=0).mean())
        return Cloud(along, across, float((along < 0).mean()), float(spread))


def measured_sizes(samples: int) -> list[int]:
    """The batch sizes for which the spread is measured."""
    return [*(size for size in SIZES if size < samples), samples]
