"""How many units, how deep?: one setting swept over its values, several runs of each, and what they come to."""

import streamlit as st

from playground.language import _
from playground.ui.components.reserved import reserved
from playground.ui.questions.presets import Presets
from playground.ui.settings.training_bar import TrainingBar
from playground.ui.shell.bar import bar
from playground.ui.shell.on_page import features_on, others_answer, others_are_asked
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.sweep_question import ask_of_sweep
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import embedded, presenting

from . import PAGE
from .lesson import HOW_MANY_UNITS as LESSON
from .lesson import by_depth, by_setting, in_effect, remark
from .scene import how_many_units_view
from .swept import SWEPT, UNITS, repeated


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    controls = page_controls(PAGE)
    presets = Presets(controls, LESSON.presets)
    swept = in_effect(controls.chosen)
    sizes_differ = swept is SWEPT[UNITS]
    asked = swept.asked(controls.recipe)

    screen = st.container(gap="xsmall", key="sizes_screen")
    with screen:
        with bar(PAGE, controls):
            training = TrainingBar(controls, "setting", by_setting)
        row = st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="row")
        with row:
            if not others_are_asked(features_on(PAGE, controls)):
                controls.draw("sweep", width=200)
                controls.draw("units", width=200)
                if not sizes_differ:
                    controls.draw("n_h")
                controls.draw("runs", width=150)
                presets.say_what_is_hidden()
            if not (presenting() or embedded() or controls.teacher.prepared):  # here, as the bar has no room
                for feature in features_on(PAGE, controls):
                    feature.in_bar(None, LESSON, alone=False)
            if presenting():
                presets.draw(keys=not others_answer(features_on(PAGE, controls)))
            reserved(key="row_end")
        right = ask_of_sweep(controls, presets, training, asked.question, remark(controls.chosen))
        static_charts(how_many_units_view(training.sweep), key="sizes_setting_charts", moves=training.training)

    def explained() -> None:
        """What the first screen is about, in words."""
        st.markdown(say(asked.explained))
        st.markdown(
            say(
                _("""
The colour of a point is its value, that of the map behind it the network's output: where they are equal, the network is
right. *R²* is 1 if all outputs equal the values, and 0 if they do no better than always giving the mean of the values.
Some points, drawn as diamonds, are kept out of training, to test the networks on. (Where there are more of them than
training points, the maps leave them out.)
""")
                if controls.recipe.asks_for_number
                else _("""
Some points, drawn white inside, are kept out of training, to test the networks on. (Where there are more of them than
training points, the maps leave them out.)
""")
            )
        )
        if swept.repeated:
            st.markdown(say(repeated(training.sweep.target)))

    def depths() -> TrainingBar:
        """The comparison of depths."""
        st.header(say(_("How deep, with the same number of parameters?")))
        st.info(
            say(
                _(
                    "**Before you train:** the same number of weights and biases, in one hidden layer or spread over "
                    "up to four. Will the deeper networks do better?"
                )
            ),
            icon=":material/help:",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            controls.draw("n_h", width=300)
            training = TrainingBar(controls, "depth", by_depth)
        static_charts(how_many_units_view(training.sweep), key="sizes_depth_charts", moves=training.training)
        st.markdown(
            say(
                _(
                    "A network of $d$ hidden layers with $n_h$ units each, two inputs and one output has this many "
                    "weights and biases:"
                )
            )
        )
        st.latex(r"3\,n_h + (d - 1)(n_h + 1)\,n_h + (n_h + 1)")
        st.markdown(
            say(
                _("""
So with the same number of parameters, a deeper network must be narrower. What it gains is that later layers combine
what earlier ones have found; the numbers above show whether that pays off for points in a plane.

Depths compare fairly only if every network starts well. That is why this page starts with Xavier, which suits the size
of each layer. Choose *random* with a scale of 0.01, as in the notes, and train again: what happens to four layers?
""")
            )
        )
        return training

    bars = [training]
    if not presenting():
        explained()
        if sizes_differ and controls.teacher.needs("n_h"):
            bars.append(depths())
    close_page(PAGE, controls, ended=bars[0].sweep.ended, right=right)
    for each in bars:
        each.go_on()
