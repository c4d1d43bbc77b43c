"""Hidden units that start equal stay equal, bit for bit.

What is compared are bits, and no error needs time to grow, so runs are short, but for one of each activation that is
usual. A run in which units stand still or overflow would prove nothing, so both are excluded as well. Like the app, the
tests give BLAS one thread: where two share a product, its rows are cut elsewhere, and equal rows may part.
"""

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import ACTIVATIONS, Network, Optimiser, initialize_parameters
from tests.looped import looped

LONG, SHORT = 3000, 150
SAMPLES = {m: make_dataset("flower", n_samples=m) for m in (400, 397)}


def learning_rate(activation, sizes):
    """The notes' 1.2 where outputs are bounded; n equal ReLU units act as one with n times the step."""
    return 1.2 if activation in ("sigmoid", "tanh") and len(sizes) == 3 else 1.2 / max(sizes)


def assert_units_equal(parameters, when):
    """All units of a hidden layer have the same weights in, bias, and weights out."""
    for layer in range(1, len(parameters.sizes) - 1):
        for name, axis in ((f"W{layer}", 0), (f"b{layer}", 0), (f"W{layer + 1}", 1)):
            units = np.moveaxis(parameters[name], axis, 0)
            assert (units == units[0]).all(), f"{name} parted by {np.ptp(units, axis=0).max():.1e} {when}"


def train_and_check(parameters, samples, iterations=SHORT):
    start = parameters.copy()
    network = Network(parameters, *SAMPLES[samples])
    rate = learning_rate(parameters.activation, parameters.sizes)
    for part in range(1, 6):
        before = parameters["W1"].copy()
        Optimiser(network).train(iterations // 5, rate)
        assert np.isfinite(parameters.vector).all(), "overflow"
        assert (parameters["W1"] != before).any(), "training stands still"
        assert_units_equal(parameters, f"after at most {part * iterations // 5} iterations")
    assert all(np.abs(parameters[name] - start[name]).max() > 1e-5 for name in parameters), "the units did not move"


AROUND_BLOCKS = (7, 16, 33, 50)


@looped(
    ("activation", "n_h"),
    # Every size with the activation that is soonest computed.
    [
        *(("relu", n_h) for n_h in range(1, 51)),
        *((name, n_h) for name in ACTIVATIONS if name not in ("relu", "threshold") for n_h in AROUND_BLOCKS),
    ],
)
def test_one_hidden_layer(activation, n_h):
    parameters = initialize_parameters(2, n_h, 1, activation, initialisation="constant", scale=0.5)
    train_and_check(parameters, 400, LONG if n_h == 7 and activation in ("relu", "tanh") else SHORT)


@looped(("n_h", "samples"), [((4, 4), 400), ((7, 5), 397), ((11, 19), 397), ((50, 49), 397)])
@looped("activation", ["relu", "tanh"])  # products are the same, whatever the function
def test_two_hidden_layers(activation, n_h, samples):
    train_and_check(initialize_parameters(2, n_h, 1, activation, initialisation="constant", scale=0.5), samples)


@looped("n_h", [2, 8, 19, 50])
def test_an_odd_sample_count_and_weights_that_differ_within_a_unit(n_h):
    parameters = initialize_parameters(2, n_h, 1, initialisation="constant", scale=0.3)
    parameters["W1"] = np.tile([[0.4, -0.7]], (n_h, 1))
    parameters["b1"] = np.full((n_h, 1), 0.13)
    train_and_check(parameters, 397)


@looped("batch_size", [None, 1, 31, 399])
@looped(
    ("rule", "learning_rate"), {"momentum": ("momentum", 0.1), "rmsprop": ("rmsprop", 0.01), "adam": ("adam", 0.01)}
)
def test_under_every_rule_with_every_batch_and_with_a_penalty(rule, learning_rate, batch_size):
    for sizes in ((7,), (16,), (50,), (11, 19)):
        parameters = initialize_parameters(2, sizes, 1, initialisation="constant", scale=0.5)
        start = parameters.copy()
        network = Network(parameters, *SAMPLES[400], l2=1e-3, l1=1e-4)
        Optimiser(network, rule, batch_size).train(100, learning_rate)
        assert_units_equal(parameters, f"with {sizes} units and batches of {batch_size} under {rule}")
        assert (parameters["W1"] != start["W1"]).all(), "a unit stands still"
        assert np.abs(parameters.vector - start.vector).max() > 1e-2, "the units did not move"


@looped("K", [3, 10])
def test_with_several_classes(K):
    X = SAMPLES[397].X
    labels = np.eye(K)[:, np.digitize(X[0] + X[1] ** 2 / 4, np.linspace(-1, 2, K - 1))]
    for n_h in (2, 13, 16, 50):
        parameters = initialize_parameters(2, n_h, K, loss="softmax", initialisation="constant", scale=0.3)
        start = parameters["W1"].copy()
        network = Network(parameters, X, labels)
        Optimiser(network).train(200, 0.3)
        assert_units_equal(parameters, f"with {K} classes and {n_h} units")
        assert np.abs(parameters["W1"] - start).max() > 0.1, "the units did not move"
        assert np.ptp(parameters["W2"], axis=0).max() > 0.1, "the outputs are all alike"


@looped("n_h", [15, 16])
def test_many_inputs_and_many_samples(n_h):
    generator = np.random.RandomState(1)
    X, Y = generator.uniform(size=(64, 1797)), np.eye(10)[:, generator.randint(0, 10, 1797)]
    parameters = initialize_parameters(64, n_h, 10, loss="softmax", initialisation="constant")
    parameters["W1"] = np.tile(generator.randn(1, 64) / 10, (n_h, 1))
    parameters["W2"] = np.tile(generator.randn(10, 1), (1, n_h))
    Optimiser(Network(parameters, X, Y)).train(100, 0.1)
    assert_units_equal(parameters, "after 100 iterations")


def test_the_check_sees_the_last_bit():
    parameters = initialize_parameters(2, (3, 4), 1, initialisation="constant", scale=0.5)
    assert_units_equal(parameters, "at the start")
    for name in ("W1", "W2", "W3"):
        parted = parameters.copy()
        parted[name][0, -1] = np.nextafter(0.5, 1)
        with pytest.raises(AssertionError, match=f"{name} parted by 1.1e-16"):
            assert_units_equal(parted, "")
