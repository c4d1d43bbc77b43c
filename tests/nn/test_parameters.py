"""Parameters and gradients: the notes' names outside, one vector inside."""

import copy
import pickle
import re

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import (
    ACTIVATIONS,
    Gradients,
    Network,
    Optimiser,
    Parameters,
    forward_propagation,
    initialize_parameters,
    update_parameters,
)
from tests.looped import looped

X, Y = make_dataset("flower", n_samples=50)
COPIES = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda it: pickle.loads(pickle.dumps(it))}


@pytest.fixture
def parameters():
    return initialize_parameters(2, (5, 3), 1, "sigmoid", scale=1)


def test_assigning_writes_in_place(parameters):
    view = parameters["W1"]
    parameters["W1"] = np.arange(10).reshape(5, 2)
    np.testing.assert_array_equal(view, [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]])
    assert parameters["W1"] is view


def test_a_network_sees_what_is_assigned(parameters):
    network = Network(parameters, X, Y)
    before = network.forward().copy()
    parameters["b1"] = np.ones((5, 1))
    parameters["W2"][0, 0] += 1
    np.testing.assert_array_equal(network.forward(), forward_propagation(X, parameters)[0])
    assert not np.array_equal(network.output.A, before)


def test_every_number_is_in_the_vector_and_the_rest_is_zero(parameters):
    for value in parameters.values():
        value[...] = 1
    count = sum(value.size for value in parameters.values())
    assert np.count_nonzero(parameters.vector) == parameters.vector.sum() == count


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu"])
def test_spare_rows_stay_zero_in_training(activation):
    parameters = initialize_parameters(2, (5, 3), 1, activation, scale=0.5)
    Optimiser(Network(parameters, X, Y)).train(50, 0.1)
    rebuilt = Parameters.from_arrays(parameters, activation)
    np.testing.assert_array_equal(parameters.vector, rebuilt.vector)


@pytest.mark.parametrize("n_h", [(), (4,), (20, 7)])
def test_from_arrays_is_the_way_back(n_h):
    start = initialize_parameters(2, n_h, 1, "relu", scale=1)
    arrays = {name: value.tolist() for name, value in start.items()}
    again = Parameters.from_arrays(arrays, activation="relu")
    assert again.sizes == start.sizes == (2, *n_h, 1)
    assert again.activation == "relu"
    np.testing.assert_array_equal(again.vector, start.vector)


def test_a_copy_is_independent(parameters):
    copy = parameters.copy()
    before = parameters["W1"].copy()
    copy["W1"] = np.zeros((5, 2))
    np.testing.assert_array_equal(parameters["W1"], before)
    assert copy.activation == parameters.activation == "sigmoid"


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


def test_the_activation_cannot_be_changed(parameters):
    with pytest.raises(AttributeError):
        parameters.activation = "tanh"
    assert parameters.activation == "sigmoid"


def test_it_reads_as_a_mapping(parameters):
    assert len(parameters) == 6
    assert dict(parameters).keys() == {"W1", "b1", "W2", "b2", "W3", "b3"}
    assert "W3" in parameters
    assert "W4" not in parameters
    with pytest.raises(KeyError):
        parameters["W4"]


def test_repr_shows_names_and_numbers():
    parameters = Parameters.from_arrays({"W1": [[0.25, -3]], "b1": [[7]]})
    assert repr(parameters).startswith("Parameters({'W1'")
    assert "0.25" in repr(parameters)
    assert repr(Gradients((2, 1))).startswith("Gradients({'dW1'")


@looped("copied", COPIES.values())
@looped("sizes", [(2, 1), (2, 4, 1), (2, 20, 3, 1)])
@looped("block", [1, 4, 16])
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


@pytest.mark.parametrize("n_h", [(), (1,), (4,), (16, 15), (3, 1, 20)])
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


@looped("block", [1, 4, 8, 16, 32])
@looped("n_h", [(), (1,), (5,), (17, 3)])
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


def test_a_copy_in_blocks_of_1_and_single_precision():
    single = initialize_parameters(2, 5, 1, scale=1).copy(np.float32, block=1)
    assert (single.block, single.vector.dtype) == (1, np.float32)
    assert single.copy().vector.dtype == np.float64


def test_an_update_keeps_the_blocks():
    plain = initialize_parameters(2, 5, 1).copy(block=1)
    assert update_parameters(plain, {f"d{name}": value for name, value in plain.items()}).block == 1


@looped("block", [1, 4])
@looped("n_h", [(), (5,), (13, 5), (4, 1, 17)])
@looped("activation", list(ACTIVATIONS))
def test_training_in_other_blocks_gives_the_same_numbers_to_rounding(activation, n_h, block):
    start = initialize_parameters(2, n_h, 1, activation, initialisation="xavier")
    parameters, others = start.copy(), start.copy(block=block)
    for each in (parameters, others):
        Optimiser(Network(each, X, Y)).train(200, 0.1)
    for name, value in parameters.items():
        np.testing.assert_allclose(others[name], value, rtol=1e-9, atol=1e-12, err_msg=name)
        assert not np.array_equal(value, start[name]), f"{name} did not move"


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
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


@pytest.mark.parametrize("copied", [COPIES["deepcopy"], COPIES["pickle"]])
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
