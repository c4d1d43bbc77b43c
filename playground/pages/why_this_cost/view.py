"""Why this cost: from the probability of what happened to the cost, for classes and for numbers."""

import streamlit as st

from playground.language import _
from playground.ui.questions.exercises import Exercises
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .derivation import MORE_CLASSES, SQUARED_ERROR, from_a_normal_distribution, from_probability
from .lesson import OF_PART, WhyThisCost, draw_samples, maximum
from .normal_labels import best_line, draw_numbers
from .normal_labels_chart import normal_labels_view
from .scene import likelihood_view
from .several_classes_chart import several_classes_view
from .squared_error_chart import squared_error_view


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    exercises = Exercises(PAGE.questions, lambda controls: (controls.settings(WhyThisCost),))
    controls = page_controls(PAGE, exercises)
    numbers = controls.value("part") == "number"

    def to_the_maximum() -> None:
        """Put w and b where the likelihood is largest."""
        settings = controls.settings(WhyThisCost)
        draw, best = (draw_numbers, best_line) if settings.part == "number" else (draw_samples, maximum)
        w, b = best(*draw(settings.samples, settings.data_seed))
        controls.override({"w": w, "b": b})

    with bar(PAGE, controls):
        if not controls.teacher.prepared:
            found = (
                _("Least squares finds w and b at once; they are rounded to the steps of the sliders.")
                if numbers
                else _("Gradient descent on the cost finds w and b; they are rounded to the steps of the sliders.")
            )
            st.button(
                say(_("To the maximum")),
                key="cost_maximum",
                icon=":material/vertical_align_top:",
                on_click=to_the_maximum,
                help=None if presenting() else say(found),  # there it would be over the pictures
            )
    ask(
        controls,
        _(
            "The label y is a number. Labels scatter around the line a = wx + b with standard deviation σ. "
            "**Predict:** does a larger σ make another line the most likely? **Then** drag σ and watch both curves."
        )
        if numbers
        else _(
            "A model a = σ(wx + b), where σ is the sigmoid, should have a large likelihood and a small cost. "
            "**Predict:** can they ever disagree about which of two models is better? **Then** move w and b to make "
            "the sticks long, and watch both numbers."
        ),
        exercises=exercises,
    )
    with st.container(horizontal=True, gap="medium", key="cost_row"):
        controls.draw("part", "w", "b", "spread", width=280)
    static_charts(
        (normal_labels_view if numbers else likelihood_view)(controls.settings(WhyThisCost)), key="cost_charts"
    )

    def derivation() -> None:
        """The formulas of the first screen."""
        st.subheader(say(_("From probability to cost")))
        tell((from_a_normal_distribution if numbers else from_probability)(controls.settings(WhyThisCost)))

    def squared_error() -> None:
        """The other loss."""
        st.subheader(say(_("Why not squared error?")))
        predict = _(
            "**Predict:** a sample has y = 1, but the model is almost sure of class 0. Which loss pulls harder at z: "
            "the cross-entropy −log a, or the squared error (a − 1)²? **Then** move z."
        )
        st.info(say(predict), icon=":material/help:")
        controls.draw("z", width=360)
        static_charts(squared_error_view(controls.settings(WhyThisCost).z), key="cost_squared_error_charts")
        tell(SQUARED_ERROR)

    def more_classes() -> None:
        """The same argument with a probability for each of several classes."""
        st.subheader(say(_("With more than two classes")))
        predict = _(
            "With three classes a sample has three weighted inputs z, and a softmax turns them into probabilities. "
            "**Predict:** what happens to the probabilities and to the loss if all three rise by c? **Then** move c."
        )
        st.info(say(predict), icon=":material/help:")
        with st.container(horizontal=True, gap="small"):
            controls.draw("z0", "z1", "z2", "shift", "right", width=140)
        static_charts(several_classes_view(controls.settings(WhyThisCost)), key="cost_several_classes_charts")
        tell(MORE_CLASSES)

    if not presenting():
        derivation()
        if numbers:
            controls.draw(*OF_PART["class"])  # unseen there, but they keep their values
        else:
            if controls.teacher.needs("z"):
                squared_error()
            if controls.teacher.needs("z0", "z1", "z2", "shift", "right"):
                more_classes()
    close_page(PAGE, controls, exercises=exercises)
