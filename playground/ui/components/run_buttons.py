"""Buttons that act on the runs on screen. The browser draws them, since it knows what is on screen.

Their look and behaviour are in ``frontend/runs/run_buttons.js``; they send commands through the live chart.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from playground.language import _
from playground.ui.visit.speech import say

from .browser_files import file_component
from .tick import Said


class RunButton(NamedTuple):
    """A button of the runs.

    Attributes
    ----------
    what, arguments : the command, from :data:`~playground.ui.components.commands.COMMANDS`
    label, other_label : its text; the other one while the runs play, if that differs
    icon : a name from ``frontend/runs/run_buttons.js``
    help : what it does, in a sentence
    key, key_name : the browser's code of its keyboard shortcut, and the key's name on the button
    primary : whether it is the one to press first
    when : when it is shown: at an end of the runs, one of ``Tick.end``; while ``Tick.way`` is "from_the_start",
        "from_here" or "decided"; where something is advised, "advice", and then its text is ``Tick.advice``; where the
        visitor's prediction is not true, "wrong"; empty for always
    """

    what: str
    label: str
    icon: str
    help: str = ""
    arguments: Mapping[str, Any] = {}
    other_label: str = ""
    key: str = ""
    key_name: str = ""
    primary: bool = False
    when: str = ""


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
        data={"runs": runs, "buttons": [say(each._asdict()) for each in buttons]},
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

    signs = [""] * len(claims) if aside else "ABCD" if letters else "1234"
    texts = {
        "claims": [*zip(signs, claims, strict=False)],
        "spoken": [_("You said: {claim}.", claim=claim) for claim in claims],
        "predict": [_("Predict “{claim}”", claim=claim) for claim in claims],  # in the list of keys
        "taken_back": _("Your prediction is taken back."),
        "group": _("Your prediction"),
    }
    file_component("frontend/runs/run_comment")(
        key=key,
        data={
            "runs": runs,
            "aside": aside,
            "chosen": -1 if chosen is None else chosen,
            "said": say(said).shown if said else None,
            **say(texts),
        },
        on_claim_change=received,
    )
