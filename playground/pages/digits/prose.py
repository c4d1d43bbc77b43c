"""What *Digits* explains below its chart."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.prose import Paragraph, Section


def prose(part: str) -> Sequence[Section]:
    """What is explained."""
    return (
        Section(
            _("What the pictures show"),
            (
                Paragraph(
                    _("""
The digits are real: 1,797 of them, written by 13 people and reduced to 8 × 8 numbers, each of which says how much ink
is there. A network sees nothing but these 64 numbers. Some digits are kept out of training, to test it on; they are
always the same ones, so that you can compare the accuracies of different networks.

A unit of the first layer has one **weight for each pixel**, so its weights are a picture: its output is large when ink
falls on green, not purple. From random weights, training makes patches where digits differ. A pixel that never has ink
gives its weights no gradient, so the noise of the initial weights stays there. In later layers a weight belongs to no
pixel any more. What such a unit responds to is shown by the **average of the digits** that excite it most.

**Your own digit** is prepared as the data was: cut out, scaled to the same size, its strokes brought to about the same
thickness, and counted in blocks of 4 × 4 pixels. If the network misreads it, look at what is left of it in 8 × 8
numbers, and at the training digits that resemble it most: is it written differently from all of them? Try a 7, once
with a bar through its stem and once without. A network has no class “none of these”: whatever you draw, even a face,
the ten probabilities add up to 100 %.
""")
                ),
            ),
        ),
    )
