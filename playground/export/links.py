"""What a link leads to: its page, its runs at their first weights, and a chapter of a lesson made of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from playground.language import ENGLISH, LANGUAGES, Language, _
from playground.lessons.challenges import CHALLENGE
from playground.lessons.in_effect import in_effect
from playground.lessons.lesson import Chosen, Lesson, Preset, of_teacher
from playground.lessons.links import chosen_in, names_in, settings_in
from playground.lessons.own_question import lines, one_line, unfolded
from playground.lessons.pages import PAGES, LessonPage
from playground.training import RunGroup, View
from playground.training.changes import AT, CHANGES, iteration_in, read, refusal

from .lesson import LessonFile, can_be_recorded, chapter_of_runs
from .recording import Chapter

WITH_RUNS: Mapping[str, LessonPage] = {
    path: page for path, page in PAGES.items() if all(isinstance(each, Lesson) for each in page.parts.values())
}
"""The pages that a link can lead to, by their address below the app's own."""
MY_LESSON = _("My lesson")
"""The title of a lesson of one's own that has no other."""
NOT_RECORDED = _("Only one run, or two side by side, on points in the plane can be recorded as a lesson.")
"""Why other runs are no chapter."""


class Asked(NamedTuple):
    """What a link asks for.

    Attributes
    ----------
    path : of the page, in ``PAGES``
    page : the page
    lesson : the one of the page that is on screen
    runs : at their first weights, with their event logs
    at : how far to train them; None for the end
    view : how they are shown
    preset : what is asked about them, if not the lesson's question
    language : in which the link shows them
    """

    path: str
    page: LessonPage
    lesson: Lesson
    runs: RunGroup
    at: int | None
    view: View
    preset: Preset | None
    language: Language


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
    lesson = page.lesson(chosen)
    assert isinstance(lesson, Lesson)
    runs = RunGroup(lesson.experiment(chosen))
    changes = names.get(CHANGES, "")
    at = iteration_in(names[AT]) if AT in names else None
    try:
        logs = {name: read(changes, run) for name, run in runs.items()}
        runs.restore({name: [each for each in log if at is None or each.iteration <= at] for name, log in logs.items()})
    except (ValueError, IndexError) as error:
        raise ValueError(refusal(changes, error)) from None
    view = next(each for each in chosen.values() if isinstance(each, View))
    preset = _preset(names, lesson, chosen)
    return Asked(path, page, lesson, runs, at, view, preset, _language(names.get("lang", ENGLISH.code)))


def _check_settings(names: Mapping[str, str], page: LessonPage) -> None:
    given = settings_in(names, page)
    for name, text in given.items():
        try:
            page.settings.spec(name).read(text)
        except ValueError as error:
            raise ValueError(
                _(
                    "{name}: {value} can't be used. {why}",
                    name=page.prefix + name,
                    value=repr(text[:40]),
                    why=error.args[0],
                )
            ) from None
    if CHALLENGE in names and not given:
        raise ValueError(_("This link begins a challenge, and has no run yet: play it."))


def _preset(names: Mapping[str, str], lesson: Lesson, chosen: Chosen) -> Preset | None:
    """What a page opened by this link asks."""
    if own := one_line(unfolded(names.get("ask", ""))):
        return of_teacher(own, lines(unfolded(names.get("say", ""))))
    asking = in_effect(lesson.presets, lesson.settings, chosen)
    return asking or lesson.asked(chosen, next(iter(lesson.presets), None))


def _language(code: str) -> Language:
    if code not in LANGUAGES:
        codes = ", ".join(LANGUAGES)
        raise ValueError(_("{name}: {value} is not one of {codes}.", name="lang", value=repr(code[:40]), codes=codes))
    return LANGUAGES[code]


class LinkedChapter(NamedTuple):
    """A chapter of a lesson of one's own as it is kept: the link to its experiment, and what the lecturer adds to that.

    ``name``: empty for the experiment's own; ``note``: a line of text, may be empty.
    """

    link: str
    name: str = ""
    note: str = ""


def chapter_of(asked: Asked, name: str = "", note: str = "") -> Chapter:
    """The runs of a link, from their start to their end wherever it leads, as a chapter; ``name``, ``note`` as above.

    Raises
    ------
    ValueError
        If they can't be recorded; the message is for the visitor.
    """
    if not can_be_recorded(asked.runs):
        raise ValueError(NOT_RECORDED)
    chapter = chapter_of_runs(asked.lesson, asked.runs, asked.view, asked.preset)
    return chapter._replace(name=name or chapter.name, note=note)


def lesson_of_links(
    title: str, linked: Sequence[LinkedChapter], languages: Sequence[Language], predict: bool = False
) -> LessonFile:
    """A lesson of one's own; the parameters are those of :class:`LessonFile`.

    Raises
    ------
    ValueError
        If there are too many chapters, or one can't be recorded, which is named; the message is for the visitor.
    """
    chapters = []
    for number, each in enumerate(linked, 1):
        try:
            chapters.append(chapter_of(read_link(each.link), each.name, each.note))
        except ValueError as error:
            raise ValueError(
                _(
                    "Chapter {number}, “{name}”: {why}",
                    number=number,
                    name=each.name or each.link[:80],
                    why=error.args[0],
                )
            ) from None
    return LessonFile(title, chapters, languages, predict)
