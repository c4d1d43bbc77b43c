"""What a link leads to: its page, its runs at their first weights, and a chapter of a lesson made of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playground.features.contents import FEATURES
from playground.language import ENGLISH, LANGUAGES, Language, _
from playground.lessons.lesson import Chosen, Lesson, Preset, of_teacher, view_of
from playground.lessons.own_question import lines, one_line, unfolded
from playground.pages.contents import WITH_RUNS
from playground.pages.in_effect import in_effect
from playground.pages.links import CLAIMS, EXPERIMENTS, POINTS, check_settings, chosen_in, hides, names_in, settings_in
from playground.pages.page import Page
from playground.training import View
from playground.training.changes import AT, CHANGES, iteration_in, read, refusal

from .lesson_file.lesson import chapter_of_runs, chapters_of
from .lesson_file.recording import Chapter

MY_LESSON = _("My lesson")
"""The title of a lesson with chapters from several links that has no other."""
OF_FEATURES = {name: why for each in FEATURES for name, why in each.names_in_link.items()}
READ = {POINTS, AT, CHANGES, "lang", "ask", "say", "hide", "keep", *OF_FEATURES}
"""What is read of any link, besides the settings of its page."""


class Asked(NamedTuple):
    """What a link asks for.

    Attributes
    ----------
    page : the page
    lesson : the one of the page that is on screen
    runs : at their first weights, with their event logs; or a sweep of which nothing is trained
    at : how far to train them; None for the end, as of a sweep
    view : how they are shown
    preset : what is asked about them, if not the lesson's question
    own : a teacher's own question, which is then asked about every experiment
    claims, predicts : whether a teacher has left predictions by claims to choose from, and in other ways
    language : in which the link shows them
    unread : names in the link that say nothing about all this, such as one that is misspelt
    """

    page: Page
    lesson: Lesson
    runs: Any
    at: int | None
    view: View
    preset: Preset | None
    own: Preset | None
    claims: bool
    predicts: bool
    language: Language
    unread: Sequence[str]


def read_link(link: str) -> Asked:
    """Read an untrusted link.

    Raises
    ------
    ValueError
        If something in it can't be used, even what a page would leave out with a note: one would get other runs than
        the link says. The message is for the visitor.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        raise ValueError(_("{link} is no link.", link=repr(link[:80]))) from None
    path = parts.path.rpartition("/")[2]
    if path not in WITH_RUNS:
        raise ValueError(
            _(
                "{link} leads to no page with runs: its address has to end in “/” or in one of {pages}, before its "
                "“?”.",
                link=repr(link[:80]),
                pages=", ".join(filter(None, WITH_RUNS)),
            )
        )
    page, names = WITH_RUNS[path], names_in(parts.query)
    _check_settings(names, page)
    chosen = chosen_in(names, page)
    unread = sorted({*names} - READ - {page.prefix + name for name in page.settings.names})
    lesson = page.lesson(chosen)
    own, predicts = _own(names), not hides(names, CLAIMS)
    claims, spoken = predicts or bool(own and own.claims), _language(names.get("lang", ENGLISH.code))
    runs = lesson.runs(lesson.experiment(chosen))
    at = _restored(runs, names) if lesson.runs.in_step else None
    view = view_of(chosen)
    preset = own or _preset(names, lesson, chosen)
    return Asked(page, lesson, runs, at, view, preset, own, claims, predicts, spoken, unread)


def _restored(runs: Any, names: Mapping[str, str]) -> int | None:
    """Have done to runs what was done until the moment of a link, and return that."""
    changes = names.get(CHANGES, "")
    at = iteration_in(names[AT]) if AT in names else None
    try:
        logs = {name: read(changes, run) for name, run in runs.items()}
        runs.restore({name: [each for each in log if at is None or each.iteration <= at] for name, log in logs.items()})
    except (ValueError, IndexError) as error:
        raise ValueError(refusal(changes, error)) from None
    return at


def _check_settings(names: Mapping[str, str], page: Page) -> None:
    check_settings(names, page)
    for name, why in OF_FEATURES.items():
        if name in names and not settings_in(names, page):
            raise ValueError(why)


def _own(names: Mapping[str, str]) -> Preset | None:
    """A teacher's own question."""
    question = one_line(unfolded(names.get("ask", "")))
    return of_teacher(question, lines(unfolded(names.get("say", "")))) if question else None


def _preset(names: Mapping[str, str], lesson: Lesson, chosen: Chosen) -> Preset | None:
    """What is asked otherwise: of a preset, or of these runs alone, since nobody sees any others beside them."""
    presets = () if hides(names, EXPERIMENTS) else lesson.presets
    return in_effect(presets, lesson.settings, chosen) or lesson.asked(chosen, None)


def _language(code: str) -> Language:
    if code not in LANGUAGES:
        codes = ", ".join(LANGUAGES)
        raise ValueError(_("{name}: {value} is not one of {codes}.", name="lang", value=repr(code[:40]), codes=codes))
    return LANGUAGES[code]


def chapter_of(asked: Asked, name: str = "", note: str = "") -> Chapter:
    """The runs of a link, from their start to their end wherever it leads, or its sweep, as a chapter.

    ``name``: empty for that of the experiment; ``note``: a line of the lecturer's own.

    Raises
    ------
    ValueError
        If they can't be recorded; the message is for the visitor.
    """
    chapter = chapter_of_runs(asked.lesson, asked.runs, asked.view, asked.preset, asked.page.scene)
    return chapter.offering(asked.claims, asked.predicts)._replace(name=name or chapter.name, note=note)


def chapters_of_page(asked: Asked) -> Sequence[Chapter]:
    """All experiments of a link's page, as chapters."""
    chapters = chapters_of(asked.lesson, asked.page.scene, asked.own)
    return [each.offering(asked.claims, asked.predicts) for each in chapters]
