"""Inputs that a network can get for a point in the plane: its coordinates and features computed from them.

To add one, add a line to :data:`INPUTS`, and a setting of the same name to :class:`playground.training.Recipe`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Input(NamedTuple):
    """One number per point; ``symbol``: its notation; ``of``: computes its values, (m,), from those of x₁ and x₂."""

    symbol: str
    of: Callable[[NDArray, NDArray], NDArray]


INPUTS: dict[str, Input] = {
    "x1": Input("x₁", lambda x1, x2: x1),
    "x2": Input("x₂", lambda x1, x2: x2),
    "x1_squared": Input("x₁²", lambda x1, x2: x1**2),
    "x2_squared": Input("x₂²", lambda x1, x2: x2**2),
    "x1_x2": Input("x₁x₂", lambda x1, x2: x1 * x2),
    "sin_x1": Input("sin x₁", lambda x1, x2: np.sin(x1)),
    "sin_x2": Input("sin x₂", lambda x1, x2: np.sin(x2)),
}
"""The inputs, by name."""

COORDINATES = ("x1", "x2")
"""The inputs of a network that gets only the point itself."""


def inputs_of(X: NDArray, names: Sequence[str] = COORDINATES) -> NDArray:
    """Compute inputs of points in the plane.

    Parameters
    ----------
    X : (2, m) points
    names : names of the inputs, in :data:`INPUTS`

    Returns
    -------
    inputs : (n, m) a row for each name; X itself if they are just the coordinates
    """
    if tuple(names) == COORDINATES:
        return X
    x1, x2 = X
    return np.stack([INPUTS[name].of(x1, x2) for name in names])
