"""How large a start?: the same network from several scales, side by side."""

import streamlit as st

from playground.charts.pages import SCENES
from playground.language import _
from playground.lessons.how_large_a_start import HOW_LARGE_A_START as LESSON
from playground.training import FLAT
from playground.training.formatting import percent
from playground.ui.pages import HOW_LARGE_A_START
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.stage import Stage
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

open_page(HOW_LARGE_A_START)
controls = page_controls("large_", LESSON.settings)
Stage(HOW_LARGE_A_START, controls, LESSON, SCENES[HOW_LARGE_A_START.path]).show()
if not presenting():
    st.subheader(say(_("What the two shares mean")))
    st.markdown(
        say(
            _("""
Six networks start from the same random numbers, multiplied by a different scale in each, and learn in step; *Xavier*
and *He* choose the scale from the sizes of the layers.
""")
        )
    )
    st.markdown(
        say(
            _(
                """
A hidden output is **saturated** where the slope of tanh or sigmoid is below {share} of its steepest: next to no
gradient comes through it. A ReLU unit is **dead** if it is off for every sample: no gradient comes through it at all.
A leaky ReLU keeps a slope where it is off, so it is never dead. *Before* is at iteration 0, *now* is on screen.
Saturation is not bad in itself: look at how many outputs are saturated after a network has learned.
""",
                share=percent(FLAT, 0),
            )
        )
    )
    st.markdown(
        say(
            _("""
Too small a start loses the signal instead: each layer multiplies it by small weights, forward and backward, so the
more layers there are, the smaller the gradient that reaches the first. Two rules keep its size from layer to layer:

- *Xavier*: variance 2 / (n_in + n_out), made for tanh;
- *He*: variance 2 / n_in, made for ReLU, which lets half of the signal through.
""")
        )
    )
    st.markdown(
        say(
            _("""
Here n_in and n_out are the numbers of inputs and outputs of a layer.
""")
        )
    )
close_page(HOW_LARGE_A_START, controls, LESSON.presets)
