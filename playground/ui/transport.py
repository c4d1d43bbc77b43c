"""Play, pause, step, reset: the buttons over a live chart, and the chart."""

import streamlit as st

from playground.training import Config, Run, View

from .controls import control, settings
from .live_chart import live_chart
from .player import Player

STAGE = "stage"


@st.fragment(key=STAGE)
def stage() -> None:
    """The transport and the live chart of the page's run.

    Two fragments, one inside the other: a tick runs only the inner one, and a button runs the outer one without
    waiting for the page.
    """
    config, view = settings(Config), settings(View)
    try:
        if "player" not in st.session_state:
            st.session_state["player"] = Player(config, view)
        player: Player = st.session_state["player"]
        player.follow(config, view)
    except ValueError as error:
        st.error(f"This network can't be built. {error}")
        return

    def new_weights() -> None:
        st.session_state["seed"] = config.seed + 1

    ended = player.run.ended
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Pause" if player.playing else "Play",
            icon=":material/pause:" if player.playing else ":material/play_arrow:",
            key="play",
            type="primary",
            shortcut="Space",
            on_click=player.toggle,
            disabled=ended,
            help="Start or stop training.",
        )
        st.button(
            "Step",
            icon=":material/skip_next:",
            key="step",
            on_click=player.step,
            disabled=player.playing or ended,
            help="One iteration: forward, backward, update.",
        )
        st.button(
            "Reset",
            icon=":material/replay:",
            key="reset",
            on_click=player.reset,
            help="Back to iteration 0 with the same weights.",
        )
        st.button(
            "New weights",
            icon=":material/casino:",
            key="new_weights",
            on_click=new_weights,
            help="Start again from other random weights: the next weight seed.",
        )
    _status(player.run)
    _live(player)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        control(View, "speed")
        control(Config, "limit")
        control(View, "hard")
        control(View, "log_cost")


@st.fragment
def _live(player: Player) -> None:
    def stopped(stop) -> None:  # noqa: ANN001
        player.stopped(stop)
        st.rerun(STAGE)

    tick, has_charts = player.tick()
    live_chart(player.charts, tick, key="live", has_charts=has_charts, on_ask=player.asked, on_stop=stopped)


def _status(run: Run) -> None:
    """Why the run has ended, if it has."""
    config = run.config
    if run.divergence:
        parameter, iteration = run.divergence
        st.error(
            f"Training diverged: {parameter} blew up at iteration {iteration:,}, so the run stopped before it. "
            f"Try a learning rate below {config.learning_rate:g} or a smaller scale, then press Reset.",
            icon=":material/trending_up:",
        )
    elif run.ended:
        st.info(
            f"The run is at its limit of {config.limit:,} iterations. Raise the limit to go on, or press Reset.",
            icon=":material/flag:",
        )
