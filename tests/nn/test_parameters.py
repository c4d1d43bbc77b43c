"""Parameters and gradients: the notes' names outside, one vector inside."""

import copy
import pickle
import re

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import (
    Gradients,
    Network,
    Optimiser,
    Parameters,
    forward_propagation,
    initialize_parameters,
    update_parameters,
)
from playground.nn.memory import padded_rows, portions
from tests.looped import looped

X, Y = make_dataset("flower", n_samples=50)
COPIES = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda it: pickle.loads(pickle.dumps(it))}


@pytest.fixture
def parameters():
    return initialize_parameters(2, (5, 3), 1, "sigmoid", scale=1)


def test_each_layer_can_have_an_activation_of_its_own():
    functions = {"tanh": np.tanh, "relu": lambda Z: np.maximum(0, Z), "sigmoid": lambda Z: 1 / (1 + np.exp(-Z))}
    names = ("relu", "sigmoid", "tanh")
    mixed = initialize_parameters(2, (5, 3, 4), 1, names, scale=1)
    A = X
    for layer, name in enumerate((*names, "sigmoid"), start=1):
        A = functions[name](mixed[f"W{layer}"] @ A + mixed[f"b{layer}"])
    for each in (mixed, *(copied(mixed) for copied in COPIES.values()), Parameters.from_arrays(mixed, list(names))):
        assert (each.activation, each.activations) == (names, names)
        np.testing.assert_allclose(forward_propagation(X, each)[0], A, rtol=1e-12)
    assert Parameters((2, 5, 3, 1), ["relu", "relu"]).activation == "relu"
    assert Parameters((2, 1)).activations == ()
    for wrong, said in ((("tanh",), "1 names, but there are 2 hidden"), (("tanh", "tan"), "is 'tan', but must be")):
        with pytest.raises(ValueError, match=said):
            Parameters((2, 5, 3, 1), wrong)


def test_assigning_writes_in_place_and_a_network_sees_it(parameters):
    view, network = parameters["W1"], Network(parameters, X, Y)
    before = network.forward().copy()
    parameters["W1"] = np.arange(10).reshape(5, 2)
    np.testing.assert_array_equal(view, [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])
    assert parameters["W1"] is view
    parameters["W2"][0, 0] += 1
    np.testing.assert_array_equal(network.forward(), forward_propagation(X, parameters)[0])
    assert not np.array_equal(network.output.A, before)


def test_every_number_is_in_the_vector_and_the_rest_is_zero(parameters):
    for value in parameters.values():
        value[...] = 1
    count = sum(value.size for value in parameters.values())
    assert np.count_nonzero(parameters.vector) == parameters.vector.sum() == count


@looped("activation", ["sigmoid", "relu"])
def test_spare_rows_stay_zero_in_training(activation):
    parameters = initialize_parameters(2, (5, 3), 1, activation, scale=0.5)
    Optimiser(Network(parameters, X, Y)).train(50, 0.1)
    rebuilt = Parameters.from_arrays(parameters, activation)
    np.testing.assert_array_equal(parameters.vector, rebuilt.vector)


@looped("n_h", [(), (20, 7)])
def test_from_arrays_is_the_way_back(n_h):
    start = initialize_parameters(2, n_h, 1, "relu", scale=1)
    arrays = {name: value.tolist() for name, value in start.items()}
    again = Parameters.from_arrays(arrays, activation="relu")
    assert again.sizes == start.sizes == (2, *n_h, 1)
    assert again.activation == "relu"
    np.testing.assert_array_equal(again.vector, start.vector)


def test_a_copy_in_single_precision_computes_in_it(parameters):
    single = parameters.copy(np.float32)
    output = Network(single, X).forward()
    assert output.dtype == single["W1"].dtype == np.float32
    np.testing.assert_allclose(output, forward_propagation(X, parameters)[0], atol=1e-5)


