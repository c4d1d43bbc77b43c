"""The questions of a page or a section on which nothing plays: one at a time, in place of the page's own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from playground.language import _, pgettext
from playground.lessons.claims import you_said
from playground.lessons.exercises import LONGEST, Make, Question
from playground.pages.chapters import QUESTION
from playground.ui.components.run_buttons import run_comment
from playground.ui.components.tick import Said
from playground.ui.components.way import Asked
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import CLAIMS, presenting

from .prediction import new_attempt

_BY_LINK = "by a link"


@dataclass(frozen=True)
class _Answer:
    """What a visitor has answered: ``said`` is a claim's place, or what was typed; None for nothing yet.

    ``about``: of the question; ``shown``: whether the page has shown the answer since, or was asked to; ``attempt``:
    see :class:`Asked`.
    """

    about: Any
    said: int | str | None = None
    shown: bool = False
    attempt: str = ""


class Exercises(PartOfLink):
    """The questions of one page, or of one of its sections, a part of its link.

    That has the question on screen and, after a dot, what was answered: ``bias.2`` for a claim, ``weight.0.05``.

    Parameters
    ----------
    questions : by a name that stays the same
    state : what they are made from, given the controls of the page
    find : does what shows the answer, if no setting does
    section : a name of the section further down that they are about, where the first one is asked from the beginning;
        empty if they are about the whole page
    """

    controls: Controls

    def __init__(
        self,
        questions: Mapping[str, Make],
        state: Callable[[Controls], tuple[Any, ...]] = lambda controls: (),
        find: Callable[[], object] | None = None,
        section: str = "",
    ) -> None:
        self.questions, self._state, self._find, self.section = questions, state, find, section
        self._made: tuple[tuple[Any, ...], dict[str, Question | None]] = (), {}
        self.names = (self._of_section(QUESTION),)

    def read_link(self, controls: Controls) -> list[str]:
        """Take over which question is on screen, and its answer."""
        self.controls = controls
        (in_link,) = self.names
        st.session_state[self._opened] = ""
        text = st.query_params.get(in_link)
        if text is None:
            return []
        name, _dot, said = text.partition(".")
        if name not in self.questions:
            del st.query_params[in_link]
            given = f"{in_link}={text[:40]!r}"
            return [_("{name}: this page has no such question.", name=given)]
        st.session_state[self._opened] = name
        if said:
            self._answers[name] = _Answer(_BY_LINK, said[:LONGEST])
        return []

    def begin(self, controls: Controls) -> None:
        """Know the controls of the page."""
        self.controls = controls

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The question on screen, and what was answered."""
        if self.section and not self._answers:  # as on most visits: then no question has to be made for it
            return {}
        said = self._answer().said
        if not self.opened or (self.section and said is None):
            return {}
        answer = [] if said is None else [str(said + 1 if isinstance(said, int) else said)]
        return {self.names[0]: ".".join([self.opened, *answer])}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        (in_link,) = self.names
        put_in_link(in_link, self.in_link(controls).get(in_link, ""))

    @property
    def offered(self) -> bool:
        """Whether the visitor has them: not with a question of the teacher's own."""
        return self.controls.teacher.keeps(CLAIMS) and not self.controls.teacher.question

    @property
    def opened(self) -> str:
        """The name of the question on screen; empty for the page's own, which a section does not have."""
        if not self.offered:
            return ""
        name: str = st.session_state.get(self._opened, "")
        if not name and self.section:
            name = next(iter(self._askable), "")
        return name if name in self.questions else ""

    @property
    def done(self) -> bool:
        """Whether the visitor has answered the question on screen, and has seen the answer."""
        question, answer = self._question, self._answer()
        return bool(question and answer.said is not None and self._is_over(question, answer))

    @property
    def asked(self) -> Asked:
        """The question on screen, as far as the visitor has answered it."""
        question, answer = self._question, self._answer()
        right = self._right(question, answer) if question else None
        if right is None:
            return Asked(None)
        return Asked(self.opened, answer.said, None if right else self._other, right, answer.attempt)

    @property
    def _other(self) -> dict[str, str] | None:
        """What to ask later if the answer is wrong: the page's other question, which is about the same idea."""
        names = self._askable
        name = names[(names.index(self.opened) + 1) % len(names)]
        question = self._make(name)
        if not question or name == self.opened:
            return None
        settings = {each: value for each, value in self.controls.changed.items() if each not in question.there}
        link = self.controls.in_link.written(settings) | {self.names[0]: name}
        return {"link": urlencode(link), "question": re.sub("[*`]", "", say(question.text))}  # as plain text

    def draw_in_section(self) -> None:
        """Draw the question on screen with its button, where its section begins; nothing if there is none."""
        if self.opened:
            key = self._of_section("asked")
            with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True, key=key):
                with st.container(gap="xsmall"):
                    self.draw()
                self.draw_button()

    def draw(self) -> bool:
        """Draw the question on screen and what has been said; False if it is the page's own that is to be drawn."""
        question, answer = self._question, self._answer()
        if not question:
            return False
        if question.claims and answer.said is not None and question.is_shown(self.controls.by_name):
            answer = self._note(shown=True)  # and it stays so, wherever the control is moved
        over = self._is_over(question, answer)
        st.markdown(say(question.text))
        claims = [] if over else [*question.claims.values()]
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=self._of_section("answer")):
            # First, so that it stays mounted; page.css puts it last.
            run_comment(
                None,
                claims=claims,
                chosen=answer.said if isinstance(answer.said, int) else None,
                letters=presenting(),
                said=Said() if claims else self._said(question, answer, over),
                on_claim=self._choose,
                aside=bool(self.section),
                key=self._of_section("comment"),
            )
            if not question.claims:
                self._draw_field(question.typed.label, answer)
        return True

    def draw_button(self) -> None:
        """Draw the button that opens the first question, shows what is true, and goes on to the next."""
        names = self._askable
        here = self.opened in names
        following = names[names.index(self.opened) + 1 :] if here else names
        question = self._question
        asks = question and not self._is_over(question, self._answer())
        if asks:
            label, icon, act = _("Show"), ":material/visibility:", self._show
        elif not here:
            label, icon, act = _("Questions"), ":material/quiz:", self._go_on
        elif following:
            label, icon, act = _("Next question"), ":material/arrow_forward:", self._go_on
        elif self.section and len(names) == 1:
            return
        else:
            label, icon, act = pgettext("to the page's own question", "Back"), ":material/close:", self._go_on
        st.button(say(label), icon=icon, key=f"{self._prefix}{self._of_section('exercise')}", on_click=act, wrap=False)

    def _draw_field(self, label: str, answer: _Answer) -> None:
        key = f"{self._prefix}typed_{self.opened}"
        if answer.said is None and st.session_state.get(key):
            st.session_state[key] = ""  # it was about something else
        elif answer.said is not None and key not in st.session_state:
            st.session_state[key] = answer.said
        st.text_input(
            say(label),
            key=key,
            max_chars=LONGEST,
            on_change=self._type,
            args=(key,),
            placeholder=say(label),
            label_visibility="collapsed",
            width=190,
        )

    def _said(self, question: Question, answer: _Answer, over: bool) -> Said:
        """What is said of the answer, and once that is over, what is true."""
        true = Said(outcome=question.answer.sentence, details=question.answer.details) if over else Said()
        if answer.said is None:
            return true
        right = self._right(question, answer)
        if isinstance(answer.said, int):
            claim = [*question.claims.values()][answer.said]
            return true._replace(predicted=you_said(claim, right), right=right)
        try:
            typed = question.typed.read(answer.said)
        except ValueError as error:
            return true if over else Said(rest=error.args[0])
        predicted = you_said(question.typed.written(typed), right)
        return true._replace(rest="" if over else question.mistake(typed), predicted=predicted, right=right)

    def _is_over(self, question: Question, answer: _Answer) -> bool:
        """Whether the page has shown what is true, or the visitor has typed it."""
        if answer.shown:
            return question.found is not None
        return isinstance(answer.said, str) and self._right(question, answer) is True

    def _right(self, question: Question, answer: _Answer) -> bool | None:
        """Whether the answer is right; None as long as that is not known, and for what can't be read."""
        if answer.said is None:
            return None
        if isinstance(answer.said, int):
            return answer.said == question.right if self._is_over(question, answer) else None
        try:
            return not question.mistake(question.typed.read(answer.said))
        except ValueError:
            return None

    @property
    def _question(self) -> Question | None:
        """The question on screen, if it can be asked with these settings."""
        return self._make(self.opened) if self.opened else None

    @property
    def _askable(self) -> list[str]:
        """The names of the questions that can be asked with these settings, in order."""
        return [name for name in self.questions if self._make(name)]

    def _make(self, name: str) -> Question | None:
        state = self._state(self.controls)
        if self._made[0] != state:  # a script run asks some ten times, and it takes milliseconds
            self._made = state, {}
        made = self._made[1]
        if name not in made:
            made[name] = self.questions[name](*state)
        return made[name]

    def _answer(self) -> _Answer:
        """What has been answered to the question on screen, about just that."""
        question = self._question
        if not question:
            return _Answer(None)
        answer: _Answer | None = self._answers.get(self.opened)
        if answer and answer.about == _BY_LINK:
            answer = self._answers[self.opened] = _Answer(question.about, _given(question, str(answer.said)))
        return answer if answer and answer.about == question.about else _Answer(question.about)

    def _note(self, **changes: Any) -> _Answer:
        """Change the answer to the question on screen."""
        answer = replace(self._answer(), **changes)
        self._answers[self.opened] = answer
        return answer

    def _choose(self, place: int) -> None:
        question, answer = self._question, self._answer()
        if question and not self._is_over(question, answer):  # a click may have been on its way
            self._say(None if answer.said == place else place)

    def _type(self, key: str) -> None:
        self._say(st.session_state[key].strip() or None)

    def _say(self, said: int | str | None) -> None:
        """Note an answer; what is copied from the page's own does not count."""
        self._note(said=said, attempt="" if self._answer().shown else new_attempt())

    def _show(self) -> None:
        question = self._question
        self._note(shown=True)
        if question and question.there:
            self.controls.override(question.there)
        elif self._find:
            self._find()

    def _go_on(self) -> None:
        """Open the next question, or after the last the page's own; one that was answered wrong is asked anew."""
        names = [*self._askable, ""]
        st.session_state[self._opened] = names[names.index(self.opened) + 1] if self._question else names[0]
        question = self._question
        if question and self._right(question, self._answer()) is False:
            del self._answers[self.opened]

    @property
    def _answers(self) -> dict[str, _Answer]:
        return st.session_state.setdefault(f"{self._prefix}answers", {})

    @property
    def _opened(self) -> str:
        """The session key of the name of the question on screen."""
        return f"{self._prefix}{self._of_section('exercise_opened')}"

    def _of_section(self, name: str) -> str:
        """A name that other questions of the page do not have."""
        return f"{name}_{self.section}" if self.section else name

    @property
    def _prefix(self) -> str:
        return self.controls.prefix


def _given(question: Question, text: str) -> int | str | None:
    """An answer in a link; None for a claim that the question does not have."""
    if not question.claims:
        return text
    places = {str(place + 1): place for place in range(len(question.claims))}
    return places.get(text)
