"""Where to begin: on a first visit, three doors stand in place of the playground's question."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from playground.language import _
from playground.pages.contents import DIGITS, PLAYGROUND, ZERO_OR_RANDOM
from playground.ui.components.way import doors as draw
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.visit import speech
from playground.ui.visit.teacher import embedded, presenting

from .menu import taken_along

PLAYS = "plays_by_itself"
"""Session key: whether the page behind a door has yet to begin to play."""
_BARE = "bare"
"""Session key: whether the address that opened the visit says nothing but the language."""


def doors(controls: Controls) -> Callable[[], None] | None:
    """What draws them on the playground's own address, until something else is chosen; the browser knows who is new."""
    here = st.session_state["first_page"] == PLAYGROUND and not controls.link_notes
    bare = st.session_state.setdefault(_BARE, here and set(st.query_params) <= {speech.IN_LINK})
    wanted = bare and not (presenting() or embedded() or controls.changed)
    return partial(_draw, controls) if wanted else None


def plays_by_itself(player: Player) -> None:
    """Have the runs play if a door has led to them: what is behind it has to learn first."""
    if st.session_state.pop(PLAYS, False):
        player.go_on()


def _draw(controls: Controls) -> None:
    chosen = draw(
        f"{controls.prefix}live",
        _("A neural network small enough to watch while it learns"),
        {
            "play": (_("Watch it learn"), _("Four units learn a flower")),
            "zero": (_("Start at zero"), _("Why does nothing happen?")),
            "digits": (_("Draw a digit"), _("It learns to read first")),
        },
    )
    behind = {"zero": ZERO_OR_RANDOM, "digits": DIGITS}.get(chosen or "")
    if behind:
        st.session_state[PLAYS] = behind is DIGITS
        st.switch_page(behind.script, query_params=taken_along())
