"""The fonts of the pictures, and what they can't write: a visitor may call a class anything."""

from collections.abc import Sequence
from functools import cache

from playground.language import listed

OWN = "DejaVu Sans"
"""Comes with matplotlib; it has no Chinese, Japanese or Korean, for example."""
FURTHER = (
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "Droid Sans Fallback",
)
"""Those that a machine may have besides; what no font before has is looked for in the next."""


@cache
def families() -> list[str]:
    """The names of those that this machine has, in the order in which they are asked for a letter."""
    from matplotlib.font_manager import fontManager  # late, as in :func:`playground.export.figures.drawing`

    return [OWN, *(name for name in FURTHER if name in fontManager.get_font_names())]


def without_letters(names: Sequence[str]) -> str:
    """A sentence on those of the names in which a PNG or an animation has boxes; empty if there are none."""
    if all(map(str.isascii, names)):
        return ""
    from matplotlib.font_manager import findfont, get_font

    letters = set().union(*(map(chr, get_font(findfont(name)).get_charmap()) for name in families()))
    lacking = [f"“{name}”" for name in names if not letters.issuperset(name)]
    return (
        f"The picture has boxes in {listed(lacking)}: the server has no font with these letters. In an SVG they are "
        "text, for which a browser has more fonts."
        if lacking
        else ""
    )
