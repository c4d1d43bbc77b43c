"""A visitor's session: its name, and what to do where two runs of the script meet in it."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

CHANGED = "changed size during iteration"
"""What Python says of a dictionary that is changed while it is read."""
P = ParamSpec("P")
T = TypeVar("T")


def session_id() -> str:
    """The same as long as the visitor keeps the page open, also over a lost connection."""
    name: str = st.session_state.setdefault("session", secrets.token_hex(8))
    return name


def begun_again_if_disturbed(draw: Callable[P, T]) -> Callable[P, T]:
    """Have the page made once more if another run has changed the session while ``draw`` read it.

    Streamlit begins a run of the script while the one before is still putting its widgets away, and both have the same
    state. Then the new one can find it changed in the middle of a widget, and the visitor would have half a page: seen
    once in three walks of ``benchmarks.hurried`` (seed 8303, ``--cuts``, on a machine that was far too busy).
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
