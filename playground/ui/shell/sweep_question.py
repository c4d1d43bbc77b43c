"""The question of a sweep: with what can be predicted, then what to look at, and the answer once all are trained."""

import streamlit as st

from playground.features.classroom.lecturer.asking import Asking
from playground.language import _
from playground.lessons.sweep import Results
from playground.ui.components.live_chart import Said
from playground.ui.runs.comments import comment_on_sweep
from playground.ui.settings.controls import Controls
from playground.ui.settings.prediction import offer, predicted
from playground.ui.settings.presets import Presets
from playground.ui.settings.training_bar import TrainingBar
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from .bar import ask


def ask_of_sweep(
    controls: Controls, presets: Presets, training: TrainingBar, question: str, remark: str
) -> bool | None:
    """Show the question of the preset in effect, or else this one; in either case below the remark, if there is one.

    Returns whether the visitor's prediction is right; None as long as nobody knows.
    """
    preset, sweep = presets.asking, training.sweep
    said = comment_on_sweep(preset, Results(sweep), predicted(controls)) if preset else Said()
    asking = Asking(controls)
    asking.judge(said, begun=training.training, ended=sweep.ended)
    before = controls.teacher.predicts and not (training.training or sweep.share)
    offers = before or asking.number  # what a class has answered stays to be seen
    claims = preset.claims.each if preset and preset.claims and offers else []

    def beside() -> None:
        instead = presets.instead
        if said.right is False and instead and not controls.teacher.prepared:
            with st.container(width="content", key="way_on"):
                st.button(
                    say(_("Try {name}", name=instead.name)),
                    icon=":material/lightbulb:",
                    key=f"{controls.prefix}instead",
                    on_click=presets.choose,
                    args=(instead,),
                    wrap=False,
                )
        if not presenting():
            presets.draw()

    asked = f"**{say(preset.question if preset else question)}**"
    ask(
        controls,
        f"{say(remark)}  \n{asked}" if remark else asked,
        beside,
        lambda: offer(controls, claims, Said() if claims and not sweep.ended else said),
        class_above=False,
    )
    return said.right
