"""A dead ReLU: a unit that is switched off in two networks, and comes back in one of them."""

from playground.language import _
from playground.pages.page import Page

from .lesson import DEAD_RELU
from .prose import prose
from .scene import DeadReLUScene

PAGE = Page(
    "dead_relu",
    _("A dead ReLU"),
    ":material/heart_broken:",
    minutes=4,
    description=_("A unit that never comes back."),
    prefix="dead_",
    parts={"": DEAD_RELU},
    scene=DeadReLUScene,
    prose=prose,
)
