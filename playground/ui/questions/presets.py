"""Presets, experiments in one click: their list, and the question, hint and answer of the one in effect."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import cached_property

import streamlit as st

from playground.language import Message, _, ngettext
from playground.lessons.lesson import Lesson, Preset, of_teacher
from playground.pages.in_effect import goes_beyond, in_effect, wanted
from playground.training import Settings
from playground.training.formatting import beside
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.settings.widgets import in_words
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import EXPERIMENTS, embedded, presenting


class Presets:
    """The presets of a page.

    Parameters
    ----------
    controls : of the page
    choices : its presets, in order
    more : draws what stands beside their list, if anything does
    """

    def __init__(
        self, controls: Controls, choices: Sequence[Preset], more: Sequence[Callable[[], object]] = ()
    ) -> None:
        self._controls = controls
        self._more = more
        self._all: Sequence[Preset] = choices
        self.choices: Sequence[Preset] = choices if controls.teacher.keeps(EXPERIMENTS) else ()
        if asking := self.asking:
            st.session_state[self._since] = str(asking.name)

    @property
    def _settings(self) -> Settings:
        return self._controls.offered

    @cached_property
    def asking(self) -> Preset | None:
        """The preset in effect, whose question is shown; found once, as it takes as long as a widget."""
        return in_effect(self.choices, self._settings, self._controls.chosen)

    @property
    def goes_beyond(self) -> bool:
        """Whether the visitor lets it go on beyond its own limit."""
        return self.asking is not None and goes_beyond(self.asking, self._settings, self._controls.chosen)

    @property
    def instead(self) -> Preset | None:
        """The preset to try after a wrong prediction about the one in effect, if there is one."""
        asking = self.asking
        instead = asking.claims.instead if asking and asking.claims else None
        return next((preset for preset in self.choices if preset.name == instead), None)

    @property
    def since(self) -> Preset | None:
        """The last preset in effect, from which the present settings have come; at the beginning the page's first."""
        name = st.session_state.get(self._since)
        return next((each for each in self._all if each.name == name), next(iter(self._all), None))

    @property
    def _since(self) -> str:
        """The session key of its name."""
        return f"{self._controls.prefix}since"

    def say_what_is_hidden(self) -> None:
        """Say what the experiment in effect has set that a teacher has hidden, so that nobody is misled."""
        preset, controls = self.asking, self._controls
        if not preset:
            return
        now, first, unused = controls.by_name, controls.at_first, self._settings.unused(controls.chosen)
        hidden = [
            name
            for name in wanted(preset, self._settings)
            if not (controls.teacher.keeps(name) or name in unused)
            and (name in preset.settings or now[name] != first[name])
        ]
        if hidden:
            words = beside([in_words(self._settings.spec(name), now[name]) for name in hidden])
            said = say(_("Set by this experiment: {settings}", settings=words))
            st.markdown(f":small[{said}]")

    def draw(self, at_last: Callable[[], object] | None = None, answered: bool = False, keys: bool = True) -> None:
        """Draw the list of presets, with the one in effect marked, and the button to the next one.

        In Present there are only Previous and Next, and inside another page only Next. ``at_last``: draws what follows
        the last one; else the first does. ``answered``: whether the next one is what comes next, so that its button is
        filled; where there are runs, the page knows that (``run_buttons.js``). ``keys``: whether Present
        has keys for them.
        """
        if not self.choices:
            return
        asking = self.asking
        if presenting():
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, key="presets"):
                self._to("previous", _("Previous"), -1, "PageUp" if keys else None, ":material/skip_previous:")
                if asking:
                    st.markdown(f"**{say(asking.name)}**", width="content")
                self._to("next", _("Next"), 1, "PageDown" if keys else None, ":material/skip_next:")
            return
        if not embedded():
            self._list(asking)
            if at_last and asking is self.choices[-1]:
                with st.container(width="content", key="next_page"):
                    at_last()
                return
        more = answered and asking is not self.choices[-1]
        self._to("next_experiment", _("Next experiment"), 1, None, ":material/arrow_forward:", filled=more)

    def _list(self, asking: Preset | None) -> None:
        prefix = self._controls.prefix
        here = self.choices.index(asking) + 1 if asking else "–"
        opened = st.popover(
            # The word is for screen readers: page.css hides it, as the bar has no room.
            say(_(":gray[Experiment] {here} of {all}", here=here, all=len(self.choices))),
            width="content",
            key=f"{prefix}presets",
            on_change="rerun",
        )
        with opened, st.container(horizontal=bool(self._more), gap="small" if self._more else None, key="preset_list"):
            with st.container(gap=None, width="content") if self._more else nullcontext():
                n = len(self.choices)
                st.caption(say(ngettext("{n} experiment", "{n} experiments", n)))
                names = say([preset.name for preset in self.choices])
                for number, (preset, name) in enumerate(zip(self.choices, names, strict=True)):
                    st.button(
                        name,
                        key=f"{prefix}preset_{number}",
                        icon=":material/check:" if preset is asking else None,
                        type="tertiary",
                        on_click=self.choose,
                        args=(preset,),
                        wrap=False,
                    )
            if self._more:
                with st.container(gap=None, width="content"):
                    for draw in self._more:
                        draw()

    def _to(self, name: str, label: str, by: int, shortcut: str | None, icon: str, filled: bool = False) -> None:
        asking = self.asking
        here = self.choices.index(asking) if asking else -1 if by > 0 else 0
        preset = self.choices[(here + by) % len(self.choices)]
        st.button(
            say(label),
            key=self._controls.prefix + name,
            icon=icon,
            type="primary" if filled else "secondary",
            shortcut=shortcut,
            on_click=self.choose,
            args=(preset,),
            help=None if presenting() else say(preset.name),  # there it would be over the pictures
            wrap=False,
        )

    def choose(self, preset: Preset) -> None:
        """Set the whole experiment, hidden controls included, and wait for Play, so that the question comes first."""
        player: Player | None = st.session_state.get(f"{self._controls.prefix}player")
        if player:
            player.reset()
        st.session_state[f"{self._controls.prefix}presets"] = False  # closes their list
        self._controls.override(wanted(preset, self._settings))


def what_is_asked(controls: Controls, lesson: Lesson, presets: Presets) -> tuple[Preset | None, str]:
    """What is asked of the runs on screen, with its hint and answer, and its question if that is plain text.

    Without either, it is the page's question that stands there.
    """
    own = controls.teacher.question
    if own:
        return of_teacher(own, controls.teacher.claims), own
    asked = None if presets.asking else lesson.asked(controls.chosen, presets.since)
    filled = asked and isinstance(asked.question, Message) and asked.question.values  # with names that a visitor chose
    plain = say(asked.question) if asked and filled else ""
    return presets.asking or asked, plain
