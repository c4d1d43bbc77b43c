"""The playground: choose data and a network, press Play, watch it learn."""

import streamlit as st

from playground.training import Config, View
from playground.ui.controls import control, link_notes, settings
from playground.ui.page import PLAYGROUND, open_page
from playground.ui.transport import stage

open_page(PLAYGROUND)
notes = link_notes(Config, View)

with st.sidebar:
    st.subheader("Data")
    for name in ("dataset", "noise", "samples", "data_seed", "test_share"):
        control(Config, name)
    st.subheader("Network")
    for name in ("activation", "depth", "n_h"):
        control(Config, name)
    st.subheader("Start")
    control(Config, "initialisation")
    without_scale = st.session_state["initialisation"] in ("zero", "xavier", "he")
    control(Config, "scale", disabled=without_scale)
    control(Config, "seed")
    st.subheader("Training")
    control(Config, "learning_rate")

st.markdown(
    "The colours show what the network thinks of every place in the plane; press **Play** and watch the border between "
    "them bend towards the points. Watch the **cost** as well: it stays flat at first, then falls when hidden "
    "units begin to differ, and the border moves most where it falls fastest."
)
if notes:
    st.warning("Some of the link could not be used.\n" + "\n".join(f"- {note}" for note in notes))
stage()
