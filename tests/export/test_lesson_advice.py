"""A recorded lesson advises no control but its own: Play, Pause, the time line, the speed."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from playground.export.lesson_file.lesson import chapters_of
from playground.export.lesson_file.recording import Recording, described
from playground.language import LANGUAGES, Message, rendered
from playground.pages.contents import PAGES, WITH_RUNS
from playground.training import RunGroup
from tests.export.lesson_files import unpacked

PACKAGE = Path(__file__).parents[2] / "playground"
ADVISES = {
    "en": re.compile(
        r"\b(Try|Press|Draw a|Nudge W|Push it|Zoom)\b|\b(press|choose|switch|drag|zoom|click)\b|"
        r"\b([Tt]hen|and|to) (try|set|push|nudge|reset|draw a digit)\b|: try\b|\*\*(Nudge|Push unit|Step)|Compare with"
    ),
    "zh": re.compile(
        "试试|按“|改选|请把|请多|再推|再自己|自己写一个|关掉|改为扰动|把俯视图|换任意|再把“|与“.*(比较|对比)"
    ),
}
"""How sentences sound that tell one to use a control."""
TAKEN = re.compile(
    r"drag the handle of the time line|press Play|按“播放”之前|拖动时间轴|choose, or type a number|输入数字"
)
"""What a file has a control for, and what helps to use one of the page."""
OPTIONS = {"option", "Whole", "Real", "Choice", "Several", "Settings"}
"""They describe controls, and no recording has their texts."""
ELSEWHERE = {
    *("challenges", "composed", "confusion", "descent", "direction", "exercises", "line", "linear", "own_question"),
    *("prose", "starts", "swap", "swept", "view"),
}
"""Modules of what is said beside the recorded."""
WITHOUT_RUNS = {PACKAGE / "pages" / page.name for page in PAGES if not page.parts} | {PACKAGE / "pages"}
PRESETS = [(path, part) for path, page in WITH_RUNS.items() for part, each in page.parts.items() if each.runs.in_step]


@cache
def advising(text: str, code: str) -> bool:
    return bool(ADVISES[code].search(text)) and not TAKEN.search(text)


@pytest.mark.parametrize(("path", "part"), PRESETS)
def test_no_question_and_no_hint_of_a_chapter_does(path: str, part: str) -> None:
    chapters = chapters_of(WITH_RUNS[path].parts[part], WITH_RUNS[path].scene)
    for code, language in LANGUAGES.items():
        for chapter in chapters:
            said = described(chapter, language)
            texts = [said["question"], said["hint"], *said["claims"]]
            assert [text for text in texts if advising(text, code)] == []


def test_every_sentence_that_does_is_marked_where_it_is_made() -> None:
    unmarked = [
        f"{file.stem}: {text}"
        for folder in ("charts", "lessons", "pages", "training")
        for file in sorted((PACKAGE / folder).rglob("*.py"))
        if file.stem not in ELSEWHERE and file.parent not in WITHOUT_RUNS
        for text in _unmarked(ast.parse(file.read_text(encoding="utf-8")))
        if advising(text, "en") or advising(rendered(Message(text, {}), LANGUAGES["zh"]), "zh")
    ]
    assert not unmarked, "\n".join(unmarked)


def _unmarked(node: ast.AST) -> list[str]:
    """The messages in a module, without those of advice, of controls, and of errors."""
    if isinstance(node, ast.Raise):
        return []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if name == "advice" or name in OPTIONS:
            return []
        if name in ("_", "ngettext", "pgettext"):
            texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            return texts[1:] if name == "pgettext" else texts
    return [text for child in ast.iter_child_nodes(node) for text in _unmarked(child)]


def test_a_recording_leaves_it_out() -> None:
    chapter = next(each for each in chapters_of(WITH_RUNS[""].parts[""]) if each.name == "Starts at zero")
    runs = RunGroup(chapter.experiment)
    runs.advance(5)
    assert any(each and "Try the initialisation" in each for each in chapter.scene(runs, chapter.view).frame()["texts"])
    recording = Recording(_short(chapter), [*LANGUAGES.values()])
    list(recording.make())
    seen, _pictures = unpacked(recording.packed)
    for code, (_layout, words) in seen["said"].items():
        assert [text for text in words if advising(text, code)] == []
    assert any("No weight or bias has a gradient" in text for text in seen["said"]["en"][1])


def _short(chapter):
    lesson, preset = WITH_RUNS[""].parts[""], chapter.preset
    chosen, _notes = lesson.settings.read({**preset.settings, "limit": 30})
    return chapter._replace(experiment=lesson.experiment(chosen))
