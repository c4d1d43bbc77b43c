"""Points with numbers as labels: filled with the colour of their value, a bar of the colours, and the residuals."""

from typing import Any

import numpy as np

from playground.charts.curve import Curve, Trace
from playground.charts.style import EDGE_COLOUR, MARK_COLOUR
from playground.data import SYMBOLS as INPUTS
from playground.data import Dataset
from playground.language import _
from playground.training import Run

from .scale import LEVELS, SHADES, Scale

SYMBOLS = ("circle", "diamond")
"""Of training samples, and of test samples."""
EDGES = (1.0, 1.6)
"""Widths of their edges."""
HALF_A_LETTER = 3
"""Half the width of a letter below the bar, in pixels: half of the first text is left of it, where the axis is."""
_COLOURS = [f"rgb({red},{green},{blue})" for red, green, blue in np.frombuffer(SHADES[0], np.uint8).reshape(-1, 3)]


def value_traces(
    train: Dataset, test: Dataset | None, scale: Scale, x1_name: str, x2_name: str, small: bool
) -> list[dict[str, Any]]:
    """The points, and the bar of the colours; before them a trace for each part that :func:`residuals_now` fills.

    While a network learns its residuals change with every picture, too many numbers to send: these traces, which are
    not seen and say them to whoever points at one, are filled when the picture stands still. A ``small`` figure has
    only the points.
    """
    parts = [samples for samples in (train, test) if samples is not None and samples.labels.size]
    names = (_("train"), _("test")) if len(parts) > 1 else ("",)
    if small:
        return [_points(*part, scale, size=4) for part in zip(parts, names, SYMBOLS, (0.4, 0.8), strict=False)]
    said = _("{x1} %{{x:.2f}}, {x2} %{{y:.2f}}<br>value = output + residual<br>%{{text}}<extra>{part}</extra>")
    if tuple(train.input_names) != INPUTS:  # a table's, whose values are said in their own unit
        said = _(
            "{x1} %{{x:.2f}}, {x2} %{{y:.2f}}, standardised<br>value = output + residual<br>%{{text}}"
            "<extra>{part}</extra>"
        )
    hovers = [
        {
            "type": "scatter",
            "x": [],
            "y": [],
            "mode": "markers",
            "opacity": 0,
            "marker": {"color": MARK_COLOUR, "size": 5},
            "showlegend": False,
            "hovertemplate": said.filled(x1=x1_name, x2=x2_name, part=name),
            "hoverlabel": {"align": "left"},
        }
        for name in names[: len(parts)]
    ]
    points = [_points(*part, scale, size=7) for part in zip(parts, names, SYMBOLS, EDGES, strict=False)]
    return [*hovers, *points, _bar(scale)]


def _points(samples: Dataset, name: str, symbol: str, width: float, scale: Scale, size: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": samples.X[0].round(3),
        "y": samples.X[1].round(3),
        "mode": "markers",
        "name": name,
        "showlegend": bool(name),
        "marker": {
            "symbol": symbol,
            "color": scale.colours(samples.labels),
            "size": size,
            "line": {"color": EDGE_COLOUR, "width": width},
        },
        "hoverinfo": "skip",
    }


def _bar(scale: Scale) -> dict[str, Any]:
    """A point that is not there, with the colours and their bar: the points themselves have ready colours."""
    steps = np.linspace(0, 1, LEVELS)
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "mode": "markers",
        "showlegend": False,
        "hoverinfo": "skip",
        "marker": {
            "color": [scale.middle],
            "cmin": scale.low,
            "cmax": scale.high,
            "colorscale": [[step, colour] for step, colour in zip(steps.tolist(), _COLOURS, strict=True)],
            "showscale": True,
            "colorbar": {
                "orientation": "h",
                "thickness": 8,
                "len": 0.45,
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "xpad": max(16, HALF_A_LETTER * len(scale.ends[0])),
                "ypad": 2,
                "outlinewidth": 0,
                "tickvals": [scale.low, scale.middle, scale.high],
                "ticktext": list(scale.ends),
                "tickfont": {"size": 11},
            },
        },
    }


def no_residuals(run: Run) -> list[Trace]:
    """The first traces of :func:`value_traces` while they say nothing."""
    return [{"x": [], "y": []} for _part in range(2 if run.Y_test.size else 1)]


def no_history(run: Run) -> Curve:
    """What there is to know of them before."""
    return {"at": [], "y": [[] for _part in no_residuals(run)]}


def residuals_now(run: Run, scale: Scale) -> list[Trace]:
    """What they say at this moment: of each point its value, the output and the residual."""
    parts = [(run.train, run.outputs), *([(run.test, run.tested().output.A)] if run.Y_test.size else [])]
    return [
        {
            "x": samples.X[0].round(3).tolist(),
            "y": samples.X[1].round(3).tolist(),
            "text": [_sum(*pair, scale) for pair in zip(samples.labels.tolist(), A[0].tolist(), strict=True)],
        }
        for samples, A in parts
    ]


def _sum(value: float, output: float, scale: Scale) -> str:
    """``value = output + residual``, in numbers: "0.50 = 0.34 + 0.16", rounded so that they add up."""
    residual = scale.rounded(value) - scale.rounded(output)
    size = f"{abs(residual):{scale.format_of(scale.rounded(output))}}"
    return f"{scale.written(value)} = {scale.written(output)} {'−' if residual < 0 else '+'} {size}"
