"""Activations."""

from playground.ui.page import ACTIVATIONS, close_page, open_page

open_page(ACTIVATIONS)
close_page(ACTIVATIONS)
