"""Points and values for the small planes of phones and of a lesson's file, see ``small_chart.js``."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.charts.style import CLASS_COLOURS, VALUE_COLOURS
from playground.data import Dataset

from .scale import LEVELS, Scale
from .targets import scale_of

MOST = 255
"""The largest byte."""


def colours_of(train: Dataset) -> dict[str, Any]:
    """What the colours are, given the training samples: those of the classes; of numbers low, middle and high.

    ``ends``: the texts below the beginning, the middle and the end of the colours, if they are of numbers.
    """
    scale = scale_of(train)
    return {"colours": [*VALUE_COLOURS], "ends": [*scale.ends]} if scale else {"colours": [*CLASS_COLOURS]}


def placed(samples: Dataset, scale: Scale | None, decimals: int) -> dict[str, Any]:
    """Points and their classes; or, given a scale of numbers, bytes: their places on it."""
    x1, x2 = np.round(samples.X, decimals).tolist()
    points = {"x1": x1, "x2": x2}
    return points | (
        {"share": on_scale(scale, samples.labels).tolist()} if scale else {"class": samples.labels.tolist()}
    )


def on_scale(scale: Scale, values: ArrayLike) -> NDArray:
    """The place of each value on a scale, as a byte: a share of 255, in the steps of the scale's shades."""
    return np.rint(scale.shades(values) * (MOST / (LEVELS - 1))).astype(np.uint8)
