"""How large at the start?: the same network from several scales, side by side."""

from playground.language import _
from playground.pages.page import Page

from .lesson import HOW_LARGE_A_START
from .prose import prose
from .scene import HowLargeAStartScene

PAGE = Page(
    "how_large_a_start",
    _("How large at the start?"),
    ":material/straighten:",
    minutes=7,
    description=_("Too small, just right, too large."),
    prefix="large_",
    parts={"": HOW_LARGE_A_START},
    scene=HowLargeAStartScene,
    prose=prose,
)
