"""The tables of what the notes teach name pages and experiments that there are, in both languages."""

from pathlib import Path

import pytest

from playground.features.take_along.downloads import TAKE_IT
from playground.language import LANGUAGES, rendered
from playground.pages.contents import PAGES

DOCS = Path(__file__).parents[1] / "docs"


def rows(name):
    """The cells of each row that says where something is."""
    cells = [line.strip("|").split("|") for line in (DOCS / name).read_text().splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in cells]


@pytest.mark.parametrize(("name", "code"), [("notes.md", "en"), ("notes.zh.md", "zh")])
def test_each_row_names_a_page_and_says_whether_it_can_be_tried(name, code):
    titles = rendered([page.title.split("?")[0].split(",")[0] for page in PAGES], LANGUAGES["en"])
    if code == "zh":
        titles = [
            title.replace("“", "‘").replace("”", "’") for title in rendered([p.title for p in PAGES], LANGUAGES[code])
        ]
    exported = rendered(TAKE_IT, LANGUAGES[code])
    found = [row for row in rows(name) if row[-1] in ("●", "○")]
    assert len(found) > 30
    for what, where, _mark in found:
        assert any(title in where for title in titles) or exported in where, what
    for title in titles[:12]:  # those that follow the notes
        assert any(title in where for _what, where, _mark in found), title


def test_both_languages_have_the_same_rows():
    english, chinese = rows("notes.md"), rows("notes.zh.md")
    assert [row[-1] for row in english if row[-1] in "●○"] == [row[-1] for row in chinese if row[-1] in "●○"]
    assert len(english) == len(chinese)
