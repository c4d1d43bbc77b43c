"""Throttles a visitor whose script would otherwise run all the time."""

import time
from collections import deque

import streamlit as st

MOST_RUNS_A_SECOND = 15
"""Runs of the whole script for one visitor; dragging a slider causes about ten."""


def not_too_often() -> None:
    """Delay script runs that come faster than a hand can press, to leave time for other visitors.

    Streamlit merges the runs requested meanwhile into one.
    """
    runs: deque[float] = st.session_state.setdefault("runs", deque(maxlen=MOST_RUNS_A_SECOND))
    now = time.monotonic()
    if len(runs) == MOST_RUNS_A_SECOND and now - runs[0] < 1:
        time.sleep(1 - (now - runs[0]))
    runs.append(time.monotonic())
