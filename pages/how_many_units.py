"""How many units, how deep?: one setting swept over its values, several runs of each, and what they come to."""

from playground.pages.how_many_units.view import show

show()
