"""The probabilities of the classes as bars, one image above the axes of a figure."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.png import png
from playground.charts.style import HIGH_COLOUR, MARK_COLOUR, rgb
from playground.training.formatting import percent

PARTS = 50
"""Steps in the height of a probability's bar."""
BAR = (1, 8)
"""First and last cell of a bar, out of ten."""

_COLOURS = bytes([*rgb(MARK_COLOUR), *rgb(HIGH_COLOUR), 0, 0, 0])
_OPACITY = bytes([200, 255, 0])


def probabilities_figure(classes: list[str]) -> go.Figure:
    """A place for each class's bar, above an image from :func:`probabilities_picture`."""
    figure = go.Figure()
    figure.add_scatter(x=[*range(len(classes))], y=[0] * len(classes), mode="markers", marker={"opacity": 0})
    figure.add_layout_image(
        source="", xref="x", yref="y", x=-0.5, y=1, sizex=len(classes), sizey=1, sizing="stretch", layer="below"
    )
    ticks = {"tickmode": "array", "tickvals": [*range(len(classes))], "ticktext": classes}
    figure.update_xaxes(range=[-0.5, len(classes) - 0.5], showgrid=False, zeroline=False, fixedrange=True, **ticks)
    shares = [0, 0.5, 1]
    written = {"tickvals": shares, "ticktext": [percent(share, 0) for share in shares]}
    figure.update_yaxes(range=[0, 1], tickmode="array", fixedrange=True, **written)
    margin = {"l": 40, "r": 4, "t": 8, "b": 22}
    figure.update_layout(showlegend=False, margin=margin, dragmode=False, hovermode=False)
    return figure


def probabilities_picture(read: NDArray | None, classes: int) -> str:
    """A bar chart of the probabilities, the highest in green, as one base64-encoded PNG image.

    Parameters
    ----------
    read : (K,) probabilities; None for no bars
    classes : K
    """
    low, high = BAR
    picture = np.full((PARTS, classes, 10), 2, np.uint8)
    if read is not None:
        filled = np.arange(PARTS)[::-1, None] < np.rint(read * PARTS)  # (parts, classes), top row first
        winner = np.arange(classes) == read.argmax()
        picture[:, :, low:high] = np.where(filled, winner, 2)[:, :, None]
    return png(picture.reshape(PARTS, -1), _COLOURS, _OPACITY)
