"""The question of a sweep: with what can be predicted, then what to look at, and the answer once all are trained."""

import streamlit as st

from playground.language import _, sentences
from playground.lessons.lesson import hint
from playground.lessons.outcome import by_chance
from playground.lessons.sweep import Results
from playground.ui.components.tick import Said
from playground.ui.questions.comments import judged
from playground.ui.questions.prediction import offer, predicted
from playground.ui.questions.presets import Presets
from playground.ui.settings.controls import Controls
from playground.ui.settings.training_bar import TrainingBar
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from .bar import ask
from .on_page import features_on


def ask_of_sweep(
    controls: Controls, presets: Presets, training: TrainingBar, question: str, remark: str
) -> bool | None:
    """Show the question of the preset in effect, or else this one; in either case below the remark, if there is one.

    Returns whether the visitor's prediction is right; None as long as nobody knows.
    """
    preset, sweep, results = presets.asking, training.sweep, Results(training.sweep)
    said = judged(preset, predicted(controls), results)
    if preset and results.ended:
        answer = preset.answer(results)
        details = sentences(answer.details, by_chance(preset.claims, said.right), said.details)
        said = said._replace(outcome=answer.sentence, details=details)
    elif preset:
        said = said._replace(rest=hint(preset.look_at))
    features = features_on(st.session_state["page"], controls)
    stay = True in [feature.with_sweep(said, training.training, sweep.ended) for feature in features]
    offers = stay or (controls.teacher.predicts and not (training.training or sweep.share))
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
            presets.draw(answered=sweep.ended)

    asked = f"**{say(preset.question if preset else question)}**"
    ask(
        controls,
        f"{say(remark)}  \n{asked}" if remark else asked,
        beside,
        lambda: offer(controls, claims, Said() if claims and not sweep.ended else said),
        above=False,
    )
    return said.right
