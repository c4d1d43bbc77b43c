"""A student's page: from a code to a room, and what the room shows. All of it is drawn by ``frontend/student.js``."""

import streamlit as st

from playground.language import LANGUAGES
from playground.ui.components.browser_files import file_component
from playground.ui.visit import speech

CODE = "code"
"""The room's code in a link."""
LONGEST_CODE = 20
"""Letters of a code that are looked at, however it was typed."""


def join() -> None:
    """Show a student's page."""
    here = speech.language()
    file_component("student")(
        key="student",
        data={
            "code": st.query_params.get(CODE, "")[:LONGEST_CODE],
            "language": here.code,
            "speech": speech.for_scripts(here),
            "languages": {each.code: each.name for each in LANGUAGES.values() if each is not here},
            "along": speech.in_link(),
        },
    )
