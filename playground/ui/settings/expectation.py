"""The cost curve that a visitor expects of the experiment on screen, kept in the session and in the link."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from playground.language import _
from playground.lessons.expected_curve import CostCurve, pack, unpack
from playground.ui.visit.classroom import CLAIMS
from playground.ui.visit.overrides import put_in_link

from .controls import Controls, PartOfLink
from .prediction import subject

CURVE = "curve"


class _Expectation(NamedTuple):
    subject: str
    curve: str


def expected(controls: Controls) -> CostCurve | None:
    """The curve drawn for the experiment in effect, if any, unless a teacher has left predictions out."""
    curve = _written(controls)
    return unpack(curve) if curve else None


def expect(controls: Controls, points: Sequence[Any]) -> None:
    """Keep a curve, as a browser sent it; without points the visitor has taken it away."""
    try:
        curve = pack(points)
    except ValueError:
        return  # not from our page, which shows the last one again
    st.session_state[_key(controls)] = _Expectation(subject(controls), curve)


def _written(controls: Controls) -> str:
    made: _Expectation | None = st.session_state.get(_key(controls))
    in_effect = made and made.subject == subject(controls) and controls.classroom.keeps(CLAIMS)
    return made.curve if made and in_effect else ""


def _key(controls: Controls) -> str:
    return f"{controls.prefix}expectation"


class ExpectationInLink(PartOfLink):
    """The curve in a page's link."""

    names = (CURVE,)

    def read_link(self, controls: Controls) -> list[str]:
        """Take it over."""
        text = st.query_params.get(CURVE)
        if text is None:
            return []
        try:
            unpack(text)
        except ValueError as error:
            del st.query_params[CURVE]
            return [
                _("{name}: {value} can't be used. {why}", name=CURVE, value=repr(text[:40]), why=error.args[0]),
            ]
        st.session_state[_key(controls)] = _Expectation(subject(controls), text)
        return []

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The curve that is in effect."""
        curve = _written(controls)
        return {CURVE: curve} if curve else {}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        put_in_link(CURVE, _written(controls))
