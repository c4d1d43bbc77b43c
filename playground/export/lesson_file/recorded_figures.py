"""What a scene shows as figures, recorded: the figures once, and of each moment their pictures and curves.

Lessons in one file, and phones, draw them without Plotly (``frontend/small_figure/figure.js``), and knows the
part of Plotly's description that the app's own figures use. A test finds what it does not know.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.charts import Frame, Scene
from playground.charts.png import cells_of
from playground.language import Message
from playground.training.field import RESOLUTION

DIGITS = 5
"""Significant digits of a number in a figure."""
PNG = "data:image/png;base64,"
SIDE, MAP_SIDE = 64, 32
"""Cells along each side of a plane, if it need not be fine, and of a unit's map."""
Picture = tuple[NDArray, bytes, bytes]
"""Cells, their colours and their opacity."""
DIAGRAM = "diagram"
"""What the pictures of a network's diagram are called among those of the figures."""

_LINES = {
    *("type", "x", "y", "text", "mode", "name", "showlegend", "xaxis", "yaxis", "cliponaxis", "connectgaps", "opacity"),
    *("fill", "line.color", "line.dash", "line.width", "textposition", "marker.color", "marker.size", "marker.symbol"),
    *("marker.opacity", "marker.angleref", "marker.line.color", "marker.line.width", "zorder"),
    *("marker.colorscale", "marker.colorbar.ticktext"),
}
DRAWN: Mapping[str, set[str]] = {
    "scatter": _LINES,
    "scatter3d": {*_LINES, "z"},
    "mesh3d": {"type", "x", "y", "z", "colorscale"},
    "contour": {
        *("type", "x", "y", "z", "colorscale", "contours.start", "contours.end", "contours.size", "line.color"),
        *("line.width", "opacity", "showlegend"),
    },
}
"""The attributes that are drawn, by type of trace."""
_AXIS = {
    *(
        "type",
        "range",
        "rangemode",
        "autorangeoptions.include",
        "title.text",
        "tickvals",
        "ticktext",
        "nticks",
        "dtick",
    ),
    *("tickformat", "visible", "showgrid", "zeroline", "showticklabels", "domain", "anchor", "scaleanchor", "side"),
    *("constraintoward",),
}
LAYOUT: set[str] = {
    *(f"xaxis.{name}" for name in _AXIS),
    *(f"yaxis.{name}" for name in _AXIS),
    *(f"scene.{axis}.{name}" for axis in ("xaxis", "yaxis", "zaxis") for name in ("range", "title.text")),
    *(f"scene.annotations[].{name}" for name in ("text", "x", "y", "z")),
    *(f"scene.{part}.{axis}" for part in ("aspectratio", "camera.eye") for axis in "xyz"),
    *(f"images[].{name}" for name in ("source", "x", "y", "sizex", "sizey", "xref", "yref")),
    *(f"shapes[].{name}" for name in ("type", "x0", "x1", "y0", "y1", "xref", "yref", "opacity")),
    *(f"shapes[].line.{name}" for name in ("color", "dash", "width")),
    *(f"annotations[].{name}" for name in ("text", "x", "y", "xref", "yref", "xanchor", "yanchor", "font.size")),
    *(f"margin.{side}" for side in "lrtb"),
    *(
        "annotations[].font.color",
        "showlegend",
        "meta.cuts",
        "meta.height",
        "meta.aspect",
        "meta.timeline",
        "meta.voices",
        "meta.classes",
    ),
}
"""The attributes of a layout that are drawn; those of ``xaxis`` are those of ``xaxis2``, too."""
LEFT_OUT: set[str] = {
    # What a pointer is told, and what is heard.
    *("hovertemplate", "hoverinfo", "customdata", "hovermode", "hoverlabel"),
    # Where the bar of a scale stands: its colours and texts are in the legend.
    *("marker.cmin", "marker.cmax", "marker.showscale", "marker.colorbar", "xaxis.tickangle", "yaxis.tickangle"),
    # How a visitor zooms and turns.
    *("dragmode", "fixedrange", "uirevision", "matches"),
    # Of a surface and its lines: the script makes its triangles itself, and there is no bar of colours.
    *("i", "j", "k", "intensity", "showscale", "contour.text"),
    # Where the script has a way of its own: numbers and titles of axes, room around them, sizes of a square.
    *("automargin", "title.standoff", "constrain", "tickmode", "tickformatstops[].dtickrange"),
    *("tickformatstops[].value", "exponentformat", "marker.maxdisplayed", "legend.x", "legend.indentation"),
    *("scene.xaxis", "scene.yaxis", "scene.zaxis", "scene.camera.center", "scene.annotations[].yanchor"),
    # The same for all figures, or of an axis that shares the place of the first.
    "overlaying",
    *("images[].sizing", "images[].layer", "showarrow", "shapes[].layer", "template", "meta.pinned"),
}
"""What is left out on purpose: attributes, or the ends or beginnings of their paths."""


