"""The scene of three learning rates: three runs on one surface, and how far each has come."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.cost import cost_curves, cost_figure, cost_now, lines_of
from playground.charts.curve import Curve, Trace, shorten
from playground.charts.panel import Panel
from playground.charts.scene import Now, Scene
from playground.language import _, ngettext, number, pgettext, sentences
from playground.training import LINE_COLOURS, Run, RunGroup, View
from playground.training.formatting import decimals, magnitude, minus

from .downhill import ARRIVED, PICTURE, costs_of, lowest, over_both_weights, progress, weights_of, went_up
from .landscape_chart import BETWEEN, MarkStyle, contour_figure, mark, path, surface_figure

SIZES = (16, 11, 6)
"""Sizes of the runs' marks, in pixels: different, so that overlapping marks are all visible."""
HELP: dict[str, str] = {
    _("Largest stable rate"): _(
        "2 / λ, where λ is the largest curvature at the lowest point. With a larger learning rate, a step along that "
        "direction ends farther away, on the other side."
    ),
    _("Share of the largest stable rate"): _(
        "The learning rate, compared with the largest at which a run can come to rest."
    ),
    _("Length of the gradient"): _(
        "The gradient holds the derivative of the cost with respect to each weight. It points straight up the slope; "
        "the steeper the slope, the longer it is."
    ),
    _("Steps that went up"): _("How many steps ended at a higher cost than they began."),
}


class DownhillScene(Scene):
    """Three runs on one surface: seen from the side, from above, and as costs by iteration."""

    arrangement = "downhill"

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        first = runs.first  # all runs have the same samples
        self.surface, self.lowest = over_both_weights(first.X, first.Y), lowest(first.X, first.Y)

    def figures(self) -> Mapping[str, go.Figure]:
        """The surface and its contours, with empty paths; the axes for the costs."""
        cost = cost_figure(lines_of(self.runs.experiment), self.view)
        cost.update_layout(meta=cost.layout.meta | {"height": "18rem"})
        return {
            "surface": surface_figure(self.surface, ("w₁", "w₂"), self._over(space=True), (1.1, -1.5, 0.84)),
            "contours": contour_figure(self.surface, ("w₁", "w₂"), self._over(space=False)),
            "cost": cost,
        }

    def _over(self, space: bool) -> list[Any]:
        """A path for each run, a dot for its current position, and the lowest point."""
        variants = self.runs.experiment.values()
        styles = [
            MarkStyle(each.label, each.colour, each.dash, size) for each, size in zip(variants, SIZES, strict=True)
        ]
        (w1, w2), cost = self.lowest.weights, self.lowest.cost
        bottom = MarkStyle(_("lowest point"), LINE_COLOURS[len(styles)])
        return [
            *(path(space, style) for style in styles),
            *(mark(space, style) for style in styles),
            mark(space, bottom, "diamond-open", at=(w1, w2, cost)),
        ]

    def now(self, detail: bool = True) -> Now:
        """The runs at this moment."""
        measured = [run.measure() for run in self.runs.values()]
        flat: list[Trace] = []
        places: list[Trace] = []
        for run, point in zip(self.runs.values(), measured, strict=True):
            w1, w2 = run.parameters["W1"][0]
            flat.append({"x": [shorten(w1)], "y": [shorten(w2)]})
            places.append({**flat[-1], "z": [shorten(point.cost)]})
        labels = [variant.label for variant in self.runs.experiment.values()]
        panels = [
            Panel(title=_("The cost over both weights"), charts={"surface": _("surface")}, help=HELP),
            Panel(
                title=_("From above: lines of equal cost, a factor of {factor} apart", factor=BETWEEN),
                charts={"contours": _("contours")},
            ),
            *(
                Panel(title=label, sentence=self._sentence(run))
                for label, run in zip(labels, self.runs.values(), strict=True)
            ),
            Panel(title=_("The cost, step by step"), charts={"cost": _("cost")}, wide=True, below=True),
            *(
                Panel(title=label, numbers=self._numbers(run), below=True)
                for label, run in zip(labels, self.runs.values(), strict=True)
            ),
        ]
        return Now(
            {},
            {
                "surface": places + places,
                "contours": flat + flat,
                "cost": cost_now((point.iteration, point.cost) for point in measured),
            },
            {
                _("Iteration"): number(self.runs.iteration),
                _("Lowest cost"): decimals(self.lowest.cost),
                _("Lowest point (w₁, w₂)"): _pair(self.lowest.weights),
                _("Largest stable rate"): number(self.lowest.largest_stable_rate, ".3g"),
            },
            panels,
        )

    def _share(self, run: Run) -> float:
        """The learning rate as a fraction of the largest stable one."""
        return run.recipe.learning_rate / self.lowest.largest_stable_rate

    def _sentence(self, run: Run) -> str:
        weights = run.parameters["W1"]
        outside = weights.min() < PICTURE[0] or weights.max() > PICTURE[1]
        sentence = how_far(costs_of(run), self.lowest.cost, stable=self._share(run) < 1)
        return sentences(sentence, _("It is outside both pictures now.")) if outside else sentence

    def _numbers(self, run: Run) -> dict[str, str]:
        costs, share = costs_of(run), self._share(run)
        up = went_up(costs)
        return {
            _("Share of the largest stable rate"): _(
                "{share} %", share=number(100 * share, ".0f" if share > 9.99 else ".3g")
            ),
            _("Cost"): decimals(costs[-1]),
            _("Above the lowest"): magnitude(max(costs[-1] - self.lowest.cost, 0.0)),
            _("Length of the gradient"): magnitude(float(np.linalg.norm(run.evaluate().gradients["dW1"]))),
            _("Steps that went up"): _("{up} of {steps}", up=sum(up), steps=len(up)),
            "w₁, w₂": _pair(run.parameters["W1"][0]),
        }

    def curves(self) -> dict[str, Curve]:
        """The paths and the costs so far."""
        runs = list(self.runs.values())
        ways = [run.timeline.history.points for run in runs]
        at = [point.iteration for point in ways[0]]  # steps are bounded, so no run ends early
        dots: list[list[float]] = [[] for _ in runs]
        x, y = ([*([shorten(w) for w in weights_of(way)[:, axis]] for way in ways), *dots] for axis in (0, 1))
        z = [*([shorten(point.cost) for point in way] for way in ways), *dots]
        return {
            "surface": {"at": at, "x": x, "y": y, "z": z},
            "contours": {"at": at, "x": x, "y": y},
            "cost": cost_curves(runs),
        }


