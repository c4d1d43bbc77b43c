"""A run from iteration 0 to now, or two that are compared, as a moving picture: GIF or APNG.

The network of every moment has to be made once more, since a run keeps only a few of them. So a copy of the runs is
trained from their recipes and from what was done to them: it has the same numbers bit for bit, and leaves them alone.
What stays is drawn by matplotlib once; of each frame only the boundaries, the end of the curve and the numbers are new.
"""

import io
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image, ImageDraw, ImageFont, PngImagePlugin

from playground.charts.style import CLASS_COLOURS, rgb
from playground.training import Experiment, Field, Run, RunGroup, View

from .captions import numbers_lines, small_print
from .figures import (
    DPI,
    HEIGHT,
    INK,
    WIDTH,
    Costs,
    Places,
    boundary_colours,
    costs_alone,
    costs_of,
    draw_costs,
    drawing,
    page,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FRAMES = 60
FRAME_MS, LAST_MS = 100, 2500
"""How long a frame stays; and the last one, before it begins again."""
PICTURES_A_SECOND = 60
"""Of the page at its best: the frames are some of the pictures that it shows at the growing speed."""
MOST_WORK = 4_000_000_000
"""Of training again, see :func:`_work`: about 20 s, which a million iterations of 4 units take on 400 samples."""
TURN_WORK = 2_000_000
"""Of it between two pauses: about 10 ms, as long as a frame takes besides."""
MOST_BYTES = 2_800_000
"""Of a file. One whose boundaries are so rugged that it would grow larger has fewer frames."""
CLEAR = 0
"""The colour of what stays as it was in the frame before."""
SOLID = 128
"""What is less opaque lets through what is behind it."""
DOT = 9
"""Pixels across a dot at the end of a curve, its white ring included."""

Kind = Literal["gif", "png"]


class Animation:
    """The moving picture of runs as they are at this moment; :meth:`make` makes it, in short turns.

    Parameters
    ----------
    runs : one run or two, of points in the plane; what they do after this has returned is not seen
    view : how the page shows them
    kind : ``"gif"``, or ``"png"`` for an APNG

    Attributes
    ----------
    runs : the copy, which is at the last frame in the end
    iterations : of the frames; some are left out of a file that would be too large
    note : a sentence for the visitor on what is left out; empty if nothing is
    file : the bytes; empty until they are made

    Raises
    ------
    ValueError
        If there is nothing to show yet, or the runs can't be trained again; the message tells the visitor.
    """

    def __init__(self, runs: RunGroup, view: View, kind: Kind) -> None:
        # One that has diverged takes one iteration more to find that out.
        last = max(run.iteration + bool(run.divergence) for run in runs.values())
        if not last:
            raise ValueError("There is nothing to animate yet: press Play first.")
        story = runs.event_log
        if story is None:
            raise ValueError(
                "This run was changed too often to be trained once more from its start, and an animation needs that. "
                "Reset it, and play it with fewer changes."
            )
        self._view, self._kind = view, kind
        self._places, self._extent = Places.of(runs), runs.extent
        self._costs, self._small_print = costs_of(runs), small_print(runs)
        variants = runs.experiment.items()
        self.runs = RunGroup(
            Experiment({name: each._replace(recipe=replace(runs[name].recipe, limit=last)) for name, each in variants})
        )
        self.runs.restore(story)
        resolution = self._places.boundaries[0].width // 2
        self._fields = [Field(run.parameters, self._extent, resolution) for run in runs.values()]
        self._work = sum(map(_work, runs.values()))
        reach = MOST_WORK // self._work
        self.iterations, self.note = _spread(last, FRAMES), ""
        self._end: _Moment | None = None
        if last > reach:
            self.iterations = [*_spread(reach, FRAMES - 1), last]
            self._end = self._moment(runs)
            self.note = (
                f"Training up to iteration {last:,} once more would take too long: the animation shows the first "
                f"{reach:,} iterations, and then the network as it is now."
            )
        self.file = b""

    def make(self) -> Iterator[float]:
        """Make the file; after each short turn of work it says what share is done, 0 to 1."""
        last = len(self.iterations) - 1
        with drawing():
            still = _drawn(page(self.runs, self._places, self._extent, self._small_print)[0])
        yield 0.0
        _, shades = boundary_colours(self._fields[0], self.runs.first, self._view, self._places.boundaries[0].width)
        stage = _Stage(still, shades, self._places, self._costs, self._view, self.iterations[-1])
        file = (_Gif if self._kind == "gif" else _Apng)(stage.palette)
        trained = self.iterations[last - 1 if self._end else last]
        whole = self._work * trained + TURN_WORK * len(self.iterations)
        for number, iteration in enumerate(self.iterations):
            while self.runs.iteration < min(iteration, trained) and not self.runs.ended:
                self.runs.advance(min(iteration - self.runs.iteration, max(1, TURN_WORK // self._work)))
                yield (self._work * self.runs.iteration + TURN_WORK * number) / whole
            if file.size <= MOST_BYTES * number / len(self.iterations) or number == last:
                moment = self._end if self._end and number == last else self._moment(self.runs)
                file.add(stage.frame(iteration, moment), LAST_MS if number == last else FRAME_MS)
            yield (self._work * min(iteration, trained) + TURN_WORK * (number + 1)) / whole
        self.file = file.done()

    def _moment(self, runs: RunGroup) -> "_Moment":
        side = self._places.boundaries[0].width
        pictures = [
            boundary_colours(field, run, self._view, side)[0] // 2
            for field, run in zip(self._fields, runs.values(), strict=True)
        ]
        points = [run.measure() for run in runs.values()]
        ends = [(point.iteration, point.cost) for point in points]
        if len(points) == 1 and points[0].test_cost is not None:
            ends.append((points[0].iteration, points[0].test_cost))
        return _Moment(pictures, ends, numbers_lines(runs))


class _Moment(NamedTuple):
    """What is new in a frame: of each run the shades behind its points, the ends of the curves, and the numbers."""

    pictures: list[NDArray]
    ends: list[tuple[int, float]]
    lines: list[str]


def _work(run: Run) -> int:
    """About how much an iteration takes, in units of 5 ns: calls, activations of all units, and matrix products."""
    sizes = run.parameters.sizes
    products = sum(before * after for before, after in pairwise(sizes))
    return 1600 + run.Y.shape[1] * (sum(sizes[1:]) + products // 20)


def _spread(last: int, most: int) -> list[int]:
    """So many iterations from 0 to ``last`` at the most, spread as the growing speed spreads its pictures."""
    view, at = View(), [0]
    while at[-1] < last:
        at.append(min(last, at[-1] + int(view.next_picture(at[-1], PICTURES_A_SECOND))))
    return [at[round(place)] for place in np.linspace(0, len(at) - 1, min(most, len(at)))]


class _Axes(NamedTuple):
    """The costs on axes of one width: colours of the palette without their lines, and with them.

    ``place``: of an iteration and a cost, its column and row in these pictures.
    """

    empty: NDArray
    full: NDArray
    place: Callable[[int, float], tuple[float, float]]


class _Stage:
    """What stays through all frames, and where what is new comes in.

    Parameters
    ----------
    still : see :func:`page`, as (HEIGHT, WIDTH, 4)
    shades : (n, 3) of uint8, the colours of the shades of the boundaries; the frames have half as many
    costs : the whole curves
    last : the iteration of the last frame

    Attributes
    ----------
    palette : (256, 3) of uint8
    """

    def __init__(
        self, still: NDArray, shades: NDArray, places: Places, costs: Sequence[Costs], view: View, last: int
    ) -> None:
        import matplotlib  # late, as in :func:`drawing`

        self._places, self._costs, self._view, self._last = places, costs, view, last
        file = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
        self._fonts = [
            ImageFont.truetype(str(file), size * DPI / 72, layout_engine=ImageFont.Layout.BASIC)
            for _, _, size in places.lines
        ]
        empty, full, _ = self._draw_axes(last)
        dots = [_dot(each.line.colour) for each in costs]
        self.palette = _palette(_halved(shades), [_on_white(each) for each in (still, empty, full, *dots)])
        self._page = self._in_colours(still)
        self._points = [still[place.rows_and_columns][..., 3] >= SOLID for place in places.boundaries]
        self._dots = [(self._in_colours(dot), dot[..., 3] >= SOLID) for dot in dots]
        greys = np.linspace(255, rgb(INK), 256).astype(np.uint8)  # from paper to ink
        self._ink = _nearest(self.palette, greys[None])[0]
        self._axes: dict[int, _Axes] = {}

    def _in_colours(self, drawn: NDArray) -> NDArray:
        return _nearest(self.palette, _on_white(drawn))

    def frame(self, iteration: int, moment: _Moment) -> NDArray:
        """A frame as colours of the palette, (HEIGHT, WIDTH) of uint8."""
        frame = self._page.copy()
        for place, points, picture in zip(self._places.boundaries, self._points, moment.pictures, strict=True):
            part = frame[place.rows_and_columns]
            part[~points] = picture[~points] + CLEAR + 1
        self._add_costs(frame, iteration, moment.ends)
        words = Image.new("L", (WIDTH, HEIGHT))
        draw = ImageDraw.Draw(words)
        for (left, baseline, _), font, line in zip(self._places.lines, self._fonts, moment.lines, strict=True):
            draw.text((left, HEIGHT - baseline), line, 255, font, anchor="ls")
        opacity = np.asarray(words)
        written = opacity > 0
        frame[written] = self._ink[opacity[written]]
        return frame

    def _add_costs(self, frame: NDArray, iteration: int, ends: Sequence[tuple[int, float]]) -> None:
        """The lines as far as this iteration, and a dot at the end of each."""
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
            if 0 <= row <= len(panel) - DOT and 0 <= column <= panel.shape[1] - DOT:  # on axes that reach so far
                panel[row : row + DOT, column : column + DOT][solid] = colours[solid]
        frame[costs_alone(self._places.costs)[1].rows_and_columns] = panel

    def _draw_axes(self, until: int) -> tuple[NDArray, NDArray, Callable[[int, float], tuple[float, float]]]:
        """The costs without their lines, and with them, as (height, width, 4); and where a point is."""
        with drawing():
            figure, outer, inner = costs_alone(self._places.costs)
            axes = draw_costs(figure, inner, self._costs, self._view, until)
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
    """Where an axis that shows this iteration ends: at 50, 100, 200, 500, …, the last one at ``last``.

    The page widens its axis with every picture; in steps, each has to be drawn only once.
    """
    ends = (digit * 10**power for power in count(1) for digit in (1, 2, 5))
    return min(last, next(end for end in ends if end >= max(iteration, 50)))


def _drawn(figure: "Figure") -> NDArray:
    """A figure as (height, width, 4) of uint8, not on white yet. Only in :func:`drawing`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def _dot(colour: str) -> NDArray:
    """A dot in a white ring, (DOT, DOT, 4)."""
    image = Image.new("RGBA", (4 * DOT, 4 * DOT), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((0, 0, 4 * DOT - 1, 4 * DOT - 1), "white")
    draw.ellipse((4, 4, 4 * DOT - 5, 4 * DOT - 5), colour)
    return np.asarray(image.resize((DOT, DOT), Image.Resampling.BOX))


def _on_white(drawn: NDArray) -> NDArray:
    """(…, 4) as (…, 3) of uint8."""
    opacity = drawn[..., 3:].astype(np.uint16)
    return ((drawn[..., :3] * opacity + 255 * (255 - opacity) + 127) // 255).astype(np.uint8)


def _halved(shades: NDArray) -> NDArray:
    """The mean of each two neighbours: finer steps take more bytes than they are worth."""
    return shades.reshape(-1, 2, 3).mean(axis=1).astype(np.uint8)


def _palette(shades: NDArray, stills: Sequence[NDArray]) -> NDArray:
    """One colour that means clear, the shades, and as many colours of the stills as there is room for, (256, 3)."""
    clear = np.array([(255, 0, 255)], np.uint8)
    needed = np.array([rgb(colour) for colour in ("#ffffff", INK, *CLASS_COLOURS)], np.uint8)
    # Each colour counts once, or the paper would take all the room.
    colours = _unpacked(np.unique(np.concatenate([_packed(still).ravel() for still in stills])))
    room = 256 - len(clear) - len(shades) - len(needed)
    chosen = Image.fromarray(colours[None]).quantize(room, Image.Quantize.MEDIANCUT).getpalette()
    more = np.array(chosen, np.uint8).reshape(-1, 3)[:room]
    palette = np.concatenate([clear, shades, needed, more])
    return np.pad(palette, ((0, 256 - len(palette)), (0, 0)), mode="edge")


def _nearest(palette: NDArray, picture: NDArray) -> NDArray:
    """The colour of the palette, but for the clear one, that is nearest to each pixel; (h, w, 3) to (h, w)."""
    packed, white = _packed(picture), 0xFFFFFF
    found, where = np.unique(packed[packed != white], return_inverse=True)  # most is white
    there = _unpacked(np.append(found, white)).astype(np.int32)
    distance = ((there[:, None] - palette[None, CLEAR + 1 :]) ** 2).sum(axis=-1)
    nearest = (distance.argmin(axis=1) + CLEAR + 1).astype(np.uint8)
    colours = np.full(packed.shape, nearest[-1])
    colours[packed != white] = nearest[where]
    return colours


def _packed(picture: NDArray) -> NDArray:
    """Colours (…, 3) as one number each, which are much faster to sort."""
    return picture.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], np.int32)


def _unpacked(numbers: NDArray) -> NDArray:
    return np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=-1).astype(np.uint8)


class _File(ABC):
    """A moving picture that is written frame by frame: Pillow itself writes them all at once, which takes too long."""

    def __init__(self, palette: NDArray) -> None:
        self._palette = palette.tobytes()
        self._file = io.BytesIO()
        self._before: NDArray | None = None

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._file.tell()

    def add(self, frame: NDArray, milliseconds: int) -> None:
        """Write the next frame: of all but the first only the part that is new, clear where it is as before."""
        rows, columns = slice(0, HEIGHT), slice(0, WIDTH)
        new = frame
        if self._before is not None:
            changed = frame != self._before
            rows, columns = _around(changed.any(axis=1)), _around(changed.any(axis=0))
            new = np.where(changed, frame, np.uint8(CLEAR))[rows, columns]
        image = Image.fromarray(np.ascontiguousarray(new), "P")
        image.putpalette(self._palette)
        self._write(image, (columns.start, rows.start), milliseconds)
        self._before = frame

    @abstractmethod
    def _write(self, image: Image.Image, offset: tuple[int, int], milliseconds: int) -> None: ...

    @abstractmethod
    def done(self) -> bytes:
        """The whole file."""


def _around(changed: NDArray) -> slice:
    """From the first to the last that has changed; one if none has."""
    where = np.flatnonzero(changed)
    return slice(int(where[0]), int(where[-1]) + 1) if where.size else slice(0, 1)


class _Gif(_File):
    def _write(self, image: Image.Image, offset: tuple[int, int], milliseconds: int) -> None:
        if not self.size:
            for part in GifImagePlugin.getheader(image, info={"loop": 0})[0]:
                self._file.write(part)
        stays = 1
        for part in GifImagePlugin.getdata(image, offset, duration=milliseconds, disposal=stays, transparency=CLEAR):
            self._file.write(part)

    def done(self) -> bytes:
        self._file.write(b";")
        return self._file.getvalue()


class _Apng(_File):
    """A PNG with more pictures after its first: see the PNG specification, third edition."""

    _frames = _numbered = _count_at = 0

    def _write(self, image: Image.Image, offset: tuple[int, int], milliseconds: int) -> None:
        chunks = [(name, data) for name, data, _ in PngImagePlugin.getchunks(image, transparency=CLEAR)]
        first = not self.size
        if first:
            self._file.write(b"\x89PNG\r\n\x1a\n")
            for name, data in chunks:
                if name in (b"IHDR", b"PLTE", b"tRNS"):
                    PngImagePlugin.putchunk(self._file, name, data)
            self._count_at = self.size
            self._write_count()
        self._frames += 1
        stays, above = 0, 1
        control = struct.pack(">4I2H2B", *image.size, *offset, milliseconds, 1000, stays, above)
        PngImagePlugin.putchunk(self._file, b"fcTL", self._number(), control)
        for name, data in chunks:
            if name == b"IDAT" and first:
                PngImagePlugin.putchunk(self._file, b"IDAT", data)
            elif name == b"IDAT":
                PngImagePlugin.putchunk(self._file, b"fdAT", self._number(), data)

    def _write_count(self) -> None:
        """How many frames there are, and that they begin again for ever; once more when that is known."""
        forever = 0
        PngImagePlugin.putchunk(self._file, b"acTL", struct.pack(">II", self._frames, forever))

    def _number(self) -> bytes:
        """Chunks that no ordinary PNG has are numbered."""
        self._numbered += 1
        return struct.pack(">I", self._numbered - 1)

    def done(self) -> bytes:
        PngImagePlugin.putchunk(self._file, b"IEND")
        self._file.seek(self._count_at)
        self._write_count()
        return self._file.getvalue()
