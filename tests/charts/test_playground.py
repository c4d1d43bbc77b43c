"""What is on screen at one moment of the playground: it agrees with the run, and reads as a person writes."""

import json

import numpy as np
import pytest

from playground.charts import PlaygroundScene
from playground.charts.boundary import boundary_picture
from playground.charts.cost import cost_curve, cost_now
from playground.charts.diagram import DiagramOf
from playground.charts.playground import NO_WARNING, metric_texts
from playground.charts.words import magnitude, percent
from playground.training import Config, Extent, Field, InStep, Measurement, View, health

SMALL = Config(samples=40, n_h=3, scale=1.0, test_share=25)


def scene_of(config, iterations=0, **view):
    runs = InStep(config)
    runs.advance(iterations)
    return runs.first, PlaygroundScene(runs, View(**view))


def runs_extent(run):
    return Extent.around(np.hstack([run.X, run.X_test]))


@pytest.mark.parametrize(
    ("measurement", "texts"),
    [
        (Measurement(0, 0.693048, 0.5, None, None), ["0", "0.6930", "50.0 %", "–"]),
        (Measurement(1, 0.0000123, 1.0, 2.5, 0.0), ["1", "0.0000", "100.0 %", "0.0 %"]),
        (Measurement(999, 22.16684, 0.3333, 0.7, 0.666), ["999", "22.1668", "33.3 %", "66.6 %"]),
        (Measurement(1000, 0.28808, 0.8926, None, None), ["1,000", "0.2881", "89.3 %", "–"]),
        (Measurement(1_000_000, 0.2186, 0.905, 0.25, 0.905), ["1,000,000", "0.2186", "90.5 %", "90.5 %"]),
    ],
)
def test_numbers_as_a_person_reads_them(measurement, texts):
    assert metric_texts(measurement) == texts
    assert len(texts) == len(PlaygroundScene.metrics)


def test_the_reference_run_after_1000_iterations():
    run, scene = scene_of(Config(), 1000)
    shown = scene.frame()
    assert shown["x"] == 1000
    iteration, cost, train, test, warned = shown["texts"]
    assert warned == NO_WARNING
    assert (iteration, cost, test) == ("1,000", "0.2881", "–")
    assert train.endswith(" %")
    assert float(train.removesuffix(" %")) == pytest.approx(100 * run.measure().accuracy, abs=0.0501)
    assert run.measure().accuracy == 0.8925
    assert shown["traces"] == {"cost": 2 * [{"x": [1000], "y": [0.28808]}]}


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("share", [0, 25])
def test_a_frame_is_the_run_at_this_moment(share, hard):
    run, scene = scene_of(Config(samples=40, test_share=share), 123, hard=hard)
    before = run.parameters.vector.copy()
    shown, measured = scene.frame(), run.measure()
    field = Field(run.parameters, runs_extent(run))
    costs = [measured.cost, measured.test_cost] if share else [measured.cost]
    assert set(shown) == {"x", "images", "traces", "texts", "tables", "diagram"}
    assert shown["x"] == run.iteration == 123
    assert shown["texts"] == [*metric_texts(measured), NO_WARNING]
    assert shown["traces"] == {"cost": cost_now((123, cost) for cost in costs)}
    assert len(shown["traces"]["cost"]) == len(scene.figures()["cost"].data) == 2 * len(costs)
    assert shown["images"] == {"boundary": [boundary_picture(field.evaluate(run.parameters), hard)]}
    layers = health(run.evaluate())
    assert [cells for _, cells in shown["tables"][0]] == [
        [layer.name, str(layer.units), percent(layer.lost), magnitude(layer.gradient)] for layer in layers
    ]
    assert shown["diagram"] == DiagramOf(run, runs_extent(run)).now(run.evaluate())
    assert scene.curves() == {"cost": cost_curve(run)}
    np.testing.assert_array_equal(run.parameters.vector, before)


def test_without_detail_what_moves_slowly_stays_as_it_is():
    _, scene = scene_of(SMALL, 50)
    whole, less = scene.frame(), scene.frame(detail=False)
    del whole["diagram"]
    assert less == {**whole, "tables": []}


def test_a_warning_stays_until_the_next_detail():
    run, scene = scene_of(Config(samples=40, initialisation="zero"))
    assert "No weight has a gradient" in scene.frame()["texts"][-1]
    run.nudge({"W1": run.parameters["W1"] + 0.5, "W2": run.parameters["W2"] + 0.5})
    assert "No weight has a gradient" in scene.frame(detail=False)["texts"][-1]
    assert scene.frame()["texts"][-1] == NO_WARNING


def test_hard_classes_are_another_picture():
    assert scene_of(SMALL, 50)[1].frame()["images"] != scene_of(SMALL, 50, hard=True)[1].frame()["images"]


@pytest.mark.parametrize("log", [False, True])
def test_the_cost_axis_is_the_view_s(log):
    _, scene = scene_of(SMALL, log_cost=log)
    assert scene.figures()["cost"].layout.yaxis.type == ("log" if log else "linear")


@pytest.mark.parametrize("share", [0, 25])
def test_the_lines_are_named_after_their_samples(share):
    _, scene = scene_of(Config(samples=40, test_share=share))
    names = [trace.name for trace in scene.figures()["cost"].data if trace.mode == "lines"]
    assert names == (["train", "test"] if share else ["train"])


@pytest.mark.parametrize("learning_rate", [1.2, 100.0])
def test_a_frame_can_be_sent_even_of_a_run_that_diverged(learning_rate):
    config = Config(samples=40, activation="leaky_relu", initialisation="he", learning_rate=learning_rate)
    run, scene = scene_of(config, 100)
    assert bool(run.divergence) == (learning_rate == 100)
    json.dumps([scene.frame(), scene.curves()], allow_nan=False)
