"""How many units, how deep?: networks of several sizes on the same points, and what they do on points not seen."""

import streamlit as st

from playground.charts.sizes import sizes_still
from playground.lessons.sizes import Sizes
from playground.ui.controls import Controls
from playground.ui.live_chart import still_charts
from playground.ui.page import HOW_MANY, close_page, open_page
from playground.ui.training_bar import TrainingBar

open_page(HOW_MANY)
controls = Controls("sizes_", Sizes)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Data")
    controls.draw("dataset", "noise", "samples", "class_share", "data_seed", "test_share")
    st.subheader("Network")
    controls.draw("activation", "initialisation")
    controls.draw("scale", disabled=controls.settings(Sizes).initialisation != "random")
    controls.draw("seed")
    st.subheader("Training")
    controls.draw("learning_rate", "limit")

st.markdown(
    "Networks that differ in nothing but their size learn the same points, each alone. Some points, white inside, are "
    "kept out of training, to test the networks with."
)

st.header("How many units?")
st.info(
    "**Before you train:** which of these numbers of units will fit its training points best? And which will do best "
    "on points that it has not seen: the smallest, the largest, one in between?",
    icon=":material/help:",
)
controls.draw("units")
units = TrainingBar(controls, Sizes, "units", Sizes.by_units)
still_charts(sizes_still(units.sweep), key="sizes_units_charts")
st.markdown(
    """
What a network can draw is its *capacity*. One unit can draw one straight boundary and no more, however long it is
trained; each further unit can add a bend. A network that is too small misses the shape, in training as in the test.
A large one can also learn what is mere chance in its training points. If it does, it does better in training and worse
in the test: *overfitting*. Whether that has happened here, the sentence over the boundaries says.

One sweep is one try: a few test points more or less may be chance. Press **New seeds** a few times before you trust a
ranking. Then leave more to chance, with fewer samples or more noise, and more iterations to learn it.
"""
)

st.header("How deep, at an equal number of parameters?")
st.info(
    "**Before you train:** the same number of weights and biases, in one hidden layer or spread over up to four. Will "
    "the deeper networks do better?",
    icon=":material/help:",
)
controls.draw("n_h")
depth = TrainingBar(controls, Sizes, "depth", Sizes.by_depth)
still_charts(sizes_still(depth.sweep), key="sizes_depth_charts")
st.markdown(
    "A network of $d$ hidden layers with $n_h$ units each, two inputs and one output has so many weights and biases:"
)
st.latex(r"3\,n_h + (d - 1)(n_h + 1)\,n_h + (n_h + 1)")
st.markdown(
    """
So a deeper network must be narrower to cost the same. What it gains is that later layers combine what earlier ones have
found; whether that pays for points in a plane is what the numbers above are for.

A comparison of depth must not be one of starts. That is why this page starts with *xavier*, which suits the size of
each layer. Choose *random* with a scale of 0.01, the notes' start, and train again: what becomes of four layers?
"""
)
close_page(HOW_MANY)
units.go_on()
depth.go_on()
