"""What stands still on the page on activations: value and slope, where the outputs lie, each layer's gradient."""

import itertools
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.language import listed
from playground.lessons.activations import Outputs, value_and_slope
from playground.nn import ACTIVATIONS
from playground.training import LINE_COLOURS
from playground.training.formatting import decimals, magnitude, minus

from .panel import Panel, Row, Table
from .scene import Still, shorten
from .style import MARK_COLOUR

REACH = 6.0
"""The curves are drawn for z from -REACH to REACH."""
LAYERS_THROUGH = 4
"""A gradient is followed through this many layers with the same slope."""
BINS = 60
CENTRED = 0.1
"""Outputs count as centred if their mean is within this share of their spread from 0."""
PASSES: dict[str, Callable[[float], bool]] = {
    "all of it comes through": lambda slope: abs(slope - 1) < 5e-4,  # three decimals do not tell it from 1
    "more than all of it leaves": lambda slope: slope >= 1 + 5e-4,
    "part of it comes through": lambda slope: 0 < slope <= 1 - 5e-4,
    "a part of it is turned round by": lambda slope: slope < 0,
    "none of it comes through": lambda slope: slope == 0,
}
"""What becomes of a gradient, by the slope."""
FACTOR = 10
"""Gradients of two layers count as of similar size if neither is more than this many times the other."""


def _looks() -> dict[str, tuple[str, str]]:
    """Colour and dash of each activation."""
    dashes = itertools.cycle(("solid", "dash", "solid", "dot", "dashdot"))
    return dict(zip(ACTIVATIONS, zip(itertools.cycle(LINE_COLOURS), dashes, strict=False), strict=False))


# Value and slope


def curves_still(z: float) -> Still:
    """Every activation and its slope, with a mark at ``z``, and what becomes of a gradient there."""
    here = {name: tuple(float(numbers[0]) for numbers in value_and_slope(name, z)) for name in ACTIVATIONS}
    slopes = {name: slope for name, (_, slope) in here.items()}
    rows = [
        Row([name, decimals(value, 3), decimals(slope, 3), magnitude(slope**LAYERS_THROUGH)])
        for name, (value, slope) in here.items()
    ]
    layers = f"after {LAYERS_THROUGH} layers"
    return Still(
        figures={"curves": _curves_figure(z)},
        panels=(
            Panel(title="Value g(z), and below it the slope g′(z)", charts=("curves",)),
            Panel(
                title="What becomes of a gradient of 1",
                sentence=f"At z = {minus(f'{z:.1f}')}: {what_comes_through(slopes)}",
                table=Table(("activation", "g(z)", "g′(z)", layers), rows),
                help={
                    "What becomes of a gradient of 1": "The gradient says how the cost changes with each number in the "
                    "network. It is computed from the output backwards, and a unit multiplies what reaches it by its "
                    "slope g′(z). A unit whose slope is nearly 0, at a flat end of its curve, is saturated.",
                    "g(z)": "The value: what the unit outputs.",
                    "g′(z)": "The slope: how much g(z) changes with z.",
                    layers: f"g′(z) to the power of {LAYERS_THROUGH}: the same slope in {LAYERS_THROUGH} layers, one "
                    "after the other. Their weights, which count as well, are left out.",
                },
            ),
        ),
        fills=True,
    )


def what_comes_through(slopes: Mapping[str, float]) -> str:
    """Which activations let all of a gradient through, which more, a part of it or nothing, and which turn it round."""
    said = []
    for what, fits in PASSES.items():
        names = {name: slope for name, slope in slopes.items() if fits(slope)}
        times = "" if what.startswith(("all", "none")) else " (× {})"
        if names:
            said.append(f"{what} {listed([n + times.format(minus(magnitude(s))) for n, s in names.items()])}")
    return f"{'; '.join(said)}."


