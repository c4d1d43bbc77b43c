"""What every scene keeps to, so that the page can show it: to test a further one, add a line to ``LESSONS``."""

import base64
import io
import json
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from playground.charts import news
from playground.charts.plane.boundary import IN_THE_NOTES
from playground.charts.style import CLASS_COLOURS, rgb
from tests.charts.scenes import LESSONS, assert_no_sentence_is_of_another_iteration, scene_of
from tests.language.pseudo import in_english
from tests.looped import looped

WAYS = {
    "first visit": ({}, 0),
    "one iteration": ({}, 1),
    "learns": ({}, 100),
    "ReLU": ({"initialisation": "random", "activation": "relu"}, 50),
    "one unit": ({"n_h": 1, "log_cost": True, "log_iteration": True}, 50),
    "no hidden layer": ({"depth": 0}, 50),
    "test samples": ({"test_share": 25}, 50),
    "diverges": ({"activation": "leaky_relu", "initialisation": "random", "scale": 1.0, "learning_rate": 100.0}, 500),
    "unlearns": ({"activation": "tanh", "initialisation": "random", "scale": 10.0, "learning_rate": 100.0}, 500),
    "learns by heart": ({"dataset": "blobs", "initialisation": "random", "noise": 0.05, "learning_rate": 100.0}, 300),
}
OF_CLASSES = ("class 0", "class 1", "class 0, test", "class 1, test", *IN_THE_NOTES.values())
"""The traces that have a class's colour: its points."""


def offered(kind, way):
    """Those of the choices that the scene's page offers, and few samples."""
    names = LESSONS[kind].settings.names
    return {name: value for name, value in ({"samples": 60} | WAYS[way][0]).items() if name in names}


def on_way(kind, way):
    return scene_of(kind, WAYS[way][1], **offered(kind, way))


def is_possible(kind, way):
    """Whether the page offers any of the choices that make the way."""
    return not WAYS[way][0] or set(WAYS[way][0]) & set(LESSONS[kind].settings.names)


POSSIBLE = {f"{kind.__name__}: {way}": (kind, way) for kind in LESSONS for way in WAYS if is_possible(kind, way)}
every_way = looped("case", POSSIBLE)


@cache
def shown(kind, way):
    """To look at; not to be changed: its figures, frames, curves and layout are made once."""
    runs, scene = on_way(kind, way)
    return runs, Once(scene)


class Once:
    """A scene that gives what it has given before, as it does not change."""

    def __init__(self, scene):
        self.scene = scene
        for name in ("figures", "frame", "curves", "layout", "now"):
            setattr(self, name, cache(getattr(scene, name)))

    def __getattr__(self, name):
        return getattr(self.scene, name)


# Layout


@every_way
def test_texts_figures_and_tables_have_their_places(case):
    _, scene = shown(*case)
    where, figures, panels = scene.layout(), scene.figures(), scene.now().panels
    of_panels = [panel["caption"] + panel["sentence"] + len(panel["numbers"]) for panel in where["panels"]]
    for frame, may_lack in ((scene.frame(), ()), (scene.frame(detail=False), (None,))):
        assert len(frame["texts"]) == len(where["numbers"]) + sum(of_panels)
        assert all(isinstance(text, str) or text in may_lack for text in frame["texts"])
    assert sorted(name for panel in where["panels"] for name in panel["charts"]) == sorted(figures)
    for panel in panels:
        sizes = [{"height", "aspect"} & set(figures[name].layout.meta or {}) for name in panel.charts]
        assert all(sizes) if panel.below else not any("height" in size for size in sizes)
        assert panel.below or not panel.table
    headed = [panel["table"] for panel in where["panels"] if panel["table"]]
    for table, headings in zip(scene.frame()["tables"], headed, strict=True):
        assert all(len(cells) == len(headings) and type(mark) is int for mark, cells in table)


@every_way
def test_every_number_has_a_text_that_fits_beside_its_label(case):
    _, scene = shown(*case)
    now = scene.now()
    for numbers, wide in ((now.numbers, False), *((panel.numbers, panel.wide) for panel in now.panels)):
        for label, text in numbers.items():
            assert text
            assert "nan" not in text
            assert "inf" not in text
            assert wide or len(text) <= 24, label
    for panel in now.panels:
        assert panel.caption is None or 0 < len(panel.caption) <= (60 if scene.arrangement == "three" else 24)
        assert "nan" not in (panel.sentence or "")


EXPLAINED = {
    "PlaygroundScene": {"Cost"},
    "PairScene": {"Distinct", "Gradient"},
    "InsideTheSymmetryScene": {"Distinct units", "Largest distance"},
    "HowLargeAStartScene": {"Saturated outputs before", "Saturated outputs now", "Xavier", "He"},
    "DigitsScene": {
        *("Your digit", "Nearest", "The weights of each unit", "The worst mistakes"),
        "Which digit is mistaken for which",
    },
    "DeadReLUScene": {"Off", "Dead", "on for", "largest gradient"},
}
"""Words that a visitor need not know."""