class Words:
    """Texts, each of them once.

    ``all``: in the order of their places, to be rendered in each language
    """

    def __init__(self) -> None:
        self.all: list[str] = []
        self._places: dict[tuple[str, str], int] = {}

    def place(self, text: str) -> int:
        """The place of a text."""
        key = (text, repr((text.text, text.context)) if isinstance(text, Message) else "")
        if key not in self._places:
            self._places[key] = len(self.all)
            self.all.append(text)
        return self._places[key]


def recorded_figure(figure: Any) -> dict[str, Any]:
    """What the script draws of a Plotly figure, to be made :func:`plain`."""
    described = _opened(figure.to_plotly_json())
    data = [_kept(trace, DRAWN.get(trace["type"], set())) for trace in described["data"]]
    layout = described["layout"] | {"template": None}
    return {"data": data, "layout": _kept(layout, LAYOUT)}


def unknown(figure: Any) -> set[str]:
    """The attributes of a figure that are neither drawn nor left out on purpose, with the types of traces."""
    described = _opened(figure.to_plotly_json())
    parts = [("", described["layout"], LAYOUT)]
    parts += [(trace["type"], trace, DRAWN.get(trace["type"], set())) for trace in described["data"]]
    return {
        f"{kind} {path}".strip()
        for kind, part, drawn in parts
        for path in _paths(part)
        if path not in drawn and not _is_left_out(f"{kind}.{path}")
    }


def _opened(value: Any) -> Any:
    """A figure as JSON with its arrays as such: Plotly has packed them."""
    if isinstance(value, dict):
        if "bdata" not in value:
            return {name: _opened(each) for name, each in value.items()}
        array = np.frombuffer(b64decode(value["bdata"]), value["dtype"])
        return array.reshape([int(side) for side in value.get("shape", "-1").split(",")])
    return [_opened(each) for each in value] if isinstance(value, list | tuple) else value


def _is_left_out(path: str) -> bool:
    return any(f".{each}." in f".{path}." for each in LEFT_OUT)


def _is_branch(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list | tuple) and bool(value) and isinstance(value[0], dict))


def _named(name: str) -> str:
    """The second and further axes are like the first: "xaxis2" → "xaxis"."""
    return name.rstrip("0123456789") if name[1:5] == "axis" else name


