"""The scene of small batches: arrows, lines and words are those of the gradients at this moment."""

import re

import numpy as np
import pytest

from playground.charts.curve import shorten
from playground.pages.small_batches.batch_gradients import BATCHES, Gradients, draws
from playground.pages.small_batches.by_the_clock import Timing
from playground.pages.small_batches.lesson import reference
from playground.pages.small_batches.scene import (
    SmallBatchesScene,
    how_far_they_stray,
    timed_view,
    which_point_uphill,
    which_was_first,
)
from tests.charts.scenes import scene_of
from tests.looped import looped


@looped(
    "settings",
    [
        {"samples": 60, "size_1": 0, "size_2": 60, "size_3": 0},
        {"samples": 60, "n_h": 1, "size_1": 1, "size_2": 59, "size_3": 30, "activation": "relu"},
    ],
)
def test_arrows_are_the_batches_gradients_and_the_lines_their_spread(settings):
    runs, scene = scene_of(SmallBatchesScene, 40, **settings)
    frame, curves, figures = scene.frame(), scene.curves(), scene.figures()
    for name, figure in figures.items():
        assert len(figure.data) == len(frame["traces"][name]) == len(curves[name]["y"]), name
    gradients = Gradients(reference(runs).evaluate())
    *arrows, full, _ = frame["traces"]["cloud"]
    for arrow, size, variant, trace in zip(
        arrows, scene.sizes, runs.experiment.values(), figures["cloud"].data, strict=False
    ):
        cloud = gradients.cloud(draws(60, size))
        for axis, tips in (("x", cloud.along), ("y", cloud.across)):
            ends = np.reshape(arrow[axis], (BATCHES, 3))
            assert set(ends[:, 0]) == {0}
            assert set(ends[:, 2]) == {None}
            np.testing.assert_allclose(ends[:, 1].astype(float), tips, rtol=6e-3, atol=1e-15)
        assert trace.marker.color == variant.colour
    assert full["x"] == [0, shorten(gradients.length)]
    root, exact, length, found, *own, _ = frame["traces"]["spread"]
    assert length["y"] == [shorten(gradients.length)] * 2
    for line, of in ((root, gradients.spread.independent), (exact, gradients.spread.expected)):
        np.testing.assert_allclose(line["y"], [of(b) for b in line["x"]], rtol=1e-3)
    assert found["x"] == [1, 2, 5, 10, 20, 50]
    for b, spread in zip(found["x"], found["y"], strict=True):
        assert spread == shorten(gradients.cloud(draws(60, int(b))).spread)
    assert [point["x"] for point in own] == [[size] if size < 60 else [] for size in scene.sizes]


def test_epochs_are_those_of_each_run():
    _, scene = scene_of(SmallBatchesScene, 33, samples=60)
    x, at = scene.curves()["epochs"]["x"], scene.curves()["epochs"]["at"]
    per_epoch = (15, 2, 1)
    for line, updates in zip(x, per_epoch, strict=False):
        assert line == [shorten(iteration / updates) for iteration in at]
    panels = scene.now().panels
    assert panels[3].below
    assert panels[3].sentence.startswith("Epochs so far: 2.2 (4 samples), 17 (32 samples) and 33 (all 60).")
    looked_at = [panel.numbers["Samples looked at"] for panel in panels if panel.numbers]
    assert looked_at == ["132", "992", "1,980"]
    assert "one update" in SmallBatchesScene(scene_of(SmallBatchesScene)[0], scene.view).now().panels[3].sentence


def test_without_detail_the_gradients_stay_as_they_were():
    runs, scene = scene_of(SmallBatchesScene, 3, samples=60)
    before = scene.frame()
    runs.advance(1)
    brief = scene.frame(detail=False)
    assert set(brief["traces"]) == {"cost", "epochs"}
    assert before["texts"][2]
    assert brief["texts"][1] is None  # the page keeps the sentence, and says of which iteration it is


@looped(
    ("size", "share", "words"),
    [
        (400, 0.0, "Every batch has all samples"),
        (4, 0.0, "None of 100 batches of 4 samples leads uphill."),
        (1, 0.01, "1 of 100 batches of 1 sample leads uphill."),
        (4, 0.31, "31 of 100 batches of 4 samples lead uphill."),
    ],
)
def test_which_point_uphill(size, share, words):
    assert which_point_uphill(size, 400, share).startswith(words)


def test_how_far_they_stray_is_told_in_lengths_of_the_full_gradient():
    runs, _ = scene_of(SmallBatchesScene, 300, samples=60)
    gradients = Gradients(reference(runs).evaluate())
    (ratio,) = re.fullmatch(
        r"A batch of 2 typically misses the full gradient by ([\d.,]+) times its length\.",
        how_far_they_stray(gradients, 2),
    ).groups()
    assert float(ratio) == pytest.approx(gradients.spread.expected(2) / gradients.length, rel=0.06)
    assert how_far_they_stray(gradients, 60).startswith("The gradient of all 60 samples has length")


TIMINGS = [
    Timing(4, 400, 1000, [0.0, 0.15, 0.3], [0.9, 0.5, 0.4]),
    Timing(32, 400, 500, [0.0, 0.3], [0.9, 0.3]),
    Timing(400, 400, 100, [0.0, 0.3], [0.9, 0.6]),
]


def test_what_is_said_and_drawn_of_runs_by_the_clock():
    runs, _ = scene_of(SmallBatchesScene)
    static_view = timed_view(TIMINGS, runs.experiment)
    lines = static_view.figures["seconds"].data
    assert [list(line.y) for line in lines] == [timing.costs for timing in TIMINGS]
    assert [line.line.color for line in lines] == [each.colour for each in runs.experiment.values()]
    assert [row.cells for row in static_view.panels[1].table.rows] == [
        ["4 samples", "1,000", "300 µs", "0.400"],
        ["32 samples", "500", "600 µs", "0.300"],
        ["all 400", "100", "3 ms", "0.600"],
    ]
    assert which_was_first(TIMINGS) == (
        "After 300 ms the run with 32 samples per update has the lowest cost. An update with all 400 takes 10 times as "
        "long as one with 4 samples, and looks at 100 times as many."
    )
    assert which_was_first(TIMINGS[:1]) == "After 300 ms the run with 4 samples per update has the lowest cost."
    assert which_was_first([]) == "Nothing has been measured yet."
