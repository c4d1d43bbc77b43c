"""The cost as a landscape: from the side and from above, with marks on it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.landscape import Landscape

CONTOUR = 0.1
"""Between two contours the cost grows by this power of ten."""
HEIGHT = "min(27rem, 95vw)"

GREYS = ((0, "#4b5563"), (1, "#d1d5db"))
"""Neither a class nor a path, and to be seen on light and on dark ground."""


def mark(
    space: bool,
    name: str,
    colour: str,
    symbol: str = "circle",
    at: tuple[float, float, float] | None = None,
    path: bool = False,
) -> Any:
    """A mark on the surface, or from above.

    Parameters
    ----------
    space : whether the figure has three dimensions
    name, colour, symbol : how it looks
    at : both coordinates and the cost; None if the page brings them
    path : a line of small marks
    """
    x, y, z = ([number] for number in at) if at else ([], [], [])
    size = (2 if space else 3) if path else (7 if space else 10)
    look: dict[str, Any] = {"name": name, "mode": "lines+markers" if path else "markers", "showlegend": not path}
    look["marker"] = {"color": colour, "symbol": symbol, "size": size}
    if path:
        look["line"] = {"color": colour, "width": 2 if space else 1}
    else:
        look["marker"]["line"] = {"width": 2} if symbol.endswith("open") else {"color": "white", "width": 1}
    if space:
        return go.Scatter3d(x=x, y=y, z=z, hovertemplate="%{x:.2f}, %{y:.2f}: cost %{z:.4f}", **look)
    return go.Scatter(x=x, y=y, hovertemplate="%{x:.2f}, %{y:.2f}", **look)


def surface_figure(
    surface: Landscape, axes: tuple[str, str], over: Sequence[Any], eye: tuple[float, float, float]
) -> go.Figure:
    """The cost as a surface, to be turned with the mouse.

    Parameters
    ----------
    surface : the cost over a plane
    axes : names of its axes
    over : traces on the surface; they come first, since the page addresses what moves by its number
    eye : from where it is seen at first
    """
    corner = np.arange(surface.cost.size).reshape(surface.cost.shape)
    cells = (corner[:-1, :-1], corner[:-1, 1:], corner[1:, :-1], corner[1:, 1:])
    one, two, three, four = (part.ravel() for part in cells)
    x, y = (part.ravel() for part in np.meshgrid(_short(surface.a), _short(surface.b)))
    z = _short(surface.cost).ravel()
    # Two triangles for each cell of the grid: go.Surface looks the same, but takes twice as long to draw.
    sheet = go.Mesh3d(
        x=x, y=y, z=z, i=[*one, *four], j=[*two, *three], k=[*three, *two],
        intensity=z, colorscale=GREYS, showscale=False,
        hovertemplate="%{x:.2f}, %{y:.2f}: cost %{z:.3f}<extra></extra>",
    )  # fmt: skip
    figure = go.Figure([*over, sheet])
    axis = {"showbackground": False, "zeroline": False, "nticks": 6}
    figure.update_layout(
        scene={
            "xaxis": {"title": axes[0], "range": [surface.a[0], surface.a[-1]], **axis},
            "yaxis": {"title": axes[1], "range": [surface.b[0], surface.b[-1]], **axis},
            "zaxis": {"title": "cost", "range": [0, 1.02 * surface.cost.max()], **axis},
            "aspectratio": {"x": 1, "y": 1, "z": 0.7},
            "camera": {"eye": dict(zip("xyz", eye, strict=True)), "center": {"x": 0, "y": 0, "z": -0.15}},
        },
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        meta={"height": HEIGHT},
    )
    return figure


def contour_figure(surface: Landscape, axes: tuple[str, str], over: Sequence[Any]) -> go.Figure:
    """The cost from above: lines of equal cost, with as many times the cost from one to the next.

    Parameters
    ----------
    surface, axes, over : as of :func:`surface_figure`
    """
    figure = go.Figure([*over, go.Contour(
        x=_short(surface.a), y=_short(surface.b), z=_short(np.log10(surface.cost)), colorscale=GREYS, showscale=False,
        contours={"size": CONTOUR, "start": np.log10(surface.cost.min()), "end": np.log10(surface.cost.max())},
        text=[[f"{cost:.3f}" for cost in row] for row in surface.cost], line={"width": 0.7, "color": "#6b7280"},
        opacity=0.75, hovertemplate="%{x:.2f}, %{y:.2f}: cost %{text}<extra></extra>", showlegend=False,
    )])  # fmt: skip
    flat = {"zeroline": False, "showgrid": False, "constrain": "domain"}
    figure.update_xaxes(title=axes[0], range=[surface.a[0], surface.a[-1]], **flat)
    figure.update_yaxes(title=axes[1], range=[surface.b[0], surface.b[-1]], scaleanchor="x", **flat)
    figure.update_layout(showlegend=True, meta={"height": HEIGHT}, hovermode="closest")
    return figure


def _short(numbers: NDArray) -> NDArray:
    """Four decimals: more than a picture shows."""
    return np.round(numbers, 4)
