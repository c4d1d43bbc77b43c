"""Points of a visitor's own: drawn with a pen, or brought as a table, and trained on wherever datasets are."""

from playground.features.feature import Feature

FEATURE = Feature(name="own_points", parts=("screen",))
