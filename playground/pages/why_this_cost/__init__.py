"""Why this cost: from the probability of what happened to the cost, for classes and for numbers."""

from playground.language import _
from playground.pages.page import Page

from .lesson import WHY_THIS_COST_SETTINGS
from .normal_labels import NUMBER_QUESTIONS
from .questions import QUESTIONS

PAGE = Page(
    "why_this_cost",
    _("Why this cost"),
    ":material/query_stats:",
    minutes=11,
    description=_("From probability to cost."),
    prefix="cost_",
    own_settings=WHY_THIS_COST_SETTINGS,
    questions={**QUESTIONS, **NUMBER_QUESTIONS},
)
