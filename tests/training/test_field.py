"""The field: the network's output at the centres of a grid's cells, the right way up."""

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, Parameters, forward_propagation, initialize_parameters, predict
from playground.training import Extent, Field, Recipe, Run, UnitMaps
from tests.looped import looped

EXTENT = Extent(-3, 5, -2, 2)


def centres(extent, n):
    """The grid's points as (2, n²), in the order of a picture: row after row from the top, each from the left."""
    width, height = (extent.right - extent.left) / n, (extent.top - extent.bottom) / n
    return np.array(
        [
            (extent.left + (column + 0.5) * width, extent.top - (row + 0.5) * height)
            for row in range(n)
            for column in range(n)
        ]
    ).T


def logistic(w1, w2, b, dtype=float):
    return Parameters.from_arrays({"W1": np.array([[w1, w2]], dtype), "b1": [[b]]})


def test_the_networks_may_be_given_more_of_a_point_than_its_place():
    recipe = Recipe("circles", x2=False, x1_squared=True, x1_x2=True, initialisation="xavier")
    run = Run(recipe)
    run.advance(50)
    extent = Extent.around(run.X)
    x1, x2 = centres(extent, 12)
    inputs = np.array([x1, x1**2, x1 * x2])
    _, cache = forward_propagation(inputs, run.parameters)
    field = Field(run.parameters, extent, 12, recipe.inputs_of).evaluate(run.parameters)
    np.testing.assert_allclose(field.ravel(), cache["A2"][0], rtol=0, atol=1e-6)
    maps = UnitMaps(run.parameters, extent, 12, recipe.inputs_of)
    np.testing.assert_allclose(maps.inputs.reshape(3, -1), inputs, rtol=1e-12)
    units, output = maps.evaluate(run.parameters)
    np.testing.assert_allclose(units.reshape(4, -1), cache["A1"], rtol=1e-12)
    np.testing.assert_allclose(output.ravel(), cache["A2"][0], rtol=1e-12)


@looped("depth", [0, 2])
@looped("activation", list(ACTIVATIONS))
def test_the_field_is_the_output_of_the_network(activation, depth):
    run = Run(Recipe(activation=activation, depth=depth, initialisation="xavier", learning_rate=0.1))
    run.advance(300)
    extent = Extent.around(run.X)
    field = Field(run.parameters, extent, 30)
    points = centres(extent, 30)
    values = field.evaluate(run.parameters)
    assert values.shape == (1, *field.shape) == (1, 30, 30)
    np.testing.assert_allclose(values.ravel(), forward_propagation(points, run.parameters)[0][0], rtol=0, atol=1e-5)
    sure = np.abs(values.ravel() - 0.5) > 1e-5
    assert sure.mean() > 0.99
    np.testing.assert_array_equal((values.ravel() > 0.5)[sure], predict(run.parameters, points)[0][sure])
    assert np.ptp(values) > 0.05  # a flat field would agree with much


@looped("depth", range(5))
def test_the_class_at_each_place_is_the_predicted_one_from_the_first_weights_on(depth):
    # With small first weights all outputs are close to one half, and closer with every layer.
    parameters = initialize_parameters(2, (4,) * depth, 1)
    predicted = predict(parameters, centres(EXTENT, 50))[0]
    assert 0 < predicted.mean() < 1
    shown = Field(parameters, EXTENT, 50).evaluate(parameters).ravel() > 0.5
    assert np.mean(shown != predicted) <= 0.002  # single precision may move the border by a cell here and there


def test_the_field_of_several_classes_has_the_probability_of_each():
    run = Run(Recipe("spiral", classes=4, n_h=8, initialisation="xavier"))
    run.advance(200)
    extent = Extent.around(run.X)
    values = Field(run.parameters, extent, 20).evaluate(run.parameters)
    assert values.shape == (4, 20, 20)
    outputs, _ = forward_propagation(centres(extent, 20), run.parameters)
    np.testing.assert_allclose(values.reshape(4, -1), outputs, rtol=0, atol=1e-5)
    assert (np.ptp(outputs, axis=1) > 0.1).all()


def test_the_first_row_is_on_top_the_first_column_on_the_left_and_values_are_those_of_the_centres():
    for parameters, nearest_0, nearest_1 in (
        (logistic(1, 0, 0), "left", "right"),
        (logistic(-1, 0, 0), "right", "left"),
        (logistic(0, 1, 0), "bottom", "top"),
        (logistic(0, -1, 0), "top", "bottom"),
    ):
        (field,) = Field(parameters, EXTENT, 8).evaluate(parameters)
        sides = {"left": field[:, 0], "right": field[:, -1], "top": field[0], "bottom": field[-1]}
        assert (sides[nearest_0] == field.min()).all()
        assert (sides[nearest_1] == field.max()).all()
    parameters = logistic(1, 0, 0)
    (field,) = Field(parameters, EXTENT, 2).evaluate(parameters)  # cells 4 wide: centres at -1 and 3
    np.testing.assert_allclose(field, 1 / (1 + np.exp([[1, -3], [1, -3]])), atol=1e-6)
    parameters = logistic(1, 2, -1)
    assert Field(parameters, EXTENT, 1).evaluate(parameters) == pytest.approx(0.5)  # a single cell, at (1, 0)


