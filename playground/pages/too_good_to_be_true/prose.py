"""What *Too good to be true* explains below its chart, part by part."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.prose import Paragraph, Section

from .few_points import FRESH

BOUNDARIES = (
    Section(
        _("Learned by heart"),
        (
            Paragraph(
                _("""
Two networks with the same initial weights learn the same points, in step. With many units and few points there is room
to draw the boundary around every single point, even around one that noise alone has put where it is, and the cost of
the training points goes on falling. That is *overfitting*. To see it, you need points that the network has not learned
from: the data are split into a *training set*, from which it learns, and a *test set*, by which it is judged.

A low cost is not the same as a good model. The cost is what gradient descent brings down; whether the model is any
good is for unseen points to say, and by their accuracy.
""")
            ),
        ),
    ),
)
CURVES = (
    Section(
        _("Learned by heart"),
        (
            Paragraph(
                _("""
The points are drawn around the dotted line, $y = x/2$; how far each is from it is noise. A curve through all of them
has learned the noise by heart: it is closer to its own points than the line is, and farther from all others. That is
*overfitting*. To see it, you need points that the curve was not made for: the data are split into a *training set* and
a *test set*. What counts is the *root mean square error* (RMSE) of the test points. Nothing can be expected to do
better there than the line itself, whose RMSE is the standard deviation of the noise.

- **The polynomial** of degree d, c₀ + c₁x + c₂x² + … up to x to the power of d, has d + 1 coefficients. *Least squares*
  finds those with the smallest training error. The higher the degree, the smaller that error, down to 0 with as many
  coefficients as points; and the farther the curve swings out where no point holds it.
- **The network** has many more weights and biases than there are points, and still strays less than a polynomial of
  high degree. It does not begin at the smallest training error: it approaches it in small steps (of *Adam* here) from
  small weights and an almost straight curve, so it matters when you stop. How badly a model overfits cannot be told by
  counting its parameters alone.
""")
            ),
        ),
    ),
)
REMEDIES = (
    Section(
        _("Regularisation: a penalty on large weights"),
        (
            Paragraph(
                _(
                    "The second network brings down the cost J of its points and two more terms, over all weights but "
                    "no biases:"
                ),
                (r"J + \frac{\lambda_2}{2} \sum w^2 + \lambda_1 \sum |w|",),
            ),
            Paragraph(
                _("""
L2 and L1 are λ₂ and λ₁. To bend sharply between two points, a boundary or a curve needs large weights; with a penalty
they have to be worth it. The gradient of L2 is λ₂ w: each update also takes a little off every weight, more off a large
one; hence its other name, *weight decay*. L1 takes the same off the size of every weight, large or small, and so
brings many of them close to 0.
""")
            ),
        ),
    ),
    Section(
        _("Early stopping"),
        (
            Paragraph(
                _(
                    """
The other remedy takes no more training, but points that are kept out of it: keep the weights of the iteration at which
the test cost was lowest, the star, and forget what came later. As a rule, broad bends are learned first and narrow ones
later.

But **to choose by the test points is to peek at them**. They then influence the result, and their cost at the star is
no longer a fair judge: it is the lowest of many, and some of that is luck. So a real project keeps three kinds of
points: some to learn from, some to choose by (a *validation set*), and some that are looked at once, at the very end.
Here the last part is played by {fresh:,} fresh points, which can be had because points of this kind are drawn at will;
see the table. A penalty is chosen by somebody, too: if you try several and keep the one with the lowest test cost, you
peek in the same way.
""",
                    fresh=FRESH,
                )
            ),
        ),
    ),
)


def prose(part: str) -> Sequence[Section]:
    """What is explained of a part of the page."""
    return (BOUNDARIES if part == "class" else CURVES) + REMEDIES
