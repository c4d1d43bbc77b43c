"""The scene of four rules: their paths in a narrow valley and on a round landscape, their costs, and their steps."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from playground.charts.cost import Line, cost_figure, cost_now
from playground.charts.curve import Curve, Trace, shorten
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, Scene
from playground.language import _, number
from playground.training import LINE_COLOURS, Measurement, Run, RunGroup, View
from playground.training.formatting import decimals, magnitude

from .downhill import ARRIVED, costs_of, lowest, over_both_weights, weights_of
from .landscape_chart import BETWEEN, MarkStyle, contour_figure, mark, path
from .race import NAMES, SIDES, arrivals, on_side, recipe_of, step_lengths, who_has_arrived

SIZES = (13, 10, 7, 5)
"""Sizes of the runs' marks, in pixels: different, so that overlapping marks are all visible."""
STANDARDISED = _("The same, standardised")
COSTS, STEPS = _("How far above the lowest cost"), _("How long each step is")
SHOWN = {"raw": _("raw"), "standardised": _("standardised")}
"""The inputs of each chart."""
FLOOR = 1e-6
"""Smaller values are drawn here, since a logarithmic axis has no end."""
HELP: dict[str, str] = {
    STANDARDISED: _(
        "The mean of each input is subtracted, and what remains divided by its standard deviation. The samples are "
        "the same, and so are both initial weights."
    ),
    COSTS: _("Of each run, on a logarithmic axis. Anything below 10⁻⁶ is drawn at 10⁻⁶."),
    _("arrived"): _("The iteration since which the cost has been within {close:g} of the lowest.", close=ARRIVED),
    _("stable rate"): _("The largest learning rate at which gradient descent can come to rest there."),
}
POWERS = range(-6, 3, 2)
"""Powers of ten labelled on the logarithmic axes."""
FROM_ABOVE = _(
    "The cost over both weights, from above: between two lines it grows by a factor of {factor}. Both axes have the "
    "same scale.",
    factor=BETWEEN,
)
HEADINGS = (
    _("rule"),
    _("inputs"),
    _("rate"),
    _("stable rate"),
    _("above the lowest"),
    _("arrived"),
    _("last step"),
)


