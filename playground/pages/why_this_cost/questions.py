"""What a visitor answers where labels are classes, and then finds with w, b and z.

Where they are numbers: :mod:`normal_labels`.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from playground.language import _
from playground.lessons.claims import Answer
from playground.lessons.exercises import Make, Question, Slip
from playground.lessons.rising_cost import ROUNDING
from playground.nn import Network, Parameters
from playground.training.formatting import decimals, setting

from .lesson import REACH, WhyThisCost, draw_samples, judge, one_sample

UNSURE, SURE = {"w": 1.0, "b": 0.0}, {"w": REACH, "b": 0.0}
"""Two models that get the same samples right."""
RATE, STEPS = 0.1, 100
"""The learning rate and the steps of gradient descent with two factors."""
WRONG = {"z": -6.0}
"""A model that is almost sure of the wrong class."""
NUDGE = 1e-5
"""How far aside of z a loss is computed for its slope."""


def _surer(settings: WhyThisCost) -> Question | None:
    """Whether the cost falls when a model becomes surer of everything, its mistakes included."""
    if settings.part != "class":
        return None
    X, Y = draw_samples(settings.samples, settings.data_seed)
    before, after = judge(X, Y, **UNSURE), judge(X, Y, **SURE)
    worst = after.least_probable
    p = float(after.P[0, worst])
    rises, costs = after.cost > before.cost, {"before": decimals(before.cost), "after": decimals(after.cost)}
    of_mistake = _(
        "The same samples are right, but a sure mistake costs a lot: that at x = {x} now has p = {p}, and alone adds "
        "{loss} / {m}.",
        x=setting(X[0, worst]),
        p=decimals(p),
        loss=decimals(-float(np.log(p)), 1),
        m=settings.samples,
    )
    return Question(
        _(
            "With b = 0, a larger w makes the model surer of every sample. **What happens to the cost when w goes from "
            "1 to {sure:g}?** Then set b and w.",
            sure=REACH,
        ),
        about=(settings.samples, settings.data_seed),
        found=np.sign(after.cost - before.cost),
        claims={-1: _("It falls"), 0: _("It stays the same"), 1: _("It rises")},
        there=SURE,
        answer=Answer(
            _("It rises, from {before} to {after}.", **costs)
            if rises
            else _("It falls, from {before} to {after}.", **costs),
            of_mistake if rises else _("What the right samples save outweighs what the wrong ones add."),
        ),
    )


def _loss_of_one(settings: WhyThisCost) -> Question | None:
    """The loss of a single sample: minus the logarithm of its p."""
    if settings.part != "class":
        return None
    X, Y = draw_samples(settings.samples, settings.data_seed)
    judged = judge(X, Y, **UNSURE)
    i = judged.least_probable
    p = float(judged.P[0, i])
    loss = -float(np.log(p))
    return Question(
        _(
            "With w = 1 and b = 0, the sample at x = {x} has y = {y:.0f}, and a = {a}. **What is its loss?**",
            x=setting(X[0, i]),
            y=Y[0, i],
            a=decimals(judged.A[0, i]),
        ),
        about=(settings.samples, settings.data_seed),
        found=loss,
        there=UNSURE,
        answer=Answer(
            _("Its loss is {loss}.", loss=decimals(loss)),
            _(
                "That is −log p = −log {p}. With that w and b it is the ringed one, and the table below has its log p.",
                p=decimals(p),
            ),
        ),
        slips=(
            Slip(-loss, _("The minus is missing: the logarithm of a probability is negative, the loss positive.")),
            Slip(-float(np.log1p(-p)), _("That is for the other class: p is a if y = 1, and 1 − a if y = 0.")),
            Slip(-float(np.log10(p)), _("That is the logarithm to base 10. Take the natural one, ln.")),
            Slip(-float(np.log2(p)), _("That is the logarithm to base 2. Take the natural one, ln.")),
            Slip(loss / settings.samples, _("That is its part in the cost, the mean. Its loss has no 1/m.")),
            Slip(p, _("That is p itself. The loss is minus its logarithm.")),
            Slip(1 - p, _("That is 1 − p. The loss is minus the logarithm of p.")),
            Slip((1 - p) ** 2, _("That is the squared error. Here the loss is −log p.")),
            Slip(judged.cost, _("That is the cost, the mean loss of all samples. The question is about one.")),
        ),
        hint=_("First p: it is a for y = 1, and 1 − a for y = 0. Then take minus its natural logarithm."),
    )


def descend(X: NDArray, Y: NDArray, factor: float, learning_rate: float, steps: int = STEPS) -> NDArray:
    """Gradient descent on ``factor`` times the sum of all losses, from w = b = 0; X and Y are (1, m).

    Returns
    -------
    (steps + 1, 2) w and b, before each step and after the last
    """
    network = Network(Parameters.from_arrays({"W1": [[0.0]], "b1": [[0.0]]}), X, Y)
    w_and_b, gradient, m = network.parameters.padded[0], network.gradients.padded[0], X.shape[1]
    path = [w_and_b[0, :2].copy()]
    for _step in range(steps):
        network.forward()
        network.backward()
        w_and_b -= learning_rate * (factor * (m * gradient))  # m times that of the mean is that of the sum
        path.append(w_and_b[0, :2].copy())
    return np.array(path)


def _another_factor(settings: WhyThisCost) -> Question | None:
    """What gradient descent does on the sum of all losses, found by running it."""
    if settings.part != "class":
        return None
    X, Y = draw_samples(settings.samples, settings.data_seed)
    m = settings.samples
    of_mean, of_sum = descend(X, Y, 1 / m, RATE), descend(X, Y, 1, RATE, 1)
    again = descend(X, Y, 1, RATE / m)
    ratio = float(np.linalg.norm(of_sum[1]) / np.linalg.norm(of_mean[1]))
    (w, b), is_same = again[-1], np.abs(again - of_mean).max() <= ROUNDING
    return Question(
        _(
            "Without 1/m, the cost is the sum of all {m} losses. **What does that change for gradient descent with the "
            "same learning rate?**",
            m=m,
        ),
        about=(settings.samples, settings.data_seed),
        found="elsewhere" if not is_same else "longer" if ratio > 1 + ROUNDING else "nothing",
        claims={
            "nothing": _("Nothing"),
            "longer": _("Its steps are longer"),
            "elsewhere": _("It finds another w and b"),
        },
        answer=Answer(
            _("Its steps are longer: the first is {ratio} times as long.", ratio=setting(round(ratio, 6))),
            _(
                "With the learning rate {rate} / {m} it takes the same steps as with 1/m and {rate}: after {steps}, "
                "both are at w = {w} and b = {b}. Another factor is another learning rate; the lowest point stays "
                "where it is.",
                rate=setting(RATE),
                m=m,
                steps=STEPS,
                w=decimals(float(w)),
                b=decimals(float(b)),
            ),
        ),
    )


OF_SQUARED_ERROR: Mapping[str, Callable[[NDArray, int], NDArray]] = {
    "a − y": lambda a, y: a - y,
    "2(a − y)": lambda a, y: 2 * (a - y),
    "2(a − y) · a(1 − a)": lambda a, y: 2 * (a - y) * a * (1 - a),
    "(1 − y)/(1 − a) − y/a": lambda a, y: (1 - y) / (1 - a) - y / a,
}
"""What may be taken for the squared error's dz: that of the cross-entropy, its own da, and the cross-entropy's da."""


def _squared_error(settings: WhyThisCost) -> Question | None:
    """The derivative of the squared error with respect to z, found among candidates by moving z a little."""
    if settings.part != "class":
        return None
    Z = np.linspace(WRONG["z"], -WRONG["z"], 13)[np.newaxis]
    before, here, after = (one_sample(Z + step) for step in (-NUDGE, 0, NUDGE))
    slope = (after.squared_error - before.squared_error) / (2 * NUDGE)
    fitting = [text for text, dz in OF_SQUARED_ERROR.items() if np.allclose(dz(here.A, 1), slope, atol=NUDGE)]
    return Question(
        _(
            "With the squared error (a − y)² as the loss, and a = σ(z): **what is dz, its derivative with respect to "
            "z?** See *Its slope* below."
        ),
        about=(),
        found=fitting[0] if len(fitting) == 1 else None,
        claims={text: text for text in OF_SQUARED_ERROR},
        there=WRONG,
        answer=Answer(
            _("dz is {found}.", found=" = ".join(fitting)),
            _(
                "At y = 1 and z = {z} that is {slope}, as tiny changes of z show. The cross-entropy has {other} there: "
                "its derivative with respect to a, (a − y) / (a(1 − a)), times the slope of the sigmoid, a(1 − a), is "
                "a − y. So the slope cancels out; in the squared error it stays.",
                z=setting(WRONG["z"]),
                slope=decimals(float(slope[0, 0])),
                other=decimals(float(here.cross_entropy_slope[0, 0])),
            ),
        ),
    )


QUESTIONS: Mapping[str, Make] = {
    "surer": _surer,
    "cost of one": _loss_of_one,
    "factor": _another_factor,
    "squared error": _squared_error,
}
"""Those of labels that are classes."""