def _curves_figure(z: float) -> go.Figure:
    """Above the values, below the slopes: a line for each activation, then a dot for each; and the mark at ``z``."""
    figure = go.Figure()
    Z = np.linspace(-REACH, REACH, 241)
    looks = _looks()
    for kind, axis in enumerate(("y", "y2")):
        for name, (colour, dash) in looks.items():
            figure.add_scatter(
                x=Z.round(3),
                y=value_and_slope(name, Z)[kind].round(4),
                yaxis=axis,
                mode="lines",
                name=name,
                legendgroup=name,
                showlegend=axis == "y",
                line={"color": colour, "width": 2.5, "dash": dash},
                hovertemplate="%{y:.3f}",
            )
        for name, (colour, _) in looks.items():
            figure.add_scatter(
                x=[z],
                y=[shorten(float(value_and_slope(name, z)[kind][0]))],
                yaxis=axis,
                mode="markers",
                name=name,
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
    figure.update_layout(
        hovermode="x",
        showlegend=True,
        margin={"t": 44},  # the legend has two lines where the chart is narrow
        xaxis={"title": "z", "range": [-REACH, REACH], "anchor": "y2"},
        yaxis={"title": "g(z)", "range": [-1.4, REACH + 0.2], "domain": [0.42, 1]},
        yaxis2={"title": "g′(z)", "range": [-0.2, 1.2], "domain": [0, 0.36]},
    )
    return figure


# Where the outputs lie


def outputs_still(outputs: Mapping[str, Outputs]) -> Still:
    """A histogram of each activation's outputs with their mean and spread, and which of them are centred."""
    help = {
        "Spread": "The standard deviation: how far the outputs typically are from their mean.",
        "Mean / spread": "The mean divided by the spread: how far to one side of 0 the outputs lie, whatever their "
        "size.",
    }
    return Still(
        figures={f"outputs-{name}": _outputs_figure(each, _looks()[name][0]) for name, each in outputs.items()},
        panels=(
            *(
                Panel(
                    title=name,
                    charts=(f"outputs-{name}",),
                    numbers={
                        "Mean": decimals(each.mean, 3),
                        "Spread": decimals(each.spread, 3),
                        "Mean / spread": decimals(each.off_centre, 3),
                    },
                    help=help,
                )
                for name, each in outputs.items()
            ),
            Panel(title="What the next layer sees", sentence=what_is_centred(outputs), wide=True),
        ),
    )


def what_is_centred(outputs: Mapping[str, Outputs]) -> str:
    """Which activations' outputs are centred, and how far off the others are, for the layer that they are inputs of."""
    centred = [name for name, each in outputs.items() if abs(each.off_centre) <= CENTRED]
    others = [
        f"{name} ({abs(each.off_centre):.2g} spreads {'above' if each.mean > 0 else 'below'} 0)"
        for name, each in outputs.items()
        if name not in centred
    ]
    said = []
    if centred:
        said.append(
            f"From {listed(centred)} the next layer gets inputs around 0, to within {CENTRED:g} of their spread."
        )
    if others:
        said.append(f"The outputs of {listed(others)} lie to one side of 0.")
    return " ".join(said)


def _outputs_figure(outputs: Outputs, colour: str) -> go.Figure:
    """The shares of the outputs as bars, and their mean, on an axis with 0 in its middle."""
    reach = 1.05 * float(np.abs(outputs.A).max())
    counts, edges = np.histogram(outputs.A, BINS, (-reach, reach))
    figure = go.Figure()
    figure.add_bar(
        x=[shorten(x) for x in (edges[:-1] + edges[1:]) / 2],
        y=counts / outputs.A.size,
        width=shorten(edges[1] - edges[0]),
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate="around %{x:.2f}: %{y:.1%}<extra></extra>",
    )
    figure.add_vline(x=0, line={"color": MARK_COLOUR, "width": 1})
    figure.add_vline(
        x=shorten(outputs.mean),
        line={"color": MARK_COLOUR, "width": 2, "dash": "dash"},
        annotation={"text": "mean", "yref": "paper", "y": 1.0, "yanchor": "bottom", "showarrow": False},
    )
    figure.update_xaxes(title="output", range=[-reach, reach], zeroline=False)
    figure.update_yaxes(title="share", tickformat=".0%", rangemode="tozero")
    figure.update_layout(showlegend=False, margin={"t": 24}, meta={"height": "13rem"})
    return figure


# The gradient of each layer


def gradients_still(gradients: Mapping[int, Sequence[float]]) -> Still:
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
    rows.append(Row(["first / last", *(_ratio(lengths[0], lengths[-1]) for lengths in gradients.values())]))
    title = "Length of each layer’s dW"
    return Still(
        figures={"gradients": _gradients_figure(gradients)},
        panels=(
            Panel(
                title=title,
                charts=("gradients",),
                help={
                    title: "dW holds the derivative of the cost with respect to each weight of the layer. Its length "
                    "is the root of the sum of their squares: how fast the layer learns."
                },
            ),
            Panel(
                title="The same in numbers",
                sentence=what_becomes_of_it(gradients),
                table=Table(("layer", *(f"{depth} hidden" for depth in gradients)), rows),
            ),
        ),
    )


def what_becomes_of_it(gradients: Mapping[int, Sequence[float]]) -> str:
    """How the gradient of the first layer compares with the last layer's, and with that of a shallower network."""
    shallow, deep = gradients[min(gradients)], gradients[max(gradients)]
    first, last = deep[0], deep[-1]
    with_depth = f"With {max(gradients)} hidden layers"
    if not last:
        return f"{with_depth} every gradient is 0: no unit of the last hidden layer is on for any sample."
    said = [f"{with_depth}, the first layer’s gradient is {magnitude(first / last)} times the last layer’s."]
    if first * FACTOR < last:
        each = all(before < after for before, after in itertools.pairwise(deep))
        said.append("It gets smaller with every layer on the way back to the first." if each else "It is much smaller.")
    elif first > FACTOR * last:
        said.append("It is much larger.")
    else:
        said.append(
            f"They are of similar size, within a factor of {FACTOR}. That does not mean that nothing was lost on the "
            "way back: dW also has the outputs of the layer before as a factor."
        )
    if shallow[0]:
        said.append(
            f"Compared with {min(gradients)} hidden layer, the first layer’s gradient is "
            f"{magnitude(first / shallow[0])} times as large."
        )
    if max(deep) * FACTOR < min(shallow):
        said.append("And it is not the first layer alone: every layer of the deep network has a small gradient here.")
    return " ".join(said)


def _gradients_figure(gradients: Mapping[int, Sequence[float]]) -> go.Figure:
    """A line for each depth; an exact 0 has no place on the axis."""
    figure = go.Figure()
    looks = zip(LINE_COLOURS, itertools.cycle(("circle", "square", "diamond", "triangle-up")), strict=False)
    for (depth, lengths), (colour, symbol) in zip(gradients.items(), looks, strict=False):
        figure.add_scatter(
            x=list(range(1, len(lengths) + 1)),
            y=[shorten(length) if length else None for length in lengths],
            mode="lines+markers",
            name=f"{depth} hidden",
            line={"color": colour, "width": 2},
            marker={"symbol": symbol, "size": 9},
            hovertemplate=f"{depth} hidden, dW%{{x}}: %{{y:.2g}}<extra></extra>",
        )
    figure.update_xaxes(title="layer; each line ends at the output layer", dtick=1, range=[0.8, max(gradients) + 1.2])
    figure.update_yaxes(title="length of dW", type="log", exponentformat="power", nticks=8)
    figure.update_layout(showlegend=True, hovermode="closest", margin={"l": 64}, meta={"height": "19rem"})
    return figure


def _ratio(first: float, last: float) -> str:
    return magnitude(first / last) if last else "–"
