"""Contests: a class competes in a challenge, and each link that a student sends is checked by training it again."""

from playground.features.feature import Feature

FEATURE = Feature(name="contest", needs=("challenges", "classroom"), parts=("question", "room_work", "screen"))
