"""Zero or random: two networks that differ in nothing but their first weights, side by side."""

from playground.pages.zero_or_random import PAGE
from playground.ui.shell.lesson_page import show_page

show_page(PAGE)
