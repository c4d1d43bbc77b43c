"""Why this cost: from the probability of what happened to the cost, what squared error would do, and more classes."""

import streamlit as st

from playground.charts.likelihood import likelihood_still
from playground.charts.several_classes import several_classes_still
from playground.charts.squared_error import squared_error_still
from playground.language import _
from playground.lessons.likelihood import WHY_THIS_COST_SETTINGS, WhyThisCost, draw_samples, maximum
from playground.ui.bar import ask, bar
from playground.ui.classroom import presenting
from playground.ui.controls import Controls
from playground.ui.live_chart import still_charts
from playground.ui.page import WHY_THIS_COST, close_page, open_page
from playground.ui.speech import say

open_page(WHY_THIS_COST)
controls = Controls("cost_", WHY_THIS_COST_SETTINGS)


def to_the_maximum() -> None:
    """Put w and b where the likelihood is largest."""
    settings = controls.settings(WhyThisCost)
    w, b = maximum(*draw_samples(settings.samples, settings.data_seed))
    controls.put({"w": w, "b": b})


with bar(WHY_THIS_COST, controls):
    st.button(
        say(_("To the maximum")),
        key="cost_maximum",
        icon=":material/vertical_align_top:",
        on_click=to_the_maximum,
        help=say(_("Gradient descent on the cost finds w and b; they are rounded to the steps of the sliders.")),
    )
ask(
    controls,
    _(
        "A model with one input, a = σ(wx + b), is judged by two numbers: its likelihood should be large, its cost "
        "small. **Predict:** can they ever disagree about which of two models is better? **Then** move w and b to make "
        "the sticks as long as you can, and watch both numbers."
    ),
)
with st.container(horizontal=True, gap="medium"):
    controls.draw("w", "b", width=360)
still_charts(likelihood_still(controls.settings(WhyThisCost)), key="cost_charts")


def derivation() -> None:
    """What comes after the first screen: the formulas, and the other cost."""
    st.subheader(say(_("From probability to cost")))
    st.markdown(say(_("The probability of what happened at one sample, in one formula for both classes:")))
    st.latex(r"p(y \mid x) = a^{\,y}\,(1-a)^{1-y} = \begin{cases} a & y = 1 \\ 1 - a & y = 0 \end{cases}")
    st.markdown(
        say(
            _(
                "The samples are independent, so their probabilities multiply. This is the likelihood, to be made as "
                "large as possible:"
            )
        )
    )
    st.latex(r"L(w, b) = \prod_{i=1}^{m} p\big(y^{(i)} \mid x^{(i)}\big)")
    st.markdown(
        say(
            _(
                "The logarithm grows with its argument, so the best w and b stay the same, and the product becomes a "
                "sum:"
            )
        )
    )
    st.latex(r"\log L = \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)")
    st.latex(r"\log p(y \mid x) = y \log a + (1 - y) \log (1 - a)")
    st.markdown(say(_("The minus sign turns the maximum into a minimum, and 1/m only rescales it. This is the cost:")))
    st.latex(r"J = -\frac{1}{m} \log L = -\frac{1}{m} \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)")
    st.markdown(
        say(
            _(
                "On the same samples J falls exactly when L rises: the two never disagree about which of two models is "
                "better."
            )
        )
    )

    st.subheader(say(_("Why not squared error?")))
    st.info(
        say(
            _(
                "**Predict:** a sample has y = 1, but the model is almost sure of class 0. Which cost pulls harder at "
                "z: the cross-entropy −log a, or the squared error (a − 1)²? **Then** move the slider."
            )
        ),
        icon=":material/help:",
    )
    controls.draw("z", width=360)
    still_charts(squared_error_still(controls.settings(WhyThisCost).z), key="cost_squared_error_charts")
    st.markdown(
        say(
            _(
                "Write dz for dJ/dz, as in the lecture notes that this app follows. In the slope of the cross-entropy "
                "the slope of the sigmoid, g′(z), cancels out; in that of the squared error it stays:"
            )
        )
    )
    st.latex(r"J = -\log a: \quad dz = a - y")
    st.latex(r"J = (a - y)^2: \quad dz = 2\,(a - y)\,g'(z)")
    st.latex(r"g'(z) = a\,(1 - a)")
    st.markdown(
        say(
            _(
                "For y = 1 and z far below 0, a − y is nearly −1: the more wrong the model is, the closer the pull of "
                "the cross-entropy comes to full strength. But a (1 − a) is nearly 0 there: the sigmoid is flat, and "
                "the squared error hardly learns from its worst mistakes."
            )
        )
    )


def more_classes() -> None:
    """The same argument with a probability for each of several classes."""
    st.subheader(say(_("With more than two classes")))
    st.info(
        say(
            _(
                "A sample of three classes has three scores, and a softmax turns them into probabilities. "
                "**Predict:** what happens to the probabilities and to the cost if all three scores rise by the same "
                "amount? **Then** move c."
            )
        ),
        icon=":material/help:",
    )
    with st.container(horizontal=True, gap="small"):
        controls.draw("z0", "z1", "z2", "shift", "right", width=140)
    still_charts(several_classes_still(controls.settings(WhyThisCost)), key="cost_several_classes_charts")
    st.markdown(say(_("The softmax turns each score into a positive number and divides it by the sum of them all:")))
    # A formula that ends in an index is a little too wide: without the space after it, it could be scrolled.
    st.latex(r"a_k = \frac{\exp z_k}{\sum_j \exp z_j}")
    st.markdown(
        say(
            _(
                "The label is one-hot: y has a 1 in the row of the right class and 0 in the others. So the probability "
                "of what happened is again one formula for all classes, and its logarithm again a sum of which only "
                "one term is left:"
            )
        )
    )
    st.latex(r"p(y \mid x) = \prod_k a_k^{\,y_k} = a_\text{right}\,")
    st.latex(r"\log p(y \mid x) = \sum_k y_k \log a_k\,")
    st.markdown(
        say(_("From here everything is as before. The cost is −log of the right class’s probability, averaged:"))
    )
    st.latex(r"J = -\frac{1}{m} \sum_{i=1}^{m} \log a_\text{right}^{(i)}\,")
    st.markdown(say(_("For one sample, the derivative by a score is as simple as with a sigmoid, again a − y:")))
    st.latex(r"-\log a_\text{right} = \log \sum_j \exp z_j - z_\text{right}\,")
    st.latex(r"dz_k = \frac{\exp z_k}{\sum_j \exp z_j} - y_k = a_k - y_k\,")
    st.markdown(say(_("Only differences between scores matter. With two classes softmax is a sigmoid of theirs:")))
    st.latex(r"a_1 = \frac{\exp z_1}{\exp z_0 + \exp z_1} = \sigma(z_1 - z_0)")


if not presenting():
    derivation()
    more_classes()
close_page(WHY_THIS_COST, controls)
