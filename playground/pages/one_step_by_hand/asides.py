"""What stands below a stage of one step by hand: where its formula comes from, and what to beware of."""

import numpy as np

from playground.language import _
from playground.lessons.prose import Paragraph

from .chain_rule import Aside, back, error, error_of_softmax, sample_of
from .code import without_keepdims
from .formulas import number
from .lesson import Step


def asides(step: Step) -> list[Aside]:
    """Those of the stage on screen."""
    now, names = step.settings.now, step.settings.names
    match now.kind:
        case "Z" if now.layer == 1 and names.depth:
            return [_neurons(step)]
        case "cost":
            return [_from_z(step)]
        case "dZ" if now.layer == names.last:
            return [error_of_softmax(step) if len(step.values["Y"]) > 1 else error(step)]
        case "dZ":
            return [back(step), _cached(step)]
        case "db":
            return [_keepdims(step)]
    return []


def _neurons(step: Step) -> Aside:
    """From one neuron to the product of matrices."""
    rows = r" \\ ".join(rf"w_{unit}^{{\,T}}" for unit in range(1, step.settings.n_h + 1))
    stacked = rf"W^{{[1]}} = \begin{{bmatrix}} {rows} \end{{bmatrix}}, \qquad Z^{{[1]}} = W^{{[1]}} X + b^{{[1]}}"
    return Aside(
        _("Neuron by neuron"),
        (
            Paragraph(
                _("Neuron i has its weights in a column $w_i$, and one bias. For a sample x it computes:"),
                (r"z_i = w_i^{\,T} x + b_i",),
            ),
            Paragraph(
                _("Stack the rows $w_i^{\\,T}$, and one product computes every neuron for all samples:"), (stacked,)
            ),
        ),
        _(
            "The notes write $Z = W^{T} X$ in a heading, and W X in their program. The shape shows which is meant: "
            "`W1` is (n_h, n_x), and X is (n_x, m), so the product is W X."
        ),
    )


FROM_OUTPUT = {"sigmoid": (r"\sigma(z)\,(1 - \sigma(z))", r"a\,(1 - a)"), "tanh": (r"1 - \tanh^2 z", r"1 - a^2")}
"""The slope of a smooth activation from z, and from a."""
FROM_Z_OR_A = _("From {Z} or from {A}?")


def _from_z(step: Step) -> Aside:
    """From what the code computes the cost."""
    Z, A = (step.settings.names.of(kind, step.settings.names.last) for kind in "ZA")
    words = _(
        "The code computes the same number from {Z}: it is right even where an output has been rounded to 0 or 1.", Z=Z
    )
    return Aside(FROM_Z_OR_A.filled(Z=Z, A=A), (Paragraph(words),))


def _cached(step: Step) -> Aside:
    """Why Z is kept, or not needed."""
    activation, layer, names = step.settings.activation, step.settings.now.layer, step.settings.names
    Z, A = names.of("Z", layer), names.of("A", layer)
    title, kept = (
        FROM_Z_OR_A.filled(Z=Z, A=A),
        _("On the way forward the notes keep {Z} and {A} in a *cache*: the way back needs them.", Z=Z, A=A),
    )
    if activation not in FROM_OUTPUT:
        more = (
            _(
                "For GELU the code uses {Z}, too: two weighted inputs z can have the same output and different slopes.",
                Z=Z,
            )
            if activation == "gelu"
            else _("The code here computes the slope from {A} alone: a shows which side of 0 z is on.", A=A)
        )
        return Aside(title, (Paragraph(kept), Paragraph(more)))
    z, a = float(step.values[Z][0, 0]), float(step.values[A][0, 0])
    if activation == "sigmoid":
        from_z, from_a = np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z)), a * (1 - a)
    else:
        from_z, from_a = 1 - np.tanh(z) ** 2, 1 - a**2
    of_z, of_a = FROM_OUTPUT[activation]
    return Aside(
        title,
        (
            Paragraph(kept),
            Paragraph(
                _(
                    "Here the code computes the slope from {A} alone, so it never asks for {Z} again. Both give the "
                    "same; for unit 1 and sample {sample}:",
                    A=A,
                    Z=Z,
                    sample=sample_of(step),
                ),
                (
                    rf"z = {number(z)}: \quad g'(z) = {of_z} = {number(from_z)}",
                    rf"a = {number(a)}: \quad g'(z) = {of_a} = {number(from_a)}",
                ),
            ),
        ),
    )


def _keepdims(step: Step) -> Aside:
    """The rank-1 array that a sum makes."""
    settings = step.settings
    names, layer = settings.names, settings.now.layer
    b, units = names.of("b", layer), len(step.values[names.of("b", layer)])
    letter = names.units(layer)
    words = _(
        "A sum over axis 1 drops that axis: the result is a rank-1 array of shape ({letter},), neither a row nor a "
        "column. `keepdims=True` keeps it as a column, ({letter}, 1), the shape of {b}. Without it:",
        letter=letter,
        b=b,
    )
    outcome = (
        _("With a single unit it goes well, by luck: there is only one number to stretch.")
        if units == 1
        else _("{b} has become a matrix, without an error. An assert on its shape finds that at once.", b=b)
    )
    return Aside(_("Why keepdims=True"), (Paragraph(words),), outcome, without_keepdims(step))
