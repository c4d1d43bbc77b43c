"""Zero or random: two networks that differ in nothing but their first weights, side by side."""

import streamlit as st

from playground.charts.pages import SCENES
from playground.language import _
from playground.lessons.paragraph import Paragraph
from playground.lessons.zero_or_random import ZERO_OR_RANDOM as LESSON
from playground.lessons.zero_or_random import what_is_wrong_with_zero
from playground.ui.pages import ZERO_OR_RANDOM
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.stage import Stage
from playground.ui.views.paragraphs import tell
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

open_page(ZERO_OR_RANDOM)
controls = page_controls("zero_", LESSON.settings)
Stage(ZERO_OR_RANDOM, controls, LESSON, SCENES[ZERO_OR_RANDOM.path], saves=True).show()
if not presenting():
    st.subheader(say(_("Three things behind one rule")))
    three_things = _("""
“Never start at zero” is one rule for three different things. The verdict under each network tells them apart:

- **A dead start**: no weight has a gradient, so no weight moves, whether the units are equal or not.
- **Symmetry**: there is a gradient, and the network learns, but all units of a layer have the same one. They stay
  equal, and many units do the work of one.
- **One layer at zero**: the other layer is random and hands each unit a gradient of its own. Whether the units part
  is what the experiments *Only W1 zero* and *Only W2 zero* show; with *ReLU, W1 zero* look at the gradient first.
""")
    tell([Paragraph(three_things, notes=what_is_wrong_with_zero())])
    st.markdown(
        say(
            _("""
The notes are stricter about one layer at zero: units stay equal, they say, “even if only one layer is initialised to 0”
(哪怕只有一层被初始化为0). **Biases** start at 0 in every network here, the random one included, as in the notes. That
is harmless: random weights are enough to make the units differ, and each bias then gets a gradient of its own. The
update of *One step by hand* shows b1 leave 0, by another amount in each unit.
""")
        )
    )
    st.markdown(
        say(
            _("""
Both networks learn the same data, in step. Each small map is one hidden unit: its output at each place in the plane,
from purple (low) to green (high), all on the same scale within a network.
""")
        )
    )
close_page(ZERO_OR_RANDOM, controls, LESSON.presets)
