"""What *Why depth* explains below its chart, part by part."""

from collections.abc import Sequence

from playground.language import _
from playground.lessons.linear import ALL_OF_THIS_TAKES_A_BEND
from playground.lessons.prose import Paragraph, Section

FOLDING = (
    Section(
        _("How two units fold a line"),
        (
            Paragraph(
                _(
                    "A ReLU unit outputs its weighted input z where that is above 0, and 0 elsewhere. These two "
                    "units, one subtracted from the other, rise from 0 to 1 while $t$ goes from 0 to one half, and "
                    "fall back to 0 from there on:"
                ),
                (r"\text{fold}(t) = \text{relu}(2t) - \text{relu}(4t - 2)",),
            ),
            Paragraph(
                _("""
So two values of $t$ share each value of the fold: the line lies on itself, like a strip of paper that is folded in
the middle. The next layer does the same with what it is handed, so it folds both halves at once. The output asks
whether the result is above one half; every fold doubles the number of places where the answer changes.

- **What depth can express.** Each layer takes the same few weights and biases, and doubles the class changes. In a
  network with one hidden layer, each unit bends the line at one place only, so there has to be a unit for every bend.
- **What training finds** is another matter. The trained networks have the same layers, and there are weights that draw
  all stripes: those set by hand. Gradient descent hardly ever gets there from random weights.
""")
            ),
        ),
    ),
)
COMPOSED = (
    Section(
        _("What later layers gain"),
        (
            Paragraph(
                _("""
A unit of layer 1 has a score that grows evenly in one direction of the plane, so its border is a straight line. A unit
of layer 2 adds up the outputs of the units of layer 1: its border can bend where one of theirs passes, and can even
close a region. Layer 3 does the same with borders that are bent already.

- **How bent a border is** is counted, not judged by eye: along many straight lines across the picture, by the sign of
  each unit's score. Two straight lines cross each other once or not at all, so a border that is crossed more often is
  bent: twice if it curves back or closes a region, more often if it winds.
- **The hidden space.** The last hidden layer has two units here, so each point of the plane becomes a point of another
  plane. The grid shows how: training stretches and folds it until one straight line, that of the output unit, separates
  the classes. This is what the notes mean under “Why depth works”: early layers extract simple features, later ones
  combine them.
""")
            ),
            Paragraph(ALL_OF_THIS_TAKES_A_BEND),
        ),
    ),
)
PARITY = (
    Section(
        _("Easier with depth: what is claimed, and for what"),
        (
            Paragraph(
                _("The parity of bits says whether an odd number of them is 1. Let $s$ be their sum:"),
                (
                    _(
                        r"\text{relu}(s) - 2\,\text{relu}(s - 1) + 2\,\text{relu}(s - 2) - \dots"
                        r"= \begin{cases} 1 & s \text{ odd} \\ 0 & s \text{ even} \end{cases}"
                    ),
                ),
            ),
            Paragraph(
                _("""
The notes have one clause on it: depth is “easier to compute” than width (深度比宽度更容易计算). What follows is not
theirs. The usual reason is that a deep network of few units can do what takes a shallow one exponentially many, and the
usual example is parity. What the counts above say of it:

- **It is true of circuits** of AND and OR gates. In two levels, each AND gate must look at every bit, and there has to
  be one for each odd input: twice as many with every further bit. In more levels, which work out the parity of two bits
  at a time, the number of gates grows only in step with the number of bits.
- **It is not true of these units.** They add up their inputs, and parity depends on nothing but the sum. So one hidden
  layer with a unit for each bit makes no mistake.
- **What remains** is what *folding* shows: there are functions that a deep network draws with few units, and a shallow
  one only with exponentially many. It does not follow that deeper is better for the data at hand, nor that training
  finds what depth can express.
""")
            ),
        ),
    ),
)


def prose(part: str) -> Sequence[Section]:
    """What is explained of a part of the page."""
    return {"folding": FOLDING, "composed": COMPOSED, "parity": PARITY}[part]
