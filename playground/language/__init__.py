"""The language of the visitor: messages as the program makes them, and how each language says them."""

from .languages import ENGLISH, LANGUAGES, Language, rendered, spoken
from .message import Message, Number, _, enumerated, listed, ngettext, number, pgettext, sentences

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "Language",
    "Message",
    "Number",
    "_",
    "enumerated",
    "listed",
    "ngettext",
    "number",
    "pgettext",
    "rendered",
    "sentences",
    "spoken",
]
