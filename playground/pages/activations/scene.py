"""The static views of an activation's curves: what it outputs at a z, and its slope there."""

import itertools
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from playground.charts.curve import shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR
from playground.language import Message, _, listed, ngettext, number, pgettext, sentences
from playground.nn import ACTIVATIONS
from playground.nn.activations import Activation
from playground.training import LINE_COLOURS
from playground.training.formatting import decimals, magnitude, minus, percent

from .lesson import value_and_slope

REACH = 6.0
"""The curves are drawn for z from -REACH to REACH."""
LAYERS_THROUGH = 4
"""A gradient is followed through this many layers with the same slope."""
OUTPUT, SLOPE = range(2)
"""What curves are drawn of: their place in what :func:`value_and_slope` returns."""


class Passes(NamedTuple):
    """What ``becomes`` of a gradient in ``{functions}`` whose slope ``fits``; ``by``: whether to say by how much."""

    becomes: Message
    fits: Callable[[float], bool]
    by: bool = False


PASSES = (
    # With three decimals it looks like 1.
    Passes(_("the whole gradient passes through {functions}"), lambda slope: abs(slope - 1) < 5e-4),
    Passes(_("it is even amplified by {functions}"), lambda slope: slope >= 1 + 5e-4, by=True),
    Passes(_("part of it passes through {functions}"), lambda slope: 0 < slope <= 1 - 5e-4, by=True),
    Passes(_("part of it passes, with its sign reversed, through {functions}"), lambda slope: slope < 0, by=True),
    Passes(_("none of it passes through {functions}"), lambda slope: slope == 0),
)


def looks() -> dict[str, tuple[str, str]]:
    """Colour and dash of each activation; what bends nothing is grey."""
    dashes = itertools.cycle(("solid", "dash", "solid", "dot", "dashdot"))
    looks = dict(zip(ACTIVATIONS, zip(itertools.cycle(LINE_COLOURS), dashes, strict=False), strict=False))
    return {
        name: (MARK_COLOUR, dash) if ACTIVATIONS[name].linear else (colour, dash)
        for name, (colour, dash) in looks.items()
    }


# The output


def curves_view(z: float) -> StaticView:
    """Every activation, with a mark at ``z``, and what its output there can mean."""
    outputs = {activation.label: value for activation, value in _at(z, OUTPUT)}
    return StaticView(
        figures={"curves": _curves_figure(z, OUTPUT)},
        panels=(
            Panel(title=_("The output g(z)"), charts={"curves": _("curves")}),
            Panel(
                title=_("What the number means"),
                sentence=what_it_means(z, outputs),
                table=Table((_("activation"), "g(z)"), [Row([name, decimals(g, 3)]) for name, g in outputs.items()]),
                help={"g(z)": _("What the unit outputs.")},
            ),
        ),
        fills=True,
    )


def what_it_means(z: float, outputs: Mapping[str, float]) -> str:
    """The probability that sigmoid makes of ``z``, and which outputs can't be one there."""
    probability = outputs[ACTIVATIONS["sigmoid"].label]
    outside = [name for name, value in outputs.items() if not 0 <= value <= 1]
    return sentences(
        _(
            "At z = {z}, sigmoid outputs {output}: read as a probability, {share}.",
            z=_in_short(z),
            output=decimals(probability, 3),
            share=percent(probability),
        ),
        ngettext(
            "{functions} is outside 0 to 1 here, so it is no probability.",
            "{functions} are outside 0 to 1 here, so they are no probabilities.",
            len(outside),
            functions=listed(outside),
        )
        if outside
        else _("Here all of them are between 0 and 1."),
    )


# The slope


def slopes_view(z: float) -> StaticView:
    """The slope of every activation, with a mark at ``z``, and what becomes of a gradient there."""
    slopes = {activation.label: slope for activation, slope in _at(z, SLOPE)}
    rows = [Row([name, decimals(slope, 3), magnitude(slope**LAYERS_THROUGH)]) for name, slope in slopes.items()]
    layers = ngettext("after {n} layer", "after {n} layers", LAYERS_THROUGH)
    title = _("What happens to a gradient of 1")
    return StaticView(
        figures={"slopes": _curves_figure(z, SLOPE)},
        panels=(
            Panel(title=_("The slope g′(z)"), charts={"slopes": _("slopes")}),
            Panel(
                title=title,
                sentence=_("At z = {z} {clauses}.", z=_in_short(z), clauses=what_comes_through(slopes)),
                table=Table((_("activation"), "g′(z)", layers), rows),
                help={
                    title: _("A unit whose slope is nearly 0, at a flat end of its curve, is saturated."),
                    "g′(z)": _("The slope: how much g(z) changes with z."),
                    layers: _(
                        "g′(z) to the power of {layers}: the same slope in {layers} layers, one after the other. Their "
                        "weights, which count as well, are left out.",
                        layers=LAYERS_THROUGH,
                    ),
                },
            ),
        ),
    )


def what_comes_through(slopes: Mapping[str, float]) -> str:
    """Which activations pass a gradient unchanged, amplify, reduce, reverse or block it."""
    said = ""
    for passes in PASSES:
        functions = [
            _("{function} (×\u00a0{slope})", function=name, slope=decimals(slope, 3)) if passes.by else name
            for name, slope in slopes.items()
            if passes.fits(slope)
        ]
        if functions:
            clause = passes.becomes.filled(functions=listed(functions))
            said = pgettext("two clauses", "{first}; {second}", first=said, second=clause) if said else clause
    return said


def _at(z: float, kind: int) -> list[tuple[Activation, float]]:
    """Every activation with its output or its slope at ``z``."""
    return [(activation, float(value_and_slope(name, z)[kind][0])) for name, activation in ACTIVATIONS.items()]


def _in_short(z: float) -> str:
    return minus(number(z, ".1f"))


def _curves_figure(z: float, kind: int) -> go.Figure:
    """Outputs or slopes: a line for each activation, then a dot for each, and the mark at ``z``."""
    figure = go.Figure()
    Z = np.linspace(-REACH, REACH, 241)
    for name, (colour, dash) in looks().items():
        figure.add_scatter(
            x=Z.round(3),
            y=value_and_slope(name, Z)[kind].round(4),
            mode="lines",
            name=ACTIVATIONS[name].label,
            legendgroup=name,
            line={"color": colour, "width": 2.5, "dash": dash},
            hovertemplate="%{y:.3f}",
        )
    for (name, (colour, _dash)), (activation, here) in zip(looks().items(), _at(z, kind), strict=True):
        figure.add_scatter(
            x=[z],
            y=[shorten(here)],
            mode="markers",
            name=activation.label,
            legendgroup=name,
            showlegend=False,
            marker={"color": colour, "size": 11, "line": {"color": "white", "width": 1.5}},
            hoverinfo="skip",
            cliponaxis=False,
        )
    figure.add_shape(
        type="line", x0=z, x1=z, yref="paper", y0=0, y1=1, layer="below",
        line={"color": MARK_COLOUR, "width": 1.5, "dash": "dot"},
    )  # fmt: skip
    title, *reach = ("g(z)", -1.4, REACH + 0.2) if kind == OUTPUT else ("g′(z)", -0.2, 1.2)
    figure.update_layout(
        hovermode="x",
        showlegend=True,
        margin={"t": 44},  # the legend takes two lines in a narrow chart
        xaxis={"title": "z", "range": [-REACH, REACH]},
        yaxis={"title": title, "range": reach},
        meta={"height": "22rem"} if kind == SLOPE else {},
    )
    return figure
