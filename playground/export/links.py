"""What a link leads to: its page, its runs at their first weights, and a chapter of a lesson made of them."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from playground.charts.pages import SCENES
from playground.language import ENGLISH, LANGUAGES, Language, _
from playground.lessons.challenges import CHALLENGE
from playground.lessons.in_effect import in_effect
from playground.lessons.lesson import Chosen, Lesson, Preset, of_teacher
from playground.lessons.links import CLAIMS, EXPERIMENTS, chosen_in, hides, names_in, settings_in
from playground.lessons.own_question import lines, one_line, unfolded
from playground.lessons.pages import PAGES, LessonPage
from playground.training import RunGroup, View
from playground.training.changes import AT, CHANGES, iteration_in, read, refusal

from .lesson import chapter_of_runs, chapters_of
from .recording import Chapter

WITH_RUNS: Mapping[str, LessonPage] = {
    path: page for path, page in PAGES.items() if all(isinstance(each, Lesson) for each in page.parts.values())
}
"""The pages that a link can lead to, by their address below the app's own."""
MY_LESSON = _("My lesson")
"""The title of a lesson with chapters from several links that has no other."""


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
    own : a teacher's own question, which is then asked about every experiment
    claims, drawn : whether a teacher has left claims to choose from, and lines to draw
    language : in which the link shows them
    """

    path: str
    page: LessonPage
    lesson: Lesson
    runs: RunGroup
    at: int | None
    view: View
    preset: Preset | None
    own: Preset | None
    claims: bool
    drawn: bool
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
    own, drawn = _own(names), not hides(names, CLAIMS)
    claims = drawn or bool(own and own.claims)
    preset, spoken = own or _preset(names, lesson, chosen), _language(names.get("lang", ENGLISH.code))
    return Asked(path, page, lesson, runs, at, view, preset, own, claims, drawn, spoken)


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
    """The runs of a link, from their start to their end wherever it leads, as a chapter.

    ``name``: empty for that of the experiment; ``note``: a line of the lecturer's own.

    Raises
    ------
    ValueError
        If they can't be recorded; the message is for the visitor.
    """
    chapter = chapter_of_runs(asked.lesson, asked.runs, asked.view, asked.preset, SCENES[asked.path])
    return chapter.offering(asked.claims, asked.drawn)._replace(name=name or chapter.name, note=note)


def chapters_of_page(asked: Asked) -> list[Chapter]:
    """All experiments of a link's page, as chapters."""
    chapters = chapters_of(asked.lesson, SCENES[asked.path], asked.own)
    return [each.offering(asked.claims, asked.drawn) for each in chapters]
