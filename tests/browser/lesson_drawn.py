"""What a lesson's file has drawn, read back from its canvases and its chart, and what it should have drawn."""

from base64 import b64decode
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from playground.charts.plane.targets import LEVELS, PALEST, STRONGEST
from playground.charts.plane.unit_maps import LEVELS as MAP_LEVELS
from playground.charts.style import CLASS_COLOURS, HIGH_COLOUR, LOW_COLOUR, rgb
from playground.training import Extent, Run

PIXELS = 9
"""Of a cell, along each side: an odd number, so that one is in its middle, where neighbours do not blend."""
LINES = 10
"""Pixels between two lines of a class's pattern, right or down."""
AROUND = 8.0
"""Pixels from the middle of a point within which it may cover something."""

ENLARGE = """
(canvas, width) => new Promise((done) => {
  canvas.style.width = `${width}px`;
  requestAnimationFrame(function look() {
    if (canvas.width === width && canvas.height === width) done();
    else requestAnimationFrame(look);
  });
})
"""
READ = """
(canvas, places) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const from = ([x, y]) => 4 * (Math.floor(y * height) * width + Math.floor(x * width));
  const cell = (i) => [((i % places) + 0.5) / places, (Math.floor(i / places) + 0.5) / places];
  const all = Array.isArray(places) ? places : Array.from({ length: places ** 2 }, (_, i) => cell(i));
  return btoa(all.map(from).map((first) => String.fromCharCode(...data.subarray(first, first + 4))).join(""));
}
"""
"""The colours at places, or in the middle of all cells if there are so many along a side."""
COSTS = """
(svg) => {
  const numbers = (shape, names) => names.map((name) => Number(shape.getAttribute(name)));
  const [frame, inner] = svg.children;
  return {
    box: numbers(inner, ["x", "y", "width", "height"]),
    texts: [...frame.querySelectorAll("text")].map((text) => [...numbers(text, ["x", "y"]), text.textContent]),
    lines: [...inner.querySelectorAll(".small-costs-run path:nth-child(odd)")].map((line) => line.getAttribute("d")),
  };
}
"""


def enlarge(plane: Locator, side: int) -> None:
    """Let a plane have ``PIXELS`` for each of its cells."""
    plane.evaluate(ENLARGE, side * PIXELS)


def colours_at(canvas: Locator, x: NDArray, y: NDArray) -> NDArray:
    """The colours, with opacity, at shares of the sides from the upper left corner; (n, 4), each 0 to 255."""
    return _read(canvas, np.stack([x, y], axis=1).tolist())


def cells(canvas: Locator, side: int) -> NDArray:
    """The colours in the middle of the cells; (side, side, 4), the top row first."""
    return _read(canvas, side).reshape(side, side, 4)


def _read(canvas: Locator, places: object) -> NDArray:
    read: str = canvas.evaluate(READ, places)
    return np.frombuffer(b64decode(read), np.uint8).reshape(-1, 4).astype(float)


def plane_of(probability: NDArray) -> NDArray:
    """The colours of a plane with these probabilities of class 1."""
    shade = np.maximum(np.ceil(probability * LEVELS), 1) - 1
    return _tinted(shade / (LEVELS - 1), CLASS_COLOURS[:2], PALEST, STRONGEST)


def map_of(outputs: NDArray, reach: float) -> NDArray:
    """The colours of a unit's map; ``reach``: the farthest of all units of the layer from 0."""
    half = MAP_LEVELS // 2
    return _tinted(np.rint(half + half * outputs / (reach or 1)) / (2 * half), (LOW_COLOUR, HIGH_COLOUR), 0.06, 0.6)


def _tinted(share: NDArray, colours: tuple[str, ...], palest: float, strongest: float) -> NDArray:
    inks = np.array([rgb(colour) for colour in colours])[(share >= 0.5).astype(int)]
    opacity = palest + (strongest - palest) * np.abs(2 * share - 1)
    return np.concatenate([inks, 255 * opacity[..., np.newaxis]], axis=-1)


def same(drawn: NDArray, wanted: NDArray, where: NDArray | bool = True) -> bool:
    """Whether colours are the same: opacity within half a shade, ink as exactly as a canvas keeps a pale one."""
    apart = np.abs(drawn - wanted) * np.expand_dims(where, -1)
    return bool(apart[..., 3].max() < 1.2 and apart[..., :3].max() < 9)


