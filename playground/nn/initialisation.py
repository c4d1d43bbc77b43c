"""Initial weights (notes: Random initialisation). Biases always start at zero.

To add an initialisation, write a function and add a line to :data:`INITIALISATIONS`. It is called layer by layer and
returns the layer's W; ``standard_normal(n_out, n_in)`` draws from one generator shared by all layers.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.language import _, pgettext

from . import checks
from .parameters import Parameters

Draw = Callable[[int, int], NDArray]


class Start(Protocol):
    """Returns W of shape (n_out, n_in) for layer ``layer`` (1 for the first)."""

    def __call__(self, standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray: ...


class Initialisation(NamedTuple):
    """An initialisation.

    ``label``: what people call it; ``uses_scale``: whether ``scale`` has an effect on it; ``by_size``: whether it
    derives the scale of its random numbers from the size of the layer; ``uses_seed``: whether there are any.
    """

    start: Start
    label: str
    uses_scale: bool
    by_size: bool = False
    uses_seed: bool = True


def random(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """Normal random numbers times ``scale``."""
    return standard_normal(n_out, n_in) * scale


def zero(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """All zero."""
    return np.zeros((n_out, n_in))


def zero_W1(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """W1 zero, the other layers as in :func:`random`."""
    return random(standard_normal, n_out, n_in, layer, scale) * (layer != 1)


def zero_W2(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """W2 zero, the other layers as in :func:`random`."""
    return random(standard_normal, n_out, n_in, layer, scale) * (layer != 2)


def constant(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """Every weight equal to ``scale``."""
    return np.full((n_out, n_in), scale)


def xavier(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """Variance 2 / (n_in + n_out): keeps the spread of tanh outputs through the layers (Glorot and Bengio, 2010)."""
    return standard_normal(n_out, n_in) * np.sqrt(2 / (n_in + n_out))


def he(standard_normal: Draw, n_out: int, n_in: int, layer: int, scale: float) -> NDArray:
    """Variance 2 / n_in: the same for ReLU, which lets half of the signal through (He et al., 2015)."""
    return standard_normal(n_out, n_in) * np.sqrt(2 / n_in)


INITIALISATIONS: dict[str, Initialisation] = {
    "random": Initialisation(random, pgettext("option", "random"), uses_scale=True),
    "zero": Initialisation(zero, pgettext("option", "all zero"), uses_scale=False, uses_seed=False),
    "zero_W1": Initialisation(zero_W1, pgettext("option", "only W1 zero"), uses_scale=True),
    "zero_W2": Initialisation(zero_W2, pgettext("option", "only W2 zero"), uses_scale=True),
    "constant": Initialisation(constant, pgettext("option", "constant"), uses_scale=True, uses_seed=False),
    "xavier": Initialisation(xavier, "Xavier", uses_scale=False, by_size=True),
    "he": Initialisation(he, "He", uses_scale=False, by_size=True),
}
"""The initialisations, by name."""
BY_SIZE = tuple(name for name, way in INITIALISATIONS.items() if way.by_size)
"""Those that adapt to the size of each layer."""


def initialize_parameters(
    n_x: int,
    n_h: int | Sequence[int],
    n_y: int,
    activation: str | list[str] | tuple[str, ...] = "tanh",
    *,
    loss: str = "sigmoid",
    initialisation: str = "random",
    scale: float = 0.01,
    seed: int = 2,
) -> Parameters:
    """Initialise every parameter (notes: Random initialisation).

    Parameters
    ----------
    n_x : number of inputs
    n_h : units of the hidden layer; a tuple for several layers, ``()`` for none (logistic regression)
    n_y : number of outputs
    activation : a name in ``ACTIVATIONS``, or a list or tuple, a name of each hidden layer
    loss : a name in ``LOSSES``: ``"softmax"`` for more than two classes
    initialisation : a name in ``INITIALISATIONS``
    scale : factor of the random numbers; with ``"constant"`` the value itself; ignored by the others
    seed : seed of NumPy's legacy generator, 0 to 2³² - 1; W1 is drawn before W2

    Returns
    -------
    parameters : Parameters
        ``W1`` (n_h, n_x), ``b1`` (n_h, 1), ``W2`` (n_y, n_h), ``b2`` (n_y, 1), and so on for more layers.

    Raises
    ------
    ValueError
        If a size is not a whole number of at least 1, a name is unknown, or scale or seed is not usable.
    """
    sizes = (checks.whole_number("n_x", n_x), *checks.hidden_sizes(n_h), checks.whole_number("n_y", n_y))
    start = INITIALISATIONS[checks.known("initialisation", initialisation, INITIALISATIONS)].start
    scale = checks.finite_number("scale", scale)
    if initialisation == "zero_W2" and len(sizes) == 2:
        raise ValueError(
            _(
                "A network without a hidden layer has no W2 to set to zero. Add a hidden layer, or choose 'zero' (all "
                "zero) to set its only weights, W1, to zero."
            )
        )
    parameters = Parameters(sizes, activation, loss)
    standard_normal = np.random.RandomState(checks.seed(seed)).randn
    for layer in range(1, len(sizes)):
        with np.errstate(over="ignore"):
            W = start(standard_normal, sizes[layer], sizes[layer - 1], layer, scale)
        if not np.isfinite(W).all():
            raise ValueError(f"scale is {scale!r}, so large that weights are no longer finite. Use less, such as 0.01.")
        parameters[f"W{layer}"] = W
    return parameters
