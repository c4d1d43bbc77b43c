"""One step by hand: one iteration taken apart into its stages, with the numbers put in and the source that ran."""

import streamlit as st

from playground.charts.one_step_by_hand import finding, in_numbers, in_shapes, in_symbols, one_step_by_hand_view
from playground.language import _, pgettext, sentences
from playground.lessons.one_step_by_hand import ONE_STEP_BY_HAND_SETTINGS, OneStepByHand, take_apart
from playground.lessons.rank_1 import TRAPS
from playground.ui.components.static_charts import static_charts
from playground.ui.pages import ONE_STEP_BY_HAND
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.visit.classroom import presenting
from playground.ui.visit.speech import say

open_page(ONE_STEP_BY_HAND)
controls = page_controls("step_", ONE_STEP_BY_HAND_SETTINGS)


def go(by: int) -> None:
    """Go so many stages on, or back."""
    controls.override({"stage": controls.settings(OneStepByHand).stage_next(by)})


with bar(ONE_STEP_BY_HAND, controls):
    buttons = st.container(horizontal=True, gap="xsmall", width="content")  # which can be used, the stage decides
ask(
    controls,
    _(
        "This is one iteration of training, on five samples. **Predict:** at which stage do the labels Y first come "
        "in, and at which does the first weight change? **Then, at each stage:** what shape will the result have? "
        "Compute one of its numbers yourself."
    ),
)
controls.draw("stage", width=720)
settings = controls.settings(OneStepByHand)
stage = settings.now
last = len(settings.stages) - 1
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
        disabled=settings.number == last,
    )
try:
    step = take_apart(settings)
except FloatingPointError as error:
    st.error(say(error.args[0]))
else:
    graph, formula = st.columns(2, gap="medium")
    with graph:
        static_charts(one_step_by_hand_view(step), key="step_charts")
    with formula, st.container(key="step_formula"):
        said = say(finding(step))
        st.subheader(say(stage.title), anchor=False)
        formulas = "  \n".join(f"${in_symbols(equation, step)}$" for equation in stage.equations if equation.right)
        if formulas:
            right = say(pgettext("index of the probability of the right class", "right"))
            st.markdown(formulas.replace(r"\text{right}", rf"\text{{{right}}}"))
        st.markdown(say(sentences(stage.words, f"**{said}**" if said else "")))
        shapes = " ".join(f"`{say(in_shapes(equation, step))}`" for equation in stage.equations)
        st.markdown(say(_("Shapes: {shapes}", shapes=shapes)))
        where = _(
            "Stage {number} of {last}; in the notes: {section}. Text and code write `dZ1` for what a formula calls "
            "$dZ^{{[1]}}$.",
            number=settings.number,
            last=last,
            section=stage.section,
        )
    if not presenting():
        with formula:  # beside the graph: the first of them are on the first screen
            st.subheader(say(_("With the numbers put in")), anchor=False)
            for equation in stage.equations:
                st.markdown(f"${in_numbers(equation, step)}$")
            rounded = _("Rounded for reading; the network computes with about sixteen digits. 2.3e-7 is 0.00000023.")
            st.markdown(f":small[{say(rounded)} {say(where)}]")
        st.subheader(say(_("The code that ran")), anchor=False)
        for name, source in settings.sources().items():
            st.markdown(f"`{name}`")
            st.code(source, language="python", wrap_lines=True)

if not presenting():
    st.header(say(_("The rank-1 trap")))
    st.info(
        say(
            _(
                "NumPy has arrays of shape `(5,)`, which are neither a row nor a column. **Before you read on:** what "
                "is the shape of such an array after `.T`? And of `A2 - Y`, if A2 is `(5, 1)` and Y is `(5,)`?"
            )
        ),
        icon=":material/help:",
    )
    for trap in TRAPS:
        st.subheader(say(trap.title), anchor=False)
        st.markdown(say(trap.words))
        st.code(trap.ran(), language="python", wrap_lines=True)
    st.markdown(
        say(_("So give every array both dimensions, `(5, 1)` or `(1, 5)`, and assert the shapes that you expect."))
    )
close_page(ONE_STEP_BY_HAND, controls)
