"""What is on screen at one moment of the playground: it agrees with the run, and reads as a person writes."""

import json

import numpy as np
import pytest

from playground.charts.cost import CostCurve, cost_now
from playground.charts.diagram import DiagramOf
from playground.charts.numbers import numbers_of
from playground.charts.plane.boundary import boundary_picture
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Extent, Field, Measurement, Recipe, Run, RunGroup, View, diagnosis, health
from tests.charts import scenes

SMALL = {"samples": 40, "n_h": 3, "scale": 1.0, "test_share": 25}


def scene_of(iterations=0, **settings):
    runs, scene = scenes.scene_of(PlaygroundScene, iterations, **settings)
    return runs.first, scene


def sentence(scene, detail=True):
    """What the page says under the pictures."""
    (said,) = (panel.sentence for panel in scene.now(detail).panels if panel.sentence is not None)
    return said


def extent_of(run):
    return Extent.around(np.hstack([run.X, run.X_test]))


@pytest.mark.parametrize(
    ("measurement", "texts"),
    [
        (Measurement(0, 0.693048, 0.5, None, None), ["0", "0.6930", "50.0 %"]),
        (Measurement(1, 0.0000123, 1.0, 2.5, 0.0), ["1", "1.2e-05", "100.0 %", "0.0 %"]),
        (Measurement(999, 22.16684, 0.3333, 0.7, 0.666), ["999", "22.1668", "33.3 %", "66.6 %"]),
        (Measurement(1000, 0.28808, 0.8926, None, None), ["1,000", "0.2881", "89.3 %"]),
        (Measurement(1_000_000, 0.2186, 0.905, 0.25, 0.905), ["1,000,000", "0.2186", "90.5 %", "90.5 %"]),
    ],
)
def test_numbers_as_a_person_reads_them(measurement, texts, monkeypatch):
    run = Run(Recipe())
    monkeypatch.setattr(run, "measure", lambda: measurement)
    names = ("Iteration", "Cost", "Train accuracy", "Test accuracy")
    assert numbers_of(run) == dict(zip(names[: len(texts)], texts, strict=True))


def test_epochs_and_both_parts_of_the_cost_are_told_where_there_are_any():
    run = Run(Recipe(batch_size=32, l2=0.01, l1=0.001))
    run.advance(1300)
    numbers, weights = numbers_of(run), [run.parameters["W1"], run.parameters["W2"]]
    penalty = sum(0.005 * (W**2).sum() + 0.001 * np.abs(W).sum() for W in weights)
    a = run.outputs
    samples = -np.mean(run.Y * np.log(a) + (1 - run.Y) * np.log(1 - a))
    assert list(numbers)[:3] == ["Iteration", "Epoch", "Cost"]
    assert numbers["Epoch"] == "100.0"  # 400 samples are 13 batches
    assert numbers["Cost"] == f"{samples + penalty:.4f} (samples {samples:.4f} + penalty {penalty:.4f})"
    assert penalty > 0.01
    assert "Epoch" not in numbers_of(Run(Recipe(batch_size=400)))


def test_what_is_set_one_click_away_is_said_beside_the_numbers():
    def beside(**settings):
        scene = PlaygroundScene(RunGroup(Experiment.alone(Recipe(**settings))), View())
        return {
            label: text for label, text in scene.now().numbers.items() if label in ("Steps", "Inputs", "Learning rate")
        }

    assert beside() == beside(batch_size=400, batch_seed=9, half_life=7) == {}
    assert beside(update_rule="adam", batch_size=32, l2=0.01) == {"Steps": "Adam · batches of 32 · penalty L2 0.01"}
    assert beside(x1=False, x1_x2=True, sin_x1=True) == {"Inputs": "x₂ · x₁x₂ · sin x₁"}
    assert beside(schedule="step", half_life=50) == {
        "Learning rate": "1.2",
        "Steps": "schedule in steps · half-life 50",
    }
    run = Run(Recipe(schedule="step", half_life=50))
    run.advance(120)
    assert numbers_of(run)["Learning rate"] == "0.3"


