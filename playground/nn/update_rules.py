"""Update rules: from gradient to step; and schedules: how the learning rate changes (notes: Computation graph).

To add a rule, write its function and add an entry to :data:`UPDATE_RULES`. Each works in place on all parameters at
once: one vector W, (N,), and its gradient dW. All numbers are treated alike and independently, so hidden units that are
equal stay equal bit for bit. The other arguments:

* ``memory`` is the rule's state from earlier updates: a row of (N,) for each quantity, initially zero
* ``step`` is scratch space, (N,)
* ``t`` is the number of this update, starting at 1
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import pgettext


class UpdateRule(NamedTuple):
    """An update rule, and its form in the exported script: code, with the constants by name, and formulas.

    Attributes
    ----------
    update : the function
    label : what people call it
    source : reference for the rule
    updated : code for a parameter after the update
    formulas : for a weight and a bias; for a rule with state, for a weight only
    lines : code that processes the gradients before that
    remembers : its state vectors, from name to meaning; in the code they are dictionaries by parameter
    constants : its parameters besides the learning rate, with their usual values
    counts : whether the code needs the number ``t`` of the update
    evens_out : whether its step length is independent of the gradient's length
    """

    update: Callable[..., None]
    label: str
    source: str
    updated: str
    formulas: Sequence[str]
    lines: Sequence[str] = ()
    remembers: Mapping[str, str] = {}
    constants: Mapping[str, float] = {}
    counts: bool = False
    evens_out: bool = False


def gradient_descent(W: NDArray, dW: NDArray, memory: NDArray, step: NDArray, learning_rate: float, t: int) -> None:
    """``W ← W - α dW``."""
    np.multiply(dW, learning_rate, out=step)
    np.subtract(W, step, out=W)


def momentum(
    W: NDArray, dW: NDArray, memory: NDArray, step: NDArray, learning_rate: float, t: int, *, beta: float
) -> None:
    """``v ← β v - α dW``, ``W ← W + v``: each step continues in the direction of the earlier ones."""
    (v,) = memory
    np.multiply(v, beta, out=v)
    np.multiply(dW, learning_rate, out=step)
    np.subtract(v, step, out=v)
    np.add(W, v, out=W)


def rmsprop(
    W: NDArray, dW: NDArray, memory: NDArray, step: NDArray, learning_rate: float, t: int, *, rho: float, epsilon: float
) -> None:
    """``s ← ρ s + (1 - ρ) dW²``, ``W ← W - α dW / (√s + ε)``: steps of about the same length for every number."""
    (s,) = memory
    _average_in(s, np.multiply(dW, dW, out=step), rho)
    np.add(np.sqrt(s, out=step), epsilon, out=step)
    np.divide(dW, step, out=step)
    np.multiply(step, learning_rate, out=step)
    np.subtract(W, step, out=W)


def adam(
    W: NDArray,
    dW: NDArray,
    memory: NDArray,
    step: NDArray,
    learning_rate: float,
    t: int,
    *,
    beta_1: float,
    beta_2: float,
    epsilon: float,
) -> None:
    """``m ← β₁ m + (1 - β₁) dW``, ``v ← β₂ v + (1 - β₂) dW²``, ``W ← W - α m̂ / (√v̂ + ε)``.

    ``m̂ = m / (1 - β₁ᵗ)`` and ``v̂ = v / (1 - β₂ᵗ)`` correct the bias from initialising m and v to zero.
    """
    m, v = memory
    np.copyto(step, dW)
    _average_in(m, step, beta_1)
    _average_in(v, np.multiply(dW, dW, out=step), beta_2)
    np.divide(v, 1 - beta_2**t, out=step)  # v̂
    np.add(np.sqrt(step, out=step), epsilon, out=step)
    np.divide(m, step, out=step)
    np.multiply(step, learning_rate / (1 - beta_1**t), out=step)
    np.subtract(W, step, out=W)


def _average_in(average: NDArray, values: NDArray, share: float) -> None:
    """``average ← share average + (1 - share) values``; ``values`` is overwritten."""
    np.multiply(average, share, out=average)
    np.multiply(values, 1 - share, out=values)
    np.add(average, values, out=average)


UPDATE_RULES: dict[str, UpdateRule] = {
    "gradient descent": UpdateRule(
        gradient_descent,
        pgettext("option", "gradient descent"),
        "the notes: Computation graph",
        updated='parameters[name] - learning_rate * grads["d" + name]',
        formulas=[r"W := W - \alpha \, dW \qquad b := b - \alpha \, db"],
    ),
    "momentum": UpdateRule(
        momentum,
        pgettext("option", "momentum"),
        "Polyak (1964); 0.9 is the usual value",
        constants={"beta": 0.9},
        remembers={"v": "the last step"},
        lines=['v = {{name: {beta} * v[name] - learning_rate * grads["d" + name] for name in parameters}}'],
        updated="parameters[name] + v[name]",
        formulas=[r"v := {beta} \, v - \alpha \, dW \qquad W := W + v"],
    ),
    "rmsprop": UpdateRule(
        rmsprop,
        "RMSprop",
        "Tieleman and Hinton (2012), lecture 6e",
        constants={"rho": 0.9, "epsilon": 1e-8},
        evens_out=True,
        remembers={"s": "the average of the squared gradients"},
        lines=[
            's = {{name: {rho} * s[name] + (1 - {rho}) * grads["d" + name] ** 2 for name in parameters}}',
            'step = {{name: grads["d" + name] / (np.sqrt(s[name]) + {epsilon}) for name in parameters}}',
        ],
        updated="parameters[name] - learning_rate * step[name]",
        formulas=[
            r"s := {rho} \, s + (1 - {rho}) \, dW^2 \qquad W := W - \alpha \, \frac{{dW}}{{\sqrt{{s}} + \varepsilon}}"
        ],
    ),
    "adam": UpdateRule(
        adam,
        "Adam",
        "Kingma and Ba (2015), algorithm 1",
        constants={"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
        evens_out=True,
        remembers={"m": "the average of the gradients", "v": "and that of their squares"},
        counts=True,
        lines=[
            'm = {{name: {beta_1} * m[name] + (1 - {beta_1}) * grads["d" + name] for name in parameters}}',
            'v = {{name: {beta_2} * v[name] + (1 - {beta_2}) * grads["d" + name] ** 2 for name in parameters}}',
            "m_hat = {{name: m[name] / (1 - {beta_1}**t) for name in parameters}}",
            "v_hat = {{name: v[name] / (1 - {beta_2}**t) for name in parameters}}",
            "step = {{name: m_hat[name] / (np.sqrt(v_hat[name]) + {epsilon}) for name in parameters}}",
        ],
        updated="parameters[name] - learning_rate * step[name]",
        formulas=[
            r"m := {beta_1} \, m + (1 - {beta_1}) \, dW \qquad v := {beta_2} \, v + (1 - {beta_2}) \, dW^2",
            r"\hat m = \frac{{m}}{{1 - {beta_1}^t}} \qquad \hat v = \frac{{v}}{{1 - {beta_2}^t}} \qquad "
            r"W := W - \alpha \, \frac{{\hat m}}{{\sqrt{{\hat v}} + \varepsilon}}",
        ],
    ),
}
"""The update rules, by name; ``W`` in a formula stands for any weight or bias."""


def constant(made: int, half_life: float) -> float:
    """1."""
    return 1.0


def in_steps(made: int, half_life: float) -> float:
    """1, then 1/2, then 1/4, …: halved at each half-life."""
    return 0.5 ** (made // half_life)


def exponential(made: int, half_life: float) -> float:
    """Halved at each half-life, continuously."""
    return 0.5 ** (made / half_life)


def one_over_t(made: int, half_life: float) -> float:
    """1/2 after one half-life, 1/3 after two, 1/4 after three: ever more slowly."""
    return 1 / (1 + made / half_life)


SCHEDULES: dict[str, Callable[[int, float], float]] = {
    "constant": constant,
    "step": in_steps,
    "exponential": exponential,
    "1/t": one_over_t,
}
"""Schedules, by name: the remaining fraction of the learning rate after ``made`` updates, 1/2 after ``half_life``."""
