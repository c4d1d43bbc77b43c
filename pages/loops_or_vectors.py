"""Loops or vectors: the same gradient computed twice, timed on the machine that serves this page."""

from playground.pages.loops_or_vectors.view import show

show()
