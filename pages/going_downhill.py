"""Going downhill: the cost as a landscape, and gradient descent on it."""

import streamlit as st

from playground.charts import StaticView
from playground.charts.going_downhill import going_downhill_scene
from playground.charts.swap import swap_view
from playground.language import _
from playground.language.labels import NEW_WEIGHTS
from playground.lessons.going_downhill import PARTS, SETTINGS
from playground.lessons.swap import HiddenLayer, swap
from playground.ui.components.static_charts import static_charts
from playground.ui.pages import GOING_DOWNHILL
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.stage import Stage
from playground.ui.visit.classroom import presenting
from playground.ui.visit.speech import say

open_page(GOING_DOWNHILL)
controls = page_controls("downhill_", SETTINGS)
part = controls.value("part")
Stage(GOING_DOWNHILL, controls, PARTS[part], going_downhill_scene).show()


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

The cure is simpler than any of these: **standardise the inputs**. Subtract the mean of each and divide by its spread,
and the same samples make a much rounder landscape, on which plain gradient descent, at a rate that suits it, goes
almost straight to the lowest point.
""")
    st.markdown(say(each_rule))


def meaning() -> None:
    """The formulas, and what follows from them."""
    st.subheader(say(_("What the numbers mean")))
    model = _(
        "Logistic regression with two weights and no bias: the cost depends on two numbers, so it can be drawn as a "
        "landscape. Three runs go down from the same start, each with a learning rate α of its own. There are "
        "two classes, since more would need more weights than can be drawn."
    )
    st.markdown(say(model))
    st.latex(r"J = -\frac{1}{m} \sum \big( y \log a + (1 - y) \log(1 - a) \big)")
    st.latex(r"w := w - \alpha \nabla J")
    st.latex(say(_(r"\text{near the lowest point: } \alpha < \frac{2}{\lambda}")))
    what_follows = _(
        """
The gradient ∇J holds the derivative of the cost with respect to each weight. It points straight up the slope, so a step
against it goes down, if it is small enough. How small depends on how strongly the surface is curved. Near the lowest
point, along the direction of the largest curvature λ, a step with a learning rate above 2 / λ ends on the other side,
and farther away: this is the *largest stable rate*. In numbers, λ is the largest eigenvalue of the matrix of second
derivatives, X D Xᵀ / m, where D holds the slope of the sigmoid for each sample.

Elsewhere the curvature may be larger. Too large a learning rate does not send the weights to infinity here: a step is
never longer than α times the steepest slope, and since the classes overlap, the cost rises in every direction far out,
so steps lead back. The run leaps across the valley, comes back, and leaps again.

The surface is *convex*: a straight line between two of its points never runs below it. So it has no second valley, and
the only place without a slope is the lowest point. **{new_weights}** moves a random start: a run that comes to rest
always does so at the same place.
""",
        new_weights=NEW_WEIGHTS,
    )
    st.markdown(say(what_follows))


def swapped(layer: HiddenLayer) -> StaticView:
    """The pictures of two units of this layer that have changed places."""
    return swap_view(swap(layer))


def hidden_layer() -> None:
    """A landscape that is not convex."""
    st.header(say(_("With a hidden layer")))
    question = _(
        "Take a trained network and swap two of its hidden units: nothing changes but their order, so the cost is the "
        "same. Now walk straight from one to the other, changing all weights at once. Does the cost stay the same "
        "on the way?"
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
points it may be higher. Where gradient descent starts decides in which valley it ends.
""")
    st.markdown(say(pictures))


if not presenting():
    {"rates": meaning, "rules": rules}[part]()
    if controls.classroom.needs("dataset", "n_h", "network_seed"):
        hidden_layer()
close_page(GOING_DOWNHILL, controls, [preset for each in PARTS.values() for preset in each.presets])
