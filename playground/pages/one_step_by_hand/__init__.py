"""One step by hand: one iteration taken apart into its stages, with the numbers put in and the source that ran."""

from playground.language import _
from playground.pages.page import Page

from .lesson import ONE_STEP_BY_HAND_SETTINGS
from .questions import QUESTIONS

PAGE = Page(
    "one_step_by_hand",
    _("One step by hand"),
    ":material/footprint:",
    minutes=12,
    description=_("One iteration, taken apart."),
    prefix="step_",
    own_settings=ONE_STEP_BY_HAND_SETTINGS,
    questions=QUESTIONS,
)
