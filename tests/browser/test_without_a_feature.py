"""A feature is one folder: without it, and its line in the list, the app is there and plays."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.serving import serve
from playground.features.contents import FEATURES

ROOT = Path(__file__).parents[2]
CONTENTS = "playground/features/contents.py"
PLAYS = "() => Number(document.querySelector('.live-metrics dd')?.textContent.replaceAll(',', '')) >= 20"


def going_with(name: str) -> set[str]:
    """A feature, and those that build on it."""
    gone = {name}
    while more := {each.name for each in FEATURES if gone & {*each.needs}} - gone:
        gone |= more
    return gone


def take_away(root: Path, name: str) -> None:
    """Delete its folder, tests, line and scripts of pages, and those of the features that build on it."""
    listed = root / CONTENTS
    for page in (page for each in FEATURES if each.name in going_with(name) for page in each.pages.values()):
        (root / page.script).unlink()
    for each in going_with(name):
        shutil.rmtree(root / "playground" / "features" / each)
        shutil.rmtree(root / "tests" / "features" / each)
        text, lines = re.subn(rf"^from \.{each} import FEATURE as (\w+)\n", "", listed.read_text("utf-8"), flags=re.M)
        assert lines == 1
        text, names = re.subn(rf"\b{each.upper()}(, |(?=\)))", "", text)
        assert names == 1
        listed.write_text(text, "utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of all that is in the repository."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.nightly
@pytest.mark.parametrize("name", [each.name for each in FEATURES])
def test_without_its_folder_and_its_line_the_app_opens_and_plays(page: Page, copy: Path, name: str) -> None:
    take_away(copy, name)
    with serve(folder=copy) as url:
        for path in ("", "zero_or_random", "going_downhill"):
            page.goto(f"{url}/{path}")
            page.locator("[data-command=play]:visible").first.click()
            page.wait_for_function(PLAYS)
        for own in FEATURES:
            for of_its_own in own.pages.values() if own.name not in going_with(name) else ():
                page.goto(f"{url}/{of_its_own.path}")
                expect(page.get_by_role("textbox")).to_be_visible()
