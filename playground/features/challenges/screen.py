"""Challenges on the playground: their list, the one in effect, and its check, which trains the settings again."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.language import Message, _, sentences
from playground.lessons.lesson import Lesson
from playground.pages.page import Page
from playground.pages.playground import PAGE as PLAYGROUND
from playground.training import Moment, Recipe
from playground.ui.components.browser_files import file_component
from playground.ui.runs.player import Player
from playground.ui.runs.retraining import Training
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.shell.menu import taken_along
from playground.ui.shell.on_page import OnPage
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from .goals import CHALLENGE, CHALLENGES, Challenge

_log = logging.getLogger(__name__)

EVERY = timedelta(seconds=0.3)
"""Interval between two turns of training."""
_NUMBER, _TRAINING, _RESULT = "challenge_number", "challenge_training", "challenge_result"
"""Session keys: the number of the challenge in effect, from 1; what is being trained; and the last result."""


class Result(NamedTuple):
    """What a check came to: the recipe that was checked, the score if the goal is reached, and what to say."""

    recipe: Recipe
    score: float | None
    said: Message | str


def in_effect() -> Challenge | None:
    """The challenge in effect, if any."""
    number: int = st.session_state.get(_NUMBER, 0)
    return CHALLENGES[number - 1] if number else None


def settings_in_link(controls: Controls) -> str:
    """The settings on screen with the challenge in effect, in a link after its "?"; empty if there is no challenge."""
    number: int = st.session_state.get(_NUMBER, 0)
    return urlencode(controls.in_link.written(controls.changed) | {CHALLENGE: str(number)}) if number else ""


class ChallengeInLink(PartOfLink):
    """The number of the challenge in the link. Without any setting beside it, it begins as it should."""

    names = (CHALLENGE,)

    def read_link(self, controls: Controls) -> list[str]:
        """Take it over."""
        text = st.query_params.get(CHALLENGE)
        if text is None:
            return []
        numbers = {str(number): number for number in range(1, len(CHALLENGES) + 1)}
        if text in numbers:
            st.session_state[_NUMBER] = numbers[text]
            if not controls.changed:
                controls.override(CHALLENGES[numbers[text] - 1].wanted)
            return []
        del st.query_params[CHALLENGE]
        given = f"{CHALLENGE}={text[:40]!r}"
        return [_("{name}: a challenge is a number from 1 to {most}.", name=given, most=len(numbers))]

    def in_link(self, controls: Controls) -> dict[str, str]:
        """The one in effect."""
        number: int = st.session_state.get(_NUMBER, 0)
        return {CHALLENGE: str(number)} if number else {}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        put_in_link(CHALLENGE, self.in_link(controls).get(CHALLENGE, ""))


class FeatureOnPage(OnPage):
    """The challenges of the playground."""

    _place: DeltaGenerator | None = None
    """Container for the progress of a check, while it trains."""

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """On the playground alone."""
        return page is PLAYGROUND

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """The number."""
        return [ChallengeInLink()]

    def lesson(self, lesson: Lesson) -> Lesson:
        """The lesson, with the goal of the challenge in effect in place of its question and experiments."""
        challenge = in_effect()
        if not challenge:
            return lesson
        return lesson._replace(question=challenge.goal, presets=(), asked=lambda chosen, since: None)

    def beside_list(self) -> Callable[[], None]:
        """Their list."""
        return self._list

    def above_question(self) -> Callable[[Player | None], None]:
        """The challenge in effect."""
        return self._row

    def _list(self) -> None:
        prefix = self._controls.prefix
        st.caption(say(_("Challenges")))
        for number, challenge in enumerate(CHALLENGES, 1):
            st.button(
                say(challenge.name),
                key=f"{prefix}challenge_{number}",
                icon=":material/flag:",
                type="tertiary",
                on_click=self._begin,
                args=(number,),
                wrap=False,
            )

    def _begin(self, number: int) -> None:
        """Set all that it begins with, and wait for Play."""
        self._end()
        st.session_state[_NUMBER] = number
        st.session_state[f"{self._controls.prefix}presets"] = False  # closes the list
        if player := self._player:
            player.reset()
        self._controls.override(CHALLENGES[number - 1].wanted)

    def _end(self) -> None:
        """Back to the experiments, with the settings as they are."""
        if training := st.session_state.pop(_TRAINING, None):
            training.end()
        st.session_state.pop(_RESULT, None)
        st.session_state[_NUMBER] = 0

    @property
    def _player(self) -> Player | None:
        return st.session_state.get(f"{self._controls.prefix}player")

    def _row(self, player: Player | None) -> None:
        """Draw the challenge in effect: its check, the result, and the way back to the experiments."""
        challenge = in_effect()
        if not challenge or presenting():
            return
        training, result = self._checked(challenge)
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False, key="challenge"):
            st.button(
                say(_("Check")),
                icon=":material/flag:",
                key="challenge_check",
                type="primary",
                on_click=self._check,
                args=(challenge,),
                disabled=bool(training),
                help=say(
                    _(
                        "Train these settings once more, {n:,} iterations from the start, for a score.",
                        n=challenge.limit,
                    )
                ),
                wrap=False,
            )
            with st.container():
                if training:
                    self._place = st.container()
                else:
                    self._say(challenge, result)
            st.button(
                say(_("Experiments")),
                icon=":material/close:",
                key="challenge_end",
                on_click=self._end,
                help=say(_("End this challenge.")),
                wrap=False,
            )

    def _checked(self, challenge: Challenge) -> tuple[Training | None, Result | None]:
        """The check under way, and the last result, if they are about the present settings."""
        recipe = challenge.recipe(self._controls.recipe)
        training: Training | None = st.session_state.get(_TRAINING)
        if training and training.moment.recipe != recipe:
            training.end()
            training = None
            del st.session_state[_TRAINING]
        result: Result | None = st.session_state.get(_RESULT)
        return training, result if result and result.recipe == recipe else None

    def _say(self, challenge: Challenge, result: Result | None) -> None:
        score = result.score if result else None
        _best(
            str(CHALLENGES.index(challenge) + 1),
            name=challenge.name,
            said=result.said if result else "",
            unit=challenge.unit,
            score=score,
            written="" if score is None else challenge.written(score),
            least=challenge.least,
            link=settings_in_link(self._controls),
            along=urlencode(taken_along(), safe=","),
        )

    def _check(self, challenge: Challenge) -> None:
        """Begin to train the present settings again, if they are allowed."""
        controls = self._controls
        recipe = challenge.recipe(controls.recipe)
        if said := challenge.refusal(recipe):
            st.session_state[_RESULT] = Result(recipe, None, said)
            return
        st.session_state[_TRAINING] = Training(Moment(recipe, challenge.limit, ()), controls.session)

    def ends(self) -> None:
        """Train for one turn now, and more while the page is open."""
        if self._place:
            with self._place:
                st.fragment(self._train_on, run_every=EVERY, key="challenge_training")()

    def _train_on(self) -> None:
        challenge = in_effect()
        training: Training | None = st.session_state.get(_TRAINING)
        if not challenge or not training:
            st.rerun()
        recipe = training.moment.recipe
        try:
            run = training.train_slice()
        except ValueError as error:
            result = Result(recipe, None, error.args[0])
        except Exception:
            _log.exception("A challenge could not be checked: %r", recipe)
            result = Result(recipe, None, _("This could not be trained again."))
        else:
            if run is None:
                st.progress(training.share, say(_("Training again")))
                return
            score = challenge.result(run)
            reached = "" if score is None else challenge.worded(score)
            said = _("Your score: {score}.", score=reached) if reached else challenge.missing(run)
            result = Result(recipe, score, sentences(said, self._by_hand()))
        training.end()
        del st.session_state[_TRAINING]
        st.session_state[_RESULT] = result
        st.rerun()  # the result is shown outside this fragment

    def _by_hand(self) -> Message | str:
        """That what was changed on the way does not count, if anything was."""
        player = self._player
        changed = player and player.present and any(len(run.past) > 1 for run in player.runs.values())
        return _("What you changed on the way does not count.") if changed else ""


def _best(
    challenge: str,
    *,
    name: str,
    said: str,
    unit: str,
    score: float | None,
    written: str,
    least: bool,
    link: str,
    along: str,
) -> None:
    """Say what a check of a challenge came to, and the best score that this device has seen.

    Parameters
    ----------
    challenge : which one; the same on every visit
    name : of the challenge
    said : what the check came to; empty before
    unit : what is counted, with ``{score}``
    score, written : the score, if there is one, and as a number for people
    least : whether a lower score is better
    link : to the settings that have it, after its "?"
    along : what every link has, after its "?"
    """
    texts = say({"name": name, "said": said, "unit": unit, "written": written, "best": _("Best on this device:")})
    data = {"challenge": challenge, "score": score, "least": least, "link": link, "along": along}
    file_component("features/challenges/best")(key="best", data=data | texts)
