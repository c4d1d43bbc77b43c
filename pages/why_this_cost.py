"""Why this cost."""

from playground.ui.page import WHY_THIS_COST, close_page, open_page

open_page(WHY_THIS_COST)
close_page(WHY_THIS_COST)
