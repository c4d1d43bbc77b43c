"""A student's page: from a code to a room, and what that shows. ``frontend/student_page.js`` draws all of it."""

import streamlit as st

from playground.language import LANGUAGES
from playground.ui.components.browser_files import ROOM_PATH, file_component
from playground.ui.runs.rooms import answer
from playground.ui.visit import speech
from playground.ui.web.origins import address_of_visitor
from playground.ui.web.room_socket import ROOM_SOCKET

CODE = "code"
"""The room's code in a link."""
LONGEST_CODE = 20
"""Letters of a code that are looked at, however it was typed."""
KEY, EVENT = "student", "room"
"""Of the component, and of what it triggers with a message to the room."""
_ANSWER = "student_answer"


def join() -> None:
    """Show a student's page.

    It talks to its room over the websocket of the rooms; where that is not served, each message is an event here.
    """
    here = speech.language()

    def heard() -> None:
        asked = st.session_state.get(KEY, {}).get(EVENT)
        if isinstance(asked, dict):
            told = answer(asked.get("message"), here, address_of_visitor())
            st.session_state[_ANSWER] = {"number": asked.get("number"), "answer": told}

    file_component("student")(
        key=KEY,
        data={
            "code": st.query_params.get(CODE, "")[:LONGEST_CODE],
            "language": here.code,
            "speech": speech.for_scripts(here),
            "languages": {each.code: each.name for each in LANGUAGES.values() if each is not here},
            "along": speech.in_link(),
            "served": ROOM_PATH if ROOM_SOCKET.served else "",
            "answer": st.session_state.get(_ANSWER),
        },
        on_room_change=heard,
    )
