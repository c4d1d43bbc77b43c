"""What a lesson's file has drawn, read back from its canvases and its chart, and what it should have drawn."""

from base64 import b64decode
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from playground.charts.plane.targets import LEVELS, PALEST, STRONGEST
from playground.charts.style import CLASS_COLOURS, rgb

READ = """
(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return [height, width, btoa(Array.from(data, (value) => String.fromCharCode(value)).join(""))];
}
"""


def canvas_of(page: Page, chart: str) -> Locator:
    """The picture of a chart, a pixel for each cell."""
    return page.locator(f".live-{chart} .small-figure-pictures > div > canvas:first-child").first


def cells(canvas: Locator) -> NDArray:
    """The colours of the cells; (rows, columns, 4), the top row first."""
    height, width, read = canvas.evaluate(READ)
    return np.frombuffer(b64decode(read), np.uint8).reshape(height, width, 4).astype(float)


def plane_of(probability: NDArray) -> NDArray:
    """The colours of a plane with these probabilities of class 1."""
    shade = np.maximum(np.ceil(probability * LEVELS), 1) - 1
    return _tinted(shade / (LEVELS - 1), CLASS_COLOURS[:2], PALEST, STRONGEST)


def _tinted(share: NDArray, colours: tuple[str, ...], palest: float, strongest: float) -> NDArray:
    inks = np.array([rgb(colour) for colour in colours])[(share >= 0.5).astype(int)]
    opacity = palest + (strongest - palest) * np.abs(2 * share - 1)
    return np.concatenate([inks, 255 * opacity[..., np.newaxis]], axis=-1)


def same(drawn: NDArray, wanted: NDArray, where: NDArray | bool = True) -> bool:
    """Whether colours are the same: opacity within half a shade, ink as exactly as a canvas keeps a pale one."""
    apart = np.abs(drawn - wanted) * np.expand_dims(where, -1)
    return bool(apart[..., 3].max() < 1.2 and apart[..., :3].max() < 9)


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


def drawn_lines(figure: Locator, log: bool = False) -> list[NDArray]:
    """The lines of one of a page's figures as pairs of numbers, (n, 2) each, by the numbers on its axes.

    ``log``: whether the upright axis is logarithmic.
    """
    seen: dict[str, Any] = figure.locator("svg[role=img]").evaluate(FIGURE)
    ticks = [(x, y, _number(text)) for x, y, text in seen["ticks"] if _number(text) is not None]
    lowest = max(y for _x, y, _value in ticks)
    across = _axis([(x, value) for x, y, value in ticks if y == lowest])
    up = _axis([(y - 4, np.log10(value) if log else value) for _x, y, value in ticks if y != lowest])
    whole = [
        line for line in seen["lines"] if line.count("M") == 1 and not line.endswith("Z")
    ]  # neither marks nor contours
    lines = [np.array([pair.split(",") for pair in line[1:].split("L")], float) for line in whole]
    found = [np.stack([across(line[:, 0]), up(line[:, 1])], axis=1) for line in lines]
    return [np.stack([line[:, 0], 10 ** line[:, 1]], axis=1) for line in found] if log else found


def drawn_marks(figure: Locator, colour: str) -> int:
    """How many marks have this colour."""
    return sum(
        each.count("M")
        for each in figure.locator(f"path[fill='{colour}']").evaluate_all("all => all.map((p) => p.getAttribute('d'))")
    )
