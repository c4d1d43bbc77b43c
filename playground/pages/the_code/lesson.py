"""The functions that *The code* shows, with a few words each: the notes' own, and those of the core."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from playground.language import _
from playground.nn import LOSSES, Network, Optimiser
from playground.nn.network import Hidden, Layer
from playground.nn.update_rules import gradient_descent

from . import seven_functions as notes


class Shown(NamedTuple):
    """A function to be shown: what it does, its formulas, no wider than a phone each, and what to notice in its code.

    ``heading``: empty where the function's own name is the heading.
    """

    function: Callable[..., Any]
    heading: str
    does: str
    formulas: Sequence[str]
    notice: Sequence[str]


LAYER_SIZES = Shown(
    notes.layer_sizes,
    "",
    _("The numbers of inputs $n_x$, hidden units $n_h$ and outputs $n_y$."),
    (),
    (
        _(
            "The notes only call it: these lines are ours, and so is the 4. Nothing in the data says how many hidden "
            "units there should be."
        ),
        _("Samples are columns, so what counts is the number of **rows**: `shape[0]`."),
        _("`nn_model` uses the `n_h` that is passed in, not this one."),
    ),
)
INITIALIZE_PARAMETERS = Shown(
    notes.initialize_parameters,
    "",
    _("The weights and biases to start from: small random weights, biases of 0."),
    (
        r"W^{[1]}: (n_h, n_x) \quad b^{[1]}: (n_h, 1)",
        r"W^{[2]}: (n_y, n_h) \quad b^{[2]}: (n_y, 1)",
    ),
    (
        _(
            "The four lines with `assert` state the shapes. With `np.zeros(n_h)`, a rank-1 array, the program would "
            "stop right here, not in a strange place much later."
        ),
        _(
            "`seed(2)`: the same random numbers every time. `seed(3)` in `nn_model` is in the notes, too, but has no "
            "effect: all random numbers are drawn here, after this one."
        ),
    ),
)
FORWARD_PROPAGATION = Shown(
    notes.forward_propagation,
    "",
    _("From the inputs to the outputs, for all samples at once."),
    (
        r"Z^{[1]} = W^{[1]} X + b^{[1]}",
        r"A^{[1]} = \tanh Z^{[1]}",
        r"Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}",
        r"A^{[2]} = \sigma(Z^{[2]})",
    ),
    (
        _("`np.dot(W1, X)` is the matrix product, also written `W1 @ X`. The column `b1` is added to every column."),
        _(
            "The dictionary is the **cache**: the way back needs `A1` and `A2` again. It also has `Z1` and `Z2`, as in "
            "the notes, because in general $g'$ is computed from *Z*. Here it is not needed: the slope of tanh is "
            "$1 - A^2$. The app’s own code, too, computes $g'$ from *A* wherever it can."
        ),
    ),
)
COMPUTE_COST = Shown(
    notes.compute_cost,
    "",
    _("One number that says how wrong the outputs are."),
    (r"\begin{gathered} J = -\tfrac1m \textstyle\sum \big( y \log a \\ + (1 - y) \log (1 - a) \big) \end{gathered}",),
    (
        _(
            "`np.squeeze` takes brackets off: `[[0.69]]` becomes 0.69. After `np.sum` there are none, but after "
            "`np.dot(Y, np.log(A2).T)`, another way to write the sum, there are."
        ),
        _("`parameters` is not used: it would be, with a penalty on large weights."),
    ),
)
BACKWARD_PROPAGATION = Shown(
    notes.backward_propagation,
    "",
    _("The derivative of the cost with respect to every parameter, from the last layer to the first."),
    (
        r"dZ^{[2]} = A^{[2]} - Y",
        r"dW^{[2]} = \tfrac1m\, dZ^{[2]} A^{[1]\,T}",
        r"db^{[2]} = \tfrac1m \textstyle\sum_i dZ^{[2](i)}",
        r"dZ^{[1]} = W^{[2]\,T} dZ^{[2]} * g'(Z^{[1]})",
        r"dW^{[1]} = \tfrac1m\, dZ^{[1]} X^T",
        r"db^{[1]} = \tfrac1m \textstyle\sum_i dZ^{[1](i)}",
    ),
    (
        _(
            "`keepdims=True` keeps `db1` a column, $(n_h, 1)$. Without it the sum is a rank-1 array, $(n_h,)$, and the "
            "update turns `b1` into an $n_h × n_h$ matrix without a warning."
        ),
        _("`np.dot` is the matrix product; `*` multiplies element by element. The line of `dZ1` has both."),
        _("`1 - A1**2` is $g'(Z^{[1]})$: that is why `Z1` is not taken from the cache."),
    ),
)
UPDATE_PARAMETERS = Shown(
    notes.update_parameters,
    "",
    _("One step of gradient descent, every parameter by its own derivative."),
    (r"W := W - \alpha\, dW", r"b := b - \alpha\, db"),
    (
        _("The **minus** leads downhill: the gradient itself points uphill."),
        _("Every gradient has the shape of its parameter."),
        _(
            "`nn_model` passes on no learning rate, so the default, 1.2, applies. For another one, change it here, "
            "or have `nn_model` pass it on."
        ),
    ),
)
NN_MODEL = Shown(
    notes.nn_model,
    "",
    _("All together: forward, cost, backward, update, again and again."),
    (),
    (),
)
PREDICT = Shown(
    notes.predict,
    "",
    _("The class of each sample."),
    (),
    (_("Rounding decides at one half: a probability of class 1 above it becomes 1, any other 0."),),
)

SEVEN = (
    INITIALIZE_PARAMETERS,
    FORWARD_PROPAGATION,
    COMPUTE_COST,
    BACKWARD_PROPAGATION,
    UPDATE_PARAMETERS,
    NN_MODEL,
    PREDICT,
)
"""The notes' seven functions, their steps 1 to 7. They call ``layer_sizes``, too, but have no such function."""
STEPS = (
    (_("The whole training"), (NN_MODEL,)),
    (_("Before the first iteration"), (INITIALIZE_PARAMETERS, LAYER_SIZES)),
    (
        _("In every iteration"),
        (FORWARD_PROPAGATION, COMPUTE_COST, BACKWARD_PROPAGATION, UPDATE_PARAMETERS),
    ),
    (_("After training"), (PREDICT,)),
)
"""The same with ``layer_sizes``: first what calls all others, then these, by when they are called."""

