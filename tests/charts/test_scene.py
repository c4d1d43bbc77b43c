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
from playground.charts.style import CLASS_COLOURS, rgb
from tests.charts.scenes import LESSONS, assert_no_sentence_is_of_another_iteration, scene_of
from tests.language.pseudo import in_english
from tests.looped import looped

WAYS = {
    "first visit": ({}, 0),
    "one iteration": ({}, 1),
    "learns": ({}, 200),
    "random units": ({"initialisation": "random"}, 50),
    "one unit": ({"n_h": 1}, 50),
    "no hidden layer": ({"depth": 0}, 50),
    "test samples": ({"test_share": 25}, 50),
    "ReLU": ({"activation": "relu"}, 50),
    "logarithmic": ({"log_cost": True, "log_iteration": True}, 50),
    "diverges": ({"activation": "leaky_relu", "initialisation": "random", "scale": 1.0, "learning_rate": 100.0}, 500),
    "unlearns": ({"activation": "tanh", "initialisation": "random", "scale": 10.0, "learning_rate": 100.0}, 500),
    "learns by heart": ({"dataset": "blobs", "initialisation": "random", "noise": 0.05, "learning_rate": 100.0}, 300),
}
OF_CLASSES = ("class 0", "class 1", "class 0, test", "class 1, test")
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
every_scene = pytest.mark.parametrize("kind", LESSONS, ids=lambda kind: kind.__name__)
extreme = pytest.mark.parametrize(
    "kind", [kind for kind in LESSONS if "activation" in LESSONS[kind].settings.names], ids=lambda kind: kind.__name__
)


@cache
def shown(kind, way):
    """To look at; not to be changed: its figures, frames, curves and layout are made once."""
    runs, scene = on_way(kind, way)
    return runs, Once(scene)


class Once:
    """A scene that gives what it has given before, as it does not change."""

    def __init__(self, scene):
        self.scene = scene
        self.given = {}

    def __getattr__(self, name):
        return getattr(self.scene, name)

    def _once(self, name, *arguments):
        if (name, arguments) not in self.given:
            self.given[name, arguments] = getattr(self.scene, name)(*arguments)
        return self.given[name, arguments]

    def figures(self):
        return self._once("figures")

    def frame(self, detail=True):
        return self._once("frame", detail)

    def curves(self):
        return self._once("curves")

    def layout(self):
        return self._once("layout")

    def now(self):
        return self._once("now")


# Layout


@every_way
def test_there_is_a_text_for_each_place_and_a_place_for_each_text(case):
    _, scene = shown(*case)
    where = scene.layout()
    of_panels = [panel["caption"] + panel["sentence"] + len(panel["numbers"]) for panel in where["panels"]]
    for detail in (True, False):
        texts = scene.frame(detail)["texts"]
        assert len(texts) == len(where["numbers"]) + sum(of_panels)
        assert all(isinstance(text, str) or (text is None and not detail) for text in texts)


@every_way
def test_all_that_a_scene_says_is_in_the_visitors_language(case):
    _, scene = shown(*case)
    where = scene.layout()
    assert (
        in_english([where["numbers"], [[each["title"], each["table"], each["help"]] for each in where["panels"]]]) == {}
    )
    frame = scene.frame(True)
    assert in_english([frame["texts"], frame["tables"], [*words_of(frame.get("diagram", {}))]]) == {}
    for figure in scene.figures().values():
        assert in_english([*words_of(figure.to_dict())]) == {}


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


@every_way
def test_every_figure_is_in_one_panel_and_every_panel_has_its_figures(case):
    _, scene = shown(*case)
    named = [name for panel in scene.layout()["panels"] for name in panel["charts"]]
    assert sorted(named) == sorted(scene.figures())


@every_way
def test_charts_share_the_height_of_the_first_screen(case):
    _, scene = shown(*case)
    figures = scene.figures()
    for panel in scene.now().panels:
        sizes = [{"height", "aspect"} & set(figures[name].layout.meta or {}) for name in panel.charts]
        assert all(sizes) if panel.below else not any("height" in size for size in sizes)


@every_way
def test_what_comes_first_is_not_a_table(case):
    _, scene = shown(*case)
    first = [panel for panel in scene.now().panels if not panel.below]
    assert not any(panel.table for panel in first)


@every_way
def test_every_table_has_the_columns_of_its_panel(case):
    _, scene = shown(*case)
    tables = scene.frame()["tables"]
    headed = [panel["table"] for panel in scene.layout()["panels"] if panel["table"]]
    for table, headings in zip(tables, headed, strict=True):
        assert all(len(cells) == len(headings) and type(mark) is int for mark, cells in table)


