"""Activations: what an output means, what slopes do to a gradient, where outputs lie, and each layer's gradient."""

from playground.language import _
from playground.pages.page import Page

from .lesson import ACTIVATIONS_SETTINGS, QUESTIONS

PAGE = Page(
    "activations",
    _("Activations"),
    ":material/show_chart:",
    minutes=9,
    description=_("What happens to a gradient."),
    prefix="activations_",
    own_settings=ACTIVATIONS_SETTINGS,
    questions=QUESTIONS,
)
