"""Networks as strips: the answers of each along a line, below the strip of correct answers."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.cursor import Reading, cells_reading
from playground.charts.curve import Trace
from playground.charts.plane.boundary import strips_picture
from playground.charts.scene import divergence
from playground.charts.style import CLASS_COLOURS
from playground.language import _, number
from playground.training import RunGroup
from playground.training.formatting import percent

FEWEST, MOST = 512, 1024
"""Columns of the picture: with fewer, the browser would blend neighbours; more cannot be seen."""
PIECES = 64
"""Places of the cursor along a strip."""
MARGIN = 0.24
"""Width of the texts to the right of the strips, as a fraction of the strips' length."""


def strips_figure(names: Sequence[str], classes: Sequence[str], title: str, heading: str) -> go.Figure:
    """A row for the correct strip and one for each network, without pictures.

    Parameters
    ----------
    names : names of the networks
    classes : names of both classes
    title : title of the axis along the strips, from 0 to 1
    heading : heading of the texts about the networks
    """
    figure = go.Figure()
    rows = [_("wanted"), *names]
    figure.add_scatter(
        x=[], y=[], text=[], mode="text", textposition="middle right", hoverinfo="skip", showlegend=False
    )
    for name, colour in zip(classes, CLASS_COLOURS, strict=False):  # only for the legend
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=name, marker={"symbol": "square", "size": 12, "color": colour}
        )
    figure.add_layout_image(
        source="", xref="x", yref="y", x=0, y=-0.5, sizex=1, sizey=len(rows), sizing="stretch", layer="below"
    )
    figure.add_annotation(
        text=heading, x=1 + MARGIN / 2, xref="x", y=1, yref="paper", yanchor="bottom", showarrow=False
    )
    plain = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickmode": "array"}
    figure.update_xaxes(title=title, range=[0, 1 + MARGIN], tickvals=[0, 0.25, 0.5, 0.75, 1], **plain)
    ticks = {"tickvals": list(range(len(rows))), "ticktext": rows}
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], **ticks, **plain)
    figure.update_layout(showlegend=True, dragmode=False, margin={"l": 60, "r": 4})
    return figure


def strips_now(wanted: NDArray, outputs: Sequence[NDArray], hard: bool) -> str:
    """The picture of :func:`strips_figure`, from the correct answers, (m,) 0 or 1, and each network's outputs, (m,).

    If m is a large power of two, a column of the picture is the mean of several neighbours.
    """
    strips = np.stack([wanted, *outputs])
    if wanted.size > MOST:
        return strips_picture(strips.reshape(len(strips), MOST, -1).mean(axis=2), hard)
    return strips_picture(np.repeat(strips, -(-FEWEST // wanted.size), axis=1), hard)


def strips_reading(names: Sequence[str], classes: Sequence[str], t: NDArray, outputs: Sequence[NDArray]) -> Reading:
    """What each network of :func:`strips_figure` answers along its strip; Tab goes to where it begins to be wrong.

    Parameters
    ----------
    names, classes : as for the figure
    t : (m,) places along the strips, 0 to 1, at even distances
    outputs : the correct answers, (m,) 0 or 1, then the outputs of each network, (m,)
    """
    pieces = np.arange(PIECES) * t.size // PIECES + t.size // (2 * PIECES)
    words: list[str] = []
    shares: list[float] = []
    noted: list[int] = []
    at: list[tuple[float, float]] = []
    wanted = outputs[0][pieces] > 0.5
    for row, (name, A) in enumerate(zip([_("wanted"), *names], outputs, strict=True)):
        probabilities = A[pieces]
        label = probabilities > 0.5
        wrong = label != wanted
        noted += (len(words) + np.flatnonzero(wrong & ~np.append(False, wrong[:-1]))).tolist()
        for place, one, share, missed in zip(t[pieces], label, probabilities, wrong, strict=True):
            answer: str = classes[int(one)]
            if row:
                answer = _("{name} with {share}", name=answer, share=percent(float(share if one else 1 - share)))
            if missed:
                answer = _("{name}, misclassified", name=answer)
            words.append(_("{strip}, t {t}: {answer}", strip=name, t=number(float(place), ".3f"), answer=answer))
            at.append((float(place), row))
        shares += probabilities.tolist()
    return cells_reading(words, shares=shares, noted=noted, at=at)


def divergences(runs: RunGroup) -> str:
    """What happened to the first network that has diverged, and what to try; empty if there is none."""
    said = zip(runs.experiment.labels, map(divergence, runs.values()), strict=True)
    return next((_("{label}: {what}", label=label, what=what) for label, what in said if what), "")


def said_of_strips(texts: Sequence[str]) -> list[Trace]:
    """The text traces of :func:`strips_figure`: for the correct strip and for each network."""
    legend: list[Trace] = [{"x": [None], "y": [None]}] * 2
    return [{"x": [1 + MARGIN / 20] * len(texts), "y": list(range(len(texts))), "text": list(texts)}, *legend]
