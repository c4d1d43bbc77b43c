"""The command line makes what the page saves, to the byte."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from playground.data import OWN_POINTS, Points, pack
from playground.export.__main__ import OPTIONS, main
from playground.features.contents import parts
from playground.features.feature import Package
from playground.language import LANGUAGES
from playground.pages.zero_or_random.lesson import ZERO_OR_RANDOM_PRESETS
from playground.training.changes import read
from tests.export.lesson_files import data_of
from tests.features.take_along.test_downloads import SAVING, said, saved, visit
from tests.ui.pages import CASES, Case, Visit, followed, link_to

CASE_OF = {case.page.path: case for case in CASES}
OWN = urlencode({"dataset": OWN_POINTS, "points": pack(Points.of([[0, 1, 2, 3], [0, 2, 1, 1]], [0, 1, 1, 0], "ab"))})
EXERCISES = ["exercise", "solution"]
"""They want one learning rate."""
TIMED = "npz"
"""NumPy writes the time into it."""
CHANGED = [name for name, kind in OPTIONS.items() if name not in (*EXERCISES, TIMED)]


def opened(case: Case, link: str, **on_page: bool) -> Visit:
    """A visitor who has it open, whose run is at the moment that a link is about; ``on_page``: what is chosen there."""
    names = {name: value for name, (value,) in followed(link).items()}
    at, changes = int(names.pop("at", 0)), names.pop("changes", "")
    page = Visit(case, **names)
    runs = page.player.runs
    runs.restore({name: read(changes, run) for name, run in runs.items()})
    runs.advance(at)
    page.app.session_state[f"{case.prefix}downloads"] = True
    for name, value in on_page.items():
        page.app.session_state[f"{case.prefix}downloads_{name}"] = value
    page.run()
    return page


@pytest.mark.parametrize(
    ("path", "query", "names"),
    [
        pytest.param("", "n_h=5&learning_rate=0.5&at=60&changes=0_r_1.2~40_r_0.5", CHANGED, marks=pytest.mark.nightly),
        ("", "n_h=5&at=20", EXERCISES),
        pytest.param("", f"{OWN}&at=20&lang=zh", ["notebook", "png", "csv"], marks=pytest.mark.nightly),
        ("zero_or_random", "zero_seed=3&at=30", ["notebook", "csv"]),
        ("digits", "at=20&digits_n_h=8", ["notebook", "json"]),
    ],
)
def test_its_files_are_those_that_the_page_saves(path: str, query: str, names: list[str], tmp_path: Path) -> None:
    link = f"https://example.org/base/{path}?{query}"
    files = {name: tmp_path / f"run.{name}" for name in names}
    assert main([link, *(text for name, file in files.items() for text in (f"--{name}", str(file)))]) == 0
    page = opened(CASE_OF[path], link)
    for name, file in files.items():
        page.press(f"downloads_{OPTIONS[name].ending}")
        sent = saved(page)
        assert sent, name
        assert file.read_bytes() == sent[1], name


def lesson(link: str, button: str, file: Path, *options: str, **on_page: bool) -> tuple[Visit, Any]:
    """A page that has saved its lesson, and what is in that: the command line makes the same, to the byte."""
    assert main([link, *options, "--html", str(file)]) == 0
    page = opened(CASE_OF[urlsplit(link).path.strip("/")], link, **on_page)
    page.press(f"downloads_{button}")
    content = saved(page)[1]
    assert file.read_bytes() == content
    return page, data_of(content.decode())


def test_its_lesson_of_a_run_is_the_one_that_the_page_saves_without_what_a_teacher_has_hidden(tmp_path: Path) -> None:
    changes = "at=30&changes=0_r_1.2~10_r_0.5~20_W1:3_0.5"
    link = f"https://example.org/?n_h=5&learning_rate=0.5&limit=30&{changes}&hide=experiments,claims&lang=zh"
    page, data = lesson(link, "html", tmp_path / "run.html")
    assert (list(data["texts"]), data["predict"]) == (["zh"], True)
    assert data["texts"]["zh"]["chapters"][0]["claims"] == []
    assert not page.has("downloads_lesson.html")


def test_its_lesson_of_a_page_is_the_one_that_the_page_saves_with_a_teachers_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.export.lesson_file.lesson.MOST_CHAPTERS", 2)
    monkeypatch.setattr("playground.export.lesson_file.recording.MOST_WORK", 100_000)
    options = ["--lesson", "--every-language", "--no-predict"]
    link = "https://example.org/zero_or_random?zero_limit=30&lang=zh&ask=Why%20%3Cb%3E%3F&say=1%0A2"
    page, data = lesson(link, "lesson.html", tmp_path / "lesson.html", *options, every_language=True, predict=False)
    assert saved(page)[0] == "zero_or_random-lesson.html"
    assert ({*data["texts"]}, data["predict"]) == ({*LANGUAGES}, False)
    chapters = data["texts"]["en"]["chapters"]
    assert [each["name"] for each in chapters] == [each.name for each in ZERO_OR_RANDOM_PRESETS[:2]]
    assert [(each["question"], each["claims"]) for each in chapters] == [("Why <b>?", ["1", "2"])] * 2


@pytest.mark.parametrize("package", [part.PACKAGE for part in parts("package")], ids=lambda each: each.option)
def test_its_package_is_the_one_that_the_page_saves(package: Package, tmp_path: Path) -> None:
    case = SAVING[0]
    page = visit(case, 0, **link_to(case, limit=10))
    page.app.session_state[f"{case.prefix}downloads_{package.option}"] = True
    page.run()
    page.app.session_state[f"{case.prefix}downloads_{package.score}"] = 60
    page.press("downloads_html")
    assert not said(page)
    name, packed, _ = saved(page)
    assert name == f"playground.{package.ending}"
    file = tmp_path / "packed"
    assert main(["?limit=10", f"--{package.option}", str(file), f"--{package.score}", "60"]) == 0
    assert file.read_bytes() == packed
