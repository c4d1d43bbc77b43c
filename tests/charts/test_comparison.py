"""Several runs side by side: what stands under each boundary is what its network says."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from playground.charts import HowLargeAStartScene, ZeroOrRandomScene
from playground.charts.boundary import SMALL_RESOLUTION, boundary_picture
from playground.charts.scene import divergence, shorten
from playground.charts.unit_maps import tiles
from playground.lessons.starts import (
    HOW_LARGE_PRESETS,
    ZERO_OR_RANDOM_PRESETS,
    HowLargeAStart,
    ScalesView,
    ZeroOrRandom,
)
from playground.nn import ACTIVATIONS
from playground.training import Field, InStep, View, saturated_share, verdict

DIVERGING = {"samples": 20, "activation": "leaky_relu", "learning_rate": 100.0}
ONE_DIVERGES = ZeroOrRandom(scale=1.0, **DIVERGING)
SOME_DIVERGE = HowLargeAStart(depth=2, scale_1=1.0, scale_2=1e-4, scale_3=2.0, **DIVERGING)

ZERO_OR_RANDOM = {preset.name: ZeroOrRandom(**preset.settings) for preset in ZERO_OR_RANDOM_PRESETS}
HOW_LARGE = {preset.name: HowLargeAStart(**preset.settings) for preset in HOW_LARGE_PRESETS}
BOTH = ZERO_OR_RANDOM | HOW_LARGE


def of_every_preset(configs):
    return pytest.mark.parametrize("config", configs.values(), ids=configs)


def scene_of(config, iterations=0, **view):
    runs = InStep(config)
    runs.advance(iterations)
    if isinstance(config, ZeroOrRandom):
        return runs, ZeroOrRandomScene(runs, View(**view))
    return runs, HowLargeAStartScene(runs, ScalesView(**view))


def said(scene, detail=True):
    """The sentence and the numbers of each panel, by its title."""
    texts = iter(scene.frame(detail)["texts"][len(scene.metrics) :])
    found = {}
    for panel in scene.panels:
        sentence = next(texts) if panel.sentence else None
        found[panel.title] = sentence, {metric: next(texts) for metric in panel.metrics}
    return found


def unit_tiles(picture, units):
    """The tiles of a picture of unit maps, each as bytes."""
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture, validate=True))).convert("RGBA"))
    rows, columns = tiles(units)
    height, width = image.shape[0] // rows, image.shape[1] // columns
    places = (divmod(unit, columns) for unit in range(units))
    return [image[r * height : (r + 1) * height, c * width : (c + 1) * width].tobytes() for r, c in places]


# Both pages


@of_every_preset(BOTH)
def test_a_panel_for_each_run_and_one_for_the_cost(config):
    runs, scene = scene_of(config)
    *panels, cost = scene.panels
    assert [panel.title for panel in panels] == [run.config.start for run in runs.values()]
    assert [panel.charts[0] for panel in panels] == [f"boundary-{name}" for name in runs]
    assert all(panel.sentence and not panel.wide for panel in panels)
    assert (cost.charts, cost.wide, cost.sentence, tuple(cost.metrics)) == (("cost",), True, False, ())


@of_every_preset(BOTH)
def test_the_cost_lines_are_named_after_the_starts_and_all_differ_in_look(config):
    runs, scene = scene_of(config)
    lines = [trace for trace in scene.figures()["cost"].data if trace.mode == "lines"]
    assert [line.name for line in lines] == [run.config.start for run in runs.values()]
    assert len({(line.line.color, line.line.dash) for line in lines}) == len(lines)
    assert len({line.line.color for line in lines}) == len(lines)
    assert len({line.line.dash for line in lines}) == 2


@of_every_preset(BOTH)
def test_each_boundary_is_that_of_its_run(config):
    runs, scene = scene_of(config, 20)
    images = scene.frame()["images"]
    for name, run in runs.items():
        probability = Field(run.parameters, runs.extent, SMALL_RESOLUTION).evaluate(run.parameters)
        assert images[f"boundary-{name}"] == [boundary_picture(probability)]


@pytest.mark.parametrize("config", [ZeroOrRandom(), HowLargeAStart()], ids=["two", "six"])
def test_hard_classes_are_other_pictures(config):
    runs, scene = scene_of(config, 20, hard=True)
    for name, run in runs.items():
        probability = Field(run.parameters, runs.extent, SMALL_RESOLUTION).evaluate(run.parameters)
        picture = boundary_picture(probability, hard=True)
        assert scene.frame()["images"][f"boundary-{name}"] == [picture] != [boundary_picture(probability)]


@of_every_preset(BOTH)
def test_cost_and_accuracy_are_those_of_each_run(config):
    runs, scene = scene_of(config, 20)
    frame = scene.frame()
    assert frame["x"] == 20
    assert frame["texts"][: len(scene.metrics)] == ["20"]
    for run, (_, numbers) in zip(runs.values(), said(scene).values(), strict=False):
        measured = run.measure()
        assert numbers["Cost"] == f"{measured.cost:.4f}"
        assert numbers["Accuracy"] == f"{100 * measured.accuracy:.1f} %"
    now = [run.measure().cost for run in runs.values()]
    np.testing.assert_allclose([trace["y"][0] for trace in frame["traces"]["cost"]], 2 * now, rtol=1e-4)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("config", [ZeroOrRandom(), HowLargeAStart()], ids=["two", "six"])
def test_the_cost_axis_is_the_view_s(config, log):
    _, scene = scene_of(config, log_cost=log)
    assert scene.figures()["cost"].layout.yaxis.type == ("log" if log else "linear")


@pytest.mark.parametrize("config", [ONE_DIVERGES, SOME_DIVERGE], ids=["two", "six"])
def test_a_diverged_run_says_so_and_its_line_ends(config):
    runs, scene = scene_of(config, 900)
    diverged = [run.divergence is not None for run in runs.values()]
    assert any(diverged)
    assert not all(diverged)
    frame = scene.frame()
    assert frame["x"] == 900
    ends = [(run.iteration, shorten(run.measure().cost)) for run in runs.values()]
    assert [(*trace["x"], *trace["y"]) for trace in frame["traces"]["cost"]] == 2 * ends
    assert [end[0] < 900 for end in ends] == diverged
    assert [y[-1] is None for y in scene.curves()["cost"]["y"][: len(runs)]] == diverged
    for run, (sentence, numbers) in zip(runs.values(), said(scene).values(), strict=False):
        if run.divergence:
            assert sentence == divergence(run)
            assert sentence.startswith(f"Training diverged: {run.divergence.parameter} blew up")
            assert f"at iteration {run.divergence.iteration:,}." in sentence
            assert f"Try a learning rate below {run.config.learning_rate:g}" in sentence
            assert ("or smaller first weights" in sentence) == run.config.uses_scale
            assert numbers["Cost"] == f"{run.measure().cost:.4f}"
        else:
            assert "iverged" not in sentence
    json.dumps([frame, scene.curves()], allow_nan=False)


def test_when_all_have_diverged_the_last_line_ends_with_its_dot():
    runs, scene = scene_of(HowLargeAStart(**{f"scale_{n}": 1.0 * n for n in range(1, 5)}, **DIVERGING), 900)
    assert runs.ended
    frame = scene.frame()
    assert frame["x"] == runs.iteration < 900
    assert [trace["x"] for trace in frame["traces"]["cost"]] == 2 * [[run.iteration] for run in runs.values()]


# Zero or random


@of_every_preset(ZERO_OR_RANDOM)
@pytest.mark.parametrize("iterations", [0, 200])
def test_the_verdict_is_that_of_each_network(config, iterations):
    runs, scene = scene_of(config, iterations)
    for run, (sentence, numbers) in zip(runs.values(), said(scene).values(), strict=False):
        judged = verdict(run.evaluate(), run.first)
        (distinct,) = (text for metric, text in numbers.items() if metric.startswith("Distinct units"))
        assert sentence == judged.sentence
        assert distinct == (f"{judged.distinct} of {judged.units}" if judged.units else "–")
        assert float(numbers["Largest weight gradient"]) == pytest.approx(judged.gradient, rel=0.06)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n_h", [1, 4, 13])
def test_identical_units_are_identical_tiles_and_others_are_not(activation, n_h):
    runs, scene = scene_of(ZeroOrRandom(left="constant", activation=activation, n_h=n_h, samples=40, scale=1.0), 30)
    images = scene.frame()["images"]
    assert verdict(runs["left"].evaluate(), runs["left"].first).distinct == 1
    assert len(set(unit_tiles(images["units-left"][0], n_h))) == 1
    assert len(set(unit_tiles(images["units-right"][0], n_h))) == n_h


def test_a_nudged_unit_is_another_tile():
    runs, scene = scene_of(ZeroOrRandom(left="constant", samples=40))
    runs["left"].nudge({"W1": [[0, 0], [0, 0], [0.5, 0], [0, 0]]})
    first, second, third, fourth = unit_tiles(scene.frame()["images"]["units-left"][0], 4)
    assert first == second == fourth != third


def test_without_detail_the_unit_maps_are_left_out_and_all_else_is_kept():
    runs, scene = scene_of(ZeroOrRandom(samples=40), 50)
    full, spare = scene.frame(), scene.frame(detail=False)
    assert set(full["images"]) - set(spare["images"]) == {"units-left", "units-right"}
    assert spare == full | {"images": {name: full["images"][name] for name in spare["images"]}}
    assert set(spare["images"]) == {f"boundary-{name}" for name in runs}


def test_without_detail_the_range_is_that_of_the_maps_on_screen():
    runs, scene = scene_of(ZeroOrRandom(samples=40))
    before = [numbers["Unit maps, purple to green"] for _, numbers in list(said(scene).values())[:2]]
    runs.advance(200)
    without = [numbers["Unit maps, purple to green"] for _, numbers in list(said(scene, detail=False).values())[:2]]
    after = [numbers["Unit maps, purple to green"] for _, numbers in list(said(scene).values())[:2]]
    assert before == without
    assert before[1] != after[1]


@pytest.mark.parametrize(("activation", "text"), [("tanh", "0 everywhere"), ("sigmoid", "0.5 everywhere")])
def test_the_range_of_units_that_put_out_the_same_everywhere(activation, text):
    _, scene = scene_of(ZeroOrRandom(activation=activation))
    assert said(scene)["All zero"][1]["Unit maps, purple to green"] == text


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_range_is_as_wide_on_both_sides_of_the_centre_and_reaches_the_strongest_output(activation):
    runs, scene = scene_of(ZeroOrRandom(activation=activation, scale=1.0), 50)
    text = said(scene)["Random × 1"][1]["Unit maps, purple to green"]
    low, high = (float(part.replace("−", "-")) for part in text.split(" to "))
    assert (low + high) / 2 == pytest.approx(ACTIVATIONS[activation].centre, abs=1e-9)
    assert high > low
    right = runs["right"].evaluate()
    reach = np.abs(right.layers[0].A - ACTIVATIONS[activation].centre).max()
    assert (high - low) / 2 >= 0.95 * reach  # the corners of the plane lie beyond the samples


@pytest.mark.parametrize(
    "choices", [{"scale": 1e-4, "learning_rate": 1e-4}, {"scale": 1.0, **DIVERGING}], ids=["small", "large"]
)
@pytest.mark.parametrize("left", ["zero_W1", "constant"])
def test_the_range_of_the_smallest_and_the_largest_outputs_is_short(left, choices):
    runs, scene = scene_of(ZeroOrRandom(left=left, **choices), 1)
    for _ in range(20):
        runs.advance(1)
        for _, numbers in list(said(scene).values())[:2]:
            assert len(numbers["Unit maps, purple to green"]) <= 24


def test_logistic_regression_has_no_unit_maps():
    _, scene = scene_of(ZeroOrRandom(dataset="blobs", depth=0), 10)
    assert set(scene.figures()) == {"boundary-left", "boundary-right", "cost"}
    assert set(scene.frame()["images"]) == {"boundary-left", "boundary-right"}
    assert [tuple(panel.charts) for panel in scene.panels] == [("boundary-left",), ("boundary-right",), ("cost",)]
    for sentence, numbers in list(said(scene).values())[:2]:
        assert "no hidden units" in sentence
        assert numbers["Unit maps, purple to green"] == "–"


# How large a start


@of_every_preset(HOW_LARGE)
@pytest.mark.parametrize("iterations", [0, 100])
def test_the_shares_before_and_now(config, iterations):
    runs, scene = scene_of(config, iterations)
    first = InStep(config)
    for (name, run), (sentence, numbers) in zip(runs.items(), said(scene).values(), strict=False):
        *_, before, now = numbers.values()
        assert sentence == divergence(run)
        assert before == f"{100 * saturated_share(first[name].evaluate()):.1f} %"
        assert now == f"{100 * saturated_share(run.evaluate()):.1f} %"
        assert iterations or before == now


def test_before_stays_what_it_was_when_the_view_changes():
    runs, scene = scene_of(HowLargeAStart(samples=40, scale_4=10.0), 200)
    again = HowLargeAStartScene(runs, ScalesView(hard=True))
    assert said(again) == said(scene)
    assert said(again)["Random × 10"][1]["Saturated outputs before"] not in ("0.0 %", "–")


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_is_counted_depends_on_the_activation(activation):
    _, scene = scene_of(HowLargeAStart(activation=activation, samples=40))
    what = "Saturated outputs" if activation in ("sigmoid", "tanh") else "Dead units"
    assert all(tuple(panel.metrics[2:]) == (f"{what} before", f"{what} now") for panel in scene.panels[:-1])


def test_without_a_hidden_layer_there_is_no_share():
    _, scene = scene_of(HowLargeAStart(depth=0, samples=40))
    for _, numbers in list(said(scene).values())[:-1]:
        assert list(numbers.values())[2:] == ["–", "–"]
