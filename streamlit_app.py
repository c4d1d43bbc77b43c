"""The playground: choose data and a network, press Play, watch it learn."""

import streamlit as st

from playground.charts import PlaygroundScene
from playground.training import Config, View
from playground.ui.controls import Controls
from playground.ui.page import PLAYGROUND, open_page
from playground.ui.transport import stage

open_page(PLAYGROUND)
controls = Controls("", Config, View)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Data")
    controls.draw("dataset", "noise", "samples", "class_share", "data_seed", "test_share")
    st.subheader("Network")
    controls.draw("activation", "depth", "n_h")
    st.subheader("Start")
    controls.draw("initialisation")
    controls.draw("scale", disabled=not controls.settings(Config).uses_scale)
    controls.draw("seed")
    st.subheader("Training")
    controls.draw("learning_rate")

st.markdown(
    "The colours show which class the network predicts at each place in the plane. Press **Play** and watch the border "
    "between them; whenever the cost curve drops steeply, look at what the border is doing. Below the charts is the "
    "network itself: what each unit computes, and whether it can still learn."
)
stage(controls, PlaygroundScene)
st.markdown(
    "An output is **saturated** where the slope of tanh or sigmoid is below 5 % of its steepest: usual in a network "
    "that has learned, a fault in one that learns nothing. A ReLU is **dead** if it is off for every sample. "
    "**Gradient** is the length of that of all weights and biases of a layer."
)
