"""All that a visitor gets of experiments with classes: links, numbers, pictures, answers and files, as fingerprints.

A fingerprint is the same on every processor: the digits of numbers are no part of its text, and pictures are numbers,
too. Words are left out of it: they may be put better, while what they say in numbers stays. They are kept beside it, in
every language: :func:`words`.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile
from zlib import crc32

import numpy as np
import plotly.graph_objects as go
from PIL import Image, ImageSequence

from playground.charts.panel import layout
from playground.charts.plane.dataset_picture import dataset_picture
from playground.data import DATASETS, OWN_POINTS, Points, pack
from playground.data.table import written
from playground.export.kinds import KINDS, Kind
from playground.export.numbers import history_csv, parameters_json
from playground.language import ENGLISH, LANGUAGES, Message, rendered
from playground.lessons.exercises import Make
from playground.lessons.lesson import Lesson, Preset, hint
from playground.lessons.sweep import Results, Sweep
from playground.pages.activations import lesson as activations
from playground.pages.contents import WITH_RUNS
from playground.pages.going_downhill import direction, swap
from playground.pages.going_downhill.downhill import TwoWeights
from playground.pages.how_many_units.lesson import HOW_MANY_UNITS, by_setting
from playground.pages.how_many_units.scene import how_many_units_view
from playground.pages.loops_or_vectors import lesson as loops_or_vectors
from playground.pages.one_step_by_hand import questions as step_questions
from playground.pages.one_step_by_hand.lesson import OneStepByHand
from playground.pages.the_code import questions as code_questions
from playground.pages.why_this_cost import lesson as why_this_cost
from playground.pages.why_this_cost import normal_labels
from playground.pages.why_this_cost import questions as cost_questions
from playground.training import Experiment, RunGroup, View

Sums = tuple[int, float, float]
Fingerprint = tuple[int, Sums, Sums]
"""Of the text without its numbers; of numbers, and of pictures, how many there are and two sums of them."""
NUMBER = re.compile(r"(?<![\w#.])[-−]?\d+(?:,\d{3}(?!\d))*(?:\.\d+)?(?:[eE][-+−]?\d+)?")
PNG = "iVBORw0KGgo"
"""The beginning of a PNG file, in base64."""
WORDS = re.compile(r'"""[\s\S]*?"""|(?<!["\'])#.*')
"""Docstrings and comments of exported code, where a colour is in quotes."""
NAMED = re.compile(r"#[a-z]?[0-9a-f]{8,}")
"""Names of patterns and the like inside an SVG."""
FONTS = re.compile(r"font-family: [^;]*;?")
"""Fonts in an SVG: those that a machine has."""
SHOWN = ("iteration", "images", "traces", "texts", "tables", "diagram")
"""What is compared of a frame."""
BLOCKS = 12
"""A picture is compared by means of so many rows and columns of blocks."""
ITERATIONS = 3
"""So few that rounding, which differs between processors, has not grown."""
TOLERANCES = (1e-3, 0.2)
"""What the sums of numbers and of pictures may differ by.

The one is far less than if one number were another in its third digit. The other is for pixels at borders.
"""


def fingerprint(what: Any) -> Fingerprint:
    """The fingerprint of a figure, a file, a frame, or whatever is made of these."""
    found = _Found([], [], [])
    _take(what, found)
    return crc32("\n".join(found.text).encode()), _sums(found.numbers), _sums(found.colours)


def _sums(numbers: Sequence[float]) -> Sums:
    values = np.arcsinh(1e4 * np.array(numbers, float))  # so that small numbers count as much as large ones
    weights = np.arange(len(values)) * 7919 % 1009 / 1009  # so that they can't change places unseen
    return len(values), round(float(values.sum()), 3), round(float(values @ weights), 3)


def agree(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two fingerprints are of the same."""
    return one[0] == other[0] and all(
        then[0] == now[0] and np.allclose(then[1:], now[1:], rtol=0, atol=tolerance)
        for then, now, tolerance in zip(one[1:], other[1:], TOLERANCES, strict=True)
    )


class _Found(NamedTuple):
    """What is found in a thing: its text, its numbers, and the colours of its pictures as numbers."""

    text: list[str]
    numbers: list[float]
    colours: list[float]