def test_update_makes_new_parameters_by_the_notes_rule(parameters):
    before = parameters.vector.copy()
    grads = {f"d{name}": np.full_like(value, 0.5) for name, value in parameters.items()}
    updated = update_parameters(parameters, grads)
    np.testing.assert_array_equal(parameters.vector, before)
    assert updated.activation == "sigmoid"
    for name, value in parameters.items():
        np.testing.assert_array_equal(updated[name], value - 1.2 * 0.5)
        np.testing.assert_array_equal(update_parameters(parameters, grads, 2)[name], value - 1)


def test_it_reads_as_a_mapping_whose_activation_cannot_be_changed(parameters):
    assert len(parameters) == 6
    assert dict(parameters).keys() == {"W1", "b1", "W2", "b2", "W3", "b3"}
    assert "W3" in parameters
    assert "W4" not in parameters
    with pytest.raises(KeyError):
        parameters["W4"]
    with pytest.raises(AttributeError):
        parameters.activation = "tanh"
    assert parameters.activation == "sigmoid"
    small = Parameters.from_arrays({"W1": [[0.25, -3]], "b1": [[7]]})
    assert repr(small).startswith("Parameters({'W1'")
    assert "0.25" in repr(small)
    assert repr(Gradients((2, 1))).startswith("Gradients({'dW1'")


@looped("copied", COPIES.values())
@looped("sizes", [(2, 1), (2, 20, 3, 1)])
@looped("block", [1, 16])
def test_a_copy_by_other_means_is_whole(copied, sizes, block):
    """The names, the blocks and the vector of the copy are the copy's own, and belong together."""
    parameters = Parameters(sizes, "relu", block=block)
    parameters.vector[:] = np.arange(parameters.vector.size)
    other = copied(parameters)
    assert (other.activation, other.block) == ("relu", block)
    assert np.array_equal(other.vector, parameters.vector)
    other["W1"] = np.full_like(other["W1"], -1)
    assert (other.padded[0][: sizes[1], :2] == -1).all()
    assert not (parameters["W1"] == -1).any()
    gradients = Gradients(sizes, block=block)
    gradients.vector[:] = np.arange(gradients.vector.size)
    assert np.array_equal(copied(gradients).vector, gradients.vector)


@looped("n_h", [(), (1,), (3, 1, 20)])
def test_blocks_of_1_have_no_spare_rows(n_h):
    plain = Parameters((2, *n_h, 1), block=1)
    assert plain.vector.size == sum(value.size for value in plain.values())
    assert [array.shape for array in plain.padded] == [
        (n, n_before + 1) for n, n_before in zip((*n_h, 1), (2, *n_h), strict=True)
    ]
    network = Network(plain, X, Y)
    network.reserve_for_backward()
    assert network.gradients.vector.shape == plain.vector.shape
    for layer, units in zip(network.layers, (*n_h, 1), strict=True):
        assert len(layer.Z_padded) == len(layer.dZ_padded) == units
        assert len(layer.A_and_1_padded) == units + 1  # the units and the row of ones


@looped("block", [1, 4, 16, 32])
@looped("n_h", [(), (5,), (17, 3)])
def test_a_copy_in_other_blocks_has_the_same_values_by_name(n_h, block):
    parameters = initialize_parameters(2, n_h, 1, "relu", scale=1)
    other = parameters.copy(block=block)
    assert (other.block, other.sizes, other.activation) == (block, parameters.sizes, "relu")
    for there in (other, other.copy(), other.copy(block=16)):
        assert list(there) == list(parameters)
        for name, value in parameters.items():
            np.testing.assert_array_equal(there[name], value)
    assert other.copy().block == block
    assert np.count_nonzero(other.vector) == np.count_nonzero(parameters.vector)
    other["W1"] = np.zeros_like(other["W1"])
    assert parameters["W1"].all()


def test_an_update_keeps_the_blocks_and_a_copy_the_precision_that_it_is_given():
    single = initialize_parameters(2, 5, 1, scale=1).copy(np.float32, block=1)
    assert (single.block, single.vector.dtype) == (1, np.float32)
    assert single.copy().vector.dtype == np.float64
    assert update_parameters(single, {f"d{name}": value for name, value in single.items()}).block == 1


