"""What a cursor reads: the same as the network says there, and of the samples that the figure draws there."""

import base64
import json

import numpy as np
import pytest

from playground.charts.cursor import PLACES, maps_in_words, weights_in_words
from playground.charts.pair import PairScene
from playground.language import ENGLISH, rendered
from playground.nn import predict
from playground.pages.digits.scene import DigitsScene
from playground.pages.inside_the_symmetry.scene import InsideTheSymmetryScene
from playground.pages.playground.scene import PlaygroundScene
from playground.pages.why_depth.composed import Walks, hidden_space
from playground.training import UnitMaps, cell_centres
from tests.charts import scenes
from tests.looped import looped
from tests.pages.why_depth.test_scene import scene_of as scene_of_depth


def read(scene, chart="boundary"):
    """What is sent of a chart, as the page gets it."""
    return json.loads(json.dumps(rendered(scene.readings()[chart](), ENGLISH)))


def codes(written):
    return np.frombuffer(base64.b64decode(written), "<u2").astype(int)


def drawn_groups(scene, chart="boundary"):
    """The points of each group as the figure draws them, as the page finds them."""
    traces = [trace for trace in scene.figures()[chart].data if trace.mode == "markers" and trace.opacity != 0]
    return [np.array([trace.x, trace.y], float) for trace in traces]


