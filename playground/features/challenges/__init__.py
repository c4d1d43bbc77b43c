"""Challenges: goals on the playground, checked by training the settings again."""

from playground.features.feature import Feature
from playground.language import _

from .goals import CHALLENGE

FEATURE = Feature(
    name="challenges",
    parts=("screen",),
    names_in_link={CHALLENGE: _("This link begins a challenge, and has no run yet: play it.")},
)
