"""Going downhill."""

from playground.ui.page import DOWNHILL, close_page, open_page

open_page(DOWNHILL)
close_page(DOWNHILL)
