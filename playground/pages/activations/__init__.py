"""Activations: value and slope, where the outputs lie, and what becomes of a gradient."""

from playground.language import _
from playground.pages.page import Page

from .lesson import ACTIVATIONS_SETTINGS

PAGE = Page(
    "activations",
    _("Activations"),
    ":material/show_chart:",
    minutes=8,
    description=_("What happens to a gradient."),
    prefix="activations_",
    own_settings=ACTIVATIONS_SETTINGS,
)
