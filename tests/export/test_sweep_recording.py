"""A sweep in a lesson's file: each moment is what the page shows with so many networks trained."""

import json
from base64 import b64decode

import pytest

import playground.export.lesson_file.sweep_recording as module
from playground.charts.panel import Panel, values
from playground.charts.scene import StaticView
from playground.export.figures import Words, plain, recorded_figure
from playground.export.lesson_file.lesson import LessonFile, chapter_of_runs, chapters_of
from playground.export.lesson_file.sweep_recording import SweepRecording
from playground.export.links import chapter_of, chapters_of_page, read_link
from playground.language import ENGLISH, LANGUAGES, rendered, without_advice
from playground.lessons.claims import Answer
from playground.lessons.lesson import Lesson, Preset
from playground.lessons.sweep import Results, Sweep
from playground.pages.how_many_units.lesson import HOW_DEEP, HOW_MANY_UNITS, by_depth, by_setting
from playground.pages.how_many_units.scene import how_many_units_view
from playground.pages.how_many_units.swept import SWEPT
from tests.export.known_figures import unknown
from tests.export.lesson_files import answer_in, data_of, frame_at, unpacked
from tests.looped import looped

BOTH = [*LANGUAGES.values()]
SMALL = "how_many_units?sizes_samples=100&sizes_limit=100&sizes_runs=1"
FEW = f"{SMALL}&sizes_units=2,3"


def recorded(link, languages=(ENGLISH,)):
    chapter = chapter_of(read_link(link))
    recording = SweepRecording(chapter, languages)
    shares = list(recording.make())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return chapter, unpacked(recording.packed)[0]


def train_one(sweep):
    before = len(sweep.trained)
    while len(sweep.trained) == before:
        sweep.advance(50)


def test_each_moment_is_what_the_page_shows_with_so_many_networks():
    chapter, seen = recorded(FEW, BOTH)
    assert seen["at"] == [0, 1, 2]
    sweep = Sweep(chapter.experiment)
    for moment in seen["at"]:
        view = how_many_units_view(sweep)
        said = values(view.numbers, view.panels)
        answer = chapter.preset.answer(Results(sweep)) if moment == 2 else Answer()
        for language in BOTH:
            shown = frame_at(seen, moment, language.code)
            assert shown["texts"] == rendered(without_advice(said.texts), language)
            assert shown["tables"] == json.loads(json.dumps(rendered(without_advice(said.tables), language)))
            assert answer_in(shown) == rendered(without_advice(answer), language)
        words = Words()
        for name, figure in view.figures.items():
            drawing = json.loads(seen["drawings"][seen["charts"][moment][name]])
            shown = json.loads(json.dumps(plain(recorded_figure(figure), words)))
            assert [trace.get("x") for trace in drawing["data"]] == [trace.get("x") for trace in shown["data"]]
            assert drawing["layout"].get("images") == shown["layout"].get("images")
        if not sweep.ended:
            train_one(sweep)
    claims = chapter.preset.claims
    assert seen["true"] == [None, None, claims.right(Results(sweep)) if claims else None]


@looped("name", [*SWEPT, "depth"])
def test_there_is_nothing_in_its_figures_that_the_script_does_not_know(name):
    few = {"samples": 100, "limit": 100, "units": (2, 3), "runs": 2}
    chosen, _notes = HOW_MANY_UNITS.settings.read({"sweep": name if name in SWEPT else "seed", **few})
    sweep = Sweep(by_depth(chosen) if name == "depth" else by_setting(chosen))
    for figures in (how_many_units_view(sweep).figures, train_one(sweep) or how_many_units_view(sweep).figures):
        for figure in figures.values():
            assert not unknown(figure)


def test_the_lesson_of_the_page_has_all_its_experiments_and_the_depths():
    chapters = chapters_of_page(read_link("how_many_units"))
    assert [each.name for each in chapters] == [each.name for each in (*HOW_MANY_UNITS.presets, *HOW_DEEP.presets)]
    assert not chapters[-1].experiment.setting
    assert all(each.experiment.setting for each in chapters[:-1])
    asked = chapters_of_page(read_link("how_many_units?ask=Why%3F&say=a%0Ab"))
    assert {each.preset.question for each in asked} == {"Why?"}
    silent = chapters_of_page(read_link("how_many_units?hide=claims"))
    assert {each.preset.claims for each in silent} == {None}


def test_any_lesson_may_have_its_networks_trained_one_after_the_other_and_any_page_show_them():
    def view(sweep, view):
        return StaticView(figures={}, panels=[Panel(title="", sentence=f"{sweep.iteration}/{sweep.experiment.limit}")])

    asks = Preset("Two", {"samples": 100, "limit": 100, "runs": 1, "units": (2, 3)}, "Why?")
    further = Lesson(HOW_MANY_UNITS.settings, by_setting, "How?", [asks._replace(name="One")], runs=Sweep)
    chapters = chapters_of(further._replace(presets=[asks], further=[further]), view)
    assert [each.name for each in chapters] == ["Two", "One"]
    lesson = LessonFile("", chapters, [ENGLISH])
    list(lesson.make())
    for packed in data_of(lesson.file.decode())["recordings"]:
        seen = unpacked(b64decode(packed))[0]
        assert [frame_at(seen, moment)["texts"][0] for moment in range(3)] == ["0/2", "1/2", "2/2"]
    sweep = Sweep(chapters[0].experiment)
    own = chapter_of_runs(further, sweep, chapters[0].view, None, view)
    assert (own.name, own.preset.question) == ("hidden units", "How?")
    assert (own.experiment, own.runs, own.scene) == (sweep.experiment, Sweep, view)


def test_what_is_asked_is_that_of_the_link():
    assert chapter_of(read_link("how_many_units")).name == "The flower"
    own = chapter_of(read_link("how_many_units?sizes_sweep=noise"), note="Look!")
    assert (own.name, own.note) == ("noise", "Look!")
    assert own.preset.question == SWEPT["noise"].question
    with pytest.raises(ValueError, match="sizes_units"):
        read_link("how_many_units?sizes_units=0")


def test_what_takes_too_long_is_recorded_in_part_and_that_is_said(monkeypatch):
    monkeypatch.setattr(module, "MOST_WORK", 1)
    lesson = LessonFile("", [chapter_of(read_link(FEW))], BOTH)
    assert lesson.note == "Training all networks of a sweep would take too long: 1 of 2 is recorded."
    list(lesson.make())
    data = data_of(lesson.file.decode())
    assert data["texts"]["zh"]["chapters"][0]["when"] == ""
    assert len(lesson.file) < 300_000