@every_way
def test_every_help_is_on_something_to_be_seen_and_says_the_same_everywhere(case):
    # The page has one explanation for each word, wherever the word stands and whoever brought it.
    _, scene = shown(*case)
    where = scene.layout()
    panels = where["panels"]
    words = (word for panel in panels for word in (panel["title"], *panel["numbers"], *panel["table"]))
    seen = {*where["numbers"], *words}
    explained = [item for panel in panels for item in panel["help"].items()]
    assert {word for word, _ in explained} <= seen
    assert len(dict(explained)) == len(set(explained))
    assert all(text.endswith(".") for _, text in explained)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("PlaygroundScene", {"Cost"}),
        ("PairScene", {"Distinct", "Gradient"}),
        ("InsideTheSymmetryScene", {"Distinct units", "Largest distance"}),
        ("HowLargeAStartScene", {"Saturated outputs before", "Saturated outputs now", "Xavier", "He"}),
        (
            "DigitsScene",
            {
                "Your digit",
                "Nearest",
                "The weights of each unit",
                "The worst mistakes",
                "Which digit is mistaken for which",
            },
        ),
        ("DeadReLUScene", {"Off", "Dead", "on for", "largest gradient"}),
    ],
)
def test_words_that_a_visitor_need_not_know_are_explained(kind, words):
    (kind,) = (each for each in LESSONS if each.__name__ == kind)
    _, scene = scene_of(kind)
    assert {word for panel in scene.layout()["panels"] for word in panel["help"]} == words


# Pictures and lines


@every_way
def test_images_are_those_of_the_figures(case):
    _, scene = shown(*case)
    figures, frame = scene.figures(), scene.frame()
    assert set(frame["images"]) == {name for name, figure in figures.items() if figure.layout.images}
    for name, pictures in frame["images"].items():
        assert len(pictures) == len(figures[name].layout.images)
        for picture in pictures:
            assert Image.open(io.BytesIO(base64.b64decode(picture, validate=True))).format == "PNG"
    assert set(scene.frame(detail=False)["images"]) <= set(frame["images"])


@every_way
def test_traces_and_curves_are_those_of_the_figures(case):
    _, scene = shown(*case)
    figures, frame, curves = scene.figures(), scene.frame(), scene.curves()
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


@every_way
def test_curves_reach_from_the_start_up_to_now(case):
    _, scene = shown(*case)
    for curve in scene.curves().values():
        at = curve["at"]
        assert at[0] == 0
        assert at[-1] <= scene.frame()["iteration"]
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


@pytest.mark.parametrize("written", ["#0072B2", "rgb(0, 114, 178)", "rgba(0,114,178,0.5)"])
def test_a_class_colour_is_found_however_it_is_written(written):
    assert class_colours_in({"line": {"color": [written]}}) == [CLASS_COLOURS[0]]


# Frames


@every_way
def test_all_can_be_sent(case):
    _, scene = shown(*case)
    sent = json.dumps([scene.frame(), scene.frame(detail=False), scene.curves(), scene.layout()], allow_nan=False)
    assert json.loads(sent)[0]["texts"] == scene.frame()["texts"]
    for figure in scene.figures().values():
        json.loads(figure.to_json(), parse_constant=pytest.fail)


@every_way
def test_a_frame_takes_nothing_but_the_numbers(case):
    runs, once = shown(*case)
    scene = once.scene
    before = {name: (run.parameters.vector.copy(), run.iteration) for name, run in runs.items()}
    assert scene.frame() == scene.frame()
    scene.curves()
    for name, (vector, iteration) in before.items():
        np.testing.assert_array_equal(runs[name].parameters.vector, vector)
        assert runs[name].iteration == iteration


@looped("kind", [*LESSONS])
def test_no_sentence_is_of_another_iteration_than_its_numbers(kind):
    assert_no_sentence_is_of_another_iteration(*scene_of(kind, 20))


@every_scene
def test_a_frame_is_its_own(kind):
    runs, scene = on_way(kind, "one iteration")
    first = scene.frame()
    kept = json.dumps(first)
    runs.advance(10)
    scene.frame()
    assert json.dumps(first) == kept


@extreme
def test_the_ways_lead_to_the_extremes(kind):
    for way in ("diverges", "unlearns", "learns by heart"):
        runs, _ = shown(kind, way)
        costs = [run.measure().cost for run in runs.values()]
        assert any(run.divergence for run in runs.values()) == (way == "diverges")
        assert way != "unlearns" or max(costs) > 4
        blobs = "dataset" in LESSONS[kind].settings.names  # what the page is always about may take longer
        assert way != "learns by heart" or not blobs or min(costs) < 1e-4


@every_scene
def test_training_is_the_same_with_and_without_frames(kind):
    watched, scene = scene_of(kind, **offered(kind, "first visit"))
    for _ in range(6):
        watched.advance(10)
        scene.frame()
        scene.curves()
    alone, _ = scene_of(kind, 60, **offered(kind, "first visit"))
    for name, run in alone.items():
        np.testing.assert_array_equal(watched[name].parameters.vector, run.parameters.vector)


@pytest.mark.parametrize("kind", [kind for kind in LESSONS if "dataset" in LESSONS[kind].settings.names])
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
