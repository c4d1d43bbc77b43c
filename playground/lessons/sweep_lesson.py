"""A lesson whose networks are trained one after the other, and its presets; those of a ``Lesson`` play together."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.training import Settings

from .claims import Claims
from .sweep import Results


class SweepPreset(NamedTuple):
    """A comparison in one click.

    Attributes
    ----------
    name : label of its button
    settings : the settings that differ from the page's initial ones
    question : to be answered before training
    look_at : what to watch
    answer : the result once all are trained, in sentences with numbers: what was asked for comes first
    claims : what a visitor can predict of the results, if anything
    """

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str
    answer: Callable[[Results], str]
    claims: Claims | None = None


class SweepLesson(NamedTuple):
    """A page whose networks are trained one after the other: its settings and its presets.

    ``presets``: each has its own question; with other settings the question is that of the swept setting.
    """

    settings: Settings
    presets: Sequence[SweepPreset]
