"""How many units, how deep?."""

from playground.ui.page import HOW_MANY, close_page, open_page

open_page(HOW_MANY)
close_page(HOW_MANY)
