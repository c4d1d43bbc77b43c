"""The static views of the page on activations: outputs, slopes, distribution of outputs, each layer's gradient."""

import itertools
from collections.abc import Callable, Mapping, Sequence
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

from .lesson import Outputs, value_and_slope

REACH = 6.0
"""The curves are drawn for z from -REACH to REACH."""
LAYERS_THROUGH = 4
"""A gradient is followed through this many layers with the same slope."""
OUTPUT, SLOPE = range(2)
"""What curves are drawn of: their place in what :func:`value_and_slope` returns."""
BINS = 60
CENTRED = 0.1
"""Outputs count as centred if their mean is at most this fraction of their standard deviation."""
FACTOR = 10
"""Gradients of two layers count as similar if neither is more than this many times the other."""


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


def _looks() -> dict[str, tuple[str, str]]:
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
    looks = _looks()
    for name, (colour, dash) in looks.items():
        figure.add_scatter(
            x=Z.round(3),
            y=value_and_slope(name, Z)[kind].round(4),
            mode="lines",
            name=ACTIVATIONS[name].label,
            legendgroup=name,
            line={"color": colour, "width": 2.5, "dash": dash},
            hovertemplate="%{y:.3f}",
        )
    for (name, (colour, _dash)), (activation, here) in zip(looks.items(), _at(z, kind), strict=True):
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


# Distribution of the outputs


def outputs_view(outputs: Mapping[str, Outputs]) -> StaticView:
    """A histogram of each activation's outputs, with mean and standard deviation, and which of them are centred."""
    help: dict[str, str] = {
        _("Standard deviation"): _("How far the outputs typically are from their mean."),
        _("Mean / standard deviation"): _(
            "The mean divided by the standard deviation: how far to one side of 0 the outputs lie, whatever their size."
        ),
    }
    return StaticView(
        figures={f"outputs-{name}": _outputs_figure(each, _looks()[name][0]) for name, each in outputs.items()},
        panels=(
            *(
                Panel(
                    title=ACTIVATIONS[name].label,
                    charts={f"outputs-{name}": _("outputs")},
                    numbers={
                        _("Mean"): decimals(each.mean, 3),
                        _("Standard deviation"): decimals(each.spread, 3),
                        _("Mean / standard deviation"): decimals(each.off_centre, 3),
                    },
                    help=help,
                )
                for name, each in outputs.items()
            ),
            Panel(title=_("What the next layer sees"), sentence=what_is_centred(outputs), wide=True),
        ),
    )


def what_is_centred(outputs: Mapping[str, Outputs]) -> str:
    """Which activations' outputs are centred, and how far off the others are, as inputs of the next layer."""
    named = {ACTIVATIONS[name].label: each for name, each in outputs.items()}
    centred = [name for name, each in named.items() if abs(each.off_centre) <= CENTRED]
    others: list[str] = [
        _("{function} ({spreads:.2g} standard deviations above 0)", function=name, spreads=each.off_centre)
        if each.mean > 0
        else _("{function} ({spreads:.2g} standard deviations below 0)", function=name, spreads=-each.off_centre)
        for name, each in named.items()
        if name not in centred
    ]
    said = []
    if centred:
        said.append(
            ngettext(
                "{functions} gives the next layer inputs centred on 0 (within {share:g} standard deviations).",
                "{functions} give the next layer inputs centred on 0 (within {share:g} standard deviations).",
                len(centred),
                functions=listed(centred),
                share=CENTRED,
            )
        )
    if others:
        said.append(_("The outputs of {functions} lie to one side of 0.", functions=listed(others)))
    return sentences(*said)


def _outputs_figure(outputs: Outputs, colour: str) -> go.Figure:
    """The distribution of the outputs as bars, and their mean, on an axis centred on 0."""
    reach = 1.05 * float(np.abs(outputs.A).max())
    counts, edges = np.histogram(outputs.A, BINS, (-reach, reach))
    figure = go.Figure()
    figure.add_bar(
        x=[shorten(x) for x in (edges[:-1] + edges[1:]) / 2],
        y=100 * counts / outputs.A.size,
        customdata=[percent(share) for share in (counts / outputs.A.size).tolist()],
        width=shorten(edges[1] - edges[0]),
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate=_("around %{x:.2f}: %{customdata}<extra></extra>"),
    )
    figure.add_vline(x=0, line={"color": MARK_COLOUR, "width": 1})
    figure.add_vline(
        x=shorten(outputs.mean),
        line={"color": MARK_COLOUR, "width": 2, "dash": "dash"},
        annotation={"text": _("mean"), "yref": "paper", "y": 1.0, "yanchor": "bottom", "showarrow": False},
    )
    figure.update_xaxes(title=_("output"), range=[-reach, reach], zeroline=False)
    figure.update_yaxes(title=_("share (%)"), rangemode="tozero")
    figure.update_layout(showlegend=False, margin={"t": 24}, meta={"height": "13rem"})
    return figure


