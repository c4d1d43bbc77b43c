"""Play, pause, step, reset: the buttons over a live chart, and the chart."""

import streamlit as st

from playground.training import Config, Run, View

from .controls import control, settings
from .live_chart import Ask, live_chart
from .player import Player


@st.fragment
def stage() -> None:
    """The transport and the live chart of the page's run.

    Two fragments, one inside the other: a tick runs only the inner one, and a button runs the outer one without
    waiting for the page.
    """
    # The controls come first in the script, since everything else depends on them, and in their places on the page.
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    buttons = row.container(horizontal=True, width="content")
    with row.container(width=280):
        control(View, "speed")
    above, chart = st.container(), st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=240):
            control(Config, "limit")
        control(View, "hard")
        control(View, "log_cost")

    config, view = settings(Config), settings(View)
    try:
        if "player" not in st.session_state:
            st.session_state["player"] = Player(config, view)
        player: Player = st.session_state["player"]
        player.follow(config, view)
    except ValueError as error:
        above.error(f"This can't be run. {error}")
        return
    with buttons:
        _buttons(player)
    with above:
        if player.ended:
            _why_it_ended(player.run)
    with chart:
        _live(player, drawn=_shown(player))


def _buttons(player: Player) -> None:
    def new_weights() -> None:
        seed = (player.run.config.seed + 1) % 2**32
        st.session_state["seed"] = seed
        st.session_state["new_seed"] = seed, player.next_tick + 1

    st.button(
        "Pause" if player.playing else "Play",
        icon=":material/pause:" if player.playing else ":material/play_arrow:",
        key="play",
        type="primary",
        shortcut="Space",
        on_click=player.toggle,
        disabled=player.ended,
        help="Start or stop training.",
    )
    st.button(
        "Step",
        icon=":material/skip_next:",
        key="step",
        on_click=player.step,
        disabled=player.playing or player.ended,
        help="One iteration: forward, backward, update.",
    )
    st.button(
        "Reset",
        icon=":material/replay:",
        key="reset",
        on_click=player.reset,
        help="Back to iteration 0 with the same weights.",
    )
    if st.button(
        "New weights",
        icon=":material/casino:",
        key="new_weights",
        on_click=new_weights,
        help="Start again from other random weights: the next weight seed.",
    ):
        st.rerun()  # the seed's control is outside this fragment


@st.fragment
def _live(player: Player, drawn: tuple) -> None:
    """The chart. ``drawn`` is what the rest of the page shows."""

    def asked(ask: Ask) -> None:
        # A question under way when the seed was set carries the seed's old value, as it does of all widgets.
        seed, since = st.session_state.get("new_seed", (None, 0))
        if ask.tick < since:
            st.session_state["seed"] = seed
        player.asked(ask)

    tick, has_charts = player.tick()
    live_chart(player.charts, tick, key="live", has_charts=has_charts, on_ask=asked, on_stop=player.stopped)
    if _shown(player) != drawn:
        # The run has ended; or a button or control was used in the same moment as the page asked, and Streamlit took
        # both for a matter of this fragment alone.
        st.rerun()


def _shown(player: Player) -> tuple:
    """What everything around the chart depends on."""
    return settings(Config), settings(View), player.playing, player.ended


def _why_it_ended(run: Run) -> None:
    config = run.config
    if run.divergence:
        parameter, iteration = run.divergence
        st.error(
            f"Training diverged: {parameter} blew up at iteration {iteration:,}. The boundary shows the network just "
            f"before. Try a learning rate below {config.learning_rate:g}{' or a smaller scale' * config.uses_scale}.",
            icon=":material/trending_up:",
        )
    else:
        st.info(
            f"The run is at its limit of {config.limit:,} iterations. Raise the limit to go on, or press Reset.",
            icon=":material/flag:",
        )
