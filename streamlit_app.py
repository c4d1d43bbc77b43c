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
    control(Config, "scale", disabled=not settings(Config).uses_scale)
    control(Config, "seed")
    st.subheader("Training")
    control(Config, "learning_rate")

st.markdown(
    "The colours show which class the network predicts at each place in the plane. Press **Play** and watch the border "
    "between them; whenever the cost curve drops steeply, look at what the border is doing."
)
if notes:
    st.warning("Some of the link could not be used.\n" + "\n".join(f"- {note}" for note in notes))
stage()
