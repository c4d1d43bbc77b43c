"""The hints of the exercise, by the names that :mod:`.exercise_checks` has for them."""

from playground.language import _

LATER = {place: f"{{{place}}}" for place in ("name", "names", "came", "right", "shape", "scale", "n", "error")}
"""Places that the check fills in when it runs."""

HINTS = {
    # Any function
    "open": _("there is still a `...` in it."),
    "still_open": _("There is still a `...` in {names}. Write code in its place, then run this cell.", **LATER),
    "missing": _("`{name}` is missing from what it returns.", **LATER),
    "shape": _("`{name}` has the shape {came}, but must have the shape {shape}.", **LATER),
    "rank_1": _(
        "`{name}` has the shape {came}, a rank-1 array, neither row nor column. It must have the shape {shape}; for "
        "zeros that is `np.zeros((n, 1))`, with two pairs of brackets.",
        **LATER,
    ),
    "error": _("it stops with an error: {error}.", **LATER),
    "above_first": _("{error}. Is every check above passed?", **LATER),
    "dot_for_times": _(
        "{error}. `np.dot` is the matrix product: the left matrix must have as many columns as the right one has rows. "
        "What is multiplied element by element needs `*`, such as the slope of tanh in `dZ1`.",
        **LATER,
    ),
    "times_for_dot": _(
        "{error}. `*` multiplies element by element, so both shapes must fit. The matrix product is `np.dot`.", **LATER
    ),
    # initialize_parameters
    "given_sizes": _(
        "the shapes must follow from `n_x`, `n_h` and `n_y`, not from numbers: with 3, 5 and 2 one of them is wrong."
    ),
    "biases": _("`{name}` must be 0 everywhere.", **LATER),
    "scale": _("the random numbers of `{name}` must be multiplied by {scale}.", **LATER),
    "random": _(
        "`{name}` has other numbers than on the page. Draw `W1` first, then `W2`, each once, with `np.random.randn`, "
        "and multiply them by {scale}.",
        **LATER,
    ),
    # forward_propagation
    "bias": _("`{name}` is a matrix product plus b: b is missing.", **LATER),
    "product": _("`{name}` is not the matrix product of W and what comes into the layer, plus b.", **LATER),
    "tanh": _("`A1` is not the tanh of `Z1`."),
    "sigmoid": _("`A2` is not the sigmoid of `Z2`: 1 / (1 + e⁻ᶻ)."),
    "outputs": _("with the weights on the page, the outputs are not those on the page."),
    # compute_cost
    "sum": _("it returns {came} numbers, not one: add them up.", **LATER),
    "squeeze": _(
        "the cost has the shape {shape}, a number in brackets. `np.squeeze` takes them off, `float` makes it a number.",
        **LATER,
    ),
    "minus": _("the cost has the opposite sign: logarithms of probabilities are negative, so there is a minus."),
    "mean": _("the cost is m times too large: the sum over the samples must be divided by m."),
    "cost": _("the cost is {came}, but must be {right}.", **LATER),
    # backward_propagation
    "keepdims": _(
        "`{name}` has the shape {came}, but must have the shape {shape}: `np.sum` drops the axis that it adds up, and "
        "`keepdims=True` keeps it.",
        **LATER,
    ),
    "axis": _(
        "`{name}` is one number, but must have the shape {shape}: add up over the samples alone, with `axis=1` and "
        "`keepdims=True`.",
        **LATER,
    ),
    "sign": _("{names}: the sign is wrong. `dZ2` is `A2 - Y`, not `Y - A2`.", **LATER),
    "divide": _("{names}: m times too large. The sum over the samples must be divided by m.", **LATER),
    "relu_slope": _(
        "{names}: that is the slope of a ReLU, 1 where `A1` is above 0. The hidden units are tanh, whose slope is "
        "1 − A1².",
        **LATER,
    ),
    "sigmoid_slope": _(
        "{names}: that is the slope of a sigmoid, A1 (1 − A1). The hidden units are tanh, whose slope is 1 − A1².",
        **LATER,
    ),
    "no_slope": _("{names}: `dZ1` lacks the slope of tanh, 1 − A1², element by element.", **LATER),
    "derivatives": _(
        "{names}: not the derivative of the cost. Change a parameter a little: the cost changes in another way.",
        **LATER,
    ),
    # update_parameters
    "uphill": _("`{name}` goes uphill: gradient descent goes against the gradient, so there is a minus.", **LATER),
    "rate": _("`{name}` does not use the learning rate that the function is given.", **LATER),
    "update": _("`{name}` is not the parameter minus the learning rate times its gradient.", **LATER),
    # nn_model
    "unchanged": _(
        "the parameters are still the initial ones: what `update_parameters` returns must become the parameters of the "
        "next iteration."
    ),
    "given_n_h": _("it must use the `n_h` that it is given, not that of `layer_sizes`."),
    "one_step": _("after one iteration `{name}` is not what one step of gradient descent makes of it.", **LATER),
    "trained": _("after {n} iterations the cost is {came}, but on the page {right}.", **LATER),
    # predict
    "probabilities": _("it returns the outputs, which are probabilities: `np.round` makes classes of them, 0 or 1."),
    "other_class": _("it returns the other class: an output is the probability of class 1."),
    "classes": _(
        "{n} of its predictions are wrong: an output above one half is class 1, one below is class 0.", **LATER
    ),
}
