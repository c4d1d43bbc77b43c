"""The command line: what it makes of links, and what to do where it can't."""

import errno
import sys
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import pytest

from playground.data import OWN_POINTS, Points, pack
from playground.export.__main__ import main
from playground.export.lesson_file.lesson import MOST_CHAPTERS
from tests.export.lesson_files import data_of

OWN = urlencode({"dataset": OWN_POINTS, "points": pack(Points.of([[0, 1, 2, 3], [0, 2, 1, 1]], [0, 1, 1, 0], "ab"))})


def test_several_links_are_a_lesson_with_the_notes_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lesson.html"
    links = ["zero_or_random?zero_limit=20", "./?n_h=3&limit=20", "dead_relu?dead_limit=20&changes=0_r_0.5~5_b1:0_-9"]
    assert main([*links, "--note", "1st", "--note", "<b>2nd", "--title", "My 1 & 2", "--html", str(file)]) == 0
    data = data_of(file.read_text())
    said = data["texts"]["en"]
    assert (said["title"], data["predict"]) == ("My 1 & 2", True)
    assert [each["note"] for each in said["chapters"]] == ["1st", "<b>2nd", ""]
    assert "3 tanh units" in said["chapters"][1]["name"]
    assert "chapters: 3" in capsys.readouterr().out


def test_weights_set_on_the_way_are_heeded(tmp_path: Path) -> None:
    files = [tmp_path / "set.json", tmp_path / "plain.json"]
    for file, changes in zip(files, ("&changes=0_r_1.2~20_W1:3_0.5", ""), strict=True):
        assert main([f"./?at=21{changes}", "--json", str(file)]) == 0
    assert files[0].read_bytes() != files[1].read_bytes()


def test_without_an_iteration_it_trains_to_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "run.csv"
    assert main(["?limit=150", "--csv", str(file)]) == 0
    assert file.read_text().splitlines()[-1].startswith("150,")
    out, err = capsys.readouterr()
    assert f"{file}: iteration 150, " in out
    assert err == ""
    assert main(["?limit=150&at=999", "--csv", str(file)]) == 0
    assert "ends at iteration 150" in capsys.readouterr().err


def test_class_names_that_no_font_of_a_picture_has_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.export.__main__.without_letters", lambda names: f"no font for {', '.join(names)}")
    assert main([f"?limit=5&{OWN}", "--png", str(tmp_path / "run.png")]) == 0
    assert "no font for a, b, x" in capsys.readouterr().err


def test_that_training_diverged_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = "?activation=relu&learning_rate=10&scale=1&limit=3000&n_h=50&depth=4"
    assert main([link, "--csv", str(tmp_path / "run.csv")]) == 0
    assert "Training diverged after iteration" in capsys.readouterr().err


def test_a_bar_moves_on_a_terminal_while_it_trains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr("playground.export.__main__.PORTION_SECONDS", 0)  # one iteration at a time
    assert main(["?limit=50", "--csv", str(tmp_path / "run.csv")]) == 0
    shares = [int(line.rpartition("] ")[2].strip("% \n")) for line in capsys.readouterr().err.split("\r")[1:]]
    assert len(shares) == 50
    assert shares[-1] == 100
    assert all(before <= after for before, after in pairwise(shares))


def test_where_it_may_not_write_it_says_so_before_it_trains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.export.__main__.os.access", lambda place, mode: place != tmp_path)
    monkeypatch.setattr("playground.export.__main__._train", lambda runs, at: pytest.fail("it has trained"))
    assert main(["?at=5", "--csv", str(tmp_path / "run.csv")]) == 2
    assert "you may not write there" in capsys.readouterr().err


def test_a_name_that_says_nothing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "run.csv"
    assert main(["zero_or_random?zero_limit=5&n_h=3&zero_n_hh=3&lang=en&at=1&hide=claims", "--csv", str(file)]) == 0
    assert capsys.readouterr().err.startswith("note: nothing is made of 'n_h', 'zero_n_hh'")


