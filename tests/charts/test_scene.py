"""What every scene keeps to, so that the page can show it: to test a further one, add a line to ``SCENES``."""

import base64
import io
import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from playground.charts import HowLargeAStartScene, PlaygroundScene, SymmetryScene, ZeroOrRandomScene
from playground.lessons.starts import HowLargeAStart, InsideTheSymmetry, ScalesView, UnitsView, ZeroOrRandom
from playground.training import Config, InStep, View

SCENES = {
    PlaygroundScene: (Config(), View()),
    ZeroOrRandomScene: (ZeroOrRandom(), View()),
    SymmetryScene: (InsideTheSymmetry(initialisation="random"), UnitsView()),
    HowLargeAStartScene: (HowLargeAStart(), ScalesView()),
}
WAYS = {
    "first visit": ({}, 0),
    "learns": ({}, 200),
    "one unit": ({"n_h": 1}, 50),
    "no hidden layer": ({"depth": 0}, 50),
    "test samples": ({"test_share": 25}, 50),
    "diverges": ({"activation": "leaky_relu", "scale": 1.0, "learning_rate": 100.0}, 500),
    "unlearns": ({"activation": "tanh", "scale": 10.0, "learning_rate": 100.0}, 500),
    "learns by heart": ({"dataset": "blobs", "noise": 0.0, "learning_rate": 100.0}, 300),
}


def scene_of(kind, choices, iterations):
    config, view = SCENES[kind]
    runs = InStep(replace(config, samples=40, **choices))
    runs.advance(iterations)
    return runs, kind(runs, view)


POSSIBLE = [(kind, way) for kind in SCENES for way in WAYS if not set(WAYS[way][0]) & SCENES[kind][0].fixed]


@pytest.fixture(scope="module", params=POSSIBLE, ids=lambda p: f"{p[0].__name__}: {p[1]}")
def shown(request):
    kind, way = request.param
    return scene_of(kind, *WAYS[way])


every_scene = pytest.mark.parametrize("kind", SCENES, ids=lambda kind: kind.__name__)


def texts_of_panels(scene):
    return [int(panel.sentence) + len(panel.metrics) for panel in scene.panels]


def test_there_is_a_text_for_each_metric_and_each_sentence(shown):
    _, scene = shown
    for detail in (True, False):
        texts = scene.frame(detail)["texts"]
        assert len(texts) == len(scene.metrics) + sum(texts_of_panels(scene))
        assert all(type(text) is str for text in texts)


def test_every_number_has_a_text_that_fits_beside_its_label(shown):
    _, scene = shown
    texts = iter(scene.frame()["texts"][len(scene.metrics) :])
    for panel in scene.panels:
        if panel.sentence:
            next(texts)
        for label, text in zip(panel.metrics, texts, strict=False):
            assert text
            assert "nan" not in text
            assert "inf" not in text
            if not panel.wide:
                assert len(text) <= 24, label


def test_every_figure_is_in_one_panel_and_every_panel_has_its_figures(shown):
    _, scene = shown
    named = [name for panel in scene.panels for name in panel.charts]
    assert sorted(named) == sorted(scene.figures())


def test_images_are_those_of_the_figures(shown):
    _, scene = shown
    figures, frame = scene.figures(), scene.frame()
    assert set(frame["images"]) == {name for name, figure in figures.items() if figure.layout.images}
    for name, pictures in frame["images"].items():
        assert len(pictures) == len(figures[name].layout.images)
        for picture in pictures:
            assert Image.open(io.BytesIO(base64.b64decode(picture, validate=True))).format == "PNG"
    assert set(scene.frame(detail=False)["images"]) <= set(frame["images"])


def test_traces_and_curves_are_those_of_the_figures(shown):
    _, scene = shown
    figures, frame, curves = scene.figures(), scene.frame(), scene.curves()
    assert set(frame["traces"]) == set(curves) <= set(figures)
    for name, traces in frame["traces"].items():
        assert len(traces) == len(curves[name]["y"]) == len(figures[name].data)
        for trace in traces:
            assert len({len(values) for values in trace.values()} | ({1} if "x" not in trace else set())) == 1
    for name in set(figures) - set(curves):
        assert any(len(trace.x) for trace in figures[name].data)  # nobody else brings its points


def test_curves_reach_from_the_start_up_to_now(shown):
    _, scene = shown
    for curve in scene.curves().values():
        at = curve["at"]
        assert at[0] == 0
        assert at[-1] <= scene.frame()["x"]
        assert all(one < other for one, other in pairwise(at))
        assert len(curve.get("x", curve["y"])) == len(curve["y"])
        for x, y in zip(curve.get("x", curve["y"]), curve["y"], strict=True):
            assert len(x) == len(y)
            assert len(y) in (0, len(at))


def test_every_table_has_the_columns_of_its_panel(shown):
    _, scene = shown
    tables, headed = scene.frame()["tables"], [panel.table for panel in scene.panels if panel.table]
    assert len(tables) == len(headed)
    for table, headings in zip(tables, headed, strict=True):
        assert all(len(cells) == len(headings) and type(mark) is int for mark, cells in table)


def test_all_can_be_sent(shown):
    _, scene = shown
    sent = json.dumps([scene.frame(), scene.frame(detail=False), scene.curves(), scene.panels], allow_nan=False)
    assert json.loads(sent)[0]["texts"] == scene.frame()["texts"]
    for figure in scene.figures().values():
        json.loads(figure.to_json(), parse_constant=pytest.fail)


def test_a_frame_takes_nothing_but_the_numbers(shown):
    runs, scene = shown
    before = {name: (run.parameters.vector.copy(), run.iteration) for name, run in runs.items()}
    assert scene.frame() == scene.frame()
    scene.curves()
    for name, (vector, iteration) in before.items():
        np.testing.assert_array_equal(runs[name].parameters.vector, vector)
        assert runs[name].iteration == iteration


def test_a_frame_is_its_own(shown):
    runs, scene = shown
    first = scene.frame()
    kept = json.dumps(first)
    runs.advance(10)
    scene.frame()
    assert json.dumps(first) == kept


@every_scene
def test_the_ways_lead_to_the_extremes(kind):
    for way in ("diverges", "unlearns", "learns by heart"):
        runs, _ = scene_of(kind, *WAYS[way])
        costs = [run.measure().cost for run in runs.values()]
        assert any(run.divergence for run in runs.values()) == (way == "diverges")
        assert way != "unlearns" or max(costs) > 4
        assert way != "learns by heart" or min(costs) < 1e-4


@every_scene
def test_training_is_the_same_with_and_without_frames(kind):
    watched, scene = scene_of(kind, {}, 0)
    for _ in range(20):
        watched.advance(10)
        scene.frame()
        scene.curves()
    alone, _ = scene_of(kind, {}, 200)
    for name, run in alone.items():
        np.testing.assert_array_equal(watched[name].parameters.vector, run.parameters.vector)


@every_scene
def test_every_point_is_in_the_picture(kind):
    runs, scene = scene_of(kind, {"dataset": "quantiles"}, 0)
    points = np.hstack([part for run in runs.values() for part in (run.X, run.X_test)])
    assert (points.min(axis=1) > (scene.extent.left, scene.extent.bottom)).all()
    assert (points.max(axis=1) < (scene.extent.right, scene.extent.top)).all()
