"""The plain loop: it gives the notes' numbers and the core's, in fifteen lines an iteration."""

import ast
import inspect

import numpy as np
import pytest

from playground.data import DATASETS, make_dataset
from playground.nn import compute_cost, forward_propagation, initialize_parameters, nn_model
from playground.pages.the_code.plain import train_plainly
from tests.looped import looped


# Where training is chaotic, as on the spiral, it amplifies the rounding: there the numbers agree for a short time only.
@looped(
    ("dataset", "n_h", "iterations"), [("flower", 4, 1000), *((name, n_h, 20) for name in DATASETS for n_h in (1, 4))]
)
def test_it_gives_the_numbers_of_the_core(dataset, n_h, iterations):
    X, Y = make_dataset(dataset)
    parameters, costs = train_plainly(initialize_parameters(2, n_h, 1), X, Y, iterations)
    core = nn_model(X, Y, n_h, iterations)
    assert list(parameters) == list(core)
    for name, value in core.items():
        np.testing.assert_allclose(parameters[name], value, rtol=0, atol=1e-12, err_msg=name)
    last = forward_propagation(X, nn_model(X, Y, n_h, iterations - 1))[0]
    assert len(costs) == iterations
    assert costs[-1] == pytest.approx(compute_cost(last, Y), rel=0, abs=1e-12)


def test_it_leaves_its_arguments_alone():
    start = initialize_parameters(2, 4, 1)
    train_plainly(start, *make_dataset("flower"), 3)
    for name, value in initialize_parameters(2, 4, 1).items():
        np.testing.assert_array_equal(start[name], value)


def test_an_iteration_is_fifteen_lines_under_the_notes_names():
    (loop,) = (node for node in ast.walk(ast.parse(inspect.getsource(train_plainly))) if isinstance(node, ast.For))
    names = [ast.unparse(line.targets[0]) if isinstance(line, ast.Assign) else "cost" for line in loop.body]
    assert " ".join(names) == "Z1 A1 Z2 A2 cost dZ2 dW2 db2 dZ1 dW1 db1 W1 b1 W2 b2"
    assert all(line.lineno == line.end_lineno for line in loop.body)
