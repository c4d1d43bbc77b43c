"""What a scene shows as figures, recorded: the figures once, and of each moment their pictures and curves.

The script of a lesson draws them without Plotly (``frontend/lesson_file/pictures/lesson_figure.js``), and knows the
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

DIGITS = 5
"""Significant digits of a number in a figure."""
PNG = "data:image/png;base64,"

_LINES = {
    *("type", "x", "y", "text", "mode", "name", "showlegend", "xaxis", "yaxis", "cliponaxis", "connectgaps", "opacity"),
    *("fill", "line.color", "line.dash", "line.width", "textposition", "marker.color", "marker.size", "marker.symbol"),
    *("marker.opacity", "marker.angleref", "marker.line.color", "marker.line.width", "zorder"),
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
    *("tickformat", "visible", "showgrid", "zeroline", "showticklabels", "domain", "anchor", "scaleanchor"),
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
        "meta.classes",
    ),
}
"""The attributes of a layout that are drawn; those of ``xaxis`` are those of ``xaxis2``, too."""
LEFT_OUT: set[str] = {
    # What a pointer is told, and what is heard.
    *("hovertemplate", "hoverinfo", "customdata", "hovermode", "meta.voices"),
    # How a visitor zooms and turns.
    *("dragmode", "fixedrange", "uirevision", "matches"),
    # Of a surface and its lines: the script makes its triangles itself, and there is no bar of colours.
    *("i", "j", "k", "intensity", "showscale", "contour.text"),
    # Where the script has a way of its own: numbers and titles of axes, room around them, sizes of a square.
    *("automargin", "title.standoff", "constrain", "tickmode", "tickformatstops[].dtickrange"),
    *("tickformatstops[].value", "exponentformat", "marker.maxdisplayed", "legend.x"),
    *("scene.xaxis", "scene.yaxis", "scene.zaxis", "scene.camera.center", "scene.annotations[].yanchor"),
    # The same for all figures.
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


def recorded_figure(figure: Any, words: Words) -> dict[str, Any]:
    """What the script draws of a Plotly figure, with ``{"word": place}`` for each text that is to be translated."""
    described = _opened(figure.to_plotly_json())
    data = [_kept(trace, DRAWN.get(trace["type"], set())) for trace in described["data"]]
    return _plain({"data": data, "layout": _kept(described["layout"], LAYOUT)}, words)


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


def _plain(value: Any, words: Words) -> Any:
    """A value as JSON, its numbers short; NaN, a gap in a line, is None."""
    match value:
        case Message():
            return {"word": words.place(value)}
        case np.ndarray():
            return _plain(value.tolist(), words)
        case np.generic():
            return _plain(value.item(), words)
        case bool() | int() | str() | None:
            return value
        case float():
            return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None
        case dict():
            return {name: _plain(each, words) for name, each in value.items()}
    return [_plain(each, words) for each in value]


def picture_of(source: str) -> dict[str, Any] | None:
    """A picture that is always the same, as cells with their colours; None for a place without one."""
    if not source:
        return None
    cells, *palette = cells_of(source.removeprefix(PNG))
    return _size_and_colours(cells, *palette) | {"cells": b64encode(cells.tobytes()).decode()}


def _size_and_colours(cells: NDArray, colours: bytes, opacity: bytes) -> dict[str, Any]:
    """The size of a picture, and the colours that its bytes stand for: four bytes each."""
    rgba = np.hstack([np.frombuffer(colours, np.uint8).reshape(-1, 3), np.frombuffer(opacity, np.uint8)[:, None]])
    height, width = cells.shape
    return {"width": width, "height": height, "inks": b64encode(rgba.tobytes()).decode()}


class FigurePictures:
    """The figures of a scene, their pictures as bytes, and their curves."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._words = scene, Words()
        self._figures = {name: recorded_figure(each, self._words) for name, each in scene.figures().items()}
        self._sizes_and_colours: dict[str, list[dict[str, Any]]] = {}
        self._frames: list[str] = []

    @property
    def described(self) -> dict[str, Any]:
        """The figures, what their pictures look like, and of each moment what it adds to their curves, each as JSON.

        The bytes of a moment's pictures follow each other in the order of ``looks``.
        """
        curves = _plain(self._scene.curves(), self._words)
        return {
            **{"side": 0, "mapSide": 0, "planes": 0, "units": [[]], "points": {}, "sheets": [], "skipped": []},
            **{"figures": self._figures, "looks": self._sizes_and_colours, "curves": curves, "frames": self._frames},
            "drawn": False,  # a place to draw on is known in the charts of planes alone
        }

    @property
    def words(self) -> Sequence[str]:
        """The texts in the figures and on the curves."""
        return self._words.all

    def labels(self, frame: Frame) -> Sequence[str]:
        """None."""
        return ()

    def now(self, frame: Frame) -> NDArray:
        """The bytes of this moment."""
        traces = _plain(frame["traces"], self._words)
        self._frames.append(json.dumps(traces, separators=(",", ":"), allow_nan=False))
        found = {name: [cells_of(each) for each in files] for name, files in frame["images"].items()}
        self._sizes_and_colours = self._sizes_and_colours or {
            name: [_size_and_colours(*each) for each in pictures] for name, pictures in found.items()
        }
        cells = [picture.ravel() for pictures in found.values() for picture, *_palette in pictures]
        return np.concatenate([np.zeros(0, np.uint8), *cells])
