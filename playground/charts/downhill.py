"""The scene of the page on going downhill: three runs on one surface, and how far each has come."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.downhill import (
    ARRIVED,
    PICTURE,
    costs_of,
    lowest,
    over_both_weights,
    progress,
    weights_of,
    went_up,
)
from playground.training import LINE_COLOURS, Run, RunGroup, View
from playground.training.formatting import decimals, magnitude, minus

from .cost import cost_curves, cost_figure, cost_now, lines_of
from .landscape import BETWEEN, Look, contour_figure, mark, path, surface_figure
from .panel import Panel
from .scene import Curve, Now, Scene, Trace, shorten

SIZES = (16, 11, 6)
"""Of the runs' marks, in pixels: where one lies on another, that one is seen around it."""
HELP = {
    "Largest stable rate": "2 / λ, where λ is the largest curvature at the lowest point. With a larger learning rate, "
    "a step along that direction ends farther away, on the other side.",
    "Share of the largest stable rate": "The learning rate, compared with the largest at which a run can come to rest.",
    "Length of the gradient": "The gradient holds the derivative of the cost with respect to each weight. It points "
    "straight up the slope; the steeper the slope, the longer it is.",
    "Steps that went up": "How many steps ended at a higher cost than they began.",
}


class DownhillScene(Scene):
    """Three runs on one surface: seen from the side, from above, and as costs by iteration."""

    arrangement = "downhill"

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        first = runs.first  # all have the same samples
        self.surface, self.lowest = over_both_weights(first.X, first.Y), lowest(first.X, first.Y)

    def figures(self) -> Mapping[str, go.Figure]:
        """The surface and its contours, with paths that are still empty; the axes of the costs."""
        cost = cost_figure(lines_of(self.runs.experiment), self.view)
        cost.update_layout(meta=cost.layout.meta | {"height": "18rem"})
        return {
            "surface": surface_figure(self.surface, ("w₁", "w₂"), self._over(space=True), (1.25, -1.7, 0.95)),
            "contours": contour_figure(self.surface, ("w₁", "w₂"), self._over(space=False)),
            "cost": cost,
        }

    def _over(self, space: bool) -> list[Any]:
        """A path for each run, a dot for each where it is now, and the lowest point."""
        variants = self.runs.experiment.values()
        looks = [Look(each.label, each.colour, each.dash, size) for each, size in zip(variants, SIZES, strict=True)]
        (w1, w2), cost = self.lowest.weights, self.lowest.cost
        bottom = Look("lowest point", LINE_COLOURS[len(looks)])
        return [
            *(path(space, look) for look in looks),
            *(mark(space, look) for look in looks),
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
            Panel(title="The cost over both weights", charts=("surface",), help=HELP),
            Panel(title=f"From above: lines of equal cost, a factor of {BETWEEN} apart", charts=("contours",)),
            *(
                Panel(title=label, sentence=self._sentence(run))
                for label, run in zip(labels, self.runs.values(), strict=True)
            ),
            Panel(title="The cost, step by step", charts=("cost",), wide=True, below=True),
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
                "Iteration": f"{self.runs.iteration:,}",
                "Lowest cost": decimals(self.lowest.cost),
                "Lowest point (w₁, w₂)": _pair(self.lowest.weights),
                "Largest stable rate": f"{self.lowest.largest_stable_rate:.3g}",
            },
            panels,
        )

    def _share(self, run: Run) -> float:
        """The learning rate as a share of the largest stable one."""
        return run.recipe.learning_rate / self.lowest.largest_stable_rate

    def _sentence(self, run: Run) -> str:
        weights = run.parameters["W1"]
        outside = weights.min() < PICTURE[0] or weights.max() > PICTURE[1]
        sentence = how_far(costs_of(run), self.lowest.cost, stable=self._share(run) < 1)
        return f"{sentence} It is outside both pictures now." if outside else sentence

    def _numbers(self, run: Run) -> dict[str, str]:
        costs, share = costs_of(run), self._share(run)
        up = went_up(costs)
        return {
            "Share of the largest stable rate": f"{100 * share:.0f} %" if share > 9.99 else f"{100 * share:.3g} %",
            "Cost": decimals(costs[-1]),
            "Above the lowest": magnitude(max(costs[-1] - self.lowest.cost, 0.0)),
            "Length of the gradient": magnitude(float(np.linalg.norm(run.evaluate().gradients["dW1"]))),
            "Steps that went up": f"{sum(up)} of {len(up)}",
            "w₁, w₂": _pair(run.parameters["W1"][0]),
        }

    def curves(self) -> dict[str, Curve]:
        """The paths and the costs so far."""
        runs = list(self.runs.values())
        ways = [run.timeline.history.points for run in runs]
        at = [point.iteration for point in ways[0]]  # a step is bounded, so none ends before another
        dots: list[list[float]] = [[] for _ in runs]
        x, y = ([*([shorten(w) for w in weights_of(way)[:, axis]] for way in ways), *dots] for axis in (0, 1))
        z = [*([shorten(point.cost) for point in way] for way in ways), *dots]
        return {
            "surface": {"at": at, "x": x, "y": y, "z": z},
            "contours": {"at": at, "x": x, "y": y},
            "cost": cost_curves(runs),
        }


def _pair(weights: NDArray) -> str:
    return minus(", ".join(f"{w:.2f}" for w in weights))


def how_far(costs: Sequence[float], lowest_cost: float, stable: bool) -> str:
    """How far a run has come, in words.

    Parameters
    ----------
    costs : of every iteration from the first
    lowest_cost : the lowest that there is
    stable : whether its learning rate is below the largest stable one
    """
    now = progress(costs, lowest_cost)
    count, up = len(now.recent), sum(now.recent)
    if up:
        which = f"{up} of the last {count} steps" if count > 1 else "The last step"
        return f"{which} went up: {'each' if up > 1 else 'it'} overshot the lowest point along its direction."
    if now.since is not None:
        if stable:
            return f"At the lowest point: its cost is within {ARRIVED:g} of the lowest."
        return (
            "At the lowest point, but it will not stay: at this learning rate, what is left along the direction of "
            "the largest curvature grows again sooner or later."
        )
    if not count:
        return "At its start."
    down = f"The last {count} steps went down." if count > 1 else "The last step went down."
    if costs[-1] > costs[0]:
        return f"Higher than at its start, after steps that went up. {down}"
    share = "less" if costs[0] - costs[-1] < now.above else "more"
    return f"On its way, with {share} than half of the descent behind it. {down}"
