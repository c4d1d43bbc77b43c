"""What *A dead ReLU* explains below its chart."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.prose import Paragraph, Section


def prose(part: str) -> Sequence[Section]:
    """What is explained."""
    return (
        Section(
            _("Why one is dead and the other is not"),
            (
                Paragraph(
                    _(
                        "Two networks with the same initial weights learn the same points, in step. They differ only "
                        "in their activation."
                    )
                ),
                Paragraph(
                    _("""
For a unit that is off for every sample, every slope is 0 with ReLU and 0.01 with leaky ReLU. With ReLU its gradients
are exactly 0, and since the samples stay the same, so does the unit, for ever. With leaky ReLU its dW1 and db1 are a
hundredth of what they would be with a slope of 1. Whether that brings it back depends on the data. So a dead ReLU is
not revived by training; the same unit with a leak can be.
""")
                ),
            ),
        ),
    )
