"""Why this cost, where labels are numbers: bell curves on a line, and log-likelihood and cost along w."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR, rgb
from playground.language import _, number, sentences
from playground.training.formatting import decimals, minus, setting

from .lesson import FARTHEST, NARROWEST, WIDEST, WhyThisCost
from .normal_labels import (
    LineJudgement,
    LinesAlong,
    WithSpread,
    by_spread,
    draw_numbers,
    judge_line,
    lines_along_w,
    log_density,
    most_likely_spread,
)
from .scene import (
    COST_COLOUR,
    LIKELIHOOD,
    LIKELIHOOD_COLOUR,
    MODEL_COLOUR,
    SAMPLE_BY_SAMPLE,
    SLOPE_B,
    SLOPE_W,
    along_figure,
    along_sentence,
    in_digits,
    ring,
    smallest_p,
)

LENGTH = 0.5
"""Of a stick whose p is 1, in units of x."""

MODEL = Panel(
    title=_("What the model says"),
    charts={"sticks": _("sticks")},
    caption=_("Each bell is a normal distribution; each stick is p, its height at y."),
    help={
        LIKELIHOOD: _(
            "According to the model, how probable all these labels are together. If it is too small for a 64-bit "
            "float, it comes out as 0; the sum of the logarithms does not."
        ),
        _("Cost: half the mean squared error"): _("The mean of (a − y)², halved: that cancels the 2 in its slope."),
        _("What the model says"): _(
            "σ, here the standard deviation and not the sigmoid, is how wide a bell is. The area under each is 1, so "
            "a narrow bell is a high one. p is a probability density, so it may be above 1."
        ),
    },
)
ALONG_W = Panel(
    title=_("Log-likelihood and cost along w"),
    charts={"likelihood": _("likelihood"), "cost": _("cost")},
    help={
        _("Log-likelihood and cost along w"): _(
            "b and σ stay as they are. The dot is where w is now. The upper chart has the same scale for every σ."
        )
    },
)
SPREAD_BY_SPREAD = Panel(title=_("One σ after another"), below=True)


def normal_labels_view(settings: WhyThisCost) -> StaticView:
    """The line and its samples: bells, log-likelihood and cost along w, and the numbers sample by sample."""
    X, Y = draw_numbers(settings.samples, settings.data_seed)
    w, b, spread = settings.w, settings.b, settings.spread
    here, along = judge_line(X, Y, w, b, spread), lines_along_w(X, Y, b, spread)
    rows = by_spread(X, Y, b)
    likelihood = along_figure(
        along.w,
        along.log_likelihood,
        (w, here.log_likelihood),
        along.most_likely,
        _("largest likelihood at w = {w}"),
        LIKELIHOOD_COLOUR,
    )
    likelihood.update_yaxes(range=_peaks_of_every_spread(X, Y, b))
    likelihood.update_traces(cliponaxis=True)
    return StaticView(
        figures={
            "sticks": _bells_figure(X, Y, here, settings),
            "likelihood": likelihood,
            "cost": along_figure(
                along.w, along.cost, (w, here.cost), along.least_cost, _("smallest cost at w = {w}"), COST_COLOUR
            ),
        },
        numbers={
            _("Log-likelihood: sum of log p"): decimals(here.log_likelihood),
            _("Cost: half the mean squared error"): decimals(here.cost),
            LIKELIHOOD: in_digits(here.likelihood),
        },
        panels=(
            replace(MODEL, sentence=smallest_p(float(np.exp(here.log_p[0, here.least_probable])))),
            replace(ALONG_W, sentence=along_sentence(w, along.least_cost, here.dw)),
            replace(
                SAMPLE_BY_SAMPLE,
                sentence=_two_ways_to_the_log_likelihood(here, spread),
                numbers={SLOPE_W: decimals(here.dw), SLOPE_B: decimals(here.db)},
                table=_samples_table(X, Y, here),
            ),
            replace(SPREAD_BY_SPREAD, sentence=_spreads_sentence(rows, along), table=_spreads_table(rows)),
        ),
        fills=True,
    )


def _peaks_of_every_spread(X: NDArray, Y: NDArray, b: float) -> tuple[float, float]:
    """The ends of an axis on which the peak of the log-likelihood can be seen with any spread of the slider."""
    peaks = [each.log_likelihood for each in by_spread(X, Y, b, np.linspace(NARROWEST, WIDEST, 35).tolist())]
    span = max(peaks) - min(peaks)
    return min(peaks) - span, max(peaks) + span / 4


def _bells(X: NDArray, A: NDArray, spread: float) -> go.Scatter:
    """A bell on each sample's A, lying on its side."""
    around = spread * np.linspace(-3.2, 3.2, 33)[np.newaxis]
    heights = LENGTH * np.exp(log_density(around, np.zeros_like(around), spread))
    return go.Scatter(
        x=_apart(X.T + heights),  # a row for each sample
        y=_apart(A.T + around),
        mode="lines",
        fill="toself",
        fillcolor=f"rgba({', '.join(map(str, rgb(LIKELIHOOD_COLOUR)))}, 0.15)",
        line={"color": LIKELIHOOD_COLOUR, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )


def _bells_figure(X: NDArray, Y: NDArray, here: LineJudgement, settings: WhyThisCost) -> go.Figure:
    """The line, and at each sample a bell on it, a stick of length p, and how far it is from the line."""
    figure = go.Figure(_bells(X, here.A, settings.spread))
    least = here.least_probable
    ends = X + LENGTH * np.exp(here.log_p)
    for name, x, y, colour, width in (
        ("a − y", np.vstack([X, X]), np.vstack([here.A, Y]), COST_COLOUR, 2),
        ("p", np.vstack([X, ends]), np.vstack([Y, Y]), LIKELIHOOD_COLOUR, 4),
    ):
        figure.add_scatter(
            x=_apart(x.T),
            y=_apart(y.T),
            mode="lines",
            name=name,
            line={"color": colour, "width": width},
            hoverinfo="skip",
        )
    edge = FARTHEST + 0.2
    x = np.linspace(-edge, edge, 9)
    figure.add_scatter(
        x=x.round(2),
        y=[shorten(a) for a in settings.w * x + settings.b],
        mode="lines",
        name="a = wx + b",
        line={"color": MODEL_COLOUR, "width": 2.5},
        hovertemplate="x %{x}, a %{y:.4f}<extra></extra>",
    )
    ring(figure, X[0, least], Y[0, least])
    figure.add_scatter(
        x=X[0],
        y=Y[0],
        customdata=[decimals(float(p)) for p in np.exp(here.log_p[0])],
        mode="markers",
        name="y",
        showlegend=False,  # the axis says so
        marker={"color": MARK_COLOUR, "size": 9, "line": {"color": "white", "width": 1}},
        hovertemplate="x %{x:.2f}, y %{y:.2f}: p %{customdata}<extra></extra>",
        cliponaxis=False,
    )
    figure.update_xaxes(title="x", range=[-edge, edge + LENGTH], zeroline=False)
    figure.update_yaxes(title=_("a (line), y (samples)"), range=[Y.min() - 1, Y.max() + 1], zeroline=False)
    return figure


def _apart(lines: NDArray) -> list[float | None]:
    """Coordinates of one trace with a line for each row."""
    return [value for line in lines for value in (*map(shorten, line), None)]


def _two_ways_to_the_log_likelihood(here: LineJudgement, spread: float) -> str:
    m = here.A.size
    return _(
        "−1/{m} times the log-likelihood is {by_samples:.6f}; cost / σ² + log(σ√2π) is {by_cost:.6f}.",
        m=m,
        by_samples=-here.log_likelihood / m,
        by_cost=here.cost / spread**2 + np.log(spread * np.sqrt(2 * np.pi)),
    )


def _samples_table(X: NDArray, Y: NDArray, here: LineJudgement) -> Table:
    """A row for each sample, and one for all of them; the least probable has a mark."""
    E = here.A - Y
    columns = (X, Y, here.A, E, E**2, here.log_p)
    rows = [
        Row(
            [
                minus(number(x, ".2f")),
                minus(number(y, ".2f")),
                decimals(a),
                decimals(e),
                decimals(square),
                decimals(float(np.exp(log_p))),
                decimals(log_p),
            ],
            mark=0 if i == here.least_probable else -1,
        )
        for i, (x, y, a, e, square, log_p) in enumerate(np.vstack(columns).T.tolist())
    ]
    together = [
        _("product and sum"),
        "",
        "",
        "",
        decimals(float((E**2).sum())),
        in_digits(here.likelihood),
        decimals(here.log_likelihood),
    ]
    return Table(("x", "y", "a", "a − y", "(a − y)²", "p", "log p"), [*rows, Row(together)])


def _spreads_sentence(rows: Sequence[WithSpread], along: LinesAlong) -> str:
    """What a spread changes, and what it does not."""
    stays = _(
        "With each of these σ the log-likelihood is largest at w = {w}, and there the cost is smallest, too.",
        w=setting(along.least_cost),
    )
    height = _(
        "What changes is how large it is there. Of all σ, {spread} makes it largest: the root of the mean squared "
        "error at that w.",
        spread=decimals(most_likely_spread(float(along.cost.min()))),
    )
    return sentences(stays, height) if {row.w for row in rows} == {along.least_cost} else ""


def _spreads_table(rows: Sequence[WithSpread]) -> Table:
    """A row for each spread, the likeliest with a mark."""
    likeliest = max(rows, key=lambda row: row.log_likelihood)
    return Table(
        ("σ", _("largest log-likelihood"), _("at w")),
        [
            Row([setting(row.spread), decimals(row.log_likelihood), setting(row.w)], mark=0 if row is likeliest else -1)
            for row in rows
        ],
    )