@looped("weight", [1e3, 1e15])
@looped("depth", [0, 1, 4])
@looped("activation", list(ACTIVATIONS))
def test_huge_weights_give_probabilities_and_no_warning(activation, depth, weight):
    # A run keeps its last parameters before they blow up, and they are shown. RuntimeWarning is an error here.
    parameters = initialize_parameters(2, (50,) * depth, 1, activation, scale=weight)
    field = Field(parameters, EXTENT, 20).evaluate(parameters)
    assert np.isfinite(field).all()
    assert (field >= 0).all()
    assert (field <= 1).all()


def test_the_field_follows_parameters_whatever_came_before_and_leaves_them_alone():
    small, huge = initialize_parameters(2, 4, 1, scale=1), initialize_parameters(2, 4, 1, scale=1e6)
    field, before = Field(small, EXTENT, 10), small.vector.copy()
    first = field.evaluate(small).copy()
    between = field.evaluate(huge).copy()
    assert not np.array_equal(first, between)
    np.testing.assert_array_equal(field.evaluate(small), first)
    np.testing.assert_array_equal(small.vector, before)


@looped("dataset", ["flower", "moons"])
@looped("margin", [0, 0.12, 0.5])
def test_the_extent_is_a_square_around_all_points(dataset, margin):
    X = Recipe(dataset).whole.X
    extent = Extent.around(X, margin)
    width, height = extent.right - extent.left, extent.top - extent.bottom
    assert width == pytest.approx(height, rel=1e-12)
    assert width == pytest.approx((1 + 2 * margin) * np.ptp(X, axis=1).max(), rel=1e-12)
    tiny = 1e-12 * width
    assert (X.min(axis=1) >= np.array([extent.left, extent.bottom]) + margin * width / (1 + 2 * margin) - tiny).all()
    assert (X.max(axis=1) <= np.array([extent.right, extent.top]) - margin * width / (1 + 2 * margin) + tiny).all()
    middle = (X.min(axis=1) + X.max(axis=1)) / 2
    np.testing.assert_allclose([(extent.left + extent.right) / 2, (extent.bottom + extent.top) / 2], middle, atol=tiny)


@looped("X", {"one point": [[1.0], [2.0]], "a vertical line": [[0.0, 0.0], [0.0, 5.0]]})
def test_the_extent_has_a_size_even_if_the_points_have_none(X):
    X = np.array(X)
    left, right, bottom, top = Extent.around(X)
    assert left < X[0].min() <= X[0].max() < right
    assert bottom < X[1].min() <= X[1].max() < top


# Unit maps


@looped("block", [16, 1])
@looped("n_h", [(), (1,), (20, 7), (3, 5, 2, 4)])
@looped("activation", list(ACTIVATIONS))
def test_unit_maps_are_the_outputs_of_all_units(activation, n_h, block):
    parameters = initialize_parameters(2, n_h, 1, activation, initialisation="he").copy(block=block)
    maps = UnitMaps(parameters, EXTENT, 12).evaluate(parameters)
    _, cache = forward_propagation(centres(EXTENT, 12), parameters)
    (field,) = Field(parameters, EXTENT, 12).evaluate(parameters)
    np.testing.assert_allclose(field, maps[-1][0], rtol=0, atol=1e-5)
    assert [layer.shape for layer in maps] == [(n, 12, 12) for n in (*n_h, 1)]
    for number, layer in enumerate(maps, start=1):
        np.testing.assert_allclose(layer.reshape(len(layer), -1), cache[f"A{number}"], rtol=1e-12, atol=1e-14)


def test_unit_maps_are_the_right_way_up():
    weights = {"W1": [[1, 0], [0, 1]], "b1": [[0], [0]], "W2": [[1, 1]], "b2": [[0]]}
    parameters = Parameters.from_arrays(weights)
    (right, up), _ = UnitMaps(parameters, EXTENT, 8).evaluate(parameters)
    assert (np.diff(right, axis=1) > 0).all()
    assert (np.diff(right, axis=0) == 0).all()
    assert (np.diff(up, axis=0) < 0).all()
    assert (np.diff(up, axis=1) == 0).all()


def test_unit_maps_follow_parameters_and_leave_them_alone():
    run = Run(Recipe())
    maps = UnitMaps(run.parameters, EXTENT, 6)
    first = maps.evaluate(run.parameters)[0].copy()
    run.advance(100)
    before = run.parameters.vector.copy()
    later = maps.evaluate(run.parameters)[0].copy()
    np.testing.assert_array_equal(run.parameters.vector, before)
    assert not np.array_equal(first, later)
    run.reset()
    np.testing.assert_array_equal(maps.evaluate(run.parameters)[0], first)
