"""What the lecturer saves: counts, curves and ranking, of all that was revealed."""

import csv
from io import StringIO

import pytest

from playground.classroom.entries import DONE, Entry
from playground.classroom.question import CLAIMS, CONTEST, CURVE, Question, of_link
from playground.classroom.room import CLOSED, OPEN, REVEALED, Asked, Room
from playground.classroom.table import tables
from playground.language import ENGLISH, LANGUAGES
from playground.lessons.drawn.curve import pack

VOTE = of_link("zero_or_random", "")
DRAWN = of_link("", "", CURVE)
CHALLENGE = of_link("", "challenge=1", CONTEST)
CURVES = {"a": pack([[0, 0.7], [501, 0.1]]), "b": pack([[0, 0.7], [90, 0.7], [501, 0.2]])}
ENTRIES = {
    name: Entry(name, f"?n_h={name}", DONE, score, f"{score:g}", {}).as_json
    for name, score in (("3", 13.0), ("2", 9.0))
}


def made(asked, sheets, language=ENGLISH):
    """The rows of each table, its headings first."""
    texts = tables(Room("KWXRT", "hash", tuple(asked)), sheets, language)
    return {name: list(csv.reader(StringIO(text))) for name, text in texts.items()}


def test_all_that_was_revealed_is_in_the_tables():
    sheets = {
        "answers 1 1": {"a": "0", "b": "1"},
        "answers 1 2": {"a": "1", "b": "1"},
        "answers 2 1": CURVES,
        "entries 3": ENTRIES,
    }
    asked = [Asked(VOTE, REVEALED, 2, right=1), Asked(DRAWN, REVEALED), Asked(CHALLENGE, REVEALED)]
    found = made(asked, sheets)
    votes = found["votes"]
    assert votes[0] == ["Question number", "Page", "Question", "Round", "Answer", "Chosen by", "True"]
    assert [row[:2] + row[3:] for row in votes[1:]] == [
        ["1", "Zero or random", "1", "Nothing", "1", "0"],
        ["1", "Zero or random", "1", "Only a bias", "1", "1"],
        ["1", "Zero or random", "1", "Its weights", "0", "0"],
        ["1", "Zero or random", "2", "Nothing", "0", "0"],
        ["1", "Zero or random", "2", "Only a bias", "2", "1"],
        ["1", "Zero or random", "2", "Its weights", "0", "0"],
    ]
    assert [row[4:6] for row in found["curves"][1:]] == [
        ["1", "0"],
        ["1", "501"],
        ["2", "0"],
        ["2", "90"],
        ["2", "501"],
    ]
    assert [row[3:] for row in found["contest"][1:]] == [
        ["1", "9.0", "9 weights and biases", "?n_h=2"],
        ["2", "13.0", "13 weights and biases", "?n_h=3"],
    ]
    assert made(asked, sheets, LANGUAGES["zh"])["votes"][1][1] == "零还是随机"


def test_what_is_still_secret_is_in_none():
    sheets = {"answers 1 1": {"a": "0"}, "answers 1 2": {"a": "2"}, "answers 2 1": CURVES, "entries 3": ENTRIES}
    found = made([Asked(VOTE, OPEN, 2), Asked(DRAWN, CLOSED), Asked(CHALLENGE, CLOSED)], sheets)
    assert found.keys() == {"votes"}
    assert {row[3] for row in found["votes"][1:]} == {"1"}  # the first vote was revealed before the second began


def test_what_a_run_has_not_decided_has_no_mark():
    found = made([Asked(VOTE, REVEALED)], {"answers 1 1": {}})
    assert {row[6] for row in found["votes"][1:]} == {""}


def test_no_text_is_a_formula():
    own = Question.of(
        {"page": "", "settings": "", "kind": CLAIMS, "text": '=1+1,"x"', "claims": ["@SUM(A1)", "-2", "+a", "−1, so"]}
    )
    rows = made([Asked(own, REVEALED)], {"answers 1 1": {}})["votes"][1:]
    assert {row[2] for row in rows} == {'\'=1+1,"x"'}
    assert [row[4] for row in rows] == ["'@SUM(A1)", "-2", "'+a", "−1, so"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "text",
    ["＝1+1", "＋a", "－a", "＠SUM(A1)", "a;=1+1", "a; ＝1+1", 'a;"=1+1', 'so";@SUM(A1)', " =1+1", "=a;+b", "a - b"],
)
def test_no_cell_is_a_formula_whatever_a_spreadsheet_separates_cells_by(separator, text):
    own = Question.of({"page": "", "settings": "", "kind": CLAIMS, "text": text, "claims": [text, "b"]})
    table = tables(Room("KWXRT", "hash", (Asked(own, REVEALED),)), {"answers 1 1": {}}, ENGLISH)["votes"]
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        cells = [cell for row in csv.reader(StringIO(table), delimiter=separator, quoting=quoting) for cell in row]
        assert any("a - b" in cell for cell in cells) == (text == "a - b")
        assert not [cell for cell in cells if cell.strip(' "')[:1] in tuple("=+-@＝＋－＠")]
