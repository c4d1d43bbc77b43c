"""A square to draw on with mouse, finger or pen. The drawing itself is in ``frontend/drawing/drawing.js``."""

from playground.ui.visit.speech import for_scripts, language, say

from .browser_files import file_component
from .strokes import MOST_NUMBERS, MOST_STROKES, PEN, SIDE, Strokes


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
