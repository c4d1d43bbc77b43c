"""A sweep: the score against the swept setting, and the map of a network with each value."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import plotly.graph_objects as go

from playground.charts.cursor import Reading, network_reading
from playground.charts.in_words import network_in_words
from playground.charts.panel import Panel, Row, Table
from playground.charts.plane.boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from playground.charts.scene import StaticView
from playground.charts.style import MARK_COLOUR, TEST_COLOUR, TRAIN_COLOUR
from playground.language import _, enumerated, number, sentences
from playground.lessons.sweep import Results, Spread, Sweep
from playground.nn.targets import TARGETS
from playground.training import Extent, Field, name_of
from playground.training.formatting import decimals
from playground.training.scores import SCORES

from .lesson import number_of_parameters
from .verdict import divergences, rounding, verdict

KEYS = {True: _("Line: median. Band: all runs."), False: _("Large mark: median. Bar: all runs.")}
"""How to read the chart, by whether the values have an order."""
APART = 0.1
"""Offset between training and test marks if the values have no order, as a fraction of the distance between values."""


def how_many_units_view(sweep: Sweep) -> StaticView:
    """The score against the setting, a verdict, and a picture of a network with each value.

    A sweep over a setting fills the first screen; the sweep over depths, further down, does not.
    """
    results, score = Results(sweep), SCORES[sweep.target]
    plan, several, fills = sweep.experiment, sweep.experiment.runs > 1, bool(sweep.experiment.setting)
    chart = "accuracy" if TARGETS[sweep.target].classes else "score"
    figures = {chart: score_figure(results)}
    if not fills:
        figures[chart].update_layout(meta={"height": "18rem"})
    panels = [
        Panel(
            title=score.label,
            charts={chart: score.noun},
            caption=KEYS[plan.scale != "category"] if several else None,
            sentence=verdict(results),
            help=_helps(sweep, several),
        )
    ]
    readings: dict[str, Callable[[], Reading]] = {}  # empty ones until there is a network
    in_words: dict[str, str] = {}
    shown = [results.shown(value) for value in range(len(plan.values))]
    everywhere = Extent.around(np.hstack([data.X for _, train, test in shown for data in (train, test)]))
    for value, (name, (one, train, test)) in enumerate(zip(plan.names, shown, strict=True)):
        # In such small pictures, test points would hide the boundary if they outnumber the training points.
        few = test if test.labels.size <= train.labels.size else None
        figure = boundary_figure(train, few, everywhere, small=True)
        if not fills:
            figure.update_layout(meta=(figure.layout.meta or {}) | {"aspect": 1})
        if one:
            outputs = Field(one.parameters, everywhere, SMALL_RESOLUTION).evaluate(one.parameters)
            if not one.divergence:
                in_words[name] = sentences(_in_words(results, value), network_in_words(train, outputs))
            picture = boundary_picture(train, outputs)
            figure.layout.images[0].source = f"data:image/png;base64,{picture}"
        figures[f"boundary-{value}"] = figure
        reading = partial(network_reading, one.parameters, train, few, everywhere) if one else dict
        readings[f"boundary-{value}"] = reading
        panels.append(Panel(title=name, charts={f"boundary-{value}": _("boundary")}, caption=_caption(results, value)))
    rows = [Row(_cells(results, value)) for value in range(len(plan.values))]
    headings = [_("Network"), _("Parameters"), _("Cost"), score.label, score.test]
    if several:
        headings += [_("{score}, from lowest to highest", score=each) for each in (score.label, score.test)]
    panels.append(
        Panel(
            sentence=sentences(divergences(results), rounding(results)),
            table=Table(headings, rows),
            wide=True,
            below=True,
        )
    )
    return StaticView(
        figures=figures, panels=panels, arrangement="sizes", fills=fills, readings=readings, in_words=in_words
    )


def score_figure(results: Results) -> go.Figure:
    """The score on training and on test samples against the setting.

    The medians are a line, or marks if the values have no order, with gaps for missing ones. If there are several runs
    with each value, they are marks, too, and their range is shaded.
    """
    plan, score, figure = results.plan, SCORES[results.sweep.target], go.Figure()
    ordered, several = plan.scale != "category", plan.runs > 1
    places = list(plan.values) if ordered else list(range(len(plan.values)))
    shown: list[float] = []
    for name, test, colour, symbol, dash, side in (
        (_("training samples"), False, TRAIN_COLOUR, "circle", "solid", -1),
        (_("test samples"), True, TEST_COLOUR, "diamond", "dash", 1),
    ):
        aside = [place if ordered or not several else place + side * APART for place in places]
        spreads = [results.score(value, test) if value in results.compared else None for value in range(len(places))]
        figure.add_scatter(
            x=aside,
            y=[spread and spread.median for spread in spreads],
            text=plan.names,
            mode="lines+markers" if ordered else "markers",
            name=name,
            line={"color": colour, "width": 2, "dash": dash},
            marker={"symbol": symbol, "size": 9 if ordered or not several else 11},
            customdata=[spread and score.written(spread.median) for spread in spreads],
            hovertemplate="%{text}: %{customdata}",
            zorder=2,
        )
        if several:
            _add_spread(figure, aside, spreads, colour, ordered)
            shown += _add_runs(figure, results, aside, test, colour, symbol)
        shown += [spread.median for spread in spreads if spread]
    ticks = {"tickmode": "array", "tickvals": places, "ticktext": [_tick(value) for value in plan.values]}
    figure.update_xaxes(title=plan.title, type="log" if plan.scale == "log" else "linear", **ticks)
    if not ordered:
        figure.update_xaxes(range=[-0.5, len(places) - 0.5], zeroline=False)
    written = {"tickvals": score.ticks, "ticktext": [score.tick(value) for value in score.ticks]}
    lowest = max(score.ticks[0], min([score.least, *shown]))
    figure.update_yaxes(title=score.noun, tickmode="array", range=[lowest - 0.03, 1.03], **written)
    figure.update_layout(hovermode="closest", showlegend=True, margin={"l": 56})
    if not results.trained:
        _add_guess(figure, results)
    return figure


def _add_guess(figure: go.Figure, results: Results) -> None:
    """Add what to expect, until there is something to show: the score of the same answer for all samples."""
    guess = results.shown(0)[1].guess
    target = results.sweep.target
    text = _("always the same answer: {share}") if TARGETS[target].classes else _("always the mean: {share}")
    figure.add_hline(
        y=guess,
        line={"color": MARK_COLOUR, "dash": "dot", "width": 1.5},
        annotation={"text": text.filled(share=SCORES[target].brief(guess)), "yanchor": "bottom"},
        annotation_position="top left",
    )
    figure.add_annotation(
        text=_("Where will the marks be?"),
        font={"size": 18, "color": MARK_COLOUR},
        **{"x": 0.5, "y": 0.6, "xref": "paper", "yref": "paper", "showarrow": False},
    )


def _add_spread(figure: go.Figure, x: list, spreads: list[Spread | None], colour: str, ordered: bool) -> None:
    """Add the ranges from lowest to highest: a band, or a bar for each value if they have no order."""
    xs: list[Any] = []
    ys: list[Any] = []
    neighbours: list[tuple[Any, Spread]] = []
    for place, spread in zip([*x, None], [*spreads, None], strict=True):
        if spread:
            neighbours.append((place, spread))
        if neighbours and (not spread or not ordered):
            there, back = neighbours, neighbours[::-1]
            if ordered:
                xs += [*(at for at, _ in there), *(at for at, _ in back), None]
                ys += [*(each.highest for _, each in there), *(each.lowest for _, each in back), None]
            else:
                xs += [there[0][0], there[0][0], None]
                ys += [there[0][1].lowest, there[0][1].highest, None]
            neighbours = []
    look: dict[str, Any] = {"line": {"color": colour, "width": 10}, "opacity": 0.25}
    if ordered:
        look = {"line": {"color": colour, "width": 0}, "fill": "toself", "opacity": 0.2}
    figure.add_scatter(x=xs, y=ys, mode="lines", showlegend=False, hoverinfo="skip", zorder=0, **look)


def _add_runs(figure: go.Figure, results: Results, x: list, test: bool, colour: str, symbol: str) -> list[float]:
    """Add a mark for each run that has not diverged; return their scores."""
    runs = [
        (place, each.score(test), _("{network}, run {run}", network=results.plan.names[value], run=run))
        for value, place in enumerate(x)
        for run, each in enumerate(results.by_value[value], 1)
        if not each.divergence and (results.sweep.has_test or not test)
    ]
    xs, ys, names = zip(*runs, strict=True) if runs else ((), (), ())
    figure.add_scatter(
        x=xs,
        y=ys,
        text=names,
        mode="markers",
        showlegend=False,
        marker={"symbol": f"{symbol}-open", "size": 6, "color": colour},
        customdata=[SCORES[results.sweep.target].written(each) for each in ys],
        hovertemplate="%{text}: %{customdata}<extra></extra>",
        zorder=1,
    )
    return list(ys)


def _tick(value: Any) -> str:
    return name_of(value) if isinstance(value, str) else number(value, "g")


def _scores(results: Results, value: int) -> list[str]:
    """What is plotted of a value, as text: the median scores on training and on test samples."""
    spreads = [results.score(value, test) for test in (False, True)]
    return [SCORES[results.sweep.target].written(spread and spread.median) for spread in spreads]


def _caption(results: Results, value: int) -> str:
    """A short text with these scores."""
    if not results.by_value[value]:
        return "–"
    return enumerated(_scores(results, value)) if results.finite(value) else _("diverged")


def _in_words(results: Results, value: int) -> str:
    """A sentence with these scores."""
    score, (train, test) = SCORES[results.sweep.target], _scores(results, value)
    label = _("Median {measure}", measure=score.noun) if results.plan.runs > 1 else score.label
    if not results.sweep.has_test:
        return _("{score}: {train}.", score=label, train=train)
    return _("{score}: {train} in training, {test} in the test.", score=label, train=train, test=test)


def _cells(results: Results, value: int) -> list[str]:
    """A table row; dashes until a network is trained. With several runs, the medians and ranges."""
    plan, sweep = results.plan, results.sweep
    written = SCORES[sweep.target].written
    # If all runs have diverged, use the numbers just before, as in the picture.
    runs = results.finite(value) or results.diverged(value)
    spreads: list[Spread | None] = [
        Spread.of([each.score(test) for each in runs]) if runs and (sweep.has_test or not test) else None
        for test in (False, True)
    ]
    ranges = [_range(written(each.lowest), written(each.highest)) if each else "–" for each in spreads]
    return [
        plan.names[value],
        f"{number_of_parameters(plan.recipes[value].hidden, sweep.outputs)}",
        decimals(Spread.of([each.measured.cost for each in runs]).median) if runs else "–",
        *(written(each.median) if each else "–" for each in spreads),
        *(ranges if plan.runs > 1 else []),
    ]


def _range(lowest: str, highest: str) -> str:
    """A range in words, such as "62.0 % to 91.0 %"."""
    return _("{lowest} to {highest}", lowest=lowest, highest=highest)


def _helps(sweep: Sweep, several: bool) -> dict[str, str]:
    """What is said of the chart and the table, by heading."""
    score = SCORES[sweep.target]
    if TARGETS[sweep.target].classes:
        shown = _(
            "The share of points that a network gets right: of its training points, and of the test points, which it "
            "has not seen. Under each boundary: training, then test."
        )
        middle = _(
            "Both are medians. The boundary is that of one run, the one in the middle: with the median accuracy in "
            "the test."
        )
    else:
        shown = _(
            "1 if a network's outputs equal the values of the points, 0 if they do no better than always giving the "
            "mean: of its training points, and of the test points, which it has not seen. Under each map: training, "
            "then test. The chart ends at −1, the table doesn't."
        )
        middle = _(
            "Both are medians. The map is that of one run, the one in the middle: with the median R² in the test."
        )
    helps = {score.label: sentences(shown, middle) if several else shown}
    helps[_("Parameters")] = _("All weights and biases of a network.")
    if several:
        helps[_("Cost")] = _("Like {measure}, the median of all runs that have not diverged.", measure=score.noun)
    return helps
