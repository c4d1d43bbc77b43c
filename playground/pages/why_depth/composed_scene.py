"""The scene of a deep network: its units' maps layer by layer, its output, and the plane as seen by its last layer."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.cost import CostCurve, Line, cost_figure, cost_now
from playground.charts.cursor import Reading, cells_reading, hidden_space_reading, maps_in_words, plane_reading
from playground.charts.curve import Curve, Trace
from playground.charts.in_words import plane_in_words
from playground.charts.panel import Panel
from playground.charts.plane.boundary import SMALL_RESOLUTION, boundary_figure, boundary_picture
from playground.charts.plane.unit_maps import unit_maps_picture
from playground.charts.scene import Now, Scene, divergence
from playground.charts.style import CLASS_COLOURS, CLASS_SYMBOLS, MARK_COLOUR, TRAIN_COLOUR
from playground.language import _, listed, ngettext, number, sentences
from playground.lessons.course import course
from playground.nn import ACTIVATIONS
from playground.training import Extent, Field, RunGroup, UnitMaps, View
from playground.training.formatting import decimals, percent

from .composed import Walks, grid, hidden_space, straight_line, straight_share

MAP_RESOLUTION = 40
GRID = {"color": MARK_COLOUR, "width": 0.6}
GAP = 0.35
"""Gap between two layers, in widths of a map."""
HELP: dict[str, str] = {
    _("What each unit computes"): _(
        "Each map is one unit: its output over the plane, from purple (low) to green (high). Its border is where its "
        "weighted input z is 0. The number beside it says how often a straight line across the picture crosses that "
        "border, at most. Two straight lines cross each other once; so a border that is crossed more often is bent."
    ),
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
        self._walks = Walks(parameters, self.extent)
        self._costs = CostCurve(self.run)
        self._grid = grid(self.extent)
        self._in_the_plane = straight_share(self.run.X, self.run.Y)
        self._crossings = self._walks.crossings(parameters)

    @property
    def evaluated(self) -> Collection[Field | UnitMaps]:
        return (self._field, self._maps)

    @property
    def nbytes(self) -> int:
        return super().nbytes + self._walks.nbytes

    def figures(self) -> Mapping[str, go.Figure]:
        """Frames for the maps, the points in the plane, the hidden space without points, and the axes of the cost."""
        run = self.run
        cost = cost_figure([Line(_("cost"), TRAIN_COLOUR)], self.view)
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
        """The points, and the grid that is bent in the hidden space."""
        run = self.run
        figure = boundary_figure(run.train, run.test, self.extent, small=True)
        lines = _trace(_joined(self._grid))
        figure.add_scatter(**lines, mode="lines", name=_("grid"), line=GRID, hoverinfo="skip")
        return figure

    def now(self, detail: bool = True) -> Now:
        """The run at this moment; the maps only with ``detail``."""
        run, point = self.run, self.run.measure()
        images = {"boundary": [boundary_picture(run.train, self._field.evaluate(run.parameters), self.view.hard)]}
        if detail:
            self._crossings = self._walks.crossings(run.parameters)
            layers = self._maps.evaluate(run.parameters)[:-1]
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
                _("Iteration"): number(self.runs.iteration),
                _("Cost"): decimals(point.cost),
                _("Accuracy"): percent(point.score),
            },
            [
                Panel(
                    title=_("What each unit computes"),
                    charts={"maps": _("maps")},
                    sentence=what_crosses(self._crossings),
                    kept=not detail,
                    help=HELP,
                ),
                Panel(
                    title=_("What the network answers"),
                    charts={"boundary": _("boundary")},
                    sentence=divergence(run)
                    or _(
                        "Logistic regression, here a straight line, gets {right} right.",
                        right=percent(self._in_the_plane),
                    ),
                ),
                Panel(
                    title=_("The plane as layer {layer} sees it", layer=last),
                    charts={"space": _("space")},
                    sentence=_(
                        "Here one straight line, the output unit's, gets {right} right.",
                        right=percent(point.score),
                    ),
                ),
                Panel(title=_("The cost"), charts={"cost": _("cost")}, wide=True, below=True),
            ],
        )

    def seen(self) -> dict[str, str]:
        """The boundary, the points and the cost; the panels say the rest."""
        outputs = self._field.evaluate(self.run.parameters)
        return {"": sentences(plane_in_words(self.run, outputs, self.extent), course(self.run))}

    def _space(self) -> list[Trace]:
        """Grid, points of both classes, and the output unit's line, in the hidden space."""
        run = self.run
        lines, _, places = self._grid.shape
        both = hidden_space(run.parameters, np.hstack([*self._grid, run.X]))
        bent = np.split(both[:, : lines * places], lines, axis=1)
        points = both[:, lines * places :]
        ends = straight_line(run.parameters, both.min(axis=1), both.max(axis=1))
        classes = run.Y[0] == 1
        return [_trace(each) for each in (_joined(bent), points[:, ~classes], points[:, classes], ends)]

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        return {
            "boundary": lambda: plane_reading(self.run, self.extent),
            "maps": self._maps_in_words,
            "space": self._space_in_words,
        }

    def _maps_in_words(self) -> Reading:
        """Each unit in words: where its output is low and high, and how bent its border is."""
        layers = self._maps.evaluate(self.run.parameters)[:-1]
        names: list[list[str]] = [
            [_("layer {layer}, unit {unit}", layer=layer, unit=unit) for unit in range(1, len(maps) + 1)]
            for layer, maps in enumerate(layers, 1)
        ]
        words = [
            ngettext(
                "{map}; its border is crossed {n} time at most",
                "{map}; its border is crossed {n} times at most",
                int(count),
                map=each,
            )
            for maps, its, counts in zip(layers, names, self._walks.crossings(self.run.parameters), strict=True)
            for each, count in zip(maps_in_words(maps, its), counts, strict=True)
        ]
        return cells_reading(words, at=[(left + 0.5, top + 0.5) for left, top in _corners(self.run.recipe.hidden)])

    def _space_in_words(self) -> Reading:
        """What the output unit makes of the part of the hidden space that is drawn."""
        activation = ACTIVATIONS[self.run.recipe.activation]
        # Translators: before the output of that unit
        names: list[str] = [_("unit {number}:", number=unit) for unit in (1, 2)]
        if activation.saturates:
            low, high = _range(activation.centre)
            return hidden_space_reading(self.run, Extent(low, high, low, high), names)
        both = hidden_space(self.run.parameters, np.hstack([*self._grid, self.run.X]))
        (left, bottom), (right, top) = both.min(axis=1), both.max(axis=1)
        return hidden_space_reading(self.run, Extent(left, right, bottom, top), names)

    def curves(self) -> dict[str, Curve]:
        """The cost so far; maps and hidden space have no history."""
        return {
            "cost": self._costs.so_far(),
            "maps": {"at": [], "x": [[]], "y": [[]]},
            "space": {"at": [], "x": [[]] * 4, "y": [[]] * 4},
        }


