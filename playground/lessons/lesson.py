"""A lesson: the settings it offers, the experiment they make, and its presets."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from playground.language import Message, _
from playground.training import Experiment, RunGroup, Settings, View
from playground.training.options import Whole

from .claims import Answer, Outcome
from .sweep import Sweep

Chosen = Mapping[type, Any]
"""The records of a page's settings with the visitor's choices, by type."""


class Press(NamedTuple):
    """A button of the page that an experiment needs, and that Play and a recording press by themselves.

    Attributes
    ----------
    at : the iteration
    does : what the button does to the runs
    said : what was done, a sentence with the ``{iteration}``
    """

    at: int
    does: Callable[[RunGroup], None]
    said: Message

    def press(self, runs: RunGroup) -> None:
        """Press it where it is time and nothing is known of what comes, unless it has been pressed there."""
        if runs.ended or not runs.iteration == runs.latest == self.at:
            return
        logs = runs.event_log  # None if there are too many events to look through
        if logs and not any(event.iteration == self.at and not event.is_rate for log in logs.values() for event in log):
            self.does(runs)


class Preset(NamedTuple):
    """An experiment in one click.

    Attributes
    ----------
    name : label of its button
    settings : the settings that differ from the page's initial ones
    question : to be answered before playing
    look_at : what to watch while it plays; may be empty
    outcome : what can come of the runs, or of a sweep's networks: predictions, and the answer, in sentences with
        numbers: what was asked for comes first
    against : settings of another experiment that the question is about, too, if any: those that differ from the page's
        initial ones. It is trained as long as the runs on screen once these stand still
    alone : what has come of the runs as long as nothing is compared, if it is said in another way then
    draws : whether they can draw the boundary that they expect: there is one run, of two classes
    presses : what the page's own buttons have to do to the runs on the way, if anything
    offers : whether what can be predicted is offered
    """

    name: str
    settings: Mapping[str, Any]
    question: str
    look_at: str = ""
    outcome: Outcome = Outcome()
    against: Mapping[str, Any] | None = None
    alone: Outcome | None = None
    draws: bool = False
    presses: Sequence[Press] = ()
    offers: bool = True

    @property
    def claims(self) -> Outcome | None:
        """The outcome if a visitor can predict it."""
        return self.outcome if self.offers and self.outcome.each else None

    def answer(self, runs: Any, others: RunGroup | None = None) -> Answer:
        """The result of runs that have stopped; ``others``: of the other experiment, trained as long, if they are."""
        if self.against is None or others is None:
            return (self.alone or self.outcome).answer(runs)
        return self.outcome.answer(runs, others)


def hint(look_at: str) -> Message | str:
    """What to look at, as a sentence; empty if there is nothing in particular."""
    # Translators: {what} is what comes after "Look at" in English; it may be a question or several sentences.
    return _("Look at {what}", what=look_at) if look_at else ""


def of_teacher(question: str, claims: Sequence[str]) -> Preset:
    """A teacher's own question and what can be predicted: with any settings, and no run answers it."""
    return Preset("", {}, question, outcome=Outcome(table=dict(enumerate((text, "") for text in claims)), judged=False))


class Lesson(NamedTuple):
    """The content of a page with runs: its settings, the experiment they make, and its presets.

    Attributes
    ----------
    settings : what can be set on the page
    experiment : makes of what is set what :attr:`runs` train: an :class:`~playground.training.Experiment`, or a
        :class:`~playground.lessons.sweep.Plan`
    presets : the experiments that the page offers
    question : asked when the settings are not those of a preset, so it must fit any settings; empty if :attr:`asked`
        always knows one
    asked : what is asked instead with settings that are no preset's, with its hint and answer, given the last preset
        that was in effect, or None where nobody knows of any; None for just the question. The question may have names
        in it that a visitor chose, so it is shown as plain text
    runs : what trains the experiment, all networks in step or one after the other
    further : what the page compares besides, further down; a lesson in one file has it after the presets
    """

    settings: Settings
    experiment: Callable[[Chosen], Any]
    question: str = ""
    presets: Sequence[Preset] = ()
    asked: Callable[[Chosen, Preset | None], Preset | None] = lambda chosen, since: None
    runs: type[RunGroup] | type[Sweep] = RunGroup
    further: Sequence["Lesson"] = ()


def view_of(chosen: Chosen) -> View:
    """How the runs are shown, of settings; as by default on a page that does not let choose it."""
    return next((each for each in chosen.values() if isinstance(each, View)), View())


def against_of(lesson: Lesson, preset: Preset) -> Experiment | None:
    """What the runs of a preset are compared with, wherever they end; None if they aren't."""
    if preset.against is None:
        return None
    limit = lesson.settings.spec("limit")
    assert isinstance(limit, Whole)
    chosen, _notes = lesson.settings.read({**preset.against, "limit": limit.most})
    return lesson.experiment(chosen)
