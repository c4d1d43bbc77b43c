"""How long the gradient takes with loops and vectorised: both on logarithmic axes, and what follows."""

from collections.abc import Sequence

import plotly.graph_objects as go

from playground.language import listed
from playground.lessons.loops import SIZES, Loops, Measured, expected, next_size
from playground.training import LINE_COLOURS
from playground.training.formatting import magnitude

from .panel import Panel, Row, Table
from .scene import Still

AGREE = 1e-12
"""Numbers that differ by no more than this are the same but for rounding."""
HEADINGS = ("m", "loops", "vectorised", "ratio", "difference")


def loops_still(settings: Loops, measured: Sequence[Measured]) -> Still:
    """The times so far.

    Parameters
    ----------
    settings : what is measured
    measured : from few samples to many
    """
    rows = [
        Row([f"{one.m:,}", duration(one.loops), duration(one.vectorised), times(one.ratio), magnitude(one.difference)])
        for one in measured
    ]
    last = measured[-1] if measured else None
    return Still(
        figures={"times": _figure(settings, measured)},
        numbers={
            "Largest m so far": f"{last.m:,}" if last else "–",
            "Loops": duration(last.loops) if last else "–",
            "Vectorised": duration(last.vectorised) if last else "–",
            "Loops / vectorised": f"{times(last.ratio)} times" if last else "–",
        },
        panels=(
            Panel(
                title="Time for one gradient",
                charts=("times",),
                sentence=comparison(settings, measured),
                wide=True,
                help={
                    "Time for one gradient": "Both axes are logarithmic: the vertical distance between the lines shows "
                    "how many times as long the loops take.",
                    "Vectorised": "All numbers at once, as products of matrices, without a loop in Python.",
                },
            ),
            Panel(
                title="In numbers",
                sentence=agreement(measured),
                table=Table(HEADINGS, rows),
                wide=True,
                below=True,
                help={
                    "ratio": "How many times as long the loops take.",
                    "difference": "The largest difference between a number of one gradient and the same number of the "
                    "other.",
                },
            ),
        ),
        fills=True,
    )


def _figure(settings: Loops, measured: Sequence[Measured]) -> go.Figure:
    figure = go.Figure()
    m = [one.m for one in measured]
    for name, colour, symbol, seconds in (
        ("loops", LINE_COLOURS[2], "square", [one.loops for one in measured]),
        ("vectorised", LINE_COLOURS[0], "circle", [one.vectorised for one in measured]),
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
        title="samples m",
        type="log",
        range=[0.8, len(settings.largest) - 0.8],
        tickvals=SIZES,
        ticktext=[f"{m:,}" for m in SIZES],
    )
    exponents = range(-6, 1)
    figure.update_yaxes(
        title="time for one gradient",
        type="log",
        autorangeoptions={"include": [1e-6, 1]},
        tickvals=[10.0**exponent for exponent in exponents],
        ticktext=[duration(10.0**exponent) for exponent in exponents],
    )
    return figure


def comparison(settings: Loops, measured: Sequence[Measured]) -> str:
    """Which was faster, and by how much."""
    if not measured:
        return "Nothing has been measured yet."
    first, last = measured[0], measured[-1]
    words = [f"With {first.m:,} samples the loops took {times(first.ratio)} times as long as the vectorised gradient"]
    words[0] += f", and with {last.m:,} samples {times(last.ratio)} times as long." if last is not first else "."
    faster = [f"{one.m:,}" for one in measured if one.ratio <= 1]
    if faster:
        words.append(f"With {listed(faster)} samples the loops were as fast, or faster.")
    left_out = 10 * last.m
    if left_out <= int(settings.largest) and next_size(settings, measured) is None:
        words.append(
            f"Larger values of m are left out: with {left_out:,} samples the loops would take about "
            f"{duration(expected(measured, left_out))}, and everyone else on this server would have to wait."
        )
    return " ".join(words)


def agreement(measured: Sequence[Measured]) -> str:
    """Whether both computed the same gradient."""
    if not measured:
        return "The two gradients are compared, number by number, as soon as they are measured."
    largest = max(one.difference for one in measured)
    if not largest:
        return "The two gradients are equal, bit for bit."
    if largest <= AGREE:
        return (
            f"The two gradients differ by {magnitude(largest)} at most. Up to {magnitude(AGREE)} that is rounding: the "
            "sums are the same, added up in a different order."
        )
    return (
        f"The two gradients differ by up to {magnitude(largest)}. Above {magnitude(AGREE)} that is more than rounding: "
        "one of them is wrong."
    )


def duration(seconds: float) -> str:
    """A time as a person reads it, in two or three digits: "12 µs", "3.4 ms", "0.51 s"."""
    for unit, size in (("µs", 1e-6), ("ms", 1e-3)):
        if seconds < 999.5 * size:
            return f"{seconds / size:.3g} {unit}" if seconds >= 99.5 * size else f"{seconds / size:.2g} {unit}"
    return f"{seconds:.2g} s" if seconds < 99.5 else f"{seconds:.0f} s"


def times(ratio: float) -> str:
    """How many times as long: "1,034", "1.4"."""
    return f"{ratio:,.0f}" if ratio >= 9.95 else f"{ratio:.2g}"
