"""Each activation against its code in a script, its derivative, and the ends of its range; some against a formula."""

import math
import sys

import numpy as np
import pytest
from scipy.special import expit, ndtr

from playground.nn import ACTIVATIONS
from playground.nn.activations import LEAK, gelu, gelu_derivative
from tests.looped import looped

FORMULAS = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "threshold": lambda z: float(z > 0),
    "identity": lambda z: z,
}
Z = np.linspace(-6, 6, 402).reshape(2, -1)  # an even number of points: none is at the kink, z = 0


def evaluate(name, Z):
    A = np.full_like(Z, np.nan)
    ACTIVATIONS[name].function(Z, A)
    return A


def differentiate(name, A, Z=Z):
    slope = np.full_like(A, np.nan)
    ACTIVATIONS[name].derivative(Z, A, slope)
    return slope


def by_script(code, Z):
    """What the code of a script makes of Z."""
    with np.errstate(all="ignore"):
        return eval(code, {"np": np, "Z": Z, "sigmoid": expit, "Phi": ndtr})


@looped("name", list(ACTIVATIONS))
def test_function_and_derivative_are_those_of_the_formula_and_of_the_script(name):
    before, h = Z.copy(), 1e-5
    A = evaluate(name, Z)
    if name in FORMULAS:
        np.testing.assert_allclose(A, np.vectorize(FORMULAS[name])(Z), rtol=1e-12, atol=1e-15)
    slope = (evaluate(name, Z + h) - evaluate(name, Z - h)) / (2 * h)
    np.testing.assert_allclose(differentiate(name, A), slope, rtol=1e-6, atol=1e-9)
    g, g_prime = ACTIVATIONS[name].code
    np.testing.assert_allclose(A, by_script(g, Z), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(differentiate(name, A), by_script(g_prime, Z), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(Z, before)
    for dtype in (np.float32, np.float64):
        assert evaluate(name, Z.astype(dtype)).dtype == dtype


@looped(
    ("name", "slope"),
    [*zip(ACTIVATIONS, (0.25, 1, 0, LEAK, 1, 0.5, 0, 1), strict=True)],
)
def test_derivative_at_zero(name, slope):
    zero = np.zeros((1, 1))
    assert differentiate(name, evaluate(name, zero), zero) == slope


@looped("name", list(ACTIVATIONS))
def test_nothing_overflows_at_1000(name):
    far = np.array([[-1000.0, 1000.0]])
    with np.errstate(all="raise"):
        A = evaluate(name, far)
        slope = differentiate(name, A, far)
    g, g_prime = ACTIVATIONS[name].code
    np.testing.assert_allclose(A, by_script(g, far), rtol=1e-12)
    np.testing.assert_allclose(slope, by_script(g_prime, far), atol=1e-12)


def slopes(name, least, most):
    """The slope between each two neighbours on a fine grid, without the derivative's help."""
    z = np.linspace(least, most, 100_001)
    return np.diff(evaluate(name, z[None])[0]) / np.diff(z)


@looped("name", list(ACTIVATIONS))
def test_what_is_said_of_an_activation_is_so(name):
    activation = ACTIVATIONS[name]
    steepest, finer = slopes(name, -10, 10).max(), slopes(name, -1, 1).max()
    if activation.jumps:  # the finer one looks, the steeper is its jump
        assert finer == pytest.approx(10 * steepest)
        assert set(slopes(name, 0.1, 10)) == {0}
    else:
        assert steepest == pytest.approx(activation.steepest, rel=1e-6)
    assert evaluate(name, np.zeros((1, 1))) == activation.centre
    flat = [slopes(name, *end).max() < 1e-12 for end in ((-41, -40), (40, 41))]
    assert activation.saturates == all(flat)
    assert activation.linear == (np.ptp(slopes(name, -3, 3)) < 1e-9)


def test_gelu_is_the_same_without_scipy_as_in_a_browser(monkeypatch):
    Z = np.linspace(-9, 9, 181).reshape(1, -1)
    found = []
    for _ in range(2):
        A, slopes = np.empty_like(Z), np.empty_like(Z)
        gelu(Z, A)
        gelu_derivative(Z, A, slopes)
        found.append((A, slopes))
        monkeypatch.setitem(sys.modules, "scipy.special", None)
    np.testing.assert_allclose(found[1], found[0], rtol=1e-12, atol=1e-16)
