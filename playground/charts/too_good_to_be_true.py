"""The scene of overfitting: two networks that learn the same few points, with costs on training and test points."""

from collections.abc import Mapping, Sequence
from itertools import chain

import plotly.graph_objects as go

from playground.language import _, sentences
from playground.lessons.too_good_to_be_true import CLOSE, FRESH, Moment, best
from playground.training import Measurement, Run
from playground.training.formatting import decimals, magnitude, percent

from .comparison import ComparisonScene
from .cost import Line, cost_figure, cost_now
from .curve import Curve, Trace, shorten
from .panel import Panel, Row, Table
from .scene import Now, divergence

HELP: dict[str, str] = {
    _("Train"): _("The cost of the points that the network learns, without the penalty."),
    _("Test"): _("The cost of the test points, the white symbols: the network does not learn them."),
    _("Penalty"): _(
        "What large weights add to the cost that training brings down: half of L2 times the sum of all squared "
        "weights, and L1 times the sum of their sizes."
    ),
    _("Accuracy on fresh points"): _(
        "The share of {fresh:,} more points of the same kind that the network gets right. They are used neither in "
        "training nor in choosing the star.",
        fresh=FRESH,
    ),
    _("Largest weight"): _(
        "The size of the weight that is farthest from 0. The larger the weights, the more steeply the outputs can "
        "change from one point to the next."
    ),
    _("Can you trust the star?"): _(
        "The star is chosen by the test points, so their cost at the star flatters it: it is the lowest of many, and "
        "some of that is luck. The fresh points did not influence the choice."
    ),
}
HEADINGS = (
    _("network"),
    _("when"),
    _("training cost"),
    _("test cost"),
    _("cost on fresh points"),
    _("accuracy on fresh points"),
    _("largest weight"),
)


class TooGoodToBeTrueScene(ComparisonScene):
    """A run without a penalty and one with it; each test curve has a star at its lowest point so far."""

    arrangement = "pair"

    def figures(self) -> Mapping[str, go.Figure]:
        """A line for training and one for test points for each run, in its colour; and a star."""
        variants = self.experiment.values()
        lines = [
            Line(name, each.colour, dash)
            for each in variants
            for name, dash in (
                (_("{run}, training", run=each.label), "solid"),
                (_("{run}, test", run=each.label), "dash"),
            )
        ]
        cost = cost_figure(lines, self.view)
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
        weights = cost_figure([Line(each.label, each.colour) for each in variants], self.view)
        weights.update_layout(meta={"height": "18rem"})
        weights.update_yaxes(title=_("largest weight"), type="linear", rangemode="tozero")
        return {**super().figures(), "cost": cost, "weights": weights}

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        self._stars = {name: best(run) for name, run in self.runs.items()}
        now, best_ones = super().now(detail), list(self._stars.values())
        moments = [Moment.of(run.measure()) for run in self.runs.values()]
        costs = chain.from_iterable(((at.iteration, at.train), (at.iteration, at.test)) for at in moments)
        stars: list[Trace] = [{"x": [star.iteration], "y": [shorten(star.test)]} for star in best_ones]
        rows = [
            Row([label, when, *(decimals(cost, 3) for cost in (at.train, at.test, at.fresh)), right, largest])
            for label, star, here in zip(self.experiment.labels, best_ones, moments, strict=True)
            for when, at in (
                (_("at the star: iteration {iteration:,}", iteration=star.iteration), star),
                (_("now"), here),
            )
            for right, largest in [(percent(at.fresh_right), magnitude(at.largest))]
        ]
        return now._replace(
            traces={
                "cost": [*cost_now(costs), *stars],
                "weights": cost_now((at.iteration, at.largest) for at in moments),
            },
            panels=[
                *now.panels,
                Panel(title=_("How large the weights get"), charts=("weights",), below=True),
                Panel(title=_("Can you trust the star?"), table=Table(HEADINGS, rows), below=True, help=HELP),
            ],
        )

    def said(self, name: str, run: Run, now: Measurement, detail: bool) -> tuple[Panel, Panel | None]:
        """Both parts of the cost, results on fresh points, and the course of the test curve."""
        at = Moment.of(now)
        return (
            Panel(
                numbers={
                    _("Train"): decimals(at.train, 3),
                    _("Test"): decimals(at.test, 3),
                    _("Penalty"): decimals(at.penalty, 3),
                    _("Accuracy on fresh points"): percent(at.fresh_right),
                    _("Largest weight"): magnitude(at.largest),
                },
                sentence=divergence(run) or what_the_test_curve_did(self._stars[name], at),
                help=HELP,
            ),
            None,
        )

    def curves(self) -> dict[str, Curve]:
        """The costs on both kinds of points so far, and the largest weight."""
        histories = [run.timeline.history for run in self.runs.values()]
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
