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
