"""A page's figures in a lesson's file: the script knows all that is in them, and they move as the run does."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from playground.charts import Scene
from playground.charts.plane.boundary import strips_picture
from playground.charts.png import cells_of, png
from playground.export.lesson_file.lesson import chapters_of
from playground.export.lesson_file.moments import SIDE
from playground.export.lesson_file.recorded_figures import Words, plain, recorded_figure
from playground.export.lesson_file.recording import Recording
from playground.export.scripts import FRONTEND
from playground.language import LANGUAGES, Message, _, rendered
from playground.pages.contents import WITH_RUNS
from playground.training import Experiment, RunGroup
from tests.export.known_figures import unknown
from tests.export.lesson_files import frame_at, pictures, said, unpacked
from tests.looped import looped

BOTH = [*LANGUAGES.values()]
CHAPTERS = {
    f"{path}/{part}".rstrip("/"): chapters_of(lesson, WITH_RUNS[path].scene)
    for path, page in WITH_RUNS.items()
    for part, lesson in page.parts.items()
    if lesson.runs.in_step
}
"""Of each part of a page, all its experiments."""


def scene_of(place: str, number: int = 0) -> Scene:
    chapter = CHAPTERS[place][number]
    return chapter.scene(RunGroup(chapter.experiment), chapter.view)


@cache
def scenes() -> list[Scene]:
    """One of each kind, and one of numbers."""
    numbers = next(i for i, each in enumerate(CHAPTERS[""]) if each.experiment[""].recipe.asks_for_number)
    return [*{type(each): each for each in map(scene_of, CHAPTERS)}.values(), scene_of("", numbers)]


def recorded(place: str, limit: int, most: int = 12) -> tuple[Any, Any, RunGroup]:
    """What is recorded of a page's first experiment, and its runs before that."""
    chapter = CHAPTERS[place][0]
    briefer = {
        name: each._replace(recipe=replace(each.recipe, limit=limit)) for name, each in chapter.experiment.items()
    }
    experiment = Experiment(briefer)
    recording = Recording(chapter._replace(experiment=experiment), BOTH, most=most)
    assert [*recording.make()][-1] == 1.0
    return *unpacked(recording.packed), RunGroup(experiment)


# What the script knows


def test_there_is_nothing_in_a_page_s_figures_that_the_script_does_not_know():
    found = scenes()
    assert len(found) > 7
    for scene in found:
        for name, figure in scene.figures().items():
            assert not unknown(figure), (type(scene).__name__, name)


def test_what_is_new_in_a_figure_is_found():
    figure = scene_of("going_downhill/rates").figures()["contours"]
    figure.add_bar(x=[1], y=[2])
    figure.update_layout(xaxis={"ticksuffix": " m"}, yaxis={"showgrid": True})
    assert unknown(figure) == {"bar type", "bar x", "bar y", "xaxis.ticksuffix"}


def test_every_symbol_and_every_dash_has_a_path():
    script = (FRONTEND / "small_figure/marks.js").read_text(encoding="utf-8")
    known = {*re.findall(r'^ {2}"?([\w-]+)"?: (?:\[|Array)', script, re.M), "circle"}
    dashes = {*re.findall(r"(\w+): \"", script.partition("DASHES = {")[2].partition("}")[0])}
    for scene in scenes():
        for figure in scene.figures().values():
            for trace in figure.data:
                marker, line = getattr(trace, "marker", None), getattr(trace, "line", None)
                assert ((marker and marker.symbol) or "circle").removesuffix("-open") in known
                assert ((line and getattr(line, "dash", None)) or "solid") in dashes
            kinds = {axis.type for axis in [*figure.select_xaxes(), *figure.select_yaxes()]}
            assert kinds <= {None, "linear", "log"}


# What is recorded


def test_texts_are_kept_once_and_said_in_each_language():
    words = Words()
    figure = scene_of("small_batches").figures()["cloud"]
    drawn = plain(recorded_figure(figure), words)
    place = drawn["layout"]["xaxis"]["title"]["text"]["word"]
    assert words.all[place] == "along the gradient"
    assert all(isinstance(each, Message) for each in words.all)
    assert words.place(_("along the gradient")) == place
    assert rendered(words.all, LANGUAGES["zh"])[place] != words.all[place]
    json.dumps(drawn, allow_nan=False)


def test_a_picture_is_kept_as_its_cells():
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    colours, opacity = bytes(range(36)), bytes(range(100, 112))
    cells, *palette = cells_of(png(picture, colours, opacity))
    assert (cells == picture).all()
    assert palette == [colours, opacity]


