"""The decision boundary: points of both classes, and under them the network's output as an image."""

import base64
import io

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from playground.training import Extent

from .style import CLASS_COLOURS, CLASS_SYMBOLS, shades

LEVELS = 64
"""Shades in a picture: finer steps are hard to see, and cost twice the bytes."""

SMALL_RESOLUTION = 64
"""Cells along each side of one of several boundaries on a page: it is drawn at half the size of the playground's."""

_COLOURS, _OPACITY = shades(LEVELS, *CLASS_COLOURS, palest=0.12, strongest=0.42)


def boundary_picture(probability: NDArray, hard: bool = False) -> str:
    """The output over the plane as a PNG image.

    Parameters
    ----------
    probability : (n, n) of class 1, top row first
    hard : colour by the predicted class alone

    Returns
    -------
    png : str
        The file, base64-encoded.
    """
    if hard:
        # The first and the last shade say "certain", which hard classes do not: take those a third of the way in.
        picture = np.where(probability > 0.5, LEVELS - 1 - LEVELS // 6, LEVELS // 6).astype(np.uint8)
    else:
        # The two middle shades meet at one half, which itself is class 0: the colour changes where the class does.
        picture = np.maximum(np.ceil(probability * LEVELS) - 1, 0).astype(np.uint8)
    return png(picture, _COLOURS, _OPACITY)


def png(picture: NDArray, colours: bytes, opacity: bytes) -> str:
    """An image as a PNG file, base64-encoded.

    Parameters
    ----------
    picture : (height, width) of uint8, each an index of a colour
    colours : three bytes for each colour
    opacity : one byte for each colour
    """
    image = Image.frombytes("P", picture.shape[::-1], picture.tobytes())
    image.putpalette(colours)
    file = io.BytesIO()
    # Level 1: larger levels take twice the server's time to save a sixth of the bytes.
    image.save(file, "png", compress_level=1, transparency=opacity)
    return base64.b64encode(file.getvalue()).decode()


def boundary_figure(
    X: NDArray, Y: NDArray, X_test: NDArray, Y_test: NDArray, extent: Extent, small: bool = False
) -> go.Figure:
    """The points in the plane, above an image that :func:`boundary_picture` fills.

    Parameters
    ----------
    X, Y : (2, m), (1, m) training samples: symbols in the colour of their class
    X_test, Y_test : the same for test samples, perhaps none: white symbols, ringed in that colour
    extent : the part of the plane that is shown
    small : one of several on a page: smaller symbols, no legend, no titles
    """
    figure = go.Figure()
    size = 4 if small else 7
    for points, labels, suffix in ((X, Y, ""), (X_test, Y_test, ", test")):
        for label, (colour, symbol) in enumerate(zip(CLASS_COLOURS, CLASS_SYMBOLS, strict=True)):
            x1, x2 = points[:, labels[0] == label]
            if x1.size:
                fill, edge, width = ("white", colour, 2) if suffix else (colour, "white", 0.4 if small else 0.8)
                figure.add_scatter(
                    x=x1.round(3),
                    y=x2.round(3),
                    mode="markers",
                    name=f"class {label}{suffix}",
                    marker={"symbol": symbol, "color": fill, "size": size, "line": {"color": edge, "width": width}},
                    hovertemplate="x₁ %{x:.2f}, x₂ %{y:.2f}",
                )
    figure.add_layout_image(
        source="",
        xref="x",
        yref="y",
        x=extent.left,
        y=extent.top,
        sizex=extent.right - extent.left,
        sizey=extent.top - extent.bottom,
        sizing="stretch",
        layer="below",
    )
    plane = {"constrain": "domain", "showgrid": False, "zeroline": False}
    figure.update_xaxes(title="x₁", range=[extent.left, extent.right], **plane)
    figure.update_yaxes(title="x₂", range=[extent.bottom, extent.top], scaleanchor="x", **plane)
    if small:
        figure.update_xaxes(title=None)
        figure.update_yaxes(title=None)
        margin = {"l": 26, "r": 4, "t": 4, "b": 22}
        figure.update_layout(showlegend=False, margin=margin, font={"size": 11})
    return figure
