"""The slope in one direction: an arrow on the landscape, and the slope for every direction."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import shorten
from playground.charts.panel import Panel
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR
from playground.language import Message, _, number, sentences
from playground.training import LINE_COLOURS
from playground.training.formatting import decimals, minus

from .direction import LENGTH, STEP, Standpoint, unit_vector
from .downhill import lowest
from .landscape_chart import MarkStyle, contour_figure, mark

ARROW = MarkStyle(_("arrow"), LINE_COLOURS[0], size=10)
GRADIENT = MarkStyle(_("gradient"), LINE_COLOURS[1], dash="dash", size=6)
LOWEST = MarkStyle(_("lowest point"), LINE_COLOURS[3])  # as in the picture of the runs
HEIGHT = "22rem"
WITHIN = 0.5
"""The arrow can be turned by whole degrees."""


def direction_view(place: Standpoint, angle: int) -> StaticView:
    """The arrow, the gradient, and the slope along the one and the other."""
    names = (_("∂J/∂w₁, slope at 0°"), _("∂J/∂w₂, slope at 90°"))
    return StaticView(
        figures={"contours": _landscape_figure(place, angle), "slopes": _slopes_figure(place, angle)},
        panels=(
            Panel(title=_("The cost from above, and the arrow"), charts={"contours": _("contours")}),
            Panel(
                title=_("The slope in every direction"),
                charts={"slopes": _("slopes")},
                sentence=sentences(what_a_step_does(place, angle), which_way_it_points(place, angle)),
            ),
        ),
        numbers={
            _("Slope along the arrow"): decimals(float(place.slope(angle))),
            **{name: decimals(float(each)) for name, each in zip(names, place.gradient, strict=True)},
            _("Gradient: length and direction"): _(
                "{length}, {angle}°", length=decimals(place.length), angle=number(place.steepest, ".1f")
            ),
        },
    )


def what_a_step_does(place: Standpoint, angle: int) -> str:
    """The slope, and what a small step changes."""
    return _(
        "At {angle}° the slope is {slope}: a step of {step:g} that way takes the cost from {before} to {after}.",
        angle=angle,
        slope=decimals(float(place.slope(angle))),
        step=STEP,
        before=number(place.cost, ".5f"),
        after=number(place.after_a_step(angle), ".5f"),
    )


def which_way_it_points(place: Standpoint, angle: int) -> str:
    """Whether the arrow points along the gradient, against it, along a line of equal cost, or how far from them."""
    cosine = float(place.slope(angle)) / place.length
    off = float(np.rad2deg(np.arccos(np.clip(cosine, -1, 1))))
    if off <= WITHIN:
        return _("That is along the gradient: no direction is steeper uphill.")
    if off >= 180 - WITHIN:
        return _("That is against the gradient: no direction is steeper downhill.")
    if abs(off - 90) <= WITHIN:
        return _("That is along a line of equal cost, at right angles to the gradient: neither uphill nor downhill.")
    return _(
        "That is {cosine} times the length of the gradient, the cosine of the {off}° between the two.",
        cosine=minus(number(cosine, ".3f")),
        off=number(off, ".1f"),
    )


def _landscape_figure(place: Standpoint, angle: int) -> go.Figure:
    bottom = lowest(place.X, place.Y)
    over = [
        _arrow(place.weights, 1.2 * LENGTH * unit_vector(place.steepest), GRADIENT),
        _arrow(place.weights, LENGTH * unit_vector(angle), ARROW),
        mark(False, MarkStyle(_("start of the runs"), MARK_COLOUR), at=(*place.weights, place.cost)),
        mark(False, LOWEST, "diamond-open", at=(*bottom.weights, bottom.cost)),
    ]
    figure = contour_figure(place.surroundings(), ("w₁", "w₂"), over)
    figure.update_layout(meta={"height": HEIGHT})
    return figure


def _arrow(tail: NDArray, along: NDArray, style: MarkStyle) -> Any:
    """An arrow as a line whose last mark has the form of a tip."""
    tip = tail + along
    return go.Scatter(
        x=[shorten(tail[0]), shorten(tip[0])],
        y=[shorten(tail[1]), shorten(tip[1])],
        name=style.name,
        mode="lines+markers",
        marker={"symbol": "arrow", "angleref": "previous", "size": [0, 6 + style.size], "color": style.colour},
        line={"color": style.colour, "dash": style.dash, "width": 0.4 * style.size},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _slopes_figure(place: Standpoint, angle: int) -> go.Figure:
    """The slope by direction: a cosine, with marks at the axes, and lines at the gradient and against it."""
    figure = go.Figure()
    angles = np.arange(0, 361, 3)
    figure.add_scatter(
        x=angles,
        y=[shorten(slope) for slope in place.slope(angles)],
        mode="lines",
        line={"color": MARK_COLOUR, "width": 2.5},
        hovertemplate="%{x}°: %{y:.3g}<extra></extra>",
        showlegend=False,
    )
    figure.add_scatter(
        x=[0, 90],
        y=[shorten(slope) for slope in place.gradient],
        mode="markers+text",
        text=["∂J/∂w₁", "∂J/∂w₂"],
        textposition=["middle right", "top center"],
        marker={"color": MARK_COLOUR, "size": 9, "symbol": "square"},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.add_scatter(
        x=[angle],
        y=[shorten(float(place.slope(angle)))],
        mode="markers",
        marker={"color": ARROW.colour, "size": 13, "line": {"color": "white", "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )
    _line(figure, place.steepest, _("along the gradient"), GRADIENT.colour, top=True)
    _line(figure, (place.steepest + 180) % 360, _("against it"), MARK_COLOUR, top=False)
    reach = 1.25 * place.length
    figure.update_xaxes(title=_("direction (°)"), range=[-4, 364], dtick=90, zeroline=False)
    figure.update_yaxes(title=_("slope"), range=[-reach, reach])
    figure.update_layout(showlegend=False, margin={"l": 64}, meta={"height": HEIGHT})
    return figure


def _line(figure: go.Figure, angle: float, text: Message, colour: str, top: bool) -> None:
    """A dashed line at a direction, named above or below the curve."""
    figure.add_vline(
        angle,
        line={"color": colour, "width": 1.5, "dash": "dash"},
        annotation={
            "text": text,
            "xanchor": "left" if angle < 180 else "right",
            "yanchor": "bottom",
            "y": 1 if top else 0,
        },
    )
