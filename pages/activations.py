"""Activations: value and slope, where the outputs lie, what becomes of a gradient, and a unit that dies."""

import streamlit as st

from playground.charts.activations import curves_still, gradients_still, outputs_still
from playground.charts.dead_relu import DeadReLUScene
from playground.lessons.activations import Inputs, Layers, Point
from playground.lessons.dead_relu import DEAD_RELU_PRESETS, DeadReLU, DeadReLUView, Push
from playground.ui.controls import Controls
from playground.ui.live_chart import still_charts
from playground.ui.page import ACTIVATIONS, close_page, open_page
from playground.ui.player import Player
from playground.ui.presets import presets
from playground.ui.transport import stage

open_page(ACTIVATIONS)
controls = Controls("activations_", DeadReLU, DeadReLUView, Push, Point, Inputs, Layers)
controls.show_link_notes()


def push(player: Player) -> None:
    """The button that switches a unit off in both networks."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in ("unit", "below"):
            with st.container(width=220):
                controls.draw(name)
        chosen = controls.settings(Push)
        try:
            chosen.step(player.runs.values())
            problem = ""
        except ValueError as error:
            problem = str(error)

        def pushed() -> None:
            player.nudge(chosen.step(player.runs.values()), every=True)  # as the units are then, not now

        st.button(
            f"Push unit {chosen.unit} below zero",
            key="activations_push",
            icon=":material/arrow_downward:",
            on_click=pushed,
            disabled=player.ended or bool(problem),
            help="Lower this unit's b1, by the same amount in both networks, until it is off for every sample.",
        )
    if problem:
        st.warning(problem)


st.header("Value and slope")
st.info(
    "A unit turns its score z into an output g(z). On the way back a gradient is multiplied by the slope g′(z). "
    "**Drag z from −6 to 6:** where does each function let a gradient through, and where not?",
    icon=":material/help:",
)
controls.draw("z")
still_charts(curves_still(controls.settings(Point).z), key="activations_curves")
st.latex(r"dZ_1 = W_2^{\mathsf T}\, dZ_2 * g'(Z_1)")
st.markdown(
    "Each layer does this once. (The weights count as well; the table leaves them out.) *Sigmoid* and *tanh* saturate: "
    "both ends are flat. The steepest slope of sigmoid is 0.25, at z = 0, so of a gradient at most a quarter comes "
    "through a layer; that of tanh is 1. *ReLU* does not saturate for z > 0, and lets nothing through for z < 0 "
    "(nor, by convention, at 0). "
    "*Leaky ReLU* keeps a slope of 0.01 there."
)

st.header("Where the outputs lie")
st.info(
    "The scores z have a mean of 0. **Which functions keep their outputs around 0?** The next layer has them as its "
    "inputs.",
    icon=":material/help:",
)
for column, name in zip(st.columns(2), ("spread", "inputs_seed"), strict=True):
    with column:
        controls.draw(name)
still_charts(outputs_still(controls.settings(Inputs).outputs()), key="activations_outputs")
st.markdown(
    "If all inputs of a unit have the same sign, then for each sample the gradients of all its weights have the same "
    "sign, too: each sample pushes them all up or all down, and only the mean over samples can mix signs. Inputs on "
    "both sides of 0 leave each weight its own way. In hidden layers that is one thing that speaks for tanh."
)

st.header("The gradient of each layer")
st.info(
    "Networks with one to four hidden layers, on the flower, before their first update. **Which function leaves "
    "the first layer of the deepest network a gradient?** Compare sigmoid with tanh, then try *random* × 0.01.",
    icon=":material/help:",
)
left, middle, right = st.columns(3)
with left:
    controls.draw("activation", "width")
with middle:
    controls.draw("initialisation", "layers_seed")
with right:
    controls.draw("scale", disabled=controls.settings(Layers).initialisation != "random")
still_charts(gradients_still(controls.settings(Layers).gradients()), key="activations_gradients")
st.markdown(
    "The gradient of a layer's weights is a product: its own slope, the slopes and weights of all layers after it, and "
    "the outputs of the layer before it. Where such factors are small, each further layer makes the product smaller: "
    "*vanishing gradients*."
)

st.header("A dead ReLU")
st.markdown(
    "Two networks with the same first weights learn the same points, in step. They differ in their activation only. "
    "Choose an experiment, answer its question, then press **Play**."
)
with st.expander("Network, training and data"):
    controls.draw("n_h", "learning_rate", "seed", "dataset", "noise", "samples", "class_share", "data_seed")
presets(controls, DeadReLU, DEAD_RELU_PRESETS)
stage(controls, DeadReLUScene, DeadReLU, DeadReLUView, push)
st.markdown(
    "For a unit that is off for every sample each slope is 0 with ReLU, 0.01 with leaky ReLU. With ReLU its gradients "
    "are exactly 0, and since the samples stay the same, so does the unit, for ever. With leaky ReLU its dW1 and db1 "
    "are a hundredth of what they would be with the slope 1. Whether that leads it back is for the data to say. So a "
    "dead ReLU is not revived by training; the same unit with a leak can be."
)
close_page(ACTIVATIONS)
