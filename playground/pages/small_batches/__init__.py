"""Small batches: gradients from a few samples, how far they stray, and what they save."""

from playground.language import _
from playground.pages.page import Page

from .lesson import SMALL_BATCHES
from .scene import SmallBatchesScene

PAGE = Page(
    "small_batches",
    _("Small batches"),
    ":material/scatter_plot:",
    minutes=7,
    description=_("A gradient from a few samples."),
    prefix="batches_",
    parts={"": SMALL_BATCHES},
    scene=SmallBatchesScene,
)
