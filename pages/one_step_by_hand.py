"""One step by hand."""

from playground.ui.page import ONE_STEP, close_page, open_page

open_page(ONE_STEP)
close_page(ONE_STEP)
