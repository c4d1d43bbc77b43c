"""The cost curve: a line for each run, or for training and test samples."""

from collections.abc import Collection, Iterable, Sequence
from operator import is_
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from playground.language import _, enumerated
from playground.nn import LOSSES, TARGETS
from playground.training import Event, Experiment, Measurement, Run, View
from playground.training.difference import event_in_words

from .curve import Curve, Trace, shorten

FIRST = 10
"""Iterations on the axis before the first: by default it would end at 1, with fractions of an iteration on it."""
SPIKE = 1.5
"""A cost this many times that of the best guess without inputs is a spike."""


class Line(NamedTuple):
    """The style of a line in the chart."""

    name: str
    colour: str
    dash: str = "solid"


def lines_of(experiment: Experiment) -> list[Line]:
    """A line for each run, with its label and style."""
    return [Line(variant.label, variant.colour, variant.dash) for variant in experiment.values()]


class OtherLine(NamedTuple):
    """The line of a run that does not play: its style, its costs at these iterations, and the changes on its way."""

    line: Line
    at: Sequence[int]
    costs: Sequence[float]
    marks: Trace | None = None


def spike_of(run: Run) -> float | None:
    """A cost this high is worse than guessing, where numbers are asked for; for classes the page has its own."""
    loss = LOSSES[run.train.loss]
    return None if TARGETS[loss.target].classes else SPIKE * loss.cost_without_inputs(run.Y)


def cost_figure(
    lines: Sequence[Line],
    view: View,
    others: Sequence[OtherLine] = (),
    spike: float | None = None,
    lines_per_run: int = 1,
) -> go.Figure:
    """The cost curve with empty lines, on linear or logarithmic axes as the view says.

    The traces are the lines, then a dot for each that marks the current iteration, then other runs, which do not
    change. On a linear axis first costs above the ``spike`` may be cut off. The first of the ``lines_per_run`` of each
    run can be heard.
    """
    traces = [
        {
            "type": "scatter",
            "x": [],
            "y": [],
            "mode": "lines",
            "name": name,
            "line": {"color": colour, "width": 2, "dash": dash},
            "hovertemplate": "%{y}",
            "connectgaps": True,  # up to the last point of a diverged run, which its history may lack
        }
        for name, colour, dash in lines
    ]
    traces += [
        {
            "type": "scatter",
            "x": [],
            "y": [],
            "mode": "markers",
            "name": name,
            "marker": {"color": colour, "size": 8},
            "showlegend": False,
            "hoverinfo": "skip",
        }
        for name, colour, dash in lines
    ]
    traces += [
        {
            "type": "scatter",
            "x": list(at),
            "y": list(costs),
            "mode": "lines",
            "name": name,
            "line": {"color": colour, "width": 1.3, "dash": dash},
            "hovertemplate": "%{y}",
            "meta": {"pinned": True},
        }
        for (name, colour, dash), at, costs, marks in others
    ]
    traces += [
        {
            "type": "scatter",
            **marks,
            "mode": "markers",
            "marker": {"symbol": "line-ns", "size": 10, "line": {"width": 2, "color": line.colour}},
            "showlegend": False,
            "hovertemplate": _("from here: %{text}<extra></extra>"),
            "meta": {"pinned": True},
        }
        for line, at, costs, marks in others
        if marks
    ]
    several = len(lines) + len(others) > 1
    layout: dict[str, Any] = {
        "hovermode": "x",
        "showlegend": several,
        **({} if several else {"margin": {"t": 16}}),  # where a legend would be
        # On a linear axis an initial spike must not flatten the rest: the page cuts it off, and says so.
        "meta": {
            "cuts": not view.log_cost and (spike or True),
            "timeline": True,
            "voices": [*range(0, len(lines), lines_per_run)],
        },
        "xaxis": _axis(_("iteration"), view.log_iteration) | {"autorangeoptions": {"include": FIRST}},
        # Few enough labels not to overlap; within a power of ten a logarithmic axis has three for each of these.
        "yaxis": _axis(_("cost"), view.log_cost) | {"nticks": 3 if view.log_cost else 7},
    }
    if view.log_cost or spike is not None:
        layout["yaxis"] |= {"automargin": "left", "title": {"text": _("cost"), "standoff": 4}}  # numbers of any width
    if spike is not None:
        layout["yaxis"]["exponentformat"] = "e"  # as everywhere else on the page
    return go.Figure(traces, layout)  # in one call, as in boundary_figure


