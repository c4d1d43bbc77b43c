"""``--site`` and ``--one-file``: what is made, and what is refused before anything is recorded."""

import hashlib
import io
import json
import re
import zlib
from base64 import b64decode
from pathlib import Path
from zipfile import ZipFile

import plotly
import pytest

from playground.export.__main__ import main
from playground.features.site import command_line, pyodide, python_files
from playground.pages.going_downhill import PAGE
from tests.looped import looped

LINK = "http://localhost:8501/zero_or_random?zero_limit=20&lang=zh"
SWEEP = "http://localhost:8501/how_many_units?units_runs=1&units_limit=20"


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A folder with the names of the release's files, whose hashes are those of what is in them."""
    folder = tmp_path / "release"
    folder.mkdir()
    contents = {name: f"of {name}".encode() for name in pyodide.HASHES}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr(pyodide, "HASHES", {name: hashlib.sha256(each).hexdigest() for name, each in contents.items()})
    monkeypatch.setattr(command_line, "python_files", lambda: b"our Python")
    return folder


def lesson_in(page):
    return json.loads(re.search(r'id="lesson">(.*?)</script>', page)[1])


def test_a_site_has_the_lesson_and_beside_it_all_that_trains(release, tmp_path, capsys):
    site = tmp_path / "site"
    assert main([LINK, "--site", str(site), "--pyodide", str(release)]) == 0
    page = (site / "index.html").read_text(encoding="utf-8")
    lesson = lesson_in(page)["site"]
    assert lesson["starts"] == [{"path": "zero_or_random", "names": {"zero_limit": "20", "lang": "zh"}}]
    assert {f"{name}.z" for name in lesson["files"]} == {path.name for path in site.iterdir()} - {"index.html"}
    for name in pyodide.HASHES:
        assert zlib.decompress((site / f"{name}.z").read_bytes()) == (release / name).read_bytes()
    assert zlib.decompress((site / "python.zip.z").read_bytes()) == b"our Python"
    assert lesson["worker"].startswith("// Trains in the browser")
    assert "index.html: chapters: 1" in capsys.readouterr().out


def test_one_file_has_the_same_files_in_it_and_may_fetch_nothing_from_elsewhere(release, tmp_path):
    made = tmp_path / "lesson.html"
    assert main([LINK, "--one-file", str(made), "--pyodide", str(release)]) == 0
    page = made.read_text(encoding="utf-8")
    files = dict(re.findall(r'<script type="application/octet-stream" id="([^"]+)">([^<]+)</script>', page))
    assert {*files} == {f"{name}.z" for name in lesson_in(page)["site"]["files"]}
    assert zlib.decompress(b64decode(files["pyodide.js.z"])) == (release / "pyodide.js").read_bytes()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    sources = {source for part in policy.split("; ") for source in part.split(" ")[1:] if "sha256" not in source}
    assert sources == {"'none'", "'wasm-unsafe-eval'", "'unsafe-inline'", "blob:", "data:"}
    assert policy.split("; ")[0] == "default-src 'none'"


def test_a_plain_lesson_has_nothing_of_it(tmp_path):
    made = tmp_path / "lesson.html"
    assert main([LINK, "--html", str(made)]) == 0
    page = made.read_text(encoding="utf-8")
    assert "site" not in lesson_in(page)
    assert "blob:" not in page
    assert "site_worker" not in page


@pytest.mark.nightly  # to record one takes six seconds
def test_a_sweep_stays_recorded(release, tmp_path):
    site = tmp_path / "site"
    assert (
        main(
            [
                LINK,
                SWEEP,
                "--site",
                str(site),
                "--pyodide",
                str(release),
            ]
        )
        == 0
    )
    first, second = lesson_in((site / "index.html").read_text(encoding="utf-8"))["site"]["starts"]
    assert (first["path"], second) == ("zero_or_random", None)


def test_what_a_teacher_asks_or_was_done_to_a_run_stays_recorded(release, tmp_path, capsys):
    site = tmp_path / "site"
    links = [LINK, LINK + "&ask=What+now%3F"]
    assert main([*links, "--site", str(site), "--pyodide", str(release)]) == 0
    first, second = lesson_in((site / "index.html").read_text(encoding="utf-8"))["site"]["starts"]
    assert (first["path"], second) == ("zero_or_random", None)
    assert "note: what a teacher has chosen, or was done to a run, stays recorded." in capsys.readouterr().err


def test_all_experiments_of_a_page_begin_with_their_settings(release, tmp_path):
    site, link = tmp_path / "site", "http://localhost:8501/going_downhill"
    assert main([link, "--lesson", "--site", str(site), "--pyodide", str(release)]) == 0
    starts = lesson_in((site / "index.html").read_text(encoding="utf-8"))["site"]["starts"]
    presets = PAGE.parts["rates"].presets
    assert [len(each["names"]) for each in starts] == [len(preset.settings) for preset in presets]
    assert all(name.startswith(PAGE.prefix) for each in starts for name in each["names"])


@looped(
    ("arguments", "said"),
    [
        (["--site", "{new}"], "--site and --one-file need Pyodide 0.27.7"),
        (["--html", "{new}.html", "--pyodide", "{release}"], "--pyodide belongs to --site or --one-file"),
        (["--site", "{release}", "--pyodide", "{release}"], "that is there already. Name a new folder."),
        (["--one-file", "{new}.html", "--pyodide", "{new}"], "there is no pyodide.js. Name the folder of Pyodide"),
        (["--site", "{new}/deeper", "--pyodide", "{release}"], "there is no folder"),
        ([], "add at least one of --"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments, said, release, tmp_path, capsys):
    paths = {"new": tmp_path / "new", "release": release}
    assert main([LINK, *(each.format(**paths) for each in arguments)]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_not_the_releases_is_refused(release, tmp_path, capsys):
    (release / "pyodide.asm.wasm").write_bytes(b"something else")
    assert main([LINK, "--site", str(tmp_path / "new"), "--pyodide", str(release)]) == 2
    assert "pyodide.asm.wasm is not that of Pyodide 0.27.7. Unpack its release again." in capsys.readouterr().err


def test_a_browser_gets_our_python_and_plotlys_and_no_more_of_it_than_is_used():
    files = ZipFile(io.BytesIO(python_files.python_files()))
    names = files.namelist()
    tops = {name.split("/")[0].split("-")[0] for name in names}
    assert tops == {"playground", "plotly", "_plotly_utils", "narwhals"}
    assert {"playground/features/site/visit.py", "playground/data/digits.csv.gz"} <= {*names}
    assert any(name.endswith("playground.mo") for name in names)
    ours = b"\n".join(files.read(name) for name in names if name.startswith("playground/") and name.endswith(".py"))
    assert not re.search(rb"^(?:import|from) (?:streamlit|matplotlib|PIL|nbformat|threadpoolctl)", ours, re.M)
    kinds = {path.stem for path in (Path(plotly.__file__).parent / "graph_objs").glob("_*.py")}
    drawn = {f"_{each.decode().lower()}" for each in re.findall(rb"(?:\.add_|\bgo\.)(\w+)", ours)} & kinds
    assert {"_scatter", "_surface"} <= drawn
    assert {f"plotly/graph_objs/{each}.py" for each in drawn} <= {*names}
    assert not any("plotly/graph_objs/_sankey" in name for name in names)
