"""A square to draw on with mouse, finger or pen. The drawing itself is in ``frontend/drawing.js``."""

from typing import Any

from playground.ui.visit.speech import for_scripts, language, say

from .browser_files import file_component

SIDE = 256
"""Of the square, in the unit of a drawing; a place on it is two whole numbers from 0 to below that."""
PEN = 22
"""How thick the pen is, in the same unit."""
MOST_STROKES, MOST_NUMBERS = 50, 2000
"""Of a drawing, and in all its strokes together, two for each place: many times what a digit takes."""

Strokes = list[list[int]]
"""Of each stroke the places where the pen was: x, y, x, y, …, y downwards."""


def drawing(label: str, strokes: Strokes, *, runs: str, key: str) -> None:
    """Show the square. What is drawn on it goes to the runs that read it, and is kept with them.

    Parameters
    ----------
    label : what it is for, to be read aloud
    strokes : what is on it, for a square that is made anew
    runs : the key of the live chart that shows the runs
    key : the same at every call
    """
    file_component("drawing")(
        key=key,
        data={
            "label": say(label),
            "runs": runs,
            "speech": for_scripts(language()),
            "side": SIDE,
            "pen": PEN,
            "mostStrokes": MOST_STROKES,
            "mostNumbers": MOST_NUMBERS,
            "strokes": strokes,
        },
    )


def usable(strokes: Any) -> bool:
    """Whether this, from a browser, is a list of strokes on the square, and not too much of them."""
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke and len(stroke) % 2 == 0 for stroke in strokes):
        return False
    if sum(map(len, strokes)) > MOST_NUMBERS:
        return False
    return all(type(number) is int and 0 <= number < SIDE for stroke in strokes for number in stroke)
