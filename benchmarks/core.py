"""Speed of the core compared with a plain transcription of the notes and scikit-learn's MLPClassifier.

Run from the root of the repository::

    python -m benchmarks.core

It trains with tanh, full batch, one BLAS thread: on the flower with 4, 20 and 50 hidden units and a sigmoid, and on
scikit-learn's digits with 64 inputs, 16 hidden units and a softmax over 10 classes. It prints iterations per second for
each, the core's speed-up, and the largest difference between the parameters of the core and of the transcription after
3,000 iterations. Like the notes' loop, the transcription computes the cost in every iteration, and so does
MLPClassifier; the core leaves that to the caller. The transcription without the cost is therefore printed as well.

A second table has the other update rules, each compared with the same transcription with that rule as in its paper,
array by array; and the core on batches of 32 samples with L2 and L1.

The exit status is 1 if the core misses a requirement: 1.6 times the speed of the transcription with 4 units on the
flower, 1.2 times with 50, 1.3 times on the digits; 1.3 times with every other rule, but 1.2 with 50 units, where most
of the time is for tanh, the same in both; and the same results up to rounding.
"""

import sys
import warnings
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from playground.data import make_dataset
from playground.nn import Network, Optimiser, Parameters, initialize_parameters
from playground.nn.losses import target_of

ROUNDS = 15
Arrays = dict[str, NDArray]


class Task(NamedTuple):
    """A training task.

    ``X``, ``Y``: samples (n_x, m) and labels (n_y, m); ``burst``: iterations at a time; ``required``: the core's
    required speed-up over the transcription.
    """

    name: str
    X: NDArray
    Y: NDArray
    n_h: int
    loss: str
    learning_rate: float
    burst: int
    required: float = 0

    def start(self) -> Parameters:
        """The first weights and biases."""
        way = "random" if self.loss == "sigmoid" else "xavier"
        return initialize_parameters(len(self.X), self.n_h, len(self.Y), loss=self.loss, initialisation=way)


def tasks() -> list[Task]:
    """The flower with few and with many units, and the digits."""
    X, Y = make_dataset("flower")
    flowers = [Task("flower", X, Y, n_h, "sigmoid", 1.2, 400, least) for n_h, least in ((4, 1.6), (20, 0), (50, 1.2))]
    digits = load_digits()
    X = np.ascontiguousarray(digits.data.T) / 16
    return [*flowers, Task("digits", X, np.eye(10)[:, digits.target], 16, "softmax", 0.5, 40, 1.3)]


class Descend:
    """Gradient descent, plainly: ``W = W - learning_rate * dW`` for each array; base class of the other rules."""

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate, self.t = learning_rate, 0
        self.v: Arrays = {}
        self.s: Arrays = {}

    def update(self, name: str, W: NDArray, dW: NDArray) -> NDArray:
        """One array after an update."""
        return W - self.learning_rate * dW


class Momentum(Descend):
    """``v = 0.9 v - α dW``, ``W = W + v``."""

    def update(self, name: str, W: NDArray, dW: NDArray) -> NDArray:
        self.v[name] = 0.9 * self.v.get(name, 0) - self.learning_rate * dW
        return W + self.v[name]


class RMSprop(Descend):
    """``s = 0.9 s + 0.1 dW²``, ``W = W - α dW / (√s + ε)``."""

    def update(self, name: str, W: NDArray, dW: NDArray) -> NDArray:
        self.s[name] = 0.9 * self.s.get(name, 0) + (1 - 0.9) * dW**2
        return W - self.learning_rate * dW / (np.sqrt(self.s[name]) + 1e-8)


class Adam(Descend):
    """Algorithm 1 of its paper."""

    def update(self, name: str, W: NDArray, dW: NDArray) -> NDArray:
        self.v[name] = 0.9 * self.v.get(name, 0) + (1 - 0.9) * dW
        self.s[name] = 0.999 * self.s.get(name, 0) + (1 - 0.999) * dW**2
        v, s = self.v[name] / (1 - 0.9**self.t), self.s[name] / (1 - 0.999**self.t)
        return W - self.learning_rate * v / (np.sqrt(s) + 1e-8)


RULES: dict[str, tuple[type[Descend], float]] = {
    "momentum": (Momentum, 0.1),
    "rmsprop": (RMSprop, 0.01),
    "adam": (Adam, 0.01),
}
"""The other update rules, each with a learning rate that suits it."""
RULES_REQUIRED = 1.3


def train_plainly(
    task: Task, parameters: Arrays, iterations: int, with_cost: bool = True, rule: Descend | None = None
) -> Arrays:
    """The notes' formulas, transcribed literally.

    It uses ``np.dot``, not ``@`` as ``pages/the_code/plain.py`` does for readability: for the column times row in dZ1,
    ``@`` takes several times as long, and the core should be measured against the faster of the two.
    """
    X, Y, several = task.X, task.Y, task.loss == "softmax"
    learning_rate, m = task.learning_rate, X.shape[1]
    for _ in range(iterations):
        W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
        Z1 = np.dot(W1, X) + b1
        A1 = np.tanh(Z1)
        Z2 = np.dot(W2, A1) + b2
        if several:
            powers = np.exp(Z2)
            A2 = powers / np.sum(powers, axis=0, keepdims=True)
        else:
            A2 = 1 / (1 + np.exp(-Z2))
        if with_cost and several:
            _cost = -np.sum(np.multiply(np.log(A2), Y)) / m
        elif with_cost:
            logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
            _cost = -np.sum(logprobs) / m
        dZ2 = A2 - Y
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        if rule:
            rule.t += 1
            grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
            parameters = {name: rule.update(name, parameters[name], dW) for name, dW in grads.items()}
            continue
        parameters = {
            "W1": W1 - learning_rate * dW1,
            "b1": b1 - learning_rate * db1,
            "W2": W2 - learning_rate * dW2,
            "b2": b2 - learning_rate * db2,
        }
    return parameters


