"""What the scripts that draw figures without Plotly know of its description (``frontend/small_figure/figure.js``)."""

from collections.abc import Iterator, Mapping
from typing import Any

from playground.export.figures import opened

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
        "meta.narrow",
    ),
}
"""The attributes of a layout that are drawn; those of ``xaxis`` are those of ``xaxis2``, too."""
LEFT_OUT: set[str] = {
    # What a pointer is told, and what is heard.
    *("hoverinfo", "hovermode", "hoverlabel"),
    # Where the bar of a scale stands: its colours and texts are in the legend.
    *("marker.cmin", "marker.cmax", "marker.showscale", "marker.colorbar", "xaxis.tickangle", "yaxis.tickangle"),
    # How a visitor zooms and turns.
    *("dragmode", "fixedrange", "uirevision", "matches"),
    # Of a surface and its lines: the script makes its triangles itself, and there is no bar of colours.
    *("showscale", "contour.text"),
    # Where the script has a way of its own: numbers and titles of axes, room around them, sizes of a square.
    *("automargin", "title.standoff", "constrain", "tickmode", "tickformatstops[].dtickrange"),
    *("tickformatstops[].value", "exponentformat", "marker.maxdisplayed", "legend.x", "legend.indentation"),
    *("scene.xaxis", "scene.yaxis", "scene.zaxis", "scene.camera.center", "scene.annotations[].yanchor"),
    # The same for all figures, or of an axis that shares the place of the first.
    "overlaying",
    *("images[].sizing", "images[].layer", "showarrow", "shapes[].layer", "meta.pinned"),
}
"""What is left out on purpose: attributes, or the ends or beginnings of their paths."""


def unknown(figure: Any) -> set[str]:
    """The attributes of a figure that are neither drawn nor left out on purpose, with the types of traces."""
    described = opened(figure.to_plotly_json())
    parts = [("", described["layout"], LAYOUT)]
    parts += [(trace["type"], trace, DRAWN.get(trace["type"], set())) for trace in described["data"]]
    return {
        f"{kind} {path}".strip()
        for kind, part, drawn in parts
        for path in _paths(part)
        if path not in drawn and not _is_left_out(f"{kind}.{path}")
    }


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