@looped(("dataset", "K"), [("moons", 2), ("blobs", 3)])
def test_classes_are_those_of_the_network_at_each_place_and_at_each_sample(dataset, K):
    runs, scene = scenes.scene_of(PlaygroundScene, 60, dataset=dataset, classes=K, samples=60, test_share=25)
    run, sent = runs.first, read(scene)
    label, share = np.divmod(codes(sent["outputs"]), 1001)
    A = run.recipe.inputs_of(cell_centres(scene.extent, PLACES))
    for layer in range(1, len(run.parameters.sizes)):
        Z = run.parameters[f"W{layer}"] @ A + run.parameters[f"b{layer}"]
        last = layer == len(run.parameters.sizes) - 1
        A = np.tanh(Z) if not last else 1 / (1 + np.exp(-Z)) if len(Z) == 1 else np.exp(Z) / np.exp(Z).sum(axis=0)
    right = (A[0] > 0.5).astype(int) if len(A) == 1 else A.argmax(axis=0)
    assert np.array_equal(label, right)
    probability = np.where(right, A[0], 1 - A[0]) if len(A) == 1 else A.max(axis=0)
    assert share / 1000 == pytest.approx(probability, abs=0.00051)
    assert len(sent["groups"]) == len(drawn_groups(scene)) == 2 * K
    for group, points in zip(sent["groups"], drawn_groups(scene), strict=True):
        samples = run.test if group["name"].endswith(", test") else run.train
        members = samples.labels == group["label"]
        assert points == pytest.approx(samples.X[:, members], abs=0.0006)
        assert np.array_equal(codes(group["codes"]) // 1001, predict(run.parameters, samples.X[:, members])[0])


def test_of_numbers_outputs_and_residuals():
    runs, scene = scenes.scene_of(PlaygroundScene, 60, dataset="plane", samples=60, test_share=25)
    run, sent = runs.first, read(scene)
    step = (sent["high"] - sent["low"]) / 65_535
    train, test, _colour_bar = drawn_groups(scene)
    for group, points, samples, A in zip(
        sent["groups"], (train, test), (run.train, run.test), (run.outputs, run.tested().output.A), strict=True
    ):
        assert points == pytest.approx(samples.X, abs=0.0006)
        assert group["values"] == pytest.approx(samples.labels, abs=0.005)
        assert sent["low"] + step * codes(group["codes"]) == pytest.approx(A[0], abs=step)
    assert codes(sent["outputs"]).size == PLACES**2


def test_a_network_whose_outputs_are_too_large_is_still_read():
    runs, scene = scenes.scene_of(PlaygroundScene, dataset="plane", samples=60)
    runs.first.parameters["W2"][:] = 1e307 * np.sign(runs.first.parameters["W2"])
    sent = read(scene)
    assert np.isfinite([sent["low"], sent["high"]]).all()
    assert np.ptp(codes(sent["outputs"])) > 0


def test_of_units_where_they_are_lowest_and_highest():
    maps = np.zeros((2, 9, 9))
    maps[0, 1, 8], maps[0, 8, 4] = 0.5, -0.25
    assert [rendered(each, ENGLISH) for each in maps_in_words(maps, ["unit 1", "unit 2"])] == [
        "unit 1: from −0.25 at the bottom to 0.50 at the upper right",
        "unit 2: 0 everywhere",
    ]


@looped("kind", [PairScene, DigitsScene])
def test_each_chart_with_a_reading_has_a_figure_with_a_place_for_each_picture(kind):
    runs, scene = scenes.scene_of(kind, 3)
    said = {name: read(scene, name) for name in scene.readings()}
    assert set(said) <= set(scene.figures())
    if kind is PairScene:
        assert sorted(said) == sorted(f"{chart}-{name}" for name in runs for chart in ("boundary", "units"))
    for name, sent in said.items():
        if "cells" in sent:
            image = scene.figures()[name].layout.images[0]
            assert image.sizex == sent["columns"]
            assert image.sizey >= -(-sent["places"] // sent["columns"]) >= -(-len(sent["cells"]) // sent["columns"])


def test_of_digits_what_is_misread_and_what_units_look_for():
    runs, scene = scenes.scene_of(DigitsScene, 40)
    run = runs.first
    A, labels = run.tested().output.A, run.test.labels
    wrong = np.flatnonzero(A.argmax(axis=0) != labels)
    worst = min(wrong, key=lambda sample: A[labels[sample], sample])
    first = f"{labels[worst]}, read as {A[:, worst].argmax()} with {100 * A[:, worst].max():.1f} %"
    assert read(scene, "mistakes")["cells"][0] == first
    confused = read(scene, "confusion")
    ones = A[:, labels == 1].argmax(axis=0)
    assert confused["cells"][12] == f"1 read as 2: {np.sum(ones == 2)} of {len(ones)}"
    assert set(confused["noted"]) == {10 * labels[each] + A[:, each].argmax() for each in wrong}
    weights = np.zeros((3, 8, 8))
    weights[0, 0, 0], weights[0, 4, 4] = 2, -1.5
    weights[1] = abs(weights[0] - 1)
    weights[2] = np.linspace(0.0101, 0.0104, 64).reshape(8, 8)  # as from equal weights
    assert [rendered(each, ENGLISH) for each in weights_in_words(weights, ["unit 1", "unit 2", "unit 3"])] == [
        "unit 1 looks for ink at the upper left (weight 2.00), and for none in the middle (weight −1.50)",
        "unit 2: from 1.00 at the upper left to 2.50 in the middle",
        "unit 3: 0.01 everywhere",
    ]


def test_of_layers_each_unit_is_told_of_where_its_map_is_with_how_often_its_border_is_crossed():
    runs, scene = scene_of_depth("composed", 30)
    run, sent = runs.first, read(scene, "maps")
    counts = np.concatenate(Walks(run.parameters, scene.extent).crossings(run.parameters))
    maps = [
        each for layer in UnitMaps(run.parameters, scene.extent, 40).evaluate(run.parameters)[:-1] for each in layer
    ]
    assert len(sent["cells"]) == len(sent["at"]) == sum(run.recipe.hidden) == len(maps)
    for words, count, each in zip(sent["cells"], counts, maps, strict=True):
        assert f"; its border is crossed {count} time" in words
        assert f"from {each.min():.2f}".replace("-", "−") in words
    assert sent["cells"][-1].startswith(f"layer {len(run.recipe.hidden)}, unit 2: ")
    numbers = scene.now().traces["maps"][0]  # beside the maps, whose sides are 1
    assert [y for _x, y in sent["at"]] == numbers["y"]
    assert [x + 0.52 for x, _y in sent["at"]] == pytest.approx(numbers["x"])


@looped("activation", ["tanh", "relu"])
def test_in_the_hidden_space_the_output_unit_is_read_beside_the_points_that_are_drawn_there(activation):
    runs, scene = scene_of_depth("composed", 60, activation=activation)
    run, sent = runs.first, read(scene, "space")
    left, right, bottom, top = sent["extent"]
    places = hidden_space(run.parameters, run.X)
    assert left <= places[0].min() <= places[0].max() <= right
    assert bottom <= places[1].min() <= places[1].max() <= top
    last = len(run.parameters.sizes) - 1
    column, row = 30, 5  # from the top
    cell = np.array([[left + (column + 0.5) / PLACES * (right - left)], [top - (row + 0.5) / PLACES * (top - bottom)]])
    probability = 1 / (1 + np.exp(-(run.parameters[f"W{last}"] @ cell + run.parameters[f"b{last}"]))).item()
    label, share = divmod(int(codes(sent["outputs"])[row * PLACES + column]), 1001)
    assert label == (probability > 0.5)
    assert share / 1000 == pytest.approx(max(probability, 1 - probability), abs=0.00051)
    drawn = scene.now().traces["space"][1:3]
    assert [len(codes(group["codes"])) for group in sent["groups"]] == [len(trace["x"]) for trace in drawn]
    assert sent["inputs"] == ["unit 1:", "unit 2:"]


def test_of_units_in_the_plane_of_their_weights_where_they_are_and_where_they_were():
    _, scene = scenes.scene_of(InsideTheSymmetryScene, 20, samples=40, initialisation="constant", constant=0.5)
    sent, (here,) = read(scene, "paths"), scene.now().traces["paths"][-1:]
    (words,), ((x, y),) = sent["cells"], sent["at"]
    assert words == f"units 1–4 (×4): weight from x₁ {x:.4f}, from x₂ {y:.4f}; at the start 0.5000 and 0.5000"
    assert [x, y] == pytest.approx([*here["x"], *here["y"]], rel=1e-4)
    _, scene = scenes.scene_of(InsideTheSymmetryScene, 20, samples=40, initialisation="random")
    sent = read(scene, "paths")
    assert [each.partition(":")[0] for each in sent["cells"]] == [f"unit {number}" for number in (1, 2, 3, 4)]
    assert sent["noted"] == [0, 1, 2, 3]


def test_of_strips_what_is_answered_along_them_and_where_it_begins_to_be_wrong():
    runs, scene = scene_of_depth("folding", 40)
    sent, first = read(scene, "strips"), runs.first
    t, wanted, A = first.X[0], first.Y[0], first.outputs[0]
    assert len(sent["cells"]) == 64 * (1 + len(runs))
    begins = []
    for place in range(64):
        sample = np.abs(t - (place + 0.5) / 64).argmin()
        said = sent["cells"][64 + place]
        share = 100 * max(A[sample], 1 - A[sample])
        assert f"class {int(A[sample] > 0.5)} with {share:.1f} %" in said
        wrong = (A[sample] > 0.5) != wanted[sample]
        assert said.endswith(", misclassified") == wrong
        if wrong and not (place and sent["cells"][63 + place].endswith(", misclassified")):
            begins.append(64 + place)
        assert sent["cells"][place].endswith(f": class {int(wanted[sample])}")
    assert [each for each in sent["noted"] if each < 128] == begins


def test_of_bits_how_many_inputs_with_each_number_of_ones_are_right():
    runs, scene = scene_of_depth("parity", 40, bits=3)
    sent, first = read(scene, "strips"), runs.first
    assert sent["cells"][:4] == [
        "wanted, 0 ones: even", "wanted, 1 one: odd", "wanted, 2 ones: even", "wanted, 3 ones: odd",
    ]  # fmt: skip
    ones, right = first.X.sum(axis=0), (first.outputs[0] > 0.5) == first.Y[0]
    label = runs.experiment.labels[0]
    assert sent["cells"][5:7] == [
        f"{label}, 1 one: {right[ones == 1].sum()} of 3 right", f"{label}, 2 ones: {right[ones == 2].sum()} of 3 right",
    ]  # fmt: skip
    assert [x for x, _y in sent["at"][:4]] == pytest.approx([1 / 16, 5 / 16, 11 / 16, 15 / 16])
