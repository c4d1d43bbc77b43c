"""SCORM: a lesson in one file as a package for a learning platform, which hears what comes of it."""

from playground.features.feature import Feature

FEATURE = Feature(name="scorm", parts=("package",))
