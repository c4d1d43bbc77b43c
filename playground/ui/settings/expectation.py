"""What a visitor has drawn before a run: the cost curve and the boundary that they expect of the experiment on screen.

Each is kept in the session and in the link, by its name there.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from playground.language import _
from playground.lessons.drawn import boundary as expected_boundary
from playground.lessons.drawn import curve as expected_curve
from playground.lessons.drawn.boundary import Line
from playground.lessons.drawn.curve import CostCurve
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.teacher import CLAIMS

from .controls import Controls, PartOfLink
from .prediction import subject

CURVE, BOUNDARY = "curve", "boundary"
_PACK = {CURVE: expected_curve.pack, BOUNDARY: expected_boundary.pack}
_UNPACK = {CURVE: expected_curve.unpack, BOUNDARY: expected_boundary.unpack}


class _Expectation(NamedTuple):
    subject: str
    text: str


def expected_cost(controls: Controls) -> CostCurve | None:
    """The curve drawn for the experiment in effect, if any."""
    text = _written(controls, CURVE)
    return expected_curve.unpack(text) if text else None


def expected_line(controls: Controls) -> Line | None:
    """The boundary drawn for the experiment in effect, if any."""
    text = _written(controls, BOUNDARY)
    return expected_boundary.unpack(text) if text else None


def expect(controls: Controls, name: str, points: Sequence[Any]) -> None:
    """Keep a curve or a boundary, as a browser sent it; without points the visitor has taken it away."""
    try:
        text = _PACK[name](points)
    except (KeyError, ValueError):
        return  # not from our page, which shows the last one again
    st.session_state[_key(controls, name)] = _Expectation(subject(controls), text)


def _written(controls: Controls, name: str) -> str:
    """What is in effect under this name: for this experiment, and unless a teacher has left predictions out."""
    made: _Expectation | None = st.session_state.get(_key(controls, name))
    in_effect = made and made.subject == subject(controls) and controls.teacher.keeps(CLAIMS)
    return made.text if made and in_effect else ""


def _key(controls: Controls, name: str) -> str:
    return f"{controls.prefix}expected_{name}"


class ExpectationInLink(PartOfLink):
    """Both in a page's link."""

    names = (CURVE, BOUNDARY)

    def read_link(self, controls: Controls) -> list[str]:
        """Take them over."""
        return [note for name in self.names if (note := _read(controls, name))]

    def in_link(self, controls: Controls) -> dict[str, str]:
        """What is in effect."""
        return {name: text for name in self.names if (text := _written(controls, name))}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        for name in self.names:
            put_in_link(name, _written(controls, name))

    def beyond_link(self, controls: Controls) -> dict[str, _Expectation] | None:
        """Both, and for which experiment each was drawn: after a reload the address may be of another one, or none."""
        made = {name: st.session_state.get(_key(controls, name)) for name in self.names}
        return {name: each for name, each in made.items() if each and each.text} or None

    def restore(self, controls: Controls, data: Any) -> None:
        """Take them back."""
        kept = data if isinstance(data, dict) else {}
        for name in self.names:
            match kept.get(name):
                case [str(about), str(text)]:
                    _UNPACK[name](text)
                    st.session_state[_key(controls, name)] = _Expectation(about, text)


def _read(controls: Controls, name: str) -> str:
    """Take over what the link has under this name; why not, if it can't be used."""
    text = st.query_params.get(name)
    if text is None:
        return ""
    try:
        _UNPACK[name](text)
    except ValueError as error:
        del st.query_params[name]
        return _("{name}: {value} can't be used. {why}", name=name, value=repr(text[:40]), why=error.args[0])
    st.session_state[_key(controls, name)] = _Expectation(subject(controls), text)
    return ""
