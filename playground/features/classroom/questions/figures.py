"""The page's figures for phones, as a lesson's file has them. What a small screen has no room for is left out here."""

from typing import Any

from playground.charts.cost import cost_figure, lines_of
from playground.charts.plane.boundary import boundary_figure
from playground.charts.plane.targets import Shaded
from playground.export.lesson_file.recorded_figures import plain, recorded_figure, size_and_colours
from playground.training import Experiment, Extent, Run, View

POINT = 6
"""Pixels of a point: a phone has many in each."""


def costs_on_phone(experiment: Experiment, view: View) -> dict[str, Any]:
    """The costs: no lines at the iterations, and nothing that is heard or cut off."""
    figure = plain(recorded_figure(cost_figure(lines_of(experiment), view)))
    del figure["layout"]["meta"]
    figure["layout"]["xaxis"] |= {"showgrid": False, "zeroline": False}
    return figure


def plane_on_phone(run: Run, extent: Extent, picture: Shaded) -> dict[str, Any]:
    """The plane: its points around a place for the picture, as where a page has several, and no margin."""
    figure = plain(recorded_figure(boundary_figure(run.train, run.test, extent, small=True)))
    for points in figure["data"]:
        points["marker"]["size"] = POINT
    layout = figure["layout"]
    layout["margin"] = dict.fromkeys("lrtb", 0)
    layout["images"][0]["source"] = size_and_colours(*picture)
    layout["meta"] = layout.get("meta", {}) | {"aspect": 1}
    return figure
