"""A moment in a link: the iteration at which the page opens its run, and the events on the way there.

``at`` is the iteration. ``changes`` is the event log if there is more to it than plain training, as
:mod:`playground.training.changes` writes it. Neither name is a setting, so they have no page prefix.
"""

from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from playground.language import _, sentences
from playground.training import RunGroup
from playground.training.changes import AT, CHANGES, iteration_in, read, refusal, written
from playground.ui.runs.player import Player
from playground.ui.settings.controls import Controls, PartOfLink
from playground.ui.visit.overrides import put_in_link

AT_ITS_BEGINNING = _("The run opens at its beginning.")
TOO_MANY = _("This run was changed on its way in more ways than fit into a link, so the link opens its beginning.")


class Moment(NamedTuple):
    """The moment that a link asks for, unparsed."""

    at: str
    changes: str


def in_link(runs: RunGroup) -> tuple[str, str]:
    """The moment as it appears in a link after its "?", and a sentence if it does not fit."""
    changes = written(runs)
    if changes is None:
        return "", TOO_MANY
    if not runs.iteration and not changes:
        return "", ""
    return urlencode({AT: runs.iteration} | ({CHANGES: changes} if changes else {})), ""


class MomentInLink(PartOfLink):
    """The moment in a page's link."""

    names = (AT, CHANGES)

    def read_link(self, controls: Controls) -> list[str]:
        """Store what the link asks for until the page has its runs, which are needed to check it."""
        asked = Moment(*(st.query_params.get(name, "") for name in self.names))
        if any(asked):
            st.session_state[f"{controls.prefix}moment"] = asked
        return []


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


def forget(player: Player, prefix: str) -> None:
    """Remove the moment from the page's link once it is no longer the one on screen: another run, or moved on."""
    waits = f"{prefix}moment" in st.session_state
    if not waits and st.session_state.get(f"{prefix}moment_of") != (player.id, player.changes):
        st.session_state.pop(f"{prefix}moment_of", None)
        for name in (AT, CHANGES):  # every time: a message sent before the page lost them may bring them back
            put_in_link(name, "")


def is_in_link(prefix: str) -> bool:
    """Whether the page's link has a moment."""
    return f"{prefix}moment_of" in st.session_state
