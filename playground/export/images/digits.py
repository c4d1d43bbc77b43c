"""Runs on digits in exported pictures: the first layer's weights, and the confusion matrix."""

import base64
import io
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from playground.charts.plane.unit_maps import unit_maps_picture
from playground.charts.style import INK_COLOUR
from playground.data.digits import SIDE
from playground.language import Language, _, pgettext, rendered
from playground.pages.digits.confusion_chart import CELL, confusion_picture
from playground.training import Run
from playground.training.formatting import magnitude, minus

from .drawing import GREY
from .figures import Box, axes_at

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def weights_title(run: Run) -> str:
    """The title above the pictures of the weights."""
    return _("The weights of each unit") if run.recipe.hidden else _("The weights of each class")


def weights_scale(reach: float) -> str:
    """The subtitle: the weights with the strongest colours."""
    if not reach:
        return _("all 0")
    return _("purple {least} to green {most}", least=minus(magnitude(-reach)), most=magnitude(reach))


def weights_of(run: Run) -> tuple[NDArray, int]:
    """The first layer's weights, (units, 8, 8), and the number of pictures side by side."""
    maps = run.parameters["W1"].reshape(-1, SIDE, SIDE)
    return maps, math.ceil(math.sqrt(len(maps)))


def weights_axes(figure: "Figure", box: Box, run: Run) -> "Axes":
    """Axes for the pictures of the weights, with the number of the unit, or of the class, above each."""
    maps, columns = weights_of(run)
    axes = axes_at(figure, box)
    axes.set(xlim=(0, columns), ylim=(math.ceil(len(maps) / columns), 0), aspect="equal")
    axes.set_anchor("NW")
    axes.set_axis_off()
    first = 1 if run.recipe.hidden else 0
    for unit in range(len(maps)):
        at = (unit % columns + 0.1, unit // columns + 0.08)  # a picture begins 0.1 to the right and below
        axes.text(*at, str(unit + first), size=6.5, color=INK_COLOUR)
    return axes


def draw_weights(figure: "Figure", box: Box, run: Run) -> float:
    """Draw the first layer's weights of each unit; return the size of a weight with the strongest colour."""
    maps, columns = weights_of(run)
    png, reach = unit_maps_picture(maps, 0, columns, paper=True)
    axes = weights_axes(figure, box, run)
    axes.imshow(_image(png), extent=(*axes.get_xlim(), *axes.get_ylim()), interpolation="none")
    return reach


def draw_confusion(figure: "Figure", box: Box, counts: NDArray, language: Language) -> None:
    """Draw the confusion matrix of the test samples, with numbers."""
    classes = len(counts)
    axes = axes_at(figure, box)
    axes.imshow(
        _image(confusion_picture(counts)), extent=(-0.5, classes - 0.5, classes - 0.5, -0.5), interpolation="none"
    )
    middle = 0.5 / CELL  # a cell's transparent pixel is on its left and at its top
    strong = counts > 0.5 * counts.sum(axis=1, keepdims=True)
    for row, column in np.argwhere(counts):
        colour = "white" if strong[row, column] else INK_COLOUR
        axes.text(
            column + middle, row + middle, str(counts[row, column]), size=7, color=colour, ha="center", va="center"
        )
    axes.set(xticks=range(classes), yticks=range(classes))
    axes.set_xlabel(rendered(_("read as"), language), labelpad=2)
    # Translators: what a digit is, beside what it is read as.
    axes.set_ylabel(rendered(pgettext("of a digit", "is"), language), labelpad=2)
    axes.tick_params(length=0)
    axes.spines[:].set_color(GREY)


def _image(png: str) -> Image.Image:
    """Decode one of the page's base64-encoded pictures."""
    return PngImagePlugin.PngImageFile(io.BytesIO(base64.b64decode(png))).convert("RGBA")
