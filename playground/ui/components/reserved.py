"""A place on the page for what comes later."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def reserved(**how: Any) -> DeltaGenerator:
    """A container, made like Streamlit's, that has its place while nothing is in it.

    A browser leaves out an empty one, and what stands below would move when something comes.
    """
    container = st.container(**how)
    container.empty()
    return container
