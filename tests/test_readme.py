"""What the README and the other texts promise."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import playground
from playground.pages.contents import PAGES
from tests.looped import looped

ROOT = Path(__file__).parents[1]
TEXTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") and part != ".github" for part in path.relative_to(ROOT).parts)
)
"""Every Markdown file of the project; what tools leave behind is in hidden folders."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOWS = ROOT / ".github" / "workflows"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.compile(r"```.*?```", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(path: Path) -> str:
    """A text without its code."""
    return re.sub(r"`[^`\n]*`", "", CODE.sub("", path.read_text(encoding="utf-8")))


def links(path: Path) -> list[str]:
    """Where the links and pictures of a text lead, but for those into the web."""
    found = re.findall(r"\]\(([^)\s]+)\)|<(?:img|a)\b[^>]*\b(?:src|href)=\"([^\"]+)\"", prose(path))
    targets = [markdown or html for markdown, html in found]
    return [target for target in targets if not re.match(r"\w+:", target)]


def anchors(path: Path) -> set[str]:
    """What a link can name in a text: each heading, as GitHub writes it."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_all_texts_are_looked_at() -> None:
    assert {"README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md"} <= set(map(name, TEXTS))
    assert {"docs", "deploy", "benchmarks", "playground", ".github"} <= {name(path).split("/")[0] for path in TEXTS}
    assert len(links(ROOT / "README.md")) > len(PAGES)


@looped("path", TEXTS)
def test_every_relative_link_leads_to_a_file_and_a_heading_that_exist(path: Path) -> None:
    wrong = []
    for link in links(path):
        target, _, anchor = link.partition("#")
        file = path.parent / target if target else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            wrong.append(link)
    assert wrong == []


def test_files_that_are_named_exist() -> None:
    files = [f"/{name(file)}" for folder in ROOT.iterdir() if folder.name != ".venv" for file in folder.rglob("*")]
    files += [f"/{name(file)}" for file in ROOT.iterdir()]
    for path in (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "architecture.md"):
        text = CODE.sub("", path.read_text(encoding="utf-8"))
        named = re.findall(r"`([\w./-]+\.(?:py|js|css|po|toml|txt|yml|md))`", text)
        assert named
        assert [file for file in named if not any(each.endswith(f"/{file}") for each in files)] == [], path


def test_the_readme_shows_a_picture_of_every_page() -> None:
    pictures = re.findall(r'src="docs/pages/(\w+)\.webp"', README)
    assert sorted(pictures) == sorted(page.path or "playground" for page in PAGES)
    assert all(f"**{page.title}**" in README for page in PAGES)


def test_what_is_new_and_the_citation_are_of_this_version_and_licence() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert first
    assert first[1] == playground.__version__
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], cited["license"]) == (playground.__version__, PROJECT["license"])
    assert {"cff-version", "message", "title", "authors"} <= set(cited)


def test_the_pythons_that_are_promised_are_those_that_are_tested() -> None:
    kind = "Programming Language :: Python :: "
    pythons = [name.removeprefix(kind) for name in PROJECT["classifiers"] if name.startswith(f"{kind}3.")]
    assert PROJECT["requires-python"] == f">={pythons[0]}"
    promised = {path: re.findall(r"(3\.\d+) (?:to|至) (3\.\d+)", path.read_text(encoding="utf-8")) for path in TEXTS}
    assert {name(path) for path, found in promised.items() if found} >= {"README.md", "README.zh.md", "CONTRIBUTING.md"}
    assert {each for found in promised.values() for each in found} == {(pythons[0], pythons[-1])}
    jobs = yaml.safe_load((WORKFLOWS / "tests.yml").read_text(encoding="utf-8"))["jobs"].values()
    assert [job["strategy"]["matrix"]["python"] for job in jobs if "strategy" in job] == [pythons]


@looped("workflow", sorted(WORKFLOWS.glob("*.yml")))
def test_what_a_workflow_uses_cannot_be_changed_by_others(workflow: Path) -> None:
    used = re.findall(r"uses: *(\S+)", workflow.read_text(encoding="utf-8"))
    assert used
    assert [each for each in used if not re.search(r"@[0-9a-f]{40}$", each)] == []


CHINESE = [path for path in TEXTS if path.name.endswith(".zh.md")]
EXAMPLES = [path for path in TEXTS if "```python" in path.read_text("utf-8") and path not in CHINESE]


@pytest.mark.parametrize("path", EXAMPLES, ids=name)  # those in Chinese have the same code
def test_the_python_examples_run(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL):
        exec(example.replace("10000", "1001"), names)  # the same, in less time
    printed = capsys.readouterr().out.splitlines()
    costs = [line for line in printed if line.startswith("Cost")]
    assert costs == 2 * ["Cost after iteration 0: 0.693048", "Cost after iteration 1000: 0.288083"]


# In Chinese


def english(path: Path) -> Path:
    return path.with_name(path.name.replace(".zh", ""))


def test_what_a_visitor_reads_is_there_in_chinese_and_says_the_same() -> None:
    """The same commands and code, chapters, tables and links in the same order, and each links the other on top."""

    def shape(text: Path) -> list[str]:
        return re.findall(r"^(#+ |\||- )", CODE.sub("", text.read_text(encoding="utf-8")), re.MULTILINE)

    def everywhere(text: Path) -> set[str]:
        """Where it leads, whatever the language there."""
        found = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", text.read_text(encoding="utf-8"))
        return {(markdown or html).replace(".zh.", ".") for markdown, html in found}

    assert {"README.zh.md", "docs/core.zh.md", "docs/using.zh.md"} <= set(map(name, CHINESE))
    for path in CHINESE:
        one, other = (CODE.findall(text.read_text(encoding="utf-8")) for text in (english(path), path))
        assert one == other, path
        assert shape(english(path)) == shape(path), path
        assert everywhere(english(path)) == everywhere(path), path
        for text, counterpart in ((path, english(path)), (english(path), path)):
            assert f"({counterpart.name})" in "".join(text.read_text(encoding="utf-8").splitlines()[:4]), path
