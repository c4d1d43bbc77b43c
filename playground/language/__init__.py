"""The visitor's language: messages as the program creates them, and their translations."""

from .languages import ENGLISH, LANGUAGES, Language, rendered, spoken
from .message import (
    Message,
    Number,
    _,
    advice,
    as_plain_text,
    enumerated,
    listed,
    ngettext,
    number,
    pgettext,
    sentences,
    without_advice,
)
from .rounding import rounded

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Language",
    "Message",
    "Number",
    "_",
    "advice",
    "as_plain_text",
    "enumerated",
    "listed",
    "ngettext",
    "number",
    "pgettext",
    "rendered",
    "rounded",
    "sentences",
    "spoken",
    "without_advice",
]
