"""An independent implementation of training, in the plainest NumPy, to check pages against.

It shares no code with ``playground.nn`` and ``playground.training``, so that a fault there is not repeated here. The
points are from ``playground.data``, which has its own tests.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from playground.data import SURFACES, make_dataset, split

SENSITIVE = 1e-9
"""Relative perturbation of the weights to find out whether a run depends on rounding."""

_FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z, a: a * (1 - a)),
    "tanh": (np.tanh, lambda z, a: 1 - a**2),
    "relu": (lambda z: np.where(z > 0, z, 0.0), lambda z, a: (z > 0) * 1.0),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z, a: np.where(z > 0, 1, 0.01)),
    "elu": (lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1), lambda z, a: np.where(z > 0, 1, a + 1)),
    "gelu": (lambda z: z * norm.cdf(z), lambda z, a: norm.cdf(z) + z * norm.pdf(z)),
    "threshold": (lambda z: np.where(z > 0, 1.0, 0.0), lambda z, a: np.zeros_like(z)),
    "identity": (lambda z: z, lambda z, a: np.ones_like(z)),
}


Events = Sequence[tuple[int, Mapping[str, Any]]]
"""Changes of a run on its way, each with its iteration, in order: a new ``"learning_rate"``; the names of all
``"frozen"`` parameters, matrices such as "W1" or single numbers such as "W1:3"; or new values of such numbers."""


class Outcome(NamedTuple):
    """A network at an iteration: its cost, its score (accuracy, or R² of numbers), its outputs, (n_y, m), at points."""

    cost: float
    score: float
    outputs: Callable[[NDArray], NDArray]
    points: NDArray


def train(settings: Mapping[str, Any], iterations: int, events: Events) -> Outcome:
    """Train with ``settings`` and these events, the first a learning rate at iteration 0."""
    X, Y = make_dataset(
        settings["dataset"],
        settings["samples"],
        settings["noise"],
        settings["data_seed"],
        class_share=settings["class_share"] / 100,
        classes=2 if settings["dataset"] == "moons" else settings.get("classes", 2),
    )
    points = X
    is_number = settings["dataset"] in SURFACES
    target = "number" if is_number else ""
    X, Y, _, _ = split(X, Y, settings["test_share"] / 100, settings["data_seed"], target)
    m = Y.shape[1]
    X = _inputs(settings, X)
    weights, biases = _start(settings, len(X), len(Y))
    l2, l1 = settings.get("l2", 0), settings.get("l1", 0)
    g, slope = _FUNCTIONS[settings["activation"]]
    remembered: list[list[NDArray]] = [[np.zeros_like(each) for each in (*weights, *biases)] for _ in range(2)]
    _edit(weights, biases, events, 0)
    for iteration in range(iterations):
        rate = _last(events, "learning_rate", iteration) * share_left(settings, iteration)
        batch = samples_of_update(settings, iteration, m)
        scores, outputs = _forward(X[:, batch], weights, biases, g, is_number)
        dZ = outputs[-1] - Y[:, batch]
        dWs: list[NDArray] = []
        dbs: list[NDArray] = []
        for layer in range(len(weights) - 1, -1, -1):
            slope_of_penalty = l2 * weights[layer] + l1 * np.sign(weights[layer])
            dWs.insert(0, dZ @ outputs[layer].T / len(batch) + slope_of_penalty)
            dbs.insert(0, dZ.mean(axis=1, keepdims=True))
            if layer:
                dZ = weights[layer].T @ dZ * slope(scores[layer - 1], outputs[layer])
        every = list(zip([*weights, *biases], [*dWs, *dbs], *remembered, strict=True))
        moved = [updated(settings, W, dW, memory, rate, iteration + 1) for W, dW, *memory in every]
        for name in _last(events, "frozen", iteration) or ():
            matrix, _, place = name.partition(":")
            number = int(matrix[1:]) - 1 + (len(weights) if matrix[0] == "b" else 0)
            kept = int(place) if place else slice(None)
            for new, old in zip(moved[number], every[number][:1] + every[number][2:], strict=True):
                new.flat[kept] = old.flat[kept]
        weights, biases = [W for W, *_ in moved[: len(weights)]], [b for b, *_ in moved[len(weights) :]]
        remembered = [[each[number] for each in moved] for number in (1, 2)]
        _edit(weights, biases, events, iteration + 1)
    scores, outputs = _forward(X, weights, biases, g, is_number)
    z = scores[-1]
    if is_number:
        cost = float(np.mean((z - Y) ** 2)) / 2
        score = 1 - 2 * cost / float(np.var(Y))
    elif len(Y) == 1:
        cost = float(np.mean(np.logaddexp(0, z) - Y * z))
        score = float(np.mean((z > 0) == (Y == 1)))
    else:
        cost = float(np.mean(np.logaddexp.reduce(z, axis=0) - (Y * z).sum(axis=0)))
        score = float(np.mean(np.argmax(z, axis=0) == np.argmax(Y, axis=0)))
    cost += sum(l2 / 2 * float(np.sum(W**2)) + l1 * float(np.sum(np.abs(W))) for W in weights)
    return Outcome(
        cost, score, lambda at: _forward(_inputs(settings, at), weights, biases, g, is_number)[1][-1], points
    )


def _last(events: Events, name: str, iteration: int) -> Any:
    """What the last such event up to ``iteration`` says; None if there is none."""
    return next((change[name] for at, change in reversed(events) if at <= iteration and name in change), None)


def _edit(weights: list[NDArray], biases: list[NDArray], events: Events, iteration: int) -> None:
    """Set the single numbers that are set at this iteration."""
    for name, value in ((name, value) for at, change in events if at == iteration for name, value in change.items()):
        matrix, _, place = name.partition(":")
        if place:
            (weights if matrix[0] == "W" else biases)[int(matrix[1:]) - 1].flat[int(place)] = value


def _inputs(settings: Mapping[str, Any], points: NDArray) -> NDArray:
    """The network's inputs for the points, a row for each input."""
    if len(points) == 1:
        return points
    x, y = points
    rows = {"x1": x, "x2": y, "x1_squared": x * x, "x2_squared": y * y, "x1_x2": x * y}
    rows |= {"sin_x1": np.sin(x), "sin_x2": np.sin(y)}
    return np.array([row for name, row in rows.items() if settings.get(name, name in ("x1", "x2"))])


