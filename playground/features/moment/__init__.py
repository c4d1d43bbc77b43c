"""The moment in a link: the iteration at which a page opens its run, and what was done on the way there."""

from playground.features.feature import Feature

FEATURE = Feature(name="moment", parts=("screen",))
