"""The frames of an animation: matplotlib draws the static parts once, and each frame adds the parts that change.

The changing parts are the boundaries or pictures of weights, the ends of the cost curves, and the numbers.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from playground.charts.plane.unit_maps import ON_PAPER, unit_maps_shades
from playground.charts.style import rgb
from playground.language import Language, rendered
from playground.training import Field, RunGroup, View

from .captions import numbers_lines
from .cost_curve import Costs, costs_alone, draw_costs
from .digits import weights_axes, weights_of, weights_scale, weights_title
from .drawing import TEXT_COLOUR, drawing
from .figures import DPI, HEIGHT, SMALL, WIDTH, Box, PageLayout, blank_page, boundary_colours, page, write
from .fonts import file_of_letters, heading_weight
from .palette import CLEAR, halved, in_colours, on_white, palette_of
from .patterns import lined, with_darker

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOLID = 128
"""Pixels with a lower opacity show the background."""
DOT = 9
"""Diameter of the dot at the end of a curve, including its white ring, in pixels."""
WEIGHTS = Box(36, 56, 320, 320)
"""Space for the pictures of weights, filled from the upper left corner."""


class Moment(NamedTuple):
    """The changing parts of a frame.

    ``pictures``: for each place of the subject, indices of its shades, (height, width) of uint8, out of range where the
    static parts show through; ``lines``: texts, one for each of its places; ``ends``: iteration and cost at the end of
    each curve.
    """

    pictures: list[NDArray]
    lines: list[str]
    ends: list[tuple[int, float]]


class Subject(ABC):
    """The part of a picture beside the costs.

    Attributes
    ----------
    pictures : places of the changing pictures, behind static texts and points
    lines : left end, baseline and font size in points of each changing text
    costs : place of the costs
    shades : (n, 3) of uint8, the colours of the pictures
    """

    pictures: Sequence[Box]
    lines: Sequence[tuple[int, int, float]]
    costs: Box
    shades: NDArray

    @staticmethod
    def of(runs: RunGroup, view: View) -> "Subject":
        """The boundaries of runs on points in the plane, or the weights of a run on digits."""
        return _Boundaries(runs, view) if len(runs.first.X) == 2 else _Weights(runs)

    def static(self, runs: RunGroup, foot: Sequence[str], language: Language) -> NDArray:
        """The static parts of all frames, except the costs, (HEIGHT, WIDTH, 4) of uint8, with transparency."""
        with drawing():
            return _drawn(self._page(runs, foot, language))

    @abstractmethod
    def _page(self, runs: RunGroup, foot: Sequence[str], language: Language) -> "Figure": ...

    def moment(self, runs: RunGroup) -> Moment:
        """The changing parts for the current state of the runs."""
        pictures, words = self._now(runs)
        points = [run.measure() for run in runs.values()]
        ends = [(point.iteration, point.cost) for point in points]
        if len(points) == 1 and points[0].test_cost is not None:
            ends.append((points[0].iteration, points[0].test_cost))
        return Moment(pictures, [*numbers_lines(runs), *words], ends)

    @abstractmethod
    def _now(self, runs: RunGroup) -> tuple[list[NDArray], list[str]]:
        """The pictures, and the texts other than the numbers."""


class _Boundaries(Subject):
    """The decision boundary of each run."""

    def __init__(self, runs: RunGroup, view: View) -> None:
        self._layout, self._view, self._extent = PageLayout.of(runs), view, runs.extent
        self.pictures, self.lines, self.costs = self._layout.boundaries, self._layout.lines, self._layout.costs
        self._side = self.pictures[0].width
        self._fields = [
            Field(run.parameters, self._extent, self._side // 2, run.recipe.inputs_of) for run in runs.values()
        ]
        self._samples = runs.first.train
        self._colours = halved(boundary_colours(self._fields[0], runs.first, view, self._side)[1])
        self.shades = with_darker(self._samples, self._colours)

    def _page(self, runs: RunGroup, foot: Sequence[str], language: Language) -> "Figure":
        return page(runs, self._layout, self._extent, foot, language)[0]

    def _now(self, runs: RunGroup) -> tuple[list[NDArray], list[str]]:
        together = zip(self._fields, runs.values(), strict=True)
        pictures = [boundary_colours(field, run, self._view, self._side)[0] // 2 for field, run in together]
        return [lined(self._samples, picture, self._colours, step=2) for picture in pictures], []


class _Weights(Subject):
    """The first layer's weights of a run on digits, as pictures."""

    shades = np.frombuffer(ON_PAPER, np.uint8).reshape(-1, 3)

    def __init__(self, runs: RunGroup) -> None:
        height, width = self._shades(runs)[0].shape
        self._scale = min(WEIGHTS.width // width, WEIGHTS.height // height)
        top = WEIGHTS.bottom + WEIGHTS.height
        height, width = self._scale * height, self._scale * width
        self.pictures = [Box(WEIGHTS.left, top - height, width, height)]
        self.lines = [(36, 430, 10), (WEIGHTS.left, top + 10, SMALL)]
        self.costs = Box(452, 84, 478, 320)

    @staticmethod
    def _shades(runs: RunGroup) -> tuple[NDArray, float]:
        maps, columns = weights_of(runs.first)
        return unit_maps_shades(maps, 0, columns)

    def _page(self, runs: RunGroup, foot: Sequence[str], language: Language) -> "Figure":
        figure = blank_page(runs, foot, language)
        left, baseline, _ = self.lines[1]
        write(figure, (left, baseline + 16, 10), weights_title(runs.first), language, weight=heading_weight(language))
        weights_axes(figure, self.pictures[0], runs.first)
        return figure

    def _now(self, runs: RunGroup) -> tuple[list[NDArray], list[str]]:
        shades, reach = self._shades(runs)
        return [shades.repeat(self._scale, axis=0).repeat(self._scale, axis=1)], [weights_scale(reach)]


class _Axes(NamedTuple):
    """The costs on axes of one width, in colours of the palette, without lines and with them.

    ``place``: maps an iteration and a cost to column and row in these pictures.
    """

    empty: NDArray
    full: NDArray
    place: Callable[[int, float], tuple[float, float]]


class FrameTemplate:
    """The static parts of all frames, and the places of the changing ones.

    Parameters
    ----------
    subject : the part beside the costs
    static : the static parts but for the costs, as :meth:`Subject.static` draws them
    costs : the whole curves
    view : how they are shown
    last : the iteration of the last frame
    language : language of the texts, from :func:`playground.export.images.fonts.drawn`

    Attributes
    ----------
    palette : (256, 3) of uint8
    """

    def __init__(
        self, subject: Subject, static: NDArray, costs: Sequence[Costs], view: View, last: int, language: Language
    ) -> None:
        self._subject, self._costs, self._view, self._last, self._language = subject, costs, view, last, language
        file, index = file_of_letters(language)
        self._fonts = [
            ImageFont.truetype(file, size * DPI / 72, index, layout_engine=ImageFont.Layout.BASIC)
            for _, _, size in subject.lines
        ]
        empty, full, _ = self._draw_axes(last)
        dots = [_dot(each.line.colour) for each in costs]
        self.palette = palette_of(subject.shades, [on_white(each) for each in (static, empty, full, *dots)])
        self._page = self._in_colours(static)
        self._overlays = [static[place.rows_and_columns][..., 3] >= SOLID for place in subject.pictures]
        self._dots = [(self._in_colours(dot), dot[..., 3] >= SOLID) for dot in dots]
        greys = np.linspace(255, rgb(TEXT_COLOUR), 256).astype(np.uint8)  # from paper to ink
        self._text_shades = in_colours(self.palette, greys[None])[0]
        self._axes: dict[int, _Axes] = {}

    def _in_colours(self, drawn: NDArray) -> NDArray:
        return in_colours(self.palette, on_white(drawn))

    def frame(self, iteration: int, moment: Moment) -> NDArray:
        """A frame as indices into the palette, (HEIGHT, WIDTH) of uint8."""
        frame = self._page.copy()
        for place, overlay, picture in zip(self._subject.pictures, self._overlays, moment.pictures, strict=True):
            part = frame[place.rows_and_columns]
            new = ~overlay & (picture < len(self._subject.shades))
            part[new] = picture[new] + CLEAR + 1
        self._add_costs(frame, iteration, moment.ends)
        words = Image.new("L", (WIDTH, HEIGHT))
        draw = ImageDraw.Draw(words)
        lines = rendered(moment.lines, self._language)
        for (left, baseline, _), font, line in zip(self._subject.lines, self._fonts, lines, strict=True):
            draw.text((left, HEIGHT - baseline), line, 255, font, anchor="ls")
        opacity = np.asarray(words)
        written = opacity > 0
        frame[written] = self._text_shades[opacity[written]]
        return frame

    def _add_costs(self, frame: NDArray, iteration: int, ends: Sequence[tuple[int, float]]) -> None:
        """Draw the lines up to this iteration, and a dot at the end of each."""
        until = self._last if self._view.log_iteration else _width(iteration, self._last)
        if until not in self._axes:
            empty, full, place = self._draw_axes(until)
            self._axes[until] = _Axes(self._in_colours(empty), self._in_colours(full), place)
        empty, full, place = self._axes[until]
        column, _ = place(iteration, 1.0)
        done = max(0, round(column)) + 1
        panel = np.hstack([full[:, :done], empty[:, done:]])
        for (colours, solid), end in zip(self._dots, ends, strict=True):
            x, y = place(*end)
            row, column = round(y) - DOT // 2, round(x) - DOT // 2
            if 0 <= row <= len(panel) - DOT and 0 <= column <= panel.shape[1] - DOT:  # inside the axes
                panel[row : row + DOT, column : column + DOT][solid] = colours[solid]
        frame[costs_alone(self._subject.costs)[1].rows_and_columns] = panel

    def _draw_axes(self, until: int) -> tuple[NDArray, NDArray, Callable[[int, float], tuple[float, float]]]:
        """The costs without lines, and with them, as (height, width, 4); and a function that places points."""
        with drawing():
            figure, outer, inner = costs_alone(self._subject.costs)
            axes = draw_costs(figure, inner, self._costs, self._view, until, self._language)
            lines = list(axes.lines)
            for line in lines:
                line.set_visible(False)
            empty = _drawn(figure)
            for line in lines:
                line.set_visible(True)
                axes.draw_artist(line)
            full = np.array(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]
            to_pixels = axes.transData.transform

        def place(iteration: int, cost: float) -> tuple[float, float]:
            x, y = np.nan_to_num(to_pixels((iteration, cost)), nan=-1e6)
            return x, outer.height - y

        return empty, full, place


def _width(iteration: int, last: int) -> int:
    """The end of an axis that shows this iteration: 50, 100, 200, 500, …, and finally ``last``.

    The page widens its axis with every frame; in steps, each axis has to be drawn only once.
    """
    ends = (digit * 10**power for power in count(1) for digit in (1, 2, 5))
    return min(last, next(end for end in ends if end >= max(iteration, 50)))


def _drawn(figure: "Figure") -> NDArray:
    """Render a figure as (height, width, 4) of uint8, with transparency. Use inside :func:`drawing`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def _dot(colour: str) -> NDArray:
    """A dot with a white ring, (DOT, DOT, 4)."""
    image = Image.new("RGBA", (4 * DOT, 4 * DOT), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, 4 * DOT - 1, 4 * DOT - 1), "white")
    draw.ellipse((4, 4, 4 * DOT - 5, 4 * DOT - 5), colour)
    return np.asarray(image.resize((DOT, DOT), Image.Resampling.BOX))
