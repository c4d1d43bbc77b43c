"""What a teacher puts into a link for a class: the controls that students keep, a question, and larger type (Present).

These are not settings of a run, so their names have no page prefix: ``keep``, ``ask`` and ``present``. Links made
before there was ``keep`` have ``hide`` instead, with the controls that students lose.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from playground.language import _
from playground.language.labels import YOUR_POINTS

from .overrides import put_in_link

LONGEST_QUESTION = 200
"""Characters of a teacher's own question."""
EXPERIMENTS, CLAIMS = "experiments", "claims"
"""What every page with settings has, or hides."""
POINTS, PIN, WEIGHTS, DRAWING = "points", "pin", "weights", "drawing"
OWN: Mapping[str, str] = {
    EXPERIMENTS: _("Experiments"),
    CLAIMS: _("Predictions"),
    POINTS: YOUR_POINTS,
    PIN: _("Pin"),
    WEIGHTS: _("Weights by hand"),
    DRAWING: _("Drawing a digit"),
}
"""The labels of controls that are no settings, by the names with which they are kept."""
PUNYCODE = "xn--"
"""Before a question that is not written in ASCII: percent-encoded, each Chinese character would take nine letters."""
LONGEST_PUNYCODE = 2000
"""Letters; decoding takes time that grows with their square."""


class Classroom:
    """A teacher's choices for one page of a visitor.

    Parameters
    ----------
    prefix : of the page
    names : of the page's controls that a teacher can choose from
    """

    NAMES = ("keep", "hide", "ask", "present")
    """Names in a link that are not settings."""

    def __init__(self, prefix: str, names: Iterable[str]) -> None:
        self._prepared, self._hidden, self._question = f"{prefix}prepared", f"{prefix}hidden", f"{prefix}question"
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
        question = _unfolded(link.get("ask", ""))
        st.session_state[self._question] = one_line(question)
        return [
            *(
                _("{name}: this page has no such control.", name=repr(name[:40]))
                for name in named
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


def for_class(keep: Sequence[str] | None, question: str, present: bool) -> str:
    """A teacher's choices as they appear in a link after its "?"; ``keep``: None if students have every control."""
    kept = {} if keep is None else {"keep": ",".join(keep)}
    rest = {"ask": _folded(one_line(question)), "present": "true" if present else ""}
    return urlencode(kept | {name: value for name, value in rest.items() if value}, safe=",")


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


def _folded(question: str) -> str:
    """A question as it stands in a link."""
    plain = question.isascii() and not question.startswith(PUNYCODE)
    return question if plain else PUNYCODE + question.encode("punycode").decode()


def _unfolded(text: str) -> str:
    """The question in a link; what is not in Punycode is taken as it is."""
    if not text.startswith(PUNYCODE) or len(text) > LONGEST_PUNYCODE:
        return text
    try:
        return text.removeprefix(PUNYCODE).encode().decode("punycode")
    except UnicodeError:
        return text
