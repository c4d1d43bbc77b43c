"""The display of pinned runs: a thin line in the cost chart, and a small boundary in a matching frame."""

from typing import NamedTuple

import numpy as np

from playground.charts.cost import Line, OtherLine, marks_of
from playground.charts.curve import shorten
from playground.charts.plane.targets import shaded
from playground.charts.png import png
from playground.charts.style import TEST_COLOUR, TRAIN_COLOUR, rgb
from playground.training import LINE_COLOURS, Extent, Field, Run

from .pinned import Pinned

SIDE = 96
"""Cells along each side of a small picture."""
FRAME = 6
"""Width of its frame, in cells."""
GAPS = {"dash": (14, 7), "dot": (5, 5), "dashdot": (14, 5, 5, 5), "longdash": (24, 7)}
"""Dash patterns of the frame, matching the line's: lengths on and off, in cells."""


class PinnedStyle(NamedTuple):
    """The style of a pinned run's line, and of the frame of its picture."""

    colour: str
    dash: str


PINNED_STYLES = tuple(
    PinnedStyle(colour, dash)
    for colour, dash in zip(
        (colour for colour in LINE_COLOURS if colour not in (TRAIN_COLOUR, TEST_COLOUR)), GAPS, strict=True
    )
)
"""One style per pin: none is used for lines of the current run, and no two have the same dashes."""


def pinned_line(pinned: Pinned, label: str, style: PinnedStyle) -> OtherLine:
    """The line of a pin."""
    at, costs = tuple(pinned.at.tolist()), tuple(map(shorten, pinned.costs.tolist()))
    return OtherLine(Line(label, *style), at, costs, marks_of(pinned.moment.events or (), at, costs))


def thumbnail(run: Run, extent: Extent, style: PinnedStyle, hard: bool = False) -> str:
    """The current boundary of a run as a small base64-encoded PNG image, in a frame that matches its line.

    Parameters
    ----------
    run : a run on points in the plane
    extent : the visible part of the plane
    style : of its line
    hard : colour by the predicted class alone
    """
    outputs = Field(run.parameters, extent, SIDE, run.recipe.inputs_of).evaluate(run.parameters)
    picture, colours, opacity = shaded(run.train, outputs, hard)
    clear = len(opacity)
    framed = np.pad(picture, 2 * FRAME, constant_values=clear)  # transparent between frame and picture
    rows, columns = np.indices(framed.shape)
    last = len(framed) - 1
    from_edge = np.minimum.reduce([rows, columns, last - rows, last - columns])
    along = np.where((rows < FRAME) | (rows > last - FRAME), columns, rows)
    pattern = GAPS[style.dash]
    on = np.repeat([i % 2 == 0 for i in range(len(pattern))], pattern)
    framed[(from_edge < FRAME) & on[along % len(on)]] = clear + 1
    return png(framed, colours + b"\0\0\0" + bytes(rgb(style.colour)), opacity + b"\0\xff")
