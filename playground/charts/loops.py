"""How long the gradient takes with loops and vectorised: both on logarithmic axes, and what follows."""

from collections.abc import Sequence

import plotly.graph_objects as go

from playground.lessons.loops import SIZES, Loops, Measured, expected, next_size

from .scene import Panel, Still
from .style import CLASS_COLOURS, TRAIN_COLOUR
from .words import magnitude

AGREE = 1e-12
"""Numbers that differ by no more are the same but for rounding."""
HEADINGS = ("m", "loops", "vectorised", "ratio", "difference")


def loops_still(settings: Loops, measured: Sequence[Measured]) -> Still:
    """The times so far.

    Parameters
    ----------
    settings : what is measured
    measured : from few samples to many
    """
    rows = [
        (-1, [f"{one.m:,}", duration(one.loops), duration(one.vectorised), times(one.ratio), magnitude(one.difference)])
        for one in measured
    ]
    last = measured[-1] if measured else None
    return Still(
        figures={"times": _figure(settings, measured)},
        metrics=("Largest m so far", "Loops", "Vectorised", "Loops / vectorised"),
        panels=(
            Panel("Time for one gradient", ("times",), sentence=True),
            Panel("In numbers", sentence=True, table=HEADINGS),
        ),
        texts=[
            *(
                (f"{last.m:,}", duration(last.loops), duration(last.vectorised), f"{times(last.ratio)} times")
                if last
                else "––––"
            ),
            comparison(settings, measured),
            agreement(measured),
        ],
        tables=[rows],
    )


def _figure(settings: Loops, measured: Sequence[Measured]) -> go.Figure:
    figure = go.Figure()
    m = [one.m for one in measured]
    for name, colour, symbol, seconds in (
        ("loops", CLASS_COLOURS[1], "square", [one.loops for one in measured]),
        ("vectorised", TRAIN_COLOUR, "circle", [one.vectorised for one in measured]),
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
    figure.update_layout(showlegend=True, margin={"l": 76, "r": 28}, meta={"height": "24rem"})
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
        return "Nothing is measured yet."
    last = measured[-1]
    words = [f"With {last.m:,} samples the loops took {times(last.ratio)} times as long as the vectorised gradient."]
    faster = [f"{one.m:,}" for one in measured if one.ratio <= 1]
    if faster:
        words.append(f"With {', '.join(faster)} samples the loops were as fast, or faster.")
    left_out = 10 * last.m
    if left_out <= int(settings.largest) and next_size(settings, measured) is None:
        words.append(
            f"More are left out: with {left_out:,} the loops would take about "
            f"{duration(expected(measured, left_out))}, and everyone on this server would wait."
        )
    return " ".join(words)


def agreement(measured: Sequence[Measured]) -> str:
    """Whether both computed the same gradient."""
    if not measured:
        return "Both gradients are compared, number by number, as soon as they are measured."
    largest = max(one.difference for one in measured)
    if not largest:
        return "Both gradients are equal, bit for bit."
    if largest <= AGREE:
        return (
            f"No number of one gradient differs from the other's by more than {magnitude(largest)}. Up to "
            f"{magnitude(AGREE)} that is rounding: the sums are the same, added up in another order."
        )
    return (
        f"The gradients differ by up to {magnitude(largest)}. Above {magnitude(AGREE)} that is more than rounding: one "
        "of them is wrong."
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
