"""The layout of a page with runs in exported pictures, and the planes with their points."""

import gc
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from playground.charts.plane.boundary import axis_titles
from playground.charts.plane.scale import SHADES, Scale
from playground.charts.plane.targets import RENDERINGS, Group, scale_of, shaded
from playground.charts.plane.value_points import EDGES, SYMBOLS
from playground.charts.style import EDGE_COLOUR, on_paper
from playground.language import ENGLISH, Language, _, rendered
from playground.training import Extent, Field, Run, RunGroup, View

from .captions import title_of
from .drawing import GREY, LEGEND_SIZE
from .fonts import heading_weight

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT, DPI = 960, 480, 96
"""Size of a page in pixels, and pixels per inch."""
SMALL = 7.5
"""Font size of small print, in points."""
LEGEND = 440
"""Width left for a legend beside the longest title, in pixels."""

MARKERS = {
    **{"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "cross": "P"},
    **{"star": "*", "triangle-down": "v", "hexagon": "h", "x": "X", "bowtie": "d"},
}
"""matplotlib's names for the symbols of the classes."""


class Box(NamedTuple):
    """A rectangle on a page, in pixels from the lower left corner."""

    left: int
    bottom: int
    width: int
    height: int

    @property
    def rows_and_columns(self) -> tuple[slice, slice]:
        """Slices of the page's pixels, top row first."""
        top = HEIGHT - self.bottom - self.height
        return slice(top, top + self.height), slice(self.left, self.left + self.width)


BAR = Box(756, 455, 160, 9)
"""Of the bar of the colours of values, beside the title."""


def _above(plane: Box) -> Box:
    """The same for one of several planes, above its right end."""
    return Box(plane.left + plane.width - 100, plane.bottom + plane.height + 24, 88, 7)


@dataclass(frozen=True)
class PageLayout:
    """The layout: for each run its boundary with its name and numbers above; and the costs.

    ``marker``: size of a symbol, in points; ``lines``: left end, baseline and font size in points of each line of
    :func:`numbers_lines`.
    """

    boundaries: Sequence[Box]
    costs: Box
    marker: float
    lines: Sequence[tuple[int, int, float]]

    @classmethod
    def of(cls, runs: RunGroup) -> "PageLayout":
        """The layout for one large run, or two side by side.

        Raises
        ------
        ValueError
            If there are more runs.
        """
        if len(runs) == 1:
            return cls([Box(56, 84, 320, 320)], Box(452, 84, 478, 320), 4.2, [(36, 430, 10)])
        if len(runs) == 2:
            squares = [Box(48, 84, 280, 280), Box(370, 84, 280, 280)]
            above = [(place.left, place.bottom + place.height + 9, 8.5) for place in squares]
            return cls(squares, Box(714, 84, 218, 280), 3.4, [(36, 430, 10), *above])
        raise ValueError(_("A picture shows one run or two, not {runs}.", runs=len(runs)))


def blank_page(runs: RunGroup, foot: Sequence[str], language: Language = ENGLISH) -> "Figure":
    """A page with only a title, and small print at its foot. Use inside :func:`drawing`, like everything that draws."""
    # A figure and its parts form reference cycles: without this, the pixels of thirty pictures, 90 MB, pile up.
    gc.collect()
    figure = empty_figure(WIDTH, HEIGHT)
    write(figure, (36, 452, 13), title_of(runs), language, weight=heading_weight(language))
    for line, text in enumerate(reversed(foot)):
        write(figure, (36, 14 + 15 * line, SMALL), text, language, color=GREY)
    return figure


def page(
    runs: RunGroup, layout: PageLayout, extent: Extent, foot: Sequence[str], language: Language
) -> "tuple[Figure, list[Axes]]":
    """The static parts of a page with one run or two: its title, a legend, and for each run the plane with its points.

    The background of the points is transparent.
    """
    figure = blank_page(runs, foot, language)
    if not scale_of(runs.first.train):
        _add_legend(figure, runs, language)
    elif any(run.Y_test.size for run in runs.values()):
        _add_symbols(figure, language)
    planes = []
    for place, (name, run) in enumerate(runs.items()):
        axes = axes_at(figure, layout.boundaries[place])
        _points(axes, run, extent, layout.marker)
        if scale := scale_of(run.train):
            _add_bar(figure, scale, BAR if len(runs) == 1 else _above(layout.boundaries[place]), language)
        planes.append(axes)
        if len(runs) > 1:
            left, baseline, _size = layout.lines[1 + place]
            variant = runs.experiment[name]
            write(
                figure,
                (left, baseline + 16, 10),
                variant.label,
                language,
                weight=heading_weight(language),
                color=variant.colour,
            )
        else:
            x1, x2 = rendered(list(axis_titles(run.input_names)), language)
            # Visitors may use any name for a column, "$" and all.
            axes.set_xlabel(x1, labelpad=1, parse_math=False)
            axes.set_ylabel(x2, labelpad=1, parse_math=False)
    return figure, planes


def write(figure: "Figure", at: tuple[int, int, float], text: str, language: Language, **style: str) -> None:
    """Write text on a page; ``at``: left end, baseline, and font size in points."""
    left, baseline, size = at
    figure.text(left / WIDTH, baseline / HEIGHT, rendered(text, language), size=size, **style)  # type: ignore[arg-type]


def empty_figure(width: int, height: int) -> "Figure":
    """A transparent figure of this size in pixels."""
    from matplotlib.figure import Figure  # not pyplot, which keeps figures in global state

    return Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="none")


