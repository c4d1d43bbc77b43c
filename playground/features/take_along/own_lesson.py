"""A lesson of one's own: chapters that a visitor collects from any pages, to be made into one file, or into a course.

A chapter is kept as its link, with a name and a line of text. The lesson belongs to the visitor, not to a page, and the
tab remembers it. A file replays runs, so it leaves out the chapters of pages on which nothing plays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from playground.export.lesson_file.lesson import MOST_CHAPTERS, LessonFile
from playground.export.links import MY_LESSON, chapter_of, read_link
from playground.language import Language, _, as_plain_text, ngettext, sentences
from playground.language.labels import RESET
from playground.lessons.lesson import Lesson
from playground.lessons.own_question import LONGEST_CLAIM as LONGEST_NAME
from playground.lessons.own_question import LONGEST_QUESTION as LONGEST_NOTE
from playground.lessons.own_question import one_line
from playground.pages.chapters import COURSE, Chapter, chapter_at
from playground.pages.links import POINTS, names_in
from playground.pages.page import Page
from playground.training.changes import in_link
from playground.training.formatting import beside
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.shell.menu import title
from playground.ui.shell.share import CHANGED
from playground.ui.visit.address import address
from playground.ui.visit.course import CHAPTER
from playground.ui.visit.speech import say

_LESSON = "own_lesson"
"""Session key."""
UNSCROLLED = 7
"""Chapters in sight at a time."""
HEIGHT = 240
"""Of their list when there are more, in pixels."""
ONLY_IN_COURSE = _("For the course alone: nothing plays on this page, so a file has nothing to replay.")


class Linked(NamedTuple):
    """A chapter as it is kept: its link, its name if it is not that of the experiment, and a line of text."""

    link: str
    name: str = ""
    note: str = ""


@dataclass
class OwnLesson:
    """The lesson: its title, which may be empty, and its chapters in order, each by a number that it keeps."""

    title: str = ""
    chapters: dict[int, Linked] = field(default_factory=dict)

    @property
    def as_json(self) -> Any:
        """It as JSON, without those numbers; None if there is no chapter."""
        return [self.title, [list(each) for each in self.chapters.values()]] if self.chapters else None

    @staticmethod
    def of_json(data: Any) -> "OwnLesson":
        """The lesson in unchecked JSON; whether its links can be used, is seen later.

        Raises
        ------
        ValueError
            If it is none.
        """
        match data:
            case [str(title), [*chapters]] if all(
                isinstance(each, list) and len(each) == 3 and all(isinstance(text, str) for text in each)
                for each in chapters
            ):
                kept = [
                    Linked(link, one_line(name, LONGEST_NAME), one_line(note, LONGEST_NOTE))
                    for link, name, note in chapters[:MOST_CHAPTERS]
                ]
                return OwnLesson(one_line(title, LONGEST_NAME), dict(enumerate(kept)))
        raise ValueError(data)

    def file(self, languages: Sequence[Language], predict: bool) -> LessonFile:
        """Its file.

        Raises
        ------
        ValueError
            If a chapter can't be recorded; the message, in Markdown, names it.
        """
        chapters = []
        for place, each in enumerate(self.chapters.values(), 1):
            if is_static(each.link):
                continue
            try:
                chapters.append(chapter_of(read_link(each.link), each.name, each.note))
            except ValueError as error:
                name, why = as_plain_text(each.name or each.link[:40]), error.args[0]
                raise ValueError(_("Chapter {number}, “{name}”: {why}", number=place, name=name, why=why)) from None
        if not chapters:
            raise ValueError(_("A file replays runs, and nothing plays on the pages of this lesson."))
        return LessonFile(self.title or MY_LESSON, chapters, languages, predict)

    def course(self) -> str:
        """The link to a course of its chapters, opened at the first.

        Raises
        ------
        ValueError
            If a chapter can't be in a course; the message names it.
        """
        chapters: dict[str, Chapter] = {}
        for place, each in enumerate(self.chapters.values(), 1):
            try:
                chapter = chapter_at(each.link)
            except ValueError as error:
                raise ValueError(_("Chapter {number}: {why}", number=place, why=error.args[0])) from None
            chapters.setdefault(chapter.entry, chapter)
        first = next(iter(chapters.values()))
        whole = urlencode({COURSE: ",".join(chapters), CHAPTER: 1}, safe=",:=")
        return address(first.page, first.place, whole)


class OwnLessonInTab(PartOfLink):
    """The lesson as the tab remembers it; no link has it."""

    names = ("my_lesson",)
    after_prediction = True
    outlives_link = True

    def beyond_link(self, controls: Controls) -> Any:
        """The whole lesson."""
        return stored().as_json

    def restore(self, controls: Controls, data: Any) -> None:
        """Store this lesson."""
        st.session_state[_LESSON] = OwnLesson.of_json(data)


def is_static(link: str) -> bool:
    """Whether a link leads to a page on which nothing plays."""
    try:
        return not chapter_at(link).page.parts
    except ValueError:
        return False


def stored() -> OwnLesson:
    """The visitor's lesson."""
    lesson: OwnLesson = st.session_state.setdefault(_LESSON, OwnLesson())
    return lesson