def _take(what: Any, found: _Found) -> None:
    if isinstance(what, str):
        _take_text(what, found)
    elif what is None or isinstance(what, bool | np.bool_):
        found.text.append(str(what))
    elif isinstance(what, int | float | np.number):
        if np.isfinite(what):
            found.numbers.append(float(what))
        else:
            found.text.append(str(what))
    elif isinstance(what, Image.Image):
        _take_picture(what, found)
    elif isinstance(what, bytes):
        _take(_unpacked(what), found)
    elif isinstance(what, go.Figure):
        arranged = {
            name: value for name, value in what.layout.to_plotly_json().items() if name not in ("meta", "template")
        }
        _take([*(trace.to_plotly_json() for trace in what.data), arranged], found)
    elif isinstance(what, Mapping):
        found.text.append("{")
        for name, value in what.items():
            found.text.append("…" if isinstance(name, Message) else str(name))
            _take(value, found)
    else:
        found.text.append("[")
        for each in what:
            _take(each, found)


def _take_text(what: str, found: _Found) -> None:
    data = what.rpartition(",")[2].lstrip()  # in an SVG it is on a line of its own
    if data.startswith(PNG):
        _take_picture(Image.open(BytesIO(b64decode(data))), found)
        return
    found.numbers.extend(float(each.replace(",", "").replace("−", "-")) for each in NUMBER.findall(what))
    found.text.append("…" if isinstance(what, Message) else NUMBER.sub("#", what))


def _take_picture(image: Image.Image, found: _Found) -> None:
    """Its size, and the mean colour of each block, from 1 to 2: so that a pixel at a border counts little."""
    colours = np.asarray(image.convert("RGBA"), float) / 255 + 1
    for axis in (0, 1):
        at = np.linspace(0, colours.shape[axis], BLOCKS, endpoint=False).astype(int)
        widths = np.diff([*at, colours.shape[axis]])
        colours = np.add.reduceat(colours, at, axis) / np.expand_dims(widths, (*{0, 1, 2} - {axis},))
    _take(image.size, found)
    found.colours.extend(colours.ravel().tolist())


def _unpacked(file: bytes) -> Any:
    """What is in a file of bytes: arrays or pictures."""
    if file.startswith(b"PK"):
        with ZipFile(BytesIO(file)) as arrays:
            return {name: np.load(BytesIO(arrays.read(name))) for name in arrays.namelist()}
    image = Image.open(BytesIO(file))
    return [[each.info.get("duration"), each.copy()] for each in ImageSequence.Iterator(image)]


def _in_code(code: str) -> list[str]:
    """The code, and the words in it: docstrings and comments."""
    return [WORDS.sub("", code), Message("\n".join(WORDS.findall(code)), {})]


def _cells(table: str) -> list[list[str]]:
    return [line.split(",") for line in table.splitlines()]


def _in_file(kind: Kind, file: str | bytes) -> Any:
    """What is compared of a file."""
    if isinstance(file, bytes) and kind.ending == "svg":
        return [*drawn(ElementTree.fromstring(file))]
    if kind.ending == "py":
        return _in_code(file)
    if kind.ending.endswith("ipynb"):
        return [_in_code("".join(cell["source"])) for cell in json.loads(file)["cells"] if cell["cell_type"] == "code"]
    if kind.ending == "csv":
        return _cells(file)
    if kind.ending == "json":
        return json.loads(file)
    return file


def drawn(element: ElementTree.Element) -> Iterator[Any]:
    """What is drawn in an SVG, whatever matplotlib calls its parts."""
    tag = element.tag.rpartition("}")[2]
    if tag not in ("metadata", "defs", "title", "desc"):
        # No outlines: those of patterns differ between processors, and the PNG has them.
        style = FONTS.sub("", NAMED.sub("#", element.get("style", "")))
        yield [tag, style, element.get("x", ""), element.get("y", "")]
        yield [value for name, value in element.items() if name.endswith("href") and "base64" in value]
        yield Message(element.text or "", {})
        for each in element:
            yield from drawn(each)


Things = dict[str, Any]
"""What is to be compared, by name."""
_RECORDED = {
    path.parent.name: import_module(f"tests.features.{path.parent.name}.recorded")
    for path in sorted((Path(__file__).parents[1] / "features").glob("*/recorded.py"))
}
OF_FEATURES: Mapping[str, Callable[[RunGroup, View], Things]] = {
    name: each.things for name, each in _RECORDED.items() if hasattr(each, "things")
}
"""What features make of runs in the plane."""
OF_ANY_RUNS: Mapping[str, Callable[[RunGroup], Things]] = {
    name: each.of_any_runs for name, each in _RECORDED.items() if hasattr(each, "of_any_runs")
}
"""What they make of all."""