def axes_at(figure: "Figure", place: Box) -> "Axes":
    """Axes at a place in a figure."""
    width, height = figure.get_size_inches() * DPI
    shares = (place.left / width, place.bottom / height, place.width / width, place.height / height)
    return figure.add_axes(shares, facecolor="none")


def _points(axes: "Axes", run: Run, extent: Extent, size: float) -> None:
    """Draw the samples as on the page: filled for training, white and outlined for testing; or filled by value."""
    if scale := scale_of(run.train):
        for samples, symbol, edge in zip((run.train, run.test), SYMBOLS, EDGES, strict=True):
            points = axes.scatter(
                samples.X[0], samples.X[1], s=size**2, c=scale.colours(samples.labels), marker=MARKERS[symbol]
            )
            points.set(edgecolor=EDGE_COLOUR, linewidth=0.6 * edge)
        _frame_plane(axes, extent)
        return
    for samples in (run.train, run.test):
        for group in RENDERINGS[samples.target].groups(samples):
            style, (x1, x2) = _style(group, samples is run.test), samples.X[:, group.members]
            axes.plot(x1, x2, linestyle="none", markersize=size, clip_on=True, **style)  # type: ignore[arg-type]
    _frame_plane(axes, extent)


def _frame_plane(axes: "Axes", extent: Extent) -> None:
    axes.set(xlim=(extent.left, extent.right), ylim=(extent.bottom, extent.top))
    axes.locator_params(nbins=5)
    axes.tick_params(length=3)


def _style(group: Group, test: bool) -> dict[str, object]:
    """The style of a group's points."""
    face, edge, width = ("white", group.colour, 1.0) if test else (group.colour, "white", 0.5)
    return {
        "marker": MARKERS[group.symbol],
        "markeredgewidth": width,
        "markerfacecolor": face,
        "markeredgecolor": edge,
    }


