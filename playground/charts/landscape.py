"""The cost as a landscape: from the side and from above, with marks on it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.language import _, number
from playground.lessons.landscape import Landscape

CONTOUR = 0.1
"""Between two contours the cost grows by this power of ten."""
BETWEEN = number(10**CONTOUR, ".2f")
"""The same as a factor, in words."""

HEIGHT = 0.7
"""Of the surface, where each side is 1."""

GREYS = ((0, "#4b5563"), (1, "#d1d5db"))
"""Neither a class nor a path; visible on a light and on a dark page."""


class Look(NamedTuple):
    """How a mark looks, and the path that leads to it: its line is the thicker the larger the mark is, in pixels."""

    name: str
    colour: str
    dash: str = "solid"
    size: float = 10


def path(space: bool, look: Look) -> Any:
    """A line with a small mark for each step, without data: the page brings them.

    ``space`` says whether the figure has three dimensions.
    """
    width = 0.4 * look.size
    scatter, hover = _kind(space)
    return scatter(
        name=look.name,
        mode="lines+markers",
        marker={"color": look.colour, "size": width if space else width + 2},
        line={"color": look.colour, "dash": look.dash, "width": 1.5 * width if space else width},
        showlegend=False,
        hovertemplate=hover,
        **_at(space),
    )


def mark(space: bool, look: Look, symbol: str = "circle", at: tuple[float, float, float] | None = None) -> Any:
    """A mark on the surface, or seen from above.

    Parameters
    ----------
    space : whether the figure has three dimensions
    look, symbol : how it looks
    at : both coordinates and the cost; None if the page brings them
    """
    edge = {"width": 2} if symbol.endswith("open") else {"color": "white", "width": 1}
    size = 0.7 * look.size if space else look.size
    scatter, hover = _kind(space)
    return scatter(
        name=look.name,
        mode="markers",
        marker={"color": look.colour, "symbol": symbol, "size": size, "line": edge},
        hovertemplate=hover,
        **_at(space, at),
    )


def _kind(space: bool) -> tuple[Any, str]:
    """What draws marks and lines, and what it says where the mouse is."""
    if space:
        return go.Scatter3d, _("%{x:.2f}, %{y:.2f}: cost %{z:.4f}")
    return go.Scatter, "%{x:.2f}, %{y:.2f}"


def _at(space: bool, at: tuple[float, float, float] | None = None) -> dict[str, list[float]]:
    return {axis: [at[i]] if at else [] for i, axis in enumerate("xyz" if space else "xy")}


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
        x=x, y=y, z=z, i=np.append(one, four), j=np.append(two, three), k=np.append(three, two),
        intensity=z, colorscale=GREYS, showscale=False,
        hovertemplate=_("%{x:.2f}, %{y:.2f}: cost %{z:.3f}<extra></extra>"),
    )  # fmt: skip
    figure = go.Figure([*over, sheet])
    axis = {"showbackground": False, "zeroline": False, "nticks": 6}
    top = 1.02 * surface.cost.max()
    x_of_axis, y_of_axis = left_corner(surface, eye)
    # The title that Plotly gives the axis stands so far beside it that it is cut off in a chart that is not wide.
    title = {"text": _("cost"), "x": x_of_axis, "y": y_of_axis, "z": top, "showarrow": False, "yanchor": "bottom"}
    figure.update_layout(
        scene={
            "xaxis": {"title": axes[0], "range": [surface.a[0], surface.a[-1]], **axis},
            "yaxis": {"title": axes[1], "range": [surface.b[0], surface.b[-1]], **axis},
            "zaxis": {"title": "", "range": [0, top], **axis},
            "annotations": [title],
            "aspectratio": {"x": 1, "y": 1, "z": HEIGHT},
            "camera": {"eye": dict(zip("xyz", eye, strict=True)), "center": {"x": 0, "y": 0, "z": -0.15}},
        },
        showlegend=False,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
    )
    return figure


def left_corner(surface: Landscape, eye: tuple[float, float, float]) -> tuple[float, float]:
    """The corner of the plane that is farthest to the left as seen from ``eye``.

    Plotly draws the axis of the cost there.
    """
    right = (-eye[1], eye[0])  # of who looks at the middle, in the plane
    corners = [(x, y) for x in (-1, 1) for y in (-1, 1)]
    x, y = min(corners, key=lambda corner: corner[0] * right[0] + corner[1] * right[1])
    return float(surface.a[-1 if x > 0 else 0]), float(surface.b[-1 if y > 0 else 0])


def contour_figure(surface: Landscape, axes: tuple[str, str], over: Sequence[Any]) -> go.Figure:
    """The cost from above: lines of equal cost, the same factor apart.

    Parameters
    ----------
    surface, axes, over : as of :func:`surface_figure`
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
    figure.update_layout(showlegend=True, hovermode="closest", margin={"l": 40, "r": 4, "b": 36})
    return figure


def _short(numbers: NDArray) -> NDArray:
    """Four decimals: more than a picture shows."""
    return np.round(numbers, 4)
