"""Parameters brought back: a file that Export has saved, with which the run on screen begins."""

from playground.features.feature import Feature

FEATURE = Feature(name="bring_back", parts=("screen",))
"""Parameters brought back, beside the weight seed among the settings of the playground."""
