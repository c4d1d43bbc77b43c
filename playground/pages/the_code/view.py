"""The code: the notes' functions, the same as one plain loop, and the functions that do the same faster."""

import inspect
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.language import _
from playground.ui.questions.exercises import Exercises
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import CLAIMS, OF_EXPERIMENTS

from . import PAGE
from .lesson import CORE, NN_MODEL, SEVEN, STEPS
from .plain import train_plainly
from .questions import CHANGES


def code(function: Callable[..., Any]) -> None:
    """Show the source of a function."""
    st.code(textwrap.dedent(inspect.getsource(function)), language="python", wrap_lines=True)


def formulas(several: Sequence[str]) -> None:
    """Show formulas, a line each."""
    lines = r" \\ ".join(say(formula) for formula in several)
    st.latex(rf"\begin{{gathered}} {lines} \end{{gathered}}")


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)

    def ran() -> frozenset[str]:
        """The questions whose changes have run."""
        names: frozenset[str] = st.session_state.get("code_ran", frozenset())
        return names

    def run() -> None:
        """Run the change that is asked about."""
        st.session_state["code_ran"] = ran() | {exercises.opened}

    exercises = Exercises(PAGE.questions, lambda controls: (ran(),), run)
    controls = page_controls(PAGE, exercises, own={CLAIMS: OF_EXPERIMENTS[CLAIMS]})
    with bar(PAGE, controls):
        pass
    ask(
        controls,
        _(
            "This is how the notes train a network with one hidden layer. **Which line of the loop computes what "
            "training does not need?**"
        ),
        exercises=exercises,
    )
    if change := CHANGES.get(exercises.opened):
        st.code(change.difference, language="python", wrap_lines=True)

    st.header(say(_("The notes' seven functions")), anchor=False)
    for heading, functions in STEPS:
        st.subheader(say(heading), anchor=False)
        for shown in functions:
            step = [_("Step {number}", number=SEVEN.index(shown) + 1)] if shown in SEVEN else []
            title = " · ".join([*say(step), f"**`{shown.function.__name__}`**", say(shown.does)])
            with st.expander(title, expanded=shown is NN_MODEL):
                left, right = st.columns([3, 2], gap="medium")
                with left:
                    code(shown.function)
                with right:
                    if shown.formulas:
                        formulas(shown.formulas)
                    st.markdown("\n".join(f"- {say(words)}" for words in shown.notice))
    st.markdown(
        say(
            _(
                "The seven are steps 1 to 7 of the notes, under “The NumPy implementation”; `layer_sizes`, which "
                "the notes only call, is written for them. Columns are samples, and *m* is their number; the code "
                "writes `dZ1` for what a formula calls $dZ^{[1]}$. The file and the notebook that you can export "
                "have the same functions, and an exercise there leaves the seven for you to write."
            )
        )
    )

    st.header(say(_("The same in one loop")), anchor=False)
    st.markdown(
        say(
            _(
                "Here the functions are written out, one line after the other: an iteration has fifteen lines, and "
                "after each iteration the parameters are the same as above."
            )
        )
    )
    code(train_plainly)

    st.header(say(_("The same, faster")), anchor=False)
    st.markdown(
        say(
            _(
                "Every network in this app is trained by the functions below. From the same weights, one of their "
                "iterations gives the same numbers as one above, apart from rounding, in less time. All code on this "
                "page is read from the running program."
            )
        )
    )
    for shown in CORE:
        st.subheader(say(shown.heading), anchor=False)
        formulas(shown.formulas)
        for words in shown.notice:
            st.markdown(say(words))
        code(shown.function)
    close_page(PAGE, controls, exercises=exercises)
