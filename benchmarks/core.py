"""Speed of the core beside a plain transcription of the notes and scikit-learn's MLPClassifier.

Run from the root of the repository::

    python -m benchmarks.core

It trains on the flower with tanh, full batch, learning rate 1.2, one BLAS thread, and prints for 4, 20 and 50
hidden units: iterations a second of each, how many times faster the core is, and the largest difference between
the parameters of the core and of the transcription after 3,000 iterations. Like the notes' loop, the transcription
computes the cost in every iteration, and so does MLPClassifier; the core leaves that to whoever wants to show it.
The transcription without the cost is therefore printed as well.

The exit status is 1 if the core misses what is required: 1.6 times the transcription at 4 units, 1.2 times at 50,
and the same results but for rounding.
"""

import sys
import warnings
from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from playground.data import make_dataset
from playground.nn import Network, initialize_parameters

REQUIRED = {4: 1.6, 50: 1.2}
LEARNING_RATE = 1.2
ROUNDS, BURST = 15, 400
Arrays = dict[str, NDArray]


def train_plainly(parameters: Arrays, X: NDArray, Y: NDArray, iterations: int, with_cost: bool = True) -> Arrays:
    """The notes' formulas, written down as they stand there.

    With ``np.dot``, not with ``@`` as in ``playground.lessons.plain``, which is made to be read: for the column times
    row in dZ1 ``@`` takes several times as long, and the core should be measured against the faster of the two.
    """
    m = X.shape[1]
    for _ in range(iterations):
        W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
        Z1 = np.dot(W1, X) + b1
        A1 = np.tanh(Z1)
        Z2 = np.dot(W2, A1) + b2
        A2 = 1 / (1 + np.exp(-Z2))
        if with_cost:
            logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
            _cost = -np.sum(logprobs) / m
        dZ2 = A2 - Y
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        parameters = {
            "W1": W1 - LEARNING_RATE * dW1,
            "b1": b1 - LEARNING_RATE * db1,
            "W2": W2 - LEARNING_RATE * dW2,
            "b2": b2 - LEARNING_RATE * db2,
        }
    return parameters


def classifier(n_h: int) -> MLPClassifier:
    """Full-batch gradient descent that stops after a burst and continues with the next ``fit``."""
    return MLPClassifier(
        hidden_layer_sizes=(n_h,),
        activation="tanh",
        solver="sgd",
        alpha=0,
        batch_size=400,
        learning_rate_init=LEARNING_RATE,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
        max_iter=BURST,
        tol=0,
        n_iter_no_change=np.inf,  # or a burst ends as soon as the cost no longer falls
        warm_start=True,
        random_state=1,
    )


def iterations_per_second(contenders: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median over many short bursts, in turn, so that a slow moment of the machine meets everyone."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, burst in contenders.items():
            start = perf_counter()
            burst()
            rates[name].append(BURST / (perf_counter() - start))
    return {name: median(values) for name, values in rates.items()}


def largest_difference(n_h: int, X: NDArray, Y: NDArray, iterations: int = 3000) -> float:
    """Largest difference between a parameter of the core and of the transcription, from the same start."""
    parameters = initialize_parameters(2, n_h, 1)
    plain = train_plainly(dict(parameters.copy()), X, Y, iterations)
    Network(parameters, X, Y).train(iterations, LEARNING_RATE)
    return max(float(np.abs(parameters[name] - value).max()) for name, value in plain.items())


def main() -> int:
    """Print the table and return the exit status."""
    X, Y = make_dataset("flower")
    missed = []
    print("iterations per second                                       core is faster than      largest")
    print("n_h     core    plain   (no cost)   MLPClassifier     plain  (no cost)   MLP     difference")
    for n_h in (4, 20, 50):
        start = initialize_parameters(2, n_h, 1)
        mlp_classifier = classifier(n_h)
        rates = iterations_per_second(
            {
                "core": partial(Network(start.copy(), X, Y).train, BURST, LEARNING_RATE),
                "plain": partial(train_plainly, dict(start), X, Y, BURST),
                "no cost": partial(train_plainly, dict(start), X, Y, BURST, with_cost=False),
                "MLP": partial(mlp_classifier.fit, X.T, Y[0]),
            }
        )
        assert len(mlp_classifier.loss_curve_) == ROUNDS * BURST, (
            "MLPClassifier ended a burst early, so its rate is wrong"
        )
        core, plain, no_cost, mlp = rates.values()
        difference = largest_difference(n_h, X, Y)
        print(
            f"{n_h:3} {core:8.0f} {plain:8.0f} {no_cost:11.0f} {mlp:15.0f} "
            f"{core / plain:9.2f} {core / no_cost:10.2f} {core / mlp:5.1f} {difference:14.1e}"
        )
        if core / plain < REQUIRED.get(n_h, 0):
            missed.append(f"{core / plain:.2f} times the plain transcription at n_h = {n_h}, {REQUIRED[n_h]} required")
        if difference > 1e-9:  # more than rounding
            missed.append(f"results at n_h = {n_h} differ by {difference:.1e}")
    print("Missed: " + "; ".join(missed) if missed else "The requirement is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore", ConvergenceWarning)  # a burst is not meant to converge
    with threadpool_limits(1, user_api="blas"):
        sys.exit(main())
