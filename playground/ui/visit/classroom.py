"""What a teacher puts into a link for a class: hidden controls, a question of their own, and larger type (Present).

These are not settings of a run, so their names have no page prefix: ``hide``, ``ask`` and ``present``.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from playground.language import _

from .overrides import put_in_link

LONGEST_QUESTION = 200
"""Characters of a teacher's own question."""
EXPERIMENTS = "experiments"
"""Stands for the list of presets among the names to hide."""


class Classroom:
    """A teacher's choices for one page of a visitor.

    Parameters
    ----------
    prefix : of the page
    names : of the page's settings, which can be hidden
    """

    NAMES = ("hide", "ask", "present")
    """Names in a link that are not settings."""

    def __init__(self, prefix: str, names: Sequence[str]) -> None:
        self._hidden, self._question = f"{prefix}hidden", f"{prefix}question"
        self.names = [*names, EXPERIMENTS]
        self.hidden: set[str] = st.session_state.get(self._hidden, set())
        """The settings whose controls are hidden from this visitor; they keep the value in the link.

        Read from the session once: the session is slow, and a script run needs this some two hundred times.
        Only :meth:`read_link` changes it.
        """

    @property
    def question(self) -> str:
        """The teacher's own question, untrusted plain text from the link; empty if there is none."""
        return st.session_state.get(self._question, "")

    def read_link(self) -> list[str]:
        """Apply the link; returns a sentence for each part of it that can't be used."""
        asked = [name for name in st.query_params.get("hide", "").split(",") if name]
        self.hidden = st.session_state[self._hidden] = {name for name in asked if name in self.names}
        question = st.query_params.get("ask", "")
        st.session_state[self._question] = one_line(question)
        return [
            *(
                _("{name} can't be hidden: this page has no such control.", name=repr(name[:40]))
                for name in asked
                if name not in self.names
            ),
            *too_long(question),
        ]


def presenting() -> bool:
    """Whether this visitor's pages are shown large, with only what a class looks at.

    The initial value comes from the link that opened the visit.
    """
    return st.session_state.setdefault("presenting", st.query_params.get("present") == "true")


def embedded() -> bool:
    """Whether the app is part of another page or a slide, which has room for little else than the lesson."""
    return bool(st.context.is_embedded)


def present(on: bool) -> None:
    """Start or stop presenting; call this from a button's callback."""
    st.session_state["presenting"] = on


def in_link() -> dict[str, str]:
    """The part of every page's link that says Present is on."""
    return {"present": "true"} if presenting() else {}


def write_link() -> None:
    """Write to the page's link whether Present is on, also after the browser's Back."""
    if presenting() != (st.query_params.get("present") == "true"):
        put_in_link("present", in_link().get("present", ""))


def for_class(hide: Sequence[str], question: str, present: bool) -> str:
    """A teacher's choices as they appear in a link after its "?"."""
    values = {"hide": ",".join(hide), "ask": one_line(question), "present": "true" if present else ""}
    return urlencode({name: value for name, value in values.items() if value})


def one_line(text: str) -> str:
    """The text on one line, without unprintable characters, cut to the length of a question."""
    return _printable(text)[:LONGEST_QUESTION]


def too_long(question: str) -> list[str]:
    """A sentence if the question is cut."""
    length = len(_printable(question))
    if length <= LONGEST_QUESTION:
        return []
    return [
        _(
            "The question has {length:,} characters, and only the first {most} are shown: shorten it.",
            length=length,
            most=LONGEST_QUESTION,
        )
    ]


def _printable(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
