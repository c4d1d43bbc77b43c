"""Inside the symmetry: why equal units stay equal, unit by unit, and what it takes to part them."""

from collections.abc import Sequence

import streamlit as st

from playground.charts.pages import SCENES
from playground.language import _
from playground.lessons.inside_the_symmetry import INSIDE_THE_SYMMETRY as LESSON
from playground.lessons.inside_the_symmetry import Followed, Nudge
from playground.training import TOLERANCE
from playground.training.formatting import percent
from playground.ui.pages import INSIDE_THE_SYMMETRY
from playground.ui.runs.player import Player
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.stage import Stage
from playground.ui.shell.transport import OwnButton
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

open_page(INSIDE_THE_SYMMETRY)
controls = page_controls("inside_", LESSON.settings)


def nudges(player: Player) -> Sequence[OwnButton]:
    """The two buttons that disturb the run, and what they add."""
    controls.draw("unit", most=controls.settings(Followed).n_h, width=70)
    controls.draw("weight", width=90)
    controls.draw("amount", width=110)
    if not controls.teacher.needs("unit", "weight", "amount"):
        return ()
    return [
        OwnButton(
            "nudge",
            _("Nudge"),
            "hand",
            _("Add the amount to the chosen weight of the chosen unit, now."),
            lambda settings, runs: settings[Nudge].press(runs),
        ),
        OwnButton(
            "nudge_all",
            _("Nudge all"),
            "dots",
            _("Add to every weight of the chosen layer, now, the amount times a random number of its own."),
            lambda settings, runs: settings[Nudge].press_all(runs),
        ),
    ]


Stage(INSIDE_THE_SYMMETRY, controls, LESSON, SCENES[INSIDE_THE_SYMMETRY.path], nudges).show()
if not presenting():
    st.subheader(say(_("What you can see here")))
    st.markdown(
        say(
            _("""
One network, its hidden units followed one by one. In the left chart each unit's two incoming weights give
its place; units in the same place are counted: **1–4 (×4)** are four units, not one. This page writes `W1` and `dZ1`,
as code does, for what a formula calls $W^{[1]}$ and $dZ^{[1]}$.
""")
        )
    )
    st.markdown(say(_("The notes call it 对称失效, a failure of symmetry, that all units of a layer do the same.")))
    st.markdown(
        say(
            _(
                """
- **Equal stays equal.** The lines above are the whole proof: if two units have equal rows of W1, equal biases and
  equal entries of W2, then they have equal outputs, so equal rows of dW1, equal db1 and equal entries of dW2, so they
  are equal after the update too, and so on for ever.
- **A nudge** breaks the premise for the unit it touches, and only for that one. *Nudge all* gives each weight a random
  number of its own, and so breaks it for all: that is random initialisation in miniature.
- **In the table**, “= 1” means that the whole row equals that of unit 1 bit for bit, “≈ 1” that the unit, gradients
  aside, equals unit 1 to within {share} of the largest number; rows of the same colour are equal bit for bit.
- **Rounding.** A computer adds up a matrix product in a different order at the edges of its blocks, so equal rows can
  come out different in the last bit. This app pads its arrays so that no unit lies at such an edge; *Plain matrix
  products* leaves that out. For which numbers of units they then part depends on the processor: watch the distance.
""",
                share=percent(TOLERANCE, 4),
            )
        )
    )
close_page(INSIDE_THE_SYMMETRY, controls, LESSON.presets)