def samples_of_update(settings: Mapping[str, Any], iteration: int, samples: int) -> NDArray:
    """The indices of the samples that the update after ``iteration`` uses; batch size 0 means all of them."""
    size = settings.get("batch_size", 0)
    if not 0 < size < samples:
        return np.arange(samples)
    batches = [range(first, min(first + size, samples)) for first in range(0, samples, size)]
    order = np.random.RandomState([settings["batch_seed"], iteration // len(batches)]).permutation(samples)
    return order[batches[iteration % len(batches)]]


def share_left(settings: Mapping[str, Any], iteration: int) -> float:
    """The fraction of the learning rate that the schedule leaves."""
    lives = iteration / settings.get("half_life", 1)
    shares = {"step": 2.0 ** -int(lives), "exponential": 0.5**lives, "1/t": 1 / (1 + lives)}
    return shares.get(settings.get("schedule", "constant"), 1.0)


def updated(
    settings: Mapping[str, Any], W: NDArray, dW: NDArray, memory: Sequence[NDArray], rate: float, t: int
) -> tuple[NDArray, NDArray, NDArray]:
    """Some parameters after update number t, and two state arrays of the rule, used or not."""
    one, two = memory
    match settings.get("update_rule", "gradient descent"):
        case "gradient descent":
            return W - rate * dW, one, two
        case "momentum":
            one = 0.9 * one - rate * dW
            return W + one, one, two
        case "rmsprop":
            one = 0.9 * one + (1 - 0.9) * (dW * dW)
            return W - rate * (dW / (np.sqrt(one) + 1e-8)), one, two
        case "adam":
            one = 0.9 * one + (1 - 0.9) * dW
            two = 0.999 * two + (1 - 0.999) * (dW * dW)
            return W - rate / (1 - 0.9**t) * (one / (np.sqrt(two / (1 - 0.999**t)) + 1e-8)), one, two
    raise ValueError(f"an update rule that is not known here: {settings['update_rule']}")


def _start(settings: Mapping[str, Any], inputs: int, outputs: int) -> tuple[list[NDArray], list[NDArray]]:
    sizes = [inputs, *[settings["n_h"]] * settings["depth"], outputs]
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
    X: NDArray, weights: list[NDArray], biases: list[NDArray], g: Callable, is_number: bool
) -> tuple[list[NDArray], list[NDArray]]:
    scores, outputs = [], [X]
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True), start=1):
        scores.append(W @ outputs[-1] + b)
        outputs.append(g(scores[-1]) if layer < len(weights) else scores[-1] if is_number else _end(scores[-1]))
    return scores, outputs


def _end(z: NDArray) -> NDArray:
    """Sigmoid of one score, softmax of several."""
    return 0.5 + 0.5 * np.tanh(z / 2) if len(z) == 1 else np.exp(z - np.logaddexp.reduce(z, axis=0))


def depends_on_rounding(settings: Mapping[str, Any], iterations: int, events: Events) -> bool:
    """Whether the result changes if the first weights are minutely perturbed."""
    here = train(settings, iterations, events)
    beside = train({**settings, "disturbed": SENSITIVE}, iterations, events)
    return abs(here.cost - beside.cost) > 1e-4 * (1 + here.cost) or abs(here.score - beside.score) > 1e-4
