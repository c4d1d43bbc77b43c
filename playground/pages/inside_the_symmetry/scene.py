"""The scene of the page on symmetry: the hidden units' paths, distance and numbers."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.cursor import Reading, cells_reading
from playground.charts.curve import Curve, Trace, shorten
from playground.charts.in_words import units_in_words
from playground.charts.panel import Panel, Row, Table
from playground.charts.scene import Now, Scene, divergence
from playground.charts.style import FREE_TITLE, MARK_COLOUR
from playground.language import _, enumerated, ngettext, number, pgettext, sentences
from playground.lessons.course import course
from playground.nn import Network
from playground.training import LINE_COLOURS, TOLERANCE, RunGroup, View, groups, hidden_units, largest_distance
from playground.training.formatting import decimals, magnitude, minus, percent

LONGEST_PATH = 100
"""Points drawn per path, at most; the history has more."""
FLOOR = 1e-18
"""Smaller distances, including 0, are drawn here, since a logarithmic axis has no 0."""
AROUND = ("top center", "bottom center", "middle right", "middle left")
"""Where the names of the first, second, … place stand, so that those of places side by side can be read."""

TABLE = (
    _("unit"),
    _("equal to"),
    _("W1 of x₁"),
    _("W1 of x₂"),
    "b1",
    "W2",
    _("dW1 of x₁"),
    _("dW1 of x₂"),
    "db1",
    "dW2",
)

ALGEBRA = (
    _("Two units, i and j"),
    "Z1ᵢ = W1ᵢ X + b1ᵢ,  A1ᵢ = g(Z1ᵢ)",
    "dZ1ᵢ = W2ᵢ dZ2 ∗ g′(Z1ᵢ)",
    "dW1ᵢ = dZ1ᵢ Xᵀ / m",
    "dW2ᵢ = dZ2 A1ᵢᵀ / m",
    "W1ᵢ := W1ᵢ − α dW1ᵢ",
)
"""Why equal units stay equal, a line for each step; W1ᵢ is the row of W1 and W2ᵢ the entry of W2 of unit i."""


HELP: dict[str, str] = {
    _("Distinct units"): _(
        "How many different units there are. Two differ if an incoming weight, the bias or the outgoing weight does, "
        "by more than {share} of the largest of these numbers.",
        share=percent(TOLERANCE, 4),
    ),
    _("Largest distance"): _(
        "The distance between the two units that differ most, in the number in which they differ most."
    ),
}


class InsideTheSymmetryScene(Scene):
    """One run, unit by unit."""

    def __init__(self, runs: RunGroup, view: View) -> None:
        super().__init__(runs, view)
        self.run = runs.first

    def figures(self) -> Mapping[str, go.Figure]:
        """The plane of the incoming weights, and the axes for the distance."""
        return {"paths": _paths_figure(self.run.recipe.n_h), "distance": _distance_figure()}

    def now(self, detail: bool = True) -> Now:
        """The run at this moment."""
        point, network = self.run.measure(), self.run.evaluate()
        units = hidden_units(self.run.parameters)
        distance = largest_distance(units)
        return Now(
            {},
            {"paths": _paths_now(units), "distance": self._distance_now(distance)},
            {
                _("Iteration"): number(point.iteration),
                _("Cost"): decimals(point.cost),
                _("Accuracy"): percent(point.score),
                _("Distinct units"): _("{distinct} of {units}", distinct=len(set(groups(units))), units=len(units)),
                _("Largest distance"): magnitude(distance),
            },
            [
                Panel(title=_("Where each unit is: its two incoming weights"), charts={"paths": _("paths")}, help=HELP),
                Panel(title=_("Largest distance between two units"), charts={"distance": _("distance")}, help=HELP),
                Panel(
                    title=_("Every unit, in numbers"),
                    table=Table(TABLE, unit_table(units, network)),
                    wide=True,
                    below=True,
                ),
                Panel(
                    title=_("Why: two units through one iteration"),
                    numbers=dict(zip(ALGEBRA, algebra(network, self.run.rate), strict=True)),
                    wide=True,
                    below=True,
                ),
            ],
        )

    def seen(self) -> dict[str, str]:
        """Which units are in the same place, and how far apart the farthest are."""
        distance = largest_distance(hidden_units(self.run.parameters))
        said = sentences(
            divergence(self.run),
            units_in_words(self.run.evaluate()),
            _("The largest distance between two units is {distance}.", distance=magnitude(distance)),
            course(self.run),
        )
        return {"": said}

    def readings(self) -> Mapping[str, Callable[[], Reading]]:
        return {"paths": self._paths_in_words}

    def _paths_in_words(self) -> Reading:
        """Which units are at each place, and where they were at the start; Tab goes from place to place."""
        units, first = hidden_units(self.run.parameters), self.run.timeline.history.points[0].units
        words, at = [], []
        for members in _places(units):
            here = units[members[0], :2]
            said: str = ngettext(
                "unit {units}: weight from x₁ {w1}, from x₂ {w2}",
                "units {units}: weight from x₁ {w1}, from x₂ {w2}",
                len(members),
                units=unit_names(members),
                w1=_brief(here[0]),
                w2=_brief(here[1]),
            )
            if first is not None and len(_places(first[members])) == 1:
                w1, w2 = map(_brief, first[members[0], :2])
                said = _("{place}; at the start {w1} and {w2}", place=said, w1=w1, w2=w2)
            words.append(said)
            at.append((float(here[0]), float(here[1])))
        return cells_reading(words, at=at, noted=range(len(words)))

    def curves(self) -> dict[str, Curve]:
        """The units' paths and their distance so far."""
        points = self.run.timeline.history.points
        path = points[:: -(-len(points) // LONGEST_PATH)]
        units = np.array([p.units for p in path])  # (points, n_h, 4)
        x, y = ([[shorten(w) for w in way] for way in units[:, :, i].T] + [[]] for i in (0, 1))
        distances = [_on_axis(largest_distance(p.units)) for p in points if p.units is not None]
        return {
            "paths": {"at": [p.iteration for p in path], "x": x, "y": y},
            "distance": {"at": [p.iteration for p in points], "y": [distances, [], []]},
        }

    def _distance_now(self, distance: float) -> list[Trace]:
        """The tip of the line, its dot, and a mark at each nudge."""
        here: Trace = {"y": [_on_axis(distance)]}
        nudged = self.run.nudged
        return [here, here, {"x": nudged, "y": [FLOOR * 10] * len(nudged), "text": [_("nudge")] * len(nudged)}]


def _on_axis(distance: float) -> float:
    return shorten(max(distance, FLOOR))


def _paths_figure(units: int) -> go.Figure:
    """A line for each unit, then the units themselves."""
    figure = go.Figure()
    looks = itertools.product(("solid", "dot", "dash", "dashdot"), LINE_COLOURS)
    for unit, (dash, colour) in zip(range(1, units + 1), looks, strict=False):
        figure.add_scatter(
            x=[], y=[], mode="lines+markers", name=_("unit {unit}", unit=unit),
            line={"color": colour, "width": 1.5, "dash": dash},
            marker={"opacity": 0, "maxdisplayed": 1},  # keeps the path off the axes, as lines alone would not
            hovertemplate=_("unit {unit}: %{{x:.4f}}, %{{y:.4f}}<extra></extra>", unit=unit), showlegend=False,
        )  # fmt: skip
    figure.add_scatter(
        x=[],
        y=[],
        text=[],
        mode="markers+text",
        textposition=list(itertools.islice(itertools.cycle(AROUND), units)),
        marker={"size": 10, "color": MARK_COLOUR, "line": {"color": "white", "width": 1}},
        hovertemplate=_("unit %{text}: %{x:.4f}, %{y:.4f}<extra></extra>"),
        showlegend=False,
        cliponaxis=False,
    )
    figure.update_layout(margin={"t": 24, "r": 24})
    figure.update_xaxes(title=_("weight from x₁"))
    figure.update_yaxes(title=_("weight from x₂"), **FREE_TITLE)
    return figure


def _distance_figure() -> go.Figure:
    """The line, the dot at its end, and the marks of nudges; then points that keep the axis from 0 to 10 or more."""
    figure = go.Figure()
    colour = LINE_COLOURS[0]
    figure.add_scatter(x=[], y=[], mode="lines", line={"color": colour, "width": 2}, hovertemplate="%{y:.1e}")
    figure.add_scatter(x=[], y=[], mode="markers", marker={"color": colour, "size": 8}, hoverinfo="skip")
    figure.add_scatter(
        x=[],
        y=[],
        text=[],
        mode="markers+text",
        textposition="top center",
        marker={"color": MARK_COLOUR, "size": 10, "symbol": "triangle-up"},
        hoverinfo="skip",
        cliponaxis=False,  # a nudge at the start stands on the axis
    )
    # Invisible points, since ``autorangeoptions.include`` has no effect on a logarithmic axis.
    figure.add_scatter(x=[0, 0], y=[FLOOR, 10], mode="markers", marker={"opacity": 0}, hoverinfo="skip")
    figure.update_layout(showlegend=False, margin={"l": 58, "t": 24}, meta={"timeline": True})
    figure.update_xaxes(title=_("iteration"), rangemode="tozero")
    exponents = range(-15, 16, 3)
    figure.update_yaxes(
        title=_("largest distance"),
        type="log",
        tickvals=[FLOOR, *(10.0**e for e in exponents)],
        ticktext=["0", *(f"10<sup>{e}</sup>" if e else "1" for e in exponents)],
    )
    return figure


def _paths_now(units: NDArray) -> list[Trace]:
    """The tip of each path; then a point for each distinct place, with the numbers of the units there."""
    tips: list[Trace] = [{"x": [shorten(w1)], "y": [shorten(w2)]} for w1, w2, *_ in units]
    places = _places(units)
    here: Trace = {
        "x": [shorten(units[first, 0]) for first, *_rest in places],
        "y": [shorten(units[first, 1]) for first, *_rest in places],
        "text": [unit_names(members) for members in places],
    }
    return [*tips, here]


def _places(units: NDArray) -> list[list[int]]:
    """The units at each place: those with the same incoming weights."""
    places: dict[int, list[int]] = {}
    for unit, first in enumerate(groups(units[:, :2])):
        places.setdefault(first, []).append(unit)
    return list(places.values())


def _brief(weight: float) -> str:
    return minus(number(weight, ".4f"))


def unit_names(units: Sequence[int]) -> str:
    """Names of units, given by indices from 0, counted from 1: [0, 1, 2, 5] → "1–3, 6 (×4)"."""
    runs: list[list[int]] = []
    for unit in units:
        if runs and unit == runs[-1][-1] + 1:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    names = enumerated([str(run[0] + 1) if len(run) == 1 else f"{run[0] + 1}–{run[-1] + 1}" for run in runs])
    return _("{units} (×{number})", units=names, number=len(units)) if len(units) > 1 else names


def unit_table(units: NDArray, network: Network) -> list[Row]:
    """A row for each unit under the headings of :data:`TABLE`; bitwise equal rows have the same mark.

    "= 1" means that the whole row equals that of unit 1 bit for bit, "≈ 1" that the unit itself equals unit 1 within
    the tolerance.
    """
    numbers = np.hstack([units, hidden_units(network.gradients)])
    exact, near = groups(numbers, 0), groups(units)
    shared = [first for first in dict.fromkeys(exact) if exact.count(first) > 1]
    rows = []
    for unit, row in enumerate(numbers):
        equal = f"= {exact[unit] + 1}" if exact[unit] != unit else f"≈ {near[unit] + 1}" if near[unit] != unit else ""
        rows.append(
            Row([str(unit + 1), equal, *map(_cell, row)], shared.index(exact[unit]) if exact[unit] in shared else -1)
        )
    return rows


def algebra(network: Network, learning_rate: float) -> list[str]:
    """The lines of :data:`ALGEBRA` with the numbers of unit 1 and the unit farthest from it.

    The network must have done a forward and a backward pass.
    """
    hidden = network.layers[0]
    if hidden.units < 2:
        return [_("There is only one unit."), *["–"] * (len(ALGEBRA) - 1)]
    units = hidden_units(network.parameters)
    other = 1 + int(np.abs(units[1:] - units[0]).max(axis=1).argmax())
    pair = [0, other]
    W1, b1, W2 = (network.parameters[name] for name in ("W1", "b1", "W2"))
    dW1, dW2 = network.gradients["dW1"], network.gradients["dW2"]
    W1, b1, W2, dW1, dW2 = (array[pair] for array in (W1, b1, W2.T, dW1, dW2.T))
    Z1, A1, dZ1 = (array[pair] for array in (hidden.Z, hidden.A, hidden.dZ))
    new_W1 = W1 - learning_rate * dW1
    apart = float(np.abs(units[other] - units[0]).max())
    if apart:
        which = _("unit 1 and unit {other} (the farthest from it)", other=other + 1)
    else:
        which = _("unit 1 and unit {other} (equal, like all the others)", other=other + 1)
    return [
        which,
        _(
            "W1: {W1}; b1: {b1} ⇒ Z1 differs by at most {Z1}, A1 by {A1}",
            W1=_pair(W1),
            b1=_pair(b1),
            Z1=_gap(Z1),
            A1=_gap(A1),
        ),
        _("W2: {W2} ⇒ dZ1 differs by at most {dZ1}", W2=_pair(W2), dZ1=_gap(dZ1)),
        _("{name}: {pair}, difference {difference}", name="dW1", pair=_pair(dW1), difference=_gap(dW1)),
        _("{name}: {pair}, difference {difference}", name="dW2", pair=_pair(dW2), difference=_gap(dW2)),
        _("W1 after the update: {pair}, difference {difference}", pair=_pair(new_W1), difference=_gap(new_W1)),
    ]


def _pair(rows: NDArray) -> str:
    """The rows of two units."""
    first, second = (reduce(_beside, map(_cell, row)) for row in rows)
    return _("({first}) and ({second})", first=first, second=second)


def _beside(several: str, next: str) -> str:
    return pgettext("numbers of a row", "{several}, {next}", several=several, next=next)


def _gap(rows: NDArray) -> str:
    """The largest difference between the rows of two units."""
    return magnitude(float(np.abs(rows[0] - rows[1]).max()))


def _cell(value: float) -> str:
    """A number with five decimals, or five digits if it is smaller; an exact zero is shown as such."""
    return minus(number(value, ".5f" if abs(value) >= 1e-3 else ".2e")) if value else "0"
