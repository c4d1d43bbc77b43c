"""Samples shown as pictures: ink on paper, side by side, each with a label below."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import Trace
from playground.charts.png import png
from playground.charts.style import INK_COLOUR, on_paper, tints

LEVELS = 64
"""Shades from paper to ink."""
LABEL = 0.35
"""Height of the line for a label, relative to a picture."""

_COLOURS = on_paper(*tints(LEVELS, [INK_COLOUR], palest=0, strongest=1))
_OPACITY = bytes([255] * LEVELS)


def ink_figure(places: int, columns: int, labelled: bool = True) -> go.Figure:
    """Places for pictures, row by row: one image from :func:`ink_picture`, and labels if ``labelled``."""
    rows = math.ceil(places / columns)
    height = 1 + LABEL * labelled
    figure = go.Figure()
    if labelled:
        figure.add_scatter(x=[], y=[], text=[], mode="text", textposition="middle center", hoverinfo="skip")
    figure.add_scatter(  # for hovering; and a figure without traces has no axes
        x=[place % columns + 0.5 for place in range(places)],
        y=[place // columns * height + 0.5 for place in range(places)],
        mode="markers",
        marker={"opacity": 0},
        hoverinfo="skip",
    )
    figure.add_layout_image(
        source="", xref="x", yref="y", x=0, y=0, sizex=columns, sizey=rows * height, sizing="stretch", layer="below"
    )
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=[0, columns], **axis)
    figure.update_yaxes(range=[rows * height, 0], scaleanchor="x", **axis)
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    figure.update_layout(margin=margin, showlegend=False, dragmode=False)
    return figure


def ink_picture(pictures: NDArray, places: int, columns: int, labelled: bool = True) -> str:
    """The pictures in their places as one base64-encoded PNG image; places without a picture stay empty.

    Parameters
    ----------
    pictures : (n, side, side) from 0, paper, to 1, ink; top row first
    places, columns, labelled : those of the figure
    """
    count, side, _ = pictures.shape
    rows = math.ceil(places / columns)
    cell = side + 2  # one transparent row and column on each side separate neighbours
    line = round(LABEL * cell) * labelled
    canvas = np.full((rows * columns, cell + line, cell), LEVELS, np.uint8)  # shade LEVELS is transparent
    canvas[:count, 1 : side + 1, 1:-1] = np.rint(np.clip(pictures, 0, 1) * (LEVELS - 1))
    picture = canvas.reshape(rows, columns, cell + line, cell).swapaxes(1, 2).reshape(rows * (cell + line), -1)
    return png(np.ascontiguousarray(picture), _COLOURS + b"\0\0\0", _OPACITY + b"\0")


def ink_labels(labels: Sequence[str], columns: int) -> Trace:
    """The labels under the first pictures of :func:`ink_figure`."""
    height = 1 + LABEL
    return {
        "x": [place % columns + 0.5 for place in range(len(labels))],
        "y": [place // columns * height + 1 + LABEL / 2 for place in range(len(labels))],
        "text": list(labels),
    }
