"""Loops or vectors: the same gradient computed twice, timed on the machine that serves this page."""

import time

import streamlit as st

from playground.language import _, number
from playground.ui.questions.exercises import Exercises
from playground.ui.runs.scheduler import SCHEDULER
from playground.ui.settings.controls import Controls
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .lesson import (
    WHAT,
    WHY,
    LoopsOrVectors,
    Measured,
    gradient_vectorised,
    gradient_with_loops,
    measure,
    next_size,
    source,
)
from .scene import loops_or_vectors_view


def explanation() -> None:
    """What comes once it is measured: what was, and why one way is faster."""
    tell(WHAT)
    st.subheader(say(_("Why")))
    tell(WHY)


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)

    def begin() -> None:
        """Measure from the beginning."""
        st.session_state["loops_measured"] = controls.settings(LoopsOrVectors), ()
        st.session_state["loops_measuring"] = True

    def so_far(controls: Controls) -> tuple[LoopsOrVectors, tuple[Measured, ...]]:
        """The settings, and what was measured with them."""
        settings = controls.settings(LoopsOrVectors)
        of, measured = st.session_state.get("loops_measured", (settings, ()))
        return settings, measured if of == settings else ()

    exercises = Exercises(PAGE.questions, so_far, begin)
    controls = page_controls(PAGE, exercises)
    with bar(PAGE, controls):
        buttons = st.container(horizontal=True, vertical_alignment="center", width="content")
    settings, measured = so_far(controls)  # known only now: the bar has drawn their widgets
    if st.session_state.get("loops_measured", (settings,))[0] != settings:  # of other samples
        st.session_state.pop("loops_measuring", None)
    busy = "loops_measuring" in st.session_state
    following = next_size(settings, measured)
    with buttons:
        st.button(
            say(_("Measure again") if measured and not busy else _("Measure")),
            key="loops_measure",
            icon=":material/timer:",
            type="primary",
            on_click=begin,
            disabled=busy,
            help=say(_("Compute the gradient both ways for growing m, and time it.")),
        )
        if busy and following:
            st.progress(len(measured) / len(settings.sizes), f"m = {say(number(following))}", width=160)
    ask(
        controls,
        _(
            "One gradient, computed in two ways: with loops, one number after the other, or vectorised, all numbers at "
            "once. **Predict:** how many times slower are the loops with 10 samples? And with 10,000? **Then press "
            "Measure.**"
        ),
        exercises=exercises,
    )

    begun = busy or bool(measured)
    if begun:
        static_charts(loops_or_vectors_view(settings, measured), key="loops_charts")
    if not presenting() or not begun:  # until then this is what the prediction is about
        ways = ((_("With loops"), gradient_with_loops), (_("Vectorised"), gradient_vectorised))
        for column, (title, gradient) in zip(st.columns(2, gap="medium"), ways, strict=True):
            column.subheader(say(title))
            column.code(source(gradient), language="python", wrap_lines=True)
    if begun and not presenting():  # before that it would answer what is asked
        explanation()
    close_page(PAGE, controls, ended=bool(measured), exercises=exercises)

    if busy:
        # Last, so that the page is there while it works; in a turn, so that nobody else's work is measured.
        if following:
            with SCHEDULER.time_slice(controls.session) as time_slice:
                times = measure(settings, following)
            st.session_state["loops_measured"] = settings, (*measured, times)
            time.sleep(time_slice.retry_after)
        else:
            del st.session_state["loops_measuring"]
        st.rerun()
