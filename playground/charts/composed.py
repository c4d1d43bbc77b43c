"""The scene of a deep network: its units' maps layer by layer, its answer, and the plane as its last layer sees it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.lessons.composed import (
    RADII,
    STRAIGHT,
    Circles,
    grid,
    hidden_space,
    straight_line,
    straight_share,
)
from playground.nn import ACTIVATIONS
from playground.training import Field, RunGroup, UnitMaps, View
from playground.training.formatting import decimals, listed, percent

from .boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from .cost import CostCurve, Line, cost_figure, cost_now
from .panel import Panel
from .scene import Curve, Now, Scene, Trace, divergence
from .style import CLASS_COLOURS, CLASS_SYMBOLS, MARK_COLOUR, TRAIN_COLOUR
from .unit_maps import unit_maps_picture

MAP_RESOLUTION = 40
GAP = 0.35
"""Between two layers, where a map is 1 wide."""
HELP = {
    "What each unit computes": "Each map is one unit: its output over the plane, from purple (low) to green (high). "
    "Its border is where its score z is 0. The number beside it says how often that border crosses one of the dotted "
    "circles, whichever it crosses most. A straight border does so twice at most.",
}


class ComposedScene(Scene):
    """One network, seen from its first layer to its last."""

    arrangement = "three"
    detail_every = 4

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.run = runs.first
        parameters = self.run.parameters
        self._field = Field(parameters, self.extent, SMALL_RESOLUTION)
        self._maps = UnitMaps(parameters, self.extent, MAP_RESOLUTION)
        self._circles = Circles(parameters, self.extent)
        self._costs = CostCurve(self.run)
        self._grid = grid(self.extent)
        self._in_the_plane = straight_share(self.run.X, self.run.Y)
        self._crossings = self._circles.crossings(parameters)

    @property
    def evaluated(self) -> Collection[Field | UnitMaps]:
        """See :class:`Scene`."""
        return (self._field, self._maps)

    @property
    def nbytes(self) -> int:
        """See :class:`Scene`."""
        return super().nbytes + self._circles.nbytes

    def figures(self) -> Mapping[str, go.Figure]:
        """Frames of the maps, the points in the plane, the hidden space without points, and the axes of the cost."""
        run = self.run
        cost = cost_figure([Line("cost", TRAIN_COLOUR)], self.view)
        cost.update_layout(meta=cost.layout.meta | {"height": "18rem"})
        return {
            "maps": layers_figure(run.recipe.hidden),
            "boundary": self._plane(),
            "space": space_figure(
                ACTIVATIONS[run.recipe.activation].saturates, ACTIVATIONS[run.recipe.activation].centre
            ),
            "cost": cost,
        }

    def _plane(self) -> go.Figure:
        """The points, and the circles on which crossings are counted."""
        run = self.run
        figure = boundary_figure(run.X, run.Y, run.X_test, run.Y_test, self.extent, small=True)
        circles = self._circles.places
        gap = np.full((2, len(RADII), 1), np.nan)
        x, y = np.concatenate([circles, circles[:, :, :1], gap], axis=2).reshape(2, -1).round(3)
        line = {"color": MARK_COLOUR, "width": 0.8, "dash": "dot"}
        figure.add_scatter(x=x, y=y, mode="lines", name="circles", line=line, hoverinfo="skip")
        return figure

    def now(self, detail: bool = True) -> Now:
        """The run at this moment; the maps only if ``detail`` is wanted."""
        run, point = self.run, self.run.measure()
        images = {"boundary": [boundary_picture(self._field.evaluate(run.parameters), self.view.hard)]}
        if detail:
            self._crossings = self._circles.crossings(run.parameters)
            *layers, _ = self._maps.evaluate(run.parameters)
            centre = ACTIVATIONS[run.recipe.activation].centre
            images["maps"] = [unit_maps_picture(maps, centre, columns=1)[0] for maps in layers]
        last = len(run.recipe.hidden)
        traces = {"cost": cost_now([(point.iteration, point.cost)])}
        if detail:
            traces |= {"maps": [_counts(self._crossings)], "space": self._space()}
        return Now(
            images,
            traces,
            {
                "Iteration": f"{self.runs.iteration:,}",
                "Cost": decimals(point.cost),
                "Accuracy": percent(point.accuracy),
            },
            [
                Panel(
                    title="What each unit computes",
                    charts=("maps",),
                    sentence=what_crosses(self._crossings),
                    help=HELP,
                ),
                Panel(
                    title="What the network answers",
                    charts=("boundary",),
                    sentence=divergence(run)
                    or f"Logistic regression, one straight line here, gets {percent(self._in_the_plane)} right.",
                ),
                Panel(
                    title=f"The plane as layer {last} sees it",
                    charts=("space",),
                    sentence=f"One straight line here, the output unit's, gets {percent(point.accuracy)} right.",
                ),
                Panel(title="The cost", charts=("cost",), wide=True, below=True),
            ],
        )

    def _space(self) -> list[Trace]:
        """Grid, points of both classes, and the line of the output unit in the hidden space."""
        run = self.run
        lines, _, places = self._grid.shape
        flat = self._grid.swapaxes(0, 1).reshape(2, -1)
        both = hidden_space(run.parameters, np.hstack([flat, run.X]))
        bent, points = both[:, : lines * places], both[:, lines * places :]
        gap = np.full((2, lines, 1), np.nan)
        bent = np.concatenate([bent.reshape(2, lines, places), gap], axis=2).reshape(2, -1)
        ends = straight_line(run.parameters, both.min(axis=1), both.max(axis=1))
        classes = run.Y[0] == 1
        return [_trace(each) for each in (bent, points[:, ~classes], points[:, classes], ends)]

    def curves(self) -> dict[str, Curve]:
        """The cost so far; maps and hidden space have no history."""
        return {
            "cost": self._costs.so_far(),
            "maps": {"at": [], "x": [[]], "y": [[]]},
            "space": {"at": [], "x": [[]] * 4, "y": [[]] * 4},
        }


def _trace(points: NDArray) -> Trace:
    """In as many digits as can be seen; NaN, a gap in a line, is None in JSON."""
    x, y = ([None if value != value else round(value, 3) for value in row] for row in points.tolist())
    return {"x": x, "y": y}


def what_crosses(crossings: Sequence[NDArray]) -> str:
    """How often the borders of each layer cross a circle, in words."""
    first, *later = [int(each.max()) for each in crossings]
    straight = "as straight lines do" if first <= STRAIGHT else "more often than straight lines"
    more = listed([f"up to {most} (layer {number})" for number, most in enumerate(later, 2)])
    return f"Borders cross a dotted circle up to {first} times in layer 1, {straight}. Later: {more}."


def layers_figure(hidden: Sequence[int]) -> go.Figure:
    """A column of maps for each hidden layer, and room beside each map for how often its border crosses a circle.

    Parameters
    ----------
    hidden : units of each layer
    """
    figure = go.Figure()
    most = max(hidden)
    figure.add_scatter(
        x=[], y=[], text=[], mode="text", textposition="middle right", hoverinfo="skip", showlegend=False
    )
    for layer, units in enumerate(hidden):
        left, top = _corner(layer, units, most)
        figure.add_layout_image(
            source="", xref="x", yref="y", x=left, y=top, sizex=1, sizey=units, sizing="stretch", layer="below"
        )
        figure.add_annotation(
            text=f"layer {layer + 1}", x=left + 0.5, xref="x", y=1, yref="paper", yanchor="bottom", showarrow=False
        )
    axis: dict[str, Any] = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[0, len(hidden) * (1 + GAP)], constrain="domain", **axis)
    figure.update_yaxes(range=[most, 0], scaleanchor="x", constrain="domain", **axis)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 22, "b": 0}, dragmode=False)
    return figure


def _corner(layer: int, units: int, most: int) -> tuple[float, float]:
    """Left and top of a layer's maps: in the middle of the height that the widest layer takes."""
    return layer * (1 + GAP), (most - units) / 2


