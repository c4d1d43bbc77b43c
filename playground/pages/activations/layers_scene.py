"""The static views of what an activation does in layers: where outputs lie, and the gradient of each layer."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.charts.curve import shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR
from playground.language import _, listed, ngettext, sentences
from playground.nn import ACTIVATIONS
from playground.training import LINE_COLOURS
from playground.training.formatting import decimals, magnitude, percent

from .lesson import Outputs
from .scene import looks

BINS = 60
CENTRED = 0.1
"""Outputs count as centred if their mean is at most this fraction of their standard deviation."""
FACTOR = 10
"""Gradients of two layers count as similar if neither is more than this many times the other."""


# Distribution of the outputs


def outputs_view(outputs: Mapping[str, Outputs]) -> StaticView:
    """A histogram of each activation's outputs, with mean and standard deviation, and which of them are centred."""
    help: dict[str, str] = {
        _("Standard deviation"): _("How far the outputs typically are from their mean."),
        _("Mean / standard deviation"): _(
            "The mean divided by the standard deviation: how far the mean of the outputs is from 0, whatever their "
            "size."
        ),
    }
    return StaticView(
        figures={f"outputs-{name}": _outputs_figure(each, looks()[name][0]) for name, each in outputs.items()},
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
        _("{function} ({spreads:.2g} × the standard deviation above 0)", function=name, spreads=each.off_centre)
        if each.mean > 0
        else _("{function} ({spreads:.2g} × the standard deviation below 0)", function=name, spreads=-each.off_centre)
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
        said.append(_("The outputs of {functions} have a mean farther from 0.", functions=listed(others)))
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
