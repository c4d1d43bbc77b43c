"""The charts of the page on activations: what they draw, and sentences that follow from the numbers."""

import itertools
import json
import re

import numpy as np
import pytest

from playground.charts.activations import (
    LAYERS_THROUGH,
    RESOLUTION,
    TITLES,
    DeadReLUScene,
    curves_still,
    gradients_still,
    outputs_still,
    what_becomes_of_it,
    what_comes_through,
    what_moves,
    what_rests,
)
from playground.charts.boundary import boundary_picture
from playground.lessons.activations import (
    DEAD_RELU_PRESETS,
    DeadReLU,
    DeadReLUView,
    Inputs,
    Layers,
    Push,
    UnitNow,
    value_and_slope,
)
from playground.nn import ACTIVATIONS, Parameters
from playground.nn.activations import Activation
from playground.training import Field, InStep, View

ON, OFF, DEAD = UnitNow(0.1, 0.34, 0.2), UnitNow(-9.0, 0.0, 0.0012), UnitNow(-9.0, 0.0, 0.0)


def fits(still):
    """Whether there is a text for each number and sentence, a table for each with headings, a figure for each chart."""
    texts = len(still.metrics) + sum(panel.sentence + len(panel.metrics) for panel in still.panels)
    tables = [panel.table for panel in still.panels if panel.table]
    charts = [chart for panel in still.panels for chart in panel.charts]
    assert len(still.texts) == texts
    assert all(isinstance(text, str) and text for text in still.texts)
    assert len(still.tables) == len(tables)
    for table, rows in zip(tables, still.tables, strict=True):
        assert all(len(cells) == len(table) for _, cells in rows)
    assert sorted(charts) == sorted(still.figures)
    return True


# Value and slope


@pytest.mark.parametrize("z", [-6.0, 0.0, 0.1, 2.0, 6.0])
def test_the_dots_are_on_the_curves_at_z(z):
    still = curves_still(z)
    assert fits(still)
    figure = still.figures["curves"]
    for kind, axis in enumerate(("y", "y2")):
        traces = [trace for trace in figure.data if trace.yaxis == axis]
        lines, dots = traces[: len(ACTIVATIONS)], traces[len(ACTIVATIONS) :]
        for name, line, dot in zip(ACTIVATIONS, lines, dots, strict=True):
            assert line.name == dot.name == name
            assert dot.x == (z,)
            assert dot.y[0] == pytest.approx(value_and_slope(name, z)[kind][0], rel=1e-4)
            here = list(line.x).index(z)
            assert line.y[here] == pytest.approx(dot.y[0], abs=1e-4)
    (mark,) = figure.layout.shapes
    assert mark.x0 == mark.x1 == z


def test_the_table_follows_the_gradient_through_four_layers():
    (rows,) = curves_still(0.0).tables
    cells = {row[0]: row[1:] for _, row in rows}
    assert cells["sigmoid"] == ["0.500", "0.250", "0.0039"]
    assert float(cells["sigmoid"][2]) == pytest.approx(0.25**LAYERS_THROUGH, rel=0.01)
    assert cells["relu"] == ["0", "0", "0"]
    assert cells["leaky_relu"] == ["0", "0.010", "1e-08"]


def test_what_comes_through_is_told_of_every_activation_once():
    for z in np.linspace(-6, 6, 25):
        (sentence,) = curves_still(float(z)).texts
        assert all(len(re.findall(rf"\b{name}\b", sentence)) == 1 for name in ACTIVATIONS)
    assert (
        what_comes_through({"a": 1.0, "b": 0.0}) == "All of a gradient comes through a. Nothing at all comes through b."
    )
    assert what_comes_through({"a": 0.5}) == "A part comes through a (0.5 of it)."


def test_a_further_activation_appears_by_itself(monkeypatch):
    half = Activation(lambda Z, out: np.multiply(Z, 0.5, out=out), lambda A, out: out.fill(0.5), steepest=0.5)
    monkeypatch.setitem(ACTIVATIONS, "half", half)
    still = curves_still(2.0)
    assert still.tables[0][-1] == (-1, ["half", "1.000", "0.500", "0.062"])
    assert [trace.name for trace in still.figures["curves"].data].count("half") == 4
    assert "half" in still.texts[0]
    assert "outputs-half" in outputs_still(Inputs().outputs()).figures


