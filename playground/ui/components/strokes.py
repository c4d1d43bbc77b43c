"""A drawing on the square: the strokes that the browser sends, and their limits."""

from typing import Any

SIDE = 256
"""Side of the square, in the units of a drawing; coordinates are whole numbers from 0 to ``SIDE - 1``."""
PEN = 22
"""Width of the pen, in the same units."""
MOST_STROKES, MOST_NUMBERS = 50, 2000
"""Most strokes of a drawing, and most coordinates in all of them together: many times what a digit takes."""

Strokes = list[list[int]]
"""The path of the pen in each stroke: x, y, x, y, …, with y pointing down."""


def usable(strokes: Any) -> bool:
    """Whether this value from a browser is a list of strokes on the square, within the limits."""
    if not isinstance(strokes, list) or len(strokes) > MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke and len(stroke) % 2 == 0 for stroke in strokes):
        return False
    if sum(map(len, strokes)) > MOST_NUMBERS:
        return False
    return all(type(number) is int and 0 <= number < SIDE for stroke in strokes for number in stroke)
