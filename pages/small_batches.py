"""Small batches: gradients from a few samples, how far they stray, and what they save."""

from playground.pages.small_batches.view import show

show()
