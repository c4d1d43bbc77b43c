"""Why this cost, in words and formulas: from the probability of what happened to the cost, and to more classes.

Where labels are numbers, a normal distribution takes the place of the coin.

The formulas are LaTeX. One that ends in a subscript needs a space after it: otherwise it is a little too wide, and
gets a scroll bar.
"""

from numpy.typing import NDArray

from playground.language import _, number, sentences
from playground.lessons.prose import Paragraph
from playground.training.formatting import decimals, setting

from .lesson import Judgement, WhyThisCost, along_w, draw_samples, judge, most_probable
from .normal_labels import draw_numbers, judge_line, least_squares, most_likely_spread


def from_probability(settings: WhyThisCost) -> tuple[Paragraph, ...]:
    """The cost of samples of two classes; what the notes say is held against the samples and the b on screen."""
    X, Y = draw_samples(settings.samples, settings.data_seed)
    b = settings.b
    along = along_w(X, Y, b)
    best, worst = along.most_likely, along.least_likely
    at_best, at_worst = (judge(X, Y, w, b) for w in (best, worst))
    return (
        Paragraph(
            _("The probability of what happened at one sample, in one formula for both classes:"),
            (r"p(y \mid x) = a^{\,y}\,(1-a)^{1-y} = \begin{cases} a & y = 1 \\ 1 - a & y = 0 \end{cases}",),
        ),
        Paragraph(
            _(
                "The samples are taken to be *independent and identically distributed* (i.i.d.): none influences "
                "another, and one model serves for all. So their probabilities multiply. As a function of w and b, the "
                "product is the *likelihood*:"
            ),
            (r"L(w, b) = \prod_{i=1}^{m} p\big(y^{(i)} \mid x^{(i)}\big)",),
        ),
        Paragraph(
            _(
                "*Maximum likelihood estimation* (MLE) chooses the w and b that give the labels seen the highest "
                "probability."
            ),
            notes=sentences(
                _("The notes say that ŷ and y are estimated, on the premise that the sample seen is the most usual."),
                _(
                    "But y is given, and ŷ, here a, follows from w and b: these are estimated. Nor does the sample "
                    "have to be usual."
                ),
                _(
                    "With b = {b}, the best w is {w}; it gives the labels seen a probability of {seen}. The likeliest "
                    "labels, the likelier class at every sample, would have {usual}.",
                    b=setting(b),
                    w=setting(best),
                    seen=number(at_best.likelihood, ".2g"),
                    usual=number(most_probable(at_best.A), ".2g"),
                ),
            ),
        ),
        Paragraph(
            _(
                "The logarithm grows with its argument, so the best w and b stay the same, and the product becomes a "
                "sum:"
            ),
            (
                r"\log L = \sum_{i=1}^{m} \log p\big(y^{(i)} \mid x^{(i)}\big)",
                r"\log p(y \mid x) = y \log a + (1 - y) \log (1 - a)",
            ),
        ),
        Paragraph(
            _(
                "A minus sign turns the maximum into a minimum, that of the *negative log-likelihood*. That of one "
                "sample is its *loss*:"
            ),
            (r"\ell = -\log p(y \mid x)", r"\ell = -\big(y \log a + (1 - y) \log (1 - a)\big)"),
        ),
        Paragraph(
            _(
                "The *cost* is the mean loss of all m samples. Any other positive factor than 1/m leaves the lowest "
                "point where it is, and acts as another learning rate:"
            ),
            (r"J = \frac{1}{m} \sum_{i=1}^{m} \ell^{(i)} = -\frac{1}{m} \log L",),
            notes=sentences(
                _(
                    "The notes write L for the loss of one sample, here ℓ. They also say L = log p and “minimise the "
                    "log-likelihood”: the minus sign is missing."
                ),
                _(
                    "With b = {b}, the log-likelihood is smallest at the slider’s end, w = {worst}, where {few} of {m} "
                    "samples are right, and largest at w = {best}, where {many} are.",
                    b=setting(b),
                    worst=setting(worst),
                    few=_right(at_worst, Y),
                    m=Y.size,
                    best=setting(best),
                    many=_right(at_best, Y),
                ),
            ),
        ),
        Paragraph(
            _(
                "On the same samples J falls exactly when L rises: the two never disagree about which of two models is "
                "better."
            ),
        ),
    )


def _right(judged: Judgement, Y: NDArray) -> int:
    """How many samples a model gets right."""
    return int(((judged.A > 0.5) == Y).sum())