# Where the outputs lie


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0])
def test_the_bars_hold_every_output_and_0_is_in_the_middle(spread):
    outputs = Inputs(spread=spread).outputs()
    still = outputs_still(outputs)
    assert fits(still)
    for name, each in outputs.items():
        figure = still.figures[f"outputs-{name}"]
        (bars,) = figure.data
        assert sum(bars.y) == pytest.approx(1)
        mean = sum(x * y for x, y in zip(bars.x, bars.y, strict=True))
        assert mean == pytest.approx(each.mean, abs=bars.width)
        low, high = figure.layout.xaxis.range
        assert low == -high
        assert [shape.x0 for shape in figure.layout.shapes] == [0, pytest.approx(each.mean, rel=1e-4)]


@pytest.mark.parametrize("spread", [0.1, 1.0, 5.0])
def test_the_sentence_says_which_outputs_are_centred(spread):
    *_, sentence = outputs_still(Inputs(spread=spread).outputs()).texts
    centred, others = sentence.split(" To one side of 0 are those from ")
    assert centred.endswith("from tanh.")
    off = dict(re.findall(r"(\w+) \(([\d.]+) spreads above 0\)", others))
    assert set(off) == set(ACTIVATIONS) - {"tanh"}
    assert float(off["sigmoid"]) > float(off["relu"]) > 0.5


# The gradient of each layer


@pytest.mark.parametrize(
    "layers", [Layers(), Layers("tanh", "random", 1e-4, 3), Layers("relu", width=1, layers_seed=3)]
)
def test_the_lines_and_the_table_hold_the_gradients(layers):
    gradients = layers.gradients()
    still = gradients_still(gradients)
    assert fits(still)
    for line, lengths in zip(still.figures["gradients"].data, gradients.values(), strict=True):
        assert list(line.x) == list(range(1, len(lengths) + 1))
        assert [y or 0 for y in line.y] == pytest.approx(lengths, rel=1e-4)
    (rows,) = still.tables
    for column, lengths in enumerate(gradients.values(), start=1):
        cells = [cells[column] for _, cells in rows[:-1]]
        assert [float(cell) for cell in cells if cell] == pytest.approx(lengths, rel=0.06)
        assert rows[-1][1][column] == (f"{lengths[0] / lengths[-1]:.2g}" if lengths[-1] else "–")


@pytest.mark.parametrize(
    ("deep", "says", "not_says"),
    [
        ([0.001, 0.01, 0.1], "smaller at every layer", "larger"),
        ([0.01, 0.001, 0.2], "It is smaller.", "every layer"),
        ([0.1, 0.2, 0.1], "of one size", "smaller"),
        ([3.0, 0.2, 0.1], "larger", "one size"),
        ([1e-9, 1e-9, 1e-9], "every layer of the deep network has a small one", "smaller"),
        ([0.0, 0.0, 0.0], "every gradient is 0", "times"),
        ([0.0, 0.0, 0.1], "is 0 times the last layer’s", "larger"),
    ],
)
def test_what_becomes_of_the_gradient_follows_from_its_lengths(deep, says, not_says):
    sentence = what_becomes_of_it({1: [0.5, 0.5], 2: deep})
    assert says in sentence
    assert not_says not in sentence


def test_every_choice_has_a_sentence_without_a_number_that_is_none():
    for activation, initialisation, scale, width in itertools.product(
        ACTIVATIONS, ("xavier", "he", "random"), (1e-4, 10), (1, 10)
    ):
        still = gradients_still(Layers(activation, initialisation, scale, width).gradients())
        assert fits(still)
        assert not re.search(r"\b(nan|inf)\b", " ".join([*still.texts, *map(str, still.tables)]))


# A unit that dies


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
        own = Field(run.parameters, runs.extent, RESOLUTION).evaluate(run.parameters)
        assert images[f"boundary-{name}"] == [boundary_picture(own)]
    as_relu = Parameters.from_arrays(runs["leaky_relu"].parameters, "relu")
    wrong = Field(as_relu, runs.extent, RESOLUTION).evaluate(as_relu)
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
