"""The patterns of the classes in exported pictures: thin lines over what a network gives to a class.

They are those of the page (``frontend/chart/patterns.js``): lines upwards, lines downwards, dots, level lines; none for
the first class, and the same again after the fifth.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.charts.plane.targets import RENDERINGS
from playground.data import Dataset
from playground.training import Extent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HATCHES = ("", "////", "\\\\\\\\", ".", "---")
"""matplotlib's names for them."""
HATCH_COLOUR = (0.0, 0.0, 0.0, 0.25)
"""Their colour, with opacity: they must not be taken for data."""
DARKER = 0.84
"""In an animation, of which a pixel has no opacity: what is left of a colour."""
GAP = 10
"""Pixels between two lines of an animation."""
OUTLINE = 100
"""Cells along each side by which a class is outlined: a finer outline is not seen where lines end."""


def draw_patterns(axes: "Axes", samples: Dataset, shades: NDArray, extent: Extent) -> None:
    """Draw the patterns on a plane.

    Parameters
    ----------
    samples : that the network is trained on
    shades : (side, side), top row first, see :func:`playground.charts.plane.targets.shaded`
    extent : the visible part of the plane
    """
    of_shade = RENDERINGS[samples.target].classes
    if of_shade is None:
        return
    every = max(1, len(shades) // OUTLINE)
    classes = of_shade[shades][every // 2 :: every, every // 2 :: every]
    middle = (np.arange(len(classes)) + 0.5) / len(classes)
    x1 = extent.left + middle * (extent.right - extent.left)
    x2 = extent.top + middle * (extent.bottom - extent.top)
    # Repeated at the edges, up to which they reach.
    x1, x2 = (
        np.concatenate([[low], inner, [high]])
        for low, inner, high in ((extent.left, x1, extent.right), (extent.top, x2, extent.bottom))
    )
    classes = np.pad(classes, 1, mode="edge")
    for label, hatch in enumerate(HATCHES):
        if hatch and (classes == label).any():
            covered = axes.contourf(x1, x2, classes == label, [0.5, 1.5], colors="none", hatches=[hatch], zorder=0.5)
            covered.set(edgecolor=HATCH_COLOUR, linewidth=0)


def lined(samples: Dataset, shades: NDArray, colours: NDArray, step: int = 1) -> NDArray:
    """The shades of a plane for an animation, with those of :func:`with_darker` where lines are.

    Parameters
    ----------
    samples : that the network is trained on
    shades : (side, side), indices of ``colours``
    colours : (n, 3)
    step : how many shades of :func:`playground.charts.plane.targets.shaded` each stands for
    """
    of_shade = RENDERINGS[samples.target].classes
    if of_shade is None:
        return shades
    return np.where(_lines(of_shade[::step][shades]), shades + len(colours), shades)


def with_darker(samples: Dataset, colours: NDArray) -> NDArray:
    """Colours, (n, 3) of uint8, and after them those of lines on each; of numbers they alone."""
    if RENDERINGS[samples.target].classes is None:
        return colours
    return np.concatenate([colours, (DARKER * colours).astype(np.uint8)])


def _lines(classes: NDArray) -> NDArray:
    """Where the patterns' lines are, (side, side) of bool, given each pixel's class."""
    row, column = np.indices(classes.shape)
    up, down, level = (row + column) % GAP == 0, (row - column) % GAP == 0, row % GAP == GAP // 2
    dots = (row % GAP < 2) & (column % GAP < 2)
    return np.choose(classes % len(HATCHES), [np.zeros_like(up), up, down, dots, level])
