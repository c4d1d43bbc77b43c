"""The visitor's language, and how a page says something in it."""

from typing import Any

import streamlit as st

from playground.language import Language, rendered, spoken


def language() -> Language:
    """What the browser asks for."""
    return spoken(st.context.locale)


def say(what: Any) -> Any:
    """A text, or all texts of a list or dictionary, in the visitor's language."""
    return rendered(what, language())
