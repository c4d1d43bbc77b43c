"""A contest on the playground: a student who has come from one sends the settings there to the class."""

import streamlit as st

from playground.features.challenges.screen import settings_in_link
from playground.features.classroom import JOIN
from playground.features.classroom.student.joining import ENTRY, room_in_link
from playground.pages.page import Page
from playground.pages.playground import PAGE as PLAYGROUND
from playground.ui.shell.on_page import OnPage
from playground.ui.visit.address import address
from playground.ui.visit.speech import say

from .question import SEND


class FeatureOnPage(OnPage):
    """Contests are about the challenges of the playground."""

    @classmethod
    def is_on(cls, page: Page) -> bool:
        """Where challenges are."""
        return page is PLAYGROUND

    def begins_bar(self) -> None:
        """Draw what sends the settings on screen to the student's room, for a contest in the challenge in effect."""
        settings, room = settings_in_link(self._controls), room_in_link()
        if not (settings and room):
            return
        # No link, which could be followed before it has what was set last.
        if st.button(say(SEND), icon=":material/send:", key="send_to_class", wrap=False):
            st.switch_page(JOIN.script, query_params=room | {ENTRY: address(PLAYGROUND, settings)})
