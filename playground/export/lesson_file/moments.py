"""Moments of a page, recorded as it would get them; ``frontend/lesson_file/lesson_recording.js`` shows them again."""

import json
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.charts.panel import layout, values
from playground.charts.png import cells_of
from playground.charts.scene import Now
from playground.language import Language, rendered, without_advice
from playground.training.field import RESOLUTION

from .recorded_figures import Words, plain, recorded_figure, size_and_colours

SIDE, MAP_SIDE = 64, 32
"""Cells along each side of a plane, if it need not be fine, and of a unit's map."""
Picture = tuple[NDArray, bytes, bytes]
"""Cells, their colours and their opacity."""
DIAGRAM = "diagram"
"""What the pictures of a network's diagram are called among those of the figures."""


class Packed:
    """A recording as bytes: of each moment how its pictures change, then the description, and the length of that.

    They are compressed one by one: whole recordings would take much memory, and compressing one would take long.
    """

    def __init__(self) -> None:
        self._packer = zlib.compressobj(9)
        self._parts: list[bytes] = []
        self._before: NDArray | None = None

    def add(self, pictures: NDArray) -> None:
        """Those of the next moment."""
        change = pictures if self._before is None else pictures - self._before  # of bytes: it wraps around
        self._parts.append(self._packer.compress(change.tobytes()))
        self._before = pictures

    def done(self, seen: Mapping[str, Any]) -> bytes:
        """The recording with its description."""
        description = json.dumps(seen, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        self._parts.append(self._packer.compress(description + struct.pack("<I", len(description))))
        return b"".join([*self._parts, self._packer.flush()])


class Moments:
    """Collects them, one after the other.

    The bytes of all pictures of a moment follow each other in the order of ``looks``, a diagram's columns last.

    Parameters
    ----------
    languages : of all texts
    fine : whether planes have as many cells as on the page
    of_visitor : charts of what a visitor has drawn, which are left out
    """

    def __init__(self, languages: Sequence[Language], fine: bool = True, of_visitor: Collection[str] = ()) -> None:
        self._languages, self._side, self._of_visitor = languages, RESOLUTION if fine else SIDE, {*of_visitor}
        self._words, self._packed = Words(), Packed()
        self._now: Any = None
        self._drawings: dict[str, int] = {}
        self._described: dict[str, list[Any]] = {"at": [], "true": [], "charts": [], "frames": []}
        self._looks: dict[str, list[dict[str, Any]]] = {}

    def add(
        self, iteration: int, now: Now, figures: Mapping[str, Any], right: int | None, **said: str | list[str]
    ) -> None:
        """The next one; ``figures``: those of the page from here on, none if they stay; ``said``: what else is said."""
        self._now = now._replace(panels=[each for each in now.panels if self._of_visitor.isdisjoint(each.charts)])
        texts, tables = values(self._now.numbers, self._now.panels)
        diagram: Any = now.diagram
        found = {name: [self._cells(each) for each in some] for name, some in self._seen(now.images).items()}
        if diagram:
            columns = [{name: part for name, part in each.items() if name != "png"} for each in diagram["columns"]]
            found[DIAGRAM] = [_coarser_maps(each["png"]) for each in diagram["columns"]]
            diagram = {**diagram, "columns": columns, "resolution": MAP_SIDE}
        spoken = without_advice({"texts": [text or "" for text in texts], "tables": tables, **said})
        frame = {"iteration": iteration, "traces": now.traces, **({"diagram": diagram} if diagram else {}), **spoken}
        if figures:
            self._described["charts"].append({name: self._place(each) for name, each in self._seen(figures).items()})
        for name, each in {"at": iteration, "true": right, "frames": self._written(frame)}.items():
            self._described[name].append(each)
        self._looks = self._looks or {
            name: [size_and_colours(*each) for each in pictures] for name, pictures in found.items()
        }
        cells = [picture.ravel() for pictures in found.values() for picture, *_palette in pictures]
        self._packed.add(np.concatenate([np.zeros(0, np.uint8), *cells]))

    def packed(self, view: Any, fills: bool, curves: Mapping[str, Any], **more: Any) -> bytes:
        """The recording; ``view``: says how the panels are arranged; ``more``: what a lesson's scripts want besides."""
        shown = without_advice(layout(self._now.numbers, self._now.panels, getattr(view, "scale", None)))
        described = {
            **{**self._described, "drawings": [*self._drawings], "looks": self._looks},
            **{"curves": plain(curves, self._words), "arrangement": view.arrangement, "fills": fills, **more},
        }
        said = {each.code: rendered([shown, self._words.all], each) for each in self._languages}
        return self._packed.done({**described, "said": said})

    def _seen(self, by_chart: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: each for name, each in by_chart.items() if name not in self._of_visitor}

    def _place(self, figure: Any) -> int:
        """The place of a figure among all that are different."""
        return self._drawings.setdefault(self._written(recorded_figure(figure)), len(self._drawings))

    def _written(self, what: Any) -> str:
        return json.dumps(plain(what, self._words), separators=(",", ":"), allow_nan=False)

    def _cells(self, file: str) -> Picture:
        """A picture of the page; a plane with as few cells as wanted."""
        cells, colours, opacity = cells_of(file)
        if cells.shape == (RESOLUTION, RESOLUTION) != (self._side, self._side):
            cells = _sampled(_sampled(cells, self._side).T, self._side).T
        return cells, colours, opacity


def _sampled(rows: NDArray, number: int) -> NDArray:
    """Return this number of the rows, evenly apart."""
    return rows[((np.arange(number) + 0.5) / number * len(rows)).astype(int)]


def _coarser_maps(file: str) -> Picture:
    """The maps of a diagram's column, with fewer cells, but each with its margin."""
    column, colours, opacity = cells_of(file)
    side = column.shape[1]
    inner = [0, *_sampled(np.arange(1, side - 1), MAP_SIDE), side - 1]
    maps = column.reshape(-1, side, side)[:, inner][:, :, inner]
    return maps.reshape(-1, len(inner)), colours, opacity
