"""What every page begins and ends with."""

from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import streamlit as st

from playground.language import ENGLISH, _
from playground.training import GLOSSES, Settings
from playground.ui.belongings.moment import MomentInLink
from playground.ui.belongings.own_points import PointsInLink, taken_by
from playground.ui.components.browser_files import FRONTEND, file_component
from playground.ui.pages import Page
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit import classroom, speech
from playground.ui.visit.head_start import head_start, visit_begins, visit_has_begun
from playground.ui.visit.puts import SETTLED
from playground.ui.visit.speech import say
from playground.ui.visit.throttle import not_too_often
from playground.ui.web.process import set_up_process

from .menu import way_on

ICON = f"data:image/png;base64,{b64encode((Path(__file__).parents[1] / 'icon.png').read_bytes()).decode()}"
"""Not a file to be fetched: on a busy server Streamlit can have forgotten it by then."""
STYLE = FRONTEND / "page.css"
"""Where the parts of a first screen stand: a window's height and width are known to the browser alone."""


def open_page(page: Page) -> None:
    """Begin a page: call this first in its script.

    Every page does this itself, since a visitor may come to any of them first.
    """
    speech.begin()
    title = say(_("{page} · Neural network playground", page=page.title))
    st.set_page_config(page_title=title, page_icon=ICON, layout="wide")
    if "first_page" not in st.session_state:
        st.session_state["first_page"] = page
    not_too_often()
    if st.session_state.get("page") != page:
        st.session_state.pop(SETTLED, None)
    st.session_state["page"] = page
    set_up_process()
    st.html(STYLE)
    with st.container(key="title"):  # read aloud; the menu's button shows it
        st.title(say(page.title), anchor=False)
        _tell_language()
        _once_a_day()
    if visit_begins():
        head_start()


def page_controls(prefix: str, offered: Settings, *more: PartOfLink) -> Controls:
    """The controls of a page.

    Parameters
    ----------
    prefix : another one for each page
    offered : its settings
    more : what its link has besides a moment and, if they can be learned there, the visitor's own points
    """
    points = [PointsInLink()] if taken_by(offered) else []
    return Controls(prefix, offered, [MomentInLink(), *points, *more])


def _tell_language() -> None:
    """Tell the browser which language the page is in, and what option values mean in it.

    It is told by the page's first component; see ``HEAD_START``.
    """
    chosen = speech.language()
    glosses = {} if chosen is ENGLISH else say(GLOSSES)
    file_component("language")(key="language_of_page", data={"tag": chosen.tag, "glosses": glosses})


@st.fragment(run_every=timedelta(days=1))
def _once_a_day() -> None:
    """Nothing; but where something has a timer, a browser that was cut off asks for the page when it is back.

    Else it would do so only if it knew of a run under way, and a run that was cut short before it could know leaves
    the page blank.
    """


def close_page(page: Page, controls: Controls | None = None) -> None:
    """End a page: the way to the next one, or from the last back to the first.

    Parameters
    ----------
    page : the page
    controls : of the page, if it has settings
    """
    if not classroom.presenting():
        way_on(page)
    visit_has_begun()
    if controls:
        controls.finish()