@looped("place", ["", "zero_or_random", "digits", "too_good_to_be_true/class", "inside_the_symmetry"])
def test_the_pictures_and_the_diagram_of_a_moment_are_those_of_the_page(place):
    seen, frames, runs = recorded(place, limit=40, most=6)
    scene = CHAPTERS[place][0].scene(runs, CHAPTERS[place][0].view)
    for moment, iteration in enumerate(seen["at"]):
        runs.advance(iteration - runs.iteration)
        frame, shown = scene.frame(), pictures(seen, frames[moment])
        for name, files in frame["images"].items():
            if name in scene.of_visitor:
                continue
            for cells, file in zip(shown[name], files, strict=True):
                page = cells_of(file)[0]
                if cells.shape != page.shape:  # coarser: each cell is one of those that it is in the place of
                    at = (np.arange(SIDE) + 0.5) * len(page) // SIDE
                    page = page[np.ix_(at.astype(int), at.astype(int))]
                assert (cells == page).all()
        diagram = json.loads(seen["frames"][moment]).get("diagram")
        assert bool(diagram) == ("diagram" in frame) == ("diagram" in shown)
        if not diagram:
            continue
        for code, language in LANGUAGES.items():
            told = said(diagram, seen, code)
            for column, page in zip(told["columns"], frame["diagram"]["columns"], strict=True):
                assert {name: column[name] for name in ("title", "names", "short", "called", "units", "hidden")} == {
                    name: rendered(page[name], language)
                    for name in ("title", "names", "short", "called", "units", "hidden")
                }
                assert column["low"] == pytest.approx(page["low"], rel=1e-4)
        for link, number in zip(diagram["links"], range(1, 9), strict=False):
            assert np.array(link["weight"]) == pytest.approx(runs.first.parameters[f"W{number}"], rel=0.01)
        for maps, page in zip(shown["diagram"], frame["diagram"]["columns"], strict=True):
            column, side = cells_of(page["png"])[0], diagram["resolution"] + 2
            assert maps.shape == (side * len(page["units"]), side)
            assert {*np.unique(maps)} <= {*np.unique(column)}
            whole = column.shape[1]
            for number in range(len(page["units"])):
                here, there = maps[number * side :][:side], column[number * whole :][:whole]
                assert [here[1, 1], here[-2, -2]] == [there[1, 1], there[-2, -2]]


def test_the_paths_on_a_landscape_are_those_of_the_runs():
    seen, frames, runs = recorded("going_downhill/rates", limit=30)
    assert frames.shape == (len(seen["at"]), 0)
    assert [*seen["charts"][0]] == ["surface", "contours", "cost"]
    for moment, iteration in enumerate(seen["at"]):
        runs.advance(iteration - runs.iteration)
        shown = json.loads(seen["frames"][moment])["traces"]["contours"]
        for trace, run in zip(shown, runs.values(), strict=False):
            assert [trace["x"][0], trace["y"][0]] == pytest.approx(run.parameters["W1"][0], rel=1e-4)
    way = runs.first.timeline.history.points
    assert seen["curves"]["cost"]["at"] == [point.iteration for point in way]
    assert seen["curves"]["cost"]["y"][0] == pytest.approx([point.cost for point in way], rel=1e-4)


def test_strips_and_what_is_said_beside_them_are_those_of_the_networks():
    seen, frames, runs = recorded("why_depth/parity", limit=60, most=4)
    ((look,),) = seen["looks"].values()
    for moment, iteration in enumerate(seen["at"]):
        runs.advance(iteration - runs.iteration)
        strips = np.stack([runs.first.Y[0], *(run.outputs[0] for run in runs.values())])
        wide = np.repeat(strips, look["width"] // strips.shape[1], axis=1)
        assert (frames[moment].reshape(look["height"], look["width"]) == cells_of(strips_picture(wide))[0]).all()
        right = [round(run.measure().score * runs.first.Y.shape[1]) for run in runs.values()]
        for language in BOTH:
            beside = frame_at(seen, moment, language.code)["traces"]["strips"][0]["text"]
            assert [re.findall(r"\d+", each)[0] for each in beside[1:]] == [str(each) for each in right]


def test_rows_of_tables_have_their_marks():
    seen, _frames, runs = recorded("inside_the_symmetry", limit=5)
    units = runs.first.recipe.n_h
    for moment in range(6):
        (rows,) = frame_at(seen, moment)["tables"]
        assert [mark for mark, _cells in rows] == [0] * units  # all equal, bit for bit


def test_a_curve_has_a_mark_where_its_run_was_changed_said_in_each_language():
    chapter = CHAPTERS["going_downhill/rates"][0]
    runs = RunGroup(chapter.experiment)
    runs.advance(10)
    runs.first.edit("W1:0", 2.5)
    recording = Recording(chapter._replace(events=runs.event_log), BOTH, most=5)
    assert [*recording.make()][-1] == 1.0
    seen, _frames = unpacked(recording.packed)
    mark, *others = seen["curves"]["cost"]["marks"]
    assert [each["x"] for each in (mark, *others)] == [[10], [], []]
    english, chinese = (said(mark["text"], seen, each.code)[0] for each in BOTH)
    assert english == "edited"
    assert chinese != english
