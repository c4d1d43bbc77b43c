"""The fonts of the pictures, and what they can't write: words of any language, or what a visitor calls a class."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from playground.language import ENGLISH, Language, _, listed

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

OWN = "DejaVu Sans"
"""Comes with matplotlib; it has no Chinese, Japanese or Korean, for example."""
FURTHER = (
    "WenQuanYi Micro Hei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
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
    lacking: list[str] = [_("“{name}”", name=name) for name in names if not _can_write(name)]
    if not lacking:
        return ""
    return _(
        "The picture has boxes in {names}: the server has no font with these letters. In an SVG they are text, for "
        "which a browser has more fonts.",
        names=listed(lacking),
    )


def drawn(language: Language) -> Language:
    """The language of the words in a PNG or an animation: English if no font has the letters of this one."""
    return language if _can_write(language.name) else ENGLISH


def in_english_instead(language: Language) -> str:
    """A sentence for the visitor if words in a PNG or an animation are English for that reason; else empty."""
    if drawn(language) is language:
        return ""
    return _(
        "The words in the picture are English: the server has no font for {language}. In an SVG they are text, for "
        "which a browser has more fonts.",
        language=language.name,
    )


def heading_weight(language: Language) -> str:
    """Of headings: bold, unless it is a further font that has the letters: few of those have bold ones."""
    return "bold" if _has(_font(OWN), language.name) else "normal"


def file_of_letters(language: Language) -> tuple[str, int]:
    """Of the first font that has the letters of a language, one of :func:`drawn`: the file, and its number in there."""
    from matplotlib.font_manager import findfont

    family = next(name for name in families() if _has(_font(name), language.name))
    found = findfont(family)
    return found.path, found.face_index


def _can_write(text: str) -> bool:
    """Whether each of its letters is in one of the fonts."""
    return text.isascii() or all(any(_has(_font(name), letter) for name in families()) for letter in text)


def _font(name: str) -> "FT2Font":
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont(name))


def _has(font: "FT2Font", letters: str) -> bool:
    return all(font.get_char_index(ord(letter)) for letter in letters)
