"""Going downhill: the cost as a landscape, and gradient descent on it."""

import streamlit as st

from playground.charts.downhill import DownhillScene
from playground.charts.swap import swap_still
from playground.lessons.downhill import DOWNHILL_PRESETS, Downhill, DownhillView
from playground.lessons.swap import HiddenLayer, swap
from playground.ui.controls import Controls
from playground.ui.live_chart import still_charts
from playground.ui.page import DOWNHILL, close_page, open_page
from playground.ui.presets import presets
from playground.ui.transport import stage

open_page(DOWNHILL)
controls = Controls("downhill_", Downhill, DownhillView, HiddenLayer)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Learning rates")
    controls.draw("rate_1", "rate_2", "rate_3")
    st.subheader("Start")
    controls.draw("begin")
    chosen = controls.settings(Downhill).begin == "chosen"
    controls.draw("w1", "w2", disabled=not chosen)
    controls.draw("seed", disabled=chosen)
    st.subheader("Data")
    controls.draw("noise", "samples", "data_seed")

st.markdown(
    "Logistic regression with two weights and no bias: the cost depends on two numbers, so it can be drawn as a "
    "landscape. Three runs go down from the same start, each with a learning rate of its own. Choose an experiment, "
    "answer its question, then press **Play**."
)
presets(controls, Downhill, DOWNHILL_PRESETS)
stage(controls, DownhillScene, Downhill, DownhillView)

st.subheader("What the numbers mean")
st.latex(r"J = -\frac{1}{m} \sum \big( y \log a + (1 - y) \log(1 - a) \big)")
st.latex(r"w := w - \alpha \nabla J")
st.latex(r"\text{near the lowest point: } \alpha < \frac{2}{\lambda}")
st.markdown(
    """
The gradient points straight up the slope, so a step against it goes down, if it is small enough. How small depends on
how strongly the surface is curved. Near the lowest point, along the direction of the largest curvature λ, a step with a
learning rate above 2 / λ ends on the other side and farther away: this is the *largest stable learning rate*. In
numbers, λ is the largest eigenvalue of the matrix of second derivatives, X D Xᵀ / m, where D holds the slope of the
sigmoid for each sample.

Elsewhere the surface may be curved more. Too large a learning rate does not lead to infinity here: a step is never
longer than α times the steepest slope, and since the classes overlap, the cost rises in every direction far out, so
that steps lead back. The run leaps across the valley, comes back, and leaps again.

The surface is *convex*: a straight line between two of its points never runs below it. So it has no second valley, and
the only place without a slope is the lowest point. **New weights** moves a random start: a run that comes to rest does
so at the same place as before.
"""
)

st.header("With a hidden layer")
st.info(
    "Take a trained network and swap two of its hidden units: nothing changes but their order, so the cost is the "
    "same. Now walk straight from the one to the other, all weights at once. Does the cost stay as it is?",
    icon=":material/help:",
)
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
    controls.draw("dataset", "n_h", "network_seed")
# Kept, since every other control of the page would train this network again.
look = st.cache_data(max_entries=16, show_spinner=False)(swap)
still_charts(swap_still(look(controls.settings(HiddenLayer))), key="downhill_charts")
st.markdown(
    """
This network (tanh, 1,000 iterations at a learning rate of 1.2, so not quite at the bottom) has far more than two
weights, so the pictures show one plane of them: the one through the trained network, the same with two units swapped
(of all pairs the one with the highest cost half-way), and the first weights. A valley of such a cost never comes alone:
every other order of the units makes one more. Which one gradient descent comes down into depends on where it starts.
"""
)
close_page(DOWNHILL)
