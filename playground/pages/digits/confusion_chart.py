"""What is read as what: the confusion matrix as a figure, as a picture, and in numbers."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.cursor import Reading, cells_reading
from playground.charts.panel import Row
from playground.charts.png import png
from playground.charts.style import HIGH_COLOUR, LOW_COLOUR, on_paper, tints
from playground.language import _, pgettext

LEVELS = 60
"""Shades of a cell of the confusion matrix, right or wrong."""
CELL = 6
"""Pixels along each side of a cell of the confusion matrix, one of them transparent."""

_COLOURS = on_paper(*tints(LEVELS, [HIGH_COLOUR, LOW_COLOUR], palest=0, strongest=1)) + b"\0\0\0"
_OPACITY = bytes([255] * 2 * LEVELS) + b"\0"


def confusion_figure(classes: list[str]) -> go.Figure:
    """A cell for each pair of classes, above an image from :func:`confusion_picture`."""
    count = len(classes)
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(count)) * count,
        y=[row for row in range(count) for column in range(count)],
        mode="markers",
        marker={"opacity": 0, "size": 12},
        hovertemplate=_("a %{y} read as %{x}<extra></extra>"),
    )
    figure.add_layout_image(
        source="", xref="x", yref="y", x=-0.5, y=-0.5, sizex=count, sizey=count, sizing="stretch", layer="below"
    )
    ticks = {"tickmode": "array", "tickvals": [*range(count)], "ticktext": classes, "tickangle": 0}
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "constrain": "domain", **ticks}
    figure.update_xaxes(title=_("read as"), range=[-0.5, count - 0.5], **axis)
    figure.update_yaxes(title=pgettext("axis of classes", "is"), range=[count - 0.5, -0.5], scaleanchor="x", **axis)
    margin = {"l": 38, "r": 4, "t": 4, "b": 38}
    figure.update_layout(showlegend=False, margin=margin, dragmode=False)
    return figure


def confusion_shares(counts: NDArray) -> NDArray:
    """How strong each cell of the confusion matrix is, 0 to 1: the larger its share of the row, the stronger.

    For wrong cells the square root is used, so that one sample in many is visible.

    Parameters
    ----------
    counts : (K, K) a row for each class, a column for each class it is read as
    """
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.where(np.eye(len(counts), dtype=bool), shares, np.sqrt(shares))


def confusion_picture(counts: NDArray) -> str:
    """The confusion matrix as one base64-encoded PNG image; see :func:`confusion_shares`."""
    shade = np.rint(confusion_shares(counts) * (LEVELS - 1)) + np.where(np.eye(len(counts), dtype=bool), 0, LEVELS)
    picture = np.kron(shade, np.ones((CELL, CELL))).astype(np.uint8)
    picture[::CELL] = picture[:, ::CELL] = 2 * LEVELS  # transparent
    return png(picture, _COLOURS, _OPACITY)


def confusion_rows(counts: NDArray, classes: list[str]) -> list[Row]:
    """The confusion matrix in numbers; empty cells for 0."""
    return [
        Row([name, *(str(count) if count else "" for count in row)]) for name, row in zip(classes, counts, strict=True)
    ]


def confusion_reading(counts: NDArray, classes: list[str]) -> Reading:
    """Each cell of the confusion matrix in words, row by row; Tab goes to those of misread samples."""
    names = [(label, read_as) for label in classes for read_as in classes]
    rows = counts.sum(axis=1).repeat(len(classes))
    words = [
        _("{label} read as {read_as}: {count} of {all}", label=label, read_as=read_as, count=count, all=of_all)
        for (label, read_as), count, of_all in zip(names, counts.ravel().tolist(), rows.tolist(), strict=True)
    ]
    wrong = np.flatnonzero(counts * (1 - np.eye(len(classes), dtype=int))).tolist()
    return cells_reading(words, len(classes), shares=confusion_shares(counts).ravel().tolist(), noted=wrong)
