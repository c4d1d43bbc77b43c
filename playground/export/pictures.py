"""Runs as they are at this moment, as a picture for a slide or a paper: PNG and SVG."""

import base64
import io
import math
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image, PngImagePlugin

from playground.charts.cost import Line
from playground.charts.digits import CELL, confusion_picture
from playground.charts.style import ACCURACY_COLOUR, INK_COLOUR
from playground.charts.unit_maps import unit_maps_picture
from playground.data.digits import SIDE
from playground.lessons.digits import counts_in_the_test, how_it_misreads, misread
from playground.training import Field, Run, RunGroup, View
from playground.training.formatting import magnitude, minus

from .captions import numbers_lines, small_print, title_of
from .figures import (
    GREY,
    SMALL,
    Place,
    Places,
    axes_at,
    boundary_colours,
    costs_of,
    curve_of,
    draw_costs,
    draw_line,
    drawing,
    page,
    sheet,
    write,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 200
"""Of a PNG: 2,000 pixels across."""
CELLS = 400
"""Of a boundary, along each side."""

Kind = Literal["png", "svg"]


def picture(runs: RunGroup, view: View, kind: Kind) -> bytes:
    """These runs as a page shows them: points in the plane, or digits."""
    make = points_picture if len(runs.first.X) == 2 else digits_picture
    return make(runs, view, kind)


def points_picture(runs: RunGroup, view: View, kind: Kind) -> bytes:
    """The boundary with its points and the cost curve, light, with a title and the settings in small print.

    The same runs give the same bytes. It takes some tenths of a second, in which nobody else may use the runs.

    Parameters
    ----------
    runs : one run or two, of points in the plane
    view : how the page shows them

    Raises
    ------
    ValueError
        If there are more than two runs.
    """
    places, extent = Places.of(runs), runs.extent
    with drawing():
        figure, planes = page(runs, places, extent, small_print(runs))
        for axes, run in zip(planes, runs.values(), strict=True):
            shades, colours = boundary_colours(Field(run.parameters, extent, CELLS), run, view, CELLS)
            axes.imshow(colours[shades], extent=extent, interpolation="none", aspect="auto", zorder=0)
        for place, text in zip(places.lines, numbers_lines(runs), strict=True):
            write(figure, place, text)
        draw_costs(figure, places.costs, costs_of(runs), view, runs.iteration)
        return _saved(figure, title_of(runs), kind)


def digits_picture(runs: RunGroup, view: View, kind: Kind) -> bytes:
    """The weights as pictures, what is read as what, and the costs with the test accuracy; else as the other one.

    Parameters
    ----------
    runs : one, on digits
    view : how the page shows it
    """
    run = runs.first
    weights, confusion, costs = Place(36, 92, 256, 256), Place(350, 92, 256, 256), Place(674, 92, 214, 256)
    found = misread(counts_in_the_test(run))
    with drawing():
        figure = sheet(runs, small_print(runs))
        write(figure, (36, 430, 10), numbers_lines(runs)[0])
        titles = (f"The weights of each {'unit' if run.recipe.hidden else 'class'}", "What is read as what", "Cost")
        reach = _draw_weights(figure, weights, run)
        said = (
            f"purple {minus(magnitude(-reach))} to green {magnitude(reach)}",
            how_it_misreads(found).rstrip("."),
            "",
        )
        for place, title, text in zip((weights, confusion, costs), titles, said, strict=True):
            write(figure, (place.left, place.bottom + place.height + 26, 10), title, weight="bold")
            write(figure, (place.left, place.bottom + place.height + 10, SMALL), text)
        _draw_confusion(figure, confusion, run)
        axes = draw_costs(figure, costs, costs_of(runs), view, runs.iteration)
        right = axes.twinx()
        draw_line(right, curve_of(run, Line("test accuracy", ACCURACY_COLOUR, "dot"), "test_accuracy"))
        right.set(ylim=(0, 1.1), yticks=[0, 0.5, 1])
        right.set_ylabel("test accuracy (dotted)", labelpad=2)
        right.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f} %")
        right.spines[["top", "left"]].set_visible(False)
        right.tick_params(length=3)
        return _saved(figure, title_of(runs), kind)


def _draw_weights(figure: "Figure", place: Place, run: Run) -> float:
    """A picture of the first weights of each unit; returns how large a weight is where colours are strongest."""
    maps = run.parameters["W1"].reshape(-1, SIDE, SIDE)
    columns = math.ceil(math.sqrt(len(maps)))
    png, reach = unit_maps_picture(maps, 0, columns, paper=True)
    image = _image(png)
    rows = math.ceil(len(maps) / columns)
    axes = axes_at(figure, place)
    axes.imshow(image, extent=(0, columns, rows, 0), interpolation="none")
    axes.set_anchor("NW")
    axes.set_axis_off()
    first = 1 if run.recipe.hidden else 0
    for unit in range(len(maps)):
        at = (unit % columns + 0.12, unit // columns + 0.14)
        axes.text(*at, str(unit + first), size=7, color=INK_COLOUR, va="top")
    return reach


def _draw_confusion(figure: "Figure", place: Place, run: Run) -> None:
    """A cell for each class of the test samples and what it is read as, with their number."""
    counts = counts_in_the_test(run)
    classes = len(counts)
    axes = axes_at(figure, place)
    axes.imshow(
        _image(confusion_picture(counts)), extent=(-0.5, classes - 0.5, classes - 0.5, -0.5), interpolation="none"
    )
    middle = 0.5 / CELL  # the clear pixel of a cell is on its left and above
    strong = counts > 0.5 * counts.sum(axis=1, keepdims=True)
    for row, column in np.argwhere(counts):
        colour = "white" if strong[row, column] else INK_COLOUR
        axes.text(
            column + middle, row + middle, str(counts[row, column]), size=7, color=colour, ha="center", va="center"
        )
    axes.set(xticks=range(classes), yticks=range(classes))
    axes.set_xlabel("read as", labelpad=2)
    axes.set_ylabel("is", labelpad=2)
    axes.tick_params(length=0)
    axes.spines[:].set_color(GREY)


def _image(png: str) -> Image.Image:
    """One of the page's pictures, which are base64-encoded."""
    return PngImagePlugin.PngImageFile(io.BytesIO(base64.b64decode(png))).convert("RGBA")


def _saved(figure: "Figure", title: str, kind: Kind) -> bytes:
    file = io.BytesIO()
    metadata = {"Title": title} | ({"Date": None} if kind == "svg" else {})
    figure.savefig(file, format=kind, dpi=DOTS_PER_INCH, facecolor="white", metadata=metadata)
    return file.getvalue()
