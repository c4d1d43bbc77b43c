"""The scene in which a unit dies: each network has its own pictures, and the sentences follow from the numbers."""

import re

from playground.charts.plane.boundary import SMALL_RESOLUTION, boundary_picture
from playground.nn import Parameters
from playground.pages.dead_relu.lesson import LABELS, Push, UnitNow
from playground.pages.dead_relu.scene import UNIT_TABLE, DeadReLUScene, what_moves, what_rests
from playground.training import Field
from tests.charts import scenes
from tests.looped import looped

ON, OFF, DEAD = UnitNow(0.1, 0.34, 0.2), UnitNow(-9.0, 0.0, 0.0012), UnitNow(-9.0, 0.0, 0.0)
PRESETS = scenes.settings_of_presets(DeadReLUScene)


def scene_of(iterations=0, **settings):
    return scenes.scene_of(DeadReLUScene, iterations, **settings)


@looped("settings", PRESETS.values())
def test_both_networks_have_their_boundary_their_units_and_a_table(settings):
    runs, scene = scene_of(20, **settings)
    *above, cost, first, second = scene.now().panels
    assert [panel.title for panel in above] == [panel.title for panel in (first, second)] == list(LABELS.values())
    assert [list(panel.charts) for panel in above] == [[f"boundary-{name}", f"units-{name}"] for name in runs]
    # The second is the one that Present shows.
    assert [list(panel.numbers) for panel in above] == 2 * [["Cost", "Dead", "Off", "Accuracy"]]
    assert list(cost.charts) == ["cost"]
    for name, panel in zip(runs, (first, second), strict=True):
        assert tuple(panel.table.headings) == UNIT_TABLE
        assert len(panel.table.rows) == runs[name].recipe.n_h
    assert set(scene.frame(detail=False)["images"]) == {f"boundary-{name}" for name in runs}


def test_each_boundary_is_that_of_its_own_activation():
    runs, scene = scene_of(100)
    Push(below=5.0).press(runs)
    images = scene.frame()["images"]
    for name, run in runs.items():
        own = Field(run.parameters, runs.extent, SMALL_RESOLUTION).evaluate(run.parameters)
        assert images[f"boundary-{name}"] == [boundary_picture(run.train, own)]
    as_relu = Parameters.from_arrays(runs["leaky_relu"].parameters, "relu")
    wrong = Field(as_relu, runs.extent, SMALL_RESOLUTION).evaluate(as_relu)
    assert images["boundary-leaky_relu"] != [boundary_picture(run.train, wrong)]


def test_a_push_and_what_follows_in_words_and_numbers():
    runs, scene = scene_of(300)
    assert [sentence for sentence, _ in scenes.said(scene).values()] == [
        "Every unit is on for some samples: none is dead.",
        "Every unit is on for some samples.",
    ]
    assert all(mark == -1 for rows in scene.frame()["tables"] for mark, _ in rows)
    Push(unit=1).press(runs)
    relu, leaky = scenes.said(scene).values()
    assert relu[0] == "Unit 1 is off for every sample. Its gradient is 0, so nothing can move it: dead."
    assert (relu[1]["Off"], relu[1]["Dead"]) == ("1 of 2", "1 of 2")
    assert re.fullmatch(r"Unit 1 is off for every sample\. Its gradient is 0\.0\d+, not 0, so it moves\.", leaky[0])
    assert (leaky[1]["Off"], leaky[1]["Dead"]) == ("1 of 2", "0 of 2")
    runs.advance(1000)
    now_relu, now_leaky = scenes.said(scene).values()
    assert now_relu[0] == relu[0]
    assert re.fullmatch(
        r"Unit 1 died in the ReLU network; here it has recovered \(on for \d+\.\d % of the samples\)\.", now_leaky[0]
    )
    assert now_leaky[1]["Off"] == "0 of 2"
    dead, back = (rows[0] for rows in scene.frame()["tables"])
    assert (dead[0], dead[1][2:]) == (0, ["0.0 %", "0"])
    assert back[0] == -1
    assert back[1][2] in now_leaky[0]


@looped(
    ("units", "twins", "sentence"),
    [
        ([ON, ON], [ON, ON], "Every unit is on for some samples."),
        (
            [ON, ON],
            [DEAD, ON],
            "Unit 1 died in the ReLU network; here it has recovered (on for 34.0 % of the samples).",
        ),
        ([OFF, ON], [ON, ON], "Unit 1 is off for every sample. Its gradient is 0.0012, not 0, so it moves."),
        (
            [OFF, OFF, ON],
            [DEAD, DEAD, DEAD],
            "Unit 3 died in the ReLU network; here it has recovered (on for 34.0 % of the samples). "
            "Units 1 and 2 are off for every sample. Their smallest gradient is 0.0012, not 0, so they move.",
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
