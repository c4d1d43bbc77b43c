"""A moment in a link: the iteration at which the page opens its run, and the events on the way there.

``at`` is the iteration. ``changes`` is the event log if there is more to it than plain training, as
:mod:`playground.training.changes` writes it. Neither name is a setting, so they have no page prefix.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from playground.language import Message, _, sentences
from playground.language.labels import SHARE
from playground.lessons.lesson import Preset
from playground.pages.page import Page
from playground.training.changes import AT, CHANGES, in_link, iteration_in, read, refusal
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.shell.on_page import OnPage
from playground.ui.shell.share import is_shared
from playground.ui.visit.overrides import put_in_link
from playground.ui.visit.teacher import presenting

AT_ITS_BEGINNING = _("The run opens at its beginning.")


class Moment(NamedTuple):
    """The moment that a link asks for, unparsed."""

    at: str
    changes: str


class MomentInLink(PartOfLink):
    """The moment in a page's link."""

    names = (AT, CHANGES)

    def read_link(self, controls: Controls) -> list[str]:
        """Store what the link asks for until the page has its runs, which are needed to check it."""
        asked = Moment(*(st.query_params.get(name, "") for name in self.names))
        if any(asked):
            st.session_state[f"{controls.prefix}moment"] = asked
        return []


class FeatureOnPage(OnPage):
    """The moment of a page."""

    says_last = True

    @classmethod
    def parts_of_link(cls, page: Page) -> Sequence[PartOfLink]:
        """The moment."""
        return [MomentInLink()]

    @property
    def follows(self) -> bool:
        """The page does while its link has a moment, or Share shows one."""
        return self._is_in_link or is_shared(self._controls)

    @property
    def _is_in_link(self) -> bool:
        return f"{self._controls.prefix}moment_of" in st.session_state

    def with_runs(self, player: Player) -> None:
        """Set out for the moment that the link asks for, or take the one out that is no longer on screen."""
        self._controls.add_link_notes(begin(player, self._controls.prefix))
        _forget(player, self._controls.prefix)

    def says(self, player: Player, asking: Preset | None) -> Callable[[Player], Message | str] | None:
        """Which link to send, if the page's address opens another run."""
        return None if presenting() or self._is_in_link else _address

    def in_share(self, player: Player) -> tuple[str, str]:
        """The moment on screen."""
        if player.moves:
            return "", _("This links to the beginning of the run: pause it to link to the moment on screen.")
        return player.inspect(in_link)


def begin(player: Player, prefix: str) -> list[str]:
    """Start the runs of a page opened by a link on the way to its moment; returns a sentence for each unusable part."""
    asked: Moment | None = st.session_state.get(f"{prefix}moment")
    if asked is None or not player.present:
        return []
    begun = player.runs.latest > 0
    if not begun:
        st.session_state[f"{prefix}moment_of"] = player.id, player.changes
    del st.session_state[f"{prefix}moment"]
    if begun:
        return []
    try:
        at, limit = iteration_in(asked.at), player.runs.experiment.limit
    except ValueError as error:
        return [sentences(error.args[0], AT_ITS_BEGINNING)]
    try:
        logs = player.inspect(lambda runs: {name: read(asked.changes, run) for name, run in runs.items()})
        player.begin_at(logs, at)
    except (ValueError, IndexError) as error:
        return [sentences(refusal(asked.changes, error), AT_ITS_BEGINNING)]
    if at <= limit:
        return []
    text = _(
        "{name}: this run ends at iteration {limit:,}, so it opens there, not at {at:,}.", name=AT, limit=limit, at=at
    )
    return [text]


def _forget(player: Player, prefix: str) -> None:
    """Remove the moment from the page's link once it is no longer the one on screen: another run, or moved on."""
    waits = f"{prefix}moment" in st.session_state
    if not waits and st.session_state.get(f"{prefix}moment_of") != (player.id, player.changes):
        st.session_state.pop(f"{prefix}moment_of", None)
        for name in (AT, CHANGES):  # every time: a message sent before the page lost them may bring them back
            put_in_link(name, "")


def _address(player: Player) -> Message | str:
    """What the address lacks of what was done to the runs."""
    if not player.changed_by_hand:
        return ""
    return _(
        "What was changed on the way is not in the address: to send someone this run, take the link under **{share}**.",
        share=SHARE,
    )