def _joined(lines: Iterable[NDArray]) -> NDArray:
    """Join lines, each (2, n), into one with gaps between them, (2, m)."""
    gap = np.full((2, 1), np.nan)
    return np.hstack([part for line in lines for part in (line, gap)])


def _trace(points: NDArray) -> Trace:
    """A trace with as many digits as can be seen; NaN, a gap in a line, becomes None for JSON."""
    x, y = ([None if value != value else round(value, 3) for value in row] for row in points.tolist())
    return {"x": x, "y": y}


def what_crosses(crossings: Sequence[NDArray]) -> str:
    """How often a straight line crosses the borders in each layer, in words."""
    most = [_times_in_layer(int(each.max()), layer) for layer, each in enumerate(crossings, 1)]
    # Translators: {often} is such as "once in layer 1 and 4 times in layer 2"
    return _(
        "At most, a straight line crosses a border {often}. More than once means that it is bent.", often=listed(most)
    )


def _times_in_layer(count: int, layer: int) -> str:
    """1, 2 → "once in layer 2"; 3, 2 → "3 times in layer 2"."""
    match count:
        case 0:
            return _("never in layer {layer}", layer=layer)
        case 1:
            return _("once in layer {layer}", layer=layer)
        case 2:
            return _("twice in layer {layer}", layer=layer)
    return ngettext("{n} time in layer {layer}", "{n} times in layer {layer}", count, layer=layer)


