"""Code for the network: its sizes and first weights, the forward pass, the cost, and the backward pass.

To support another initialisation, add an entry to :data:`STARTS`.
"""

from playground.language import _, enumerated
from playground.nn import ACTIVATIONS
from playground.training import Recipe

from .written import Part, Written, function

STARTS: dict[str, str] = {
    "random": "rng.randn({rows}, {columns}) * {scale}",
    "zero": "np.zeros(({rows}, {columns}))",
    "constant": "np.full(({rows}, {columns}), {scale})",
    "xavier": "rng.randn({rows}, {columns}) * np.sqrt(2 / ({columns} + {rows}))",
    "he": "rng.randn({rows}, {columns}) * np.sqrt(2 / {columns})",
}
"""The initialisation of a layer's weights, as code, under the names of :data:`playground.nn.INITIALISATIONS`.

``zero_W1`` and ``zero_W2`` are ``random``, with one layer at zero.
"""

COST = {
    "sigmoid": """\
    m = Y.shape[1]
    A{last} = np.clip(A{last}, 1e-16, 1 - 1e-16)  # not in the notes: the logarithm of 0 is infinite
    logs = Y * np.log(A{last}) + (1 - Y) * np.log(1 - A{last})
    return float(np.squeeze(-np.sum(logs) / m)){penalty}""",
    "softmax": """\
    m = Y.shape[1]
    logs = Y * np.log(np.maximum(A{last}, 1e-300))  # the logarithm of 0 is infinite
    return float(np.squeeze(-np.sum(logs) / m)){penalty}""",
    "squared error": """\
    m = Y.shape[1]
    return float(np.sum((A{last} - Y) ** 2) / (2 * m)){penalty}""",
}
"""The cost computed from the outputs, as code, by loss."""
COST_OF_SCORES = {
    "sigmoid": """\
    # -(y log a + (1 - y) log(1 - a)), written with z: right also where a has been rounded to 0 or 1
    return np.mean(np.logaddexp(0, (1 - 2 * Y) * {Z})){penalty}""",
    "softmax": """\
    # -log a of the sample's class, written with z: right also where a has been rounded to 0
    highest = {Z}.max(axis=0)
    return np.mean(highest + np.log(np.exp({Z} - highest).sum(axis=0)) - (Y * {Z}).sum(axis=0)){penalty}""",
}
"""The same computed from the scores, where outputs have been rounded; those of the squared error never are."""
COST_FORMULA = {
    "sigmoid": r"J = -\frac{1}{m} \sum_{i=1}^m \left( y^{(i)} \log a^{(i)} + (1 - y^{(i)}) \log (1 - a^{(i)}) \right)",
    "softmax": r"J = -\frac{1}{m} \sum_{i=1}^m \sum_k y_k^{(i)} \log a_k^{(i)}",
    "squared error": r"J = \frac{1}{2m} \sum_{i=1}^m \left( a^{(i)} - y^{(i)} \right)^2",
}

OUTPUT = {
    "sigmoid": """\
def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))""",
    "softmax": """\
def softmax(Z):
    powers = np.exp(Z - Z.max(axis=0))  # subtracting the highest changes no quotient, and no power overflows
    return powers / powers.sum(axis=0)""",
}
"""The output function, as code, by loss; without one the outputs are the scores themselves."""
OUTPUT_FORMULA = {
    "sigmoid": r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    "softmax": r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
    "squared error": "a = z",
}

NO_WARNING = 'np.seterr(over="ignore")  # where exp(-z) is too large for a number, 1 / (1 + exp(-z)) is 0'
PHI = "Phi = np.vectorize(lambda z: erfc(-z / 2**0.5) / 2)  # the distribution function of the standard normal"


def sizes(written: Written) -> Part:
    """The numbers of inputs, hidden units and outputs."""
    hidden = [f"n_h = {written.recipe.n_h}"] if written.recipe.depth else []
    lines = ["n_x = X.shape[0]", *hidden, "n_y = Y.shape[0]", f"return {written.arguments}"]
    return Part(_("The sizes of the layers"), function("layer_sizes(X, Y)", *lines))


def first_weights(written: Written) -> Part:
    """The initialisation function of each run."""
    functions = [_initialisation(written, name, run.recipe) for name, run in written.runs.items()]
    shapes: list[str] = []
    for layer in written.layers:
        name, shape = f"W{layer}", f"({', '.join(written.shape(layer))})"
        shapes.append(_("`{name}` is ${shape}$", name=name, shape=shape))
    words = _("{shapes}; every bias starts at 0.", shapes=enumerated(shapes))
    return Part(_("The initial weights"), "\n\n\n".join(functions), [words])