def add_button(key: str, add: Callable[[str], str]) -> None:
    """The button that adds the experiment on screen, as a chapter.

    ``add``: adds it, given ``key``; returns why it can't be added, empty if it has been.
    """

    def pressed() -> None:
        st.session_state[CHANGED] = True
        if refused := add(key):
            st.session_state[f"{key}_refused"] = refused

    label = say(_("Add to my lesson"))
    st.button(label, icon=":material/playlist_add:", key=f"{key}_add", on_click=pressed, wrap=False)


def add_runs(player: Player | None, controls: Controls, lesson: Lesson, page: Page, key: str) -> str:
    """Add the runs on screen; without a player, the sweep there."""
    if not player:
        return _add(controls, page, key, "", lesson.experiment(controls.chosen))
    if not player.present or player.failed:
        return ""
    moment, too_much = player.inspect(in_link)
    if too_much:
        return _(
            "This run was changed on its way in more ways than fit into a link, and a chapter is kept as its link. "
            "Press {reset}, and play it with fewer changes.",
            reset=RESET,
        )
    return _add(controls, page, key, moment, player.inspect(lambda runs: runs.experiment))


def on_static_page(controls: Controls, page: Page) -> None:
    """Draw what adds the moment on screen of a page on which nothing plays, and the list."""
    key = f"{controls.prefix}lesson"
    add_button(key, partial(_keep, page, chapter_at(f"{page.path}?{controls.link}").place))
    own_lesson(key, file=False)


def _add(controls: Controls, page: Page, key: str, moment: str, experiment: Any) -> str:
    """Add a link with this moment, if it leads to this experiment."""
    of_runs = {*controls.in_link.written(controls.changed), POINTS}  # without pins, predictions and the like
    settings = urlencode({name: value for name, value in names_in(controls.link).items() if name in of_runs})
    query = "&".join(filter(None, (settings, moment, controls.teacher.in_link)))
    try:
        linked = read_link(f"{page.path}?{query}")
        chapter_of(linked)
    except ValueError as error:
        return error.args[0]
    if linked.runs.experiment != experiment:
        return sentences(
            _("A chapter is kept as its link, and a link can't hold this experiment."), *controls.not_in_link
        )
    return _keep(page, query, key)


def _keep(page: Page, query: str, key: str) -> str:
    """Add a page with this after its "?"; returns why not, empty if it has been."""
    lesson = stored()
    if len(lesson.chapters) >= MOST_CHAPTERS:
        return _("Your lesson has {most} chapters, and there can't be more: remove one first.", most=MOST_CHAPTERS)
    number = max(lesson.chapters, default=-1) + 1
    lesson.chapters[number] = Linked(f"{page.path}?{query}")
    st.session_state[f"{key}_chapter"] = number
    return ""


def own_lesson(key: str, file: bool = True) -> bool:
    """Draw what has been collected, with what changes it; returns whether its file is wanted.

    ``file``: whether it can be made here.
    """
    if refused := st.session_state.pop(f"{key}_refused", ""):
        st.warning(say(refused))
    lesson = stored()
    if not lesson.chapters:
        return False
    label = ngettext("My lesson: {n} chapter", "My lesson: {n} chapters", len(lesson.chapters))
    mine = st.expander(say(label), icon=":material/menu_book:", key=f"{key}_mine")
    with mine, st.container(gap="xsmall"):
        _chapters(lesson, key)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            _text(lesson, key, "title", lesson.title, _("Title of the lesson"), say(MY_LESSON), LONGEST_NAME)
            wanted = f"{key}_wanted"
            if file:
                st.button(
                    say(_("Make the file")),
                    icon=":material/download:",
                    key=f"{key}_mine.html",
                    on_click=st.session_state.update,
                    args=({wanted: True},),
                    wrap=False,
                )
        st.markdown(say(_("**Link to a course of these chapters**, each at its beginning, with its settings")))
        try:
            st.code(lesson.course(), language=None, wrap_lines=True)
        except ValueError as error:
            st.markdown(f":red[{say(error.args[0])}]")
    return bool(st.session_state.pop(wanted, False))


