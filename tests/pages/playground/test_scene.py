"""What is on screen at one moment of the playground: it agrees with the run, and reads as a person writes."""

import numpy as np

from playground.charts.cost import CostCurve, cost_now
from playground.charts.diagram import DiagramOf
from playground.charts.numbers import numbers_of
from playground.charts.plane.boundary import boundary_picture
from playground.pages.playground.scene import PlaygroundScene
from playground.training import Experiment, Extent, Field, Recipe, Run, RunGroup, View, diagnosis, health
from tests.charts import scenes
from tests.looped import looped

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
    assert beside(update_rule="adam", batch_size=32, l2=0.01) == {"Steps": "Adam · batches of 32 · L2 penalty 0.01"}
    assert beside(x1=False, x1_x2=True, sin_x1=True) == {"Inputs": "x₂ · x₁x₂ · sin x₁"}
    assert beside(schedule="step", half_life=50) == {
        "Learning rate": "1.2",
        "Steps": "schedule in steps · half-life 50",
    }
    run = Run(Recipe(schedule="step", half_life=50))
    run.advance(120)
    assert numbers_of(run)["Learning rate"] == "0.3"


@looped(("share", "hard"), [(0, False), (25, True)])
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
