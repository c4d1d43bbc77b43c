"""What happens at each stage of an iteration by hand, in words."""

from playground.language import _

A_COLUMN_IS_A_SAMPLE = _("Each column of X is a sample; the same column of Y is its class.")
ONE_HOT = _(
    "Each column of X is a sample; the same column of Y is its class, one-hot: 1 in the row of that class, 0 in the "
    "others."
)
ACTIVATION = _("The activation function, applied element by element, so the shape stays the same.")
SIGMOID = _("The sigmoid turns each weighted input z into a probability of class 1.")
SOFTMAX = _(
    "The softmax turns the weighted inputs z of each sample into a probability for each class k: powers of e, divided "
    "by the sum of their column. The code first subtracts the largest z of each column: that changes no quotient, and "
    "no power can become too large."
)
COST = _(
    "One number for how wrong the outputs are: the mean of the loss L(a, y) of each sample. The notes’ graph, drawn "
    "for one sample, ends in L."
)
COST_OF_SOFTMAX = _(
    "One number for how wrong the outputs are: −log of the probability that each sample's right class gets, averaged. "
    "Multiplying by Y picks that one out."
)
NOT_ON_THE_WAY_BACK = _("No arrow leaves it: the way back needs the derivative of the cost, not its value.")
ERROR = _(
    "How wrong each output is: positive if it is too large, negative if it is too small. By the chain rule this is the "
    "slope of the loss times the slope of the sigmoid; nearly everything cancels."
)
ERROR_OF_SOFTMAX = _(
    "How wrong each output is: positive for a wrong class, negative for the right one. The chain rule leads to the "
    "same formula as with two classes and a sigmoid, so the rest of the way back is the same as well."
)
BACK_FROM_ONE = _(
    "How much of {after} reaches each hidden unit, by the chain rule: back through the unit's weight in {W}, times the "
    "slope of its activation.",
)
BACK_FROM_SEVERAL = _(
    "How much of {after} reaches each hidden unit, by the chain rule: back through the unit's weights in {W}, added "
    "up over the units they lead to, times the slope of its activation.",
)
ELEMENT_BY_ELEMENT = _("The * multiplies element by element.")
WEIGHTS = _(
    "How the cost changes with each weight: each sample's {dZ} times its {before}, averaged over the samples. The code "
    "computes the product first and divides by m at the end, for all layers at once.",
)
THE_NOTES_COLUMN = _("The notes’ dw = 1/m X dZᵀ has the same numbers, in a column.")
BIASES = _(
    "The bias is the weight of an extra input that is always 1, so {db} is the mean of {dZ}. In the code it is the "
    "last column of the array that holds {dW}, so one product computes both.",
)
UPDATE = _("Every parameter moves against its derivative, and all of them move at once. α is the learning rate.")


def weighted_inputs(depth: int, layer: int, b: str, before: str, several: bool) -> str:
    """Of Z: of the only layer, the first one, one between, or the last; ``several``: whether there are more outputs."""
    if depth == 0:
        return (
            _(
                "With no hidden layer this is softmax regression: W has a row for each class, and gives each sample "
                "one weighted input z (linear output) per class. b is added to every column."
            )
            if several
            else _(
                "With no hidden layer this is logistic regression: the output is the only neuron, and gives each "
                "sample one weighted input z (linear output). W is the notes’ column w as a row, W = wᵀ. b is added to "
                "every column."
            )
        )
    if layer == 1:
        return _(
            "The weighted inputs z (linear outputs): a row for each hidden unit (*neuron*), a column for each sample. "
            "{b} is added to every column; NumPy calls that *broadcasting*.",
            b=b,
        )
    if layer <= depth:
        return _("The same again, with {before} for X: a row for each unit, a column for each sample.", before=before)
    if several:
        return _("The same again, with {before} for X: for each sample one weighted input z per class.", before=before)
    return _("The same again, with {before} for X: one weighted input z per sample.", before=before)
