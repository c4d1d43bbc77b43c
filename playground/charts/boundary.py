"""The decision boundary: points of both classes, and under them the network's output as an image."""

import base64
import io

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from PIL import Image

from playground.training import Extent

from .style import CLASS_COLOURS, CLASS_SYMBOLS, rgb

LEVELS = 64
"""Shades in a picture: finer steps are hard to see, and cost twice the bytes."""

_PALEST, _STRONGEST = 0.12, 0.42
"""How opaque a class's colour is where its probability is one half, and where it is one."""


def _palette() -> tuple[bytes, bytes]:
    """Colour and opacity of each shade: see-through, so that the page's own background, light or dark, shows."""
    probability = np.linspace(0, 1, LEVELS)
    colours = np.array([rgb(CLASS_COLOURS[int(p > 0.5)]) for p in probability], np.uint8)
    opacity = _PALEST + (_STRONGEST - _PALEST) * np.abs(2 * probability - 1)
    return colours.tobytes(), (255 * opacity).astype(np.uint8).tobytes()


_COLOURS, _OPACITY = _palette()


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
        shades = np.where(probability > 0.5, LEVELS - 1 - LEVELS // 6, LEVELS // 6).astype(np.uint8)
    else:
        # The two middle shades meet at one half, which itself is class 0: the colour changes where the class does.
        shades = np.maximum(np.ceil(probability * LEVELS) - 1, 0).astype(np.uint8)
    image = Image.frombytes("P", shades.shape[::-1], shades.tobytes())
    image.putpalette(_COLOURS)
    file = io.BytesIO()
    # Level 1: larger levels take twice the server's time to save a sixth of the bytes.
    image.save(file, "png", compress_level=1, transparency=_OPACITY)
    return base64.b64encode(file.getvalue()).decode()


def boundary_figure(X: NDArray, Y: NDArray, X_test: NDArray, Y_test: NDArray, extent: Extent) -> go.Figure:
    """The points in the plane, above an image that :func:`boundary_picture` fills.

    Parameters
    ----------
    X, Y : (2, m), (1, m) training samples: symbols in the colour of their class
    X_test, Y_test : the same for test samples, perhaps none: white symbols, ringed in that colour
    extent : the part of the plane that is shown
    """
    figure = go.Figure()
    for points, labels, suffix in ((X, Y, ""), (X_test, Y_test, ", test")):
        for label, (colour, symbol) in enumerate(zip(CLASS_COLOURS, CLASS_SYMBOLS, strict=True)):
            x1, x2 = points[:, labels[0] == label]
            if x1.size:
                fill, edge, width = ("white", colour, 2) if suffix else (colour, "white", 0.8)
                figure.add_scatter(
                    x=x1.round(3),
                    y=x2.round(3),
                    mode="markers",
                    name=f"class {label}{suffix}",
                    marker={"symbol": symbol, "color": fill, "size": 7, "line": {"color": edge, "width": width}},
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
    return figure
