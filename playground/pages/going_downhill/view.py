"""Going downhill: the cost as a landscape, and gradient descent on it."""

import streamlit as st

from playground.charts import StaticView
from playground.language import _
from playground.lessons.prose import Paragraph
from playground.ui.questions.exercises import Exercises
from playground.ui.settings.controls import Controls
from playground.ui.shell.live_screen import LiveScreen
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .descent import RULES, WHAT_A_SWAP_TELLS, in_a_direction, what_the_numbers_mean
from .direction import DIRECTION_QUESTIONS, Standpoint
from .direction_chart import direction_view
from .downhill import TwoWeights
from .swap import LAYER_QUESTIONS, HiddenLayer, swap
from .swap_chart import swap_view

SEEN = "downhill_networks_seen"
"""The session key of whether the visitor has had the networks with a hidden layer shown."""


def swapped(layer: HiddenLayer) -> StaticView:
    """The pictures of two units of this layer that have changed places."""
    return swap_view(swap(layer))


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)

    def networks(controls: Controls) -> tuple[HiddenLayer | None, TwoWeights]:
        """The network with a hidden layer, if it is on screen, and the model that has none."""
        layer = controls.settings(HiddenLayer)
        return layer if st.session_state.get(SEEN) else None, controls.settings(TwoWeights)

    of_direction = Exercises(
        DIRECTION_QUESTIONS,
        lambda controls: (controls.settings(TwoWeights), controls.value("angle")),
        section="direction",
    )
    of_layer = Exercises(
        LAYER_QUESTIONS, networks, lambda: st.session_state.update({SEEN: True}), section="hidden_layer"
    )
    controls = page_controls(PAGE, of_direction, of_layer)
    part = controls.value("part")
    screen = LiveScreen(PAGE, controls)
    screen.show()

    def directions(place: Standpoint) -> None:
        """The slope in a direction, with an arrow to turn."""
        st.header(say(_("The slope in a direction")))
        of_direction.draw_in_section()
        controls.draw("angle", width=720)
        static_charts(direction_view(place, controls.value("angle")), key="downhill_direction")
        tell(in_a_direction(place))

    def hidden_layer() -> None:
        """A landscape that is not convex."""
        st.header(say(_("With a hidden layer")))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            controls.draw("dataset", "n_h", "network_seed")
        of_layer.draw_in_section()
        if st.session_state.get(SEEN) or not of_layer.offered:
            # Kept, since every other control of the page would draw this network's cost again.
            static_view = st.cache_resource(max_entries=16, show_spinner=False)(swapped)
            static_charts(static_view(controls.settings(HiddenLayer)), key="downhill_charts")
            tell([Paragraph(WHAT_A_SWAP_TELLS)])

    if not presenting():
        if part == "rules":
            controls.draw("angle")  # unseen there, but it keeps its value
            st.subheader(say(_("What happens to a gradient")))
            tell([Paragraph(RULES)])
        else:
            place = Standpoint.where_it_starts(controls.settings(TwoWeights))
            if controls.teacher.needs("angle"):
                directions(place)
            st.subheader(say(_("What the numbers mean")))
            tell(what_the_numbers_mean(place))
        if controls.teacher.needs("dataset", "n_h", "network_seed"):
            hidden_layer()
    close_page(PAGE, controls)
    screen.ends()
