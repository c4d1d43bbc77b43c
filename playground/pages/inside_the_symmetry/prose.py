"""What *Inside the symmetry* explains below its chart."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.prose import Paragraph, Section
from playground.training import TOLERANCE
from playground.training.formatting import percent


def prose(part: str) -> Sequence[Section]:
    """What is explained."""
    return (
        Section(
            _("What you can see here"),
            (
                Paragraph(
                    _("""
One network, its hidden units followed one by one. In the left chart each unit's two incoming weights give
its place; units in the same place are counted: **1–4 (×4)** are four units, not one. This page writes `W1` and `dZ1`,
as code does, for what a formula calls $W^{[1]}$ and $dZ^{[1]}$.
""")
                ),
                Paragraph(
                    _(
                        "When all units of a layer do the same, the notes call it 对称失效: the network fails "
                        "because of its symmetry."
                    )
                ),
                Paragraph(
                    _(
                        """
- **Equal stays equal.** The lines above are the whole proof: if two units have equal rows of W1, equal biases and
  equal entries of W2, then they have equal outputs, so equal rows of dW1, equal db1 and equal entries of dW2, so they
  are equal after the update too, and so on for ever.
- **A nudge** breaks the premise for the unit it touches, and only for that one. *Nudge all* gives each weight a random
  number of its own, and so breaks it for all: that is random initialisation in miniature.
- **In the table**, “= 1” means that the whole row equals that of unit 1 bit for bit, “≈ 1” that the unit, gradients
  aside, equals unit 1 to within {share} of the largest number; rows of the same colour are equal bit for bit.
- **Rounding.** A computer adds up a matrix product in a different order at the edges of its blocks, so equal rows can
  come out different in the last bit. This app pads its arrays so that no unit lies at such an edge; *Plain matrix
  products* leaves that out. For which numbers of units they then separate depends on the processor: watch the distance.
""",
                        share=percent(TOLERANCE, 4),
                    )
                ),
            ),
        ),
    )
