"""Why this cost, in words and formulas: from the probability of what happened to the cost, and to more classes.

The formulas are LaTeX. One that ends in a subscript needs a space after it: otherwise it is a little too wide, and
gets a scroll bar.
"""

from typing import NamedTuple

from playground.language import _


class Paragraph(NamedTuple):
    """A text, and the formulas under it."""

    words: str
    formulas: tuple[str, ...] = ()


FROM_PROBABILITY = (
    Paragraph(
        _("The probability of what happened at one sample, in one formula for both classes:"),
        (r"p(y \mid x) = a^{\,y}\,(1-a)^{1-y} = \begin{cases} a & y = 1 \\ 1 - a & y = 0 \end{cases}",),
    ),
    Paragraph(
        _(
            "The samples are independent, so their probabilities multiply. This is the likelihood, to be made as large "
            "as possible:"
        ),
        (r"L(w, b) = \prod_{i=1}^{m} p\big(y^{(i)} \mid x^{(i)}\big)",),
    ),
    Paragraph(
        _("The logarithm grows with its argument, so the best w and b stay the same, and the product becomes a sum:"),
        (
            r"\log L = \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)",
            r"\log p(y \mid x) = y \log a + (1 - y) \log (1 - a)",
        ),
    ),
    Paragraph(
        _("The minus sign turns the maximum into a minimum, and 1/m only rescales it. This is the cost:"),
        (r"J = -\frac{1}{m} \log L = -\frac{1}{m} \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)",),
    ),
    Paragraph(
        _(
            "On the same samples J falls exactly when L rises: the two never disagree about which of two models is "
            "better."
        ),
    ),
)
"""The cost of samples of two classes."""

SQUARED_ERROR = (
    Paragraph(
        _(
            "Write dz for dJ/dz, as in the notes. In the slope of the cross-entropy the slope of the sigmoid, g′(z), "
            "cancels out; in that of the squared error it stays:"
        ),
        (
            r"J = -\log a: \quad dz = a - y",
            r"J = (a - y)^2: \quad dz = 2\,(a - y)\,g'(z)",
            r"g'(z) = a\,(1 - a)",
        ),
    ),
    Paragraph(
        _(
            "For y = 1 and z far below 0, a − y is nearly −1: the more wrong the model is, the closer the pull of the "
            "cross-entropy comes to full strength. But a (1 − a) is nearly 0 there: the sigmoid is flat, and the "
            "squared error hardly learns from its worst mistakes."
        ),
    ),
)
"""What another cost would do."""

MORE_CLASSES = (
    Paragraph(
        _("The softmax turns each score into a positive number and divides it by the sum of them all:"),
        (r"a_k = \frac{\exp z_k}{\sum_j \exp z_j}",),
    ),
    Paragraph(
        _(
            "The label is one-hot: y has a 1 in the row of the right class and 0 in the others. So the probability of "
            "what happened is again one formula for all classes, and its logarithm again a sum of which only one term "
            "is left:"
        ),
        (
            _(r"p(y \mid x) = \prod_k a_k^{\,y_k} = a_\text{right}\,"),
            r"\log p(y \mid x) = \sum_k y_k \log a_k\,",
        ),
    ),
    Paragraph(
        _("From here everything is as before. The cost is −log of the right class’s probability, averaged:"),
        (_(r"J = -\frac{1}{m} \sum_{i=1}^{m} \log a_\text{right}^{(i)}\,"),),
    ),
    Paragraph(
        _("For one sample, the derivative by a score is as simple as with a sigmoid, again a − y:"),
        (
            _(r"-\log a_\text{right} = \log \sum_j \exp z_j - z_\text{right}\,"),
            r"dz_k = \frac{\exp z_k}{\sum_j \exp z_j} - y_k = a_k - y_k\,",
        ),
    ),
    Paragraph(
        _("Only differences between scores matter. With two classes softmax is a sigmoid of theirs:"),
        (r"a_1 = \frac{\exp z_1}{\exp z_0 + \exp z_1} = \sigma(z_1 - z_0)",),
    ),
)
"""The same argument with a probability for each of several classes."""
