"""What the README promises."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_python_examples_run(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for example in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(example.replace("10000", "1001"), names)  # the same, in less time
    printed = capsys.readouterr().out.splitlines()
    costs = [line for line in printed if line.startswith("Cost")]
    assert costs == 2 * ["Cost after iteration 0: 0.693048", "Cost after iteration 1000: 0.288083"]


def test_pictures_and_linked_files_exist() -> None:
    for target in re.findall(r"\]\((?!https://)([^)#]+)\)", README):
        assert (Path(__file__).parents[1] / target).exists(), target


# In Chinese

CHINESE = (Path(__file__).parents[1] / "README.zh.md").read_text()


def test_the_chinese_readme_has_the_same_commands_and_code_in_the_same_order() -> None:
    both = [re.findall(r"```.*?```", readme, re.DOTALL) for readme in (README, CHINESE)]
    assert both[0] == both[1]
    assert len(both[0]) == 6


def test_the_chinese_readme_has_the_same_chapters_tables_and_links() -> None:
    def shape(readme: str) -> list[str]:
        return re.findall(r"^(#+ |\||- )", re.sub(r"```.*?```", "", readme, flags=re.DOTALL), re.MULTILINE)

    def links(readme: str) -> set[str]:
        return set(re.findall(r"\]\(([^)]+)\)", readme)) - {"README.md", "README.zh.md"}

    assert shape(README) == shape(CHINESE)
    assert links(README) == links(CHINESE)


def test_each_readme_links_the_other_on_top() -> None:
    assert "(README.zh.md)" in "".join(README.splitlines()[:4])
    assert "(README.md)" in "".join(CHINESE.splitlines()[:4])
