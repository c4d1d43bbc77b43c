"""Inside the symmetry: why equal units stay equal, unit by unit, and what it takes to part them."""

from playground.pages.inside_the_symmetry.view import show

show()
