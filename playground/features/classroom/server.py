"""What the class adds to the app's server."""

from .process.room_talk import ROOM_TALK, TO

TALKS = {TO: ROOM_TALK}
"""What takes messages on the websocket of a tab, by the name that they are sent to."""
