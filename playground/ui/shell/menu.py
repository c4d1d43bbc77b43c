"""Navigation between pages: the menu, and the link to the next page."""

from itertools import groupby

import streamlit as st

from playground.language import _
from playground.ui.pages import PAGES, Page
from playground.ui.visit import classroom, speech
from playground.ui.visit.speech import say


def menu(page: Page) -> None:
    """The title of the page, which opens the list of all pages under their headings."""
    with (
        st.popover(say(page.title), icon=":material/menu:", width="content", key="menu"),
        st.container(horizontal=True),
    ):
        columns = [st.container(width=310, gap="xsmall") for _ in range(2)]
        for group, pages in groupby(PAGES, key=lambda page: page.group):
            column = columns[group in ("Initialisation", "Going further")]  # eight pages each
            column.markdown(f"**{say(group)}**")
            for other in pages:  # title and description in one element: every script run redraws the menu
                title, description = say((other.title, other.description))
                label = f"{title}  \n:small[:gray[{description}]]"
                column.page_link(other.script, label=label, icon=other.icon, query_params=_taken_along())


def way_on(page: Page) -> None:
    """Link to the next page, or from the last page to the first."""
    following = PAGES[(PAGES.index(page) + 1) % len(PAGES)]
    st.divider()
    label = say(_("**Next: {title}**", title=following.title))
    label += f"  \n{say(following.description)}"  # in a line of its own, which a narrow window has room for
    st.page_link(following.script, label=label, icon=":material/arrow_forward:", query_params=_taken_along())


def _taken_along() -> dict[str, str]:
    """The part common to every page's link; added later, it would be an extra step in the browser's history."""
    return classroom.in_link() | speech.in_link()
