"""What a teacher puts into a link for a class: the controls that students keep, a question, and larger type (Present).

These are not settings of a run, so their names have no page prefix: ``keep``, ``ask``, ``say`` (what can be predicted
about that question) and ``present``. Links made before there was ``keep`` have ``hide`` instead, with the controls that
students lose.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from playground.language import _
from playground.lessons.own_question import folded, lines, one_line, unfolded, what_is_cut
from playground.pages.links import CLAIMS, EXPERIMENTS

from .overrides import put_in_link

POINTS, WEIGHTS, DRAWING = "points", "weights", "drawing"
OF_EXPERIMENTS: Mapping[str, str] = {EXPERIMENTS: _("Experiments"), CLAIMS: _("Predictions")}
"""The labels of the controls that every page with settings has, by the names with which they are kept."""


class Teacher:
    """A teacher's choices for one page of a visitor.

    Parameters
    ----------
    prefix : of the page
    names : of the page's controls that a teacher can choose from
    """

    NAMES = ("keep", "hide", "ask", "say", "present")
    """Names in a link that are not settings."""

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        self._prepared, self._hidden = f"{prefix}prepared", f"{prefix}hidden"
        self._question, self._claims = f"{prefix}question", f"{prefix}claims"
        self.names = [*names]
        self.prepared: bool = st.session_state.get(self._prepared, False)
        """Whether the link says what students keep: the page then has these controls and those that it can't do
        without (the menu, and what plays or steps)."""
        self.hidden: set[str] = st.session_state.get(self._hidden, set())
        """The controls that are hidden from this visitor; their settings keep the value in the link.

        Read from the session once: the session is slow, and a script run needs this some two hundred times.
        Only :meth:`read_link` changes it.
        """

    def keeps(self, name: str) -> bool:
        """Whether this visitor has a control."""
        return name not in self.hidden

    def needs(self, *names: str) -> bool:
        """Whether the page needs what acts on these settings: not if students keep only others."""
        return not self.prepared or any(map(self.keeps, names))

    @property
    def question(self) -> str:
        """The teacher's own question, untrusted plain text from the link; empty if there is none."""
        return st.session_state.get(self._question, "")

    @property
    def claims(self) -> Sequence[str]:
        """What can be predicted about it: as untrusted, a few texts."""
        return st.session_state.get(self._claims, ())

    @property
    def in_link(self) -> str:
        """These choices, as in a link after its "?": a link that is forwarded keeps them."""
        keep = [*filter(self.keeps, self.names)] if self.hidden else None
        return for_class(keep, self.question, present=False, claims="\n".join(self.claims))

    @property
    def predicts(self) -> bool:
        """Whether this visitor can predict; a teacher who has written what can be predicted wants that."""
        return bool(self.claims) or self.keeps(CLAIMS)

    def ask(self, question: str, claims: str = "") -> None:
        """Ask another question of the teacher's own, with what can be predicted, a line each; empty for none."""
        st.session_state[self._question] = one_line(question)
        st.session_state[self._claims] = lines(claims) if self.question else ()

    def read_link(self) -> list[str]:
        """Apply the link; returns a sentence for each part of it that can't be used."""
        link = st.query_params
        self.prepared = st.session_state[self._prepared] = "keep" in link
        named = [name for name in link.get("keep", link.get("hide", "")).split(",") if name]
        known = {name for name in named if name in self.names}
        if self.prepared:
            self.hidden = {*self.names} - known
        else:
            self.hidden = known | ({POINTS} if "dataset" in known else set())
        st.session_state[self._hidden] = self.hidden
        question, claims = unfolded(link.get("ask", "")), unfolded(link.get("say", ""))
        self.ask(question, claims)
        unasked = [_("{name}: predictions need a question of your own, {ask}.", name="say", ask="ask")]
        return [
            *(
                _("{name}: this page has no such control.", name=repr(name[:40]))
                for name in named
                if name not in self.names
            ),
            *what_is_cut(question, claims),
            *(unasked if lines(claims) and not self.question else []),
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


def for_class(keep: Sequence[str] | None, question: str, present: bool, claims: str = "") -> str:
    """A teacher's choices as they appear in a link after its "?".

    ``keep``: None if students have every control; ``claims``: a line for each, which only a question has.
    """
    kept = {} if keep is None else {"keep": ",".join(keep)}
    asked = one_line(question)
    said = "\n".join(lines(claims)) if asked else ""
    rest = {"ask": folded(asked), "say": folded(said), "present": "true" if present else ""}
    return urlencode(kept | {name: value for name, value in rest.items() if value}, safe=",")
