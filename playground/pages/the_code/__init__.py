"""The code: the notes' functions, the same as one plain loop, and the functions that do the same faster."""

from playground.language import _
from playground.pages.page import Page

from .questions import QUESTIONS

PAGE = Page(
    "the_code",
    _("The code"),
    ":material/code:",
    minutes=8,
    description=_("What trains every network here."),
    prefix="code_",
    questions=QUESTIONS,
)
