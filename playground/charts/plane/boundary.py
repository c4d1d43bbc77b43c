"""The decision boundary: points of each class above an image of the network's outputs."""

import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.charts.png import png
from playground.charts.style import CLASS_COLOURS, shades
from playground.data import SYMBOLS, Dataset
from playground.data.dataset import class_name
from playground.language import Message, _
from playground.training import Extent

from .targets import LEVELS, RENDERINGS, output_maps, scale_of, shade_of_two, shaded
from .value_points import value_traces

SMALL_RESOLUTION = 64
"""Cells along each side where a page has several boundaries, each half the size of the playground's."""

STRIP, GAP = 12, 4
"""Rows of pixels in a strip, and transparent rows between strips."""

LEGEND = 40
"""Characters in all class names together that fit into a legend on a phone."""

IN_THE_NOTES = {
    class_name(0): _("class 0 (notes: red)"),
    class_name(1): _("class 1 (notes: blue)"),
}
"""Two classes with the colours that they have in the notes' figures, in a legend that has room for these; where it is
narrow, the page has the names alone."""


def boundary_picture(samples: Dataset, outputs: NDArray, hard: bool = False) -> str:
    """A network's outputs over the plane as a PNG image, base64-encoded; the parameters are those of :func:`shaded`."""
    return png(*shaded(samples, outputs, hard))


