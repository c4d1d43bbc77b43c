"""Zero or random: two networks that differ in nothing but their first weights, side by side."""

import streamlit as st

from playground.charts import ZeroOrRandomScene
from playground.lessons.starts import ZERO_OR_RANDOM_PRESETS, ZeroOrRandom
from playground.training import View
from playground.ui.controls import Controls
from playground.ui.page import ZERO_OR_RANDOM, close_page, open_page
from playground.ui.presets import presets
from playground.ui.transport import stage

open_page(ZERO_OR_RANDOM)
controls = Controls("zero_", ZeroOrRandom, View)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Left start")
    controls.draw("left")
    controls.draw("constant", disabled=controls.settings(ZeroOrRandom).left != "constant")
    st.subheader("Right start: random")
    controls.draw("scale", "seed")
    st.subheader("Both: data")
    controls.draw("dataset", "noise", "samples", "class_share", "data_seed")
    st.subheader("Both: network and training")
    controls.draw("activation", "depth", "n_h", "learning_rate")

st.markdown(
    "Two networks learn the same data, in step. They differ only in their first weights. Choose an experiment, answer "
    "its question, then press **Play**."
)
presets(controls, ZeroOrRandom, ZERO_OR_RANDOM_PRESETS)
stage(controls, ZeroOrRandomScene, ZeroOrRandom)
st.subheader("Three things behind one rule")
st.markdown(
    """
“Never start at zero” is one rule for three different things. The verdict under each network tells them apart:

- **A dead start**: no weight has a gradient, so no weight moves, whether the units are equal or not.
- **Symmetry**: there is a gradient, and the network learns, but all units of a layer have the same one. They stay
  equal, and many units do the work of one.
- **One layer at zero**: the other layer is random and hands each unit a gradient of its own. Whether the units part
  is what the presets *Only W1 zero* and *Only W2 zero* show; with *ReLU, W1 zero* look at the gradient first.

Each small map is one hidden unit: its output at each place in the plane, from purple (low) to green (high), all on
the same scale within a network. *Distinct* counts the units that differ from each other in a weight in, the bias or
the weight out, by more than 0.0001 % of the largest of these numbers.
"""
)
close_page(ZERO_OR_RANDOM)
