"""Loops or vectors: the same gradient computed twice, timed on the machine that serves this page."""

from playground.language import _
from playground.pages.page import Page

from .lesson import LOOPS_OR_VECTORS_SETTINGS, QUESTIONS

PAGE = Page(
    "loops_or_vectors",
    _("Loops or vectors"),
    ":material/speed:",
    minutes=4,
    description=_("The same gradient, timed."),
    prefix="loops_",
    own_settings=LOOPS_OR_VECTORS_SETTINGS,
    questions=QUESTIONS,
)
