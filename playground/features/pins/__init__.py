"""Pins: runs put aside, to compare the next ones with."""

from playground.features.feature import Feature

FEATURE = Feature(name="pins", needs=("own_points",), parts=("screen",))
