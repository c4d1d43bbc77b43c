"""Several runs side by side: what stands under each boundary is what its network says."""

import json
from itertools import pairwise

import numpy as np
import pytest

from playground.charts.curve import shorten
from playground.charts.pair import PairScene
from playground.charts.plane.boundary import SMALL_RESOLUTION, boundary_picture
from playground.charts.scene import divergence
from playground.pages.dead_relu.scene import DeadReLUScene
from playground.pages.how_large_a_start.scene import HowLargeAStartScene
from playground.training import Experiment, Field, RunGroup, View
from playground.training.formatting import decimals
from tests.charts.scenes import said, scene_of, settings_of_presets
from tests.looped import looped

KINDS = (PairScene, HowLargeAStartScene, DeadReLUScene)
DIVERGING = {"samples": 20, "learning_rate": 100.0}
ONE_DIVERGES = (PairScene, {"activation": "leaky_relu", "scale": 1.0} | DIVERGING)
SOME_DIVERGE = (
    HowLargeAStartScene,
    {"activation": "leaky_relu", "depth": 2, "scale_1": 1.0, "scale_2": 1e-4, "scale_3": 2.0} | DIVERGING,
)


def lines_of(scene):
    return [trace for trace in scene.figures()["cost"].data if trace.mode == "lines"]


# Panels, lines and pictures


@looped(
    ("kind", "settings"),
    {
        f"{kind.__name__}: {name}": (kind, settings)
        for kind in KINDS
        for name, settings in settings_of_presets(kind).items()
    },
)
def test_of_every_preset_each_run_has_its_panel_its_line_its_picture_and_its_numbers(kind, settings):
    runs, scene = scene_of(kind, 20, **settings)
    panels, frame = scene.now().panels, scene.frame()
    above, cost, below = panels[: len(runs)], panels[len(runs)], panels[len(runs) + 1 :]
    labels = [variant.label for variant in runs.experiment.values()]
    assert [panel.title for panel in above] == labels
    assert [next(iter(panel.charts)) for panel in above] == [f"boundary-{name}" for name in runs]
    assert not any(panel.below or panel.wide for panel in (*above, cost))
    assert list(cost.charts) == ["cost"]
    assert [panel.title for panel in below] in (labels, [])
    assert all(panel.below and not panel.charts for panel in below)

    lines = [(line.name, line.line.color, line.line.dash) for line in lines_of(scene)]
    assert lines == [(each.label, each.colour, each.dash) for each in runs.experiment.values()]
    assert len({colour for _, colour, _ in lines}) == len(lines)
    assert all(one[2] != other[2] for one, other in pairwise(lines))

    for name, run in runs.items():
        probability = Field(run.parameters, runs.extent, SMALL_RESOLUTION).evaluate(run.parameters)
        assert frame["images"][f"boundary-{name}"] == [boundary_picture(run.train, probability)]
    assert (frame["iteration"], scene.now().numbers) == (20, {"Iteration": "20"})
    for name, (_, numbers) in said(scene).items():
        measured = runs[name].measure()
        assert numbers["Cost"] == decimals(measured.cost)
        accuracy = numbers["caption"] if kind is HowLargeAStartScene else numbers["Accuracy"]
        assert accuracy.removesuffix(" · diverged") == f"{100 * measured.score + 1e-9:.1f} %"
    now = [run.measure().cost for run in runs.values()]
    np.testing.assert_allclose([trace["y"][0] for trace in frame["traces"]["cost"]], 2 * now, rtol=1e-4)


@looped("kind", KINDS)
def test_labels_looks_classes_and_axes_can_be_chosen(kind):
    made, hard = scene_of(kind, samples=20, hard=True, log_cost=True)
    for name, run in made.items():
        probability = Field(run.parameters, made.extent, SMALL_RESOLUTION).evaluate(run.parameters)
        assert hard.frame()["images"][f"boundary-{name}"] == [boundary_picture(run.train, probability, hard=True)]
    axes = hard.figures()["cost"].layout
    assert (axes.xaxis.type, axes.yaxis.type) == ("linear", "log")
    variants = {
        name: variant._replace(label=f"run {number}", colour=f"#00000{number}", dash="dashdot")
        for number, (name, variant) in enumerate(made.experiment.items())
    }
    scene = kind(RunGroup(Experiment(variants)), View())
    assert [line.name for line in lines_of(scene)] == [f"run {number}" for number in range(len(made))]
    assert [line.line.color for line in lines_of(scene)] == [f"#00000{number}" for number in range(len(made))]
    assert {line.line.dash for line in lines_of(scene)} == {"dashdot"}
    assert [panel.title for panel in scene.now().panels[: len(made)]] == [line.name for line in lines_of(scene)]


def test_equal_scales_are_told_apart_in_legend_and_titles():
    same = {"scale_1": 0.01, "scale_2": 0.01, "scale_3": 0.01}
    runs, scene = scene_of(HowLargeAStartScene, samples=20, **same)
    names = [line.name for line in lines_of(scene)]
    assert names[:3] == ["Random × 0.01", "Random × 0.01 (2)", "Random × 0.01 (3)"]
    assert len(set(names)) == len(runs)
    assert [panel.title for panel in scene.now().panels[: len(runs)]] == names


# The runs


def test_when_all_have_diverged_the_last_line_ends_with_its_dot():
    scales = {f"scale_{n}": 1.0 * n for n in range(1, 5)}
    runs, scene = scene_of(HowLargeAStartScene, 900, activation="leaky_relu", **scales, **DIVERGING)
    assert runs.ended
    frame = scene.frame()
    assert frame["iteration"] == runs.iteration < 900
    assert [trace["x"] for trace in frame["traces"]["cost"]] == 2 * [[run.iteration] for run in runs.values()]
    assert "The lowest cost" not in str(scene.described())


@pytest.mark.parametrize(("kind", "settings"), [ONE_DIVERGES, SOME_DIVERGE], ids=["two", "six"])
def test_a_diverged_run_says_so_and_its_line_ends(kind, settings):
    runs, scene = scene_of(kind, 900, **settings)
    diverged = [run.divergence is not None for run in runs.values()]
    assert any(diverged)
    assert not all(diverged)
    frame = scene.frame()
    assert frame["iteration"] == 900
    ends = [(run.iteration, shorten(run.measure().cost)) for run in runs.values()]
    assert [(*trace["x"], *trace["y"]) for trace in frame["traces"]["cost"]] == 2 * ends
    assert [end[0] < 900 for end in ends] == diverged
    assert [y[-1] is None for y in scene.curves()["cost"]["y"][: len(runs)]] == diverged
    for name, (sentence, numbers) in said(scene).items():
        run = runs[name]
        if run.divergence:
            assert sentence == divergence(run)
            assert sentence.startswith(f"Training diverged: {run.divergence.parameter} blew up")
            assert f"at iteration {run.divergence.iteration:,}." in sentence
            assert f"Try a learning rate below {run.recipe.learning_rate:g}" in sentence
            assert ("or smaller initial weights" in sentence) == run.recipe.uses_scale
            assert numbers["Cost"] == decimals(run.measure().cost)
        else:
            assert "iverged" not in sentence
    json.dumps([frame, scene.curves()], allow_nan=False)
