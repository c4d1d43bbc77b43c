"""How a visit begins: with what the page is about, and a moment to draw it before the rest arrives."""

import time

import streamlit as st

SEEN = "seen"
"""Session key, set once the first page has been shown."""
HEAD_START = 0.075
"""Seconds that a browser gets to draw what a visit begins with, before the rest arrives.

Given twice: after the page's first component, which makes the browser load the code for components, and after the run
and its chart. A browser draws together what arrives together, and all controls of a page take it a third of a second.
"""


def visit_begins() -> bool:
    """Whether this visitor has not been shown anything yet."""
    return SEEN not in st.session_state


def visit_has_begun() -> None:
    """Record that the visitor has been shown something."""
    st.session_state[SEEN] = True


def head_start() -> None:
    """Let the browser draw what it has, before the rest arrives."""
    time.sleep(HEAD_START)
