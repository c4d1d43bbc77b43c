"""Activations: value and slope, where the outputs lie, and what becomes of a gradient."""

import streamlit as st

from playground.language import _
from playground.lessons.linear import NOT_LINEAR
from playground.lessons.prose import Paragraph
from playground.nn import ACTIVATIONS as FUNCTIONS
from playground.pages.contents import HOW_MANY_UNITS
from playground.ui.questions.exercises import Exercises
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .lesson import QUESTIONS, Inputs, Layers, Point
from .scene import curves_view, gradients_view, outputs_view


def value_and_slope() -> None:
    """What the first screen is about, in formulas and words."""
    headings = _("activation"), _("value"), _("derivative")
    rows = [(say(each.label), *(f"${say(formula)}$" for formula in each.formulas)) for each in FUNCTIONS.values()]
    st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in (say(headings), ("---",) * 3, *rows)))
    chain_rule = _(
        "On the way back, the slope is a factor in the *chain rule*: the derivative of a function of a function is the "
        "product of both derivatives. So each layer multiplies what reaches it by its own slope:"
    )
    weights = _(
        "The weights count as well; the numbers above leave them out. *Sigmoid* and *tanh* saturate: they are flat "
        "at both ends. The steepest slope of sigmoid is 0.25, at z = 0, so at most a quarter of a gradient comes "
        "through a layer; that of tanh is 1. *ReLU* does not saturate for z > 0, and lets nothing through for z < 0 "
        "(nor, by convention, at 0). *Leaky ReLU* keeps a slope of 0.01 there. *ELU* goes on as exp(z) − 1, so its "
        "slope fades below 0 and does not end at once. *GELU* is z times the probability that a standard normal "
        "number is below z: a ReLU without the corner, with a slope below 0 left of its lowest point."
    )
    formula = r"dZ^{[1]} = W^{[2]\,\mathsf T}\, dZ^{[2]} * g'(Z^{[1]})"
    tell([Paragraph(chain_rule, (formula,)), Paragraph(weights)])
    st.markdown(say(NOT_LINEAR))


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    exercises = Exercises(QUESTIONS)
    controls = page_controls(PAGE, exercises)
    with bar(PAGE, controls):
        pass
    ask(
        controls,
        _(
            "A unit turns its score z into an output g(z). On the way back, a gradient is multiplied by the slope "
            "g′(z). **Drag z from −6 to 6:** where does each function let a gradient through, and where not?"
        ),
        exercises=exercises,
    )
    controls.draw("z", width=720)
    static_charts(curves_view(controls.settings(Point).z), key="activations_curves")

    def outputs() -> None:
        """Where the outputs lie."""
        st.header(say(_("Where the outputs lie")))
        st.info(
            say(
                _(
                    "The scores z have a mean of 0. **Which functions keep their outputs around 0?** They are the "
                    "inputs of the next layer."
                )
            ),
            icon=":material/help:",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            controls.draw("spread", "inputs_seed")
        static_charts(outputs_view(controls.settings(Inputs).outputs()), key="activations_outputs")
        each_weight = _(
            "If all inputs of a unit have the same sign, then for each sample the gradients of all its weights have "
            "the same sign, too: each sample pushes all of them up or all of them down, and only the mean over samples "
            "can mix signs. With inputs on both sides of 0, each weight can go its own way. That is one argument for "
            "tanh in hidden layers."
        )
        tanh_or_sigmoid = _(
            "The notes say that tanh is always better than sigmoid, above all where features differ clearly. Outputs "
            "around 0 are a reason why it often learns faster, no more. The experiment *Effect or chance* of *{page}* "
            "lets both learn the same noisy moons: with its own seeds, no activation is better in the test by more "
            "than chance; with some others sigmoid is worst by more than that. Nothing here supports the remark on "
            "features.",
            page=HOW_MANY_UNITS.title,
        )
        tell([Paragraph(each_weight, notes=tanh_or_sigmoid)])

    def gradients() -> None:
        """What is left of a gradient at each layer."""
        st.header(say(_("The gradient of each layer")))
        st.info(
            say(
                _(
                    "Networks with one to four hidden layers, on the flower, before their first update. **Which "
                    "function leaves a gradient for the first layer of the deepest network?** Compare sigmoid with "
                    "tanh, then try *random* × 0.01."
                )
            ),
            icon=":material/help:",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            controls.draw("activation", "width", "initialisation", "scale", "layers_seed")
        static_charts(gradients_view(controls.settings(Layers).gradients()), key="activations_gradients")
        product = _(
            "By the chain rule, the gradient of a layer’s weights is a product: the layer’s own slope, the slopes and "
            "weights of all layers after it, and the outputs of the layer before it. Where such factors are small, "
            "each further layer makes the product smaller: *vanishing gradients*."
        )
        st.markdown(say(product))

    if not presenting():
        value_and_slope()
        if controls.teacher.needs("spread", "inputs_seed"):
            outputs()
        if controls.teacher.needs("activation", "width", "initialisation", "scale", "layers_seed"):
            gradients()
    close_page(PAGE, controls, exercises=exercises)
