"""The installable package: what is in it, the library without the app, and the command that starts the app."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement

import playground
from benchmarks.serving import free_port
from benchmarks.visitor import Visitor
from tests.conftest import run_alone
from tests.test_house import LIBRARY, ROOT, WHOLE_APP, requirements

COMMAND = "neural-network-playground"
USED = """
import json, sys
for module in sys.argv[2:]:
    sys.modules[module] = None  # to import it is an error
import playground
from playground.export.__main__ import main
from playground.export.as_code.notebook import notebook
from playground.nn import nn_model
from playground.training import Experiment, Recipe, RunGroup
assert playground.__file__.startswith(sys.argv[1]), playground.__file__
assert playground.__version__
runs = RunGroup(Experiment.alone(Recipe()))
runs.advance(200)
assert len(json.loads(notebook(runs))["cells"]) > 10
assert main(["?at=200", "--notebook", "run.ipynb"]) == 0
assert open("run.ipynb", encoding="utf-8").read() == notebook(runs)
costs = runs.first.history.points
assert runs.iteration == 200 and costs[-1].cost < costs[0].cost
print("used without", [name for name in sys.argv[2:] if sys.modules[name] is None])
"""
"""Trains a network and writes its notebook; arguments: where the package is, and what must not be imported."""


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """The output of a command, which must not fail."""
    variables = os.environ | dict(environment or {})
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel, built with what the development requirements bring."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("-q", "--no-deps", "--no-build-isolation", "--check-build-dependencies", "--no-cache-dir")
    run(sys.executable, "-m", "pip", "wheel", *options, "-w", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


class Installed(NamedTuple):
    """The package, installed where nothing of the repository is: a folder, and the interpreter that finds it."""

    folder: Path
    python: Path
    command: Path
    environment: Mapping[str, str]
    """Variables to add."""

    def distribution(self) -> Distribution:
        (found,) = self.folder.glob("neural_network_playground-*.dist-info")
        return PathDistribution(found)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Beside the dependencies of the tests, which takes a second; by night there is an environment of its own."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, wheel, cwd=folder)
    environment = {"PYTHONPATH": str(folder)}
    return Installed(folder, Path(sys.executable), folder / "bin" / COMMAND, environment)


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_has_every_file_of_the_package_and_of_the_app_but_what_translators_need(installed: Installed) -> None:
    app = {f"app/{name}" for name in ("streamlit_app.py", ".streamlit/config.toml")}
    app |= {f"app/pages/{name}" for name in files(ROOT / "pages")}
    sources = {name for name in files(ROOT / "playground") if name.endswith((".po", "locale/README.md"))}
    assert len(sources) > 1
    assert "py.typed" in files(installed.folder / "playground")
    assert files(installed.folder / "playground") == files(ROOT / "playground") - sources | app


def test_the_library_trains_and_writes_a_notebook_without_the_app(installed: Installed, tmp_path: Path) -> None:
    without = ("streamlit", "starlette", "segno", "valkey")
    said = run(
        installed.python, "-c", USED, installed.folder, *without, cwd=tmp_path, environment=installed.environment
    )
    assert str(list(without)) in said


def test_the_metadata_are_right_and_on_a_package_index_nothing_leads_nowhere(installed: Installed) -> None:
    about = installed.distribution()
    text = about.metadata.get_payload() or about.metadata["Description"]
    assert about.metadata["Description-Content-Type"] == "text/markdown"
    assert re.findall(r"\]\((?!https?:)|(?:src|href)=", text) == []
    examples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert examples
    assert all(example in (ROOT / "docs" / "core.md").read_text(encoding="utf-8") for example in examples)
    assert about.version == playground.__version__
    assert about.metadata["License-Expression"] == "MIT"
    assert about.read_text("licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_it_needs_streamlit_only_for_the_app(installed: Installed) -> None:
    needed = [Requirement(text) for text in installed.distribution().requires or ()]
    library = [each for each in needed if each.marker is None]
    app = [each for each in needed if each.marker and each.marker.evaluate({"extra": "app"})]

    def bounds(some: list[Requirement]) -> dict[str, str]:
        return {each.name: str(each.specifier) for each in some}

    assert bounds(library) == bounds(requirements(LIBRARY))
    assert bounds(app) == bounds(requirements(WHOLE_APP))
    assert "streamlit" in bounds(app)


def commanded(installed: Installed, folder: Path, before: str) -> subprocess.CompletedProcess[str]:
    """What becomes of the command with an argument, where this has been done before."""
    code = f"import runpy, sys; {before}; from playground.__main__ import main; sys.argv[1:] = ['--x']; main()"
    variables = os.environ | dict(installed.environment)
    return subprocess.run([installed.python, "-c", code], cwd=folder, env=variables, capture_output=True, text=True)


def test_the_command_runs_the_app_or_says_what_to_install(installed: Installed, tmp_path: Path) -> None:
    assert installed.command.exists()
    shown = commanded(installed, tmp_path, "runpy.run_module = lambda *rest, **more: print(rest, *sys.argv)")
    script = installed.folder / "playground" / "app" / "streamlit_app.py"
    assert shown.stdout == f"('streamlit',) streamlit run {script} --x\n"
    refused = commanded(installed, tmp_path, "sys.modules['streamlit'] = None")
    assert refused.returncode == 2
    assert 'pip install "neural-network-playground[app]"' in refused.stderr
    assert "Traceback" not in refused.stderr


@contextmanager
def started(installed: Installed, folder: Path) -> Iterator[str]:
    """Start the command in this folder; yields the address at which it opens the browser."""
    address, browser = folder / "address", folder / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >"{address}.part" && mv "{address}.part" "{address}"\n', encoding="utf-8")
    browser.chmod(0o755)
    command = [installed.command, "--server.headless=false", f"--server.port={free_port()}"]
    variables = os.environ | {"BROWSER": str(browser)}
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(command, cwd=folder, env=variables, stdin=subprocess.PIPE, stdout=said, stderr=said)
    try:
        deadline = time.monotonic() + 60
        while not address.exists():
            assert server.poll() is None, (folder / "said").read_text()
            assert time.monotonic() < deadline, (folder / "said").read_text()
            time.sleep(0.1)
        yield address.read_text().strip()
    finally:
        server.terminate()
        server.wait(timeout=20)


async def failures(address: str) -> list[str]:
    """What keeps two pages from being opened."""
    loopback = address.replace("localhost", "127.0.0.1").rstrip("/")
    visitors = [Visitor(loopback, link) for link in ("/", "/zero_or_random")]
    for visitor in visitors:
        await visitor.open()
        await visitor.leave()
    return [visitor.failed for visitor in visitors if visitor.failed]


@pytest.mark.nightly
def test_in_a_fresh_environment_the_library_trains_and_the_command_starts_the_app(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "fresh", cwd=tmp_path)
    bin_ = tmp_path / "fresh" / "bin"
    run(bin_ / "pip", "install", "-q", wheel, cwd=tmp_path)
    (packages,) = (tmp_path / "fresh" / "lib").glob("python*/site-packages")
    assert not (packages / "streamlit").exists()
    run(bin_ / "python", "-c", USED, packages, cwd=tmp_path)
    run(bin_ / "pip", "install", "-q", f"{wheel}[app]", cwd=tmp_path)
    fresh = Installed(packages, bin_ / "python", bin_ / COMMAND, {})
    with started(fresh, tmp_path) as address:
        assert run_alone(failures(address)) == []
