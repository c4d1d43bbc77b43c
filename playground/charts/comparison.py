"""The scenes of pages that compare: several runs in step, a boundary for each, all costs in one chart."""

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from playground.nn import ACTIVATIONS
from playground.training import (
    Field,
    InStep,
    Measurement,
    Run,
    UnitMaps,
    View,
    saturated_share,
    verdict,
)

from .boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from .cost import Line, cost_curves, cost_figure, cost_now
from .scene import DISTINCT_UNITS, Curve, Frame, Panel, Scene, divergence
from .style import LINE_COLOURS
from .unit_maps import unit_maps_figure, unit_maps_picture
from .words import magnitude, minus, percent


class ComparisonScene(Scene):
    """A panel for each run, and the costs below. What is said under a boundary is for each page to add."""

    metrics = ("Iteration",)

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        self._field = Field(runs.first.parameters, self.extent, SMALL_RESOLUTION)  # all networks have the same layers

    @property
    def panels(self) -> Sequence[Panel]:
        """One for each run, then the costs."""
        return [*(self.panel(name, run) for name, run in self.runs.items()), Panel("Cost", ("cost",), wide=True)]

    @abstractmethod
    def panel(self, name: str, run: Run) -> Panel:
        """What one run shows."""

    @abstractmethod
    def texts(self, name: str, run: Run, now: Measurement) -> list[str]:
        """The texts of that panel at this moment."""

    def figures(self) -> Mapping[str, go.Figure]:
        """The points of each boundary and the axes of the cost."""
        boundaries = {
            f"boundary-{name}": boundary_figure(run.X, run.Y, run.X_test, run.Y_test, self.extent, small=True)
            for name, run in self.runs.items()
        }
        lines = [
            Line(run.config.start, colour, dash)
            for run, colour, dash in zip(self.runs.values(), LINE_COLOURS, 3 * ("solid", "dash"), strict=False)
        ]
        cost = cost_figure(lines, self.view.log_cost)
        cost.update_layout(meta={"height": "20rem"})
        return boundaries | {"cost": cost}

    def frame(self, detail: bool = True) -> Frame:
        """The runs at this moment."""
        now = {name: run.measure() for name, run in self.runs.items()}
        return {
            "x": self.runs.iteration,
            "images": {
                f"boundary-{name}": [boundary_picture(self._field.evaluate(run.parameters), self.view.hard)]
                for name, run in self.runs.items()
            },
            "traces": {"cost": cost_now((point.iteration, point.cost) for point in now.values())},
            "texts": [
                f"{self.runs.iteration:,}",
                *(text for name, run in self.runs.items() for text in self.texts(name, run, now[name])),
            ],
            "tables": [],
        }

    def curves(self) -> dict[str, Curve]:
        """The costs so far."""
        return {"cost": cost_curves(self.runs.values())}


class ZeroOrRandomScene(ComparisonScene):
    """Two starts, with the hidden units as small maps and a verdict under each boundary."""

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        self._maps = {name: UnitMaps(run.parameters, self.extent) for name, run in runs.items() if run.config.hidden}
        self._ranges = dict.fromkeys(runs, "–")

    def panel(self, name: str, run: Run) -> Panel:
        """Boundary, unit maps, verdict."""
        return Panel(
            title=run.config.start,
            charts=(f"boundary-{name}", *([f"units-{name}"] if name in self._maps else [])),
            metrics=(
                "Cost",
                "Accuracy",
                DISTINCT_UNITS,
                "Largest weight gradient",
                "Unit maps, purple to green",
            ),
            sentence=True,
        )

    def texts(self, name: str, run: Run, now: Measurement) -> list[str]:
        """The verdict."""
        judged = verdict(run.evaluate(), run.first)
        return [
            divergence(run) or judged.sentence,
            f"{now.cost:.4f}",
            percent(now.accuracy),
            f"{judged.distinct} of {judged.units}" if judged.units else "–",
            magnitude(judged.gradient),
            self._ranges[name],
        ]

    def figures(self) -> Mapping[str, go.Figure]:
        """With the frames of the unit maps."""
        maps = {f"units-{name}": unit_maps_figure(self.runs[name].config.n_h) for name in self._maps}
        return {**super().figures(), **maps}

    def frame(self, detail: bool = True) -> Frame:
        """With the unit maps, if ``detail`` is wanted."""
        pictures = {}
        for name, maps in self._maps.items() if detail else ():
            centre = ACTIVATIONS[self.runs[name].config.activation].centre
            layer, _ = maps.evaluate(self.runs[name].parameters)
            pictures[f"units-{name}"], reach = unit_maps_picture(layer, centre)
            self._ranges[name] = _range(centre, reach)
        frame = super().frame(detail)
        frame["images"] |= {name: [picture] for name, picture in pictures.items()}
        return frame


class HowLargeAStartScene(ComparisonScene):
    """Several scales, with the share of hidden outputs that have lost their gradient, before training and now."""

    panel_width = 16

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        self._before = {name: saturated_share(run.first_network()) for name, run in runs.items()}

    def panel(self, name: str, run: Run) -> Panel:
        """Boundary and numbers."""
        lost = "Saturated outputs" if ACTIVATIONS[run.config.activation].saturates else "Dead units"
        metrics = ("Cost", "Accuracy", f"{lost} before", f"{lost} now")
        return Panel(run.config.start, (f"boundary-{name}",), metrics, sentence=True)

    def texts(self, name: str, run: Run, now: Measurement) -> list[str]:
        """Cost, accuracy, shares."""
        return [
            divergence(run),
            f"{now.cost:.4f}",
            percent(now.accuracy),
            percent(self._before[name]),
            percent(saturated_share(run.evaluate())),
        ]


def _range(centre: float, reach: float) -> str:
    """Where the colours of a network's unit maps begin and end, in as many decimals as the reach needs."""
    if not reach:
        return f"{centre:g} everywhere"
    if not 1e-4 <= reach < 1e6:
        return f"{centre:g} ± {reach:.1e}"
    decimals = max(0, 1 - math.floor(math.log10(reach)))
    return minus(f"{centre - reach:.{decimals}f} to {centre + reach:.{decimals}f}")