def _counts(crossings: Sequence[NDArray]) -> Trace:
    """The trace of :func:`layers_figure`: beside each map its number."""
    most = max(map(len, crossings))
    x, y, text = [], [], []
    for layer, counts in enumerate(crossings):
        left, top = _corner(layer, len(counts), most)
        for unit, count in enumerate(counts):
            x.append(left + 1.02)
            y.append(top + unit + 0.5)
            text.append(str(count))
    return {"x": x, "y": y, "text": text}


def space_figure(bounded: bool, centre: float) -> go.Figure:
    """Axes of the hidden space and its traces, still empty.

    Parameters
    ----------
    bounded : whether the activation has a least and a largest output, as tanh and sigmoid do
    centre : the output in the middle of these
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[], y=[], mode="lines", name="grid", line={"color": MARK_COLOUR, "width": 0.8}, hoverinfo="skip"
    )
    for label in (0, 1):
        figure.add_scatter(
            x=[],
            y=[],
            mode="markers",
            name=f"class {label}",
            marker={
                "symbol": CLASS_SYMBOLS[label],
                "color": CLASS_COLOURS[label],
                "size": 5,
                "line": {"color": "white", "width": 0.4},
            },
            hovertemplate="%{x:.2f}, %{y:.2f}",
        )
    figure.add_scatter(
        x=[], y=[], mode="lines", name="output one half", line={"color": MARK_COLOUR, "width": 3, "dash": "dash"}
    )
    reach = 1.05 * (1 - centre)
    axis: dict[str, Any] = {"showgrid": False, "zeroline": False}
    if bounded:
        axis["range"] = [centre - reach, centre + reach]
    figure.update_xaxes(title="output of unit 1", constrain="domain", **axis)
    figure.update_yaxes(title="output of unit 2", **axis)
    if bounded:
        figure.update_yaxes(scaleanchor="x")
    figure.update_layout(showlegend=False, margin={"l": 44, "r": 4, "t": 4, "b": 40})
    return figure
