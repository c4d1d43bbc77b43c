"""The cost curve."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from playground.training import Measurement

from .style import TEST_COLOUR, TRAIN_COLOUR


def cost_figure(with_test: bool, log: bool = False) -> go.Figure:
    """Axes and lines of the cost curve, still empty: for training samples and, if there are any, test samples.

    The traces are the lines, then a dot for each that marks where the run is now.
    """
    figure = go.Figure()
    lines = [("train", TRAIN_COLOUR, "solid"), ("test", TEST_COLOUR, "dash")][: 1 + with_test]
    for name, colour, dash in lines:
        figure.add_scatter(
            x=[], y=[], mode="lines", name=name, line={"color": colour, "width": 2, "dash": dash}, hovertemplate="%{y}"
        )
    for name, colour, _ in lines:
        figure.add_scatter(
            x=[],
            y=[],
            mode="markers",
            name=name,
            marker={"color": colour, "size": 8},
            showlegend=False,
            hoverinfo="skip",
        )
    figure.update_layout(hovermode="x", showlegend=True)
    figure.update_xaxes(title="iteration", rangemode="tozero")
    kind = "log" if log else "linear"
    # A zoom into one kind of axis means nothing on the other.
    figure.update_yaxes(title="cost", type=kind, uirevision=kind, rangemode="normal" if log else "tozero")
    return figure


def cost_curve(points: Sequence[Measurement]) -> dict[str, Any]:
    """The history as the lines of :func:`cost_figure`: ``x``, and a list of ``y`` for each trace."""
    columns = zip(*((p.cost, p.test_cost) for p in points), strict=True)
    lines = [[shorten(cost) for cost in column] for column in columns if column[0] is not None]
    return {"x": [p.iteration for p in points], "y": [*lines, *([] for _ in lines)]}


def cost_now(point: Measurement) -> list[float]:
    """The last ``y`` of each trace of :func:`cost_figure` at this moment."""
    costs = [shorten(cost) for cost in (point.cost, point.test_cost) if cost is not None]
    return [*costs, *costs]


def shorten(number: float) -> float:
    """As many digits as a chart can show: 0.2880832… → 0.28808."""
    return float(f"{number:.5g}")
