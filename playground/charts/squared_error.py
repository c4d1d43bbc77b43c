"""Why not squared error: it and the cross-entropy of one sample over z, and their slopes."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.likelihood import one_sample

from .scene import Panel, Still, shorten
from .style import MARK_COLOUR, TEST_COLOUR, TRAIN_COLOUR
from .words import decimals, setting


def squared_error_still(z: float) -> Still:
    """Cross-entropy and squared error of one sample with y = 1 over z, and their slopes."""
    Z = np.linspace(-10, 10, 201)[np.newaxis]
    everywhere, here = one_sample(Z), one_sample(np.array([[z]]))
    a, cross_entropy, dz, squared, squared_dz = (float(values[0, 0]) for values in here)
    return Still(
        figures={
            "costs": _pair_figure(
                Z, everywhere.cross_entropy, everywhere.squared_error, (z, cross_entropy, squared), "cost"
            ),
            "slopes": _pair_figure(
                Z, everywhere.cross_entropy_slope, everywhere.squared_error_slope, (z, dz, squared_dz), "dJ/dz"
            ),
        },
        metrics=("z", "a = σ(z)"),
        panels=(
            Panel("The cost of this one sample", charts=("costs",), metrics=("−log a", "(a − 1)²"), sentence=True),
            Panel("Its slope", charts=("slopes",), metrics=("a − 1", "2 (a − 1) a (1 − a)"), sentence=True),
        ),
        texts=[
            setting(z),
            f"{a:.6f}",
            f"However wrong the model is, the squared error stays below 1: here it is {decimals(squared)}. −log a has "
            f"no such limit: here it is {decimals(cross_entropy)}.",
            decimals(cross_entropy),
            decimals(squared),
            f"The squared error's slope is the other one times 2a(1\u00a0−\u00a0a) = {decimals(squared_dz / dz)}: "
            f"with it, a step of gradient descent on z is shorter by a factor of {dz / squared_dz:,.1f}.",
            decimals(dz),
            decimals(squared_dz),
        ],
    )


def _pair_figure(
    Z: NDArray, cross_entropy: NDArray, squared: NDArray, now: tuple[float, float, float], title: str
) -> go.Figure:
    """Two lines over z, and a dot on each where z is now."""
    figure = go.Figure()
    names, colours = ("cross-entropy", "squared error"), (TRAIN_COLOUR, TEST_COLOUR)
    for values, name, colour in zip((cross_entropy, squared), names, colours, strict=True):
        figure.add_scatter(
            x=Z[0].round(1),
            y=[shorten(value) for value in values[0]],
            mode="lines",
            name=name,
            line={"color": colour, "width": 2.5},
            hovertemplate="%{y:.3g}",
        )
    z, *heights = now
    figure.add_scatter(
        x=[z, z],
        y=[shorten(height) for height in heights],
        mode="markers",
        marker={"color": colours, "size": 11, "line": {"color": "white", "width": 1}},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    figure.add_vline(z, line={"color": MARK_COLOUR, "width": 1, "dash": "dot"})
    figure.update_layout(hovermode="x", meta={"height": "min(22rem, 80vw)"})
    figure.update_xaxes(title="z", range=[-10, 10], zeroline=False)
    figure.update_yaxes(title=title, zeroline=False)
    return figure
