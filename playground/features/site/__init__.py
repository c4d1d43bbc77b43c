"""A lesson that also trains, without a server: in the Python of whoever's browser has it open."""

from playground.features.feature import Feature

FEATURE = Feature(name="site", parts=("command_line",))
