"""Gradients against central differences of the cost, an oracle that knows nothing of backward propagation."""

import itertools

import numpy as np

from playground.nn import (
    ACTIVATIONS,
    Network,
    backward_propagation,
    compute_cost,
    forward_propagation,
    initialize_parameters,
)
from tests.looped import looped

H = 1e-5  # the error of a central difference is about H² from the curve and 1e-16 / H from rounding
ENDS = [("sigmoid", 1), ("sigmoid", 2), ("softmax", 2), ("softmax", 3), ("softmax", 10)]
ENDS += [("squared error", 1), ("squared error", 3)]
DEPTHS = [(), (1,), (4, 3), (3, 1, 2)]
SLOPED = [name for name, activation in ACTIVATIONS.items() if not activation.jumps]
NETWORKS = [("tanh", n_h, *end) for n_h in DEPTHS for end in ENDS]
NETWORKS += [(activation, n_h, *ENDS[0]) for activation in SLOPED for n_h in ((4,), (3, 1, 2))]
NETWORKS += [(("tanh", "relu", "sigmoid"), (3, 1, 2), *ENDS[0]), (("gelu", "tanh"), (4, 3), "softmax", 3)]
"""Every loss with every depth, every activation, and layers that differ in it."""


def some_labels(generator, loss, n_y, m):
    if loss == "sigmoid":
        return generator.randint(0, 2, (n_y, m))
    if loss == "squared error":
        return generator.randn(n_y, m)
    return np.eye(n_y)[:, generator.randint(0, n_y, m)]


def smooth_network(n_h, n_y, activation, loss="sigmoid"):
    """Samples and parameters; for ReLU such that no hidden Z is near its kink at 0 and no unit is dead.

    No gradient is so small that nothing could be seen of it.
    """
    for seed in itertools.count():
        generator = np.random.RandomState(seed)
        X, Y = generator.randn(3, 7), some_labels(generator, loss, n_y, 7)
        parameters = initialize_parameters(3, n_h, n_y, activation, loss=loss, initialisation="xavier", seed=seed)
        for name in parameters:
            if name.startswith("b"):
                parameters[name] = 0.3 * generator.randn(*parameters[name].shape)
        _, cache = forward_propagation(X, parameters)
        hidden = [cache[f"Z{layer}"] for layer in range(1, len(n_h) + 1)]
        kinks = "lu" in str(activation)  # ELU has none, but a bend
        grads = backward_propagation(parameters, cache, X, Y)
        if min(np.abs(grad).max() for grad in grads.values()) < 1e-3:
            continue
        if not kinks or all(np.abs(Z).min() > 100 * H and (Z > 0).any(axis=1).all() for Z in hidden):
            return X, Y, parameters
    raise AssertionError


def central_difference(array, cost):
    """The slope of ``cost()`` by each number in ``array``, which is changed in place and put back."""
    slopes = np.empty_like(array)
    for index, value in np.ndenumerate(array):
        array[index] = value + H
        above = cost()
        array[index] = value - H
        slopes[index] = (above - cost()) / (2 * H)
        array[index] = value
    return slopes


@looped(("activation", "n_h", "loss", "n_y"), NETWORKS)
def test_gradients_agree_with_central_differences(activation, n_h, loss, n_y):
    X, Y, parameters = smooth_network(n_h, n_y, activation, loss)
    _, cache = forward_propagation(X, parameters)
    grads = backward_propagation(parameters, cache, X, Y)
    for name, array in parameters.items():
        slopes = central_difference(array, lambda: compute_cost(forward_propagation(X, parameters)[0], Y, parameters))
        np.testing.assert_allclose(grads[f"d{name}"], slopes, rtol=1e-6, atol=1e-10, err_msg=f"d{name}")
        assert np.abs(slopes).max() > 1e-4, f"d{name} is too small to prove anything"


