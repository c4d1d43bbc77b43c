"""The cost as a landscape: from the side and from above, with marks on it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.style import MARK_COLOUR
from playground.language import _, number

from .landscape import Landscape

CONTOUR = 0.1
"""Between two contours the cost grows by ten to this power."""
BETWEEN = number(10**CONTOUR, ".2f")
"""The same as a factor, in words."""

HEIGHT = 0.7
"""Height of the surface relative to its sides."""

GREYS = ((0, "#4b5563"), (1, "#d1d5db"))
"""Unlike the colours of classes and paths; visible on light and dark pages."""


class MarkStyle(NamedTuple):
    """The style of a mark and of its path; the line is thicker for larger marks. Sizes are in pixels."""

    name: str
    colour: str
    dash: str = "solid"
    size: float = 10


def path(space: bool, style: MarkStyle) -> Any:
    """A line with a small mark for each step, without data, which the page adds.

    ``space``: whether the figure has three dimensions.
    """
    width = 0.4 * style.size
    scatter, hover = _kind(space)
    return scatter(
        name=style.name,
        mode="lines+markers",
        marker={"color": style.colour, "size": width if space else width + 2},
        line={"color": style.colour, "dash": style.dash, "width": 1.5 * width if space else width},
        showlegend=False,
        hovertemplate=hover,
        **_at(space),
    )


def mark(space: bool, style: MarkStyle, symbol: str = "circle", at: tuple[float, float, float] | None = None) -> Any:
    """A mark on the surface, or on the view from above.

    Parameters
    ----------
    space : whether the figure has three dimensions
    style, symbol : how it looks
    at : both coordinates and the cost; None if the page adds them
    """
    edge = {"width": 2} if symbol.endswith("open") else {"color": "white", "width": 1}
    size = 0.7 * style.size if space else style.size
    scatter, hover = _kind(space)
    return scatter(
        name=style.name,
        mode="markers",
        marker={"color": style.colour, "symbol": symbol, "size": size, "line": edge},
        hovertemplate=hover,
        **_at(space, at),
    )


def _kind(space: bool) -> tuple[Any, str]:
    """The trace type for marks and lines, and its hover text."""
    if space:
        return go.Scatter3d, _("%{x:.2f}, %{y:.2f}: cost %{z:.4f}")
    return go.Scatter, "%{x:.2f}, %{y:.2f}"


def _at(space: bool, at: tuple[float, float, float] | None = None) -> dict[str, list[float]]:
    return {axis: [at[i]] if at else [] for i, axis in enumerate("xyz" if space else "xy")}


def surface_figure(
    surface: Landscape, axes: tuple[str, str], over: Sequence[Any], eye: tuple[float, float, float]
) -> go.Figure:
    """The cost as a surface that can be rotated with the mouse.

    Parameters
    ----------
    surface : the cost over a plane
    axes : names of its axes
    over : traces on the surface; they come first, since the page addresses moving traces by index
    eye : initial camera position
    """
    corner = np.arange(surface.cost.size).reshape(surface.cost.shape)
    cells = (corner[:-1, :-1], corner[:-1, 1:], corner[1:, :-1], corner[1:, 1:])
    one, two, three, four = (part.ravel() for part in cells)
    x, y = (part.ravel() for part in np.meshgrid(_short(surface.a), _short(surface.b)))
    z = _short(surface.cost).ravel()
    # Two triangles per grid cell: go.Surface looks the same but takes twice as long to draw.
    mesh = go.Mesh3d(
        x=x, y=y, z=z, i=np.append(one, four), j=np.append(two, three), k=np.append(three, two),
        intensity=z, colorscale=GREYS, showscale=False,
        hovertemplate=_("%{x:.2f}, %{y:.2f}: cost %{z:.3f}<extra></extra>"),
    )  # fmt: skip
    figure = go.Figure([*over, mesh])
    # A translucent grid, as in flat charts, would be white: Plotly does not multiply colours by their opacity here.
    axis = {"showbackground": False, "zeroline": False, "gridcolor": MARK_COLOUR}
    top = 1.02 * surface.cost.max()
    x_of_axis, y_of_axis = left_corner(surface, eye)
    # Plotly's own axis title is so far from the axis that it is cut off in narrow charts.
    title = {"text": _("cost"), "x": x_of_axis, "y": y_of_axis, "z": top, "showarrow": False, "yanchor": "bottom"}
    figure.update_layout(
        scene={
            "xaxis": {"title": axes[0], "range": [surface.a[0], surface.a[-1]], **axis, **_ticks(surface.a)},
            "yaxis": {"title": axes[1], "range": [surface.b[0], surface.b[-1]], **axis, **_ticks(surface.b)},
            "zaxis": {"title": "", "range": [0, top], **axis, **_ticks(np.array([0, top]))},
            "annotations": [title],
            "aspectratio": {"x": 1, "y": 1, "z": HEIGHT},
            "camera": {"eye": dict(zip("xyz", eye, strict=True)), "center": {"x": 0, "y": 0, "z": -0.15}},
        },
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )
    return figure


def _ticks(along: NDArray) -> dict[str, Any]:
    """A few round numbers along an axis, none near its ends: there they would lie on those of the next axis."""
    low, high = along[0], along[-1]
    steps = [step * 10.0**power for power in range(-3, 3) for step in (1, 2, 5)]
    step = next(step for step in steps if (high - low) / step < 6)
    least, most = np.ceil((low + 0.12 * (high - low)) / step), np.floor((high - 0.08 * (high - low)) / step)
    return {"tickmode": "array", "tickvals": _short(step * np.arange(least, most + 1)).tolist()}


def left_corner(surface: Landscape, eye: tuple[float, float, float]) -> tuple[float, float]:
    """The leftmost corner of the plane as seen from ``eye``.

    Plotly draws the axis of the cost there.
    """
    right = (-eye[1], eye[0])  # the viewer's right, in the plane, when looking at the middle
    corners = [(x, y) for x in (-1, 1) for y in (-1, 1)]
    x, y = min(corners, key=lambda corner: corner[0] * right[0] + corner[1] * right[1])
    return float(surface.a[-1 if x > 0 else 0]), float(surface.b[-1 if y > 0 else 0])


def contour_figure(surface: Landscape, axes: tuple[str, str], over: Sequence[Any]) -> go.Figure:
    """The cost from above: contour lines a constant factor apart.

    Parameters
    ----------
    surface, axes : the cost, and the titles of both weights
    over : traces on the surface; they come first, since the page addresses moving traces by index
    """
    figure = go.Figure([*over, go.Contour(
        x=_short(surface.a), y=_short(surface.b), z=_short(np.log10(surface.cost)), colorscale=GREYS, showscale=False,
        contours={"size": CONTOUR, "start": np.log10(surface.cost.min()), "end": np.log10(surface.cost.max())},
        text=[[number(cost, ".3f") for cost in row] for row in surface.cost], line={"width": 0.7, "color": "#6b7280"},
        opacity=0.75, hovertemplate=_("%{x:.2f}, %{y:.2f}: cost %{text}<extra></extra>"), showlegend=False,
    )])  # fmt: skip
    flat = {"zeroline": False, "showgrid": False, "constrain": "domain"}
    figure.update_xaxes(title=axes[0], range=[surface.a[0], surface.a[-1]], **flat)
    figure.update_yaxes(title=axes[1], range=[surface.b[0], surface.b[-1]], scaleanchor="x", **flat)
    figure.update_layout(showlegend=True, hovermode="closest", margin={"l": 48, "r": 4, "b": 46})
    return figure


def _short(numbers: NDArray) -> NDArray:
    """Round to four decimals: more than a picture shows."""
    return np.round(numbers, 4)
