"""The code: the functions that train every network of this app, read from the package itself."""

from playground.ui.page import CODE, open_page

open_page(CODE)