def _paths(part: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in part.items():
        path = before + _named(name)
        if isinstance(value, dict):
            yield from _paths(value, f"{path}.")
        elif _is_branch(value):
            for each in value:
                yield from _paths(each, f"{path}[].")
        else:
            yield path


def _kept(part: Mapping[str, Any], drawn: set[str], before: str = "") -> dict[str, Any]:
    """The attributes that are drawn."""
    kept: dict[str, Any] = {}
    for name, value in part.items():
        path = before + _named(name)
        if isinstance(value, dict):
            kept[name] = _kept(value, drawn, f"{path}.")
        elif _is_branch(value):
            kept[name] = [_kept(each, drawn, f"{path}[].") for each in value]
        elif path in drawn:
            kept[name] = picture_of(value) if path == "images[].source" else value
    return {
        name: value for name, value in kept.items() if value is not None and not (isinstance(value, dict) and not value)
    }


def plain(value: Any, words: Words | None = None) -> Any:
    """A value as JSON, its numbers short; NaN, a gap in a line, is None.

    ``words``: has each text that is to be translated, with ``{"word": place}`` in its place; without, the texts stay.
    """
    match value:
        case Message():
            return {"word": words.place(value)} if words else value
        case np.ndarray():
            return plain(value.tolist(), words)
        case np.generic():
            return plain(value.item(), words)
        case bool() | int() | str() | None:
            return value
        case float():
            return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
        case dict():
            return {name: plain(each, words) for name, each in value.items()}
    return [plain(each, words) for each in value]


def picture_of(source: str) -> dict[str, Any] | None:
    """A picture that is always the same, as cells with their colours; None for a place without one."""
    if not source:
        return None
    cells, *palette = cells_of(source.removeprefix(PNG))
    return size_and_colours(cells, *palette) | {"cells": b64encode(cells.tobytes()).decode()}


def size_and_colours(cells: NDArray, colours: bytes, opacity: bytes) -> dict[str, Any]:
    """The size of a picture, and the colours that its bytes stand for: four bytes each."""
    rgba = np.hstack([np.frombuffer(colours, np.uint8).reshape(-1, 3), np.frombuffer(opacity, np.uint8)[:, None]])
    height, width = cells.shape
    return {"width": width, "height": height, "inks": b64encode(rgba.tobytes()).decode()}


class RecordedFrames:
    """The frames of a scene: its figures once, and of each moment their pictures, their curves and the diagram.

    The bytes of all pictures of a moment follow each other in the order of ``looks``, a diagram's columns last.

    Parameters
    ----------
    scene : what is recorded
    fine : whether planes have as many cells as on the page
    """

    def __init__(self, scene: Scene, fine: bool = True) -> None:
        self._scene, self._words = scene, Words()
        self._side = RESOLUTION if fine else SIDE
        self._figures = {
            name: plain(recorded_figure(each), self._words) for name, each in self._seen(scene.figures()).items()
        }
        self._looks: dict[str, list[dict[str, Any]]] = {}
        self._frames: list[str] = []

    @property
    def described(self) -> dict[str, Any]:
        """The figures, what their pictures look like, their curves, and of each moment what it adds, as JSON."""
        curves = plain(self._scene.curves(), self._words)
        return {"figures": self._figures, "looks": self._looks, "curves": curves, "frames": self._frames}

    @property
    def words(self) -> Sequence[str]:
        """The texts in the figures, on the curves and in the diagram."""
        return self._words.all

    def now(self, frame: Frame) -> NDArray:
        """The bytes of this moment, always as many."""
        diagram: Any = frame.get("diagram")
        if diagram:
            columns = [{name: part for name, part in each.items() if name != "png"} for each in diagram["columns"]]
            maps = [_coarser_maps(each["png"]) for each in diagram["columns"]]
            diagram = {**diagram, "columns": columns, "resolution": MAP_SIDE}
        now = plain({"traces": frame["traces"], "diagram": diagram}, self._words)
        self._frames.append(json.dumps(now, separators=(",", ":"), allow_nan=False))
        found = {name: [self._cells(each) for each in some] for name, some in self._seen(frame["images"]).items()}
        if diagram:
            found[DIAGRAM] = maps
        self._looks = self._looks or {
            name: [size_and_colours(*each) for each in pictures] for name, pictures in found.items()
        }
        cells = [picture.ravel() for pictures in found.values() for picture, *_palette in pictures]
        return np.concatenate([np.zeros(0, np.uint8), *cells])

    def _seen(self, by_chart: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: each for name, each in by_chart.items() if name not in self._scene.of_visitor}

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