def test_a_full_disk_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write)
    assert main(["?at=5", "--csv", str(tmp_path / "run.csv")]) == 2
    assert capsys.readouterr().err == "error: No space left on device.\n"


@pytest.mark.parametrize(
    ("link", "options", "said"),
    [
        ("?n_h=99", ["--csv", "run.csv"], ["n_h: '99'", "from 1 to 50", "under Share"]),
        ("zero_or_random?zero_seed=x", ["--csv", "run.csv"], ["zero_seed: 'x'", "whole number"]),
        ("?at=soon", ["--csv", "run.csv"], ["at: 'soon'", "whole number"]),
        ("?at=9&changes=5_W9_0_1", ["--csv", "run.csv"], ["'5_W9_0_1'", "'W9' is no weight", "under Share"]),
        ("?at=9&changes=5_r_x", ["--csv", "run.csv"], ["'5_r_x'", "not written as a moment"]),
        (f"?{OWN[:-6]}", ["--csv", "run.csv"], ["points", "copy the whole link again"]),
        ("?lang=xx", ["--csv", "run.csv"], ["lang: 'xx'", "en, zh"]),
        ("?" + "&".join(f"a{n}=1" for n in range(300)), ["--csv", "run.csv"], ["at most 200"]),
        (
            "https://example.org/activations",
            ["--csv", "run.csv"],
            ["no page with runs", "zero_or_random"],
        ),
        ("http://[", ["--csv", "run.csv"], ["is no link"]),
        ("dead_relu?at=5", ["--csv", "run.csv"], ["A dead ReLU", "--html"]),
        ("how_many_units", ["--csv", "run.csv"], ["How many units", "--html"]),
        ("?at=5", ["--lesson", "--csv", "run.csv"], ["--lesson", "--html"]),
        ("?at=5", ["./", "--csv", "run.csv", "--html", "run.html"], ["--csv takes one link"]),
        ("?at=5", ["./", "--lesson", "--html", "run.html"], ["--lesson takes one link"]),
        ("./", ["?n_h=99", "--html", "run.html"], ["Link 2: n_h: '99'", "under Share"]),
        ("./", ["./"] * MOST_CHAPTERS + ["--html", "run.html"], ["1 to 20 chapters, not 21"]),
        ("./", ["--note", "a", "--note", "b", "--html", "run.html"], ["more notes than links"]),
        ("./", ["--note", "a" * 201, "--html", "run.html"], ["more than 200"]),
        ("?at=5", [], ["No file", "--notebook", "--html"]),
        ("?at=5", ["--csv", "nowhere/run.csv"], ["no folder nowhere"]),
        ("?at=5", ["--csv", "run.csv", "--json", "."], [". is a folder"]),
        ("?at=5", ["--html", "run.html", "--csv", "./run.html"], ["run.html is named for two files"]),
        ("./", ["--title", "a" * 81, "--html", "run.html"], ["--title", "more than 80"]),
        ("?at=5", ["--title", "a", "--csv", "run.csv"], ["--title", "--html"]),
        ("?at=5", ["--no-predict", "--csv", "run.csv"], ["--no-predict", "--html"]),
        ("./", ["--note", "a", "--lesson", "--html", "run.html"], ["--note", "--lesson", "leave one out"]),
        ("digits?at=5", ["--exercise", "run.ipynb", "--csv", "run.csv"], ["--exercise", "Leave that option out"]),
        ("?at=0", ["--csv", "run.csv", "--gif", "run.gif"], ["nothing to animate"]),
        ("?at=9&changes=0_r_1.2~5_W1:0_1", ["--csv", "run.csv", "--notebook", "run.ipynb"], ["set or frozen by hand"]),
    ],
)
def test_what_it_cannot_do_is_said_and_leaves_no_file(
    link: str,
    options: list[str],
    said: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([link, *options]) == 2
    out, err = capsys.readouterr()
    assert err.startswith("error: ")
    assert [part for part in said if part not in err] == []
    assert err.count("\n") == 1
    assert out == ""
    assert [*tmp_path.iterdir()] == []
