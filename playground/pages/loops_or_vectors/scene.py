"""The time for the gradient with loops and vectorised, on logarithmic axes, and conclusions."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import StaticView
from playground.language import _, listed, number, sentences
from playground.training import LINE_COLOURS
from playground.training.formatting import duration, magnitude, times

from .lesson import AGREE, SIZES, LoopsOrVectors, Measured, expected, next_size

SHOWN, EDGE = (5e-6, 1.0), 0.2
"""Seconds that are on the axis in any case, and room around the times, as a power of ten."""
HEADINGS = ("m", _("loops"), _("vectorised"), _("ratio"), _("difference"))


def loops_or_vectors_view(settings: LoopsOrVectors, measured: Sequence[Measured]) -> StaticView:
    """The times so far.

    Parameters
    ----------
    settings : what is measured
    measured : the measurements, from few samples to many
    """
    rows = [
        Row(
            [
                number(one.m),
                duration(one.loops),
                duration(one.vectorised),
                times(one.ratio),
                magnitude(one.difference),
            ]
        )
        for one in measured
    ]
    last = measured[-1] if measured else None
    return StaticView(
        figures={"times": _figure(settings, measured)},
        numbers={
            _("Largest m so far"): number(last.m) if last else "–",
            _("Loops / vectorised"): _("{ratio} times", ratio=times(last.ratio)) if last else "–",
            _("Loops"): duration(last.loops) if last else "–",
            _("Vectorised"): duration(last.vectorised) if last else "–",
        },
        panels=(
            Panel(
                title=_("Time for one gradient"),
                charts={"times": _("times")},
                sentence=comparison(settings, measured),
                wide=True,
                help={
                    _("Time for one gradient"): _(
                        "Both axes are logarithmic: the vertical distance between the lines shows how many times "
                        "slower the loops are."
                    ),
                    _("Vectorised"): _("All numbers at once, as products of matrices, without a loop in Python."),
                },
            ),
            Panel(
                title=_("In numbers"),
                sentence=agreement(measured),
                table=Table(HEADINGS, rows),
                wide=True,
                below=True,
                help={
                    _("ratio"): _("How many times slower the loops are."),
                    _("difference"): _(
                        "The largest difference between a number of one gradient and the same number of the other."
                    ),
                },
            ),
        ),
        fills=True,
    )


def _figure(settings: LoopsOrVectors, measured: Sequence[Measured]) -> go.Figure:
    figure = go.Figure()
    m = [one.m for one in measured]
    for name, colour, symbol, seconds in (
        (_("loops"), LINE_COLOURS[2], "square", [one.loops for one in measured]),
        (_("vectorised"), LINE_COLOURS[0], "circle", [one.vectorised for one in measured]),
    ):
        figure.add_scatter(
            x=m,
            y=seconds,
            text=[duration(each) for each in seconds],
            mode="lines+markers",
            name=name,
            line={"color": colour, "width": 2},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="m = %{x:,}: %{text}",
        )
    figure.update_layout(showlegend=True, margin={"l": 76, "r": 28})
    figure.update_xaxes(
        title=_("samples m"),
        type="log",
        range=[0.8, len(settings.largest) - 0.8],
        tickvals=SIZES,
        ticktext=[number(m) for m in SIZES],
    )
    exponents = range(-6, 2)
    shown = [*SHOWN, *(seconds for one in measured for seconds in (one.loops, one.vectorised))]
    figure.update_yaxes(
        title=_("time for one gradient"),
        type="log",
        range=[np.log10(min(shown)) - EDGE, np.log10(max(shown)) + EDGE],
        tickvals=[10.0**exponent for exponent in exponents],
        ticktext=[duration(10.0**exponent) for exponent in exponents],
    )
    return figure


def comparison(settings: LoopsOrVectors, measured: Sequence[Measured]) -> str:
    """Which was faster, and by how much."""
    if not measured:
        return _("Nothing has been measured yet.")
    last = measured[-1]
    slower = [_times_slower(one) for one in dict.fromkeys((measured[0], last)) if one.ratio > 1]
    faster: list[str] = [number(one.m) for one in measured if one.ratio <= 1]
    won = _("With {sizes} samples the loops were as fast, or faster.", sizes=listed(faster)) if faster else ""
    more = 10 * last.m
    left_out = ""
    if more <= int(settings.largest) and next_size(settings, measured) is None:
        left_out = _(
            "Larger values of m are left out: with {more:,} samples the loops would take about {time}.",
            more=more,
            time=duration(expected(measured, more)),
        )
    return sentences(*slower, won, left_out)


def _times_slower(one: Measured) -> str:
    return _("With {m:,} samples the loops are {ratio} times slower.", m=one.m, ratio=times(one.ratio))


def agreement(measured: Sequence[Measured]) -> str:
    """Whether both computed the same gradient."""
    if not measured:
        return _("The two gradients are compared, number by number, as soon as they are measured.")
    largest = max(one.difference for one in measured)
    if not largest:
        return _("The two gradients are equal, bit for bit.")
    if largest <= AGREE:
        return _(
            "The two gradients differ by {largest} at most. Up to {limit} that is rounding: the sums are the same, "
            "added up in a different order.",
            largest=magnitude(largest),
            limit=magnitude(AGREE),
        )
    return _(
        "The two gradients differ by up to {largest}. Above {limit} that is more than rounding: one of them is wrong.",
        largest=magnitude(largest),
        limit=magnitude(AGREE),
    )
