"""How large a start?: the same network from several scales, side by side."""

import streamlit as st

from playground.charts import HowLargeAStartScene
from playground.lessons.starts import HOW_LARGE_PRESETS, HowLargeAStart, ScalesView
from playground.ui.controls import Controls
from playground.ui.page import HOW_LARGE, close_page, open_page
from playground.ui.presets import presets
from playground.ui.transport import stage

open_page(HOW_LARGE)
controls = Controls("large_", HowLargeAStart, ScalesView)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Network and training")
    controls.draw("depth", "n_h", "activation", "learning_rate")
    st.subheader("Starts")
    controls.draw("scale_1", "scale_2", "scale_3", "scale_4", "seed")
    st.subheader("Data")
    controls.draw("dataset", "noise", "samples", "class_share", "data_seed")

st.markdown(
    "Six networks with the same random numbers, each time multiplied by another scale, learn in step; *Xavier* "
    "and *He* choose the scale from the sizes of the layers. Choose an experiment, answer its question, then press "
    "**Play**."
)
presets(controls, HowLargeAStart, HOW_LARGE_PRESETS)
stage(controls, HowLargeAStartScene, HowLargeAStart, ScalesView)
st.subheader("What the two shares mean")
st.markdown(
    """
A hidden output is **saturated** where the slope of tanh or sigmoid is below 5 % of its steepest: next to no gradient
comes through it. A ReLU unit is **dead** if it is off for every sample: no gradient comes through it at all. A leaky
ReLU keeps a slope where it is off, so it is never dead. *Before* is at iteration 0, *now* is on screen. Saturation is
not bad in itself: look at how many outputs are saturated after a network has learned.

Too small a start loses the signal instead: each layer multiplies it by small weights, forward and backward, so the
more layers there are, the smaller the gradient that reaches the first. The rules keep its size from layer to layer:

- *Xavier*: variance 2 / (n_in + n_out), made for tanh;
- *He*: variance 2 / n_in, made for ReLU, which lets half of the signal through.
"""
)
close_page(HOW_LARGE)
