"""A run without a penalty and one with it: their costs, each with a star, and their largest weights."""

from collections.abc import Mapping, Sequence
from itertools import chain

import plotly.graph_objects as go

from playground.charts.cost import Line, cost_figure, cost_now
from playground.charts.curve import Curve, Trace, shorten
from playground.charts.panel import Panel
from playground.language import _, sentences
from playground.training import Experiment, Run, RunGroup, View
from playground.training.formatting import decimals

from .few_points import CLOSE, Moment, best

LARGEST_WEIGHT: dict[str, str] = {
    _("Largest weight"): _(
        "The size of the weight that is farthest from 0. The larger the weights, the more steeply the outputs can "
        "change from one point to the next."
    ),
}
THE_STAR: dict[str, str] = {
    _("Can you trust the star?"): _(
        "The star is chosen by the test points, so their cost at the star flatters it: it is the lowest of many, and "
        "some of that is luck. The fresh points did not influence the choice."
    ),
}
WEIGHTS = Panel(title=_("How large the weights get"), charts={"weights": _("weights")}, below=True)
NOW = _("now")


def penalty_figures(experiment: Experiment, view: View) -> dict[str, go.Figure]:
    """Costs: a line for training and one for test points for each run, in its colour, and a star. Largest weights."""
    variants = experiment.values()
    lines = [
        Line(name, each.colour, dash)
        for each in variants
        for name, dash in (
            (_("{run}, training", run=each.label), "solid"),
            (_("{run}, test", run=each.label), "dash"),
        )
    ]
    cost = cost_figure(lines, view, lines_per_run=2)
    for each in variants:
        cost.add_scatter(
            x=[],
            y=[],
            mode="markers",
            name=_("{run}, lowest test cost", run=each.label),
            marker={"symbol": "star", "size": 15, "color": each.colour, "line": {"color": "white", "width": 1}},
            showlegend=False,
            hovertemplate=_("lowest test cost: %{y}"),
            cliponaxis=False,  # at the start it stands on the axis
        )
    cost.update_yaxes(title=_("cost of the points"))
    weights = cost_figure([Line(each.label, each.colour) for each in variants], view)
    weights.update_layout(meta={"height": "18rem"})
    weights.update_yaxes(title=_("largest weight"), type="linear", rangemode="tozero")
    return {"cost": cost, "weights": weights}


def stars_of(runs: RunGroup) -> dict[str, Moment]:
    """Where the test cost of each run was lowest so far."""
    return {name: best(run) for name, run in runs.items()}


def at_the_star(star: Moment) -> str:
    """When a star was."""
    return _("at the star: iteration {iteration:,}", iteration=star.iteration)


def penalty_now(moments: Sequence[Moment], stars: Mapping[str, Moment]) -> dict[str, list[Trace]]:
    """The traces of :func:`penalty_figures` at this moment."""
    costs = chain.from_iterable(((at.iteration, at.train), (at.iteration, at.test)) for at in moments)
    marks: list[Trace] = [{"x": [star.iteration], "y": [shorten(star.test)]} for star in stars.values()]
    return {"cost": [*cost_now(costs), *marks], "weights": cost_now((at.iteration, at.largest) for at in moments)}


def penalty_curves(runs: Sequence[Run]) -> dict[str, Curve]:
    """The costs on both kinds of points so far, and the largest weight."""
    histories = [run.timeline.history for run in runs]
    longest = max(histories, key=lambda history: (history.every, history.points[-1].iteration))
    at = [point.iteration for point in longest.points]
    # Diverged runs end early.
    known = [{point.iteration: Moment.of(point) for point in history.points} for history in histories]
    moments = [[each.get(iteration) for iteration in at] for each in known]
    costs = [line for of_run in moments for line in (_line(of_run, "train"), _line(of_run, "test"))]
    weights = [_line(of_run, "largest") for of_run in moments]
    return {
        "cost": {"at": at, "y": [*costs, *([] for _ in costs), *([] for _ in known)]},
        "weights": {"at": at, "y": [*weights, *([] for _ in weights)]},
    }


def _line(moments: Sequence[Moment | None], name: str) -> list[float | None]:
    return [None if moment is None else shorten(getattr(moment, name)) for moment in moments]


def what_the_test_curve_did(star: Moment, now: Moment) -> str:
    """Whether the test curve has turned, and how the training cost has changed since; empty before the first update.

    Parameters
    ----------
    star : the moment with the lowest test cost
    now : the current moment
    """
    if not now.iteration:
        return ""
    if now.test - star.test < CLOSE:
        return _("The test cost is close to its lowest so far.")
    change = now.train - star.train
    if abs(change) < CLOSE:
        since = _("It has risen to {cost} since; the training cost has hardly changed.")
    elif change < 0:
        since = _("It has risen to {cost} since; the training cost has fallen.")
    else:
        since = _("It has risen to {cost} since; the training cost has risen, too.")
    return sentences(
        _(
            "The test cost was lowest at iteration {iteration:,}: {cost}.",
            iteration=star.iteration,
            cost=decimals(star.test, 3),
        ),
        since.filled(cost=decimals(now.test, 3)),
    )
