"""The scene of the page on going downhill: three runs on one surface, and how far each has come."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.downhill import PICTURE, lowest, over_both_weights, went_up
from playground.training import InStep, Run, View

from .cost import Line, cost_curves, cost_figure, cost_now
from .landscape import contour_figure, mark, surface_figure
from .scene import Curve, Frame, Panel, Scene, Trace, shorten
from .style import CLASS_COLOURS, LINE_COLOURS
from .words import magnitude, minus

ARRIVED = 1e-4
"""A run is at the lowest point if its cost is above it by less than this."""
RECENT = 10
"""Steps that a sentence looks back on."""


class DownhillScene(Scene):
    """Three runs on one surface: seen from the side, from above, and as costs by iteration."""

    metrics = ("Iteration", "Lowest cost", "Lowest at w₁, w₂", "Largest stable learning rate")
    panel_width = 16

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        first = runs.first  # all have the same samples
        self.surface, self.lowest = over_both_weights(first.X, first.Y), lowest(first.X, first.Y)

    @property
    def panels(self) -> Sequence[Panel]:
        """The surface twice, the costs, and each run."""
        numbers = (
            "Share of the largest stable",
            "Cost",
            "Above the lowest",
            "Length of the gradient",
            "Steps that went up",
            "w₁, w₂",
        )
        return [
            Panel("The cost over both weights", ("surface",)),
            Panel("From above: lines of equal cost, each 1.26 times the one inside it", ("contours",)),
            Panel("The cost, step by step", ("cost",), wide=True),
            *(Panel(_name(run), metrics=numbers, sentence=True) for run in self.runs.values()),
        ]

    def figures(self) -> Mapping[str, go.Figure]:
        """The surface and its contours, with paths that are still empty; the axes of the costs."""
        cost = cost_figure([Line(*look) for look in self._looks()], self.view.log_cost)
        cost.update_layout(meta={"height": "18rem"})
        return {
            "surface": surface_figure(self.surface, ("w₁", "w₂"), self._over(space=True), (1.25, -1.7, 0.95)),
            "contours": contour_figure(self.surface, ("w₁", "w₂"), self._over(space=False)),
            "cost": cost,
        }

    def _looks(self) -> list[tuple[str, str]]:
        """Name and colour of each run."""
        return [(_name(run), colour) for run, colour in zip(self.runs.values(), LINE_COLOURS, strict=False)]

    def _over(self, space: bool) -> list[Any]:
        """A path for each run, a dot for each where it is now, and the lowest point."""
        looks = self._looks()
        paths = [mark(space, name, colour, path=True) for name, colour in looks]
        dots = [mark(space, name, colour) for name, colour in looks]
        (w1, w2), cost = self.lowest.weights, self.lowest.cost
        bottom = mark(space, "lowest point", CLASS_COLOURS[0], "diamond-open", at=(w1, w2, cost))
        return [*paths, *dots, bottom]

    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment."""
        now = {name: run.measure() for name, run in self.runs.items()}
        flat: list[Trace] = []
        places: list[Trace] = []
        for name, run in self.runs.items():
            w1, w2 = run.parameters["W1"][0]
            flat.append({"x": [shorten(w1)], "y": [shorten(w2)]})
            places.append({**flat[-1], "z": [shorten(now[name].cost)]})
        return {
            "x": self.runs.iteration,
            "images": {},
            "traces": {
                "surface": places + places,
                "contours": flat + flat,
                "cost": cost_now((point.iteration, point.cost) for point in now.values()),
            },
            "texts": [
                f"{self.runs.iteration:,}",
                f"{self.lowest.cost:.4f}",
                _pair(self.lowest.weights),
                f"{self.lowest.largest_stable_rate:.3g}",
                *(text for run in self.runs.values() for text in self._texts(run)),
            ],
            "tables": [],
        }

    def _texts(self, run: Run) -> Iterator[str]:
        """What a panel says of a run."""
        costs = [point.cost for point in run.history.points]
        weights, gradient = run.parameters["W1"][0], run.evaluate().gradients["dW1"]
        up = went_up(costs)
        share = run.config.learning_rate / self.lowest.largest_stable_rate
        outside = weights.min() < PICTURE[0] or weights.max() > PICTURE[1]
        sentence = progress(costs, self.lowest.cost, stable=share < 1)
        yield f"{sentence} It is outside of both pictures now." if outside else sentence
        yield f"{100 * share:.0f} %" if share > 9.99 else f"{100 * share:.3g} %"
        yield f"{costs[-1]:.4f}"
        yield magnitude(max(costs[-1] - self.lowest.cost, 0.0))
        yield magnitude(float(np.linalg.norm(gradient)))
        yield f"{sum(up)} of {len(up)}"
        yield _pair(weights)

    def curves(self) -> dict[str, Curve]:
        """The paths and the costs so far."""
        ways = [run.history.points for run in self.runs.values()]
        at = [point.iteration for point in ways[0]]  # none ends before another: a step is bounded, so none diverges
        weights = np.array([[point.units for point in way] for way in ways])  # (runs, points, 1, 2)
        dots: list[list[float]] = [[] for _ in ways]
        x, y = ([*([shorten(w) for w in way] for way in weights[:, :, 0, axis]), *dots] for axis in (0, 1))
        z = [*([shorten(point.cost) for point in way] for way in ways), *dots]
        return {
            "surface": {"at": at, "x": x, "y": y, "z": z},
            "contours": {"at": at, "x": x, "y": y},
            "cost": cost_curves(self.runs.values()),
        }


def _name(run: Run) -> str:
    return f"α = {run.config.learning_rate:g}"


def _pair(weights: NDArray) -> str:
    return minus(", ".join(f"{w:.2f}" for w in weights))


def progress(costs: Sequence[float], lowest_cost: float, stable: bool) -> str:
    """How far a run has come, in words.

    Parameters
    ----------
    costs : of every iteration from the first
    lowest_cost : that there is
    stable : whether its learning rate is below the largest stable one
    """
    recent = went_up(costs)[-RECENT:]
    last = f"the last {len(recent)} steps" if len(recent) > 1 else "the last step"
    if any(recent):
        if len(recent) == 1:
            return "The last step went up: it leapt beyond the lowest point on its line."
        each = "each of these" if sum(recent) > 1 else "that one"
        return f"Of {last} {sum(recent)} went up: {each} leapt beyond the lowest point on its line."
    if costs[-1] - lowest_cost < ARRIVED:
        if stable:
            return f"At the lowest point: its cost is the lowest to within {ARRIVED:g}."
        return (
            "At the lowest point, but not to stay: with this learning rate what is left along the steepest curve grows "
            "again, sooner or later."
        )
    if not recent:
        return "At its start."
    if costs[-1] > costs[0]:
        return f"Higher than at its start, after steps that went up. {last.capitalize()} went down."
    behind = "less" if costs[0] - costs[-1] < costs[-1] - lowest_cost else "more"
    return f"On its way, with {behind} than half of the height behind it. {last.capitalize()} went down."
