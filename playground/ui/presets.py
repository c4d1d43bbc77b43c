"""Presets: buttons that set a whole experiment, and the question that goes with the one in effect."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.lessons.preset import Preset
from playground.training.options import defaults

from .controls import Controls
from .player import Player


def presets(controls: Controls, table: Any, choices: Sequence[Preset]) -> None:
    """Draw a button for each preset and, if the settings are those of one, its question. Call it after the controls."""

    def choose(preset: Preset) -> None:
        player: Player | None = st.session_state.get(f"{controls.prefix}player")
        if player:
            player.reset()  # the question comes before playing
        controls.put({**defaults(table), **preset.settings}, since=player.next_tick + 1 if player else 0)

    now = controls.settings(table)

    def in_effect(preset: Preset) -> bool:
        return table(**{**preset.settings, "limit": now.limit}) == now  # a run may go on for longer

    with st.container(horizontal=True, gap="small"):
        for number, preset in enumerate(choices):
            st.button(
                preset.name,
                key=f"{controls.prefix}preset_{number}",
                icon=":material/check:" if in_effect(preset) else None,
                on_click=choose,
                args=(preset,),
            )
    # A place of its own, also if it is empty: if what follows moved up and down, the charts would be built anew.
    place = st.container()
    for preset in choices:
        if in_effect(preset):
            place.info(
                f"**Before you press Play:** {preset.question}\n\n**Look at:** {preset.look_at}",
                icon=":material/help:",
            )