class RaceScene(Scene):
    """Eight runs: four rules, on each of two landscapes."""

    arrangement = "three"
    detail_every = 4

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.sides = {inputs: on_side(runs, inputs) for inputs in SIDES}
        first = {inputs: next(iter(side.values())) for inputs, side in self.sides.items()}
        self.lowest = {inputs: lowest(run.X, run.Y) for inputs, run in first.items()}
        self.first = first
        shrink = recipe_of(runs.first).shrink
        raw = _("x₂ shrunk by {shrink:g}", shrink=shrink) if shrink != 1 else _("Inputs as they are")
        self.titles = {"raw": raw, "standardised": STANDARDISED}

    def figures(self) -> Mapping[str, go.Figure]:
        """Both landscapes with empty paths; the axes for costs and for steps."""
        lines = [
            Line(name, variant.colour, variant.dash)
            for name, variant in zip([*NAMES.values()] * 2, self.runs.experiment.values(), strict=True)
        ]
        view = View(log_cost=True, log_iteration=self.view.log_iteration)
        cost, steps = cost_figure(lines, view), cost_figure(lines, view)
        for figure in (cost, steps):
            for trace in figure.data[len(NAMES) : len(lines)]:
                trace.showlegend = False  # a rule has one colour; lines of the right side are dotted
        steps.update_layout(meta={"height": "20rem"})
        for figure in (cost, steps):  # the panels have titles
            figure.update_yaxes(title="", tickvals=[10.0**e for e in POWERS], ticktext=[*map(_power, POWERS)])
        return {**{inputs: self._contours(inputs) for inputs in SIDES}, "cost": cost, "steps": steps}

    def _contours(self, inputs: str) -> go.Figure:
        """The landscape of one side, large enough for the starts and the lowest point."""
        bottom, run = self.lowest[inputs], self.first[inputs]
        reach = (-6.0, max(12.0, float(bottom.weights.max()) + 3))
        styles = [
            MarkStyle(name, colour, "solid", size)
            for name, colour, size in zip(NAMES.values(), LINE_COLOURS, SIZES, strict=False)
        ]
        w1, w2 = bottom.weights
        over = [
            *(path(False, style) for style in styles),
            *(mark(False, style) for style in styles),
            mark(
                False, MarkStyle(_("lowest point"), LINE_COLOURS[len(styles)]), "diamond-open", at=(w1, w2, bottom.cost)
            ),
        ]
        figure = contour_figure(over_both_weights(run.X, run.Y, reach=reach), ("w₁", "w₂"), over)
        return figure.update_layout(showlegend=False)  # the colours are those of the costs

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        steps = [(run.iteration, step_lengths(run)[-1:]) for run in self.runs.values()]
        ends: list[Trace] = [
            {"x": [at for each in last], "y": [shorten(max(length, FLOOR)) for length in last]} for at, last in steps
        ]
        traces: dict[str, list[Trace]] = {
            "cost": cost_now((run.iteration, self._above(run)[-1]) for run in self.runs.values()),
            "steps": [*ends, *ends],
        }
        for inputs, side in self.sides.items():
            at = [run.parameters["W1"][0] for run in side.values()]
            here: list[Trace] = [{"x": [shorten(w1)], "y": [shorten(w2)]} for w1, w2 in at]
            traces[inputs] = [*here, *here]
        return Now(
            {},
            traces,
            {_("Iteration"): number(self.runs.iteration)},
            [
                *(
                    Panel(
                        title=self.titles[inputs],
                        charts={inputs: SHOWN[inputs]},
                        sentence=said(side, self.lowest[inputs].cost),
                        help={**HELP, self.titles["raw"]: FROM_ABOVE},
                    )
                    for inputs, side in self.sides.items()
                ),
                Panel(
                    title=COSTS,
                    charts={"cost": _("cost")},
                    caption=_("solid: left · dotted: right, standardised"),
                    help=HELP,
                ),
                Panel(title=STEPS, charts={"steps": _("steps")}, wide=True, below=True),
                Panel(
                    title=_("In numbers"),
                    table=Table(HEADINGS, self._rows() if detail else None),
                    wide=True,
                    below=True,
                    help=HELP,
                ),
            ],
        )

    def _rows(self) -> list[Row]:
        """The numbers of each run; rows of the same rule have the same mark."""
        rows = []
        for mark_of, name in enumerate(NAMES.values()):
            for inputs, side in self.sides.items():
                run, bottom, since = side[name], self.lowest[inputs], arrivals(side, self.lowest[inputs].cost)[name]
                above, last = max(costs_of(run)[-1] - bottom.cost, 0.0), step_lengths(run)[-1:]
                cells = (
                    name,
                    SIDES[inputs],
                    number(run.recipe.learning_rate, "g"),
                    number(bottom.largest_stable_rate, ".3g") if name == "gradient descent" else "–",
                    decimals(above),
                    "–" if since is None else number(since),
                    magnitude(last[0]) if last else "–",
                )
                rows.append(Row(cells, mark_of))
        return rows

    def _above(self, run: Run, points: Sequence[Measurement] | None = None) -> list[float]:
        """How far the costs of a run are above the lowest, at these points or up to now."""
        bottom = self.lowest[recipe_of(run).scaling].cost
        return [max(point.cost - bottom, FLOOR) for point in points or [run.measure()]]

    def curves(self) -> dict[str, Curve]:
        """The paths, costs and steps so far."""
        runs = list(self.runs.values())
        histories = [run.timeline.history.points for run in runs]
        at = [point.iteration for point in histories[0]]  # steps are bounded, so no run ends early
        above = [self._above(run, points) for run, points in zip(runs, histories, strict=True)]
        curves: dict[str, Curve] = {
            "cost": {"at": at, "y": [*(list(map(shorten, line)) for line in above), *([] for _ in runs)]},
            "steps": {"at": at, "y": [*map(_lengths, histories), *([] for _ in runs)]},
        }
        for inputs, side in self.sides.items():
            ways = [weights_of(run.timeline.history.points) for run in side.values()]
            x, y = ([*([shorten(w) for w in way[:, axis]] for way in ways), *([] for _ in ways)] for axis in (0, 1))
            curves[inputs] = {"at": at, "x": x, "y": y}
        return curves


def _lengths(points: Sequence[Measurement]) -> list[float | None]:
    """The length of the step to each point; None for the first."""
    steps = np.linalg.norm(np.diff(weights_of(points), axis=0), axis=1)
    return [None, *(shorten(max(length, FLOOR)) for length in steps)]


def _power(exponent: int) -> str:
    return f"10<sup>{exponent}</sup>" if exponent else "1"


def said(side: Mapping[str, Run], bottom: float) -> str:
    """Which rules have arrived on the side whose lowest cost is ``bottom``."""
    if not next(iter(side.values())).iteration:
        return _("All four begin at the same two weights.")
    return who_has_arrived(side, bottom)
