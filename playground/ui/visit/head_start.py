"""How a visit begins: with what the page is about, and a moment to draw it before more comes."""

import time

import streamlit as st

SEEN = "seen"
"""In the session once its first page was shown."""
HEAD_START = 0.075
"""Seconds that a browser has for what a visit begins with, before more comes.

It is given twice: after the page's first component, which makes it load the code for components, and after the run and
its chart. A browser draws together what arrives together, and drawing all controls of a page takes a third of a second.
"""


def visit_begins() -> bool:
    """Whether nothing has been shown to this visitor yet."""
    return SEEN not in st.session_state


def visit_has_begun() -> None:
    """Note that something has."""
    st.session_state[SEEN] = True


def head_start() -> None:
    """Let the browser show what it has, before more comes."""
    time.sleep(HEAD_START)
