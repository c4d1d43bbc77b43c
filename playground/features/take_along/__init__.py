"""Export: files of the run on screen, and lessons that play without a network."""

from playground.features.feature import Feature

FEATURE = Feature(name="take_along", parts=("screen",))
