"""The decision boundary: points of each class above an image of the network's outputs."""

import html
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.data import SYMBOLS, class_numbers
from playground.language import Message, _
from playground.training import Extent

from .png import png
from .style import CLASS_COLOURS, CLASS_SYMBOLS, shades, tints

LEVELS = 64
"""Shades in a picture: finer steps are hard to see and take twice the bytes."""

SMALL_RESOLUTION = 64
"""Cells along each side where a page has several boundaries, each half the size of the playground's."""

PALEST, STRONGEST = 0.12, 0.42
"""Opacity where the network is undecided, and where it is certain."""
_COLOURS, _OPACITY = shades(LEVELS, *CLASS_COLOURS[:2], PALEST, STRONGEST)

STRIP, GAP = 12, 4
"""Rows of pixels in a strip, and transparent rows between strips."""

LEGEND = 40
"""Characters in all class names together that fit into a legend on a phone."""

OF_EACH = 32
"""Shades of each class if there are more than two: as many on each side of a border as with two."""
_COLOURS_OF_EACH, _OPACITY_OF_EACH = tints(OF_EACH, CLASS_COLOURS, PALEST, STRONGEST)


def boundary_picture(outputs: NDArray, hard: bool = False) -> str:
    """The outputs over the plane as a PNG image.

    Parameters
    ----------
    outputs : (1, n, n) the probability of class 1, or (K, n, n) that of each class, top row first
    hard : colour by the predicted class only

    Returns
    -------
    png : str
        The file, base64-encoded.
    """
    return png(*shaded(outputs, hard))


def shaded(outputs: NDArray, hard: bool = False) -> tuple[NDArray, bytes, bytes]:
    """The outputs over the plane as indices of shades.

    Parameters
    ----------
    outputs, hard : see :func:`boundary_picture`

    Returns
    -------
    picture : (n, n) of uint8, indices of shades
    colours : three bytes for each shade
    opacity : one byte for each shade
    """
    if len(outputs) > 1:
        return _winners(outputs, hard), _COLOURS_OF_EACH, _OPACITY_OF_EACH
    return _of_two(outputs[0], hard), _COLOURS, _OPACITY


