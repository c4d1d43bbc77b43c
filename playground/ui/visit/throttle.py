"""Holds back a visitor for whom the script runs all the time."""

import time
from collections import deque

import streamlit as st

MOST_RUNS_A_SECOND = 15
"""Of the whole script, for one visitor; a slider that is dragged makes about ten."""


def not_too_often() -> None:
    """Whoever runs the script more often than a hand can press waits here, so that there is time for the others.

    Streamlit makes one run of all that is asked for meanwhile.
    """
    runs: deque[float] = st.session_state.setdefault("runs", deque(maxlen=MOST_RUNS_A_SECOND))
    now = time.monotonic()
    if len(runs) == MOST_RUNS_A_SECOND and now - runs[0] < 1:
        time.sleep(1 - (now - runs[0]))
    runs.append(time.monotonic())