def _initialisation(written: Written, name: str, recipe: Recipe) -> str:
    start = recipe.initialisation
    lines = []
    for layer in written.layers:
        rows, columns = written.shape(layer)
        W = STARTS["random" if start.startswith("zero_W") else start]
        W = W.format(rows=rows, columns=columns, scale=repr(recipe.scale))
        if start == f"zero_W{layer}":
            W += " * 0  # drawn all the same, as the other layers are drawn after it"
        lines += [f"W{layer} = {W}", f"b{layer} = np.zeros(({rows}, 1))"]
    if any("rng." in line for line in lines):
        lines.insert(0, f"rng = np.random.RandomState({recipe.seed})")
    signature = f"{written.initialize[name]}({written.arguments})"
    return function(signature, *lines, f"return {written.by_name('W', 'b')}")


def forward(written: Written) -> Part:
    """The activation, the output function, and the forward pass."""
    activation, loss = written.activation, written.loss
    sigmoid = loss == "sigmoid" or "sigmoid(" in activation
    code = [
        *([NO_WARNING] if sigmoid else []),
        *([PHI] if "Phi(" in activation else []),
        *([OUTPUT["sigmoid"]] if sigmoid else []),
        *([OUTPUT[loss]] if loss != "sigmoid" and loss in OUTPUT else []),
        *([activation] if activation else []),
    ]
    lines = [f"{written.names('W', 'b')} = parameters.values()"]
    output = f"{loss}({{Z}})" if loss in OUTPUT else "{Z}"
    for layer in written.layers:
        g = output if layer == written.last else f"{written.g(layer)}({{Z}})"
        lines += [
            f"Z{layer} = W{layer} @ {written.before(layer)} + b{layer}",
            f"A{layer} = {g.format(Z=f'Z{layer}')}",
        ]
    lines.append(f"return A{written.last}, {written.by_name('Z', 'A')}")
    code.append(function("forward_propagation(X, parameters)", *lines))
    each = [ACTIVATIONS[name] for name in dict.fromkeys(written.recipe.activations)]
    words = []
    if len(each) > 1:
        text = _("There are two formulas for $g$: first that of layer 1, {first}, then that of later layers, {later}.")
        words = [text.filled(first=each[0].label, later=each[1].label)]
    formulas = [
        *(formula for activation in each for formula in activation.formulas),
        OUTPUT_FORMULA[loss],
        r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \qquad A^{[0]} = X",
    ]
    return Part(_("Forward"), "\n\n\n".join(code), words, formulas)


def cost(written: Written) -> Part:
    """The cost function."""
    last, loss, steps = written.last, written.loss, written.steps
    body = COST[loss].format(last=last, penalty=steps.added_to_cost)
    code = f"{steps.penalty}def compute_cost(A{last}, Y, parameters):\n{body}"
    words = []
    if written.costs_from_scores:
        body = COST_OF_SCORES[loss].format(Z=f"Z{last}", penalty=steps.added_to_cost)
        code += f"\n\n\ndef cost_of_scores(Z{last}, Y, parameters):\n{body}"
        words = [
            _(
                "Some outputs of this run have been rounded to 0 or 1, and no longer tell how wrong they are. So the "
                "cost that is compared with the page's is computed from the scores, as there: `cost_of_scores`."
            )
        ]
    return Part(_("The cost"), code, words, [COST_FORMULA[loss] + steps.added_to_cost_formula])


def backward(written: Written) -> Part:
    """The gradients."""
    last, steps = written.last, written.steps
    lines = [
        "m = X.shape[1]",
        f"{written.names('W', 'b')} = parameters.values()",
        f"{written.names('Z', 'A')} = cache.values()",
    ]
    for layer in reversed(written.layers):
        above = layer + 1
        lines += [
            f"dZ{layer} = A{layer} - Y"
            if layer == last
            else f"dZ{layer} = (W{above}.T @ dZ{above}) * {written.slope_of(layer)}",
            f"dW{layer} = dZ{layer} @ {written.before(layer)}.T / m{steps.added_to_gradient(layer)}",
            f"db{layer} = np.sum(dZ{layer}, axis=1, keepdims=True) / m",
        ]
    lines.append(f"return {written.by_name('dW', 'db')}")
    formulas = [
        rf"dZ^{{[{last}]}} = A^{{[{last}]}} - Y",
        *([r"dZ^{[l]} = W^{[l+1]\,T} dZ^{[l+1]} * g'(Z^{[l]})"] if last > 1 else []),
        rf"dW^{{[l]}} = \frac{{1}}{{m}} \, dZ^{{[l]}} A^{{[l-1]\,T}}{steps.added_to_gradient_formula} \qquad "
        r"db^{[l]} = \frac{1}{m} \sum_{i=1}^m dZ^{[l](i)}",
    ]
    return Part(_("Backward"), function("backward_propagation(parameters, cache, X, Y)", *lines), formulas=formulas)
