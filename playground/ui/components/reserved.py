"""A place on the page for elements drawn later."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def reserved(**how: Any) -> DeltaGenerator:
    """A container, with the arguments of ``st.container``, that takes up its place even while empty.

    The browser leaves out an empty container, so everything below would move once it is filled.
    """
    container = st.container(**how)
    container.empty()
    return container
