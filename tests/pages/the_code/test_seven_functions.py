"""The notes' seven functions: their signatures, their numbers, and what is shown beside them."""

import ast
import inspect
from itertools import chain

import numpy as np
import pytest

from playground.data import make_dataset
from playground.nn import model, nn_model
from playground.pages.the_code import seven_functions as notes
from playground.pages.the_code.lesson import LAYER_SIZES, SEVEN, STEPS
from playground.pages.the_code.plain import train_plainly
from tests.looped import looped

SIGNATURES = {
    "layer_sizes": "(X, Y)",
    "initialize_parameters": "(n_x, n_h, n_y)",
    "forward_propagation": "(X, parameters)",
    "compute_cost": "(A2, Y, parameters)",
    "backward_propagation": "(parameters, cache, X, Y)",
    "update_parameters": "(parameters, grads, learning_rate=1.2)",
    "nn_model": "(X, Y, n_h, num_iterations=10000, print_cost=False)",
    "predict": "(parameters, X)",
}
X, Y = make_dataset("flower")
START = notes.initialize_parameters(2, 4, 1)


def test_they_have_the_notes_signatures_in_the_notes_order():
    shown = [each.function for each in chain.from_iterable(functions for _, functions in STEPS)]
    assert {function.__name__: str(inspect.signature(function)) for function in shown} == SIGNATURES
    assert [each.function.__name__ for each in SEVEN] == list(SIGNATURES)[1:]


def test_layer_sizes_which_they_only_call_is_no_step_of_theirs_and_the_4_is_ours():
    assert LAYER_SIZES not in SEVEN
    assert "ours, and so is the 4" in LAYER_SIZES.notice[0]
    assert notes.layer_sizes(X, Y)[1] == 4


@looped("name", list(SIGNATURES))
def test_the_core_takes_what_they_take(name):
    of_the_notes = inspect.signature(getattr(notes, name)).parameters
    of_the_core = inspect.signature(getattr(model, name)).parameters
    assert list(of_the_core)[: len(of_the_notes)] == list(of_the_notes)
    for name, each in of_the_notes.items():
        assert each.default in (each.empty, of_the_core[name].default)


def test_the_reference_costs_are_printed(capsys):
    notes.nn_model(X, Y, 4, num_iterations=1001, print_cost=True)
    expected = ["0.693048", "0.288083"]
    lines = [f"Cost after iteration {1000 * number}: {cost}" for number, cost in enumerate(expected)]
    assert capsys.readouterr().out.splitlines() == lines


@looped("n_h", [1, 4, 7])
def test_they_give_the_numbers_of_the_loop_and_of_the_core(n_h):
    trained = notes.nn_model(X, Y, n_h, 300)
    plain, _ = train_plainly(notes.initialize_parameters(2, n_h, 1), X, Y, 300)
    core = nn_model(X, Y, n_h, 300)
    for name, value in trained.items():
        np.testing.assert_allclose(value, plain[name], rtol=0, atol=1e-12, err_msg=name)
        np.testing.assert_allclose(value, core[name], rtol=0, atol=1e-12, err_msg=name)
    np.testing.assert_array_equal(notes.predict(trained, X), model.predict(core, X))


def test_shapes_are_asserted_six_times():
    found = [node for node in ast.walk(ast.parse(inspect.getsource(notes))) if isinstance(node, ast.Assert)]
    assert len(found) == 6
    with pytest.raises(AssertionError):
        notes.forward_propagation(X, START | {"b2": np.zeros((3, 1))})


# What the page says of them


def test_without_keepdims_a_bias_becomes_a_matrix_without_an_error():
    dZ1 = np.ones((4, 400))
    b1 = START["b1"] - 1.2 * np.sum(dZ1, axis=1) / 400
    assert b1.shape == (4, 4)


def test_squeeze_takes_the_brackets_off():
    A2, _ = notes.forward_propagation(X, START)
    cost = -(np.dot(Y, np.log(A2).T) + np.dot(1 - Y, np.log(1 - A2).T)) / 400
    assert cost.shape == (1, 1)
    assert float(np.squeeze(cost)) == pytest.approx(notes.compute_cost(A2, Y, START), abs=1e-15)


def test_seed_3_has_no_effect():
    np.random.seed(5)
    for name, value in notes.nn_model(X, Y, 4, 0).items():
        np.testing.assert_array_equal(value, START[name])


def test_training_goes_by_the_default_of_the_update_whatever_is_changed_elsewhere():
    _A2, cache = notes.forward_propagation(X, START)
    moved = notes.update_parameters(START, notes.backward_propagation(START, cache, X, Y), learning_rate=1.2)
    for name, value in notes.nn_model(X, Y, 4, 1).items():
        np.testing.assert_array_equal(value, moved[name])
    assert "learning_rate" not in inspect.getsource(notes.nn_model)


def test_the_n_h_of_layer_sizes_is_not_used():
    assert notes.nn_model(X, Y, 7, 0)["W1"].shape == (7, 2)
