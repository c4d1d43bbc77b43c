"""What *How large at the start?* explains below its chart."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.prose import Paragraph, Section
from playground.training import FLAT
from playground.training.formatting import percent


def prose(part: str) -> Sequence[Section]:
    """What is explained."""
    return (
        Section(
            _("What the two shares mean"),
            (
                Paragraph(
                    _("""
Six networks start from the same random numbers, multiplied by a different scale in each, and learn in step; *Xavier*
and *He* choose the scale from the sizes of the layers.
""")
                ),
                Paragraph(
                    _(
                        """
A hidden output is **saturated** where the slope of tanh or sigmoid is below {share} of its steepest: next to no
gradient passes through it. A ReLU unit is **dead** if it is off for every sample: no gradient passes through it at all.
A leaky ReLU keeps a slope where it is off, so it is never dead. *Before* is at iteration 0, *now* is on screen.
Saturation is not bad in itself: look at how many outputs are saturated after a network has learned.
""",
                        share=percent(FLAT, 0),
                    )
                ),
                Paragraph(
                    _("""
Small initial weights keep z near 0. That suits *tanh* and *sigmoid*, which saturate: their slope is largest there. The
slopes of *ReLU* gain nothing from it: they are 0 or 1 at any size of z, as *ReLU, one hidden layer* shows.
"""),
                    notes=_(
                        "The notes say that a small factor keeps z near 0, where most activations have good slopes. "
                        "That is true of sigmoid and tanh; with ReLU and leaky ReLU the slope depends on the sign of "
                        "z alone, not on its size."
                    ),
                ),
                Paragraph(
                    _("""
Initial weights that are too small lose the signal: each layer multiplies it by small weights, forward and backward, so
the more layers there are, the smaller the gradient that reaches the first. Two rules keep its size from layer to layer:

- *Xavier*: variance 2 / (n_in + n_out), made for tanh;
- *He*: variance 2 / n_in, made for ReLU, which lets half of the signal through.
""")
                ),
                Paragraph(
                    _("""
Here n_in and n_out are the numbers of inputs and outputs of a layer.
""")
                ),
            ),
        ),
    )
