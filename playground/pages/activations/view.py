"""Activations: what an output means, what slopes do to a gradient, where the outputs lie, and each layer's gradient."""

import streamlit as st

from playground.language import _
from playground.nn import ACTIVATIONS as FUNCTIONS
from playground.pages.contents import HOW_MANY_UNITS
from playground.ui.questions.exercises import Exercises
from playground.ui.settings.controls import Controls
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .layers_scene import gradients_view, outputs_view
from .lesson import Inputs, Layers, Point, Slopes
from .prose import CHAIN_RULE, LAYERS_AND_GRADIENT, VANISHING, centred
from .scene import curves_view, slopes_view


def formulas() -> None:
    """What the first screen is about, in formulas."""
    headings = _("activation"), _("value"), _("derivative")
    rows = [(say(each.label), *(f"${say(formula)}$" for formula in each.formulas)) for each in FUNCTIONS.values()]
    st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in (say(headings), ("---",) * 3, *rows)))


def question(text: str) -> None:
    """What a part further down asks."""
    st.info(say(text), icon=":material/help:")


def slopes(controls: Controls) -> None:
    """What the slopes do to a gradient."""
    st.header(say(_("How steep the curves are")))
    tell([LAYERS_AND_GRADIENT])
    question(
        _(
            "A gradient of 1 reaches a unit. **Drag z from −6 to 6:** where does each function let it through, and "
            "where not?"
        )
    )
    controls.draw("slope_z", width=720)
    static_charts(slopes_view(controls.settings(Slopes).slope_z), key="activations_slopes")
    if not presenting():
        tell(CHAIN_RULE)


def outputs(controls: Controls) -> None:
    """Where the outputs lie."""
    st.header(say(_("Where the outputs lie")))
    question(
        _(
            "The weighted inputs z have a mean of 0. **Which functions keep their outputs around 0?** They are the "
            "inputs of the next layer."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        controls.draw("spread", "inputs_seed")
    static_charts(outputs_view(controls.settings(Inputs).outputs()), key="activations_outputs")
    tell([centred(HOW_MANY_UNITS.title)])


def gradients(controls: Controls) -> None:
    """What is left of a gradient at each layer."""
    st.header(say(_("The gradient of each layer")))
    question(
        _(
            "Networks with one to four hidden layers, on the flower, before their first update. **Which function "
            "leaves a gradient for the first layer of the deepest network?** Compare sigmoid with tanh, then try "
            "*random* × 0.01."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        controls.draw("activation", "width", "initialisation", "scale", "layers_seed")
    static_charts(gradients_view(controls.settings(Layers).gradients()), key="activations_gradients")
    tell([VANISHING])


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    exercises = Exercises(PAGE.questions)
    controls = page_controls(PAGE, exercises)
    with bar(PAGE, controls):
        pass
    ask(
        controls,
        _(
            "A unit turns its weighted input z (linear output) into an output g(z). *Sigmoid* turns z into a number "
            "that can be read as a probability: the larger z, the higher it is. **Drag z from −6 to 6:** where is it "
            "50 %?"
        ),
        exercises=exercises,
    )
    controls.draw("z", width=720)
    static_charts(curves_view(controls.settings(Point).z), key="activations_curves")
    if not presenting():
        formulas()
    if controls.teacher.needs("slope_z"):
        slopes(controls)
    if not presenting():
        if controls.teacher.needs("spread", "inputs_seed"):
            outputs(controls)
        if controls.teacher.needs("activation", "width", "initialisation", "scale", "layers_seed"):
            gradients(controls)
    close_page(PAGE, controls, exercises=exercises)
