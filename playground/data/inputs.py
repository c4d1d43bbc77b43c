"""What a network can be given of a point in the plane: its coordinates, and numbers that are computed from them.

To add one, add a line to :data:`INPUTS`, and a setting of the same name to :class:`playground.training.Recipe`.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Input(NamedTuple):
    """One number for each point: ``symbol``: how it is written; ``of``: its values (m,), from those of x₁ and x₂."""

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
"""Those of every network that is given nothing but the point itself."""


def inputs_of(X: NDArray, names: Sequence[str] = COORDINATES) -> NDArray:
    """These inputs of points in the plane.

    Parameters
    ----------
    X : (2, m) points
    names : of the inputs, in :data:`INPUTS`

    Returns
    -------
    inputs : (n, m) a row for each name; if they are the coordinates alone, X itself
    """
    if tuple(names) == COORDINATES:
        return X
    x1, x2 = X
    return np.stack([INPUTS[name].of(x1, x2) for name in names])
