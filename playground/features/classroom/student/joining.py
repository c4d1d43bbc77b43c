"""A student's page: from a code to a room, and what that shows. ``student_page.js`` draws all of it.

With what opens a room to its lecturer, it is the page of a device that they alone look at.

Its links open other pages in the same tab, as a phone hides that there is another. These have a way back.
"""

import streamlit as st

from playground.features.classroom import JOIN
from playground.features.classroom.lecturer import lecture
from playground.features.classroom.process.gateway import answer
from playground.features.classroom.rooms.codes import read_code
from playground.language import LANGUAGES, _, pgettext
from playground.ui.components.browser_files import file_component, of_features
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit import speech
from playground.ui.visit.overrides import put_in_link
from playground.ui.web.socket import SOCKETS

CODE = "code"
"""The room's code in a link."""
LONGEST_CODE = 20
"""Letters of a code that are looked at, however it was typed."""
LONGEST_KEY = 100
"""Letters of what opens a room to its lecturer."""
FROM = "class"
"""The code of the room that a student has come from, in a page's link."""
ENTRY = "entry"
"""What a student sends from another page, in the link to their own, whose script takes it from there."""
KEY, EVENT = "student", "room"
"""Of the component, and of what it triggers with a message to the room."""
_ANSWER, _ROOM = "student_answer", "student_room"
"""Session keys: the answer to the last message, and the code of the room that the visit has come from, if any."""


def join() -> None:
    """Show a student's page.

    It talks to its room over the websocket of its tab; where that is not served, each message is an event here.
    """
    here = speech.language()

    def received() -> None:
        asked = st.session_state.get(KEY, {}).get(EVENT)
        if isinstance(asked, dict):
            answered = answer(asked.get("message"), here, st.context.ip_address or "", lecture.device())
            st.session_state[_ANSWER] = {"number": asked.get("number"), "answer": answered}

    file_component("features/classroom/student/student", *of_features("student"))(
        key=KEY,
        data={
            "lead": st.query_params.get(lecture.IN_LINK, "")[:LONGEST_KEY],
            "code": st.query_params.get(CODE, "")[:LONGEST_CODE],
            "language": here.code,
            "speech": speech.for_scripts(here),
            "languages": {each.code: each.name for each in LANGUAGES.values() if each is not here},
            "along": speech.in_link(),
            "served": SOCKETS.served,
            "answer": st.session_state.get(_ANSWER),
        },
        on_room_change=received,
    )


def in_link() -> dict[str, str]:
    """The part of every page's link that leads a student back to their room, that of the link that they opened."""
    code: str = st.session_state.setdefault(_ROOM, read_code(st.query_params.get(FROM, ""))[0])
    return {FROM: code} if code else {}


class RoomInLink(PartOfLink):
    """The same, as what the page knows of its link: no setting, but no mistake either."""

    names = (FROM,)

    def read_link(self, controls: Controls) -> list[str]:
        """Say if there can be no such room."""
        text = st.query_params.get(FROM)
        if text is None or in_link():
            return []
        del st.query_params[FROM]
        why = _("{code} is not a code: a code has six letters, none of them a vowel.", code=repr(text[:20]))
        return [_("{name}: {why}", name=FROM, why=why)]

    def write_link(self, controls: Controls) -> None:
        """Put it there after the browser's Back, which comes by an address with what led to the room in its place."""
        put_in_link(FROM, in_link().get(FROM, ""))
        for name in (CODE, ENTRY):
            put_in_link(name, "")


def room_in_link() -> dict[str, str]:
    """What leads back there, in the link to a student's page; empty unless they have come from a room."""
    here = in_link()
    return {CODE: here[FROM]} | speech.in_link() if here else {}


def way_back() -> None:
    """Draw the link to their room, for a student who has come from there."""
    if to := room_in_link():
        label = speech.say(pgettext("a room", "Class"))
        st.page_link(JOIN.script, label=label, icon=":material/arrow_back:", query_params=to)
