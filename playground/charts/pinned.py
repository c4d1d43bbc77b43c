"""How pinned runs look: a thin line in the cost chart, and a small boundary in a frame like it."""

from typing import NamedTuple

import numpy as np

from playground.training import LINE_COLOURS, Extent, Field, Pinned, Run

from .boundary import png, shaded
from .cost import Line, PinnedLine
from .curve import shorten
from .style import TEST_COLOUR, TRAIN_COLOUR, rgb

SIDE = 96
"""Cells of a small picture, along each side."""
FRAME = 6
"""Its width, in cells."""
GAPS = {"dash": (14, 7), "dot": (5, 5), "dashdot": (14, 5, 5, 5), "longdash": (24, 7)}
"""How the frame is drawn, in cells: so many on, so many off, as the line is."""


class Look(NamedTuple):
    """Of the line of a pinned run, and of the frame of its picture."""

    colour: str
    dash: str


LOOKS = tuple(
    Look(colour, dash)
    for colour, dash in zip(
        (colour for colour in LINE_COLOURS if colour not in (TRAIN_COLOUR, TEST_COLOUR)), GAPS, strict=True
    )
)
"""One for each place of a pin: none is that of a line of the run that plays, and no two have the same dashes."""


def pinned_line(pinned: Pinned, label: str, look: Look) -> PinnedLine:
    """The line of a pin."""
    return PinnedLine(Line(label, *look), tuple(pinned.at.tolist()), tuple(map(shorten, pinned.costs.tolist())))


def thumbnail(run: Run, extent: Extent, look: Look, hard: bool = False) -> str:
    """The boundary of a run at this moment as a small PNG image, base64-encoded, in a frame that looks as its line.

    Parameters
    ----------
    run : of points in the plane
    extent : the part of the plane that is shown
    look : of its line
    hard : colour by the predicted class alone
    """
    picture, colours, opacity = shaded(
        Field(run.parameters, extent, SIDE, run.recipe.inputs_of).evaluate(run.parameters), hard
    )
    clear = len(opacity)
    framed = np.pad(picture, 2 * FRAME, constant_values=clear)  # between the frame and the picture it is clear
    rows, columns = np.indices(framed.shape)
    last = len(framed) - 1
    from_edge = np.minimum.reduce([rows, columns, last - rows, last - columns])
    along = np.where((rows < FRAME) | (rows > last - FRAME), columns, rows)
    pattern = GAPS[look.dash]
    on = np.repeat([i % 2 == 0 for i in range(len(pattern))], pattern)
    framed[(from_edge < FRAME) & on[along % len(on)]] = clear + 1
    return png(framed, colours + b"\0\0\0" + bytes(rgb(look.colour)), opacity + b"\0\xff")
