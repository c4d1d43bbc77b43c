"""The table of the run on screen and the visitor's pins."""

from typing import Any

import streamlit as st

from playground.export.numbers import table_csv
from playground.language import _
from playground.training import name_of
from playground.training.formatting import hundredths
from playground.training.scores import R_SQUARED
from playground.ui.components.saving import save
from playground.ui.runs.player import Player
from playground.ui.visit.speech import say

from .pinned import Pinned
from .runs_table import BEFORE, COST, ENOUGH, ITERATION, OF_SCORES, REACHED, RUN, TEST, TRAIN, Columns, runs_table
from .store import Pin


def table_key(prefix: str) -> str:
    """The key of the popover with the table, on the page whose keys begin with ``prefix``."""
    return f"{prefix}pin_table"


def are_compared(prefix: str) -> bool:
    """Whether the visitor has the table open."""
    return bool(st.session_state.get(table_key(prefix)))


def table(player: Player, pins: dict[str, Pin], key: str) -> None:
    """Draw the table, which sorts by a clicked heading, and the button that saves it as a file.

    ``pins``: by label, the difference of each; ``key``: prefix of its widgets' keys.
    """
    if not player.present:
        st.rerun()  # its runs were released while idle
    present = player.inspect(lambda runs: Pinned.of(runs.first))
    shown = runs_table({_("now"): present} | {label: pin.run for label, pin in pins.items() if pin.run})
    named = {
        heading: [name_of(cell) if isinstance(cell, str) else cell for cell in cells]
        for heading, cells in shown.items()
    }
    for accuracies in (TRAIN, TEST):  # here, since the table would round halves by a rule of its own
        if accuracies in named:
            named[accuracies] = [None if each is None else float(hundredths(each / 100)) for each in shown[accuracies]]
    with st.container(key="pin_rows", gap="xsmall"):
        st.markdown(say(_("The run on screen and the pins. A click on a heading sorts them.")))
        st.dataframe(
            say(named),
            hide_index=True,
            width="content",
            column_config=say(_column_config(shown)),
            placeholder="–",
            alt=say(_("A row for the run on screen and for each pin: in what they differ, and how far they have come")),
            key=f"{key}_grid",
        )
    with st.container(horizontal=True, gap="xsmall"):
        wanted = st.button(say(_("Save as CSV")), icon=":material/download:", key=f"{key}_csv")
        if player.playing:
            st.button(
                say(_("Refresh")), icon=":material/refresh:", key=f"{key}_refresh", help=say(_("The run plays on."))
            )
    if wanted:
        save("runs.csv", table_csv(shown), key=f"{key}_saved")


def _column_config(columns: Columns) -> dict[str, Any]:
    """Number formats and help texts of the columns."""
    number = st.column_config.NumberColumn
    enough = _("{share:g} %", share=100 * ENOUGH)
    reached = _("The first measured iteration at which {share} of the training points were right.", share=enough)
    looks = {
        RUN: st.column_config.TextColumn(pinned=True),
        ITERATION: number(format="localized"),
        COST: number(format="%.4g"),
        TRAIN: number(format="%.1f"),
        TEST: number(format="%.1f", help=say(_("Of points kept out of training."))),
        REACHED: number(format="localized", help=say(reached)),
        R_SQUARED.train: number(format="%.3f"),
        R_SQUARED.test: number(format="%.3f", help=say(_("Of points kept out of training."))),
        **{error: number(format="%.4f") for error in R_SQUARED.errors or ()},
        OF_SCORES[R_SQUARED.column]: number(
            format="localized", help=say(_("The first measured iteration with this R² on the training points."))
        ),
        BEFORE: number(
            format="localized",
            help=say(
                _(
                    "The last measured iteration before that. Of a long run not every iteration is kept: it happened "
                    "somewhere in between."
                )
            ),
        ),
    }
    return {name: inspect for name, inspect in looks.items() if name in columns}