@looped("copied", COPIES)
def test_a_copied_network_trains_as_the_original_would_and_leaves_it_alone(copied):
    for n_h, dtype, block in (((), np.float64, 16), ((4,), np.float64, 1), ((5, 20), np.float32, 16)):
        start = initialize_parameters(2, n_h, 1, scale=1).copy(dtype, block)
        original, twin = Network(start.copy(dtype), X, Y), Network(start.copy(dtype), X, Y)
        for network in (original, twin):
            Optimiser(network).train(10, 0.5)
        other = copied(original)
        for array, value in zip(other._memory(), original._memory(), strict=True):
            np.testing.assert_array_equal(array, value)  # what was computed before has come along
            assert not np.shares_memory(array, value)
        before = original.parameters.vector.copy()
        Optimiser(other).train(30, 0.5)
        np.testing.assert_array_equal(original.parameters.vector, before)
        Optimiser(twin).train(30, 0.5)
        np.testing.assert_array_equal(other.parameters.vector, twin.parameters.vector)
        assert (other.parameters.vector != before).any()
        for layer in other.layers:
            assert np.shares_memory(layer.W, other.parameters.vector)


@looped("copied", [COPIES["deepcopy"], COPIES["pickle"]])
def test_a_network_and_its_parameters_are_copied_together(copied):
    network = Network(initialize_parameters(2, 4, 1), X, Y)
    other, parameters = copied((network, network.parameters))
    assert other.parameters is parameters is not network.parameters


def test_a_network_that_only_goes_forward_takes_no_memory_for_gradients():
    network = Network(initialize_parameters(2, 4, 1), X, Y)
    network.forward()
    forward_only = network.nbytes
    assert copy.deepcopy(network).nbytes == forward_only
    network.backward()
    dZ_and_dA = [array for layer in network.layers for array in (layer.dZ_padded, layer.dA_padded)]
    assert network.nbytes == forward_only + sum(array.nbytes for array in dZ_and_dA) > forward_only
    assert copy.deepcopy(network).nbytes == network.nbytes


def test_assigning_to_the_vector_writes_the_numbers_in_place():
    network = Network(initialize_parameters(2, 4, 1), X, Y)
    parameters, wanted = network.parameters, initialize_parameters(2, 4, 1, scale=1, seed=5)
    kept, W1 = parameters.vector, parameters["W1"]
    parameters.vector = wanted.vector
    assert parameters.vector is kept
    np.testing.assert_array_equal(W1, wanted["W1"])
    np.testing.assert_array_equal(network.layers[0].W, wanted["W1"])
    parameters.vector -= 1
    np.testing.assert_array_equal(W1, wanted["W1"] - 1)
    for unfit in (wanted.vector[1:], wanted.vector.reshape(1, -1), 0.0, Parameters((2, 5, 1)).vector[:-1]):
        with pytest.raises(ValueError, match=re.escape(f"{np.shape(unfit)}, but must have shape ({kept.size},)")):
            parameters.vector = unfit
    with pytest.raises(ValueError, match="real numbers"):
        parameters.vector = wanted.vector.astype(str)
    np.testing.assert_array_equal(W1, wanted["W1"] - 1)


# How many rows are reserved, and where products are cut


@looped("units", range(1, 130))
def test_padded_rows_are_whole_blocks_and_if_several_a_spare_row(units):
    assert units <= padded_rows(units) < units + 17
    assert padded_rows(units) % 16 == 0 or (units <= 8 and padded_rows(units) == 8)
    assert padded_rows(units) > units or units in (8, 16)


@looped("units", range(1, 40))
def test_padded_rows_in_blocks_of_other_sizes(units):
    assert padded_rows(units, 1) == units
    for block in (4, 8, 32):
        assert units < padded_rows(units, block) <= units + block
        assert padded_rows(units, block) % block == 0


def test_portions_are_whole_blocks_and_small_products():
    assert portions(400, 16 * 3) == [slice(0, 20832)]
    assert portions(1797, 16 * 65) == [slice(0, 960), slice(960, 1920)]
    assert portions(100, 10**7) == [slice(first, first + 16) for first in range(0, 100, 16)]
    assert len(portions(0, 50)) == 1
