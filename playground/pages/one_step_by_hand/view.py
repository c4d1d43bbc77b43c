"""One step by hand: one iteration taken apart into its stages, with the numbers put in and the source that ran."""

import streamlit as st

from playground.language import _, pgettext
from playground.ui.questions.exercises import Exercises
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .lesson import OneStepByHand, take_apart
from .rank_1 import TRAPS
from .scene import one_step_by_hand_view
from .step_view import below, draw_blocks, formula, numbers


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    exercises = Exercises(PAGE.questions, lambda controls: (controls.settings(OneStepByHand),))
    controls = page_controls(PAGE, exercises)

    def go(by: int) -> None:
        """Go so many stages on, or back."""
        controls.override({"stage": controls.settings(OneStepByHand).stage_next(by)})

    with bar(PAGE, controls):
        buttons = st.container(horizontal=True, gap="xsmall", width="content")  # which can be used, the stage decides
    ask(
        controls,
        _(
            "This is one iteration of training. **Predict:** which stage is the first to use the labels Y, and which "
            "to change a weight?"
        ),
        exercises=exercises,
    )
    with st.container(horizontal=True, gap="medium", key="step_row"):
        controls.draw("depth")
        controls.draw("stage", most=controls.settings(OneStepByHand).stage_names, width=720)
    settings = controls.settings(OneStepByHand)
    with buttons:
        st.button(
            say(pgettext("to another stage", "Back")),
            key="step_back",
            icon=":material/arrow_back:",
            on_click=go,
            args=(-1,),
            disabled=settings.number == 0,
        )
        st.button(
            say(pgettext("to another stage", "Forward")),
            key="step_forward",
            icon=":material/arrow_forward:",
            type="primary",
            on_click=go,
            args=(1,),
            disabled=settings.now == settings.stages[-1],
        )
    try:
        step = take_apart(settings)
    except FloatingPointError as error:
        st.error(say(error.args[0]))
    else:
        picture, words = st.columns(2, gap="medium")
        with picture:
            if settings.depth < 2:
                static_charts(one_step_by_hand_view(step), key="step_charts")
            else:
                draw_blocks(step, lambda name: controls.override({"stage": name}))
        with words:
            with st.container(key="step_formula"):
                formula(step)
            if not presenting():
                numbers(step)
        if not presenting():
            below(step)

    if not presenting():
        st.header(say(_("The rank-1 trap")))
        st.info(
            say(
                _(
                    "NumPy has arrays of shape `(5,)`, which are neither a row nor a column. **Before you read on:** "
                    "what is the shape of such an array after `.T`? And of `A2 - Y`, if Y is `(5,)`, and A2 is "
                    "`(1, 5)`, as in the notes, or `(5, 1)`?"
                )
            ),
            icon=":material/help:",
        )
        for trap in TRAPS:
            st.subheader(say(trap.title), anchor=False)
            st.markdown(say(trap.words))
            st.code(trap.ran(), language="python", wrap_lines=True)
        st.markdown(
            say(
                _(
                    "So give every array both dimensions, `(5, 1)` or `(1, 5)`, and assert the shapes that you expect, "
                    "as the NumPy lines of each stage do."
                )
            )
        )
    close_page(PAGE, controls, exercises=exercises)
