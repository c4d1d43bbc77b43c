"""The code: the training loop as plainly as it can be written, and the functions that do the same faster."""

import inspect
import textwrap

import streamlit as st

from playground.language import _
from playground.lessons.plain import train_plainly
from playground.nn import LOSSES, Network, Optimiser
from playground.nn.network import Hidden, Layer
from playground.nn.update_rules import gradient_descent
from playground.training import Settings
from playground.ui.pages import THE_CODE
from playground.ui.shell.bar import ask, bar
from playground.ui.shell.page import close_page, open_page, page_controls
from playground.ui.visit.speech import say

open_page(THE_CODE)
controls = page_controls("code_", Settings(records=()))  # it has none, but a link, and what a teacher puts into that
with bar(THE_CODE, controls):
    pass
ask(controls)

st.header(say(_("The training loop, plainly")), anchor=False)
st.markdown(
    say(
        _(
            "This is how the notes train a network with one hidden layer, under “The NumPy implementation”: forward, "
            "cost, backward, update, again and again. Columns are samples, and *m* is their number. The code writes "
            "`dZ1` for what a formula calls $dZ^{[1]}$."
        )
    )
)
st.code(textwrap.dedent(inspect.getsource(train_plainly)), language="python", wrap_lines=True)

st.header(say(_("The same, faster")), anchor=False)
st.markdown(
    say(
        _(
            "Every network in this app is trained by the functions below. From the same weights, one of their "
            "iterations gives the same numbers as one above, apart from rounding, in less time. All code on this page "
            "is read from the running program."
        )
    )
)

# A formula is no wider than a phone.
PARTS = (
    (
        _("Forward"),
        (r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", r"A^{[l]} = g(Z^{[l]})"),
        Layer.forward,
        _(
            "**Why it is faster:** a bias is the weight of an extra input that is always 1, so one product multiplies "
            "by *W* and adds *b*. With `out=` the result goes into an array that is reserved once, not into a new one "
            "each time."
        ),
    ),
    (
        _("Backward: the gradients of a layer"),
        (r"dW^{[l]} = \tfrac1m\, dZ^{[l]} A^{[l-1]\,T}", r"db^{[l]} = \tfrac1m \textstyle\sum_i dZ^{[l](i)}"),
        Layer.backward,
        _(
            "**Why it is faster:** thanks to that extra input, one product gives *dW* and, in its last column, *db*, "
            "so no separate sum over the samples is needed."
        ),
    ),
    (
        _("Backward: on to the layer before"),
        (r"dZ^{[l]} = W^{[l+1]\,T} dZ^{[l+1]} * g'(Z^{[l]})",),
        Hidden.compute_dZ,
        _(
            "**Why it is faster:** with one output, a column is multiplied by a row, and `multiply` does that in less "
            "time than `matmul`. Nothing on the way needs a new array."
        ),
    ),
    (
        _("Backward: where it begins"),
        (r"dZ^{[L]} = A^{[L]} - Y",),
        Network.backward,
        _("**Why it is faster:** the gradients of all layers are divided by *m* together, at the end."),
    ),
    (
        _("Update"),
        (r"W := W - \alpha\, dW", r"b := b - \alpha\, db"),
        gradient_descent,
        _(
            "**Why it is faster:** all parameters lie in one vector, and so do their gradients. Two operations move "
            "every *W* and every *b*, however many layers there are."
        ),
    ),
    (
        _("Cost"),
        (r"J = -\tfrac1m \textstyle\sum \big( y \log a + (1 - y) \log (1 - a) \big)",),
        LOSSES["sigmoid"].cost_of_scores,
        _(
            "**Why it is faster:** no gradient needs the value of the cost. The app computes it only for what you see: "
            "a number, or a point of a curve. It is computed from the scores *z*, not from the outputs *a*: an output "
            "that has been rounded to 1 no longer tells how wrong it is."
        ),
    ),
    (
        _("Training"),
        (_(r"\text{forward} \to \text{backward} \to \text{update}"),),
        Optimiser.train,
        _("**Why it is faster:** it computes nothing that the next iteration does not need."),
    ),
)
for heading, formulas, function, why in PARTS:
    st.subheader(say(heading), anchor=False)
    for formula in formulas:
        st.latex(say(formula))
    st.markdown(say(why))
    st.code(textwrap.dedent(inspect.getsource(function)), language="python", wrap_lines=True)
close_page(THE_CODE, controls)
