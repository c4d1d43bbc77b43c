"""Drawing with matplotlib: its settings for all exported pictures, and one thread at a time."""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .fonts import OWN, families

TEXT_COLOUR, GREY = "#222222", "#666666"
"""Colours of text, and of small print and frames."""
LEGEND_SIZE = 8.5
"""Font size of legends, in points."""

_SETTINGS: dict[Any, Any] = {
    "font.sans-serif": [OWN, "Verdana", "Arial"],  # fallbacks for an SVG where the first is not installed
    "font.size": 9,
    "svg.fonttype": "none",  # text stays text
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "playground",  # otherwise names inside the file would be random
    "text.color": TEXT_COLOUR,
    "axes.edgecolor": GREY,
    "axes.labelcolor": TEXT_COLOUR,
    "axes.linewidth": 0.8,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "axes.unicode_minus": True,
    "legend.frameon": False,
    "legend.fontsize": LEGEND_SIZE,
}
_one_at_a_time = threading.Lock()


@contextmanager
def drawing() -> Iterator[None]:
    """Context for all use of matplotlib: one thread at a time, with the same settings everywhere.

    Its settings are global to the process, and its manual leaves locking between threads to the caller.
    """
    # Imported here because it takes 25 MB and a second, and most visitors export no picture.
    import matplotlib

    with _one_at_a_time, matplotlib.rc_context():
        matplotlib.rcdefaults()  # ignore a matplotlibrc on the machine
        matplotlib.rcParams.update(_SETTINGS, **{"font.family": [*families(), "sans-serif"]})
        # Visitors' texts are not for the log; the page says which letters are missing.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # nor that a font has no bold face
        yield
