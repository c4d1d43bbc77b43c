"""The live chart: Plotly figures that stay mounted while pictures and curve points play on them.

The page requests more when it runs low; nothing here waits, sleeps or loops. Playback itself is in
``frontend/chart/live_chart.js``.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from playground.export.scripts import with_charts
from playground.ui.visit import speech

from .browser_files import CHART_STYLE, browser_files
from .commands import FOR_SCRIPTS, Command, read_command
from .tick import Charts, Tick, chart_data


def live_chart(
    charts: Charts,
    tick: Tick,
    *,
    key: str,
    has_charts: str | None = None,
    direct: bool = False,
    follows: str | None = None,
    sizes: Mapping[str, Any] | None = None,
    by_hand: bool = False,
    features: Mapping[str, Mapping[str, Any]] | None = None,
    span: int | None = None,
    moves: bool = False,
    decides: Mapping[str, int | None] | None = None,
    on_command: Callable[[Command], None],
) -> None:
    """Show the charts and play the tick on them.

    Parameters
    ----------
    charts, tick : what to show
    key : the same in every call, so that the charts stay mounted
    has_charts : id of the charts that the page is known to have; they are not sent again
    direct : whether the page can request the next tick without a script run
    follows : the version shown around the charts, if that has to keep up with the runs
    sizes : by name, the settings that the picture of the network can change: their ``label``, ``value`` and that in
        ``words``, ``least`` and ``most``
    by_hand : whether single weights can be set or frozen there
    features : by name of the feature, what its scripts need
    span : the iterations to draw a cost curve over on paper; None if the charts show no run
    moves : whether charts that show no run change by themselves meanwhile
    decides : ``since`` which iteration the runs can tell which claim is true, None for their end; None without claims
    on_command : called with each command of the page, before the script or fragment runs again
    """

    def received() -> None:
        said = st.session_state.get(key, {})  # no key: the visitor has just gone to another page
        if command := read_command(said.get("command")):
            on_command(command)

    data = chart_data(
        charts,
        tick,
        has_charts,
        speech.for_scripts(charts.language),
        key=key,
        direct=direct,
        follows=follows,
        sizes=speech.say(sizes or {}),
        byHand=by_hand,
        features=features or {},
        span=span,
        moves=moves,
        decides=decides,
    )
    with st.container(key=f"place_of_{key}"):  # which page.css keeps free until the charts are there
        _component()(key=key, data=data, on_command_change=received)


@cache
def _component() -> Callable[..., Any]:
    """Register the component; once per process.

    The script sent with every update stays small: it loads the player from a file that the browser caches.
    """
    loaded = browser_files()
    more = ", ".join(map(loaded.script, with_charts()))
    script = f"""
const root = new URL(".", document.baseURI).href;
const plotly = `${{root}}{loaded.plotly}`;
const player = {loaded.script("frontend/chart/live_chart.js")};
const stylesheet = `${{root}}{loaded.own[CHART_STYLE]}`;
const commands = {json.dumps(FOR_SCRIPTS)};
const more = [{more}];
export default async (component) => {{
  await Promise.all(more);
  return (await player).default(component, {{ plotly, stylesheet, commands }});
}};
"""
    return st.components.v2.component("live_chart", js=script, isolate_styles=False)
