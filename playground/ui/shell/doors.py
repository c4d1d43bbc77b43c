"""Where to begin: on a first visit, three doors stand in place of the playground's question."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from playground.language import _
from playground.pages.contents import DIGITS, PLAYGROUND
from playground.ui.components.way import DOORS
from playground.ui.components.way import doors as draw
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.visit import speech
from playground.ui.visit.teacher import embedded, presenting

from .menu import taken_along

BREAKS = {"learning_rate": 50.0}
"""Settings of the preset behind *Break it*."""
_BARE = "bare"
"""Session key: whether the address that opened the visit says nothing but the language."""


def doors(controls: Controls) -> Callable[[], None] | None:
    """What draws them on the playground's own address, until something else is chosen; the browser knows who is new."""
    here = st.session_state["first_page"] == PLAYGROUND and not controls.link_notes
    bare = st.session_state.setdefault(_BARE, here and set(st.query_params) <= {speech.IN_LINK})
    wanted = bare and not (presenting() or embedded() or controls.changed)
    return partial(_draw, controls) if wanted else None


def _draw(controls: Controls) -> None:
    def enter() -> None:
        if st.session_state.get(DOORS, {}).get("door") == "break":
            controls.override(BREAKS)
            player: Player = st.session_state[f"{controls.prefix}player"]
            player.go_on()

    chosen = draw(
        f"{controls.prefix}live",
        _("A neural network, small enough to watch it learn. Where would you like to begin?"),
        {"play": _("Watch it learn"), "break": _("Break it"), "digits": _("Draw a digit")},
        enter,
    )
    if chosen == "digits":
        st.switch_page(DIGITS.script, query_params=taken_along())