CORE = (
    Shown(
        Layer.forward,
        _("Forward"),
        "",
        (r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", r"A^{[l]} = g(Z^{[l]})"),
        (
            _(
                "**Why it is faster:** a bias is the weight of an extra input that is always 1, so one product "
                "multiplies by *W* and adds *b*. With `out=` the result goes into an array that is reserved once, not "
                "into a new one each time."
            ),
        ),
    ),
    Shown(
        Layer.backward,
        _("Backward: the gradients of a layer"),
        "",
        (r"dW^{[l]} = \tfrac1m\, dZ^{[l]} A^{[l-1]\,T}", r"db^{[l]} = \tfrac1m \textstyle\sum_i dZ^{[l](i)}"),
        (
            _(
                "**Why it is faster:** thanks to that extra input, one product gives *dW* and, in its last column, "
                "*db*, so no separate sum over the samples is needed."
            ),
        ),
    ),
    Shown(
        Hidden.compute_dZ,
        _("Backward: on to the layer before"),
        "",
        (r"dZ^{[l]} = W^{[l+1]\,T} dZ^{[l+1]} * g'(Z^{[l]})",),
        (
            _(
                "**Why it is faster:** with one output, a column is multiplied by a row, and `multiply` does that in "
                "less time than `matmul`. Nothing on the way needs a new array."
            ),
        ),
    ),
    Shown(
        Network.backward,
        _("Backward: where it begins"),
        "",
        (r"dZ^{[L]} = A^{[L]} - Y",),
        (_("**Why it is faster:** the gradients of all layers are divided by *m* together, at the end."),),
    ),
    Shown(
        gradient_descent,
        _("Update"),
        "",
        (r"W := W - \alpha\, dW", r"b := b - \alpha\, db"),
        (
            _(
                "**Why it is faster:** all parameters lie in one vector, and so do their gradients. Two operations "
                "move every *W* and every *b*, however many layers there are."
            ),
        ),
    ),
    Shown(
        LOSSES["sigmoid"].cost_of_scores,
        _("Cost"),
        "",
        (r"J = -\tfrac1m \textstyle\sum \big( y \log a + (1 - y) \log (1 - a) \big)",),
        (
            _(
                "**Why it is faster:** no gradient needs the value of the cost. The app computes it only for what you "
                "see: a number, or a point of a curve. It is computed from *z*, not from the outputs *a*: "
                "an output that has been rounded to 1 no longer tells how wrong it is."
            ),
        ),
    ),
    Shown(
        Optimiser.train,
        _("Training"),
        "",
        (_(r"\text{forward} \to \text{backward} \to \text{update}"),),
        (_("**Why it is faster:** it computes nothing that the next iteration does not need."),),
    ),
)
"""What trains every network of this app."""
