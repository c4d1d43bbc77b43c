"""A lesson: the settings it offers, the experiment they make, and its presets."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import Message, _
from playground.training import Experiment, RunGroup, Settings
from playground.training.options import Whole

from .claims import Claims, Outcome

Chosen = Mapping[type, Any]
"""The records of a page's settings with the visitor's choices, by type."""


class Against(NamedTuple):
    """Another experiment, trained as long as the runs on screen once these stand still.

    Attributes
    ----------
    settings : those that differ from the page's initial ones
    answer : the result of the runs on screen, given those runs at the same iteration
    """

    settings: Mapping[str, Any]
    answer: Callable[[RunGroup, RunGroup], str]


class Press(NamedTuple):
    """A button of the page that an experiment needs, and that a recording presses by itself.

    Attributes
    ----------
    at : the iteration
    does : what the button does to the runs
    said : what was done, a sentence with the ``{iteration}``
    """

    at: int
    does: Callable[[RunGroup], None]
    said: Message


class Preset(NamedTuple):
    """An experiment in one click.

    Attributes
    ----------
    name : label of its button
    settings : the settings that differ from the page's initial ones
    question : to be answered before playing
    look_at : what to watch while it plays; may be empty
    answer : the result of the runs once they have stopped, in sentences with numbers: what was asked for comes first
    against : another experiment that the question is about, too; ``answer`` then stands until that one is trained
    claims : what a visitor can predict, if anything
    draws : whether they can draw the boundary that they expect: there is one run, of two classes
    presses : what the page's own buttons have to do to the runs on the way, if anything
    """

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str
    answer: Callable[[RunGroup], str]
    against: Against | None = None
    claims: Claims | None = None
    draws: bool = False
    presses: Sequence[Press] = ()


def hint(look_at: str) -> Message | str:
    """What to look at, as a sentence; empty if there is nothing in particular."""
    # Translators: {what} is what comes after "Look at" in English; it may be a question or several sentences.
    return _("Look at {what}", what=look_at) if look_at else ""


def of_teacher(question: str, claims: Sequence[str]) -> Preset:
    """A teacher's own question and what can be predicted: with any settings, and no run answers it."""
    outcome = Outcome(lambda *runs: (None, {}), dict(enumerate((text, "") for text in claims)))
    return Preset("", {}, question, "", outcome.said, claims=Claims(outcome, judged=False) if claims else None)


class Lesson(NamedTuple):
    """The content of a page that plays: its settings, the experiment they make, and its presets.

    Attributes
    ----------
    settings, experiment, presets : see above
    question : asked when the settings are not those of a preset, so it must fit any settings
    asked : what is asked instead with settings that are no preset's, with its hint and answer, given the last preset
        that was in effect, or None where nobody knows of any; None for just the question. The question may have names
        in it that a visitor chose, so it is shown as plain text
    """

    settings: Settings
    experiment: Callable[[Chosen], Experiment]
    question: str
    presets: Sequence[Preset] = ()
    asked: Callable[[Chosen, Preset | None], Preset | None] = lambda chosen, since: None


def against_of(lesson: Lesson, preset: Preset) -> Experiment | None:
    """What the runs of a preset are compared with, wherever they end; None if they aren't."""
    if not preset.against:
        return None
    limit = lesson.settings.spec("limit")
    assert isinstance(limit, Whole)
    chosen, _notes = lesson.settings.read({**preset.against.settings, "limit": limit.most})
    return lesson.experiment(chosen)
