"""The cost curve in exported pictures: its lines, and the axes that matplotlib draws them on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from playground.charts.cost import Line, lines_of, spike_of
from playground.charts.style import TEST_COLOUR, TRAIN_COLOUR
from playground.language import ENGLISH, Language, _, number, rendered
from playground.training import Run, RunGroup, View
from playground.training.formatting import magnitude

from .drawing import GREY
from .figures import Box, axes_at, empty_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PALE = "#e4e4e4"
"""Colour of grid lines."""
SPIKE = 1.5 * np.log(2)
"""A cost this high is worse than guessing: a linear axis may leave it out, as on the page (``screen.js``)."""
DASHES = {"solid": "-", "dash": "--", "dot": ":"}
"""matplotlib's names for the dashes of lines."""


class Costs(NamedTuple):
    """A line of the cost curve, from iteration 0 to now."""

    line: Line
    at: Sequence[int]
    y: Sequence[float]
    spike: float = SPIKE

    def until(self, iteration: int) -> "Costs":
        """The part up to this iteration."""
        count = int(np.searchsorted(self.at, iteration, side="right"))
        return self._replace(at=self.at[:count], y=self.y[:count])


def costs_of(runs: RunGroup) -> list[Costs]:
    """The lines of one run, for training and test samples, or one line per run; each has at least one point."""
    if len(runs) > 1:
        pairs = zip(runs.values(), lines_of(runs.experiment), strict=True)
        return [curve_of(run, line, "cost") for run, line in pairs]
    run = runs.first
    train = curve_of(run, Line(_("train"), TRAIN_COLOUR), "cost")
    return [train, curve_of(run, Line(_("test"), TEST_COLOUR, "dash"), "test_cost")] if run.Y_test.size else [train]


def curve_of(run: Run, line: Line, name: str) -> Costs:
    """The field ``name`` of a run's measurements, as a line."""
    now = run.measure()
    points = [*run.history.points, *([now] if run.history.points[-1].iteration < now.iteration else [])]
    return Costs(
        line, [point.iteration for point in points], [getattr(point, name) for point in points], spike_of(run) or SPIKE
    )


AROUND = Box(58, 40, 28, 26)
"""Margins around the costs, in pixels, for labels and legend: left, bottom, right, top."""


def costs_alone(box: Box) -> "tuple[Figure, Box, Box]":
    """An empty figure for the costs and their margins, its place on the page, and the costs' place in it."""
    left, below, right, above = AROUND
    outer = Box(box.left - left, box.bottom - below, left + box.width + right, below + box.height + above)
    return empty_figure(outer.width, outer.height), outer, Box(left, below, box.width, box.height)


def draw_costs(
    figure: "Figure", box: Box, lines: Sequence[Costs], view: View, until: int, language: Language = ENGLISH
) -> "Axes":
    """Draw the costs up to an iteration, on linear or logarithmic axes as the view says."""
    axes = axes_at(figure, box)
    shown = [line.until(until) for line in lines]
    for line in shown:
        draw_line(axes, line, language)
    axes.grid(color=PALE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=3)
    axes.set_xlabel(rendered(_("iteration"), language), labelpad=2)
    axes.set_ylabel(rendered(_("cost"), language), labelpad=3)
    if view.log_iteration:
        axes.set_xscale("log")
        axes.set_xlim(1, max(until, 2))
    else:
        axes.set_xlim(0, max(until, 1))
        axes.locator_params(axis="x", nbins=5, integer=True)
    axes.xaxis.set_major_formatter(lambda iteration, _: rendered(number(iteration, ",.0f"), language))
    if view.log_cost:
        axes.set_yscale("log", nonpositive="mask")
        axes.yaxis.set_major_formatter(lambda cost, _: rendered(number(cost, "g"), language))  # written in full
    else:
        _linear_costs(axes, shown, language)
    if len(lines) > 1:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(lines), borderaxespad=0.2, handlelength=2.4)
    return axes


def draw_line(axes: "Axes", curve: Costs, language: Language) -> None:
    """Draw a line in its style."""
    (name, colour, dash), at, y, _spike = curve
    name = rendered(name, language)
    marker = "o" if len(at) == 1 else ""  # a single point before the first update
    axes.plot(at, y, DASHES[dash], marker=marker, color=colour, linewidth=1.8, label=name, solid_joinstyle="round")


def _linear_costs(axes: "Axes", lines: Sequence[Costs], language: Language) -> None:
    """Limit the axis: from 0, cutting off an initial spike that would flatten the rest; a note says what is cut."""
    now = max(line.at[-1] for line in lines)
    highest = max(max(line.y) for line in lines)
    late = max(y for line in lines for at, y in zip(line.at, line.y, strict=True) if at >= now / 4)
    end = max(2 * late, *(line.spike for line in lines))
    cut = highest > 2 * end
    axes.set_ylim(0, end if cut else 1.05 * highest or 1)
    if cut:
        where = {"transform": axes.transAxes, "ha": "right", "va": "top"}
        said = rendered(_("▲ up to {highest}", highest=magnitude(highest)), language)
        axes.text(0.99, 0.99, said, size=8, color=GREY, **where)  # type: ignore[arg-type]
