"""The code: the notes' functions, the same as one plain loop, and the functions that do the same faster."""

from playground.pages.the_code.view import show

show()
