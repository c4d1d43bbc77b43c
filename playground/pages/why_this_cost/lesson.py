"""Why this cost: a model with one input, the probability it gives to what happened, and squared error for comparison.
Then a sample with three classes, whose scores a softmax turns into probabilities. Labels that are numbers are in
:mod:`normal_labels`.

The model is ``a = sigmoid(w x + b)``, a network without a hidden layer. "What happened" is the class of a sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.language import _, pgettext
from playground.lessons.lesson import Chosen
from playground.nn import (
    ACTIVATIONS,
    Network,
    Parameters,
    backward_propagation,
    compute_cost,
    forward_propagation,
    nn_model,
)
from playground.training import Settings
from playground.training.options import Choice, Real, Whole, option

REACH, STEP = 5.0, 0.1
"""The range and step of the sliders for w and b; the best values for any of the samples are inside."""

NARROWEST, WIDEST = 0.3, 2.0
"""The ends of the slider for the standard deviation of labels that are numbers."""

FARTHEST = 3.0
"""Largest |x|. It keeps |z| at 20 or less, so no p is so near 0 that the product of 20 of them could underflow."""

SPREAD = 1.2
"""Standard deviation of x in a class; the classes are around -1 and 1, so they overlap."""

CLASSES = 3
"""Classes of the sample with a score for each class."""

COPIES = (1, 10, 30, 100, 300, 1000)
"""How often the samples are repeated, to see their product vanish."""


def _score(default: float, label: str, of: str) -> float:
    """A setting for the score of a class."""
    return option(default, Real(label=label, help=_("Weighted input of class {k}.", k=of), least=-5, most=5, step=0.1))


@dataclass(frozen=True)
class WhyThisCost:
    """The model, its samples, and how wrong it is about one more; then the scores of a sample with three classes.

    ``part``: what the labels are; ``spread``: the standard deviation of those that are numbers.
    """

    part: str = option(
        "class",
        Choice(
            label=_("Label y"),
            help=_("A class: 0 or 1, like the two sides of a coin. A number: it lies around a line."),
            names=("class", "number"),
            side_by_side=True,
        ),
    )
    w: float = option(0.5, Real(label="w", help=_("Weight of the input."), least=-REACH, most=REACH, step=STEP))
    b: float = option(1.5, Real(label="b", help=_("Bias."), least=-REACH, most=REACH, step=STEP))
    spread: float = option(
        0.5,
        Real(
            label="σ",
            help=_(
                "Standard deviation of the normal distribution around the line: how widely labels scatter. Not the "
                "sigmoid, which is written σ, too."
            ),
            least=NARROWEST,
            most=WIDEST,
            step=STEP,
        ),
    )
    samples: int = option(
        12,
        Whole(
            label=_("Samples"),
            help=_("How many there are. Half of them belong to class 1, if they have classes."),
            least=8,
            most=20,
        ),
    )
    data_seed: int = option(
        1,
        Whole(
            label=_("Data seed"),
            help=_("A different number draws different samples of the same kind."),
            least=0,
            most=99,
            exact=True,
        ),
    )
    z: float = option(
        -6.0,
        Real(
            label=_("z, the weighted input of a sample of class 1"),
            help=_("The farther below 0 it is, the surer the model is of the wrong class."),
            least=-10,
            most=10,
            step=0.1,
        ),
    )
    z0: float = _score(1.0, "z₀", "0")
    z1: float = _score(2.0, "z₁", "1")
    z2: float = _score(-1.0, "z₂", "2")
    shift: float = option(
        0.0,
        Real(
            label=_("c, added to all three"),
            help=_("The weighted inputs are z₀ + c, z₁ + c and z₂ + c."),
            least=-5,
            most=5,
            step=0.1,
        ),
    )
    right: int = option(0, Whole(label=_("Right class"), help=_("The class of the sample."), least=0, most=CLASSES - 1))

    @property
    def scores(self) -> tuple[float, ...]:
        """The score of each class, before c is added."""
        return self.z0, self.z1, self.z2


OF_PART = {"class": ("z", "z0", "z1", "z2", "shift", "right"), "number": ("spread",)}
"""The settings specific to each kind of label."""


def elsewhere(chosen: Chosen) -> set[str]:
    """The names of the settings of the labels that are not on screen."""
    return {name for part, names in OF_PART.items() if part != chosen[WhyThisCost].part for name in names}


WHY_THIS_COST_SETTINGS = Settings(
    records=(WhyThisCost(),),
    row=("part", "w", "b", *OF_PART["number"], *OF_PART["class"]),
    groups={pgettext("heading", "Samples"): ("samples", "data_seed")},
    elsewhere=elsewhere,
)
"""The settings that the page offers."""


class Judgement(NamedTuple):
    """A model's probabilities for samples, and the model's likelihood and cost.

    ``A``: (1, m) probability of class 1; ``P``: (1, m) probability of each sample's own class; ``likelihood``: the
    product of all P; ``log_likelihood``: the sum of their logarithms; ``cost``: computed by the network; ``dw``,
    ``db``: its derivatives.
    """

    A: NDArray
    P: NDArray
    likelihood: float
    log_likelihood: float
    cost: float
    dw: float
    db: float

    @property
    def least_probable(self) -> int:
        """The index of the sample with the smallest P."""
        return int(self.P.argmin())


class Along(NamedTuple):
    """Likelihood and cost for each value in ``w``, with b fixed: three arrays of the same length."""

    w: NDArray
    likelihood: NDArray
    cost: NDArray

    @property
    def most_likely(self) -> float:
        """The w with the largest likelihood."""
        return float(self.w[self.likelihood.argmax()])

    @property
    def least_likely(self) -> float:
        """The w with the smallest likelihood."""
        return float(self.w[self.likelihood.argmin()])

    @property
    def least_cost(self) -> float:
        """The w with the smallest cost."""
        return float(self.w[self.cost.argmin()])


class Repeated(NamedTuple):
    """The samples repeated until there are ``m``: a product of m numbers, and a sum of m logarithms.

    ``log_product`` is the logarithm of the product in floating point: minus infinity if that is 0.
    """

    m: int
    product: float
    log_product: float
    log_sum: float
    cost: float


class OneSample(NamedTuple):
    """Two costs of one sample with y = 1, and their derivatives with respect to z, for many z; each (1, n)."""

    A: NDArray
    cross_entropy: NDArray
    cross_entropy_slope: NDArray
    squared_error: NDArray
    squared_error_slope: NDArray


class ScoredSample(NamedTuple):
    """A sample with a score for each of K classes, and what follows from the scores; arrays are (K, 1).

    ``Z``: scores; ``powers``: exp(Z); ``A``: probabilities; ``Y``: the label, one-hot; ``slopes``: dZ, the cost's
    derivatives with respect to Z; ``p``: the probability of the true class; ``cost``: −log p.
    """

    Z: NDArray
    powers: NDArray
    A: NDArray
    Y: NDArray
    slopes: NDArray
    p: float
    cost: float


def draw_samples(samples: int, seed: int) -> tuple[NDArray, NDArray]:
    """Draw samples of two overlapping classes, in ascending order of x.

    Parameters
    ----------
    samples : number of samples
    seed : seed of NumPy's legacy generator

    Returns
    -------
    X : (1, samples) rounded to hundredths, easy to type into a calculator
    Y : (1, samples) 0 or 1, equally many of both; one more of 1 if the number is odd
    """
    random = np.random.RandomState(seed)
    Y = (np.arange(samples) >= samples // 2).astype(float)
    while True:
        x = np.clip(2 * Y - 1 + SPREAD * random.randn(samples), -FARTHEST, FARTHEST).round(2)
        low, high = np.sort(x[Y == 0]), np.sort(x[Y == 1])
        # If a threshold separated the classes, the likelihood would grow with w for ever: there would be no best w.
        if low[-2] > high[1]:
            order = x.argsort()
            return x[np.newaxis, order], Y[np.newaxis, order]


def probability_of_what_happened(A: NDArray, Y: NDArray) -> NDArray:
    """``p(y|x) = a^y (1 - a)^(1 - y)`` (notes: Why this cost): a if y is 1, otherwise 1 - a; in the shape of A."""
    return np.where(Y == 1, A, 1 - A)


def most_probable(A: NDArray) -> float:
    """The likelihood of the most probable labels: of the likelier class at every sample."""
    return float(np.maximum(A, 1 - A).prod())


def judge(X: NDArray, Y: NDArray, w: float, b: float) -> Judgement:
    """Evaluate a model on samples.

    Parameters
    ----------
    X, Y : (1, m) samples and labels
    w, b : the model's weight and bias
    """
    parameters = Parameters.from_arrays({"W1": [[w]], "b1": [[b]]})
    A, cache = forward_propagation(X, parameters)
    P = probability_of_what_happened(A, Y)
    grads = backward_propagation(parameters, cache, X, Y)
    dw, db = (float(grads[name][0, 0]) for name in ("dW1", "db1"))
    return Judgement(A, P, float(P.prod()), float(np.log(P).sum()), compute_cost(A, Y), dw, db)


def along_w(X: NDArray, Y: NDArray, b: float) -> Along:
    """Likelihood and cost at every position of the slider for w; X and Y are (1, m)."""
    w = np.linspace(-REACH, REACH, round(2 * REACH / STEP) + 1).round(1)
    # One layer with a unit for each w computes the outputs of all models at once.
    models = Parameters.from_arrays({"W1": w[:, np.newaxis], "b1": np.full((w.size, 1), b)})
    A = forward_propagation(X, models)[0]
    costs = [compute_cost(row[np.newaxis], Y) for row in A]
    return Along(w, probability_of_what_happened(A, Y).prod(axis=1), np.array(costs))


def maximum(X: NDArray, Y: NDArray) -> tuple[float, float]:
    """The slider positions w and b near the maximum likelihood, where gradient descent on the cost ends.

    X and Y are (1, m). b is rounded; w is then the best one for that b.
    """
    trained = nn_model(X, Y, n_h=(), num_iterations=3000, initialisation="zero")
    b = round(float(trained["b1"][0, 0]), 1) + 0.0  # not "-0"
    return along_w(X, Y, b).most_likely, b


def repeated(P: NDArray, copies: Sequence[int] = COPIES) -> list[Repeated]:
    """Multiply all of P, and add up their logarithms, with each sample repeated ``copies`` times."""
    rows = []
    for times in copies:
        many = np.tile(P, times)
        product, log_sum = float(many.prod()), float(np.log(many).sum())
        with np.errstate(divide="ignore"):  # the logarithm of 0
            log_product = float(np.log(product))
        rows.append(Repeated(many.size, product, log_product, log_sum, -log_sum / many.size))
    return rows


def one_sample(Z: NDArray) -> OneSample:
    """Cross-entropy ``-log a`` and squared error ``(a - 1)²`` of a sample with y = 1 and ``a = sigmoid(z)``.

    Parameters
    ----------
    Z : (1, n) scores, each a separate case

    Returns
    -------
    OneSample
        The slope of the cross-entropy is ``dz = a - y`` (notes: Forward and backward in detail); that of the squared
        error has the additional factor ``2 g'(z) = 2 a (1 - a)``.
    """
    Y = np.ones(Z.shape)
    network = Network(Parameters.from_arrays({"W1": [[1.0]], "b1": [[0.0]]}), Z, Y)
    A = network.forward()
    network.backward()
    dZ, steepness = network.output.dZ, np.empty_like(A)
    ACTIVATIONS["sigmoid"].derivative(Z, A, steepness)
    costs = np.logaddexp(0, -Z)  # as in Network.cost, but per sample
    return OneSample(A, costs, dZ, (A - Y) ** 2, 2 * dZ * steepness)


def score_sample(scores: Sequence[float], right: int, shift: float = 0) -> ScoredSample:
    """Softmax of a sample's scores, its cost, and the cost's slopes, ``dZ = A - Y``.

    Parameters
    ----------
    scores : one for each class
    right : the sample's class, from 0
    shift : added to every score
    """
    K = len(scores)
    Z, Y = np.array(scores)[:, np.newaxis] + shift, np.eye(K)[:, [right]]
    # A network that passes its inputs on as scores.
    network = Network(Parameters.from_arrays({"W1": np.eye(K), "b1": np.zeros((K, 1))}, loss="softmax"), Z, Y)
    A = network.forward()
    network.backward()
    return ScoredSample(Z, np.exp(Z), A, Y, network.output.dZ, float(A[right, 0]), network.cost())