def strips_picture(outputs: NDArray, hard: bool = False) -> str:
    """Outputs along a line as a stack of strips with gaps between them, as a base64-encoded PNG image.

    Parameters
    ----------
    outputs : (strips, n) the probability of class 1
    hard : colour by the predicted class alone
    """
    canvas = np.full((len(outputs), STRIP + GAP, outputs.shape[1]), LEVELS, np.uint8)  # shade LEVELS is transparent
    canvas[:, GAP // 2 : GAP // 2 + STRIP] = _of_two(outputs, hard)[:, np.newaxis]
    return png(canvas.reshape(-1, outputs.shape[1]), _COLOURS + b"\0\0\0", _OPACITY + b"\0")


def _of_two(probability: NDArray, hard: bool) -> NDArray:
    """The shade of each probability of class 1."""
    if hard:
        # The first and last shades mean "certain", which hard classes do not: use those a third of the way in.
        return np.where(probability > 0.5, LEVELS - 1 - LEVELS // 6, LEVELS // 6).astype(np.uint8)
    # The two middle shades meet at one half, which is class 0: the colour changes where the class does.
    shade = probability * LEVELS
    np.ceil(shade, out=shade)
    return np.maximum(shade, 1, out=shade).astype(np.uint8) - np.uint8(1)


def _winners(outputs: NDArray, hard: bool) -> NDArray:
    """The most probable class's colour in each cell, paler the smaller its lead over the second."""
    winner = outputs.argmax(axis=0)
    if hard:
        ahead = np.float64(2 / 3)  # the strongest shade means "certain", which hard classes do not
    else:
        first, second = np.sort(outputs, axis=0)[:-3:-1]
        ahead = first - second
    return (_coloured(winner) * OF_EACH + np.rint(ahead * (OF_EACH - 1))).astype(np.uint8)


def _coloured(classes: NDArray) -> NDArray:
    """The index of each class's colour; colours repeat if there are more classes."""
    return classes % len(CLASS_COLOURS)


def class_maps_column(outputs: NDArray) -> str:
    """The output maps of a network, stacked, as one base64-encoded PNG image.

    With several classes, each map has the colour of its class, stronger where that is more probable. The edge cells of
    each map are repeated around it, since a browser that enlarges it blends neighbouring cells.

    Parameters
    ----------
    outputs : as in :func:`boundary_picture`
    """
    if len(outputs) == 1:
        return png(column(_of_two(outputs, hard=False)), _COLOURS, _OPACITY)
    picture = np.rint(outputs * (OF_EACH - 1)) + OF_EACH * _coloured(np.arange(len(outputs)))[:, None, None]
    return png(column(picture.astype(np.uint8)), _COLOURS_OF_EACH, _OPACITY_OF_EACH)


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


def boundary_figure(
    X: NDArray,
    Y: NDArray,
    X_test: NDArray,
    Y_test: NDArray,
    extent: Extent,
    names: Sequence[str],
    inputs: Sequence[str] = SYMBOLS,
    small: bool = False,
) -> go.Figure:
    """The points in the plane, above a place for an image from :func:`boundary_picture`.

    Parameters
    ----------
    X, Y : (2, m) training samples and their labels: symbols in the colour of their class
    X_test, Y_test : the same for test samples, possibly none: white symbols outlined in that colour
    extent : the visible part of the plane
    names : names of the classes
    inputs : names of the inputs
    small : whether it is one of several on a page: smaller symbols, no legend, no titles
    """
    size = 4 if small else 7
    most = LEGEND // len(names)
    x1_name, x2_name = map(_as_text, inputs)
    titles = axis_titles((x1_name, x2_name))
    place = _("{x1} %{{x:.2f}}, {x2} %{{y:.2f}}<extra>{class_name}</extra>")
    if tuple(inputs) != SYMBOLS:
        place = _("{x1} %{{x:.2f}}, {x2} %{{y:.2f}}, standardised<extra>{class_name}</extra>")
    symbols = []
    for points, labels, test in ((X, Y, False), (X_test, Y_test, True)):
        for label, (name, colour, symbol) in enumerate(zip(names, cycle(CLASS_COLOURS), CLASS_SYMBOLS, strict=False)):
            x1, x2 = points[:, class_numbers(labels) == label]
            if x1.size:
                fill, edge, width = ("white", colour, 2) if test else (colour, "white", 0.4 if small else 0.8)
                shown = _as_text(name if isinstance(name, Message) or len(name) <= most else f"{name[:most]}…")
                hovered = _as_text(name)
                if test:
                    shown, hovered = (_("{class_name}, test", class_name=each) for each in (shown, hovered))
                symbols.append(
                    {
                        "type": "scatter",
                        "x": x1.round(3),
                        "y": x2.round(3),
                        "mode": "markers",
                        "name": shown,
                        "showlegend": not test or len(names) <= len(CLASS_COLOURS),
                        "marker": {
                            "symbol": symbol,
                            "color": fill,
                            "size": size,
                            "line": {"color": edge, "width": width},
                        },
                        "hovertemplate": place.filled(x1=x1_name, x2=x2_name, class_name=hovered),
                    }
                )
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
    if small:
        # Without numbers, for which it would have to be smaller still.
        layout |= {"showlegend": False, "margin": dict.fromkeys("lrtb", 2)}
        layout["xaxis"]["showticklabels"] = layout["yaxis"]["showticklabels"] = False
        layout["xaxis"]["constraintoward"] = "left"  # under its title, however wide the panel is
    else:
        layout["xaxis"]["title"], layout["yaxis"]["title"] = {"text": titles[0], "standoff": 0}, {"text": titles[1]}
        layout["margin"] = {"b": 38}
    # In one call: each later change takes Plotly a millisecond, and every pen stroke makes a new figure.
    return go.Figure(symbols, layout)
