"""Activations: what an output means, what slopes do to a gradient, where outputs lie, and each layer's gradient."""

from playground.pages.activations.view import show

show()
