"""Static charts: a live chart that is sent one picture at a time."""

import hashlib
from typing import NamedTuple

import streamlit as st

from playground.charts import Frame, StaticView
from playground.charts.panel import layout, values
from playground.ui.components.commands import Command
from playground.ui.components.live_chart import live_chart
from playground.ui.components.tick import Charts, Tick
from playground.ui.visit import speech
from playground.ui.visit.session import session_id


class _Shown(NamedTuple):
    """The picture that a visitor was last shown on static charts: how many came before it, and its hash."""

    number: int
    picture: str


def static_charts(static_view: StaticView, key: str, moves: bool = False) -> None:
    """Show static charts. They stay mounted while their contents change, so zoom is kept.

    Parameters
    ----------
    static_view : what to show
    key : the same in every call
    moves : whether more will come by itself, as while networks are trained
    """
    asked: int = st.session_state.get(f"{key}_asked", 0)
    where = layout(static_view.numbers, static_view.panels) | {"readings": [*static_view.readings]}
    charts = Charts(static_view.figures, where, static_view.arrangement, static_view.fills, speech.language())
    said = values(static_view.numbers, static_view.panels)
    now: Frame = {"iteration": 0, "images": {}, "traces": {}, "texts": said.texts, "tables": said.tables}
    if described := static_view.described():
        now["described"] = described
    if asked:
        now["cursor"] = {name: read() for name, read in static_view.readings.items()}
    picture = hashlib.sha1(repr((charts.id, now)).encode()).hexdigest()
    shown: _Shown = st.session_state.get(f"{key}_shown") or _Shown(0, picture)
    if picture != shown.picture:
        shown = _Shown(shown.number + 1, picture)
    st.session_state[f"{key}_shown"] = shown
    player = session_id()  # a new one after a server restart, when the numbers begin at 0 again
    tick = Tick(
        number=shown.number,
        player=player,
        start=key,
        run=f"{player} {key}",  # of these charts alone: those of the page before are put away under theirs
        playing=False,
        rate=1,
        frames=(),
        now=now,
        curves={},
        ended=True,
        done=asked,
    )

    def noted(command: Command) -> None:
        """The charts are sent every time; from here on with what a cursor reads, if one has asked."""
        if command.what == "point":
            st.session_state[f"{key}_asked"] = command.number

    live_chart(charts, tick, key=key, moves=moves, on_command=noted)