# The gradient of each layer


def gradients_view(gradients: Mapping[int, Sequence[float]]) -> StaticView:
    """The length of each layer's dW for each depth, on a logarithmic axis and in numbers."""
    rows = [
        Row(
            [
                f"dW{layer + 1}",
                *(magnitude(lengths[layer]) if lengths[layer:] else "" for lengths in gradients.values()),
            ]
        )
        for layer in range(max(gradients) + 1)
    ]
    rows.append(Row([_("first / last"), *(_ratio(lengths[0], lengths[-1]) for lengths in gradients.values())]))
    title = _("Length of each layer’s dW")
    return StaticView(
        figures={"gradients": _gradients_figure(gradients)},
        panels=(
            Panel(
                title=title,
                charts={"gradients": _("gradients")},
                help={
                    title: _(
                        "dW holds the derivative of the cost with respect to each weight of the layer. Its length is "
                        "the root of the sum of their squares: how fast the layer learns."
                    )
                },
            ),
            Panel(
                title=_("The same in numbers"),
                sentence=what_becomes_of_it(gradients),
                table=Table((_("layer"), *map(_hidden, gradients)), rows),
            ),
        ),
    )


def what_becomes_of_it(gradients: Mapping[int, Sequence[float]]) -> str:
    """How the first layer's gradient compares with the last layer's, and with that in a shallower network."""
    shallow, deep = gradients[min(gradients)], gradients[max(gradients)]
    first, last = deep[0], deep[-1]
    if not last:
        return ngettext(
            "With {n} hidden layer every gradient is 0: no unit of the last hidden layer is on for any sample.",
            "With {n} hidden layers every gradient is 0: no unit of the last hidden layer is on for any sample.",
            max(gradients),
        )
    said = [
        ngettext(
            "With {n} hidden layer, the first layer’s gradient is {ratio} times the last layer’s.",
            "With {n} hidden layers, the first layer’s gradient is {ratio} times the last layer’s.",
            max(gradients),
            ratio=magnitude(first / last),
        )
    ]
    if first * FACTOR < last:
        if all(before < after for before, after in itertools.pairwise(deep)):
            said.append(_("It gets smaller with every layer, from the last back to the first."))
        else:
            said.append(_("It is much smaller."))
    elif first > FACTOR * last:
        said.append(_("It is much larger."))
    else:
        said.append(
            _(
                "They are of similar size, within a factor of {factor}. That does not mean that nothing was lost on "
                "the way back: dW also has the outputs of the layer before as a factor.",
                factor=FACTOR,
            )
        )
    if shallow[0]:
        said.append(
            ngettext(
                "Compared with {n} hidden layer, the first layer’s gradient is {ratio} times as large.",
                "Compared with {n} hidden layers, the first layer’s gradient is {ratio} times as large.",
                min(gradients),
                ratio=magnitude(first / shallow[0]),
            )
        )
    if max(deep) * FACTOR < min(shallow):
        said.append(_("It is not only the first layer: every layer of the deep network has a small gradient here."))
    return sentences(*said)


def _gradients_figure(gradients: Mapping[int, Sequence[float]]) -> go.Figure:
    """A line for each depth; an exact 0 has no place on the axis."""
    figure = go.Figure()
    looks = zip(LINE_COLOURS, itertools.cycle(("circle", "square", "diamond", "triangle-up")), strict=False)
    for (depth, lengths), (colour, symbol) in zip(gradients.items(), looks, strict=False):
        figure.add_scatter(
            x=list(range(1, len(lengths) + 1)),
            y=[shorten(length) if length else None for length in lengths],
            mode="lines+markers",
            name=_hidden(depth),
            line={"color": colour, "width": 2},
            marker={"symbol": symbol, "size": 9},
            hovertemplate=_("{depth} hidden, dW%{{x}}: %{{y:.2g}}<extra></extra>", depth=depth),
        )
    figure.update_xaxes(
        title=_("layer; each line ends at the output layer"), dtick=1, range=[0.8, max(gradients) + 1.2]
    )
    figure.update_yaxes(title=_("length of dW"), type="log", exponentformat="power", nticks=8)
    figure.update_layout(showlegend=True, hovermode="closest", margin={"l": 64}, meta={"height": "19rem"})
    return figure


def _hidden(depth: int) -> str:
    """A short name for a network of this depth."""
    # Translators: so many hidden layers, short.
    return _("{depth} hidden", depth=depth)


def _ratio(first: float, last: float) -> str:
    return magnitude(first / last) if last else "–"
