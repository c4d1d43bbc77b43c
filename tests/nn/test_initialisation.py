"""How weights start."""

from itertools import pairwise

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, BY_SIZE, INITIALISATIONS, initialize_parameters
from tests.looped import looped


def test_random_is_the_notes_start_bit_for_bit():
    assert initialize_parameters(2, 4, 1).activation == "tanh"
    for sizes, options in (((4,), {}), ((3, 4), {"scale": 0.5, "seed": 7}), ((), {})):
        parameters = initialize_parameters(2, sizes, 1, **options)
        generator, scale = np.random.RandomState(options.get("seed", 2)), options.get("scale", 0.01)
        for number, (before, after) in enumerate(pairwise((2, *sizes, 1)), start=1):
            np.testing.assert_array_equal(parameters[f"W{number}"], generator.randn(after, before) * scale)


@looped("activation", list(ACTIVATIONS))
@looped("initialisation", list(INITIALISATIONS))
def test_biases_are_zero_and_the_same_seed_gives_the_same_start(initialisation, activation):
    options = {"activation": activation, "initialisation": initialisation}
    start, again = (initialize_parameters(3, (5, 4), 2, **options) for _ in range(2))
    np.testing.assert_array_equal(start.vector, again.vector)
    assert start.activation == activation
    assert not any(start[f"b{number}"].any() for number in (1, 2, 3))


@looped("initialisation", list(INITIALISATIONS))
def test_the_seed_and_the_scale_count_where_numbers_are_random(initialisation):
    def start(**options):
        return initialize_parameters(2, 4, 1, initialisation=initialisation, **options).vector

    assert np.array_equal(start(seed=2), start(seed=3)) == (initialisation in ("zero", "constant"))
    assert np.array_equal(start(scale=0.01), start(scale=1)) == (initialisation in ("zero", *BY_SIZE))
    assert INITIALISATIONS[initialisation].by_size == (initialisation in BY_SIZE)


@looped(("initialisation", "zeros"), {"zero": ["W1", "W2", "W3"], "zero_W1": ["W1"], "zero_W2": ["W2"]}.items())
def test_zero_layers_are_zero_and_the_others_as_in_random(initialisation, zeros):
    parameters = initialize_parameters(2, (4, 3), 1, initialisation=initialisation)
    random = initialize_parameters(2, (4, 3), 1)
    for name in ("W1", "W2", "W3"):
        np.testing.assert_array_equal(parameters[name], 0 if name in zeros else random[name])


def test_constant_is_the_scale():
    for scale in (0.5, -1.5):
        parameters = initialize_parameters(2, (4, 3), 1, initialisation="constant", scale=scale)
        for name in ("W1", "W2", "W3"):
            np.testing.assert_array_equal(parameters[name], np.full_like(parameters[name], scale))


@looped(
    ("initialisation", "variances"),
    {"xavier": [2 / (300 + 200), 2 / (200 + 400)], "he": [2 / 300, 2 / 200], "random": [0.01**2, 0.01**2]}.items(),
)
def test_mean_and_variance_of_the_random_rules(initialisation, variances):
    # W1 has 60,000 entries and W2 80,000, so the variance is uncertain by sqrt(2 / 60000) = 0.6 %.
    parameters = initialize_parameters(300, (200, 400), 1, initialisation=initialisation)
    for name, variance in zip(["W1", "W2"], variances, strict=True):
        assert parameters[name].var() == pytest.approx(variance, rel=0.03)
        assert abs(parameters[name].mean()) < 0.02 * np.sqrt(variance)
