"""What a visitor draws before a run: kept in the session and in the link, by its name there, and told apart from it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import streamlit as st

from playground.language import Message, _, sentences
from playground.lessons.drawn import curve as expected_curve
from playground.lessons.lesson import Lesson, Preset
from playground.pages.page import Page
from playground.ui.components.commands import Command
from playground.ui.questions.prediction import subject
from playground.ui.questions.presets import Presets
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.shell.on_page import OnPage, features_on
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.teacher import CLAIMS

from . import boundary as expected_boundary
from .boundary import comparison, whole
from .curve import distance

CURVE, BOUNDARY = "curve", "boundary"
_KINDS: Mapping[str, Any] = {CURVE: expected_curve, BOUNDARY: expected_boundary}


class _Expectation(NamedTuple):
    subject: str
    text: str


class FeatureOnPage(OnPage):
    """The curve and, where the experiment asks for it, the boundary."""

    _lesson: Lesson

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """Both."""
        return [ExpectationInLink()]

    def lesson(self, lesson: Lesson) -> Lesson:
        """The lesson as it is, which tells where a boundary is asked for."""
        self._lesson = lesson
        return lesson

    def drawn_from(self) -> object:
        """What is drawn."""
        return [_written(self._controls, name) for name in _KINDS]

    def on_chart(self, player: Player) -> Mapping[str, Any]:
        """What the visitor can draw on the charts, and has drawn, by its name in the link.

        Nothing where there are several runs that it could be of, or where a teacher has left predictions out.
        """
        if len(player.runs) > 1 or not self._controls.teacher.keeps(CLAIMS):
            return {}
        curve, line = _drawn(self._controls, CURVE), _drawn(self._controls, BOUNDARY) or ()
        drawn: dict[str, dict[str, Any]] = {CURVE: {"points": [*zip(*curve, strict=True)] if curve else []}}
        if self._draws:
            drawn[BOUNDARY] = {"points": line, "whole": whole(line, player.runs.extent) if line else ()}
        if any(feature.asks_others for feature in features_on(self._page, self._controls)):  # it is they who draw
            return {name: {**each, "closed": True} for name, each in drawn.items()}
        return drawn

    def does(self, command: Command, player: Player) -> None:
        """Keep what was drawn."""
        if command.what == "expect":
            name, points = command.arguments["name"], command.arguments["points"]
            if not (points and player.runs.latest):  # it can be taken away afterwards
                _keep(self._controls, name, points)

    def says(self, player: Player, asking: Preset | None) -> Callable[[Player], Message | str]:
        """How the runs differ from it."""
        curve = None if len(player.runs) > 1 else _drawn(self._controls, CURVE)
        line = _drawn(self._controls, BOUNDARY) if asking and asking.draws else None

        def said(player: Player) -> Message | str:
            seen = curve and (player.ended or player.run.iteration >= curve.at[-1])
            return sentences(
                comparison(line, player.run) if line else "",
                distance(curve, player.run, player.view.log_iteration) if curve and seen else "",
            )

        return said

    @property
    def _draws(self) -> bool:
        asking = Presets(self._controls, self._lesson.presets).asking
        return bool(asking and asking.draws)


def _drawn(controls: Controls, name: str) -> Any:
    """The curve or the boundary drawn for the experiment in effect, if any."""
    text = _written(controls, name)
    return _KINDS[name].unpack(text) if text else None


def _keep(controls: Controls, name: str, points: Sequence[Any]) -> None:
    """Keep what a browser sent; without points the visitor has taken it away."""
    try:
        text = _KINDS[name].pack(points)
    except (KeyError, ValueError):
        return  # not from our page, which shows the last one again
    st.session_state[_key(controls, name)] = _Expectation(subject(controls), text)


def _written(controls: Controls, name: str) -> str:
    """What is in effect under this name: for this experiment, and unless a teacher has left predictions out."""
    made: _Expectation | None = st.session_state.get(_key(controls, name))
    in_effect = made and made.subject == subject(controls) and controls.teacher.keeps(CLAIMS)
    return made.text if made and in_effect else ""


def _key(controls: Controls, name: str) -> str:
    return f"{controls.prefix}expected_{name}"


class ExpectationInLink(PartOfLink):
    """Both in a page's link."""

    names = (CURVE, BOUNDARY)
    after_prediction = True

    def read_link(self, controls: Controls) -> list[str]:
        """Take them over."""
        return [note for name in self.names if (note := _read(controls, name))]

    def in_link(self, controls: Controls) -> dict[str, str]:
        """What is in effect."""
        return {name: text for name in self.names if (text := _written(controls, name))}

    def write_link(self, controls: Controls) -> None:
        """The same, in the address."""
        for name in self.names:
            put_in_link(name, _written(controls, name))

    def beyond_link(self, controls: Controls) -> dict[str, _Expectation] | None:
        """Both, and for which experiment each was drawn: after a reload the address may be of another one, or none."""
        made = {name: st.session_state.get(_key(controls, name)) for name in self.names}
        return {name: each for name, each in made.items() if each and each.text} or None

    def restore(self, controls: Controls, data: Any) -> None:
        """Take them back."""
        kept = data if isinstance(data, dict) else {}
        for name in self.names:
            match kept.get(name):
                case [str(about), str(text)]:
                    _KINDS[name].unpack(text)
                    st.session_state[_key(controls, name)] = _Expectation(about, text)


def _read(controls: Controls, name: str) -> str:
    """Take over what the link has under this name; why not, if it can't be used."""
    text = st.query_params.get(name)
    if text is None:
        return ""
    try:
        _KINDS[name].unpack(text)
    except ValueError as error:
        del st.query_params[name]
        return _("{name}: {value} can't be used. {why}", name=name, value=repr(text[:40]), why=error.args[0])
    st.session_state[_key(controls, name)] = _Expectation(subject(controls), text)
    return ""
