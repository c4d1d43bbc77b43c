"""The scene of the playground page: the boundary and the cost of one run."""

from collections.abc import Mapping

import plotly.graph_objects as go

from playground.training import Field, InStep, LayerHealth, Measurement, View, health, warning

from .boundary import boundary_figure, boundary_picture
from .cost import Line, cost_curve, cost_figure, cost_now
from .diagram import DiagramOf
from .scene import Curve, Frame, Panel, Scene
from .style import TEST_COLOUR, TRAIN_COLOUR
from .words import magnitude, percent

HEADINGS = ("Layer", "Units", "Saturated / dead", "Gradient")
"""Of the table of health; the same for every activation, so that another one leaves the page as it is."""


NO_WARNING = "No trouble found."


class PlaygroundScene(Scene):
    """One run, large."""

    metrics = ("Iteration", "Cost", "Train accuracy", "Test accuracy")
    detail_every = 4  # fifteen times a second, and over five where a browser shows twenty-five pictures

    panels = (
        Panel(charts=("boundary",)),
        Panel(charts=("cost",)),
        Panel("Inside the network", diagram=True, wide=True),
        Panel("Health", sentence=True, table=HEADINGS, wide=True),
    )

    def __init__(self, runs: InStep, view: View) -> None:
        super().__init__(runs, view)
        self.run = runs.first
        self._field = Field(self.run.parameters, self.extent)
        self._diagram = DiagramOf(self.run, self.extent)
        self._warning = ""

    def figures(self) -> Mapping[str, go.Figure]:
        """The boundary's points and the axes of the cost."""
        run = self.run
        lines = [Line("train", TRAIN_COLOUR), Line("test", TEST_COLOUR, "dash")]
        return {
            "boundary": boundary_figure(run.X, run.Y, run.X_test, run.Y_test, self.extent),
            "cost": cost_figure(lines if run.Y_test.size else lines[:1], self.view.log_cost),
        }

    def frame(self, detail: bool = True) -> Frame:
        """The run at this moment."""
        point = self.run.measure()
        picture = boundary_picture(self._field.evaluate(self.run.parameters), self.view.hard)
        costs = [cost for cost in (point.cost, point.test_cost) if cost is not None]
        frame: Frame = {
            "x": point.iteration,
            "images": {"boundary": [picture]},
            "traces": {"cost": cost_now((point.iteration, cost) for cost in costs)},
            "texts": [],
            "tables": [],
        }
        if detail:
            network = self.run.evaluate()
            layers = health(network)
            self._warning = warning(self.run, network, layers)
            frame["diagram"] = self._diagram.now(network)
            frame["tables"] = [[(-1, _row(layer)) for layer in layers]]
        frame["texts"] = [*metric_texts(point), self._warning or NO_WARNING]
        return frame

    def curves(self) -> dict[str, Curve]:
        """The cost so far."""
        return {"cost": cost_curve(self.run)}


def _row(layer: LayerHealth) -> list[str]:
    """A layer's health as a person reads it."""
    return [layer.name, str(layer.units), percent(layer.lost), magnitude(layer.gradient)]


def metric_texts(point: Measurement) -> list[str]:
    """The numbers above the playground's charts as a person reads them."""
    return [f"{point.iteration:,}", f"{point.cost:.4f}", percent(point.accuracy), percent(point.test_accuracy)]
