"""How many units, how deep?: networks of several sizes on the same points, and what they do on points not seen."""

import streamlit as st

from playground.charts.sizes import sizes_still
from playground.lessons.sizes import SIZES, by_depth, by_units
from playground.ui.bar import ask, bar
from playground.ui.classroom import presenting
from playground.ui.controls import Controls
from playground.ui.live_chart import still_charts
from playground.ui.page import HOW_MANY, close_page, open_page
from playground.ui.presets import Presets
from playground.ui.training_bar import TrainingBar

open_page(HOW_MANY)
controls = Controls("sizes_", SIZES.settings)
presets = Presets(controls, SIZES.presets)
with bar(HOW_MANY, controls):
    units = TrainingBar(controls, "units", by_units)
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    controls.draw("units")
    presets.draw()
preset = presets.asking
ask(controls, f"**{preset.question}**  \nLook at {preset.look_at}" if preset else f"**{SIZES.question}**")
still_charts(sizes_still(units.sweep), key="sizes_units_charts")


def capacity() -> None:
    """What the first screen is about, in words."""
    st.markdown(
        """
Networks that differ in nothing but their size learn the same points, each on its own. Some points, drawn white inside,
are kept out of training, to test the networks on. (Where there are more of them than training points, the maps leave
them out.)

What a network can draw is its *capacity*. One unit can draw one straight boundary and no more, however long it is
trained; each further unit can add a bend. A network that is too small misses the shape, in training as well as in the
test. A large one can also learn what is mere chance in its training points. If it does, it does better in training and
worse in the test: *overfitting*. The sentence under the accuracies says whether that has happened here.

One comparison is one try: a few test points more or less may be chance. Press **New seeds** a few times before you
trust a ranking. Then make overfitting easier, with fewer samples or more noise, and more iterations.
"""
    )


def depths() -> TrainingBar:
    """The comparison of depths."""
    st.header("How deep, with the same number of parameters?")
    st.info(
        "**Before you train:** the same number of weights and biases, in one hidden layer or spread over up to four. "
        "Will the deeper networks do better?",
        icon=":material/help:",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        controls.draw("n_h", width=300)
        training = TrainingBar(controls, "depth", by_depth)
    still_charts(sizes_still(training.sweep), key="sizes_depth_charts")
    st.markdown(
        "A network of $d$ hidden layers with $n_h$ units each, two inputs and one output has this many weights and "
        "biases:"
    )
    st.latex(r"3\,n_h + (d - 1)(n_h + 1)\,n_h + (n_h + 1)")
    st.markdown(
        """
So with the same number of parameters, a deeper network must be narrower. What it gains is that later layers combine
what earlier ones have found; the numbers above show whether that pays off for points in a plane.

A comparison of depths must not turn into one of starts. That is why this page starts with *xavier*, which suits the
size of each layer. Choose *random* with a scale of 0.01, the start of the lecture notes that this app follows, and
train again: what becomes of four layers?
"""
    )
    return training


bars = [units]
if not presenting():
    capacity()
    bars.append(depths())
close_page(HOW_MANY, controls)
for each in bars:
    each.go_on()
