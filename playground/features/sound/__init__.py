"""The sound: the cost of a run as a tone, a click where it decides, and the probability under the cursor."""

from playground.features.feature import Feature

FEATURE = Feature(name="sound", parts=("screen",))
