"""The code: the functions that train every network of this app, read from the package itself."""

import inspect
import textwrap

import streamlit as st

from playground.nn import Network, cross_entropy
from playground.nn.network import Layer
from playground.ui.page import CODE, open_page

open_page(CODE)
st.markdown(
    "Every boundary and every cost in this app comes from the lines below. They are read from the running program, so "
    "they are what trains. Columns are samples, *m* is their number, and a bias is the weight of one more input that "
    "is always 1: that is why *W* and *b* appear side by side in one array."
)

# A formula is no wider than a phone.
PARTS = (
    ("Forward", (r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", r"A^{[l]} = g(Z^{[l]})"), Layer.forward),
    (
        "Backward: the gradients of a layer",
        (r"dW^{[l]} = \tfrac1m\, dZ^{[l]} A^{[l-1]\,T}", r"db^{[l]} = \tfrac1m \textstyle\sum_i dZ^{[l](i)}"),
        Layer.backward,
    ),
    (
        "Backward: on to the layer before",
        (r"dZ^{[l]} = W^{[l+1]\,T} dZ^{[l+1]} * g'(Z^{[l]})",),
        Layer.receive,
    ),
    ("Backward: where it begins", (r"dZ^{[L]} = A^{[L]} - Y",), Network.backward),
    ("Update", (r"W := W - \alpha\, dW", r"b := b - \alpha\, db"), Network.update),
    (
        "Cost",
        (r"J = -\tfrac1m \textstyle\sum \big( y \log a + (1 - y) \log (1 - a) \big)",),
        cross_entropy,
    ),
    ("Training", (r"\text{forward} \to \text{backward} \to \text{update}",), Network.train),
)
for heading, formulas, function in PARTS:
    st.subheader(heading)
    for formula in formulas:
        st.latex(formula)
    st.code(textwrap.dedent(inspect.getsource(function)), language="python", wrap_lines=True)
