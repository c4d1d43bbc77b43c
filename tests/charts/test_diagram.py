"""The diagram shows the network that it is given: maps, weights, gradients, and of wide layers the strongest units."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from playground.charts.diagram import MOST_SHOWN, RESOLUTION, SMALL, DiagramOf, input_map
from playground.charts.plane.unit_maps import unit_maps_column
from playground.data import INPUTS
from playground.nn import ACTIVATIONS, forward_propagation
from playground.training import Extent, Recipe, Run, cell_centres
from tests.looped import looped


def drawn(recipe, iterations=50):
    run = Run(recipe)
    run.advance(iterations)
    extent = Extent.around(run.X)
    return run, extent, DiagramOf(run, extent).now(run.evaluate())


def units_of(column):
    return [int(name.removeprefix("unit ")) - 1 for name in column["names"]]


@looped("depth", range(5))
def test_columns_from_the_inputs_to_the_output(depth):
    _, _, diagram = drawn(Recipe(depth=depth, n_h=3))
    titles = ["Inputs", *(f"Layer {number}" for number in range(1, depth + 1)), "Output"]
    assert [column["title"] for column in diagram["columns"]] == titles
    names = [["x₁", "x₂"], *[["unit 1", "unit 2", "unit 3"]] * depth, ["output"]]
    assert [column["names"] for column in diagram["columns"]] == names
    assert not any(column["hidden"] for column in diagram["columns"])
    assert [links["name"] for links in diagram["links"]] == [f"W{layer}" for layer in range(1, depth + 2)]


def test_layers_that_differ_in_their_activation_say_which_they_have_and_are_faint_where_it_has_its_centre():
    run, extent, diagram = drawn(Recipe(depth=3, n_h=3, activation="sigmoid", later_activation="relu"))
    assert [column.get("activation") for column in diagram["columns"]] == [None, "sigmoid", "ReLU", "ReLU", None]
    _, cache = forward_propagation(cell_centres(extent, RESOLUTION), run.parameters)
    for layer, centre in enumerate((0.5, 0, 0), start=1):
        shown = units_of(diagram["columns"][layer])
        maps = cache[f"A{layer}"].reshape(3, RESOLUTION, RESOLUTION)[shown]
        assert diagram["columns"][layer]["png"] == unit_maps_column(maps, centre)
    assert not any("activation" in column for column in drawn(Recipe(depth=3))[2]["columns"])


@looped("recipe", [Recipe(x1=False, x1_squared=True, x1_x2=True), Recipe(depth=3, n_h=12, activation="relu")])
def test_every_number_is_the_networks(recipe):
    run, extent, diagram = drawn(recipe)
    network, columns = run.evaluate(), diagram["columns"]
    rows = [range(len(columns[0]["names"])), *map(units_of, columns[1:-1]), [0]]
    for layer, (links, column) in enumerate(zip(diagram["links"], columns[1:], strict=True), start=1):
        part = np.ix_(rows[layer], rows[layer - 1])
        np.testing.assert_allclose(links["weight"], run.parameters[f"W{layer}"][part], rtol=6e-3)
        np.testing.assert_allclose(links["gradient"], network.gradients[f"dW{layer}"][part], rtol=6e-3)
        np.testing.assert_allclose(column["bias"], run.parameters[f"b{layer}"][rows[layer], 0], rtol=6e-3)
        np.testing.assert_allclose(column["bias_gradient"], network.gradients[f"db{layer}"][rows[layer], 0], rtol=6e-3)
    x1, x2 = cell_centres(extent, RESOLUTION)
    inputs = {"x₁": x1, "x₂": x2, "x₁²": x1**2, "x₁x₂": x1 * x2}
    assert columns[0]["names"] == (["x₂", "x₁²", "x₁x₂"] if recipe.x1_squared else ["x₁", "x₂"])
    for name, low, high in zip(columns[0]["names"], columns[0]["low"], columns[0]["high"], strict=True):
        assert (low, high) == pytest.approx((inputs[name].min(), inputs[name].max()), rel=6e-3)


@looped("activation", list(ACTIVATIONS))
def test_the_range_of_each_unit_is_that_of_its_outputs_over_the_plane(activation):
    run, extent, diagram = drawn(Recipe(activation=activation, n_h=5, depth=2))
    _, cache = forward_propagation(cell_centres(extent, RESOLUTION), run.parameters)
    for layer, column in enumerate(diagram["columns"][1:], start=1):
        np.testing.assert_allclose(column["low"], cache[f"A{layer}"].min(axis=1), rtol=6e-3)
        np.testing.assert_allclose(column["high"], cache[f"A{layer}"].max(axis=1), rtol=6e-3)


def test_the_map_beside_a_check_box_is_high_where_the_input_is():
    x2, x1 = np.mgrid[4 : -4 : SMALL * 1j, -4 : 4 : SMALL * 1j]
    for name, each in INPUTS.items():
        picture = Image.open(io.BytesIO(base64.b64decode(input_map(name)))).convert("RGBA")
        pixels = np.asarray(picture).astype(int)[1:-1, 1:-1]
        values = each.of(x1, x2)
        share = (values - values.min()) / np.ptp(values)
        greener = pixels[..., 1] > pixels[..., 0]
        assert greener[share > 0.6].all(), name
        assert not greener[share < 0.4].any(), name


def test_a_picture_has_a_map_for_each_unit_one_below_the_other():
    run, extent, diagram = drawn(Recipe(n_h=3), 500)
    for column in diagram["columns"]:
        image = Image.open(io.BytesIO(base64.b64decode(column["png"])))
        assert image.size == (RESOLUTION + 2, len(column["names"]) * (RESOLUTION + 2))
    image = Image.open(io.BytesIO(base64.b64decode(diagram["columns"][1]["png"])))
    pixels = np.asarray(image.convert("RGBA")).astype(int)
    _, cache = forward_propagation(cell_centres(extent, RESOLUTION), run.parameters)
    maps = cache["A1"].reshape(3, RESOLUTION, RESOLUTION)
    for unit, values in enumerate(maps):
        part = pixels[1 + unit * (RESOLUTION + 2) :][:RESOLUTION, 1:-1]
        greener = part[..., 1] > part[..., 0]
        assert greener[values > 0.1].all()
        assert not greener[values < -0.1].any()


def test_of_a_wide_layer_the_strongest_units_are_drawn_and_the_rest_is_counted():
    run, _, diagram = drawn(Recipe(n_h=50, depth=2, initialisation="xavier", learning_rate=0.1))
    again = Run(run.recipe)
    again.advance(50)
    np.testing.assert_array_equal(run.parameters.vector, again.parameters.vector)  # drawing leaves it alone
    for layer, column in enumerate(diagram["columns"][1:-1], start=1):
        strength = np.abs(run.parameters[f"W{layer + 1}"]).sum(axis=0)
        shown = units_of(column)
        assert shown == sorted(shown)
        assert len(shown) == MOST_SHOWN
        assert strength[shown].min() >= np.sort(strength)[-MOST_SHOWN]
        assert column["hidden"] == 50 - MOST_SHOWN


def test_a_unit_that_is_drawn_gives_way_only_to_one_that_is_stronger_by_a_quarter():
    run = Run(Recipe(n_h=MOST_SHOWN + 1, initialisation="constant", scale=1.0))
    diagram = DiagramOf(run, Extent.around(run.X))
    assert units_of(diagram.now(run.evaluate())["columns"][1]) == list(range(MOST_SHOWN))
    run.parameters["W2"][0, MOST_SHOWN] = 1.2
    assert MOST_SHOWN not in units_of(diagram.now(run.evaluate())["columns"][1])
    run.parameters["W2"][0, MOST_SHOWN] = 1.3
    assert MOST_SHOWN in units_of(diagram.now(run.evaluate())["columns"][1])
