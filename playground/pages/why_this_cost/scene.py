"""Why this cost: probabilities as sticks, likelihood and cost along w, and products that vanish."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.curve import shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import StaticView
from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS, MARK_COLOUR
from playground.language import Message, _, ngettext, number, sentences
from playground.training import LINE_COLOURS
from playground.training.formatting import decimals, minus, setting

from .lesson import FARTHEST, REACH, Judgement, Repeated, WhyThisCost, along_w, draw_samples, judge, repeated

COST_COLOUR, RING_COLOUR, LIKELIHOOD_COLOUR, MODEL_COLOUR = (LINE_COLOURS[i] for i in (0, 2, 3, 4))
"""The ring marks the sample with the smallest p; its table row has a similar colour."""

LIKELIHOOD = _("Likelihood: product of all p")
COST = _("Cost: mean of −log p")
SLOPE_W, SLOPE_B = _("Slope of the cost, dJ/dw"), _("Slope of the cost, dJ/db")

# The panels: what is the same for all settings.
MODEL = Panel(
    title=_("What the model says"),
    charts={"sticks": _("sticks")},
    caption=_("Each stick is p, the probability of the sample’s own class."),
    help={
        COST: _("−log p is the loss of one sample; the cost J is the mean of all losses."),
        LIKELIHOOD: _(
            "The probability, according to the model, of all that happened: that every sample has the class that it "
            "has."
        ),
        _("What the model says"): _(
            "The curve is a, the probability of class 1. At a sample of class 1 p is a, at a sample of class 0 it is "
            "1 − a: the rest of the way up to 1."
        ),
    },
)
ALONG_W = Panel(
    title=_("Likelihood and cost along w"),
    charts={"likelihood": _("likelihood"), "cost": _("cost")},
    help={_("Likelihood and cost along w"): _("b stays as it is. The dot is where w is now.")},
)
SAMPLE_BY_SAMPLE = Panel(
    title=_("Sample by sample"),
    below=True,
    help={
        SLOPE_W: _("How fast the cost grows with w: the mean of (a − y) x."),
        SLOPE_B: _("How fast the cost grows with b: the mean of a − y."),
    },
)
MANY_TIMES = Panel(title=_("Each sample many times over"), below=True)


def likelihood_view(settings: WhyThisCost) -> StaticView:
    """The model and its samples: sticks, likelihood and cost along w, and the numbers sample by sample."""
    X, Y = draw_samples(settings.samples, settings.data_seed)
    here, along = judge(X, Y, settings.w, settings.b), along_w(X, Y, settings.b)
    rows = repeated(here.P)
    return StaticView(
        figures={
            "sticks": _sticks_figure(X, Y, here, settings),
            "likelihood": along_figure(
                along.w,
                along.likelihood,
                (settings.w, here.likelihood),
                along.most_likely,
                _("largest likelihood at w = {w}"),
                LIKELIHOOD_COLOUR,
            ),
            "cost": along_figure(
                along.w,
                along.cost,
                (settings.w, here.cost),
                along.least_cost,
                _("smallest cost at w = {w}"),
                COST_COLOUR,
            ),
        },
        numbers={
            LIKELIHOOD: in_digits(here.likelihood),
            COST: decimals(here.cost),
        },
        panels=(
            replace(MODEL, sentence=smallest_p(here.P[0, here.least_probable])),
            replace(ALONG_W, sentence=along_sentence(settings.w, along.least_cost, here.dw)),
            replace(
                SAMPLE_BY_SAMPLE,
                sentence=_two_ways_to_the_cost(here),
                numbers={SLOPE_W: decimals(here.dw), SLOPE_B: decimals(here.db)},
                table=_samples_table(X, Y, here),
            ),
            replace(MANY_TIMES, sentence=_repeated_sentence(rows), table=_repeated_table(rows)),
        ),
        fills=True,
    )


def _sticks_figure(X: NDArray, Y: NDArray, here: Judgement, settings: WhyThisCost) -> go.Figure:
    """The model's curve, a stick of length p for each sample, the samples, and a ring around the least probable."""
    figure = go.Figure()
    edge = FARTHEST + 0.2
    x = np.linspace(-edge, edge, 129)
    curve = judge(x[np.newaxis], np.zeros((1, x.size)), settings.w, settings.b).A
    least = here.least_probable
    for label, colour in enumerate(CLASS_COLOURS[:2]):
        of_class = Y[0] == label
        places, ends = X[0, of_class], here.A[0, of_class]
        # From the curve to where the other class would be certain: its length is p.
        figure.add_scatter(
            x=[value for place in places for value in (place, place, None)],
            y=[value for end in ends for value in (1 - label, shorten(end), None)],
            mode="lines",
            name=_("p, class {k}", k=label),
            line={"color": colour, "width": 4},
            opacity=0.8,
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=x.round(2),
        y=[shorten(a) for a in curve[0]],
        mode="lines",
        name="a = σ(wx + b)",
        line={"color": MODEL_COLOUR, "width": 2.5},
        hovertemplate="x %{x}, a %{y:.4f}<extra></extra>",
    )
    ring(figure, X[0, least], Y[0, least])
    for label, (colour, symbol) in enumerate(zip(CLASS_COLOURS[:2], CLASS_SYMBOLS, strict=False)):
        of_class = Y[0] == label
        figure.add_scatter(
            x=X[0, of_class],
            y=Y[0, of_class],
            customdata=[decimals(p) for p in here.P[0, of_class]],
            mode="markers",
            name=f"y = {label}",
            marker={"symbol": symbol, "color": colour, "size": 10, "line": {"color": "white", "width": 1}},
            hovertemplate=f"x %{{x:.2f}}, y {label}: p %{{customdata}}<extra></extra>",
            cliponaxis=False,
        )
    figure.update_xaxes(title="x", range=[-edge, edge], zeroline=False)
    figure.update_yaxes(title=_("a (curve), y (samples)"), range=[-0.06, 1.06], zeroline=False)
    return figure