@every_way
def test_every_help_is_on_something_to_be_seen_and_says_the_same_everywhere(case):
    # The page has one explanation for each word, wherever the word stands and whoever brought it.
    kind, way = case
    _, scene = shown(*case)
    where = scene.layout()
    panels = where["panels"]
    words = (word for panel in panels for word in (panel["title"], *panel["numbers"], *panel["table"]))
    explained = [item for panel in panels for item in panel["help"].items()]
    assert {word for word, _ in explained} <= {*where["numbers"], *words}
    assert len(dict(explained)) == len(set(explained))
    assert all(text.endswith(".") for _, text in explained)
    if way == "first visit":
        assert {*dict(explained)} == EXPLAINED.get(kind.__name__, {*dict(explained)})


@every_way
def test_all_that_a_scene_says_is_in_the_visitors_language(case):
    _, scene = shown(*case)
    where = scene.layout()
    frame = scene.frame()
    said = [where["numbers"], [[each["title"], each["table"], each["help"]] for each in where["panels"]]]
    said += [frame["texts"], frame["tables"], [*words_of(frame.get("diagram", {}))]]
    assert in_english([said, [[*words_of(figure.to_dict())] for figure in scene.figures().values()]]) == {}


SAID = {"text", "name", "hovertemplate", "ticktext", "customdata", "labels", "names", "called", "title"}


def words_of(part, key=""):
    """All that a figure or a diagram says."""
    match part:
        case dict():
            for name, value in part.items():
                yield from words_of(value, name)
        case list() | tuple():
            for value in part:
                yield from words_of(value, key)
        case str() if key in SAID:
            yield part


@pytest.mark.nightly
@every_way
def test_the_layout_stays_while_the_scene_lasts(case):
    kind, way = case
    runs, scene = scene_of(kind, **offered(kind, way))
    before = scene.layout()
    places = [len(scene.frame()[part]) for part in ("texts", "tables")]
    for iterations in (1, WAYS[way][1]):
        runs.advance(iterations)
        runs.checkpoint()
        assert scene.layout() == before
        for detail in (True, False):
            frame = scene.frame(detail)
            assert [len(frame[part]) for part in ("texts", "tables")] == places
    runs.seek(1)
    assert scene.layout() == before
    runs.reset()
    assert scene.layout() == before
    assert kind(runs, scene.view).layout() == before


# Pictures and lines


@every_way
def test_images_traces_and_curves_are_those_of_the_figures(case):
    _, scene = shown(*case)
    figures, frame, curves = scene.figures(), scene.frame(), scene.curves()
    assert set(frame["images"]) == {name for name, figure in figures.items() if figure.layout.images}
    for name, pictures in frame["images"].items():
        assert len(pictures) == len(figures[name].layout.images)
        for picture in pictures:
            assert Image.open(io.BytesIO(base64.b64decode(picture, validate=True))).format == "PNG"
    assert set(scene.frame(detail=False)["images"]) <= set(frame["images"])
    assert set(frame["traces"]) == set(curves) <= set(figures)
    for name, traces in frame["traces"].items():
        moving, standing = figures[name].data[: len(traces)], figures[name].data[len(traces) :]
        assert len(moving) == len(traces) == len(curves[name]["y"])
        assert not any(len(trace.x) for trace in moving)
        assert all(len(trace.x) for trace in standing)  # nobody else brings its points
        for trace in traces:
            assert len({len(values) for values in trace.values()} | ({1} if "x" not in trace else set())) == 1
    for name in set(figures) - set(curves):
        assert any(len(trace.x) for trace in figures[name].data)
    for curve in curves.values():
        at = curve["at"]
        assert 0 == at[0] <= at[-1] <= frame["iteration"]
        assert all(one < other for one, other in pairwise(at))
        assert len(curve.get("x", curve["y"])) == len(curve["y"])
        for x, y in zip(curve.get("x", curve["y"]), curve["y"], strict=True):
            assert len(x) == len(y)
            assert len(y) in (0, len(at))


def class_colours_in(part):
    """Those of the class colours that a part of a figure has, however they are written."""
    text = "".join(str(part).lower().split())
    return [colour for colour in CLASS_COLOURS if colour in text or ",".join(map(str, rgb(colour))) in text]


@every_way
def test_nothing_has_the_colour_of_a_class_but_its_points(case):
    for written in ("#0072B2", "rgb(0, 114, 178)", "rgba(0,114,178,0.5)"):
        assert class_colours_in({"line": {"color": [written]}}) == [CLASS_COLOURS[0]]
    _, scene = shown(*case)
    for name, figure in scene.figures().items():
        drawn = figure.to_plotly_json()
        points = [trace for trace in drawn["data"] if trace.get("name") in OF_CLASSES]
        for trace in points:
            assert class_colours_in(trace) == [CLASS_COLOURS[OF_CLASSES.index(trace["name"]) % 2]]
        others = [trace for trace in drawn["data"] if trace not in points]
        assert bool(points) == name.startswith("boundary")
        drawn["layout"].pop("meta", None)  # it says which they are
        assert class_colours_in([others, drawn["layout"]]) == [], name


