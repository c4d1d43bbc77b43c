"""More than two classes: the softmax probabilities of three scores, and the slopes of the loss."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import StaticView
from playground.charts.style import CLASS_COLOURS, MARK_COLOUR
from playground.language import _
from playground.training.formatting import decimals, setting

from .lesson import ScoredSample, WhyThisCost, score_sample


def several_classes_view(settings: WhyThisCost) -> StaticView:
    """One sample with three scores: its probabilities, its loss and its slopes."""
    here = score_sample(settings.scores, settings.right, settings.shift)
    return StaticView(
        figures={
            "probabilities": _bars_figure(here.A, "a", [0, 1.08], here.Y),
            "pulls": _bars_figure(here.slopes, "dℓ/dz", [-1.08, 1.08]),
        },
        panels=(
            Panel(
                title=_("The probabilities of this one sample"),
                charts={"probabilities": _("probabilities")},
                numbers={_("p: a of the right class"): decimals(here.p), _("Loss: −log p"): decimals(here.cost)},
                sentence=_shifted(settings.shift),
                help={
                    _("The probabilities of this one sample"): _(
                        "Each bar is the probability of a class; the line is its label y: 1 for the right class, 0 for "
                        "the others."
                    ),
                    _("Loss: −log p"): _("The cross-entropy of this sample."),
                },
            ),
            Panel(
                title=_("The slopes of its loss"),
                charts={"pulls": _("pulls")},
                sentence=_slopes_sentence(here, settings.right),
                help={
                    _("The slopes of its loss"): _(
                        "dZ = A − Y: how far each probability is above its label. Gradient descent moves each z by "
                        "the learning rate times this, the other way."
                    ),
                },
            ),
            Panel(
                table=Table(
                    (_("class"), "z + c", "exp(z + c)", "a", "y", "dz = a − y"), _classes_table(here, settings.right)
                ),
                wide=True,
            ),
        ),
    )


def _bars_figure(values: NDArray, title: str, limits: list[float], labels: NDArray | None = None) -> go.Figure:
    """A bar for each class, and optionally a line at its label; values and labels are (K, 1)."""
    names = [_("class {number}", number=label) for label in range(len(values))]
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=[shorten(value) for value in values[:, 0]],
        marker={"color": CLASS_COLOURS[: len(values)]},
        width=0.5,
        hovertemplate="%{x}: %{y:.4f}<extra></extra>",
        showlegend=False,
    )
    if labels is not None:
        figure.add_scatter(
            x=names,
            y=labels[:, 0],
            mode="markers",
            name=_("y, the label"),
            marker={"symbol": "line-ew", "size": 56, "line": {"color": MARK_COLOUR, "width": 4}},
            hovertemplate="%{x}: y %{y:.0f}<extra></extra>",
            cliponaxis=False,
        )
    figure.update_layout(meta={"height": "min(11.5rem, 55vw)"}, showlegend=labels is not None)
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(title=title, range=limits, zeroline=True, zerolinecolor=MARK_COLOUR)
    return figure


def _shifted(shift: float) -> str:
    """The effect of adding the same number to all scores."""
    if not shift:
        return ""
    times = decimals(float(np.exp(shift)))
    return _(
        "With c = {c} every power is {times} times what it was, and so is their sum: no probability changes.",
        c=setting(shift),
        times=times,
    )


def _slopes_sentence(here: ScoredSample, right: int) -> str:
    one, other = [decimals(float(dz)) for label, dz in enumerate(here.slopes[:, 0]) if label != right]
    return _(
        "z of class {number} is pulled up by {up}; the others are pulled down by {one} and {other}, together by just "
        "as much.",
        number=right,
        up=decimals(1 - here.p),
        one=one,
        other=other,
    )


def _classes_table(here: ScoredSample, right: int) -> list[Row]:
    """A row for each class, the true one with a mark, and the sums."""
    columns = (here.Z, here.powers, here.A, here.Y, here.slopes)
    marks = [0 if label == right else -1 for label in range(len(here.Z))]
    rows = [
        Row([str(label), setting(round(z, 9)), decimals(power), decimals(a), f"{y:.0f}", decimals(dz)], mark)
        for (label, mark), (z, power, a, y, dz) in zip(enumerate(marks), np.hstack(columns).tolist(), strict=True)
    ]
    # Rounded, since sums that should be 1 and 0 may be off by 1e-16.
    power, a, y, dz = (float(column.sum().round(9)) for column in columns[1:])
    return [*rows, Row([_("sum"), "", decimals(power), decimals(a), f"{y:.0f}", decimals(dz)])]
