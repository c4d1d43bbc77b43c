"""A dead ReLU: a unit that is switched off in two networks, and comes back in one of them."""

from collections.abc import Sequence

import streamlit as st

from playground.charts.pages import SCENES
from playground.language import _
from playground.lessons.dead_relu import DEAD_RELU as LESSON
from playground.lessons.dead_relu import Push
from playground.training import Recipe
from playground.ui.pages import DEAD_RELU
from playground.ui.runs.player import Player
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.stage import Stage
from playground.ui.shell.transport import OwnButton
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

open_page(DEAD_RELU)
controls = page_controls("dead_", LESSON.settings)


def push(player: Player) -> Sequence[OwnButton]:
    """The button that switches a unit off in both networks."""
    controls.draw("unit", most=controls.settings(Recipe).n_h, width=70)
    controls.draw("below", width=142)
    if not controls.teacher.needs("unit", "below"):
        return ()
    return [
        OwnButton(
            "push",
            _("Push unit {unit} below zero", unit=controls.settings(Push).unit),
            "down",
            _(
                "Lower this unit's bias b1, by the same amount in both networks, until the unit is off for every "
                "sample."
            ),
            lambda settings, runs: settings[Push].press(runs),
        )
    ]


Stage(DEAD_RELU, controls, LESSON, SCENES[DEAD_RELU.path], push).show()
if not presenting():
    st.subheader(say(_("Why one is dead and the other is not")))
    st.markdown(
        say(
            _(
                "Two networks with the same initial weights learn the same points, in step. They differ only in their "
                "activation."
            )
        )
    )
    st.markdown(
        say(
            _("""
For a unit that is off for every sample, every slope is 0 with ReLU and 0.01 with leaky ReLU. With ReLU its gradients
are exactly 0, and since the samples stay the same, so does the unit, for ever. With leaky ReLU its dW1 and db1 are a
hundredth of what they would be with a slope of 1. Whether that brings it back depends on the data. So a dead ReLU is
not revived by training; the same unit with a leak can be.
""")
        )
    )
close_page(DEAD_RELU, controls, LESSON.presets)
