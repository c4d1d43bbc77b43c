"""A visitor's prediction: the claim chosen for the experiment on screen, kept in the session and in the link."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from playground.language import _
from playground.lessons.claims import MOST
from playground.ui.components.live_chart import Said
from playground.ui.components.run_buttons import run_comment
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.teacher import presenting

from .controls import Controls, PartOfLink

CLAIM = "claim"


class _Prediction(NamedTuple):
    experiment: str
    claim: int


def predicted(controls: Controls) -> int | None:
    """The place of the claim chosen for the experiment in effect, from 0; None if there is none, or none to choose."""
    if not controls.teacher.predicts:
        return None
    made: _Prediction | None = st.session_state.get(_key(controls))
    return made.claim if made and made.experiment == subject(controls) else None


def predict(controls: Controls, claim: int) -> None:
    """Choose a claim; choosing it again takes it back."""
    taken_back = predicted(controls) == claim
    st.session_state[_key(controls)] = None if taken_back else _Prediction(subject(controls), claim)


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
        return [_("{name}: a prediction is a number from 1 to {most}.", name=f"{CLAIM}={text[:40]!r}", most=MOST)]

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The claim that is chosen."""
        claim = predicted(controls)
        return {} if claim is None else {CLAIM: str(claim + 1)}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        put_in_link(CLAIM, self.in_link(controls).get(CLAIM, ""))
