"""Two runs side by side: the verdict under each network and the maps of its hidden units."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from playground.charts.pair import PairScene
from playground.charts.plane.unit_maps import tiles
from playground.charts.scene import divergence
from playground.nn import ACTIVATIONS
from playground.training import verdict
from tests.charts import scenes
from tests.looped import looped

PRESETS = scenes.settings_of_presets(PairScene)
RANGE = "Unit maps, purple to green"


def scene_of(iterations=0, **settings):
    return scenes.scene_of(PairScene, iterations, **settings)


def ranges(scene, detail=True):
    """Between which outputs the unit maps of each network lie, as its panel says."""
    return {name: numbers[RANGE] for name, (_, numbers) in scenes.said(scene, detail).items()}


def unit_tiles(picture, units):
    """The tiles of a picture of unit maps, each as bytes."""
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture, validate=True))).convert("RGBA"))
    rows, columns = tiles(units)
    height, width = image.shape[0] // rows, image.shape[1] // columns
    places = (divmod(unit, columns) for unit in range(units))
    return [image[r * height : (r + 1) * height, c * width : (c + 1) * width].tobytes() for r, c in places]


# The verdict


@looped("settings", PRESETS)
def test_the_verdict_is_that_of_each_network_from_the_first_update_on(settings):
    runs, scene = scene_of(**settings)
    before = scene.frame()
    for sentence, numbers in scenes.said(scene).values():
        assert (sentence, numbers["Distinct"], numbers["Gradient"]) == ("", "–", "–")
        assert numbers["Cost"] != "–" != numbers["Accuracy"]
    for iterations in (1, 99):
        runs.advance(iterations)
        for name, (sentence, numbers) in scenes.said(scene).items():
            judged = verdict(runs[name].evaluate(), runs[name].first)
            assert sentence == judged.sentence != ""
            assert numbers["Distinct"] == (f"{judged.distinct} of {judged.units}" if judged.units else "–")
            assert float(numbers["Gradient"]) == pytest.approx(judged.gradient, rel=0.06)
    runs.reset()
    assert scene.frame() == before


def test_when_already_the_first_update_blows_up_that_is_said():
    runs, scene = scene_of(dataset="blobs", activation="leaky_relu", learning_rate=100.0, n_h=1)
    for run in runs.values():
        run.nudge({"W1": [[5e14, 5e14]], "W2": -run.parameters["W2"]})
    runs.advance(1)
    assert runs.iteration == 0
    for name, (sentence, _) in scenes.said(scene).items():
        assert sentence == divergence(runs[name]) != ""


# The unit maps


@looped("activation", list(ACTIVATIONS))
def test_identical_units_are_identical_tiles_and_others_are_not(activation):
    runs, scene = scene_of(30, left="constant", activation=activation, n_h=13, samples=40, scale=1.0)
    images = scene.frame()["images"]
    assert verdict(runs["left"].evaluate(), runs["left"].first).distinct == 1
    assert len(set(unit_tiles(images["units-left"][0], 13))) == 1
    assert len(set(unit_tiles(images["units-right"][0], 13))) == 13


def test_without_detail_maps_and_their_range_are_those_on_screen():
    runs, scene = scene_of(samples=40)
    before = ranges(scene)
    runs.advance(200)
    without = ranges(scene, detail=False)
    spare, full = scene.frame(detail=False), scene.frame()
    assert before == without
    assert before["right"] != ranges(scene)["right"]
    assert set(full["images"]) - set(spare["images"]) == {"units-left", "units-right"}
    again = scene.frame(detail=False)
    assert again == full | {"images": {name: full["images"][name] for name in spare["images"]}}


@looped("activation", list(ACTIVATIONS))
def test_the_range_is_as_wide_on_both_sides_of_the_centre_and_reaches_the_strongest_output(activation):
    runs, scene = scene_of(activation=activation, scale=1.0)
    centre = ACTIVATIONS[activation].centre
    assert ranges(scene)["left"] == f"{centre:g} everywhere"  # units that all start at zero put out the same
    runs.advance(50)
    low, high = (float(part.replace("−", "-")) for part in ranges(scene)["right"].split(" to "))
    assert (low + high) / 2 == pytest.approx(centre, abs=1e-9)
    assert high > low
    reach = np.abs(runs["right"].evaluate().layers[0].A - centre).max()
    assert (high - low) / 2 >= 0.95 * reach  # the corners of the plane lie beyond the samples


@looped("left", ["zero_W1", "constant"])
def test_the_range_of_the_smallest_and_the_largest_outputs_is_short(left):
    large = {"scale": 1.0, "samples": 20, "activation": "leaky_relu", "learning_rate": 100.0}
    for choices in ({"scale": 1e-4, "learning_rate": 1e-4}, large):
        runs, scene = scene_of(1, left=left, **choices)
        for _ in range(20):
            runs.advance(1)
            assert all(len(text) <= 24 for text in ranges(scene).values())


def test_logistic_regression_has_no_unit_maps():
    _, scene = scene_of(10, dataset="blobs", depth=0)
    assert set(scene.figures()) == {"boundary-left", "boundary-right", "cost"}
    for sentence, numbers in scenes.said(scene).values():
        assert "no hidden units" in sentence
        assert RANGE not in numbers
        assert numbers["Distinct"] == "–"


def test_the_maps_are_on_the_first_screen_and_their_range_after_it():
    runs, scene = scene_of()
    panels = scene.now().panels
    assert [list(panel.charts) for panel in panels[:2]] == [[f"boundary-{name}", f"units-{name}"] for name in runs]
    assert [RANGE in panel.numbers for panel in panels] == [panel.below for panel in panels]