def words(what: Any) -> Iterator[str]:
    """The messages in a thing, in every language, without their numbers, which differ between processors."""
    if isinstance(what, Message) and what:
        yield " | ".join(NUMBER.sub("#", rendered(what, language)) for language in LANGUAGES.values())
    elif isinstance(what, go.Figure):
        yield from words([what.layout.to_plotly_json(), *(trace.to_plotly_json() for trace in what.data)])
    elif isinstance(what, Mapping):
        yield from words([*what, *what.values()])
    elif isinstance(what, list | tuple):
        for each in what:
            yield from words(each)


def _asked(preset: Preset) -> Any:
    """What a preset asks, and offers to predict."""
    claims = [*preset.claims.each, preset.claims.instead] if preset.claims else []
    return [preset.name, preset.question, hint(preset.look_at), *claims]


def _of_question(make: Make, state: Sequence[Any]) -> Things:
    """A question of a page on which nothing plays."""
    made = make(*state)
    assert made
    asked = [made.text, *made.claims.values(), *(each.hint for each in made.slips), made.hint]
    return {"asked": asked, "answer": made.answer.whole}


def _of_scene(page: str, runs: RunGroup, view: View) -> Things:
    scene = WITH_RUNS[page].scene(runs, view)
    figures = {f"figure {name}": figure for name, figure in scene.figures().items()}
    frame = {name: each for name, each in scene.frame().items() if name in SHOWN}
    return {**figures, "frame": frame, "curves": scene.curves()}


def _of_files(runs: RunGroup, view: View, animated: bool) -> Things:
    files: Things = {}
    for kind in (kind for kinds in KINDS.values() for kind in kinds if kind.suits(runs)):
        try:
            made = kind.make(runs, view, ENGLISH)
        except ValueError as error:  # there is no exercise with every setting
            files[kind.option] = error.args[0]
            continue
        if not isinstance(made, str | bytes):
            if not animated:
                continue
            for _share in made.make():
                pass
            made = made.file
        files[kind.option] = _in_file(kind, made)
        if kind.loading:
            files[f"{kind.option} loading"] = kind.loading(runs, "file")
    return files


def _of_experiment(page: str, experiment: Experiment, view: View, files: bool, animated: bool = False) -> Things:
    """At the start what is on the page, and some iterations later all there is."""
    runs = RunGroup(experiment)
    things: Things = {f"{name} at first": each for name, each in _of_scene(page, runs, view).items()}
    runs.advance(ITERATIONS)
    things |= _of_scene(page, runs, view)
    for feature, make in OF_ANY_RUNS.items():
        things |= {f"{feature} · {name}": each for name, each in make(runs).items()}
    if runs.first.recipe.dataset in (*DATASETS, OWN_POINTS) and len(runs.first.X) == 2 and runs.first.X.shape[1] > 5:
        things["neighbours"] = [run.neighbours for run in runs.values()]
        for feature, make in OF_FEATURES.items():
            things |= {f"{feature} · {name}": each for name, each in make(runs, view).items()}
    if files:
        return things | _of_files(runs, view, animated)
    return things | {"csv": _cells(history_csv(runs)), "json": json.loads(parameters_json(runs))}


def _of_settings(page: str, lesson: Lesson, settings: Mapping[str, Any], files: bool, animated: bool = False) -> Things:
    chosen, _notes = lesson.settings.read(settings)
    view = next((each for each in chosen.values() if isinstance(each, View)), View())
    link = {WITH_RUNS[page].prefix + name: str(value) for name, value in lesson.settings.by_name(chosen).items()}
    return {"link": link, **_of_experiment(page, lesson.experiment(chosen), view, files, animated)}


def _of_preset(page: str, lesson: Lesson, preset: Preset) -> Things:
    saves = WITH_RUNS[page].saves
    things = _of_settings(page, lesson, preset.settings, saves, animated=saves and preset is lesson.presets[0])
    runs = RunGroup(lesson.experiment(lesson.settings.read(preset.settings)[0]))
    runs.advance(ITERATIONS)
    things["asked"] = _asked(preset)
    things["answer"] = preset.answer(runs)
    others = None
    if preset.against is not None:
        others = RunGroup(lesson.experiment(lesson.settings.read(preset.against)[0]))
        others.advance(ITERATIONS)
        things["answer against another"] = preset.answer(runs, others)
    if preset.claims:
        things["claims"] = preset.claims.right(runs, others)
    return things