# Frames


@every_way
def test_all_can_be_sent(case):
    _, scene = shown(*case)
    sent = json.dumps([scene.frame(), scene.frame(detail=False), scene.curves(), scene.layout()], allow_nan=False)
    assert json.loads(sent)[0]["texts"] == scene.frame()["texts"]
    for figure in scene.figures().values():
        json.loads(figure.to_json(), parse_constant=pytest.fail)


@looped("kind", [*LESSONS])
def test_a_frame_is_its_own_and_takes_nothing_but_the_numbers(kind):
    runs, scene = on_way(kind, "one iteration")
    before = {name: (run.parameters.vector.copy(), run.iteration) for name, run in runs.items()}
    first = scene.frame()
    assert first == scene.frame()
    scene.curves()
    for name, (vector, iteration) in before.items():
        np.testing.assert_array_equal(runs[name].parameters.vector, vector)
        assert runs[name].iteration == iteration
    kept = json.dumps(first)
    runs.advance(10)
    scene.frame()
    assert json.dumps(first) == kept


@looped("kind", [*LESSONS])
def test_no_sentence_is_of_another_iteration_than_its_numbers(kind):
    assert_no_sentence_is_of_another_iteration(*scene_of(kind, 20, **offered(kind, "first visit")))


@looped("kind", [kind for kind in LESSONS if "activation" in LESSONS[kind].settings.names])
def test_the_ways_lead_to_the_extremes(kind):
    for way in ("diverges", "unlearns", "learns by heart"):
        runs, _ = shown(kind, way)
        costs = [run.measure().cost for run in runs.values()]
        assert any(run.divergence for run in runs.values()) == (way == "diverges")
        assert way != "unlearns" or max(costs) > 4
        blobs = "dataset" in LESSONS[kind].settings.names  # what the page is always about may take longer
        assert way != "learns by heart" or not blobs or min(costs) < 1e-4


@looped("kind", [*LESSONS])
def test_training_is_the_same_with_and_without_frames(kind):
    watched, scene = scene_of(kind, **offered(kind, "first visit"))
    for _ in range(3):
        watched.advance(10)
        scene.frame()
        scene.curves()
    alone, _ = scene_of(kind, 30, **offered(kind, "first visit"))
    for name, run in alone.items():
        np.testing.assert_array_equal(watched[name].parameters.vector, run.parameters.vector)


@looped("kind", [kind for kind in LESSONS if "dataset" in LESSONS[kind].settings.names])
def test_every_point_is_in_the_picture(kind):
    runs, scene = scene_of(kind, dataset="quantiles")
    points = np.hstack([part for run in runs.values() for part in (run.X, run.X_test)])
    assert (points.min(axis=1) > (scene.extent.left, scene.extent.bottom)).all()
    assert (points.max(axis=1) < (scene.extent.right, scene.extent.top)).all()


def joined(known, sent):
    """What the page makes of it."""
    kept = sent.get("kept", 0)
    lines = {
        axis: [[*old[:kept], *new] for old, new in zip(known[axis], sent[axis], strict=True)]
        for axis in ("x", "y", "z")
        if axis in sent
    }
    return {"at": [*known["at"][:kept], *sent["at"]], **lines}


KNOWN = {"at": [0, 1, 2], "y": [[0.7, 0.6, None], [0.7, 0.6, 0.5], []], "x": [[1, 2, 3], [4, 5, 6], []]}


@looped(
    "curve",
    {
        "nothing": KNOWN,
        "more": {
            "at": [0, 1, 2, 3],
            "y": [[0.7, 0.6, None, 1], [0.7, 0.6, 0.5, 2], []],
            "x": [[1, 2, 3, 4]] * 2 + [[]],
        },
        "another last point": KNOWN | {"y": [[0.7, 0.6, None], [0.7, 0.6, 0.4], []]},
        "fewer points": {"at": [0, 2], "y": [[0.7, None], [0.7, 0.5], []], "x": [[1, 3], [4, 6], []]},
        "another place": KNOWN | {"x": [[1, 2, 3], [4, 5, 7], []]},
        "a line that begins": KNOWN | {"y": [[0.7, 0.6, None], [0.7, 0.6, 0.5], [1, 2, 3]]},
    },
)
def test_a_page_that_gets_the_news_of_a_curve_has_all_of_it(curve):
    sent = news(curve, KNOWN)
    assert (joined(KNOWN, sent) if "kept" in sent else sent) == curve
    if curve["at"][:3] == KNOWN["at"] and curve["y"][1][2] == 0.5 and curve["x"][1][2] == 6 and not curve["y"][2]:
        assert sent["kept"] == 3
