"""A course: the chapters that a link chooses for a class. Menu and *Next* then have only these, in the link's order.

``course`` in a link names pages by their numbers in the menu or by their addresses, ``course=2,3,digits``; after colons
can stand what a page's link has, ``course=6:step_stage=A1,6:step_stage=dZ2``, so that one page is several chapters. The
links to these say which they lead to: ``chapter=2``. The name of a ready course stands for all its chapters.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

import streamlit as st

from playground.language import _
from playground.pages.chapters import COURSE, OF_PAGES, READY, Chapter, read_entry, title_of
from playground.pages.links import names_in
from playground.pages.page import Page

from .overrides import put_in_link

CHAPTER = "chapter"
"""In the link: the number of the chapter, if its page alone does not say it."""
_CHOSEN = "course"
"""Session key: the entries of the course, as in the link that opened the visit; empty without a course."""
_HERE = "chapter_here"
"""Session key: the place of the last chapter that was seen, from 0."""
_OPENS = "opens_chapter"
"""Session key: whether the page's link has just led to another chapter."""


def chapters() -> Sequence[Chapter]:
    """The chapters of the visitor's course; without a course all pages."""
    return in_order(entries()) or OF_PAGES


@lru_cache(maxsize=100)
def in_order(chosen: tuple[str, ...]) -> Sequence[Chapter]:
    """The chapters of usable entries, each once."""
    found: dict[tuple[Page, str], Chapter] = {}
    for entry in chosen:
        for each in READY.get(entry) or [read_entry(entry)]:
            found.setdefault((each.page, each.place), each)
    return [*found.values()]


def title() -> str:
    """What the course is called."""
    ready = [READY[entry] for entry in entries() if entry in READY]
    return title_of(ready[0]) if len(ready) == len(entries()) == 1 else _("This course")


def is_on() -> bool:
    """Whether the visitor is in a course."""
    return bool(entries())


def leave() -> None:
    """End it; call this from a button's callback."""
    st.session_state[_CHOSEN] = ()


def arrive(page: Page) -> None:
    """Note at which chapter the visitor is. Call this once in a page's script, just before its link is read."""
    on_page, before, asked = _on(page), here(), _asked(page)
    place = before if asked is None else asked
    if on_page and place not in on_page:  # also after the browser's Back, which has the link of the page that it leaves
        place = min(on_page, key=lambda each: abs(each - (before or 0)))
    st.session_state[_HERE] = place
    st.session_state[_OPENS] = asked not in (None, before)


def opens_chapter() -> bool:
    """Whether the page's link has led to another chapter, so that its place is what the link says."""
    return bool(st.session_state.get(_OPENS))


def here() -> int | None:
    """The place of the last chapter that was seen, from 0; None before the first."""
    place: int | None = st.session_state.get(_HERE)
    return place


def link_to(place: int) -> dict[str, str]:
    """What the link to a chapter has besides the course."""
    chapter = chapters()[place]
    if not chapter.place and len(_on(chapter.page)) == 1:
        return {}  # so the page is as the visitor has left it
    return names_in(chapter.place) | {CHAPTER: str(place + 1)}


def in_link() -> dict[str, str]:
    """The part of every page's link that keeps a class in its course."""
    return {COURSE: ",".join(chosen)} if (chosen := entries()) else {}


def of_page(page: Page) -> dict[str, str]:
    """The same of the link to the page on screen, with the number of its chapter."""
    place = here()
    number = link_to(place).get(CHAPTER) if place in _on(page) and place is not None else None
    return in_link() | ({CHAPTER: number} if number else {})


def write_link(page: Page) -> None:
    """Write it to the page's link, also after the browser's Back."""
    now = of_page(page)
    for name in COURSE, CHAPTER:
        put_in_link(name, now.get(name, ""))


def link_notes(page: Page) -> list[str]:
    """A sentence for each entry in the link that can't be used, and for its number of a chapter if that is none."""
    notes = []
    for entry in _in_link():
        try:
            in_order((entry,))
        except ValueError as error:
            notes.append(error.args[0])
    if is_on() and CHAPTER in st.query_params and _asked(page) is None:
        numbers = ", ".join(str(place + 1) for place in _on(page)) or "–"
        given = f"{CHAPTER}={st.query_params[CHAPTER][:40]!r}"
        notes.append(_("{name}: of the chapters of the course, this page has {numbers}.", name=given, numbers=numbers))
    return notes


def entries() -> tuple[str, ...]:
    """The entries of the course, as in the link that opened the visit, without those that can't be used."""
    if _CHOSEN not in st.session_state:
        chosen: tuple[str, ...] = ()
        for entry in _in_link():
            with suppress(ValueError):  # link_notes() says it
                chosen += (entry,) if in_order((*chosen, entry)) != in_order(chosen) else ()
        st.session_state[_CHOSEN] = chosen
    return st.session_state[_CHOSEN]


def _in_link() -> list[str]:
    """The entries in the page's link."""
    names = (name.strip() for name in st.query_params.get(COURSE, "").split(","))
    return [name for name in names if name]


def _on(page: Page) -> list[int]:
    """The places of the chapters on a page."""
    return [place for place, chapter in enumerate(chapters()) if chapter.page is page]


def _asked(page: Page) -> int | None:
    """The place of the chapter in the link, if there is such a one on this page."""
    text = st.query_params.get(CHAPTER, "")
    return next((place for place in _on(page) if str(place + 1) == text), None)