def layers_figure(hidden: Sequence[int]) -> go.Figure:
    """A column of maps for each hidden layer, with room beside each map for the number of crossings of its border.

    Parameters
    ----------
    hidden : number of units in each layer
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
            text=_("layer {layer}", layer=layer + 1),
            x=left + 0.5,
            xref="x",
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
        )
    axis: dict[str, Any] = {"visible": False, "fixedrange": True}
    figure.update_xaxes(range=[0, len(hidden) * (1 + GAP)], constrain="domain", **axis)
    figure.update_yaxes(range=[most, 0], scaleanchor="x", constrain="domain", **axis)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 22, "b": 0}, dragmode=False)
    return figure


def _corner(layer: int, units: int, most: int) -> tuple[float, float]:
    """Left and top of a layer's maps, vertically centred on the widest layer."""
    return layer * (1 + GAP), (most - units) / 2


def _corners(hidden: Sequence[int]) -> Iterator[tuple[float, float]]:
    """Left and top of each unit's map, layer by layer; see :func:`layers_figure`."""
    for layer, units in enumerate(hidden):
        left, top = _corner(layer, units, max(hidden))
        yield from ((left, top + unit) for unit in range(units))


def _counts(crossings: Sequence[NDArray]) -> Trace:
    """The trace of :func:`layers_figure`: the number beside each map."""
    corners = list(_corners([len(counts) for counts in crossings]))
    return {
        "x": [left + 1.02 for left, _top in corners],
        "y": [top + 0.5 for _left, top in corners],
        "text": [str(count) for counts in crossings for count in counts],
    }


def _range(centre: float) -> tuple[float, float]:
    """The ends of both axes of the hidden space, where outputs are bounded."""
    reach = 1.05 * (1 - centre)
    return centre - reach, centre + reach


def space_figure(bounded: bool, centre: float) -> go.Figure:
    """The axes of the hidden space and its empty traces.

    Parameters
    ----------
    bounded : whether the activation's outputs are bounded, as those of tanh and sigmoid are
    centre : the middle of that range
    """
    figure = go.Figure()
    figure.add_scatter(x=[], y=[], mode="lines", name=_("grid"), line=GRID, hoverinfo="skip")
    for label in (0, 1):
        figure.add_scatter(
            x=[],
            y=[],
            mode="markers",
            name=_("class {number}", number=label),
            marker={
                "symbol": CLASS_SYMBOLS[label],
                "color": CLASS_COLOURS[label],
                "size": 5,
                "line": {"color": "white", "width": 0.4},
            },
            hovertemplate="%{x:.2f}, %{y:.2f}",
        )
    figure.add_scatter(
        x=[], y=[], mode="lines", name=_("output one half"), line={"color": MARK_COLOUR, "width": 3, "dash": "dash"}
    )
    axis: dict[str, Any] = {"showgrid": False, "zeroline": False}
    if bounded:
        axis["range"] = list(_range(centre))
    figure.update_xaxes(title=_("output of unit {unit}", unit=1), constrain="domain", **axis)
    figure.update_yaxes(title=_("output of unit {unit}", unit=2), **axis)
    if bounded:
        figure.update_yaxes(scaleanchor="x")
    figure.update_layout(showlegend=False, margin={"l": 44, "r": 4, "t": 4, "b": 40})
    return figure