def _pair(weights: NDArray) -> str:
    first, second = (minus(number(w, ".2f")) for w in weights)
    return pgettext("two coordinates", "{first}, {second}", first=first, second=second)


def how_far(costs: Sequence[float], lowest_cost: float, stable: bool) -> str:
    """How far a run has come, in words.

    Parameters
    ----------
    costs : the cost at every iteration from the first
    lowest_cost : the lowest possible cost
    stable : whether its learning rate is below the largest stable one
    """
    now = progress(costs, lowest_cost)
    count, up = len(now.recent), sum(now.recent)
    if up:
        if count == 1:
            return _("The last step went up: it overshot the lowest point along its direction.")
        return ngettext(
            "{n} of the last {steps} steps went up: it overshot the lowest point along its direction.",
            "{n} of the last {steps} steps went up: each overshot the lowest point along its direction.",
            up,
            steps=count,
        )
    if now.since is not None:
        if stable:
            return _("At the lowest point: its cost is within {close:g} of the lowest.", close=ARRIVED)
        return _(
            "At the lowest point, but it will not stay: at this learning rate, what is left along the direction of "
            "the largest curvature grows again sooner or later."
        )
    if not count:
        return _("At its start.")
    if costs[-1] > costs[0]:
        where = _("Higher than at its start, after steps that went up.")
    elif costs[0] - costs[-1] < now.above:
        where = _("On its way, with less than half of the descent behind it.")
    else:
        where = _("On its way, with more than half of the descent behind it.")
    return sentences(where, ngettext("The last step went down.", "The last {n} steps went down.", count))