def _of_own_points(count: int) -> Things:
    """Points of a visitor's own with so many classes."""
    at = np.arange(60)
    X = np.stack([at * 37 % 60 / 10 - 3, at * 23 % 60 / 10 - 3])
    names = [f"class {label}" if count < 4 else f"n<{label}>%" for label in range(count)]
    points = Points.of(X, at % count, names)
    lesson = WITH_RUNS[""].parts[""]
    (first,) = lesson.experiment(lesson.settings.read({})[0]).values()
    recipe = replace(first.recipe, dataset=OWN_POINTS, points=pack(points), test_share=20)
    things = _of_experiment("", Experiment.alone(recipe), View(), files=True, animated=count == 3)
    table = _cells(written(points.dataset, recipe.share_of(points.dataset), 1))
    return {"points": recipe.points, "written": table, "remarks": recipe.remarks, **things}


def _of_dataset(name: str, classes: int) -> Things:
    settings = {"dataset": name, "classes": classes, "test_share": 20, "samples": 90}
    lesson = WITH_RUNS[""].parts[""]
    (one,) = lesson.experiment(lesson.settings.read(settings)[0]).values()
    return {"picture": dataset_picture(one.recipe), **_of_settings("", lesson, settings, files=True)}


def _of_sweep(settings: Mapping[str, Any], preset: Preset | None = None) -> Things:
    chosen, _notes = HOW_MANY_UNITS.settings.read({**settings, "limit": ITERATIONS, "runs": 2})
    sweep = Sweep(by_setting(chosen))
    things: Things = {}
    for stage in ("at first", "at the end"):
        made = how_many_units_view(sweep)
        things |= {f"figure {name} {stage}": figure for name, figure in made.figures.items()}
        things[f"panels {stage}"] = layout({}, made.panels)
        while not sweep.ended:
            sweep.advance(1000)
    said = {"asked": _asked(preset), "answer at the end": preset.answer(Results(sweep))} if preset else {}
    return things | said | {"chance at the end": Results(sweep).chance()}


TIMES = [loops_or_vectors.Measured(m, 1e-5 * m, 1e-7 * m, 0.0) for m in loops_or_vectors.SIZES]
LANDSCAPE = TwoWeights("blobs", depth=0, noise=0.6)
QUESTIONS: Sequence[tuple[Mapping[str, Make], Sequence[Any]]] = (
    (activations.QUESTIONS, ()),
    (step_questions.QUESTIONS, (OneStepByHand(),)),
    (cost_questions.QUESTIONS, (why_this_cost.WhyThisCost(),)),
    (normal_labels.NUMBER_QUESTIONS, (why_this_cost.WhyThisCost(part="number"),)),
    (loops_or_vectors.QUESTIONS, (loops_or_vectors.LoopsOrVectors(), TIMES)),
    (code_questions.QUESTIONS, ([*code_questions.QUESTIONS],)),
    (direction.DIRECTION_QUESTIONS, (LANDSCAPE, 0)),
    (swap.LAYER_QUESTIONS, (swap.HiddenLayer(), LANDSCAPE)),
)
"""Those of pages and sections on which nothing plays, and what they are asked of."""


def everything() -> dict[str, Callable[[], Things]]:
    """What makes the things of each experiment with classes, by its name."""
    made: dict[str, Callable[[], Things]] = {}
    for page, content in WITH_RUNS.items():
        for part, lesson in content.parts.items():
            for preset in lesson.presets:
                name = " / ".join(filter(None, (page or "playground", part, preset.name)))
                if lesson.runs.in_step:
                    made[name] = partial(_of_preset, page, lesson, preset)
                else:
                    made[name] = partial(_of_sweep, preset.settings, preset)
    playground = WITH_RUNS[""].parts[""]
    for name, dataset in DATASETS.items():
        for classes in (2, 3, 5) if dataset.most_classes > 2 else (2,):
            made[f"playground with {name}, {classes} classes"] = partial(_of_dataset, name, classes)
    for settings in ({"depth": 0}, {"classes": 4, "class_share": 30, "test_share": 30}):
        hard = {"hard": True, **settings}
        made[f"playground with {hard}"] = partial(_of_settings, "", playground, hard, files=True)
    made["how_many_units / with a test share"] = partial(_of_sweep, {"test_share": 25})
    for count in (1, 2, 3, 7, 10):
        made[f"own points, {count} classes"] = partial(_of_own_points, count)
    for questions, state in QUESTIONS:
        made |= {f"question / {name}": partial(_of_question, make, state) for name, make in questions.items()}
    return made


def fingerprints(things: Things) -> dict[str, Fingerprint]:
    """The fingerprints of an experiment's things."""
    return {name: fingerprint(each) for name, each in things.items()}
