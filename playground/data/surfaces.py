"""Small datasets with a number to be predicted: surfaces over the plane, and a line over one input.

To add one, write a function and add a line to :data:`SURFACES`. Each function gets the inputs, (n_x, m), and returns
the number at each of them, (m,).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .dataset import Dataset

REACH = 3.0
"""Each input is anywhere between minus this and this."""


class Surface(NamedTuple):
    """A function of ``inputs`` inputs."""

    of: Callable[[NDArray], NDArray]
    inputs: int = 2


def plane(X: NDArray) -> NDArray:
    """A plane: what a network without a hidden layer can learn."""
    return (2 * X[0] - X[1]) / 4


def saddle(X: NDArray) -> NDArray:
    """A saddle: XOR, with numbers."""
    return X[0] * X[1] / 4


def bump(X: NDArray) -> NDArray:
    """A bump in the middle, of height 2 and width 1, and nothing far from it."""
    return 2 * np.exp(-(X**2).sum(axis=0) / 2)


def wave(X: NDArray) -> NDArray:
    """A wave along the first input; the second one says nothing."""
    return np.sin(2 * X[0])


def line(X: NDArray) -> NDArray:
    """A straight line over one input: all else is noise."""
    return X[0] / 2


SURFACES: dict[str, Surface] = {
    "plane": Surface(plane),
    "saddle": Surface(saddle),
    "bump": Surface(bump),
    "wave": Surface(wave),
    "line": Surface(line, inputs=1),
}
"""The datasets of numbers, by name."""


def make_surface(surface: Surface, n_samples: int, noise: float, generator: np.random.RandomState) -> Dataset:
    """Samples at random places; ``noise`` is the standard deviation of what is added to their numbers."""
    X = generator.uniform(-REACH, REACH, (surface.inputs, n_samples))
    labels = surface.of(X) + generator.randn(n_samples) * noise
    return Dataset(X, labels, (), ("x₁", "x₂")[: surface.inputs])
