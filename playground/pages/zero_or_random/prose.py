"""What *Zero or random* explains below its chart."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.prose import Paragraph, Section

from .lesson import what_is_wrong_with_zero


def prose(part: str) -> Sequence[Section]:
    """What is explained."""
    return (
        Section(
            _("Three things behind one rule"),
            (
                Paragraph(
                    _("""
“Never start at zero” is one rule for three different things. The verdict under each network tells them apart:

- **A dead start**: no weight has a gradient, so no weight moves, whether the units are equal or not.
- **Symmetry**: there is a gradient, and the network learns, but all units of a layer have the same one. They stay
  equal, and many units do the work of one.
- **One layer at zero**: the other layer is random and may give each unit its own gradient. Whether the units separate
  is what the experiments *Only W1 zero* and *Only W2 zero* show; with *ReLU, W1 zero* look at the gradient first.
"""),
                    notes=what_is_wrong_with_zero(),
                ),
                Paragraph(
                    _("""
The notes are stricter about one layer at zero: units stay equal, they say, “even if only one layer is initialised to 0”
(哪怕只有一层被初始化为0). **Biases** start at 0 in every network here, the random one included, as in the notes. That
is harmless: random weights are enough to make the units differ, and each bias then gets a gradient of its own. The
update of *One step by hand* shows b1 leave 0, by a different amount in each unit.
""")
                ),
                Paragraph(
                    _("""
Both networks learn the same data, in step. Each small map is one hidden unit: its output at each place in the plane,
from purple (low) to green (high), all on the same scale within a network.
""")
                ),
            ),
        ),
    )
