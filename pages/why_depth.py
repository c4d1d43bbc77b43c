"""Why depth: what few units can draw in many layers, what layers make of the plane, and a claim put to the test."""

from playground.pages.why_depth import PAGE
from playground.ui.shell.lesson_page import show_page

show_page(PAGE)
