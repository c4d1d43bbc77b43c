"""Colours, and the symbols of the classes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CLASS_COLOURS = ("#0072b2", "#d55e00", "#e6c200", "#882255", "#88ccee")
"""Blue, vermilion, gold, wine and light blue, the first two for two classes: all are distinct under every common kind
of colour blindness."""

CLASS_SYMBOLS = (
    *("circle", "diamond", "square", "triangle-up", "cross"),
    *("star", "triangle-down", "hexagon", "x", "bowtie"),
)
"""More than there are colours: where colours repeat, for a visitor's own points, these tell the classes apart."""

TRAIN_COLOUR = "#009e73"
TEST_COLOUR = "#cc79a7"
"""Bluish green and reddish purple of the same palette, for numbers on training and test samples."""

ACCURACY_COLOUR = "#e69f00"
"""Orange of the same palette, for accuracies beside both."""

MARK_COLOUR = "#888888"
"""Grey of marks: visible on light and dark pages."""

FREE_TITLE = {"automargin": "left", "title_standoff": 4}
"""For a vertical axis whose numbers have any width: its title stands beside them, and the axis moves to make room."""

PAPER_COLOUR, INK_COLOUR = "#eceff1", "#14181c"
"""Colours of handwriting, the same on light and dark pages."""

LOW_COLOUR, HIGH_COLOUR = "#762a83", "#1b7837"
"""Purple and green for a hidden unit's low and high outputs: not the colours of the classes."""

VALUE_COLOURS = ("#a6611a", "#f0efec", "#018571")
"""Brown through almost white to teal, for numbers from low to high: distinct under every common kind of colour
blindness, and neither the colours of classes nor those of hidden units."""

EDGE_COLOUR = "#222222"
"""The edge of a point that is filled with one of them: seen on all of them."""


def rgb(colour: str) -> tuple[int, int, int]:
    """``"#d55e00"`` as three numbers from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def tints(levels: int, colours: Sequence[str], palest: float, strongest: float) -> tuple[bytes, bytes]:
    """Colours and opacities of ``levels`` shades of each colour in turn, from pale to strong."""
    opacity = np.tile(np.linspace(palest, strongest, levels), len(colours))
    return np.repeat(np.array([rgb(colour) for colour in colours], np.uint8), levels, axis=0).tobytes(), _bytes(opacity)


def shades(levels: int, low: str, high: str, palest: float, strongest: float) -> tuple[bytes, bytes]:
    """Colours and opacities of shades from the strongest ``low`` through the palest to the strongest ``high``.

    They are translucent, so that the page's own background, light or dark, shows through.
    """
    share = np.linspace(0, 1, levels)
    colours = np.array([rgb(high if s > 0.5 else low) for s in share], np.uint8)
    opacity = palest + (strongest - palest) * np.abs(2 * share - 1)
    return colours.tobytes(), _bytes(opacity)


def blended(levels: int, low: str, middle: str, high: str) -> NDArray:
    """Colours from ``low`` through ``middle`` to ``high``, (levels, 3) of uint8."""
    share, at = np.linspace(-1, 1, levels), (-1, 0, 1)
    parts = zip(*map(rgb, (low, middle, high)), strict=True)
    return np.rint(np.stack([np.interp(share, at, part) for part in parts], axis=1)).astype(np.uint8)


def on_paper(colours: bytes, opacity: bytes, paper: str = PAPER_COLOUR) -> bytes:
    """Blend translucent colours, three bytes each, with paper of this colour."""
    share = np.frombuffer(opacity, np.uint8)[:, None] / 255
    solid = np.frombuffer(colours, np.uint8).reshape(-1, 3)
    return np.rint((1 - share) * rgb(paper) + share * solid).astype(np.uint8).tobytes()


def _bytes(opacity: NDArray) -> bytes:
    return (255 * opacity).astype(np.uint8).tobytes()