def classifier(task: Task) -> MLPClassifier:
    """Full-batch gradient descent that stops after a burst and continues with the next ``fit``."""
    return MLPClassifier(
        hidden_layer_sizes=(task.n_h,),
        activation="tanh",
        solver="sgd",
        alpha=0,
        batch_size=task.X.shape[1],
        learning_rate_init=task.learning_rate,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
        max_iter=task.burst,
        tol=0,
        n_iter_no_change=np.inf,  # otherwise a burst ends as soon as the cost no longer falls
        warm_start=True,
        random_state=1,
    )


def iterations_per_second(contenders: dict[str, Callable[[], object]], burst: int) -> dict[str, float]:
    """The medians over many short, interleaved bursts, so that slow moments of the machine affect all contenders."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            rates[name].append(burst / (perf_counter() - start))
    return {name: median(values) for name, values in rates.items()}


def largest_difference(task: Task, iterations: int = 3000, update_rule: str = "") -> float:
    """Largest difference between a parameter of the core and of the transcription, from the same start."""
    parameters = task.start()
    kind, learning_rate = RULES.get(update_rule, (None, task.learning_rate))
    rule = kind(learning_rate) if kind else None
    plain = train_plainly(task, dict(parameters.copy()), iterations, rule=rule)
    optimiser = Optimiser(Network(parameters, task.X, task.Y), update_rule or "gradient descent")
    optimiser.train(iterations, learning_rate)
    return max(float(np.abs(parameters[name] - value).max()) for name, value in plain.items())


def other_rules(task: Task) -> list[str]:
    """Print a line for each other rule; return the missed requirements, in words."""
    missed = []
    for name, (kind, learning_rate) in RULES.items():
        whole, penalised = Network(task.start(), task.X, task.Y), Network(task.start(), task.X, task.Y, 1e-3, 1e-4)
        train = partial(train_plainly, task, dict(task.start()), task.burst)
        rates = iterations_per_second(
            {
                "core": partial(Optimiser(whole, name).train, task.burst, learning_rate),
                "plain": lambda train=train, kind=kind, rate=learning_rate: train(rule=kind(rate)),  # type: ignore[misc]
                "batches": partial(Optimiser(penalised, name, 32).train, task.burst, learning_rate),
            },
            task.burst,
        )
        core, plain, batches = rates.values()
        difference = largest_difference(task, 300, name)
        print(
            f"{task.name} {task.n_h:4} {name:10} {core:8.0f} {plain:8.0f} {core / plain:9.2f} {batches:15.0f} "
            f"{difference:11.1e}"
        )
        required = min(RULES_REQUIRED, task.required or RULES_REQUIRED)
        if core / plain < required:
            missed.append(f"{core / plain:.2f} times the plain {name} with {task.n_h} units, {required} required")
        if difference > 1e-9:
            missed.append(f"results of {name} with {task.n_h} units on the {task.name} differ by {difference:.1e}")
    return missed


def main() -> int:
    """Print the table and return the exit status."""
    missed = []
    print("iterations per second                                               core is faster than      largest")
    print("data    n_h     core    plain   (no cost)   MLPClassifier     plain  (no cost)   MLP     difference")
    for task in tasks():
        start = task.start()
        mlp_classifier = classifier(task)
        rates = iterations_per_second(
            {
                "core": partial(Optimiser(Network(start.copy(), task.X, task.Y)).train, task.burst, task.learning_rate),
                "plain": partial(train_plainly, task, dict(start), task.burst),
                "no cost": partial(train_plainly, task, dict(start), task.burst, with_cost=False),
                "MLP": partial(mlp_classifier.fit, task.X.T, target_of(task.loss).read(task.Y)[0]),
            },
            task.burst,
        )
        assert len(mlp_classifier.loss_curve_) == ROUNDS * task.burst, (
            "MLPClassifier ended a burst early, so its rate is wrong"
        )
        core, plain, no_cost, mlp = rates.values()
        difference = largest_difference(task)
        print(
            f"{task.name} {task.n_h:4} {core:8.0f} {plain:8.0f} {no_cost:11.0f} {mlp:15.0f} "
            f"{core / plain:9.2f} {core / no_cost:10.2f} {core / mlp:5.1f} {difference:14.1e}"
        )
        where = f"with {task.n_h} units on the {task.name}"
        if core / plain < task.required:
            missed.append(f"{core / plain:.2f} times the plain transcription {where}, {task.required} required")
        if difference > 1e-9:  # more than rounding
            missed.append(f"results {where} differ by {difference:.1e}")
    print("\ndata    n_h rule           core    plain    faster   batches of 32  difference")
    for task in tasks():
        missed += other_rules(task)
    print("Missed: " + "; ".join(missed) if missed else "The requirement is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore", ConvergenceWarning)  # a burst is not meant to converge
    with threadpool_limits(1, user_api="blas"):
        sys.exit(main())
