"""What Plotly's figures and the texts of a page are written down as, for lessons in one file and for phones.

``frontend/small_figure/figure.js`` draws them without Plotly, and knows what the app's own figures use. A test finds
what it does not know.
"""

from base64 import b64decode, b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.charts.png import cells_of
from playground.language import Message, Number

DIGITS = 5
"""Significant digits of a number in a figure."""
PNG = "data:image/png;base64,"
LEFT_OUT = {"template", "hovertemplate", "customdata", "i", "j", "k", "intensity"}
"""What nobody sees of a figure without Plotly: looks that the page has itself, words at a pointer, triangles."""


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
    """What the script draws of a Plotly figure, with the cells of its pictures."""
    found: dict[str, Any] = opened(figure.to_plotly_json())
    for image in found["layout"].get("images", []):
        image["source"] = picture_of(image["source"])
    return found


def opened(value: Any) -> Any:
    """A figure as JSON with its arrays as such: Plotly has packed them."""
    if isinstance(value, dict):
        if "bdata" not in value:
            return {name: opened(each) for name, each in value.items() if name not in LEFT_OUT}
        array = np.frombuffer(b64decode(value["bdata"]), value["dtype"])
        return array.reshape([int(side) for side in value.get("shape", "-1").split(",")])
    return [opened(each) for each in value] if isinstance(value, list | tuple) else value


def plain(value: Any, words: Words | None = None) -> Any:
    """A value as JSON, its numbers short; NaN, a gap in a line, is None.

    ``words``: has each text that is to be translated, with ``{"word": place}`` in its place; without, the texts stay.
    """
    match value:
        case Message() | Number():
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
            return {name: plain(each, words) for name, each in value.items() if each is not None}
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
