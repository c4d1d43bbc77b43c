"""Activations: slopes and outputs against formulas, gradients against the core."""

import math

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import ACTIVATIONS, INITIALISATIONS, backward_propagation, forward_propagation, initialize_parameters
from playground.nn.activations import LEAK
from playground.pages.activations.lesson import ACTIVATIONS_SETTINGS, DEPTHS, Inputs, Layers, value_and_slope
from playground.training import name_of
from tests.looped import looped

# Value and slope

FORMULAS = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky_relu": lambda z: z if z > 0 else LEAK * z,
}


@looped("z", [-6.0, -2.5, -0.3, 0.4, 2.0, 6.0])
@looped("name", list(FORMULAS))
def test_value_and_slope_are_those_of_the_formula(name, z):
    g, small = FORMULAS[name], 1e-5
    value, slope = value_and_slope(name, z)
    assert value == pytest.approx([g(z)], abs=1e-12)
    assert slope == pytest.approx([(g(z + small) - g(z - small)) / (2 * small)], abs=1e-8)


# Where the outputs lie


@looped("seed", range(2))
@looped("spread", [0.1, 1.0, 5.0])
def test_weighted_inputs_have_a_mean_of_zero_and_the_standard_deviation_that_was_chosen(spread, seed):
    Z = Inputs(spread=spread, inputs_seed=seed).draw()
    assert abs(Z.mean()) < 1e-15 * len(Z) * spread
    assert Z.std() == pytest.approx(spread, rel=0.06)
    assert not np.array_equal(Z, Inputs(spread=spread, inputs_seed=seed + 1).draw())


def test_mean_and_standard_deviation_of_the_outputs_are_those_of_a_normal_z():
    # For a standard normal z: ReLU has the mean 1/√(2π) and the mean square 1/2; tanh is odd, sigmoid - 1/2 too.
    outputs = Inputs(spread=1.0).outputs()
    mean = 1 / math.sqrt(2 * math.pi)
    assert outputs["relu"].mean == pytest.approx(mean, abs=0.04)
    assert outputs["relu"].spread == pytest.approx(math.sqrt(0.5 - mean**2), abs=0.04)
    assert outputs["leaky_relu"].mean == pytest.approx((1 - LEAK) * mean, abs=0.04)
    assert outputs["tanh"].mean == pytest.approx(0, abs=0.03)
    assert outputs["sigmoid"].mean == pytest.approx(0.5, abs=0.01)
    assert outputs["sigmoid"].off_centre == outputs["sigmoid"].mean / outputs["sigmoid"].spread > 2
    assert list(outputs) == list(ACTIVATIONS)


@looped("spread", [0.1, 1.0, 5.0])
def test_tanh_is_centred_and_sigmoid_is_not(spread):
    for seed in range(5):
        outputs = Inputs(spread=spread, inputs_seed=seed).outputs()
        assert abs(outputs["tanh"].off_centre) < 0.1
        assert outputs["sigmoid"].off_centre > 1


# The gradient of each layer


@looped("layers", [Layers(), Layers("relu", "random", 0.5, 7, 4), Layers("tanh", "he", width=1)])
def test_the_lengths_are_those_of_the_notes_functions(layers):
    X, Y = make_dataset("flower")
    found = layers.gradients()
    assert tuple(found) == DEPTHS
    for depth, lengths in found.items():
        parameters = initialize_parameters(
            2,
            (layers.width,) * depth,
            1,
            layers.activation,
            initialisation=layers.initialisation,
            scale=layers.scale,
            seed=layers.layers_seed,
        )
        _, cache = forward_propagation(X, parameters)
        grads = backward_propagation(parameters, cache, X, Y)
        squares = [np.square(grads[f"dW{layer}"]).sum() for layer in range(1, depth + 2)]
        assert lengths == pytest.approx(np.sqrt(squares))


def test_sigmoid_vanishes_with_depth_where_tanh_does_not():
    ratios = {name: [dW[0] / dW[-1] for dW in Layers(name).gradients().values()] for name in ("sigmoid", "tanh")}
    assert ratios["sigmoid"][-1] < 0.01
    assert 0.1 < ratios["tanh"][-1] < 10


# What is offered


@looped("initialisation", ["xavier", "he", "random"])
def test_the_scale_is_in_use_where_it_changes_the_weights(initialisation):
    chosen, _ = ACTIVATIONS_SETTINGS.read({"initialisation": initialisation})
    unused = ACTIVATIONS_SETTINGS.unused(chosen)
    assert unused == (set() if INITIALISATIONS[initialisation].uses_scale else {"scale"})
    small, large = (Layers(initialisation=initialisation, scale=scale).gradients() for scale in (0.01, 1.0))
    assert (small == large) == ("scale" in unused)


def test_no_start_makes_equal_units_and_the_help_explains_each():
    spec = ACTIVATIONS_SETTINGS.spec("initialisation")
    for name in spec.names:
        assert f"{name_of(name)}:" in spec.help
        W1 = initialize_parameters(2, 5, 1, initialisation=name)["W1"]
        assert len(np.unique(W1, axis=0)) == 5
