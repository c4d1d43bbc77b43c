"""Loops or vectors."""

from playground.ui.page import LOOPS, close_page, open_page

open_page(LOOPS)
close_page(LOOPS)