def from_a_normal_distribution(settings: WhyThisCost) -> tuple[Paragraph, ...]:
    """The cost of samples whose labels are numbers, with the best line and spread of those on screen."""
    X, Y = draw_numbers(settings.samples, settings.data_seed)
    w, b = least_squares(X, Y)
    cost = judge_line(X, Y, w, b, settings.spread).cost
    return (
        Paragraph(
            _(
                "Of a class, 0 or 1, the model says with what probability a coin shows 1; of a number, around which "
                "value a *normal distribution* lies. How widely that scatters is its *standard deviation* σ. Its "
                "density takes the place of the probability of what happened:"
            ),
            (
                r"p(y \mid x) = \frac{1}{\sigma \sqrt{2\pi}} \exp\left(-\frac{(a - y)^2}{2 \sigma^2}\right)",
                "a = wx + b",
            ),
        ),
        Paragraph(
            _("All else is as with a coin. The samples are independent, so the likelihood is a product:"),
            (r"L(w, b) = \prod_{i=1}^{m} p\big(y^{(i)} \mid x^{(i)}\big)",),
        ),
        Paragraph(
            _("The logarithm turns the product into a sum, and cancels the exponential function:"),
            (r"\log p(y \mid x) = -\frac{(a - y)^2}{2 \sigma^2} - \log\big(\sigma \sqrt{2\pi}\big)",),
        ),
        Paragraph(
            _("The minus sign and 1/m come in as before, and the *squared error* comes out:"),
            (
                r"-\frac{1}{m} \log L = \frac{1}{\sigma^2} \cdot J + \log\big(\sigma \sqrt{2\pi}\big)",
                r"J = \frac{1}{2m} \sum_{i=1}^{m} \big(a^{(i)} - y^{(i)}\big)^2",
            ),
        ),
        Paragraph(
            sentences(
                _(
                    "Neither σ nor the logarithm beside it depends on w or b. They stretch and shift the curve; its "
                    "lowest point stays where that of J is."
                ),
                _(
                    "J is half the *mean squared error* (MSE), and to make that as small as possible is the method of "
                    "*least squares*. So with normally distributed labels, maximum likelihood and least squares find "
                    "the same line: here, w = {w} and b = {b}.",
                    w=decimals(w),
                    b=decimals(b),
                ),
            ),
        ),
        Paragraph(
            _("The slope of one sample’s loss is as simple as with a coin, again a − y; that is what the half is for:"),
            (r"\ell = \tfrac{1}{2} (a - y)^2", r"dz = a - y, \quad a = z = wx + b"),
        ),
        Paragraph(
            _(
                "Maximum likelihood can also choose σ. For the line above it is {spread}, the root of the mean squared "
                "error:",
                spread=decimals(most_likely_spread(cost)),
            ),
            (r"\hat\sigma^2 = \frac{1}{m} \sum_{i=1}^{m} \big(a^{(i)} - y^{(i)}\big)^2",),
        ),
        Paragraph(
            _(
                "So the cost follows from what the labels are: a coin leads to the cross-entropy, a normal "
                "distribution to the squared error."
            ),
        ),
    )


SQUARED_ERROR = (
    Paragraph(
        _(
            "As in the notes, dz is the derivative of the loss with respect to z. In that of the cross-entropy the "
            "slope of the sigmoid, g′(z), cancels out; in that of the squared error it stays:"
        ),
        (
            r"\ell = -\log a: \quad dz = \frac{a - y}{a\,(1 - a)} \cdot g'(z) = a - y",
            r"\ell = (a - y)^2: \quad dz = 2\,(a - y) \cdot g'(z)",
            r"g'(z) = a\,(1 - a)",
        ),
    ),
    Paragraph(
        _(
            "For y = 1 and z far below 0, a − y is nearly −1. But a (1 − a) is nearly 0 there: the sigmoid is flat, "
            "and the squared error hardly learns from its worst mistakes."
        ),
    ),
    Paragraph(
        _("Where the label is a number, the squared error is the right cost: choose *a number* at the top."),
    ),
)
"""What another loss would do."""

MORE_CLASSES = (
    Paragraph(
        _("The softmax turns each z into a positive number and divides it by the sum of them all:"),
        (r"a_k = \frac{\exp z_k}{\sum_j \exp z_j}",),
    ),
    Paragraph(
        _(
            "The label is one-hot: y has a 1 in the row of the right class and 0 in the others. So the probability of "
            "what happened is again one formula, and of its logarithm only one term is left:"
        ),
        (
            _(r"p(y \mid x) = \prod_k a_k^{\,y_k} = a_\text{right}\,"),
            r"\log p(y \mid x) = \sum_k y_k \log a_k\,",
        ),
    ),
    Paragraph(
        _("The loss is −log of the right class’s probability, and the cost again its mean:"),
        (_(r"J = -\frac{1}{m} \sum_{i=1}^{m} \log a_\text{right}^{(i)}\,"),),
    ),
    Paragraph(
        _("The derivative of the loss is as simple as with a sigmoid, again a − y:"),
        (
            _(r"-\log a_\text{right} = \log \sum_j \exp z_j - z_\text{right}\,"),
            r"dz_k = \frac{\exp z_k}{\sum_j \exp z_j} - y_k = a_k - y_k\,",
        ),
    ),
    Paragraph(
        _("Only differences between the z matter. With two classes softmax is the sigmoid of their difference:"),
        (r"a_1 = \frac{\exp z_1}{\exp z_0 + \exp z_1} = \sigma(z_1 - z_0)",),
    ),
    Paragraph(
        _("That is why the output is a sigmoid: then the weighted input z is the logarithm of the *odds* of class 1:"),
        (r"a = \sigma(z) = \frac{1}{1 + e^{-z}}", r"z = \log \frac{a}{1 - a}"),
    ),
)
"""The same argument with a probability for each of several classes."""
