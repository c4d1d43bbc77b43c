"""Buttons that act on the runs on screen. The browser draws them, since it knows what is on screen.

Their look and behaviour are in ``frontend/runs/run_buttons.js``; they send commands through the live chart.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from playground.ui.visit.speech import language

from .browser_files import file_component
from .run_parts import RunButton, buttons_data, comment_data
from .tick import Said


def run_buttons(runs: str, buttons: Sequence[RunButton], *, key: str) -> None:
    """Show buttons in a row.

    Parameters
    ----------
    runs : the key of the live chart that shows the runs
    buttons : from left to right
    key : the same in every call
    """
    file_component("frontend/runs/run_buttons")(
        key=key,
        width="content",
        data=buttons_data(runs, buttons, language()),
    )


def run_comment(
    runs: str | None,
    *,
    claims: Sequence[str] = (),
    chosen: int | None = None,
    letters: bool = False,
    said: Said | None = None,
    on_claim: Callable[[int], None] | None = None,
    aside: bool = False,
    key: str,
) -> None:
    """Show the comment on the runs: the text in ``Tick.said``, sent to the live chart.

    Before they begin, the claims that a visitor can choose from stand there; ``chosen`` is the place of the chosen one,
    and ``letters`` is whether they are called A to D, and not by the keys that choose them.

    Without a live chart ``runs`` is None, ``said`` stands below the claims, and ``on_claim`` is called with the place
    of the one that is chosen. ``aside`` is whether they belong to a section further down: then keys choose others, and
    no class is asked.
    """

    def received() -> None:
        claim = st.session_state.get(key, {}).get("claim")
        if on_claim and type(claim) is int and 0 <= claim < len(claims):
            on_claim(claim)

    file_component("frontend/runs/run_comment")(
        key=key,
        data=comment_data(runs, claims, chosen, language(), letters=letters, said=said, aside=aside),
        on_claim_change=received,
    )
