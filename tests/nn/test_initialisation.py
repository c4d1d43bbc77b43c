"""How weights start."""

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, BY_SIZE, INITIALISATIONS, initialize_parameters
from tests.looped import looped


def test_random_is_the_notes_start_bit_for_bit():
    generator = np.random.RandomState(2)
    W1 = generator.randn(4, 2) * 0.01
    W2 = generator.randn(1, 4) * 0.01
    parameters = initialize_parameters(2, 4, 1)
    np.testing.assert_array_equal(parameters["W1"], W1)
    np.testing.assert_array_equal(parameters["W2"], W2)
    assert parameters.activation == "tanh"


def test_scale_and_seed_count():
    generator = np.random.RandomState(7)
    expected = [generator.randn(*shape) * 0.5 for shape in [(3, 2), (4, 3), (1, 4)]]
    parameters = initialize_parameters(2, (3, 4), 1, scale=0.5, seed=7)
    for number, W in enumerate(expected, start=1):
        np.testing.assert_array_equal(parameters[f"W{number}"], W)


@looped("activation", list(ACTIVATIONS))
@looped("initialisation", list(INITIALISATIONS))
def test_biases_are_zero_and_the_same_seed_gives_the_same_start(initialisation, activation):
    options = {"activation": activation, "initialisation": initialisation}
    start, again = (initialize_parameters(3, (5, 4), 2, **options) for _ in range(2))
    np.testing.assert_array_equal(start.vector, again.vector)
    assert start.activation == activation
    assert not any(start[f"b{number}"].any() for number in (1, 2, 3))


@pytest.mark.parametrize("initialisation", ["random", "zero_W1", "zero_W2", "xavier", "he"])
def test_another_seed_gives_another_start(initialisation):
    one, other = (initialize_parameters(2, 4, 1, initialisation=initialisation, seed=seed) for seed in (2, 3))
    assert not np.array_equal(one.vector, other.vector)


@pytest.mark.parametrize(
    ("initialisation", "zeros"), [("zero", {"W1", "W2", "W3"}), ("zero_W1", {"W1"}), ("zero_W2", {"W2"})]
)
def test_zero_layers_are_zero_and_the_others_as_in_random(initialisation, zeros):
    parameters = initialize_parameters(2, (4, 3), 1, initialisation=initialisation)
    random = initialize_parameters(2, (4, 3), 1)
    for name in ("W1", "W2", "W3"):
        np.testing.assert_array_equal(parameters[name], 0 if name in zeros else random[name])


@pytest.mark.parametrize("scale", [0.5, -1.5])
def test_constant_is_the_scale(scale):
    parameters = initialize_parameters(2, (4, 3), 1, initialisation="constant", scale=scale)
    for name in ("W1", "W2", "W3"):
        np.testing.assert_array_equal(parameters[name], np.full_like(parameters[name], scale))


@pytest.mark.parametrize(
    ("initialisation", "variances"),
    [("xavier", [2 / (300 + 200), 2 / (200 + 400)]), ("he", [2 / 300, 2 / 200]), ("random", [0.01**2, 0.01**2])],
)
def test_mean_and_variance_of_the_random_rules(initialisation, variances):
    # W1 has 60,000 entries and W2 80,000, so the variance is uncertain by sqrt(2 / 60000) = 0.6 %.
    parameters = initialize_parameters(300, (200, 400), 1, initialisation=initialisation)
    for name, variance in zip(["W1", "W2"], variances, strict=True):
        assert parameters[name].var() == pytest.approx(variance, rel=0.03)
        assert abs(parameters[name].mean()) < 0.02 * np.sqrt(variance)


@pytest.mark.parametrize("initialisation", ["xavier", "he"])
def test_the_scale_rules_take_no_scale(initialisation):
    one, other = (initialize_parameters(2, 4, 1, initialisation=initialisation, scale=scale) for scale in (0.01, 1))
    np.testing.assert_array_equal(one.vector, other.vector)


def test_without_a_hidden_layer_w1_is_the_only_layer():
    parameters = initialize_parameters(3, (), 1)
    assert list(parameters) == ["W1", "b1"]
    np.testing.assert_array_equal(parameters["W1"], np.random.RandomState(2).randn(1, 3) * 0.01)


def test_the_ways_to_start_by_size_are_those_of_the_table():
    assert set(BY_SIZE) == {name for name, way in INITIALISATIONS.items() if way.by_size} == {"xavier", "he"}
