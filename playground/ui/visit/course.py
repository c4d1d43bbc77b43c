"""A course: the pages that a link chooses for a class. Menu and *Next* then have only these, in the link's order.

``course`` in a link names pages by their numbers in the menu or by their addresses: ``course=2,3,digits``.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from playground.language import _
from playground.pages.contents import DIGITS, PAGES
from playground.pages.page import Page

from .overrides import put_in_link

IN_LINK = "course"
"""Its name in the link."""
_CHOSEN = "course"
"""Session key: the names of its pages, as in the link that opened the visit; empty without a course."""
_BY_NAME: Mapping[str, Page] = {
    **{str(number): page for number, page in enumerate(PAGES, 1)},
    **{page.path or "playground": page for page in PAGES},
}


def pages() -> Sequence[Page]:
    """The pages of the visitor's course; without a course all."""
    return [_BY_NAME[name] for name in _chosen()] or PAGES


def is_on() -> bool:
    """Whether the visitor is in a course."""
    return bool(_chosen())


def leave() -> None:
    """End it; call this from a button's callback."""
    st.session_state[_CHOSEN] = []


def in_link() -> dict[str, str]:
    """The part of every page's link that keeps a class in its course."""
    return {IN_LINK: ",".join(chosen)} if (chosen := _chosen()) else {}


def write_link() -> None:
    """Write it to the page's link, also after the browser's Back."""
    put_in_link(IN_LINK, in_link().get(IN_LINK, ""))


def of(chosen: Sequence[Page]) -> dict[str, str]:
    """A course of these pages, as in a link."""
    return {IN_LINK: ",".join(str(PAGES.index(page) + 1) for page in chosen)} if chosen else {}


def link_notes() -> list[str]:
    """A sentence for each name in the link that is no page's."""
    return [
        _(
            "{name} in {course} is not a page: name pages by their numbers in the menu, 1 to {most}, or as in their "
            "addresses, such as {path}.",
            name=repr(name[:40]),
            course=IN_LINK,
            most=len(PAGES),
            path=DIGITS.path,
        )
        for name in _asked()
        if name not in _BY_NAME
    ]


def _asked() -> list[str]:
    """The names in the page's link."""
    names = (name.strip() for name in st.query_params.get(IN_LINK, "").split(","))
    return [name for name in names if name]


def _chosen() -> list[str]:
    """The names of its pages, one for each."""
    if _CHOSEN not in st.session_state:
        names: dict[Page, str] = {}
        for name in _asked():
            if name in _BY_NAME:
                names.setdefault(_BY_NAME[name], name)
        st.session_state[_CHOSEN] = [*names.values()]
    return st.session_state[_CHOSEN]
