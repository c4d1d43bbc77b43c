"""The rooms of the class that competes."""

from tests.features.classroom.conftest import classes

__all__ = ["classes"]
