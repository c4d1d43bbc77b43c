"""Navigation between pages: the menu, the link to the next page, and a teacher's choice of pages for a class."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from playground.language import _
from playground.pages.contents import FURTHER, OF_THE_NOTES, PAGES
from playground.pages.page import Page
from playground.ui.components.way import forget
from playground.ui.visit import course, speech, teacher
from playground.ui.visit.speech import say

from .on_page import every


def menu(page: Page) -> None:
    """The title of the page, which opens the numbered list of all pages, or of those of the visitor's course."""
    groups: Mapping[str, Sequence[Page]] = {
        _("In the order of the notes"): OF_THE_NOTES,
        _("Going further"): FURTHER,
    }
    if course.is_on():
        groups = {_("The pages of this course"): course.pages()}
    along = taken_along()
    number = 0
    with st.popover(say(page.title), icon=":material/menu:", width="content", key="menu"), st.container(key="pages"):
        for heading, pages in groups.items():
            st.markdown(f"**{say(heading)}**")
            half = (len(pages) + 1) // 2
            with st.container(horizontal=True):
                for column in pages[:half], pages[half:]:
                    with st.container(width=310, gap="xsmall"):
                        for other in column:
                            number += 1
                            st.page_link(other.script, label=_label(number, other), icon=other.icon, query_params=along)
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
    course.write_link()


def _label(number: int, page: Page) -> str:
    """A page in the menu, all in one element: every script run redraws the menu."""
    title, description = say((page.title, page.description))
    minutes = say(_("{minutes} min", minutes=page.minutes))
    # "1." would begin a list; the browser's mark comes after the description.
    return f"{number}\\. {title} :small[:gray[· {minutes}]]  \n:small[:gray[{description}]]"


def way_on(page: Page) -> None:
    """Link to the next page of the menu, or from the last one to the first."""
    place, following = _next(page)
    st.divider()
    label = say(_("**Next: {number}. {title}**", number=place + 1, title=following.title))
    about = _("{description} · {minutes} min", description=following.description, minutes=following.minutes)
    label += f"  \n{say(about)}"  # in a line of its own, which a narrow window has room for
    st.page_link(following.script, label=label, icon=":material/arrow_forward:", query_params=taken_along())


def next_page(page: Page) -> None:
    """The same link in brief, beside the last experiment."""
    _place, following = _next(page)
    title, icon = say(following.title), ":material/arrow_forward:"
    st.page_link(following.script, label=say(_("Next page")), icon=icon, help=title, query_params=taken_along())


def _next(page: Page) -> tuple[int, Page]:
    """Where in the menu the next page stands, from 0, and which it is."""
    pages = course.pages()
    place = (pages.index(page) + 1) % len(pages) if page in pages else 0
    return place, pages[place]


def course_in_link() -> str:
    """Draw a teacher's choice of pages for a class; returns it as it appears in a link after its "?"."""
    by_path = {page.path: page for page in PAGES}
    titles = say({path: page.title for path, page in by_path.items()})
    here = course.is_on()
    # Of the session, as Streamlit drops a page's widgets; but a visitor who leaves a course hands none on.
    kept = f"prepare_course_{here}"
    before = st.session_state.get(kept, [page.path for page in course.pages()] if here else [])
    chosen = st.multiselect(
        say(_("Pages of the course")),
        list(titles),
        before,
        format_func=lambda path: titles[path],
        placeholder=say(_("all pages")),
        key=f"{kept}_{speech.language().code}",  # Streamlit identifies an option by its label
        help=say(_("Menu and Next have only these, in this order; a button in the menu leads to all pages.")),
    )
    st.session_state[kept] = chosen
    return urlencode(course.of([by_path[path] for path in chosen]), safe=",")


def taken_along() -> dict[str, str]:
    """The part common to every page's link; added later, it would be an extra step in the browser's history."""
    of_features = {name: text for each in every() for name, text in each.in_every_link().items()}
    return teacher.in_link() | course.in_link() | speech.in_link() | of_features
