"""What a lecturer needs now and then of their room: its addresses, what came out in it, and its end."""

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st

from playground.features.classroom.process.gateway import ROOMS
from playground.features.classroom.questions.kinds import KINDS
from playground.features.classroom.questions.refusal import Refused
from playground.features.classroom.stores.store import Unavailable
from playground.language import Message, _, pgettext
from playground.ui.components.browser_files import file_component
from playground.ui.components.saving import save
from playground.ui.shell.share import code
from playground.ui.visit.speech import language, say

from . import lecture

OWN = _("**For your own phone**: how the class has chosen, what is advised, and the same button")
PRIVACY = _(
    "The room and everything in it are gone four hours after its last use, or when you end it. Until then this browser "
    "offers the way back, to whoever opens it. No names, network addresses or times of answers are kept."
)
COPYING: Mapping[str, Message] = {
    "copy": _("Copy my own link"),
    "copied": _("Copied. Whoever has this link is the teacher: open it only on a device of your own."),
    "refused": _(
        "This browser does not allow copying. Whoever reads the link on this screen can use it as the teacher."
    ),
    "show": _("Show it anyway"),
}
_ENDING = "class_ending"
"""Session key: whether the lecturer has been asked if the room is to end."""


def more(students: str, own: str) -> None:
    """Draw it; ``students``: the address for them, ``own``: for a device that only the lecturer looks at."""
    st.markdown(say(_("**For students**")))
    st.code(students, language=None, wrap_lines=True)
    st.markdown(say(OWN))
    with st.container(horizontal=True, gap="xsmall"):
        file_component("frontend/page/copy_link")(key="copy_link", data={"link": own, **say(dict(COPYING))})
        shows = st.toggle(say(_("Show its QR code here: whoever scans it is the teacher")), key="class_own_code")
    if shows:
        code(own, 5)
    with st.container(horizontal=True, gap="xsmall"):
        _files()
    st.caption(say(PRIVACY))
    _end()


def _files() -> None:
    """A button for each table of the room."""
    here = lecture.lecture()
    tables: Mapping[str, str] = {}
    with suppress(Refused, Unavailable):
        tables = ROOMS.csv(here.seat, language()) if here else {}
    for kind in KINDS.values():
        name, label = kind.file, say(kind.file_label)
        if name in tables and st.button(label, icon=":material/download:", key=f"class_{name}", wrap=False):
            save(f"class_{name}.csv", tables[name], key="class_saved")


def _end() -> None:
    """The button that ends the room, which asks once."""
    asks = st.session_state.get(_ENDING, False)
    if asks:
        st.markdown(say(_("End the room for everybody? Everything in it will be gone: save what you need first.")))
    with st.container(horizontal=True, gap="xsmall"):
        label = pgettext("a room", "End it") if asks else _("End the room")
        st.button(say(label), icon=":material/logout:", key="class_end", on_click=_press_end, args=(asks,), wrap=False)
        if asks:
            st.button(say(_("Not yet")), key="class_stay", on_click=_ask_first, args=(False,), wrap=False)


def _ask_first(on: bool) -> None:
    st.session_state[_ENDING] = on


def _press_end(asked: bool) -> None:
    _ask_first(not asked)
    if asked:
        try:
            lecture.tell({"do": "end"})
        except (Refused, Unavailable) as error:
            lecture.note(error.args[0])
