"""What a cursor reads: the same as the network says there, and of the samples that the figure draws there."""

import base64
import json

import numpy as np
import pytest

from playground.charts import PairScene, PlaygroundScene
from playground.charts.cursor import PLACES, maps_in_words, weights_in_words
from playground.charts.digits import DigitsScene
from playground.language import ENGLISH, rendered
from playground.nn import predict
from playground.training import cell_centres
from tests.charts import scenes


def read(scene, chart="boundary"):
    """What is sent of a chart, as the page gets it."""
    return json.loads(json.dumps(rendered(scene.readings()[chart](), ENGLISH)))


def codes(written):
    return np.frombuffer(base64.b64decode(written), "<u2").astype(int)


def drawn_groups(scene, chart="boundary"):
    """The points of each group as the figure draws them, as the page finds them."""
    traces = [trace for trace in scene.figures()[chart].data if trace.mode == "markers" and trace.opacity != 0]
    return [np.array([trace.x, trace.y], float) for trace in traces]


@pytest.mark.parametrize(("dataset", "K"), [("moons", 2), ("blobs", 3)])
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


@pytest.mark.parametrize("kind", [PairScene, DigitsScene])
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
