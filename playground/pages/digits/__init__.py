"""Digits: a network learns to read handwriting, and reads what a visitor draws."""

from playground.language import _
from playground.pages.page import Page

from .lesson import DIGITS
from .prose import prose
from .scene import DigitsScene

PAGE = Page(
    "digits",
    _("Digits"),
    ":material/draw:",
    minutes=10,
    description=_("Read handwriting, yours too."),
    prefix="digits_",
    parts={"": DIGITS},
    scene=DigitsScene,
    saves=True,
    prose=prose,
)
