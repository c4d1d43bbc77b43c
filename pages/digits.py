"""Digits: a network learns to read handwriting, and reads what a visitor draws."""

from playground.pages.digits.view import show

show()