@looped(("l2", "l1"), [(0.3, 0.0), (0.0, 0.1), (0.05, 0.02)])
@looped(("loss", "n_y"), ENDS[::2])
@looped("n_h", [(), (4, 3)])
def test_gradients_of_a_cost_with_a_penalty_agree_with_central_differences(n_h, loss, n_y, l2, l1):
    X, Y, parameters = smooth_network(n_h, n_y, "tanh", loss)
    for name in parameters:  # no weight is near 0, where the absolute value has a kink
        if name.startswith("W"):
            near = np.abs(parameters[name]) < 100 * H
            parameters[name] = np.where(near, 0.1, parameters[name])
    _, cache = forward_propagation(X, parameters)
    grads = backward_propagation(parameters, cache, X, Y, l2, l1)
    without = backward_propagation(parameters, cache, X, Y)
    for name, array in parameters.items():
        slopes = central_difference(
            array, lambda: compute_cost(forward_propagation(X, parameters)[0], Y, parameters, l2, l1)
        )
        np.testing.assert_allclose(grads[f"d{name}"], slopes, rtol=1e-6, atol=1e-10, err_msg=f"d{name}")
        assert (grads[f"d{name}"] == without[f"d{name}"]).all() == name.startswith("b")


def test_the_penalty_does_not_pull_at_a_weight_that_is_zero():
    X, Y, parameters = smooth_network((4,), 1, "tanh")
    parameters["W1"] = np.zeros((4, 3))
    _, cache = forward_propagation(X, parameters)
    plain = backward_propagation(parameters, cache, X, Y)
    for factors in ({"l2": 0.1}, {"l1": 0.1}):
        np.testing.assert_array_equal(backward_propagation(parameters, cache, X, Y, **factors)["dW1"], plain["dW1"])


def test_gradients_come_from_the_cache_that_is_passed():
    X, Y, parameters = smooth_network((4,), 1, "tanh")
    _, cache = forward_propagation(X, parameters)
    changed = cache | {"A2": cache["A2"] / 2}
    grads = backward_propagation(parameters, changed, X, Y)
    np.testing.assert_allclose(grads["db2"], np.mean(changed["A2"] - Y, axis=1, keepdims=True))


@looped("block", [1, 4])
@looped(("activation", "n_h", "loss", "n_y"), [*NETWORKS, ("relu", (9, 17, 5), *ENDS[3])])
def test_gradients_are_the_same_in_other_blocks(activation, n_h, loss, n_y, block):
    generator = np.random.RandomState(1)
    X, Y = generator.randn(3, 50), some_labels(generator, loss, n_y, 50)
    parameters = initialize_parameters(3, n_h, n_y, activation, loss=loss, initialisation="xavier")
    A, cache = forward_propagation(X, parameters)
    grads = backward_propagation(parameters, cache, X, Y)
    network = Network(parameters.copy(block=block), X, Y)
    np.testing.assert_allclose(network.forward(), A, rtol=1e-12)
    network.backward()
    for name, value in grads.items():
        np.testing.assert_allclose(network.gradients[name], value, rtol=1e-9, atol=1e-14, err_msg=name)
        assert value.any(), f"{name} is zero and proves nothing"


@looped("samples", [1, 960, 961, 1797])
def test_samples_in_portions_give_the_outputs_and_gradients_of_all_at_once(samples):
    generator = np.random.RandomState(4)
    X, Y = generator.randn(64, samples), np.eye(3)[:, generator.randint(0, 3, samples)]
    parameters = initialize_parameters(64, 16, 3, loss="softmax", initialisation="xavier")
    network = Network(parameters, X, Y)
    network.forward()
    network.backward()
    A1 = np.tanh(parameters["W1"] @ X + parameters["b1"])
    powers = np.exp(parameters["W2"] @ A1 + parameters["b2"])
    dZ2 = powers / powers.sum(axis=0) - Y
    dZ1 = parameters["W2"].T @ dZ2 * (1 - A1**2)
    np.testing.assert_allclose(network.output.dZ, dZ2, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(network.gradients["dW1"], dZ1 @ X.T / samples, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(network.gradients["db1"][:, 0], dZ1.mean(axis=1), rtol=1e-10, atol=1e-13)
