"""The questions of a page on which nothing plays: one at a time, in place of the page's own, under the bar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import streamlit as st

from playground.language import _, pgettext
from playground.lessons.claims import you_said
from playground.lessons.exercises import LONGEST, Make, Question, read_number
from playground.training.formatting import setting
from playground.ui.components.browser_files import file_component
from playground.ui.components.live_chart import Said
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import CLAIMS

from .controls import Controls


@dataclass(frozen=True)
class _Answer:
    """What a visitor has answered: ``said`` is a claim's place, or what was typed; None for nothing yet.

    ``about``: of the question; ``shown``: whether the page has shown the answer since, or was asked to.
    """

    about: Any
    said: int | str | None = None
    shown: bool = False


@dataclass(frozen=True)
class Exercises:
    """The questions of one page.

    Attributes
    ----------
    controls : of the page
    questions : by a name that stays the same
    state : what they are made from
    find : does what shows the answer, if no setting does
    """

    controls: Controls
    questions: Mapping[str, Make]
    state: tuple[Any, ...] = ()
    find: Callable[[], object] | None = None

    @property
    def offered(self) -> bool:
        """Whether the visitor has them: not with a question of the teacher's own."""
        return self.controls.teacher.keeps(CLAIMS) and not self.controls.teacher.question

    @property
    def opened(self) -> str:
        """The name of the question on screen; empty for the page's own."""
        name: str = st.session_state.get(self._opened, "")
        return name if name in self.questions and self.offered else ""

    @property
    def done(self) -> str:
        """Its name if the visitor has answered it, and has seen the answer."""
        question, answer = self._question, self._answer()
        return self.opened if question and answer.said is not None and self._is_over(question, answer) else ""

    def draw(self) -> bool:
        """Draw the question on screen and what has been said; False if it is the page's own that is to be drawn."""
        question, answer = self._question, self._answer()
        if not question:
            return False
        if question.claims and answer.said is not None and question.is_shown(self.controls.by_name):
            answer = self._note(shown=True)  # and it stays so, wherever the control is moved
        over = self._is_over(question, answer)
        st.markdown(say(question.text))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="answer"):
            # First, so that it stays mounted; page.css puts it last.
            file_component("verdict")(key="verdict", data={"said": say(self._said(question, answer, over)).markup})
            if not question.claims:
                self._draw_number(answer)
            elif not over:
                self._draw_claims(question, answer)
        return True

    def draw_button(self) -> None:
        """Draw the button that opens the first question, shows what is true, and goes on to the next."""
        names = [*self.questions]
        following = names[names.index(self.opened) + 1 :] if self.opened else names
        question = self._question
        asks = question and not self._is_over(question, self._answer())
        if asks:
            label, icon, act = _("Show"), ":material/visibility:", self._show
        elif not self.opened:
            label, icon, act = _("Questions"), ":material/quiz:", self._go_on
        elif following:
            label, icon, act = _("Next question"), ":material/arrow_forward:", self._go_on
        else:
            label, icon, act = pgettext("to the page's own question", "Back"), ":material/close:", self._go_on
        st.button(say(label), icon=icon, key=f"{self._prefix}exercise", on_click=act, wrap=False)

    def _draw_claims(self, question: Question, answer: _Answer) -> None:
        for place, claim in enumerate(question.claims):
            chosen = answer.said == place
            st.button(
                say(claim.text),
                key=f"{self._prefix}claim_{place}",
                type="primary" if chosen else "secondary",
                shortcut=f"{place + 1}",
                on_click=self._choose,
                args=(None if chosen else place,),
                wrap=False,
            )

    def _draw_number(self, answer: _Answer) -> None:
        key = f"{self._prefix}number_{self.opened}"
        if answer.said is None and st.session_state.get(key):
            st.session_state[key] = ""  # it was about something else
        st.text_input(
            say(_("Your number")),
            key=key,
            max_chars=LONGEST,
            on_change=self._type,
            args=(key,),
            placeholder=say(_("Your number")),
            label_visibility="collapsed",
            width=150,
        )

    def _said(self, question: Question, answer: _Answer, over: bool) -> Said:
        """What is said of the answer, and once that is over, what is true."""
        why = question.why if over else ""
        if answer.said is None:
            return Said(rest=why)
        if isinstance(answer.said, int):
            right = answer.said == question.right if over else None
            return Said("", why, you_said(question.claims[answer.said].text, right), right)
        try:
            typed = read_number(answer.said)
        except ValueError as error:
            return Said(rest=why or error.args[0])
        mistake = question.mistake(typed)
        return Said("", why or mistake, you_said(setting(typed), not mistake), not mistake)

    def _is_over(self, question: Question, answer: _Answer) -> bool:
        """Whether the page has shown what is true, or the visitor has computed it."""
        if question.claims or not isinstance(answer.said, str):
            return answer.shown and question.found is not None
        try:
            return answer.shown or not question.mistake(read_number(answer.said))
        except ValueError:
            return answer.shown

    @cached_property
    def _question(self) -> Question | None:
        """The question on screen, if it can be asked with these settings."""
        opened = self.opened
        return self.questions[opened](*self.state) if opened else None

    def _answer(self) -> _Answer:
        """What has been answered to the question on screen, about just that."""
        question = self._question
        about = question.about if question else None
        answer: _Answer | None = self._answers.get(self.opened)
        return answer if answer and answer.about == about else _Answer(about)

    def _note(self, **changes: Any) -> _Answer:
        """Change the answer to the question on screen."""
        answer = replace(self._answer(), **changes)
        self._answers[self.opened] = answer
        return answer

    def _choose(self, place: int | None) -> None:
        self._note(said=place)

    def _type(self, key: str) -> None:
        self._note(said=st.session_state[key].strip() or None)

    def _show(self) -> None:
        question = self._question
        self._note(shown=True)
        if question and question.there:
            self.controls.override(question.there)
        elif self.find:
            self.find()

    def _go_on(self) -> None:
        names = [*self.questions, ""]
        st.session_state[self._opened] = names[names.index(self.opened) + 1] if self.opened else names[0]

    @property
    def _answers(self) -> dict[str, _Answer]:
        return st.session_state.setdefault(f"{self._prefix}answers", {})

    @property
    def _opened(self) -> str:
        """The session key of the name of the question on screen."""
        return f"{self._prefix}exercise_opened"

    @property
    def _prefix(self) -> str:
        return self.controls.prefix
