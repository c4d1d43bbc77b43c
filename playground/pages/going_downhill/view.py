"""Going downhill: the cost as a landscape, and gradient descent on it."""

import streamlit as st

from playground.charts import StaticView
from playground.language import _
from playground.ui.shell.live_screen import LiveScreen
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.views.prose import tell
from playground.ui.views.static_charts import static_charts
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting

from . import PAGE
from .descent import in_a_direction, what_the_numbers_mean
from .direction import Standpoint
from .direction_chart import direction_view
from .downhill import TwoWeights
from .swap import HiddenLayer, swap
from .swap_chart import swap_view


def rules() -> None:
    """What each rule does with a gradient, and what standardising does."""
    st.subheader(say(_("What happens to a gradient")))
    each_rule = _(r"""
Four rules go down from the same two weights. W stands for both of them, dW for the gradient, α for the learning rate.
Squares, roots and quotients are taken element by element.

- **Gradient descent** takes a step against the gradient; the steeper the slope, the longer the step:
  $W := W - \alpha\, dW$
- **Momentum** keeps nine tenths of its last step, so steps in one direction add up, and steps in opposite directions
  cancel: $v := 0.9\, v - \alpha\, dW, \quad W := W + v$
- **RMSprop** divides each number by its recent size, so both weights take steps of about the same length:
  $s := 0.9\, s + 0.1\, dW^2, \quad W := W - \alpha\, dW / \sqrt{s}$
- **Adam** does both: m averages the last gradients, v their squares; the hats make up for both having begun at zero:
  $W := W - \alpha\, \hat m / \sqrt{\hat v}$

In the valley the slope across is steep and the slope along it is gentle. With a learning rate above the *largest stable
rate*, 2 / λ, gradient descent can't come to rest at the lowest point; λ is the curvature there in the steepest
direction. With a rate below it, it creeps along the valley. Momentum gathers speed there. RMSprop and Adam do not care
how large the numbers of an input are: they divide that out. But RMSprop's steps need not get shorter where the ground
gets flat, so near the lowest point it may jump back and forth, and farther the larger its rate.

The cure is simpler than any of these: **standardise the inputs**. Subtract the mean of each and divide by its standard
deviation, and the same samples make a much rounder landscape, on which plain gradient descent, at a rate that suits it,
goes almost straight to the lowest point.
""")
    st.markdown(say(each_rule))


def swapped(layer: HiddenLayer) -> StaticView:
    """The pictures of two units of this layer that have changed places."""
    return swap_view(swap(layer))


def show() -> None:
    """Show the page to one visitor."""
    open_page(PAGE)
    controls = page_controls(PAGE)
    part = controls.value("part")
    screen = LiveScreen(PAGE, controls)
    screen.show()

    def directions(place: Standpoint) -> None:
        """The slope in a direction, with an arrow to turn."""
        st.header(say(_("The slope in a direction")))
        question = _(
            "**Predict:** at the start of the runs, how many directions are there in which the cost neither rises nor "
            "falls, and what angle do they make with the steepest one? **Then** turn the arrow."
        )
        st.info(say(question), icon=":material/help:")
        controls.draw("angle", width=720)
        static_charts(direction_view(place, controls.value("angle")), key="downhill_direction")
        tell(in_a_direction(place))

    def hidden_layer() -> None:
        """A landscape that is not convex."""
        st.header(say(_("With a hidden layer")))
        question = _(
            "Take a trained network and swap two of its hidden units: nothing changes but their order, so the cost is "
            "the same. Now walk straight from one to the other, changing all weights at once. Does the cost stay the "
            "same on the way?"
        )
        st.info(say(question), icon=":material/help:")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            controls.draw("dataset", "n_h", "network_seed")
        # Kept, since every other control of the page would train this network and draw its cost again.
        static_view = st.cache_resource(max_entries=16, show_spinner=False)(swapped)
        static_charts(static_view(controls.settings(HiddenLayer)), key="downhill_charts")
        pictures = _("""
This network (tanh, 1,000 iterations at a learning rate of 1.2, so not quite at the bottom) has far more than two
weights, so the pictures show one plane among all their values: the one through the trained network, the same network
with two units swapped (of all pairs, the one with the highest cost half-way), and the initial weights. In general such
a cost is not convex: every other order of units that differ is another point with the same cost, and between two such
points it may be higher. So its lowest points come in several copies of equal cost. Whether there are higher valleys,
too, in which gradient descent can end, the swap does not tell: that takes longer training, from several initial
weights.
""")
        st.markdown(say(pictures))

    if not presenting():
        if part == "rules":
            controls.draw("angle")  # unseen there, but it keeps its value
            rules()
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
