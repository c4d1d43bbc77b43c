"""Why this cost: from the probability of what happened to the cost, and what squared error would do instead."""

import streamlit as st

from playground.charts.likelihood import likelihood_still
from playground.charts.squared_error import squared_error_still
from playground.lessons.likelihood import WhyThisCost, draw_samples, maximum
from playground.ui.controls import Controls
from playground.ui.live_chart import still_charts
from playground.ui.page import WHY_THIS_COST, close_page, open_page

open_page(WHY_THIS_COST)
controls = Controls("cost_", WhyThisCost)
controls.show_link_notes()

with st.sidebar:
    st.subheader("Samples")
    controls.draw("samples", "data_seed")


def to_the_maximum() -> None:
    """Put w and b where the likelihood is largest."""
    settings = controls.settings(WhyThisCost)
    w, b = maximum(*draw_samples(settings.samples, settings.data_seed))
    controls.put({"w": w, "b": b}, since=0)


st.markdown(
    "A model with one input, a = σ(wx + b), gives each sample a probability of class 1. Each stick below is as long as "
    "**p**, the probability that it gives to the class that the sample really has."
)
st.info(
    "**Before you move a slider:** two numbers judge the model. The likelihood is good if it is large, the cost if it "
    "is small. Can they ever disagree about which of two models is better?\n\n"
    "**Look at:** both, while you make the sticks as long as you can.",
    icon=":material/help:",
)
for name, column in zip(("w", "b"), st.columns(2, gap="medium"), strict=True):
    with column:
        controls.draw(name)
st.button(
    "To the maximum",
    key="cost_maximum",
    icon=":material/vertical_align_top:",
    on_click=to_the_maximum,
    help="Gradient descent on the cost finds w and b; they are rounded to the steps of the sliders.",
)
still_charts(likelihood_still(controls.settings(WhyThisCost)), key="cost_charts")

st.subheader("From probability to cost")
st.markdown("The probability of what happened at one sample, in one formula for both classes:")
st.latex(r"p(y \mid x) = a^{\,y}\,(1-a)^{1-y} = \begin{cases} a & y = 1 \\ 1 - a & y = 0 \end{cases}")
st.markdown("Independent samples: probabilities multiply. This is the likelihood, to be made as large as possible:")
st.latex(r"L(w, b) = \prod_{i=1}^{m} p\big(y^{(i)} \mid x^{(i)}\big)")
st.markdown("The logarithm grows with its argument, so the best w and b stay the same, and the product becomes a sum:")
st.latex(r"\log L = \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)")
st.latex(r"\log p(y \mid x) = y \log a + (1 - y) \log (1 - a)")
st.markdown("The minus sign turns the maximum into a minimum, and 1/m is only a scale. This is the cost:")
st.latex(r"J = -\frac{1}{m} \log L = -\frac{1}{m} \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)")
st.markdown("On the same samples J falls exactly when L rises: the two never disagree about which model is better.")

st.subheader("Why not squared error?")
st.info(
    "**Before you move the slider:** a sample has y = 1, but the model is almost sure of class 0. Which cost pulls "
    "harder at z: the cross-entropy −log a, or the squared error (a − 1)²?",
    icon=":material/help:",
)
controls.draw("z")
still_charts(squared_error_still(controls.settings(WhyThisCost).z), key="cost_squared_error_charts")
st.markdown(
    "With dz for dJ/dz, as in the notes: in the slope of the cross-entropy the slope of the sigmoid, g′(z), cancels; "
    "in that of the squared error it stays."
)
st.latex(r"J = -\log a: \quad dz = a - y")
st.latex(r"J = (a - y)^2: \quad dz = 2\,(a - y)\,g'(z)")
st.latex(r"g'(z) = a\,(1 - a)")
st.markdown(
    "For y = 1 and z far below 0, a − y is nearly −1: the more wrong, the closer to full strength. But a (1 − a) is "
    "nearly 0 there: the sigmoid is flat, and the squared error hardly learns from its worst mistakes."
)
close_page(WHY_THIS_COST)