def test_the_reference_run_after_1000_iterations():
    run, scene = scene_of(1000)
    shown, numbers = scene.frame(), scene.now().numbers
    assert shown["iteration"] == 1000
    assert sentence(scene) == ""
    train = numbers["Train accuracy"]
    assert numbers | {"Train accuracy": ""} == {
        "Iteration": "1,000",
        "Cost": "0.2881",
        "Train accuracy": "",
    }
    assert train.endswith(" %")
    assert float(train.removesuffix(" %")) == pytest.approx(100 * run.measure().score, abs=0.0501)
    assert run.measure().score == 0.8925
    assert shown["traces"] == {"cost": 2 * [{"x": [1000], "y": [0.28808]}]}


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("share", [0, 25])
def test_a_frame_is_the_run_at_this_moment(share, hard):
    run, scene = scene_of(123, samples=40, test_share=share, hard=hard)
    before = run.parameters.vector.copy()
    shown, measured = scene.frame(), run.measure()
    field = Field(run.parameters, extent_of(run))
    costs = [measured.cost, measured.test_cost] if share else [measured.cost]
    assert set(shown) == {"iteration", "images", "traces", "texts", "tables", "diagram"}
    assert shown["iteration"] == run.iteration == 123
    network = run.evaluate()
    assert shown["texts"] == [*numbers_of(run).values(), diagnosis(run, network, health(network)).sentence]
    assert shown["traces"] == {"cost": cost_now((123, cost) for cost in costs)}
    assert len(shown["traces"]["cost"]) == len(scene.figures()["cost"].data) == 2 * len(costs)
    assert shown["images"] == {"boundary": [boundary_picture(run.train, field.evaluate(run.parameters), hard)]}
    assert shown["tables"] == []
    assert shown["diagram"] == DiagramOf(run, extent_of(run)).now(run.evaluate())
    assert scene.curves() == {"cost": CostCurve(run).so_far()}
    np.testing.assert_array_equal(run.parameters.vector, before)


def test_without_detail_what_moves_slowly_stays_as_it_is():
    _, scene = scene_of(50, **SMALL)
    whole, less = scene.frame(), scene.frame(detail=False)
    del whole["diagram"]
    assert less == whole | {"texts": [*whole["texts"][:-1], None]}


def test_a_diagnosis_stays_until_the_next_detail():
    run, scene = scene_of(samples=40, initialisation="zero")
    assert "No weight or bias has a gradient" in sentence(scene)
    assert scene.advice == {"initialisation": "xavier"}
    run.nudge({"W1": run.parameters["W1"] + 0.5, "W2": run.parameters["W2"] + 0.5})
    assert "No weight or bias has a gradient" in sentence(scene, detail=False)
    after = sentence(scene)
    assert "No weight or bias has a gradient" not in after
    assert (after, scene.advice) == diagnosis(run, run.evaluate(), health(run.evaluate()))


def test_network_pictures_and_sentence_come_first_and_the_large_unit_after_them():
    _, scene = scene_of(samples=40)
    panels = scene.now().panels
    assert [panel.below for panel in panels] == sorted(panel.below for panel in panels)
    first = [panel for panel in panels if not panel.below]
    assert [name for panel in first for name in panel.charts] == ["boundary", "cost"]
    assert first[-1].sentence is not None
    assert [panel.diagram for panel in panels if panel.diagram] == ["network", "unit"]
    assert [panel.diagram == "unit" for panel in panels] == [panel.below for panel in panels]


def test_hard_classes_are_another_picture():
    assert scene_of(50, **SMALL)[1].frame()["images"] != scene_of(50, hard=True, **SMALL)[1].frame()["images"]


@pytest.mark.parametrize("log", [False, True])
def test_the_axes_of_the_cost_are_the_view_s(log):
    _, scene = scene_of(log_cost=log, log_iteration=not log, **SMALL)
    layout = scene.figures()["cost"].layout
    assert layout.yaxis.type == ("log" if log else "linear")
    assert layout.xaxis.type == ("linear" if log else "log")


@pytest.mark.parametrize("share", [0, 25])
def test_the_lines_are_named_after_their_samples(share):
    _, scene = scene_of(samples=40, test_share=share)
    names = [trace.name for trace in scene.figures()["cost"].data if trace.mode == "lines"]
    assert names == (["train", "test"] if share else ["train"])


@pytest.mark.parametrize("learning_rate", [1.2, 100.0])
def test_a_frame_can_be_sent_even_of_a_run_that_diverged(learning_rate):
    run, scene = scene_of(100, samples=40, activation="leaky_relu", initialisation="he", learning_rate=learning_rate)
    assert bool(run.divergence) == (learning_rate == 100)
    json.dumps([scene.frame(), scene.curves()], allow_nan=False)
