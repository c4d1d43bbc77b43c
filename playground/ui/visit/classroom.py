"""What a teacher puts into a link for a class: hidden controls, a question of their own, and larger type (Present).

None of it is a setting of a run, so the names have no page's prefix: ``hide``, ``ask`` and ``present``.
"""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from playground.language import _

from .puts import put_in_link

LONGEST_QUESTION = 200
"""Characters of a teacher's own question."""
EXPERIMENTS = "experiments"
"""Stands among the names to hide for the row of presets."""


class Classroom:
    """A teacher's choices for one page of a visitor.

    Parameters
    ----------
    prefix : of the page
    names : of what can be hidden: the page's settings
    """

    NAMES = ("hide", "ask", "present")
    """What is in a link besides settings."""

    def __init__(self, prefix: str, names: Sequence[str]) -> None:
        self._hidden, self._question = f"{prefix}hidden", f"{prefix}question"
        self.names = [*names, EXPERIMENTS]
        self.hidden: set[str] = st.session_state.get(self._hidden, set())
        """The settings whose controls this visitor does not get; they keep the value of the link.

        Read from the session once, which is slow to ask, while a run of a page wants to know it some two hundred times.
        Only :meth:`read_link` changes it.
        """

    @property
    def question(self) -> str:
        """The teacher's own question, as plain text from whoever made the link; empty if there is none."""
        return st.session_state.get(self._question, "")

    def read_link(self) -> list[str]:
        """Take over what the link says; returns a sentence for each name that can't be hidden."""
        asked = [name for name in st.query_params.get("hide", "").split(",") if name]
        self.hidden = st.session_state[self._hidden] = {name for name in asked if name in self.names}
        st.session_state[self._question] = one_line(st.query_params.get("ask", ""))
        return [
            _("{name} can't be hidden: this page has no such control.", name=repr(name[:40]))
            for name in asked
            if name not in self.names
        ]


def presenting() -> bool:
    """Whether this visitor's pages are shown large, with nothing but what a class looks at.

    The link that a visitor comes with says so first.
    """
    return st.session_state.setdefault("presenting", st.query_params.get("present") == "true")


def present(on: bool) -> None:
    """Begin or end presenting; to be called from a button's callback."""
    st.session_state["presenting"] = on


def in_link() -> dict[str, str]:
    """What stands in the link of every page while one is presented."""
    return {"present": "true"} if presenting() else {}


def write_link() -> None:
    """Have the page's link say whether Present is on, also after the browser's way back."""
    if presenting() != (st.query_params.get("present") == "true"):
        put_in_link("present", in_link().get("present", ""))


def for_class(hide: Sequence[str], question: str, present: bool) -> str:
    """What a link says besides settings, as it stands after its "?"."""
    values = {"hide": ",".join(hide), "ask": one_line(question), "present": "true" if present else ""}
    return urlencode({name: value for name, value in values.items() if value})


def one_line(text: str) -> str:
    """A text without what can't be printed, as long as a question may be."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:LONGEST_QUESTION]
