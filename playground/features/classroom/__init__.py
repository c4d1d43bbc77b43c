"""The class: a lecturer asks, students answer on their phones, in a room under a code, and a run shows what is true."""

from playground.features.feature import Feature
from playground.language import _
from playground.pages.page import Page

JOIN = Page("join", _("Answer together"), ":material/group:", minutes=0, description="")
"""A student's page in a lecturer's room: no lesson, so neither in the menu nor on the way."""

FEATURE = Feature(name="classroom", parts=("screen", "server"), pages={"student": JOIN})
