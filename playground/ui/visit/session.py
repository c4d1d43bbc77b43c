"""A visitor's session: its name, and recovery when two script runs collide in it."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

CHANGED = "changed size during iteration"
"""Part of Python's message when a dictionary is changed while it is read."""
P = ParamSpec("P")
T = TypeVar("T")


def session_id() -> str:
    """The name of the session, the same as long as the page stays open, even across a lost connection."""
    name: str = st.session_state.setdefault("session", secrets.token_hex(8))
    return name


def begun_again_if_disturbed(draw: Callable[P, T]) -> Callable[P, T]:
    """Rerun the script if another script run changed the session while ``draw`` was reading it.

    Streamlit starts a script run while the previous one is still storing its widgets, and both share one state. The new
    run can then find it changed in the middle of a widget, which would leave the visitor with half a page: seen once in
    three walks of ``benchmarks.hurried`` (seed 8303, ``--cuts``, on a heavily overloaded machine).
    """

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return draw(*args, **kwargs)
        except RuntimeError as error:
            if CHANGED not in str(error):
                raise
            st.rerun()

    return drawn
