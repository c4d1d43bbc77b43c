"""The health of each layer: its numbers against plain NumPy."""

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, forward_propagation
from playground.nn import backward_propagation as gradients_of
from playground.training import Recipe, Run, health
from tests.looped import looped


@looped("depth", range(5))
@looped("activation", list(ACTIVATIONS))
def test_the_numbers_of_each_layer(depth, activation):
    run = Run(Recipe(depth=depth, activation=activation, n_h=5, initialisation="he", learning_rate=0.1))
    run.advance(20)
    _, cache = forward_propagation(run.X, run.parameters)
    grads = gradients_of(run.parameters, cache, run.X, run.Y)
    layers = health(run.evaluate())
    assert [layer.name for layer in layers] == [*(f"layer {n}" for n in range(1, depth + 1)), "output"]
    assert [layer.units for layer in layers] == [*[5] * depth, 1]
    for number, layer in enumerate(layers, start=1):
        dW, W = grads[f"dW{number}"], run.parameters[f"W{number}"]
        assert layer.relative == pytest.approx(np.sqrt((dW**2).sum() / (W**2).sum()))
        A = cache[f"A{number}"]
        slope = {"sigmoid": 4 * A * (1 - A), "tanh": 1 - A**2, "relu": A > 0, "threshold": 0 * A}.get(
            activation, np.ones_like(A)
        )
        lost = (
            (slope < 0.05).mean() if activation in ("sigmoid", "tanh", "threshold") else (slope == 0).all(axis=1).mean()
        )
        assert layer.lost == (None if layer is layers[-1] else pytest.approx(lost))