def ring(figure: go.Figure, x: float, y: float) -> None:
    """Mark the sample that the model thinks least probable."""
    figure.add_scatter(
        x=[x],
        y=[y],
        mode="markers",
        name=_("smallest p"),
        marker={"symbol": "circle-open", "size": 18, "color": RING_COLOUR, "line": {"width": 3}},
        hoverinfo="skip",
        cliponaxis=False,
    )


def along_figure(
    w: NDArray, values: NDArray, now: tuple[float, float], best: float, what: Message, colour: str
) -> go.Figure:
    """A line over w, a dot at the current w and value, and a mark at the best w, labelled ``what``."""
    figure = go.Figure()
    figure.add_scatter(
        x=w,
        y=[shorten(value) for value in values],
        mode="lines",
        line={"color": colour, "width": 2.5},
        hovertemplate="w %{x:.1f}, %{y:.3g}<extra></extra>",
    )
    figure.add_scatter(
        x=[now[0]],
        y=[shorten(now[1])],
        mode="markers",
        marker={"color": colour, "size": 11, "line": {"color": "white", "width": 1}},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.add_vline(best, line={"color": MARK_COLOUR, "width": 1.5, "dash": "dash"})
    # At the end, not at its line: on a phone it is nearly as wide as the chart.
    at_end = {"x": 1, "xref": "paper", "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "bottom"}
    figure.add_annotation(text=what.filled(w=setting(best)), showarrow=False, **at_end)
    figure.update_layout(showlegend=False, margin={"l": 64, "t": 20, "b": 34})
    figure.update_xaxes(title="w", range=[-REACH, REACH], zeroline=False)
    figure.update_yaxes(rangemode="tozero", exponentformat="power", zeroline=False, nticks=5)
    return figure


def smallest_p(p: float) -> str:
    """What the ring marks."""
    return _("The ringed sample has the smallest p: {p}.", p=decimals(p))


def _two_ways_to_the_cost(here: Judgement) -> str:
    m = here.P.size
    return _(
        "−1/{m} times the logarithm of the likelihood is {by_product:.6f}; the network’s own compute_cost gives "
        "{by_network:.6f}.",
        m=m,
        by_product=-np.log(here.likelihood) / m,
        by_network=here.cost,
    )


def along_sentence(w: float, least_cost: float, dw: float) -> str:
    """Which way it is from the present w to the smallest cost with this b."""
    if abs(w - least_cost) < 1e-9:
        return _("Both are best where w is now.")
    now = (
        _("From w = {w} the cost falls to the right, and the likelihood rises.")
        if dw < 0
        else _("From w = {w} the cost falls to the left, and the likelihood rises.")
    )
    return now.filled(w=setting(w))


def _repeated_sentence(rows: Sequence[Repeated]) -> str:
    smallest = f"{np.nextafter(0, 1):.0e}".replace("-", "\u2011")  # a non-breaking hyphen
    return sentences(
        _("The smallest number above 0 that a 64-bit float can hold is {smallest}.", smallest=smallest),
        ngettext(
            "{n} of these {all} products is smaller: it comes out as 0, and its logarithm is lost.",
            "{n} of these {all} products are smaller: they come out as 0, and their logarithm is lost.",
            sum(row.product == 0 for row in rows),
            all=len(rows),
        ),
        _("The sums survive, and the cost, minus the mean of the logarithms, stays the same."),
    )


def _samples_table(X: NDArray, Y: NDArray, here: Judgement) -> Table:
    """A row for each sample, and one for all of them; the least probable has a mark."""
    rows = [
        Row(
            [minus(number(x, ".2f")), f"{y:.0f}", decimals(a), decimals(p), decimals(float(np.log(p)))],
            mark=0 if i == here.least_probable else -1,
        )
        for i, (x, y, a, p) in enumerate(zip(X[0], Y[0], here.A[0], here.P[0], strict=True))
    ]
    together = [_("product and sum"), "", "", in_digits(here.likelihood), decimals(here.log_likelihood)]
    return Table(("x", "y", "a", "p", "log p"), [*rows, Row(together)])


def _repeated_table(rows: Sequence[Repeated]) -> Table:
    """A row for each number of samples; those whose product is 0 have a mark."""
    return Table(
        ("m", _("product"), _("its log"), _("sum of logs"), _("cost")),
        [
            Row(
                [
                    number(row.m),
                    in_digits(row.product),
                    _logarithm(row.log_product),
                    _logarithm(row.log_sum),
                    decimals(row.cost),
                ],
                mark=0 if row.product == 0 else -1,
            )
            for row in rows
        ],
    )


def _logarithm(value: float) -> str:
    return "−∞" if np.isinf(value) else minus(number(value, ",.1f"))


def in_digits(value: float) -> str:
    """Format with three digits: near the maximum, two would not change."""
    return number(value, ".3g")
