"""What a network can be given of a point."""

import math

import numpy as np
import pytest

from benchmarks import oracle
from playground.data import COORDINATES, INPUTS, inputs_of
from playground.training import Recipe, Run
from playground.training.options import options

POINTS = np.array([[0.5, -2.0, 0.0, 700.0], [-1.5, 3.0, 0.0, -0.25]])


def by_hand(name, x1, x2):
    """What the symbol of an input says, for one point."""
    return {
        "x₁": x1,
        "x₂": x2,
        "x₁²": x1 * x1,
        "x₂²": x2 * x2,
        "x₁x₂": x1 * x2,
        "sin x₁": math.sin(x1),
        "sin x₂": math.sin(x2),
    }[INPUTS[name].symbol]


def test_each_is_what_its_symbol_says():
    names = list(INPUTS)
    expected = [[by_hand(name, *point) for point in POINTS.T.tolist()] for name in names]
    np.testing.assert_allclose(inputs_of(POINTS, names), expected, rtol=1e-15, atol=0)
    np.testing.assert_array_equal(inputs_of(POINTS, ["sin_x2", "x1"]), inputs_of(POINTS, names)[[6, 0]])


def test_each_is_a_setting_of_its_name_and_only_the_coordinates_which_are_the_points_themselves_are_on():
    assert inputs_of(POINTS) is inputs_of(POINTS, list(COORDINATES)) is POINTS
    recipe = Recipe()
    assert {name: getattr(recipe, name) for name in INPUTS} == {name: name in COORDINATES for name in INPUTS}
    assert [options(Recipe)[name].label for name in INPUTS] == [each.symbol for each in INPUTS.values()]


def test_a_run_is_given_them_for_training_and_for_testing():
    recipe = Recipe("circles", depth=0, x1=False, x1_squared=True, sin_x2=True, test_share=25)
    assert recipe.inputs == ("x2", "x1_squared", "sin_x2")
    run = Run(recipe)
    assert run.parameters.sizes == (3, 1)
    assert run.X.shape == (2, 300)  # the points stay points of the plane
    assert run.X_test.shape == (2, 100)
    run.advance(20)
    for network, points in ((run.evaluate(), run.X), (run.tested(), run.X_test)):
        Z = run.parameters["W1"] @ np.array([points[1], points[0] ** 2, np.sin(points[1])]) + run.parameters["b1"]
        np.testing.assert_allclose(network.output.Z, Z, rtol=1e-12)


def test_a_run_is_that_of_an_independent_training():
    for given in (
        {"x1_squared": True, "x1_x2": True},
        {"x1": False, "x2_squared": True, "sin_x1": True, "sin_x2": True},
    ):
        recipe = Recipe("xor", test_share=20, scale=0.5, learning_rate=0.3, **given)
        run = Run(recipe)
        run.advance(200)
        expected = oracle.train(vars(recipe), 200, [(0, {"learning_rate": recipe.learning_rate})])
        assert run.measure().cost == pytest.approx(expected.cost, rel=1e-9)
        assert run.measure().score == expected.score


def test_a_network_without_any_input_is_refused():
    with pytest.raises(ValueError, match="sees nothing: tick at least one of its inputs"):
        Run(Recipe(x1=False, x2=False))
