"""How many units, how deep?: one setting swept over its values, several runs of each, and what they come to."""

from playground.language import _
from playground.pages.page import Page

from .lesson import HOW_MANY_UNITS
from .scene import how_many_units_view

PAGE = Page(
    "how_many_units",
    _("How many units, how deep?"),
    ":material/grid_view:",
    minutes=10,
    description=_("One setting, many values."),
    prefix="sizes_",
    parts={"": HOW_MANY_UNITS},
    scene=lambda sweep, view: how_many_units_view(sweep),
)
