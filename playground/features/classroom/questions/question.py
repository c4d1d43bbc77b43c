"""A question to a class: an experiment, as in a page's link, and how the class has come along with it.

What is asked of an experiment, and how it is answered, is its kind: see :mod:`.kinds`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from playground.lessons.lesson import Chosen, Lesson, Preset
from playground.pages.contents import WITH_RUNS
from playground.pages.in_effect import in_effect
from playground.pages.links import chosen_in
from playground.training import Experiment

from .links import names_in
from .refusal import Refused

OPEN, CLOSED, TALK, REVEALED = "open", "closed", "talk", "revealed"
"""Phases of a question: answers come; they are counted; the class talks, to answer again; everybody sees them."""


@dataclass(frozen=True)
class Question:
    """A question; made by :func:`.kinds.question_of` or :func:`.kinds.of_link`.

    Attributes
    ----------
    page : address of the page below the app's own
    settings : those of the page that differ from its own, as in its link after the "?"
    kind : the name of its kind
    text, claims : a lecturer's own, plain text; empty if they are those of the experiment
    about : what it asks about beside these, by name, where its kind has such things
    why : whether students may say why they have answered as they have
    """

    page: str
    settings: str
    kind: str
    text: str = ""
    claims: tuple[str, ...] = ()
    about: tuple[tuple[str, int], ...] = ()
    why: bool = False


@dataclass(frozen=True)
class Asked:
    """A question in a room.

    Attributes
    ----------
    question : what is asked
    phase : one of those above
    round : the vote, from 1
    right : the place of the claim that the run has shown to be true, if any
    answer : what came out, in a sentence, by language
    at, changes : the iteration that the lecturer's run has reached, and what was done on its way, as in a link
    quoted : what one of them has said why, as the lecturer shows it to all
    """

    question: Question
    phase: str = OPEN
    round: int = 1
    right: int | None = None
    answer: Mapping[str, str] = field(default_factory=dict)
    at: int = 0
    changes: str = ""
    quoted: str = ""


@lru_cache(maxsize=256)
def chosen_of(question: Question) -> Chosen:
    """The page's records with these settings, points included; see :func:`chosen_in`."""
    return chosen_in(names_in(question.settings), WITH_RUNS[question.page])


def lesson_of(question: Question) -> Lesson:
    """The lesson on screen."""
    return WITH_RUNS[question.page].lesson(chosen_of(question))


def preset_of(question: Question) -> Preset | None:
    """The preset in effect, if the settings are one's."""
    lesson = lesson_of(question)
    return in_effect(lesson.presets, lesson.settings, chosen_of(question))


def experiment_of(question: Question) -> Experiment | None:
    """What can be followed; None for a sweep, whose networks come one after the other.

    Raises
    ------
    Refused
        If these settings can't be run.
    """
    lesson = lesson_of(question)
    if not lesson.runs.in_step:
        return None
    try:
        return lesson.experiment(chosen_of(question))
    except ValueError as error:
        raise Refused(*error.args) from None