def _chapters(lesson: OwnLesson, key: str) -> None:
    """Draw the list, and what changes the chapter that is chosen in it."""
    numbers, chosen_key = [*lesson.chapters], f"{key}_chapter"
    if st.session_state.get(chosen_key) not in numbers:
        st.session_state[chosen_key] = numbers[0]
    said = {number: _said(place, lesson.chapters[number]) for place, number in enumerate(numbers, 1)}
    with st.container(height=HEIGHT if len(numbers) > UNSCROLLED else "content", border=False):
        chosen = st.radio(
            say(_("Chapters")),
            numbers,
            format_func=lambda number: said[number][0],
            captions=[caption for _name, caption in said.values()],
            key=chosen_key,
            label_visibility="collapsed",
        )
    place = numbers.index(chosen)
    with st.container(horizontal=True, gap="xsmall"):
        for name, label, icon, by in (
            ("up", _("Move up"), "arrow_upward", -1),
            ("down", _("Move down"), "arrow_downward", 1),
        ):
            st.button(
                say(label),
                icon=f":material/{icon}:",
                key=f"{key}_{name}",
                on_click=_move,
                args=(lesson, key, chosen, by),
                disabled=not 0 <= place + by < len(numbers),
                wrap=False,
            )
        st.button(
            say(_("Remove")),
            icon=":material/delete:",
            key=f"{key}_remove",
            on_click=_remove,
            args=(lesson, key, chosen),
            wrap=False,
        )
    chapter = lesson.chapters[chosen]
    _text(
        lesson,
        key,
        "name",
        chapter.name,
        _("Name of the chapter"),
        say(_described(chapter.link)[0]),
        LONGEST_NAME,
        chosen,
    )
    _text(lesson, key, "note", chapter.note, _("A line of text"), "", LONGEST_NOTE, chosen)


def _said(place: int, chapter: Linked) -> tuple[str, str]:
    """What the list says of a chapter, and in small print under it: its line of text, or why it can't be used."""
    name, why = _described(chapter.link)
    note = as_plain_text(chapter.note)
    if is_static(chapter.link):
        note = beside(list(filter(None, [note, ONLY_IN_COURSE])))
    label = _("{number} · {name}", number=place, name=as_plain_text(chapter.name or name))
    return say(label), f":red[{say(why)}]" if why else say(note)


@lru_cache(maxsize=200)  # the list is drawn with every change
def _described(link: str) -> tuple[str, str]:
    """The name of a link's experiment, and why it can't be a chapter, if it can't."""
    try:
        return title(chapter_at(link)) if is_static(link) else chapter_of(read_link(link)).name, ""
    except ValueError as error:
        return link[:40], error.args[0]


def _text(
    lesson: OwnLesson, key: str, what: str, now: str, label: str, instead: str, most: int, number: int | None = None
) -> None:
    """Draw the field of a text: of the lesson's title or, with the number of a chapter, of that one's name or note."""
    field_key = f"{key}_{what}" if number is None else f"{key}_{what}_{number}"

    def typed() -> None:
        st.session_state[CHANGED] = True
        text = one_line(st.session_state[field_key], most)
        if number is None:
            lesson.title = text
        elif number in lesson.chapters:
            lesson.chapters[number] = lesson.chapters[number]._replace(**{what: text})

    st.text_input(say(label), now, most, key=field_key, placeholder=instead, on_change=typed)


def _move(lesson: OwnLesson, key: str, number: int, by: int) -> None:
    st.session_state[CHANGED] = True
    numbers = [*lesson.chapters]
    place = numbers.index(number)
    numbers.insert(place + by, numbers.pop(place))
    lesson.chapters = {each: lesson.chapters[each] for each in numbers}
    st.session_state[f"{key}_chapter"] = number


def _remove(lesson: OwnLesson, key: str, number: int) -> None:
    st.session_state[CHANGED] = True
    numbers = [*lesson.chapters]
    place = numbers.index(number)
    del lesson.chapters[number]
    following = [*numbers[place + 1 : place + 2], *numbers[:place][-1:]]
    if following:
        st.session_state[f"{key}_chapter"] = following[0]
