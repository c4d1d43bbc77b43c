"""A lesson as one HTML file: what is recorded is the run, the file is small, and nothing in it is more than text."""

import base64
import hashlib
import json
import re
from dataclasses import replace

import numpy as np
import pytest

import playground.export.lesson_file.lesson as module
from playground.charts.pair import HELP
from playground.export.lesson_file.lesson import MOST_BYTES, MOST_CHAPTERS, LessonFile, chapter_of_runs
from playground.export.lesson_file.recording import MOST_MOMENTS, Chapter, Recording, moments
from playground.export.scripts import FRONTEND
from playground.language import ENGLISH, LANGUAGES, rendered, without_advice
from playground.lessons.claims import Answer
from playground.lessons.lesson import of_teacher
from playground.pages.dead_relu.lesson import DEAD_RELU, Push
from playground.pages.digits.confusion import counts_in_the_test, worst_mistakes
from playground.pages.digits.lesson import DIGITS
from playground.pages.inside_the_symmetry.lesson import INSIDE_THE_SYMMETRY
from playground.pages.playground.lesson import PLAYGROUND
from playground.pages.playground.scene import playground_scene
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM
from playground.training import Experiment, RunGroup, View
from tests.export.lesson_files import Elements, answer_in, data_of, frame_at, preset, unpacked
from tests.export.runs import alone

BOTH = [*LANGUAGES.values()]


def recorded(chapter, languages=(ENGLISH,), most=30):
    recording = Recording(chapter, languages, most)
    shares = list(recording.make())
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return unpacked(recording.packed)


