"""Play, pause, step, reset: the buttons over a live chart, and the chart."""

import logging
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.charts import Scene, divergence
from playground.training import Config, InStep, View
from playground.training.options import options

from .controls import Controls
from .live_chart import Ask, live_chart
from .player import Player

_log = logging.getLogger(__name__)


@st.fragment
def stage(
    controls: Controls,
    scene: type[Scene],
    config_table: type[Config] = Config,
    view_table: type[View] = View,
    actions: Callable[[Player], None] | None = None,
) -> None:
    """The transport and the live chart of a page's runs.

    Two fragments, one inside the other: a tick runs only the inner one, and a button runs the outer one without
    waiting for the page.

    Parameters
    ----------
    controls : of the page; those in ``config_table`` are drawn, all but the limit
    scene : what the live chart shows
    config_table, view_table : the visitor's choices
    actions : draws further controls, above the chart, that act on the player
    """
    # The controls come first in the script, since everything else depends on them, and in their places on the page.
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    buttons = row.container(horizontal=True, width="content")
    with row.container(width=280):
        controls.draw("speed")
    above, further, chart = st.container(), st.container(), st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=240):
            controls.draw("limit")
        controls.draw(*(name for name in options(view_table) if name != "speed"))

    config, view = controls.settings(config_table), controls.settings(view_table)
    key = f"{controls.prefix}player"
    try:
        if key not in st.session_state:
            st.session_state[key] = Player(scene, config, view)
        player: Player = st.session_state[key]
        player.follow(config, view)
    except ValueError as error:
        above.error(f"This can't be run. {error}")
        return
    except Exception:
        _log.exception("A run could not be begun: %r, %r", config, view)
        st.session_state.pop(key, None)  # who knows what is left of it
        _ask_for_a_report(above, controls, "This run could not be begun. Choose other settings, or reload the page.")
        return
    with buttons:
        _buttons(player, controls)
    if player.failed:
        stopped = "Something went wrong in this run, so it was stopped. Press **Reset**, or choose other settings."
        _ask_for_a_report(above, controls, stopped)
        return
    if actions:
        with further:
            actions(player)
    with above:
        if player.ended:
            _why_they_ended(player.runs)

    def shown() -> tuple:
        """What everything around the chart depends on."""
        tables = (controls.settings(table) for table in controls.tables)
        return *tables, player.playing, player.ended, player.replaying

    with chart:
        _live(player, controls, shown, drawn=shown())


def _buttons(player: Player, controls: Controls) -> None:
    def new_weights() -> None:
        controls.put({"seed": (player.run.config.seed + 1) % 2**32}, since=player.next_tick + 1)

    st.button(
        "Pause" if player.playing else "Play",
        icon=":material/pause:" if player.playing else ":material/play_arrow:",
        key=f"{controls.prefix}play",
        type="primary",
        shortcut="Space",
        on_click=player.toggle,
        disabled=player.ended or player.failed,
        help="Start or stop training.",
    )
    st.button(
        "Step",
        icon=":material/skip_next:",
        key=f"{controls.prefix}step",
        on_click=player.step,
        disabled=player.playing or player.ended or player.failed or player.replaying,
        help="One iteration: forward, backward, update.",
    )
    st.button(
        "Reset",
        icon=":material/replay:",
        key=f"{controls.prefix}reset",
        on_click=player.reset,
        help="Back to iteration 0 with the same weights.",
    )
    if st.button(
        "New weights",
        icon=":material/casino:",
        key=f"{controls.prefix}new_weights",
        on_click=new_weights,
        help="Start again from other random weights: the next weight seed.",
    ):
        st.rerun()  # the seed's control is outside this fragment


@st.fragment
def _live(player: Player, controls: Controls, shown: Callable[[], tuple], drawn: tuple) -> None:
    """The chart. ``drawn`` is what the rest of the page shows; ``shown()`` what it should."""

    def asked(ask: Ask) -> None:
        controls.hold(ask.tick)
        player.asked(ask)

    ticked = player.tick()
    if ticked is None:
        st.rerun()  # what says that it has failed is outside this fragment
    tick, has_charts = ticked
    live_chart(
        player.charts,
        tick,
        key=f"{controls.prefix}live",
        has_charts=has_charts,
        on_ask=asked,
        on_stop=player.stopped,
        on_resume=player.resumed,
    )
    if shown() != drawn:
        # The run has ended; or a button or control was used in the same moment as the page asked, and Streamlit took
        # both for a matter of this fragment alone.
        st.rerun()


def _ask_for_a_report(place: DeltaGenerator, controls: Controls, what: str) -> None:
    """Say that something went wrong that is not the visitor's fault."""
    place.error(
        f"{what} Nothing else is affected. If it happens again, please report it with these settings:",
        icon=":material/bug_report:",
    )
    place.code(controls.link or "all as on a first visit", language=None, wrap_lines=True)


def _why_they_ended(runs: InStep) -> None:
    if not all(run.divergence for run in runs.values()):
        st.info(
            f"The run is at its limit of {runs.config.limit:,} iterations. Raise the limit to go on, or press Reset.",
            icon=":material/flag:",
        )
    elif len(runs) == 1:
        st.error(divergence(runs.first), icon=":material/trending_up:")
    else:
        st.error("Training diverged in every network; each says below what to try.", icon=":material/trending_up:")
