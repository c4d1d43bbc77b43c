"""The table of kinds of question: what is asked of a kind stands in its row, on the server and in the browser."""

import re

from playground.export.scripts import ROOT, of_app
from playground.features.classroom.questions.kinds import KINDS

ASKS = re.compile(
    r"""\bkind\b[^\S\n]*(?:===?|!==?)|\b(?:CLAIMS|CURVE)\b[^\S\n]*(?:===?|!==?)|(?:===?|!==?) ["'](?:claims|curve)"""
)
"""Where a script tells kinds apart by their names."""


def test_nothing_of_the_class_tells_kinds_apart_by_their_names():
    python = [*(ROOT / "features/classroom").rglob("*.py")]
    scripts = [path for folder in ("features/classroom", "frontend/runs") for path in (ROOT / folder).rglob("*.js")]
    assert len(python) > 20
    assert len(scripts) > 10
    assert [path.name for path in (*python, *scripts) if ASKS.search(path.read_text(encoding="utf-8"))] == []


def test_each_kind_has_a_row_for_the_students():
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in of_app()}
    page = texts["features/classroom/student/student_page.js"]
    (table,) = re.findall(r"^export const kinds = \{\n(.*?)^\};", page, re.M | re.S)
    own = re.findall(r"^  (\w+): \{", table, re.M)
    added = [
        kind
        for name, text in texts.items()
        if re.match(r"features/\w+/student_", name)
        for kind in re.findall(r"^kinds\.(\w+) = ", text, re.M)
    ]
    assert sorted([*own, *added]) == sorted(KINDS)
