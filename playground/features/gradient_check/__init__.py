"""A gradient check in view: a derivative by backpropagation, and by two costs, over how far the weight is moved."""

from playground.features.feature import Feature

FEATURE = Feature(name="gradient_check", parts=("screen",))
"""At the end of one step by hand: a derivative by backpropagation and by the cost alone, and how far apart they are."""