def costs(seen):
    """Those of the lines at the end; as many traces mark their ends."""
    lines = json.loads(seen["frames"][-1])["traces"]["cost"]
    return [line["y"][-1] for line in lines[: len(lines) // 2]]


# Which moments


def test_moments_are_dense_where_the_cost_drops():
    at = np.arange(0, 1001)
    costs = np.where(at < 700, 0.7, np.where(at < 750, 0.7 - (at - 700) * 0.01, 0.2))[None]
    chosen = moments(at, costs, 100)
    assert chosen == sorted({*chosen})
    assert (chosen[0], chosen[-1]) == (0, 1000)
    assert 80 <= len(chosen) <= 100
    within = sum(700 <= each <= 750 for each in chosen)
    before = sum(600 <= each <= 650 for each in chosen)
    assert within > 4 * before > 0


def test_moments_that_decide_are_among_them_and_few_are_all_taken():
    at = np.arange(0, 3000, 7)
    costs = np.exp(-at / 500)[None]
    chosen = moments(at, costs, 50, [1, 300])
    assert {0, 1, 300, int(at[-1])} <= {*chosen}
    assert len(chosen) <= 50
    assert moments(at[:20], costs[:, :20], 50, [1]) == [0, 1, *at[1:20].tolist()]


# What is recorded


def test_what_is_recorded_is_the_run():
    chapter = preset(ZERO_OR_RANDOM, "Symmetry that learns", limit=500)
    seen, _frames = recorded(chapter, BOTH)
    assert 20 < len(seen["at"]) <= 30
    assert (seen["at"][0], seen["at"][-1]) == (0, 500)
    explained = {label for panel in seen["said"]["zh"][0]["panels"] for label in panel["help"]}
    assert explained == {rendered(label, LANGUAGES["zh"]) for label in HELP}
    runs = RunGroup(chapter.experiment)
    scene = playground_scene(runs, View())
    for moment in range(0, len(seen["at"]), 5):
        runs.advance(seen["at"][moment] - runs.iteration)
        shown = scene.frame()["texts"]
        for language in BOTH:
            said = frame_at(seen, moment, language.code)
            assert said["texts"] == rendered(shown, language)
            assert said["described"] == [rendered(without_advice(scene.described()), language)]
            assert answer_in(said) == rendered(chapter.preset.answer(runs) if moment else Answer(), language)
        assert seen["true"][moment] == chapter.preset.claims.right(runs)


def test_digits_have_their_mistakes_and_what_is_mistaken_for_what():
    chapter = preset(DIGITS, "Three layers", limit=30, n_h=8).offering(claims=True, predicts=False)
    seen, _frames = recorded(chapter, BOTH)
    runs = RunGroup(chapter.experiment)
    runs.advance(30)
    run = runs.first
    assert "Your digit" not in [panel["title"] for panel in seen["said"]["en"][0]["panels"]]
    assert "probabilities" not in seen["charts"][0]
    assert "probabilities" not in seen["looks"]
    counts = counts_in_the_test(run)
    worst = worst_mistakes(run.tested().output.A, run.test.labels, 8)
    assert json.loads(seen["frames"][-1])["traces"]["mistakes"][0]["text"] == [
        f"{each.label} → {each.read_as}" for each in worst
    ]
    for language in BOTH:
        said = frame_at(seen, -1, language.code)
        (table,) = said["tables"]
        assert [cells[1:] for _mark, cells in table] == [
            [str(count) if count else "" for count in row] for row in counts
        ]
        assert answer_in(said) == rendered(chapter.preset.answer(runs), language)


def test_what_was_done_to_a_run_on_its_way_is_done_again_and_said():
    runs = RunGroup(alone(limit=60))
    for change in (
        lambda run: run.edit("W1:3", 2.5),
        lambda run: run.freeze(["W1", "b1:0"]),
        lambda run: run.freeze([]),
    ):
        runs.advance(10)
        change(runs.first)
    chapter = Chapter("", runs.experiment, View(), PLAYGROUND.presets[0], events=runs.event_log)
    seen, _frames = recorded(chapter, most=100)
    edited = "At iteration 10, 1 number in W1 was set by hand."
    frozen = f"{edited} From iteration 20 on, this is frozen, so not trained: W1 and 1 single number."
    said = {0: "", 10: edited, 20: frozen, 30: f"{frozen} From iteration 30 on, nothing is frozen."}
    for moment, iteration in enumerate(seen["at"]):
        assert frame_at(seen, moment)["done"] == said[min(iteration, 30) // 10 * 10]
    runs.advance(30)
    assert seen["at"][-1] == 60
    assert costs(seen)[0] == pytest.approx(runs.first.measure().cost, rel=1e-4)


def test_a_button_that_an_experiment_needs_is_pressed_and_that_is_said():
    chapter = preset(DEAD_RELU, "Push one unit", limit=230)
    seen, _frames = recorded(chapter, BOTH)
    runs = RunGroup(chapter.experiment)
    runs.advance(200)
    Push(unit=1).press(runs)
    assert {200, 201} <= {*seen["at"]}
    at_push = seen["at"].index(200)
    assert answer_in(frame_at(seen, at_push)) == chapter.preset.answer(runs)
    assert "No unit has been pushed yet" in frame_at(seen, at_push - 1)["sentence"]
    runs.advance(30)
    assert costs(seen) == pytest.approx([run.measure().cost for run in runs.values()], rel=1e-4)
    done = [frame_at(seen, moment)["done"] for moment in range(len(seen["at"]))]
    assert {*done[:at_push]} == {""}
    assert {*done[at_push:]} == {"At iteration 200, unit 1 was pushed below zero, in both networks alike."}
    assert frame_at(seen, -1, "zh")["done"].startswith("第 200 次迭代时")


def test_a_button_is_left_alone_in_a_run_that_somebody_has_changed():
    runs = RunGroup(preset(DEAD_RELU, "Push one unit", limit=230).experiment)
    pushed = DEAD_RELU.presets[0]
    assert chapter_of_runs(DEAD_RELU, runs, View(), pushed).presses == pushed.presses
    runs.advance(10)
    runs.adjust(
        Experiment({n: v._replace(recipe=replace(v.recipe, learning_rate=0.5)) for n, v in runs.experiment.items()})
    )
    runs.advance(10)
    changed = chapter_of_runs(DEAD_RELU, runs, View(), pushed)
    assert (changed.presses, changed.preset.question) == ((), "How will this run turn out?")
    assert [said for _at, said in changed.done] == ["At iteration 10, the learning rate was set to 0.5."]
    Push(unit=2).press(runs)
    pressed = chapter_of_runs(DEAD_RELU, runs, View(), pushed)
    assert (pressed.presses, pressed.preset) == ((), pushed)
    assert pressed.done[-1] == (20, "At iteration 20, b1 was nudged.")


def test_what_is_decided_stays_so_after_the_nudge():
    chapter = preset(INSIDE_THE_SYMMETRY, "Symmetry", limit=3010)
    seen, _frames = recorded(chapter)
    (at,) = (each.at for each in chapter.presses)
    decided = seen["true"][seen["at"].index(at) - 1]
    assert (decided, seen["true"][-1]) == (1, 1)


def test_an_answer_that_compares_is_there_at_each_moment_unless_the_run_was_changed_by_hand():
    name = next(each.name for each in PLAYGROUND.presets if each.against is not None)
    chapter = preset(PLAYGROUND, name, limit=60)
    seen, _frames = recorded(chapter)
    runs, others = RunGroup(chapter.experiment), RunGroup(chapter.against)
    assert answer_in(frame_at(seen, 0)) == Answer()
    for moment in (1, 20, -1):
        for each in (runs, others):
            each.advance(seen["at"][moment] - each.iteration)
        assert answer_in(frame_at(seen, moment)) == chapter.preset.answer(runs, others)
        assert seen["true"][moment] == chapter.preset.claims.right(runs, others)
    changed = RunGroup(chapter.experiment)
    changed.advance(10)
    changed.first.edit("W1:3", 2.5)
    changed.advance(50)
    seen, _frames = recorded(chapter._replace(events=changed.event_log), most=9)
    assert answer_in(frame_at(seen, -1)) == chapter.preset.answer(changed)


def test_runs_that_diverge_are_recorded_up_to_there():
    seen, _frames = recorded(preset(PLAYGROUND, "Reference", l2=1.0, learning_rate=10.0, limit=3000))
    assert seen["at"][-1] < 3000
    assert "diverged" in frame_at(seen, -1)["sentence"]


# The file


@pytest.fixture(scope="module")
def written():
    """A lesson of two chapters in two languages, with texts of a lecturer that would like to be more."""
    evil = "</script><img src=x onerror=alert(1)><!-- *a*"
    own = preset(ZERO_OR_RANDOM, "Dead start", limit=20)._replace(preset=of_teacher(evil, [evil, "b"]), note=evil)
    lesson = LessonFile(evil, [own, preset(PLAYGROUND, "Reference", limit=20)], BOTH)
    list(lesson.make())
    for chapters in ([], [own] * (MOST_CHAPTERS + 1)):
        with pytest.raises(ValueError, match="1 to 20 chapters"):
            LessonFile("", chapters, BOTH)
    return lesson.file.decode()


def test_the_file_runs_its_own_script_and_loads_nothing(written):
    elements = Elements(written).found
    tags = [tag for tag, _, _ in elements]
    assert sorted(tags) == sorted(
        ["html", "head", *["meta"] * 4, "title", "link", "style", "body", "noscript", *["script"] * 2]
    )
    policy = next(each["content"] for _, each, _ in elements if each.get("http-equiv"))
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == rules.pop("base-uri") == rules.pop("form-action") == "'none'"
    assert rules.pop("img-src") == "data:"
    inline = {"script-src": "script", "style-src": "style"}
    for rule, tag in inline.items():
        text = next(text for name, each, text in elements if name == tag and each.get("type") != "application/json")
        assert rules.pop(rule) == f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
    assert not rules
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", written)


def test_texts_of_a_lecturer_stay_texts_and_the_scripts_are_the_apps(written):
    scripts = [text for tag, each, text in Elements(written).found if tag == "script"]
    diagram = (FRONTEND / "network/diagram.js").read_text(encoding="utf-8").partition("class Diagram")[2]
    lines = [line.strip() for line in diagram.partition("\n}\n")[0].splitlines() if not line.lstrip().startswith("//")]
    assert any("\n".join(lines) in script for script in scripts)
    data = data_of(written)
    first = data["texts"]["zh"]["chapters"][0]
    assert first["question"] == first["note"] == first["claims"][0] == data["texts"]["en"]["title"]
    assert first["said"][0][0].endswith(r"\*a\*。")  # in Markdown
    assert len(data["recordings"]) == 2


@pytest.mark.nightly
@pytest.mark.parametrize(("lesson", "name"), [(PLAYGROUND, "Reference"), (ZERO_OR_RANDOM, "Symmetry that learns")])
def test_a_chapter_of_all_moments_is_small(lesson, name):
    file = LessonFile("", [preset(lesson, name, limit=700)], BOTH)
    list(file.make())
    assert len(file.file) < MOST_BYTES / 4


def test_a_chapter_that_would_be_too_large_has_fewer_moments(monkeypatch):
    chapter = preset(ZERO_OR_RANDOM, "Symmetry that learns", limit=50)
    whole = LessonFile("", [chapter], [ENGLISH])
    list(whole.make())
    (size,) = map(len, data_of(whole.file.decode())["recordings"])
    monkeypatch.setattr(module, "MOST_BYTES", size - 1)
    assert module.FEWER == MOST_MOMENTS / 3
    monkeypatch.setattr(module, "FEWER", 20)
    less = LessonFile("", [chapter], [ENGLISH])
    shares = list(less.make())
    assert shares == sorted(shares)
    assert len(less.file) < len(whole.file)
    seen, _frames = unpacked(base64.b64decode(data_of(less.file.decode())["recordings"][0]))
    assert seen["at"][-1] == 50
    assert 15 <= len(seen["at"]) <= 20


def test_what_takes_too_long_is_recorded_in_part_and_that_is_said(monkeypatch):
    monkeypatch.setattr("playground.export.lesson_file.recording.MOST_WORK", 100_000)
    lesson = LessonFile("", [preset(PLAYGROUND, "Reference")], [ENGLISH])
    assert "up to iteration" in lesson.note


def test_the_lesson_that_the_readme_offers_is_small_and_whole():
    written = FRONTEND.parents[1] / "docs" / "zero_or_random.html"
    assert written.stat().st_size < 3_000_000
    data = data_of(written.read_text(encoding="utf-8"))
    assert list(data["texts"]) == [*LANGUAGES]
    names = [each["name"] for each in data["texts"]["en"]["chapters"]]
    assert names == [each.name for each in ZERO_OR_RANDOM.presets]
    assert len(data["recordings"]) == len(names)
