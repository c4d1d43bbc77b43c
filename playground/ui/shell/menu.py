"""Navigation between pages: the menu, the link to the next page, and a teacher's choice of pages for a class."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from urllib.parse import urlencode

import streamlit as st

from playground.language import _
from playground.pages.chapters import COURSE, OF_PAGES, QUESTION, READY, Chapter, read_entry, title_of
from playground.pages.contents import OF_THE_NOTES
from playground.pages.in_effect import in_effect
from playground.pages.links import chosen_in, names_in, settings_in
from playground.pages.page import Page
from playground.training.formatting import beside
from playground.ui.components.way import forget
from playground.ui.settings.widgets import in_words
from playground.ui.visit import course, speech, teacher
from playground.ui.visit.speech import say

from .on_page import every


def menu(page: Page) -> None:
    """The title of the page, which opens the numbered list of all pages, or of the chapters of the visitor's course."""
    chapters, first = course.chapters(), len(OF_THE_NOTES)
    groups: Mapping[str, Sequence[Chapter]] = {
        _("In the order of the notes"): chapters[:first],
        _("Going further"): chapters[first:],
    }
    if course.is_on():
        groups = {course.title(): chapters}
    along = taken_along()
    place = -1
    with st.popover(say(page.title), icon=":material/menu:", width="content", key="menu"), st.container(key="pages"):
        for heading, group in groups.items():
            st.markdown(f"**{say(heading)}**")
            half = (len(group) + 1) // 2
            with st.container(horizontal=True):
                for column in group[:half], group[half:]:
                    with st.container(width=310, gap="xsmall"):
                        for chapter in column:
                            place += 1
                            here = course.is_on() and chapter.page is page and place == course.here()
                            with st.container(key="chapter_here") if here else nullcontext():
                                _link(place, chapter, along)
        if course.is_on():
            st.button(
                say(_("All pages")),
                icon=":material/apps:",
                key="all_pages",
                type="tertiary",
                on_click=course.leave,
                help=say(_("Leave this course: menu and Next have every page.")),
            )
        forget()
    course.write_link(page)


def _link(place: int, chapter: Chapter, along: dict[str, str]) -> None:
    """A chapter in the menu, all in one element: every script run redraws the menu."""
    name, words, minutes = say((chapter.page.title, about(chapter), _minutes(chapter)))
    # "1." would begin a list; the browser's mark comes after the description.
    label = f"{place + 1}\\. {name}{f' :small[:gray[· {minutes}]]' if minutes else ''}  \n:small[:gray[{words}]]"
    there = along | course.link_to(place)
    st.page_link(chapter.page.script, label=label, icon=chapter.page.icon, query_params=there)


def _minutes(chapter: Chapter) -> str:
    """How long it takes, if that is known."""
    return _("{minutes} min", minutes=chapter.minutes) if chapter.minutes else ""


def about(chapter: Chapter) -> str:
    """What it is besides its page: the heading that it is about, and its experiment, settings or question."""
    words = [chapter.heading, _place(chapter)]
    return beside([each for each in words if each and each != chapter.page.title] or [chapter.page.description])


def _place(chapter: Chapter) -> str:
    page, names = chapter.page, names_in(chapter.place)
    if not (names or chapter.heading):
        return ""
    given, chosen = settings_in(names, page), chosen_in(names, page)
    if page.parts and (preset := in_effect(page.lesson(chosen).presets, page.settings, chosen)):
        return preset.name
    words = [in_words(page.settings.spec(name), page.settings.by_name(chosen)[name]) for name in given]
    if QUESTION in names:
        words.append(_("Question {number}", number=[*page.questions].index(names[QUESTION]) + 1))
    return beside(words) if words else ""


def way_on() -> None:
    """Link to the next page of the menu, or from the last one to the first."""
    place, following = _next()
    st.divider()
    label = say(_("**Next: {number}. {title}**", number=place + 1, title=following.page.title))
    words = beside([*filter(None, (about(following), _minutes(following)))])
    label += f"  \n{say(words)}"  # in a line of its own, which a narrow window has room for
    st.page_link(following.page.script, label=label, icon=":material/arrow_forward:", query_params=_to(place))


def next_page() -> None:
    """The same link in brief, beside the last experiment."""
    place, following = _next()
    title, icon = say(following.page.title), ":material/arrow_forward:"
    label = say(_("Next chapter") if course.is_on() else _("Next page"))
    st.page_link(following.page.script, label=label, icon=icon, help=title, query_params=_to(place))


def _next() -> tuple[int, Chapter]:
    """Where in the menu the next chapter stands, from 0, and which it is."""
    chapters, here = course.chapters(), course.here()
    place = 0 if here is None else (here + 1) % len(chapters)
    return place, chapters[place]


def _to(place: int) -> dict[str, str]:
    return taken_along() | course.link_to(place)


def course_in_link(page: Page) -> str:
    """Draw a teacher's choice of chapters for a class; returns it as it appears in a link after its "?"."""
    offered = (*(chapter.entry for chapter in OF_PAGES), *READY, *course.entries())
    titles = say({entry: title for title, entry in {_titled(entry): entry for entry in offered}.items()})
    here = course.is_on()
    # Of the session, as Streamlit drops a page's widgets; but a visitor who leaves a course hands none on.
    kept = f"prepare_course_{here}"
    before = st.session_state.get(kept, [*course.entries()])
    chosen = st.multiselect(
        say(_("Pages of the course")),
        sorted(titles, key=lambda entry: entry not in READY),
        [*filter(titles.get, before)],
        format_func=lambda entry: titles[entry],
        placeholder=say(_("all pages")),
        key=f"{kept}_{speech.language().code}",  # Streamlit identifies an option by its label
        help=say(_("Menu and Next have only these, in this order; a button in the menu leads to all pages.")),
    )
    st.session_state[kept] = chosen
    whole = course.of_page(page) if (*chosen,) == course.entries() else {COURSE: ",".join(chosen)}
    return urlencode(whole, safe=",:=") if chosen else ""


def _titled(entry: str) -> str:
    if entry in READY:
        return title_of(READY[entry])
    return title(read_entry(entry))


def title(chapter: Chapter) -> str:
    """What a chapter is called: its page, and its experiment, settings or question."""
    return beside([chapter.page.title, *filter(None, [_place(chapter)])])


def taken_along() -> dict[str, str]:
    """The part common to every page's link; added later, it would be an extra step in the browser's history."""
    of_features = {name: text for each in every() for name, text in each.in_every_link().items()}
    return teacher.in_link() | course.in_link() | speech.in_link() | of_features
