"""The box for a file of parameters among the settings of the playground, and the run that begins with them."""

from collections.abc import Collection
from typing import NamedTuple

import streamlit as st

from playground.language import Message, _
from playground.language.labels import RESET
from playground.pages.page import Page
from playground.pages.playground import PAGE as PLAYGROUND
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls
from playground.ui.shell.on_page import OnPage
from playground.ui.visit.speech import say

from .file import beginning_with

BESIDE = "seed"
"""The setting beside which the box is: what the run begins with otherwise."""


class _Tried(NamedTuple):
    """What has become of a file, by its id: the run on screen then, whether it begins with it, what is said."""

    file: str
    run: str
    begun: bool
    said: Message | str


class FeatureOnPage(OnPage):
    """A file of parameters on the playground."""

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """On the playground alone: elsewhere the experiment is about how the weights begin."""
        return page is PLAYGROUND

    @classmethod
    def in_settings(cls, controls: Controls, names: Collection[str]) -> None:
        """Draw the box, and what is said of its file."""
        if BESIDE not in names:
            return
        key = f"{controls.prefix}brought"
        text = _(
            "A .npz or JSON file of parameters, as Export saves it: the run begins with them. {reset} goes back to the "
            "initial weights of the settings.",
            reset=RESET,
        )
        st.file_uploader(
            say(_("Parameters from a file")),
            type=["npz", "json"],
            max_upload_size=1,
            key=f"{key}_file",
            help=say(text),
            width=260,
        )
        tried: _Tried | None = st.session_state.get(key)
        if tried and tried.said:
            st.markdown(say(tried.said), width=220)

    def with_runs(self, player: Player) -> None:
        """Begin the run with the parameters in the box; those of another network wait until it is on screen."""
        key = f"{self._controls.prefix}brought"
        file, tried = st.session_state.get(f"{key}_file"), st.session_state.pop(key, None)
        if not file:
            return
        if tried and tried.begun and tried.file == file.file_id:
            stays = tried.run == player.id
            st.session_state[key] = tried if stays else tried._replace(said="")
            return
        try:
            log = player.inspect(lambda runs: beginning_with(file.getvalue(), runs.first))
            player.reset()
            player.begin_at(dict.fromkeys(player.runs, log), 0)
            begun, said = True, _("The run begins with the parameters in the file.")
        except ValueError as error:
            begun, said = False, error.args[0]
        st.session_state[key] = _Tried(file.file_id, player.id, begun, said)
