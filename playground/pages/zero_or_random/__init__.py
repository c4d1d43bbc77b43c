"""Zero or random: two networks that differ in nothing but their initial weights, side by side."""

from playground.charts.pair import PairScene
from playground.language import _
from playground.pages.page import Page

from .lesson import ZERO_OR_RANDOM
from .prose import prose

PAGE = Page(
    "zero_or_random",
    _("Zero or random"),
    ":material/compare:",
    minutes=8,
    description=_("Why not start at zero?"),
    prefix="zero_",
    parts={"": ZERO_OR_RANDOM},
    scene=PairScene,
    saves=True,
    prose=prose,
)
