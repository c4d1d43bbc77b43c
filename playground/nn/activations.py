"""Activation functions, each beside its derivative (notes: Activations).

To add one, write its two functions and add an entry to :data:`ACTIVATIONS`.

Both write into ``out``, an array of the same shape, so that training allocates as little as possible. The derivative
is given ``Z`` and the output ``A = g(Z)``: where ``A`` is enough, that saves a pass over ``Z``.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, pgettext

LEAK = 0.01
"""Slope of leaky ReLU for z < 0."""


class Activation(NamedTuple):
    """A function ``A = g(Z)`` and its derivative ``g'(Z)``, from ``Z`` and ``A``.

    ``code``: function and derivative as Python expressions for the exported script, which defines ``sigmoid`` and the
    normal distribution function ``Phi``; ``formulas``: both in LaTeX. ``label``: what people call it;
    ``steepest``: its largest slope, ∞ for a jump; ``centre``: its value at z = 0; ``saturates``: whether it is flat at
    both ends, so that single outputs lose their gradient (otherwise only whole units can, when their slope is 0 for
    every sample); ``linear``: whether it bends nothing, so that layers of it work as one.
    """

    function: Callable[[NDArray, NDArray], object]
    derivative: Callable[[NDArray, NDArray, NDArray], object]
    code: tuple[str, str]
    formulas: tuple[str, str]
    label: str
    steepest: float = 1.0
    centre: float = 0.0
    saturates: bool = False
    linear: bool = False

    @property
    def jumps(self) -> bool:
        """Whether it is flat wherever it does not jump: no gradient comes through it."""
        return math.isinf(self.steepest)


def sigmoid(Z: NDArray, out: NDArray) -> None:
    """``1 / (1 + exp(-Z))``: outputs near 0 keep full precision; those near 1 round to 1 for z ≥ 37."""
    np.negative(Z, out=out)
    with np.errstate(over="ignore", under="ignore"):  # where exp(-Z) is ∞ or 0, the right output is 0 or 1
        np.exp(out, out=out)
    np.add(out, 1, out=out)
    np.reciprocal(out, out=out)


def sigmoid_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """``A (1 - A)``."""
    np.subtract(1, A, out=out)
    np.multiply(A, out, out=out)


def tanh(Z: NDArray, out: NDArray) -> None:
    """``tanh(Z)``."""
    np.tanh(Z, out=out)


def tanh_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """``1 - A²``."""
    np.multiply(A, A, out=out)
    np.subtract(1, out, out=out)


def relu(Z: NDArray, out: NDArray) -> None:
    """``max(0, Z)``."""
    np.maximum(0, Z, out=out)


def relu_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """1 where the unit is on, 0 where it is off (and, by convention, at 0)."""
    np.greater(A, 0, out=out)


def leaky_relu(Z: NDArray, out: NDArray) -> None:
    """``max(LEAK * Z, Z)``."""
    np.multiply(LEAK, Z, out=out)
    np.maximum(out, Z, out=out)


def leaky_relu_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """1 where the unit is on, ``LEAK`` where it is off (and, by convention, at 0)."""
    np.greater(A, 0, out=out)
    np.maximum(LEAK, out, out=out)


def elu(Z: NDArray, out: NDArray) -> None:
    """``Z`` where it is above 0, ``exp(Z) - 1`` where it is not (Clevert et al., 2016)."""
    np.minimum(Z, 0, out=out)
    np.expm1(out, out=out)
    np.copyto(out, Z, where=Z > 0)


def elu_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """1 where the unit is on, ``exp(Z)`` where it is off: ``A + 1``."""
    np.minimum(A, 0, out=out)
    np.add(out, 1, out=out)


def _normal_distribution(Z: NDArray, out: NDArray | None = None) -> NDArray:
    """Φ, element by element: the share of a normal distribution below each number."""
    try:
        from scipy.special import ndtr  # only here: its import takes longer than that of all the rest
    except ModuleNotFoundError:  # in a browser, which has NumPy alone
        return np.multiply(np.vectorize(math.erfc, otypes=[float])(Z * -(0.5**0.5)), 0.5, out=out)
    return ndtr(Z, out=out)


def gelu(Z: NDArray, out: NDArray) -> None:
    """``Z Φ(Z)``, with the normal distribution function Φ (Hendrycks and Gimpel, 2016)."""
    _normal_distribution(Z, out)
    np.multiply(Z, out, out=out)


def gelu_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """``Φ(Z) + Z φ(Z)``, with the normal density ``φ(z) = exp(-z²/2) / √(2π)``."""
    with np.errstate(over="ignore", under="ignore"):  # far from 0, where the density is 0
        np.multiply(Z, Z, out=out)
        np.exp(np.multiply(out, -0.5, out=out), out=out)
    np.multiply(out, Z, out=out)
    np.multiply(out, (2 * np.pi) ** -0.5, out=out)
    np.add(out, _normal_distribution(Z), out=out)


def threshold(Z: NDArray, out: NDArray) -> None:
    """1 where ``Z`` is above 0, otherwise 0, as in the first neural networks (McCulloch and Pitts, 1943)."""
    np.greater(Z, 0, out=out)


def threshold_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """0 everywhere (and, by convention, at the jump): no gradient comes through it."""
    out.fill(0)


def identity(Z: NDArray, out: NDArray) -> None:
    """``Z``: what an activation must not be, for layers without a bend between them are one layer."""
    np.copyto(out, Z)


def identity_derivative(Z: NDArray, A: NDArray, out: NDArray) -> None:
    """1 everywhere."""
    out.fill(1)


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(
        sigmoid,
        sigmoid_derivative,
        code=("sigmoid(Z)", "sigmoid(Z) * (1 - sigmoid(Z))"),
        formulas=(r"a = g(z) = \frac{1}{1 + e^{-z}}", r"g'(z) = a \, (1 - a)"),
        label="sigmoid",
        steepest=0.25,
        centre=0.5,
        saturates=True,
    ),
    "tanh": Activation(
        tanh,
        tanh_derivative,
        code=("np.tanh(Z)", "1 - np.tanh(Z) ** 2"),
        formulas=(r"a = g(z) = \tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}}", r"g'(z) = 1 - a^2"),
        label="tanh",
        saturates=True,
    ),
    "relu": Activation(
        relu,
        relu_derivative,
        code=("np.maximum(0, Z)", "np.where(Z > 0, 1, 0)"),
        formulas=(r"g(z) = \max(0, z)", _(r"g'(z) = 1 \text{ if } z > 0, \text{ else } 0")),
        label="ReLU",
    ),
    "leaky_relu": Activation(
        leaky_relu,
        leaky_relu_derivative,
        code=(f"np.maximum({LEAK} * Z, Z)", f"np.where(Z > 0, 1, {LEAK})"),
        formulas=(
            rf"g(z) = \max({LEAK} z, z)",
            _(r"g'(z) = 1 \text{{ if }} z > 0, \text{{ else }} {leak}", leak=str(LEAK)),
        ),
        label="leaky ReLU",
    ),
    "elu": Activation(
        elu,
        elu_derivative,
        code=(
            "np.where(Z > 0, Z, np.expm1(np.minimum(0, Z)))  # expm1(z) is exp(z) - 1",
            "np.where(Z > 0, 1, np.exp(np.minimum(0, Z)))",
        ),
        formulas=(
            _(r"g(z) = z \text{ if } z > 0, \text{ else } e^z - 1"),
            _(r"g'(z) = 1 \text{ if } z > 0, \text{ else } e^z"),
        ),
        label="ELU",
    ),
    "gelu": Activation(
        gelu,
        gelu_derivative,
        code=("Z * Phi(Z)", "Phi(Z) + Z * np.exp(-(Z**2) / 2) / np.sqrt(2 * np.pi)"),
        formulas=(
            r"g(z) = z \, \Phi(z)",
            r"g'(z) = \Phi(z) + z \, \frac{e^{-z^2 / 2}}{\sqrt{2 \pi}}",
        ),
        label="GELU",
        steepest=(1 + math.erf(1)) / 2 + math.exp(-1) / math.pi**0.5,
    ),
    "threshold": Activation(
        threshold,
        threshold_derivative,
        code=("np.where(Z > 0, 1.0, 0.0)", "np.zeros_like(Z)"),
        formulas=(_(r"g(z) = 1 \text{ if } z > 0, \text{ else } 0"), _(r"g'(z) = 0 \text{ for all } z \ne 0")),
        label=pgettext("option", "threshold"),
        steepest=math.inf,
        saturates=True,
    ),
    "identity": Activation(
        identity,
        identity_derivative,
        code=("Z", "np.ones_like(Z)"),
        formulas=("g(z) = z", "g'(z) = 1"),
        label=pgettext("option", "linear"),
        linear=True,
    ),
}
"""The activations of hidden layers, by name. For the output layer see ``LOSSES``."""
