"""Fonts for the pictures, and texts they can't show, such as a visitor's class names."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from playground.language import ENGLISH, Language, _, listed

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

OWN = "DejaVu Sans"
"""Bundled with matplotlib; it has no Chinese, Japanese or Korean, for example."""
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
"""Fallback fonts that a machine may have, in order of preference."""


@cache
def families() -> list[str]:
    """The names of the fonts available on this machine, in order of preference."""
    from matplotlib.font_manager import (
        fontManager,  # imported here as in :func:`playground.export.images.drawing.drawing`
    )

    return [OWN, *(name for name in FURTHER if name in fontManager.get_font_names())]


def without_letters(names: Sequence[str]) -> str:
    """A sentence about names that a PNG or an animation shows as boxes; empty if there are none."""
    lacking: list[str] = [_("“{name}”", name=name) for name in names if not _can_write(name)]
    if not lacking:
        return ""
    return _(
        "The picture has boxes in {names}: the server has no font with these letters. In an SVG they are text, for "
        "which a browser has more fonts.",
        names=listed(lacking),
    )


def drawn(language: Language) -> Language:
    """The language of the texts in a PNG or an animation: English if no font has the letters of this one."""
    return language if _can_write(language.name) else ENGLISH


def in_english_instead(language: Language) -> str:
    """A sentence for the visitor if the texts in a PNG or an animation are English for that reason; otherwise empty."""
    if drawn(language) is language:
        return ""
    return _(
        "The words in the picture are English: the server has no font for {language}. In an SVG they are text, for "
        "which a browser has more fonts.",
        language=language.name,
    )


def heading_weight(language: Language) -> str:
    """The font weight of headings: bold, unless a fallback font is needed, since few of those have a bold face."""
    return "bold" if _has(_font(OWN), language.name) else "normal"


def file_of_letters(language: Language) -> tuple[str, int]:
    """File and face index of the first font with the letters of a language from :func:`drawn`."""
    from matplotlib.font_manager import findfont

    family = next(name for name in families() if _has(_font(name), language.name))
    found = findfont(family)
    return found.path, found.face_index


def _can_write(text: str) -> bool:
    """Whether each letter is in one of the fonts."""
    return text.isascii() or all(any(_has(_font(name), letter) for name in families()) for letter in text)


def _font(name: str) -> "FT2Font":
    from matplotlib.font_manager import findfont, get_font

    return get_font(findfont(name))


def _has(font: "FT2Font", letters: str) -> bool:
    return all(font.get_char_index(ord(letter)) for letter in letters)
