"""What every page starts with: its title, the menu, and the set-up of the process."""

import gc
import importlib
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from threadpoolctl import threadpool_limits

ICON = Path(__file__).parent / "icon.png"


class Page(NamedTuple):
    """A page of the app: its script, how the menu shows it, and under which heading."""

    script: str
    title: str
    icon: str
    group: str = ""


PLAYGROUND = Page("streamlit_app.py", "Playground", ":material/play_circle:")
CODE = Page("pages/the_code.py", "The code", ":material/code:")
ZERO_OR_RANDOM = Page("pages/zero_or_random.py", "Zero or random", ":material/compare:", "Initialisation")
INSIDE = Page("pages/inside_the_symmetry.py", "Inside the symmetry", ":material/blur_on:", "Initialisation")
HOW_LARGE = Page("pages/how_large_a_start.py", "How large a start?", ":material/straighten:", "Initialisation")
PAGES = (PLAYGROUND, CODE, ZERO_OR_RANDOM, INSIDE, HOW_LARGE)
"""The menu, in order; pages of a group follow each other. To add a page, add a script to ``pages/`` and a line here."""


def open_page(page: Page) -> None:
    """Begin a page: call this first in its script.

    Every page does this itself, since a visitor may come to any of them first.
    """
    st.set_page_config(page_title=f"{page.title} · Neural network playground", page_icon=str(ICON), layout="wide")
    st.session_state.setdefault("first_page", page)
    st.session_state["page"] = page
    _set_up_process()
    with st.sidebar:
        for group, pages in groupby(PAGES, key=lambda page: page.group):
            if group:
                st.caption(group)
            for other in pages:
                st.page_link(other.script, label=other.title, icon=other.icon)
    st.title(page.title)


@st.cache_resource(show_spinner=False)
def _set_up_process() -> None:
    """Prepare the process for many visitors, once.

    One BLAS thread: the products here are small, and threads would only wait for each other. What is loaded by now
    stays for good, so the garbage collector need not look at it again.
    """
    importlib.import_module("playground.charts")  # loads all that is heavy, whichever page comes first
    threadpool_limits(1, user_api="blas")
    gc.collect()
    gc.freeze()