def _axis(title: str, log: bool) -> dict[str, Any]:
    kind = "log" if log else "linear"
    # A zoom on one kind of axis is meaningless on the other.
    axis = {"title": {"text": title}, "type": kind, "uirevision": kind, "rangemode": "normal" if log else "tozero"}
    # Written in full, or as 1e+10 if each label is a hundred times the one before, or more.
    return axis | ({"tickformat": ",~r", "tickformatstops": [{"dtickrange": [2, None], "value": ".0e"}]} if log else {})


class CostCurve:
    """The history of one run as lines of :func:`cost_figure`: training and, if there are any, test samples.

    ``more``: further fields of :class:`Measurement` that have lines after those.

    Every tick needs it, and most points were there before, so it is cached and only extended.
    """

    def __init__(self, run: Run, more: Sequence[str] = ()) -> None:
        self._run = run
        self._names = ("cost", *(["test_cost"] if run.Y_test.size else []), *more)
        self._points: list[Measurement] = []
        self._at: list[int] = []
        self._lines: list[list[float]] = [[] for _ in self._names]

    def so_far(self) -> Curve:
        """The history of the whole timeline."""
        points, known = self._run.timeline.history.points, self._points
        if not (len(known) <= len(points) and all(map(is_, known, points))):  # another history, or a thinner one
            self._points, self._at, self._lines = [], [], [[] for _ in self._lines]
        new = points[len(self._points) :]
        self._points += new
        self._at += [point.iteration for point in new]
        for line, name in zip(self._lines, self._names, strict=True):
            line += [shorten(getattr(point, name)) for point in new]
        curve: Curve = {
            "at": self._at.copy(),
            "y": [*(line.copy() for line in self._lines), *([] for _ in self._lines)],
        }
        if gone := self._run.timeline.abandoned:
            curve["pale"] = [_pale(gone, name) for name in self._names]
        if marks := marks_of(self._run.timeline.events, self._at, self._lines[0]):
            curve["marks"] = [marks]
        return curve


def cost_curves(runs: Collection[Run]) -> Curve:
    """The histories of several runs as lines of :func:`cost_figure`; those of diverged runs end early."""
    histories = [run.timeline.history for run in runs]
    # The points of the coarsest history are in all others; if several are equally coarse, take the longest.
    longest = max(histories, key=lambda history: (history.every, history.points[-1].iteration))
    at = [p.iteration for p in longest.points]
    costs = [{p.iteration: shorten(p.cost) for p in history.points} for history in histories]
    curve: Curve = {"at": at, "y": [*([cost.get(x) for x in at] for cost in costs), *([] for _ in costs)]}
    gone = [run.timeline.abandoned for run in runs]
    if any(gone):
        curve["pale"] = [_pale(points, "cost") for points in gone]
    lines = [([p.iteration for p in history.points], [p.cost for p in history.points]) for history in histories]
    marks = [marks_of(run.timeline.events, *line) for run, line in zip(runs, lines, strict=True)]
    if any(marks):
        curve["marks"] = [each or {"x": [], "y": [], "text": []} for each in marks]
    return curve


def marks_of(events: Sequence[Event], at: Sequence[int], costs: Sequence[float]) -> Trace | None:
    """The events after iteration 0 as points on a run's line, which is straight between its points; None if none."""
    said: dict[int, list[str]] = {}
    for event in events:
        if event.iteration:
            said.setdefault(event.iteration, []).append(event_in_words(event))
    if not said:
        return None
    y = [shorten(float(cost)) for cost in np.interp([*said], at, costs)]
    return {"x": [*said], "y": y, "text": [enumerated(each) for each in said.values()]}


def _pale(points: Sequence[Measurement], name: str) -> Trace:
    return {"x": [p.iteration for p in points], "y": [shorten(getattr(p, name)) for p in points]}


def cost_now(points: Iterable[tuple[float, float]]) -> list[Trace]:
    """The traces of :func:`cost_figure` at this moment, from the iteration and cost at the end of each line."""
    ends: list[Trace] = [{"x": [iteration], "y": [shorten(cost)]} for iteration, cost in points]
    return [*ends, *ends]
