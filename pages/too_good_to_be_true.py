"""Too good to be true: few noisy points, many units, and two ways to keep them from learning the points by heart."""

import streamlit as st

from playground.charts.pages import SCENES
from playground.language import _
from playground.lessons.too_good_to_be_true import FRESH
from playground.lessons.too_good_to_be_true import TOO_GOOD_TO_BE_TRUE as LESSON
from playground.ui.pages import TOO_GOOD_TO_BE_TRUE
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.shell.stage import Stage
from playground.ui.visit.speech import say
from playground.ui.visit.teacher import presenting


def explanation() -> None:
    """What both remedies are, and what is wrong with choosing by the test points."""
    st.subheader(say(_("Learned by heart")))
    overfitting = _("""
Two networks with the same initial weights learn the same points, in step. With many units and few points there is room
to draw the boundary around every single point, even around one that noise alone has put where it is, and the cost of
the training points goes on falling. That is *overfitting*. To see it, you need points that the network has not learned
from: the data are split into a *training set*, from which it learns, and a *test set*, by which it is judged.

A low cost is not the same as a good model. The cost is what gradient descent can go down on; whether the model is any
good is for unseen points to say, and by their accuracy.
""")
    st.markdown(say(overfitting))
    st.subheader(say(_("Regularisation: a penalty on large weights")))
    terms = _(
        "The network on the right brings down the cost J of its points and two more terms, over all weights but no "
        "biases:"
    )
    st.markdown(say(terms))
    st.latex(r"J + \frac{\lambda_2}{2} \sum w^2 + \lambda_1 \sum |w|")
    weight_decay = _("""
L2 and L1 are λ₂ and λ₁. To bend sharply between two points, a boundary needs large weights; with a penalty they have
to be worth it. The gradient of L2 is λ₂ w: each update also takes a little off every weight, more off a large one;
hence its other name, *weight decay*. L1 takes the same off every weight, large or small, and so brings
many of them close to 0.
""")
    st.markdown(say(weight_decay))
    st.subheader(say(_("Early stopping")))
    stopping = _(
        """
The other remedy costs nothing: keep the weights of the iteration at which the test cost was lowest, the star, and
forget what came later. As a rule, broad bends are learned first and narrow ones later.

But **to choose by the test points is to peek at them**. They then influence the result, and their cost at the star is
no longer a fair judge: it is the lowest of many, and some of that is luck. So a real project keeps three kinds of
points: some to learn from, some to choose by (a *validation set*), and some that are looked at once, at the very end.
Here the last part is played by {fresh:,} fresh points, which can be had because points of this kind are drawn at will;
see the table. A penalty is chosen by somebody, too: if you try several and keep the one with the lowest test cost, you
peek in the same way.
""",
        fresh=FRESH,
    )
    st.markdown(say(stopping))


open_page(TOO_GOOD_TO_BE_TRUE)
controls = page_controls("good_", LESSON.settings)
Stage(TOO_GOOD_TO_BE_TRUE, controls, LESSON, SCENES[TOO_GOOD_TO_BE_TRUE.path]).show()
if not presenting():
    explanation()
close_page(TOO_GOOD_TO_BE_TRUE, controls, LESSON.presets)
