"""How large a start?: the same network from several scales, side by side."""

from playground.pages.how_large_a_start import PAGE
from playground.ui.shell.lesson_page import show_page

show_page(PAGE)
