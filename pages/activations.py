"""Activations: value and slope, where the outputs lie, and what becomes of a gradient."""

from playground.pages.activations.view import show

show()
