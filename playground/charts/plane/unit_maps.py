"""Hidden units as small maps of their outputs over the plane."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.png import png
from playground.charts.style import HIGH_COLOUR, LOW_COLOUR, MARK_COLOUR, on_paper, shades
from playground.language import _

from .boundary import column

LEVELS = 63
"""Number of shades; odd, so that the middle value has its own."""

_COLOURS, _OPACITY = shades(LEVELS, LOW_COLOUR, HIGH_COLOUR, palest=0.06, strongest=0.6)
ON_PAPER = on_paper(*shades(LEVELS, LOW_COLOUR, HIGH_COLOUR, palest=0, strongest=1))
"""The shades on paper, like handwriting, in strong colours; three bytes each."""


def tiles(units: int) -> tuple[int, int]:
    """Rows and columns of maps: at least four columns, so that few units do not look larger than many."""
    columns = max(4, math.ceil(math.sqrt(2 * units)))
    return math.ceil(units / columns), columns


def unit_maps_figure(
    units: int, names: Sequence[str] = (), what: str = _("hidden unit"), framed: bool = False
) -> go.Figure:
    """Names of the units, by default numbers from 1, above a place for an image from :func:`unit_maps_picture`.

    Parameters
    ----------
    units, names : how many, and what they are called
    what : the kind of unit, for the hover text
    framed : whether each map has a frame: on a dark page a pale one would not be seen
    """
    rows, columns = tiles(units)
    figure = go.Figure()
    figure.add_scatter(
        x=[unit % columns + 0.12 for unit in range(units)],
        y=[unit // columns + 0.14 for unit in range(units)],
        text=list(names) or [str(unit + 1) for unit in range(units)],
        mode="text",
        hovertemplate=_("{what} %{{text}}<extra></extra>", what=what),
        showlegend=False,
    )
    figure.add_layout_image(
        source="", xref="x", yref="y", x=0, y=0, sizex=columns, sizey=rows, sizing="stretch", layer="below"
    )
    axis = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[0, columns], **axis)
    figure.update_yaxes(range=[rows, 0], **axis)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, meta={"aspect": columns / rows}, dragmode=False)
    if framed:
        figure.update_layout(shapes=[_frame(unit % columns, unit // columns) for unit in range(units)])
    return figure


def _frame(column: int, row: int) -> dict[str, Any]:
    """A thin line around a map, in the middle of the gap between it and its neighbours."""
    around = {"x0": column, "x1": column + 1, "y0": row, "y1": row + 1}
    return {"type": "rect", "line": {"color": MARK_COLOUR, "width": 1}, "opacity": 0.5, **around}


def unit_maps_picture(
    maps: NDArray, centre: float, columns: int | None = None, paper: bool = False
) -> tuple[str, float]:
    """The maps side by side as one PNG image.

    Parameters
    ----------
    maps : (n_h, n, n) outputs of the units, top row first
    centre : the output with the palest colour
    columns : maps side by side; by default as in :func:`tiles`
    paper : whether to draw on paper, like handwriting, in strong colours: for maps of few cells

    Returns
    -------
    png : str
        The file, base64-encoded.
    reach : float
        Distance of the strongest colours from ``centre``, the same for all units, so that they can be compared.
    """
    picture, reach = unit_maps_shades(maps, centre, columns)
    colours, opacity = (ON_PAPER, bytes([255] * LEVELS)) if paper else (_COLOURS, _OPACITY)
    return png(picture, colours + b"\0\0\0", opacity + b"\0"), reach


def unit_maps_shades(maps: NDArray, centre: float, columns: int | None = None) -> tuple[NDArray, float]:
    """The same picture as indices of shades, of uint8, where ``LEVELS`` is transparent; and the reach."""
    units, side = maps.shape[:2]
    rows, columns = (math.ceil(units / columns), columns) if columns else tiles(units)
    shaded, reach = _shaded(maps, centre)
    # One transparent row and column on each side of a map separate neighbours.
    canvas = np.full((rows * columns, side + 2, side + 2), LEVELS, np.uint8)
    canvas[:units, 1:-1, 1:-1] = shaded
    return canvas.reshape(rows, columns, side + 2, side + 2).swapaxes(1, 2).reshape(rows * (side + 2), -1), reach


def unit_maps_column(maps: NDArray, centre: float) -> str:
    """The same maps, stacked, in the same colours, base64-encoded.

    The edge cells of each map are repeated around it, since a browser that enlarges it blends neighbouring cells.
    """
    return png(column(_shaded(maps, centre)[0]), _COLOURS, _OPACITY)


def _shaded(maps: NDArray, centre: float) -> tuple[NDArray, float]:
    """The shade of each cell, and the distance of the strongest from ``centre``."""
    reach = float(np.abs(maps - centre).max())
    share = (maps - centre) / (reach or 1.0)  # -1 to 1
    middle = LEVELS // 2
    return np.rint(middle + middle * share).astype(np.uint8), reach
