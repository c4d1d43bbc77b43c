"""The scene in which a unit dies: each network has its own pictures, and the sentences follow from the numbers."""

import json
import re

import pytest

from playground.charts.boundary import SMALL_RESOLUTION, boundary_picture
from playground.charts.dead_relu import TITLES, DeadReLUScene, what_moves, what_rests
from playground.lessons.dead_relu import DEAD_RELU_PRESETS, DeadReLU, DeadReLUView, Push, UnitNow
from playground.nn import Parameters
from playground.training import Field, InStep, View

ON, OFF, DEAD = UnitNow(0.1, 0.34, 0.2), UnitNow(-9.0, 0.0, 0.0012), UnitNow(-9.0, 0.0, 0.0)


def scene_of(config, iterations=0, push=None):
    runs = InStep(config)
    runs.advance(iterations)
    if push:
        step = push.step(runs.values())
        for run in runs.values():
            run.nudge(step)
    return runs, DeadReLUScene(runs, DeadReLUView())


def said(scene):
    """The sentence and the numbers of each network, by its title."""
    texts = iter(scene.frame()["texts"][len(scene.metrics) :])
    return {
        panel.title: (next(texts), {metric: next(texts) for metric in panel.metrics}) for panel in scene.panels[:-1]
    }


@pytest.mark.parametrize("config", [DeadReLU(**preset.settings) for preset in DEAD_RELU_PRESETS])
def test_the_frame_has_what_the_panels_announce(config):
    runs, scene = scene_of(config, 20)
    frame, figures = scene.frame(), scene.figures()
    assert {chart for panel in scene.panels for chart in panel.charts} == set(figures)
    assert set(frame["images"]) == set(figures) - {"cost"}
    assert len(frame["texts"]) == 1 + sum(panel.sentence + len(panel.metrics) for panel in scene.panels)
    assert [len(rows) for rows in frame["tables"]] == [config.n_h, config.n_h]
    assert len(frame["traces"]["cost"]) == len(figures["cost"].data) == 4
    assert [line.name for line in figures["cost"].data[:2]] == list(TITLES.values())
    assert set(scene.frame(detail=False)["images"]) == {f"boundary-{name}" for name in runs}
    json.dumps([frame, scene.curves()])


def test_each_boundary_is_that_of_its_own_activation():
    runs, scene = scene_of(DeadReLU(), 100, Push(below=5.0))
    images = scene.frame()["images"]
    for name, run in runs.items():
        own = Field(run.parameters, runs.extent, SMALL_RESOLUTION).evaluate(run.parameters)
        assert images[f"boundary-{name}"] == [boundary_picture(own)]
    as_relu = Parameters.from_arrays(runs["leaky_relu"].parameters, "relu")
    wrong = Field(as_relu, runs.extent, SMALL_RESOLUTION).evaluate(as_relu)
    assert images["boundary-leaky_relu"] != [boundary_picture(wrong)]


def test_before_a_push_all_units_are_on():
    _, scene = scene_of(DeadReLU(), 100)
    assert said(scene)["ReLU"][0] == "Every unit is on for some samples: none is dead."
    assert said(scene)["Leaky ReLU"][0] == "Every unit is on for some samples."
    assert all(mark == -1 for rows in scene.frame()["tables"] for mark, _ in rows)


def test_a_push_and_what_follows_in_words_and_numbers():
    runs, scene = scene_of(DeadReLU(), 300, Push(unit=1))
    relu, leaky = said(scene).values()
    assert relu[0] == "Unit 1 is off for every sample. Its gradient is 0, so nothing can move it: dead."
    assert (relu[1]["Off for every sample"], relu[1]["Dead: no gradient"]) == ("1 of 2", "1 of 2")
    assert re.fullmatch(r"Unit 1 is off for every sample\. Its gradient is 0\.0\d+, not 0, so it moves\.", leaky[0])
    assert (leaky[1]["Off for every sample"], leaky[1]["Dead: no gradient"]) == ("1 of 2", "0 of 2")
    runs.advance(1000)
    now_relu, now_leaky = said(scene).values()
    assert now_relu[0] == relu[0]
    assert re.fullmatch(r"Dead as ReLU, but on here: unit 1 \(\d+\.\d % of the samples\)\.", now_leaky[0])
    assert now_leaky[1]["Off for every sample"] == "0 of 2"
    dead, back = (rows[0] for rows in scene.frame()["tables"])
    assert (dead[0], dead[1][2:]) == (0, ["0.0 %", "0"])
    assert back[0] == -1
    assert back[1][2] in now_leaky[0]


@pytest.mark.parametrize(
    ("units", "twins", "sentence"),
    [
        ([ON, ON], [ON, ON], "Every unit is on for some samples."),
        ([ON, ON], [DEAD, ON], "Dead as ReLU, but on here: unit 1 (34.0 % of the samples)."),
        ([OFF, ON], [ON, ON], "Unit 1 is off for every sample. Its gradient is 0.0012, not 0, so it moves."),
        (
            [OFF, OFF, ON],
            [DEAD, DEAD, DEAD],
            "Dead as ReLU, but on here: unit 3 (34.0 % of the samples). Units 1 and 2 are off for every sample. "
            "Their smallest gradient is 0.0012, not 0, so they move.",
        ),
        ([DEAD], [ON], "Unit 1 is off for every sample. Its gradient is 0, so nothing moves here."),
    ],
)
def test_what_moves_is_told_from_the_numbers(units, twins, sentence):
    assert what_moves(units, twins) == sentence


def test_what_rests_is_told_from_the_numbers():
    assert what_rests([ON]) == "Every unit is on for some samples: none is dead."
    assert what_rests([DEAD, ON, DEAD]) == (
        "Units 1 and 3 are off for every sample. Their gradient is 0, so nothing can move them: dead."
    )


def test_a_divergence_is_told_in_its_panel():
    runs, scene = scene_of(DeadReLU(learning_rate=100.0, samples=20), 500)
    assert any(run.divergence for run in runs.values())
    for run, (sentence, _) in zip(runs.values(), said(scene).values(), strict=True):
        assert ("diverged" in sentence) == (run.divergence is not None)


def test_the_cost_axis_follows_the_view():
    runs = InStep(DeadReLU())
    assert DeadReLUScene(runs, View(log_cost=True)).figures()["cost"].layout.yaxis.type == "log"
    assert DeadReLUScene(runs, View()).figures()["cost"].layout.yaxis.type == "linear"