def shares_of(run: Run, extent: Extent) -> tuple[NDArray, NDArray]:
    """Where the training samples are in the plane, as shares of its sides from the upper left corner."""
    x1, x2 = run.X
    return (x1 - extent.left) / (extent.right - extent.left), (extent.top - x2) / (extent.top - extent.bottom)


def free_of_points(run: Run, extent: Extent, side: int) -> NDArray:
    """Which cells' middles no point covers; (side, side)."""
    x, y = (share * side for share in shares_of(run, extent))
    middle = np.arange(side) + 0.5
    far = np.hypot(x - middle[:, np.newaxis, np.newaxis].swapaxes(0, 1), y - middle[:, np.newaxis, np.newaxis])
    return (far.min(axis=-1) * PIXELS) > AROUND


def free_of_lines(side: int) -> NDArray:
    """Which cells' middles no line of the second class's pattern crosses; (side, side). See ``patterns.js``."""
    middle = np.arange(side) * PIXELS + PIXELS // 2 + 0.5
    apart = (middle + middle[:, np.newaxis]) % LINES
    return np.minimum(apart, LINES - apart) > 2


def on_top(run: Run, extent: Extent, side: int) -> NDArray:
    """Which points no later one covers; (m,)."""
    x, y = (share * side * PIXELS for share in shares_of(run, extent))
    apart = np.hypot(x - x[:, np.newaxis], y - y[:, np.newaxis])
    apart[np.tril_indices(len(x))] = np.inf  # those drawn before it
    return apart.min(axis=1) > AROUND


def drawn_costs(page: Page, log: bool = False) -> list[NDArray]:
    """The lines of the cost chart as iterations and costs, (n, 2) each, by the numbers on its axes.

    ``log``: whether the costs' axis is logarithmic.
    """
    seen: dict[str, Any] = page.locator(".small-costs > svg").evaluate(COSTS)
    left, top, _width, height = seen["box"]
    ticks = [(x, y, _number(text)) for x, y, text in seen["texts"] if _number(text) is not None]
    across = _axis([(x - left, value) for x, y, value in ticks if y > top + height + 10])
    up = _axis([(y - 4 - top, np.log10(value) if log else value) for x, y, value in ticks if x < left])
    lines = [np.array([pair.split(",") for pair in line.removeprefix("M").split("L")], float) for line in seen["lines"]]
    found = [np.stack([across(line[:, 0]), up(line[:, 1])], axis=1) for line in lines]
    return [np.stack([line[:, 0], 10 ** line[:, 1]], axis=1) for line in found] if log else found


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return None


def _axis(ticks: list[tuple[float, Any]]) -> np.poly1d:
    """From pixels to values, by the ticks."""
    assert len(ticks) > 1
    pixels, values = zip(*ticks, strict=True)
    return np.poly1d(np.polyfit(pixels, values, 1))


FIGURE = """
(svg) => {
  const texts = [...svg.children[0].querySelectorAll("text")];
  return {
    ticks: texts.map((text) => [Number(text.getAttribute("x")), Number(text.getAttribute("y")), text.textContent]),
    lines: [...svg.children[1].querySelectorAll("g > path:first-child")].map((line) => line.getAttribute("d")),
  };
}
"""


def drawn_lines(figure: Locator) -> list[NDArray]:
    """The lines of one of a page's figures as pairs of numbers, (n, 2) each, by the numbers on its axes."""
    seen: dict[str, Any] = figure.locator("svg[role=img]").evaluate(FIGURE)
    ticks = [(x, y, _number(text)) for x, y, text in seen["ticks"] if _number(text) is not None]
    lowest = max(y for _x, y, _value in ticks)
    across = _axis([(x, value) for x, y, value in ticks if y == lowest])
    up = _axis([(y - 4, value) for _x, y, value in ticks if y != lowest])
    whole = [
        line for line in seen["lines"] if line.count("M") == 1 and not line.endswith("Z")
    ]  # neither marks nor contours
    lines = [np.array([pair.split(",") for pair in line[1:].split("L")], float) for line in whole]
    return [np.stack([across(line[:, 0]), up(line[:, 1])], axis=1) for line in lines]