def _add_legend(figure: "Figure", runs: RunGroup, language: Language) -> None:
    """Add a legend beside the title: in one row, in two, in two with small print, or with shortened names as well."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer = FigureCanvasAgg(figure).get_renderer()
    groups = RENDERINGS[runs.first.train.target].groups(runs.first.train)
    names = rendered([group.name for group in groups], language)
    longest = max(map(len, names))
    ways = [(1, LEGEND_SIZE, longest), (2, LEGEND_SIZE, longest), *((2, SMALL, most) for most in range(longest, 0, -3))]
    for rows, size, most in ways:
        handles = _legend(runs, groups, [_shortened(name, most) for name in names], language)
        legend = figure.legend(
            handles=handles,
            loc="upper right",
            bbox_to_anchor=((WIDTH - 28) / WIDTH, (HEIGHT - 10) / HEIGHT),
            ncols=math.ceil(len(handles) / rows),
            fontsize=size,
            handletextpad=0.1,
            columnspacing=0.9,
            labelspacing=0.3,
            borderaxespad=0,
        )
        for text in legend.get_texts():
            text.set_parse_math(False)  # visitors may use any name for a class
        if legend.get_window_extent(renderer).width <= LEGEND or most <= 3:
            return
        legend.remove()


def _add_bar(figure: "Figure", scale: Scale, place: Box, language: Language) -> None:
    """Add a bar of the colours of values."""
    from matplotlib.colors import ListedColormap

    bar = axes_at(figure, place)
    colours = np.frombuffer(SHADES[0], np.uint8).reshape(-1, 3) / 255
    extent = (scale.low, scale.high, 0.0, 1.0)
    bar.imshow(np.arange(len(colours))[None], ListedColormap(colours), aspect="auto", extent=extent)
    bar.set_xticks([scale.low, scale.middle, scale.high], rendered(list(scale.ends), language), size=SMALL)
    bar.set_yticks([])
    bar.tick_params(length=2, pad=2)


def _add_symbols(figure: "Figure", language: Language) -> None:
    """Add the symbols of training and of test samples, left of the bar."""
    from matplotlib.lines import Line2D

    styles = zip(rendered([_("train"), _("test")], language), SYMBOLS, EDGES, strict=True)
    handles = [
        Line2D([], [], linestyle="none", label=name, marker=MARKERS[symbol], mew=edge, mfc="white", mec=EDGE_COLOUR)
        for name, symbol, edge in styles
    ]
    at = ((BAR.left - 24) / WIDTH, (HEIGHT - 10) / HEIGHT)
    figure.legend(handles=handles, loc="upper right", bbox_to_anchor=at, ncols=2, borderaxespad=0)


def _shortened(name: str, most: int) -> str:
    """A name shortened to ``most`` characters: its beginning and end, with an ellipsis between."""
    return name if len(name) <= most else f"{name[: math.ceil(most / 2)]}…{name[len(name) - most // 2 :]}"


def _legend(runs: RunGroup, groups: Sequence[Group], names: Sequence[str], language: Language) -> list:
    """A point for each group, with these names, and one for test samples if there are any."""
    from matplotlib.lines import Line2D

    shown = [f" {name}" if name.startswith("_") else name for name in names]  # otherwise matplotlib would leave it out
    styles = [*zip(shown, [_style(group, test=False) for group in groups], strict=True)]
    if runs.first.Y_test.size:
        ring = {"marker": "o", "markeredgewidth": 1.0, "markerfacecolor": "white", "markeredgecolor": GREY}
        styles.append((rendered(_("test"), language), ring))
    return [Line2D([], [], linestyle="none", markersize=5.5, label=name, **style) for name, style in styles]  # type: ignore[arg-type]


def boundary_colours(field: Field, run: Run, view: View, side: int) -> tuple[NDArray, NDArray]:
    """The background of the points, as on the page: the shade of each pixel, and each shade's colour.

    Parameters
    ----------
    field : evaluates the network
    side : pixels along each side

    Returns
    -------
    picture : (side, side) of uint8
    colours : (shades, 3) of uint8, on white
    """
    outputs = field.evaluate(run.parameters)
    if outputs.shape[1] != side:
        images = [Image.fromarray(each.astype(np.float32)) for each in outputs]
        outputs = np.stack([np.asarray(each.resize((side, side), Image.Resampling.BILINEAR)) for each in images])
    picture, colours, opacity = shaded(run.train, outputs, view.hard)
    return picture, np.frombuffer(on_paper(colours, opacity, "#ffffff"), np.uint8).reshape(-1, 3)
