"""Presets, experiments in one click: their list, and the question, hint and answer of the one in effect."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

import streamlit as st

from playground.language import _, ngettext
from playground.lessons.how_many_units import SweepPreset
from playground.lessons.lesson import Preset
from playground.training import Settings
from playground.ui.runs.player import Player
from playground.ui.visit.classroom import EXPERIMENTS, presenting
from playground.ui.visit.speech import say

from .controls import Controls

P = TypeVar("P", Preset, SweepPreset)


class Presets(Generic[P]):
    """The presets of a page.

    Parameters
    ----------
    controls : of the page
    choices : its presets, in order
    """

    def __init__(self, controls: Controls, choices: Sequence[P]) -> None:
        self._controls = controls
        now = self._now()
        self.choices: Sequence[P] = (
            () if EXPERIMENTS in self._hidden else [each for each in choices if self._fits(each, now)]
        )

    @property
    def _hidden(self) -> set[str]:
        """Settings that presets leave alone: a teacher has hidden them, so they keep the value in the link."""
        return self._controls.classroom.hidden

    def _fits(self, preset: P, now: Mapping[str, Any]) -> bool:
        """Whether a preset makes sense here: no setting it specifies is hidden with another value."""
        return all(now[name] == value for name, value in preset.settings.items() if name in self._hidden)

    @property
    def _settings(self) -> Settings:
        return self._controls.offered

    @property
    def in_effect(self) -> P | None:
        """The preset that matches the page's settings, hidden ones aside; the limit may have been raised since."""
        now = self._now()
        ways = (preset for preset in self.choices if self._is_set(self._set_by(preset), now))
        return self._asking(now) or next(ways, None)

    @property
    def asking(self) -> P | None:
        """The preset whose question is shown; it has to match hidden settings, too, or its answer might be wrong."""
        return self._asking(self._now())

    def _asking(self, now: Mapping[str, Any]) -> P | None:
        return next((preset for preset in self.choices if self._is_set(self._wanted(preset), now)), None)

    def _is_set(self, wanted: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        """Whether these settings are in effect, apart from those without any; only the limit may be higher."""
        unused = self._settings.unused(self._controls.chosen)
        return all(
            now[name] == value or name in unused or (name == "limit" and now[name] > value)
            for name, value in wanted.items()
        )

    def draw(self) -> None:
        """Draw the list of presets, with the one in effect marked, and the button to the next one.

        In Present there are only Previous and Next.
        """
        if not self.choices:
            return
        prefix, in_effect = self._controls.prefix, self.in_effect
        if presenting():
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False, key="presets"):
                self._to("previous", _("Previous"), -1, "PageUp", ":material/skip_previous:")
                if in_effect:
                    st.markdown(f"**{say(in_effect.name)}**", width="content")
                self._to("next", _("Next"), 1, "PageDown", ":material/skip_next:")
            return
        place = (
            _("{here} of {all}", here=self.choices.index(in_effect) + 1, all=len(self.choices))
            if in_effect
            else ngettext("{n} experiment", "{n} experiments", len(self.choices))
        )
        opened = st.popover(
            say(place),
            help=say(_("The experiments of this page.")),
            width="content",
            key=f"{prefix}presets",
            on_change="rerun",
        )
        with opened, st.container(gap=None, key="preset_list"):
            names = say([preset.name for preset in self.choices])
            for number, (preset, name) in enumerate(zip(self.choices, names, strict=True)):
                st.button(
                    name,
                    key=f"{prefix}preset_{number}",
                    icon=":material/check:" if preset is in_effect else None,
                    type="tertiary",
                    on_click=self._choose,
                    args=(preset,),
                    wrap=False,
                )
        self._to("next_experiment", _("Next experiment"), 1, None, ":material/arrow_forward:")

    def _to(self, name: str, label: str, by: int, shortcut: str | None, icon: str) -> None:
        in_effect = self.in_effect
        here = self.choices.index(in_effect) if in_effect else -1 if by > 0 else 0
        preset = self.choices[(here + by) % len(self.choices)]
        st.button(
            say(label),
            key=self._controls.prefix + name,
            icon=icon,
            shortcut=shortcut,
            on_click=self._choose,
            args=(preset,),
            help=say(preset.name),
            wrap=False,
        )

    def _choose(self, preset: P) -> None:
        """Set the whole experiment, and wait for Play, so that the question comes first."""
        player: Player | None = st.session_state.get(f"{self._controls.prefix}player")
        if player:
            player.reset()
        st.session_state[f"{self._controls.prefix}presets"] = False  # closes their list
        self._controls.override(self._set_by(preset))

    def _wanted(self, preset: P) -> dict[str, Any]:
        """All settings of a preset's experiment, except those of other parts of the page."""
        elsewhere = self._settings.elsewhere(self._settings.read(preset.settings)[0])
        names = [name for name in self._settings.experiment_names() if name not in elsewhere]
        return {name: preset.settings.get(name, self._settings.default(name)) for name in names}

    def _set_by(self, preset: P) -> dict[str, Any]:
        """The settings that its button changes: all except the hidden ones."""
        return {name: value for name, value in self._wanted(preset).items() if name not in self._hidden}

    def _now(self) -> dict[str, Any]:
        now = self._controls.by_name
        return {name: now[name] for name in self._settings.experiment_names()}
