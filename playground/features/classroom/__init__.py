"""The class: a lecturer asks, students answer on their phones, in a room under a code, and a run shows what is true."""

from playground.features.feature import Feature

FEATURE = Feature(name="classroom")
