"""The room of a visitor who lectures.

What opens it, its code and its secret, is in the session. Beyond a reload or a restart of the server the tab remembers
it; once that is closed, so does the device, which offers it in another tab (``class_back.js``). A link that only the
lecturer gets brings it to another device. No other link has it.
"""

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import streamlit as st

from playground.features.classroom import JOIN
from playground.features.classroom.process.gateway import ROOMS
from playground.features.classroom.questions.question import Question
from playground.features.classroom.questions.refusal import Refused, Waiting
from playground.features.classroom.rooms.codes import hash_of, more_letters
from playground.features.classroom.rooms.rooms import Seat
from playground.features.classroom.stores.store import LIFETIME, Unavailable
from playground.language import Message, _
from playground.ui.components.browser_files import file_component
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit import speech
from playground.ui.visit.address import base
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.speech import say

from .telling import Telling

IN_LINK = "room"
BACK = "class_back"
"""The key of the component that offers the way back."""
_OPENS, _LECTURE, _DEVICE, _NEWS, _LEFT = "lecture_opens", "lecture", "lecture_device", "lecture_news", "lecture_left"
"""Session keys: the code and the secret, the lecture itself once it has been entered, the name of this device, what is
still to be said, and what opened the last room that was forgotten."""


class Lecture(NamedTuple):
    """A room that this visitor lectures in: their seat, and what tells the room of their runs."""

    seat: Seat
    telling: Telling


def lecture() -> Lecture | None:
    """The visitor's, if they lecture; None, too, if its room can't be reached at the moment."""
    text = opens()
    if text and _LECTURE not in st.session_state:
        try:
            _enter(text)
        except (Waiting, Unavailable):
            return None
        except Refused:  # it has ended
            forget()
    return st.session_state.get(_LECTURE)


def opens() -> str:
    """What opens the room of a visitor who lectures, as in a link; empty if they don't."""
    return st.session_state.get(_OPENS, "")


def of_room(text: str) -> tuple[str, str]:
    """The code and the secret of what opens a room."""
    code, _dot, key = text.partition(".")
    return code, key


def for_students(text: str) -> str:
    """The address at which students join, given what opens the room; with it nobody has to wait."""
    code, key = of_room(text)
    return f"{base()}/{JOIN.path}?code={code}{more_letters(hash_of(key))}"


def for_own_device(text: str) -> str:
    """The address for a device that only the lecturer looks at, given what opens the room."""
    return f"{base()}/{JOIN.path}?{urlencode({IN_LINK: text} | speech.in_link())}"


def device() -> str:
    """The name of this device in rooms: a new one for each session, since lecturers are known by their secret."""
    name: str = st.session_state.setdefault(_DEVICE, secrets.token_hex(16))
    return name


def begin(question: Question) -> None:
    """Open a room with a question; a refusal of it is passed on."""
    code, key = ROOMS.begin(question, st.context.ip_address or "")
    _enter(f"{code}.{key}")


def tell(message: Mapping[str, Any]) -> None:
    """Send the room a message of its lecturer; a refusal of it is passed on."""
    if here := lecture():
        ROOMS.do(here.seat, message)


def note(news: Message) -> None:
    """Have this said once, with the next run of the page's script: a fragment or a callback can't draw it."""
    st.session_state[_NEWS] = news


def say_news() -> None:
    """Say what has been noted."""
    if news := st.session_state.pop(_NEWS, None):
        st.toast(say(news), icon=":material/info:", duration="long")


def forget() -> None:
    """Forget the room: the visitor no longer lectures in it."""
    st.session_state[_LEFT] = st.session_state.pop(_OPENS, "")
    st.session_state.pop(_LECTURE, None)


def way_back(offered: bool) -> None:
    """Have the device remember what opens the room, and offer the last one, unless the visitor lectures already.

    ``offered``: whether it is to be offered at all.
    """

    def back() -> None:
        try:
            take_back(st.session_state.get(BACK, {}).get("back"))
        except ValueError:
            note(_("The room has ended."))

    data = {
        "opens": opens(),
        "left": st.session_state.get(_LEFT, ""),
        "seconds": LIFETIME,
        "back": say(_("Back to the class {code}")) if offered else "",
    }
    file_component("features/classroom/lecturer/class_back")(key=BACK, width="content", data=data, on_back_change=back)


def take_back(data: Any) -> None:
    """Enter a room again, given what opens it, unchecked; later if it can't be reached.

    Raises
    ------
    ValueError
        If there is no such room any more.
    """
    if not isinstance(data, str) or len(data) > 100 or "." not in data:
        raise ValueError(_("This link opens no room."))
    st.session_state.pop(_LECTURE, None)
    try:
        _enter(data)
    except (Waiting, Unavailable):
        pass
    except Refused:
        forget()
        raise


def _enter(text: str) -> None:
    st.session_state[_OPENS] = text  # to be tried again if the room can't be reached
    code, key = of_room(text)
    seat = ROOMS.enter(code, device(), key, st.context.ip_address or "")
    st.session_state[_LECTURE] = Lecture(seat, Telling(ROOMS, seat))


class LectureInLink(PartOfLink):
    """What opens the room, in the lecturer's own link: read once, and out of the address at once."""

    names = (IN_LINK,)
    after_prediction = True
    outlives_link = True

    def read_link(self, controls: Controls) -> list[str]:
        """Enter the room as its lecturer."""
        text = st.query_params.get(IN_LINK)
        if text is None:
            return []
        del st.query_params[IN_LINK]
        try:
            take_back(text)
        except ValueError as error:
            return [_("{name}: {why}", name=IN_LINK, why=error.args[0])]
        return []

    def write_link(self, controls: Controls) -> None:
        """Keep it out of the address, also after the browser's Back."""
        put_in_link(IN_LINK, "")

    def beyond_link(self, controls: Controls) -> str | None:
        """What opens it."""
        return opens() or None

    def restore(self, controls: Controls, data: Any) -> None:
        """Enter the room again."""
        take_back(data)
