"""The rooms of the class that competes."""

from tests.features.classroom.conftest import classes, clock, rooms

__all__ = ["classes", "clock", "rooms"]
