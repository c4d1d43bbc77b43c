"""A square to draw on with mouse, finger or pen. The drawing itself is in ``frontend/drawing/drawing.js``."""

from typing import Any

from playground.ui.visit.speech import for_scripts, language, say

from .browser_files import file_component

SIDE = 256
"""Side of the square, in the units of a drawing; coordinates are whole numbers from 0 to ``SIDE - 1``."""
PEN = 22
"""Width of the pen, in the same units."""
MOST_STROKES, MOST_NUMBERS = 50, 2000
"""Most strokes of a drawing, and most coordinates in all of them together: many times what a digit takes."""

Strokes = list[list[int]]
"""The path of the pen in each stroke: x, y, x, y, …, with y pointing down."""


def drawing(label: str, strokes: Strokes, *, runs: str, key: str) -> None:
    """Show the square. The drawing is sent to the runs that read it, and stored with them.

    Parameters
    ----------
    label : what it is for, for screen readers
    strokes : the initial drawing, for a newly mounted square
    runs : the key of the live chart that shows the runs
    key : the same in every call
    """
    file_component("frontend/drawing/drawing")(
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
    """Whether this value from a browser is a list of strokes on the square, within the limits."""
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke and len(stroke) % 2 == 0 for stroke in strokes):
        return False
    if sum(map(len, strokes)) > MOST_NUMBERS:
        return False
    return all(type(number) is int and 0 <= number < SIDE for stroke in strokes for number in stroke)
