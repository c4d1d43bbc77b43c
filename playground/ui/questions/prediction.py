"""A visitor's prediction: the claim chosen for the experiment on screen, kept in the session and in the link."""

import secrets
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from playground.language import _
from playground.lessons.claims import MOST
from playground.ui.components.run_buttons import run_comment
from playground.ui.components.tick import Said
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.teacher import presenting

CLAIM = "claim"


class _Prediction(NamedTuple):
    experiment: str
    claim: int
    attempt: str = ""


def predicted(controls: Controls) -> int | None:
    """The place of the claim chosen for the experiment in effect, from 0; None if there is none, or none to choose."""
    made = _made(controls)
    return made.claim if made else None


def attempt(controls: Controls) -> str:
    """Which prediction it is: see :class:`~playground.ui.components.way.Asked`."""
    made = _made(controls)
    return made.attempt if made else ""


def new_attempt() -> str:
    """Make a name for a prediction that no other has, not even in another session of the same tab."""
    return secrets.token_hex(4)


def predict(controls: Controls, claim: int) -> None:
    """Choose a claim; choosing it again takes it back."""
    taken_back = predicted(controls) == claim
    made = None if taken_back else _Prediction(subject(controls), claim, new_attempt())
    st.session_state[_key(controls)] = made


def _made(controls: Controls) -> _Prediction | None:
    """The prediction about the experiment in effect, if there is one."""
    made: _Prediction | None = st.session_state.get(_key(controls))
    return made if made and controls.teacher.predicts and made.experiment == subject(controls) else None


def offer(controls: Controls, claims: Sequence[str], said: Said) -> None:
    """Offer claims on a page without a live chart, with what is ``said`` below them."""
    run_comment(
        None,
        claims=claims,
        chosen=predicted(controls),
        letters=presenting(),
        said=said,
        on_claim=partial(predict, controls),
        key="comment",
    )


def _key(controls: Controls) -> str:
    return f"{controls.prefix}prediction"


def subject(controls: Controls) -> str:
    """What is predicted about: every setting of the experiment but its limit, which can be raised at the end."""
    values, names = controls.by_name, controls.offered.experiment_names()
    return repr({name: values[name] for name in names if name != "limit"})


class PredictionInLink(PartOfLink):
    """The prediction in a page's link: the claim's place, from 1."""

    names = (CLAIM,)

    def read_link(self, controls: Controls) -> list[str]:
        """Take it over."""
        text = st.query_params.get(CLAIM)
        if text is None:
            return []
        if text in {str(place + 1) for place in range(MOST)}:
            predict(controls, int(text) - 1)
            return []
        del st.query_params[CLAIM]
        given = f"{CLAIM}={text[:40]!r}"
        return [_("{name}: a prediction is a number from 1 to {most}.", name=given, most=MOST)]

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The claim that is chosen."""
        claim = predicted(controls)
        return {} if claim is None else {CLAIM: str(claim + 1)}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        put_in_link(CLAIM, self.in_link(controls).get(CLAIM, ""))
