"""The training once more, in the plainest NumPy, to hold against what a page shows.

It shares no line with ``playground.nn`` and ``playground.training``: a fault there must not be a fault here. The points
are those of ``playground.data``, which has tests of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.data import make_dataset, split

SENSITIVE = 1e-9
"""By so much, relatively, are weights changed to find out whether a run depends on rounding."""

_FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "relu": (lambda z: np.where(z > 0, z, 0.0), lambda z, a: (z > 0) * 1.0),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z, a: np.where(z > 0, 1, 0.01)),
}


class Outcome(NamedTuple):
    """A network at an iteration: its cost and accuracy, and its outputs, (n_y, m), at points of the plane."""

    cost: float
    accuracy: float
    outputs: Callable[[NDArray], NDArray]
    points: NDArray


def train(settings: Mapping[str, Any], iterations: int, rates: Sequence[tuple[int, float]]) -> Outcome:
    """Train with ``settings`` and these learning rates, each from an iteration on."""
    X, Y = make_dataset(
        settings["dataset"],
        settings["samples"],
        settings["noise"],
        settings["data_seed"],
        class_share=settings["class_share"] / 100,
        classes=2 if settings["dataset"] == "moons" else settings.get("classes", 2),
    )
    points = X
    X, Y, _, _ = split(X, Y, settings["test_share"] / 100, settings["data_seed"])
    m = Y.shape[1]
    weights, biases = _start(settings, len(Y))
    g, slope = _FUNCTIONS[settings["activation"]]
    for iteration in range(iterations):
        rate = [rate for since, rate in rates if since <= iteration][-1]
        scores, outputs = _forward(X, weights, biases, g)
        dZ = outputs[-1] - Y
        steps = []
        for layer in range(len(weights) - 1, -1, -1):
            steps.append((dZ @ outputs[layer].T / m, dZ.mean(axis=1, keepdims=True)))
            if layer:
                dZ = weights[layer].T @ dZ * slope(scores[layer - 1], outputs[layer])
        for layer, (dW, db) in zip(range(len(weights) - 1, -1, -1), steps, strict=True):
            weights[layer] = weights[layer] - rate * dW
            biases[layer] = biases[layer] - rate * db
    scores, outputs = _forward(X, weights, biases, g)
    z = scores[-1]
    if len(Y) == 1:
        cost = float(np.mean(np.logaddexp(0, z) - Y * z))
        accuracy = float(np.mean((z > 0) == (Y == 1)))
    else:
        cost = float(np.mean(np.logaddexp.reduce(z, axis=0) - (Y * z).sum(axis=0)))
        accuracy = float(np.mean(np.argmax(z, axis=0) == np.argmax(Y, axis=0)))
    return Outcome(cost, accuracy, lambda where: _forward(where, weights, biases, g)[1][-1], points)


def _start(settings: Mapping[str, Any], outputs: int) -> tuple[list[NDArray], list[NDArray]]:
    sizes = [2, *[settings["n_h"]] * settings["depth"], outputs]
    random = np.random.RandomState(settings["seed"])
    weights = []
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        way = settings["initialisation"]
        if way == "zero":
            W = np.zeros((n_out, n_in))
        elif way == "constant":
            W = np.zeros((n_out, n_in)) + settings["scale"]
        else:
            W = random.randn(n_out, n_in)
            W *= {"xavier": (2 / (n_in + n_out)) ** 0.5, "he": (2 / n_in) ** 0.5}.get(way, settings["scale"])
            W *= way != f"zero_W{layer}"
        weights.append(W * (1 + settings.get("disturbed", 0) * np.cos(np.arange(W.size)).reshape(W.shape)))
    return weights, [np.zeros((n, 1)) for n in sizes[1:]]


def _forward(
    X: NDArray, weights: list[NDArray], biases: list[NDArray], g: Callable
) -> tuple[list[NDArray], list[NDArray]]:
    scores, outputs = [], [X]
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        scores.append(W @ outputs[-1] + b)
        outputs.append(g(scores[-1]) if layer < len(weights) else _end(scores[-1]))
    return scores, outputs


def _end(z: NDArray) -> NDArray:
    """Sigmoid of one score, softmax of several."""
    return 0.5 + 0.5 * np.tanh(z / 2) if len(z) == 1 else np.exp(z - np.logaddexp.reduce(z, axis=0))


def depends_on_rounding(settings: Mapping[str, Any], iterations: int, rates: Sequence[tuple[int, float]]) -> bool:
    """Whether the run ends elsewhere if it begins a hair's breadth beside."""
    here = train(settings, iterations, rates)
    beside = train({**settings, "disturbed": SENSITIVE}, iterations, rates)
    return abs(here.cost - beside.cost) > 1e-4 * (1 + here.cost) or here.accuracy != beside.accuracy
