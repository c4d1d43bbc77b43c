"""One step by hand: dZ by the chain rule, in general and with the numbers of a sample."""

from typing import NamedTuple

from playground.language import _
from playground.lessons.prose import Paragraph

from .formulas import number
from .lesson import Step

BY_THE_CHAIN_RULE = _("By the chain rule")
LEAST = 1e-300
"""Of an output that something can be divided by without overflow."""
WITH_NUMBERS = _("With the numbers of sample {sample}:")


class Aside(NamedTuple):
    """A title, words with formulas in LaTeX under them, a quiet remark, and code."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    remark: str = ""
    code: str = ""


def error(step: Step) -> Aside:
    """That dZ = A - Y, from the loss and the sigmoid."""
    a, y = (float(step.values[name][0, 0]) for name in (step.settings.names.of("A", step.settings.names.last), "Y"))
    general = Paragraph(
        _(
            "The loss of a sample depends on z only through a = σ(z), so its derivative is a product, in which the "
            "fractions cancel. The notes and the code write dz for dL/dz."
        ),
        (
            r"L = -\big(y \log a + (1 - y) \log(1 - a)\big)",
            r"\dfrac{dL}{da} = -\dfrac{y}{a} + \dfrac{1 - y}{1 - a}, \qquad \dfrac{da}{dz} = a\,(1 - a)",
            r"\dfrac{dL}{dz} = \dfrac{dL}{da} \cdot \dfrac{da}{dz} = -y\,(1 - a) + (1 - y)\,a = a - y",
        ),
    )
    if not LEAST < a < 1:
        return Aside(
            BY_THE_CHAIN_RULE,
            (general,),
            _(
                "In sample {sample}, a has been rounded to {a:g}, and dL/da may be a division by 0. What is left after "
                "cancelling holds all the same, so the code computes a − y.",
                sample=sample_of(step),
                a=a,
            ),
        )
    outer, inner = -y / a + (1 - y) / (1 - a), a * (1 - a)
    put_in = (
        rf"a = {number(a)}, \quad y = {number(y)}",
        rf"\dfrac{{dL}}{{da}} \cdot \dfrac{{da}}{{dz}} = {_factor(outer)} \cdot {number(inner)} "
        rf"= {number(outer * inner)} = a - y",
    )
    return Aside(BY_THE_CHAIN_RULE, (general, Paragraph(WITH_NUMBERS.filled(sample=sample_of(step)), put_in)))


def error_of_softmax(step: Step) -> Aside:
    """The same with a softmax, in which every z changes every output."""
    outputs = step.values[step.settings.names.of("A", step.settings.names.last)][:, 0]
    right = int(step.values["Y"][:, 0].argmax())
    general = Paragraph(
        _(
            "Only the output of the right class c is in the loss, but through the sum of the softmax every $z_k$ "
            "changes it. So the derivative is again a product, in which the right output cancels; $y_k$ is 1 for k = "
            "c, otherwise 0."
        ),
        (
            r"L = -\log a_c, \qquad \dfrac{\partial L}{\partial a_c} = -\dfrac{1}{a_c}, \qquad "
            r"\dfrac{\partial a_c}{\partial z_k} = a_c\,(y_k - a_k)",
            r"\dfrac{\partial L}{\partial z_k} = \dfrac{\partial L}{\partial a_c} \cdot "
            r"\dfrac{\partial a_c}{\partial z_k} = -(y_k - a_k) = a_k - y_k",
        ),
    )
    if outputs[right] < LEAST:
        return Aside(BY_THE_CHAIN_RULE, (general,))
    a = float(outputs[right])
    put_in = tuple(
        rf"\dfrac{{\partial L}}{{\partial z_{k}}} = {_factor(-1 / a)} \cdot {_factor(a * ((k == right) - a_k))} = "
        rf"{number(float(a_k) - (k == right))}"
        for k, a_k in enumerate(outputs)
    )
    return Aside(BY_THE_CHAIN_RULE, (general, Paragraph(WITH_NUMBERS.filled(sample=sample_of(step)), put_in)))


def back(step: Step) -> Aside:
    """The dZ of a hidden layer, for one unit."""
    names, layer, values = step.settings.names, step.settings.now.layer, step.values
    W, dz = values[names.of("W", layer + 1)][:, 0], values[names.of("dZ", layer + 1)][:, 0]
    slope = float(values[f"g'({names.of('Z', layer)})"][0, 0])
    several = len(dz) > 1
    total, k, weight = (r"\sum_k ", "_k", "w_{ki}") if several else ("", "", "w_i")
    here, after = rf"^{{[{layer}]}}", rf"^{{[{layer + 1}]}}"
    z_after, a_i, z_i = f"z{k}{after}", f"a_i{here}", f"z_i{here}"
    links = (("L", z_after), (z_after, a_i), (a_i, z_i))
    chain = total + r" \cdot ".join(rf"\dfrac{{\partial {top}}}{{\partial {bottom}}}" for top, bottom in links)
    inner = rf"{total}d{z_after} \cdot {weight}{after}"
    short = (rf"\Big({inner}\Big)" if several else inner) + rf" \cdot g'({z_i})"
    products = " + ".join(rf"{_factor(one)} \cdot {_factor(w)}" for one, w in zip(dz, W, strict=True))
    result = float(values[step.settings.now.name][0, 0])
    put_in = f"dz_1{here} = " + (rf"\big({products}\big)" if several else products)
    return Aside(
        BY_THE_CHAIN_RULE,
        (
            Paragraph(
                _(
                    "A hidden unit affects the loss only through its output, which feeds the next layer. Along a path "
                    "the derivatives multiply; where several paths meet, they add up."
                ),
                (rf"\dfrac{{\partial L}}{{\partial {z_i}}} = {chain}", f"d{z_i} = {short}"),
            ),
            Paragraph(
                _("With the numbers of sample {sample}, for unit 1:", sample=sample_of(step)),
                (rf"{put_in} \cdot {number(slope)} = {number(result)}",),
            ),
        ),
    )


def sample_of(step: Step) -> str:
    """The sample whose numbers are put in, the first of those that the iteration uses."""
    return "1" if step.settings.sample == "all" else step.settings.sample


def _factor(value: float) -> str:
    """A number as a factor, in parentheses if it is negative."""
    return f"({number(value)})" if value < 0 else number(value)
