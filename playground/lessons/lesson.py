"""What a lesson is: the settings that it offers, the experiment that they make, and experiments in one click."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.training import Experiment, RunGroup, Settings

Chosen = Mapping[type, Any]
"""The records of a page's settings as a visitor has chosen them, by type."""


class Preset(NamedTuple):
    """An experiment in one click.

    Attributes
    ----------
    name : on its button
    settings : what differs from the page's settings at first
    question : to be answered before playing
    look_at : what to watch meanwhile
    answer : what the runs say once they have stopped, as sentences with their numbers
    """

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str
    answer: Callable[[RunGroup], str]


class Lesson(NamedTuple):
    """What a page that plays is about: its settings, what they make, and the experiments to begin with.

    ``question``: asked of settings that no preset has, so it must fit any.
    """

    settings: Settings
    experiment: Callable[[Chosen], Experiment]
    question: str
    presets: Sequence[Preset] = ()