def strips_picture(outputs: NDArray, hard: bool = False) -> str:
    """Outputs along a line as a stack of strips with gaps between them, as a base64-encoded PNG image.

    Parameters
    ----------
    outputs : (strips, n) the probability of class 1
    hard : colour by the predicted class alone
    """
    colours, opacity = shades(LEVELS, *CLASS_COLOURS[:2], 0.4, 1)  # nothing lies on them: the colours of the legend
    canvas = np.full((len(outputs), STRIP + GAP, outputs.shape[1]), LEVELS, np.uint8)  # shade LEVELS is transparent
    certain = np.where(outputs > 0.5, 1.0, 0.0)
    canvas[:, GAP // 2 : GAP // 2 + STRIP] = shade_of_two(certain if hard else outputs)[:, np.newaxis]
    return png(canvas.reshape(-1, outputs.shape[1]), colours + b"\0\0\0", opacity + b"\0")


def output_maps_column(samples: Dataset, outputs: NDArray) -> str:
    """The output maps of a network, stacked, as one base64-encoded PNG image.

    The edge cells of each map are repeated around it, since a browser that enlarges it blends neighbouring cells.

    Parameters
    ----------
    samples, outputs : as in :func:`shaded`
    """
    maps = output_maps(samples, outputs)
    return png(column(maps.picture), maps.colours, maps.opacity)


def column(pictures: NDArray) -> NDArray:
    """The pictures (k, n, n) below each other, each with its edge cells repeated around it."""
    sides = np.clip(np.arange(-1, pictures.shape[1] + 1), 0, pictures.shape[1] - 1)
    return pictures.take(sides, axis=1).take(sides, axis=2).reshape(-1, len(sides))


def _as_text(name: str) -> str:
    """Escape a class's name for Plotly, which would turn some names into links or values."""
    return name if isinstance(name, Message) else html.escape(name, quote=False).replace("%", "&#37;")


def axis_titles(inputs: Sequence[str]) -> Sequence[str]:
    """The titles of the axes. The columns of a table were standardised, so their numbers are not those of the table."""
    if tuple(inputs) == SYMBOLS:
        return inputs
    return [_("{name}, standardised", name=name) for name in inputs]


def boundary_figure(train: Dataset, test: Dataset | None, extent: Extent, small: bool = False) -> go.Figure:
    """The points in the plane, above a place for an image from :func:`boundary_picture`.

    Parameters
    ----------
    train : the training samples, points: symbols in the colour of their group, or of their value
    test : the test samples, possibly none: white symbols outlined in the colour of their group, or with other symbols
    extent : the visible part of the plane
    small : whether it is one of several on a page: smaller symbols, no legend, no titles
    """
    inputs, scale = train.input_names, scale_of(train)
    x1_name, x2_name = map(_as_text, inputs)
    titles = axis_titles((x1_name, x2_name))
    symbols = value_traces(train, test, scale, x1_name, x2_name, small) if scale else _class_traces(train, test, small)
    picture = {
        "source": "",
        "xref": "x",
        "yref": "y",
        "x": extent.left,
        "y": extent.top,
        "sizex": extent.right - extent.left,
        "sizey": extent.top - extent.bottom,
        "sizing": "stretch",
        "layer": "below",
    }
    plane = {"constrain": "domain", "showgrid": False, "zeroline": False}
    layout: dict[str, Any] = {
        "images": [picture],
        "xaxis": plane | {"range": [extent.left, extent.right]},
        "yaxis": plane | {"range": [extent.bottom, extent.top], "scaleanchor": "x"},
    }
    if not scale:
        layout["meta"] = {"classes": CLASS_COLOURS}
    if small:
        # Without numbers, for which it would have to be smaller still.
        layout |= {"showlegend": False, "margin": dict.fromkeys("lrtb", 2)}
        layout["xaxis"]["showticklabels"] = layout["yaxis"]["showticklabels"] = False
        layout["xaxis"]["constraintoward"] = "left"  # under its title, however wide the panel is
    else:
        layout["xaxis"]["title"], layout["yaxis"]["title"] = {"text": titles[0], "standoff": 0}, {"text": titles[1]}
        layout["margin"] = {"b": 38}
        if scale:
            layout["legend"] = {"x": 0.5}  # beside the bar of the colours
        elif [each["name"] for each in symbols] == [*IN_THE_NOTES.values()]:
            layout["meta"]["narrow"] = [*IN_THE_NOTES]
    # In one call: each later change takes Plotly a millisecond, and every pen stroke makes a new figure.
    return go.Figure(symbols, layout)


def _class_traces(train: Dataset, test: Dataset | None, small: bool) -> list[dict[str, Any]]:
    """A trace for each class, of the training samples and of the test samples."""
    size = 4 if small else 7
    names, inputs = train.class_names, train.input_names
    has_room = not small and not (test and test.labels.size) and [*names] == [*IN_THE_NOTES]
    in_the_notes = IN_THE_NOTES if has_room else {}
    most = LEGEND // len(names)
    x1_name, x2_name = map(_as_text, inputs)
    place = _("{x1} %{{x:.2f}}, {x2} %{{y:.2f}}<extra>{class_name}</extra>")
    if tuple(inputs) != SYMBOLS:
        place = _("{x1} %{{x:.2f}}, {x2} %{{y:.2f}}, standardised<extra>{class_name}</extra>")
    symbols = []
    for samples in filter(None, (train, test)):
        for name, colour, symbol, members in RENDERINGS[samples.target].groups(samples):
            x1, x2 = samples.X[:, members]
            if x1.size:
                fill, edge, width = (colour, "white", 0.4 if small else 0.8)
                shown = _as_text(name if isinstance(name, Message) or len(name) <= most else f"{name[:most]}…")
                shown = in_the_notes.get(name, shown)
                hovered = _as_text(name)
                if samples is test:
                    fill, edge, width = ("white", colour, 2)
                    shown, hovered = (_("{class_name}, test", class_name=each) for each in (shown, hovered))
                symbols.append(
                    {
                        "type": "scatter",
                        "x": x1.round(3),
                        "y": x2.round(3),
                        "mode": "markers",
                        "name": shown,
                        "showlegend": samples is not test or len(names) <= len(CLASS_COLOURS),
                        "marker": {
                            "symbol": symbol,
                            "color": fill,
                            "size": size,
                            "line": {"color": edge, "width": width},
                        },
                        "hovertemplate": place.filled(x1=x1_name, x2=x2_name, class_name=hovered),
                    }
                )
    return symbols
