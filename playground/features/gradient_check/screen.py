"""The gradient check at the end of one step by hand: its question, and its curve with an ε to drag."""

from collections.abc import Sequence

import streamlit as st

from playground.language import _
from playground.lessons.prose import Paragraph
from playground.pages.one_step_by_hand import PAGE as ONE_STEP_BY_HAND
from playground.pages.one_step_by_hand.lesson import OneStepByHand, take_apart
from playground.pages.page import Page
from playground.training.formatting import magnitude
from playground.ui.questions.exercises import Exercises
from playground.ui.settings.controls import PartOfLink
from playground.ui.shell.on_page import OnPage
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say

from .check import EPSILONS, QUESTIONS, check, check_view, places

SEEN = "gradient_check_seen"
"""The session key of whether the visitor has had the curve shown."""
QUOTIENT = r"\frac{\partial J}{\partial w} \approx \frac{J(w + \varepsilon) - J(w - \varepsilon)}{2 \varepsilon}"
WORDS = Paragraph(
    _(
        "Backpropagation computes the derivative of the cost J with respect to each parameter w. The cost alone gives "
        "it, too, but not exactly: move w up and down by ε, and take this quotient."
    ),
    (QUOTIENT,),
)
ERRORS = Paragraph(
    _(
        "The quotient has two errors. The **truncation error** is there because J is not exactly a parabola between "
        "the two points: a ten times smaller ε makes it about a hundred times smaller. The **rounding error** is there "
        "because each cost has only about sixteen digits: a ten times smaller ε makes it about ten times larger."
    )
)


class FeatureOnPage(OnPage):
    """The check of a derivative of the iteration on screen."""

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """On one step by hand alone."""
        return page is ONE_STEP_BY_HAND

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """The question."""
        return [
            Exercises(
                QUESTIONS,
                lambda controls: (controls.settings(OneStepByHand), SEEN in st.session_state),
                lambda: st.session_state.update({SEEN: True}),
                section=cls.name(),
            )
        ]

    def ends_page(self) -> None:
        """Draw it, the curve after the question."""
        st.header(say(_("Gradient check")))
        tell([WORDS])
        try:
            step = take_apart(self._controls.settings(OneStepByHand))
        except FloatingPointError as error:
            st.markdown(say(error.args[0]))
            return
        of_check = next(p for p in self._controls.parts if isinstance(p, Exercises) and p.section == self.name())
        of_check.draw_in_section()
        if of_check.opened and SEEN not in st.session_state:
            return
        tell([ERRORS])
        prefix, offered = self._controls.prefix, places(step)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            called = st.selectbox(say(_("Derivative")), [*offered], key=f"{prefix}check_{[*offered][-1]}", width=160)
            epsilon = st.select_slider(
                "ε",
                EPSILONS,
                EPSILONS[-1],
                format_func=lambda each: say(magnitude(each)),
                key=f"{prefix}epsilon",
                width=560,
            )
        static_charts(check_view(step, called, check(step, *offered[called]), epsilon), key="step_check_charts")
