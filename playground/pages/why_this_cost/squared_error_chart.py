"""Why not squared error: squared error and cross-entropy of one sample over z, and their slopes."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import shorten
from playground.charts.panel import Panel
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR
from playground.language import _, number
from playground.training import LINE_COLOURS
from playground.training.formatting import decimals, setting

from .lesson import one_sample


def squared_error_view(z: float) -> StaticView:
    """Cross-entropy and squared error of one sample with y = 1 over z, and their slopes."""
    Z = np.linspace(-10, 10, 201)[np.newaxis]
    everywhere, here = one_sample(Z), one_sample(np.array([[z]]))
    a, cross_entropy, dz, squared, squared_dz = (float(values[0, 0]) for values in here)
    return StaticView(
        figures={
            "costs": _pair_figure(
                Z, everywhere.cross_entropy, everywhere.squared_error, (z, cross_entropy, squared), _("loss")
            ),
            "slopes": _pair_figure(
                Z, everywhere.cross_entropy_slope, everywhere.squared_error_slope, (z, dz, squared_dz), "dℓ/dz"
            ),
        },
        numbers={"z": setting(z), "a = σ(z)": number(a, ".6f")},
        panels=(
            Panel(
                title=_("The loss of this one sample"),
                charts={"costs": _("losses")},
                numbers={"−log a": decimals(cross_entropy), "(a − 1)²": decimals(squared)},
                sentence=_("However wrong the model is, the squared error stays below 1; −log a has no limit."),
                help={
                    "−log a": _("The cross-entropy of a sample with y = 1."),
                    "(a − 1)²": _("The squared error of a sample with y = 1."),
                },
            ),
            Panel(
                title=_("Its slope"),
                charts={"slopes": _("slopes")},
                numbers={"a − 1": decimals(dz), "2 (a − 1) a (1 − a)": decimals(squared_dz)},
                sentence=_(
                    "The squared error makes a step of gradient descent on z shorter by a factor of {factor:,.1f}.",
                    factor=dz / squared_dz,
                ),
                help={
                    _("Its slope"): _(
                        "How fast the loss changes with z. Gradient descent moves z the other way, by the learning "
                        "rate times this."
                    ),
                    "a − 1": _("The slope of the cross-entropy."),
                    "2 (a − 1) a (1 − a)": _("The slope of the squared error."),
                },
            ),
        ),
    )


def _pair_figure(
    Z: NDArray, cross_entropy: NDArray, squared: NDArray, now: tuple[float, float, float], title: str
) -> go.Figure:
    """Two lines over z, with dots at the current z."""
    figure = go.Figure()
    names, colours = (_("cross-entropy"), _("squared error")), LINE_COLOURS[:2]
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
