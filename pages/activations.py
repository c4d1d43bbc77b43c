"""Activations: value and slope, where the outputs lie, and what becomes of a gradient."""

import streamlit as st

from playground.charts.activations import curves_view, gradients_view, outputs_view
from playground.language import _
from playground.lessons.activations import ACTIVATIONS_SETTINGS, Inputs, Layers, Point
from playground.lessons.linear import NOT_LINEAR
from playground.ui.components.static_charts import static_charts
from playground.ui.pages import ACTIVATIONS
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.visit.classroom import presenting
from playground.ui.visit.speech import say

open_page(ACTIVATIONS)
controls = page_controls("activations_", ACTIVATIONS_SETTINGS)
with bar(ACTIVATIONS, controls):
    pass
ask(
    controls,
    _(
        "A unit turns its score z into an output g(z). On the way back, a gradient is multiplied by the slope g′(z). "
        "**Drag z from −6 to 6:** where does each function let a gradient through, and where not?"
    ),
)
controls.draw("z", width=720)
static_charts(curves_view(controls.settings(Point).z), key="activations_curves")


def value_and_slope() -> None:
    """What the first screen is about, in words."""
    st.latex(r"dZ^{[1]} = W^{[2]\,\mathsf T}\, dZ^{[2]} * g'(Z^{[1]})")
    st.markdown(
        say(
            _(
                "Each layer does this once. (The weights count as well; the table leaves them out.) *Sigmoid* and "
                "*tanh* saturate: they are flat at both ends. The steepest slope of sigmoid is 0.25, at z = 0, so at "
                "most a quarter of a gradient comes through a layer; that of tanh is 1. *ReLU* does not saturate for z "
                "> 0, and lets nothing through for z < 0 (nor, by convention, at 0). *Leaky ReLU* keeps a slope of "
                "0.01 there. *ELU* goes on as exp(z) − 1, so its slope fades below 0 and does not end at once. *GELU* "
                "is z times the probability that a standard normal number is below z: a ReLU without the corner, with "
                "a slope below 0 left of its lowest point."
            )
        )
    )
    st.markdown(say(NOT_LINEAR))


def outputs() -> None:
    """Where the outputs lie."""
    st.header(say(_("Where the outputs lie")))
    st.info(
        say(
            _(
                "The scores z have a mean of 0. **Which functions keep their outputs around 0?** They are the inputs "
                "of the next layer."
            )
        ),
        icon=":material/help:",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        controls.draw("spread", "inputs_seed")
    static_charts(outputs_view(controls.settings(Inputs).outputs()), key="activations_outputs")
    st.markdown(
        say(
            _(
                "If all inputs of a unit have the same sign, then for each sample the gradients of all its weights "
                "have the same sign, too: each sample pushes all of them up or all of them down, and only the mean "
                "over samples can mix signs. With inputs on both sides of 0, each weight can go its own way. That is "
                "one argument for tanh in hidden layers."
            )
        )
    )


def gradients() -> None:
    """What is left of a gradient at each layer."""
    st.header(say(_("The gradient of each layer")))
    st.info(
        say(
            _(
                "Networks with one to four hidden layers, on the flower, before their first update. **Which function "
                "leaves a gradient for the first layer of the deepest network?** Compare sigmoid with tanh, "
                "then try *random* × 0.01."
            )
        ),
        icon=":material/help:",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        controls.draw("activation", "width", "initialisation", "scale", "layers_seed")
    static_charts(gradients_view(controls.settings(Layers).gradients()), key="activations_gradients")
    st.markdown(
        say(
            _(
                "The gradient of a layer’s weights is a product: the layer’s own slope, the slopes and weights of all "
                "layers after it, and the outputs of the layer before it. Where such factors are small, each further "
                "layer makes the product smaller: *vanishing gradients*."
            )
        )
    )


if not presenting():
    value_and_slope()
    if controls.classroom.needs("spread", "inputs_seed"):
        outputs()
    if controls.classroom.needs("activation", "width", "initialisation", "scale", "layers_seed"):
        gradients()
close_page(ACTIVATIONS, controls)
