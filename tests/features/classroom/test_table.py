"""What the lecturer saves: counts and curves, of all rounds that are over."""

import csv
from io import StringIO
from itertools import product

from playground.features.classroom.questions.kinds import CLAIMS, question_of
from playground.features.classroom.questions.question import OPEN, REVEALED, Asked
from playground.features.classroom.rooms.room import Room
from playground.features.classroom.rooms.table import tables
from playground.language import ENGLISH, LANGUAGES
from playground.lessons.drawn.curve import pack
from tests.features.classroom.conftest import DRAWN, VOTE
from tests.looped import looped

CURVES = {"a": pack([[0, 0.7], [501, 0.1]]), "b": pack([[0, 0.7], [90, 0.7], [501, 0.2]])}


def made(asked, sheets, language=ENGLISH):
    """The rows of each table, its headings first."""
    texts = tables(Room("KWXRT", "hash", tuple(asked)), sheets.__getitem__, language)
    return {name: list(csv.reader(StringIO(text))) for name, text in texts.items()}


def test_every_round_that_is_over_is_in_the_tables():
    first = {"a": "0", "b": "1", "c": "1"}
    sheets = {"answers 1 1": first, "answers 1 2": {"a": "1", "b": "1", "c": "1", "d": "2"}, "answers 2 1": CURVES}
    asked = [Asked(VOTE, REVEALED, 2, right=1), Asked(DRAWN, REVEALED)]
    found = made(asked, sheets)
    votes = found["votes"]
    assert votes[0][3:] == [
        "Round",
        "Answer",
        "Chosen by",
        "Share (%)",
        "Change since round 1 (percentage points)",
        "True",
        "Right in round 1: above 70 %",
    ]
    assert [row[:2] + row[3:] for row in votes[1:]] == [
        ["1", "Zero or random", "1", "Nothing", "1", "33.3", "", "0", "0"],
        ["1", "Zero or random", "1", "Only a bias", "2", "66.7", "", "1", "0"],
        ["1", "Zero or random", "1", "Its weights", "0", "0.0", "", "0", "0"],
        ["1", "Zero or random", "2", "Nothing", "0", "0.0", "-33.3", "0", "0"],
        ["1", "Zero or random", "2", "Only a bias", "3", "75.0", "8.3", "1", "0"],
        ["1", "Zero or random", "2", "Its weights", "1", "25.0", "25.0", "0", "0"],
    ]
    assert [" ".join(row[4:6]) for row in found["curves"][1:]] == ["1 0", "1 501", "2 0", "2 90", "2 501"]
    assert made(asked, sheets, LANGUAGES["zh"])["votes"][1][1] == "零还是随机"


def test_a_question_that_more_than_seventy_per_cent_had_right_at_first_is_marked():
    for right, mark in ((7, "0"), (8, "1")):  # of ten
        votes = made(
            [Asked(VOTE, REVEALED, right=1)], {"answers 1 1": {str(n): str(int(n < right)) for n in range(10)}}
        )["votes"]
        assert [row[9] for row in votes[1:]] == [mark] * 3


def test_what_is_still_being_answered_is_in_none():
    sheets = {"answers 1 1": {"a": "0"}, "answers 1 2": {"a": "2"}, "answers 2 1": CURVES}
    found = made([Asked(VOTE, OPEN, 2), Asked(DRAWN, OPEN)], sheets)
    assert found.keys() == {"votes"}
    assert {row[3] for row in found["votes"][1:]} == {"1"}  # the first vote is over


def in_own_table(text, *claims):
    """The table of a question of one's own that nobody has answered."""
    own = question_of({"page": "", "settings": "", "kind": CLAIMS, "text": text, "claims": [*claims]})
    return tables(Room("KWXRT", "hash", (Asked(own, REVEALED),)), {"answers 1 1": {}}.__getitem__, ENGLISH)["votes"]


def test_no_text_is_a_formula():
    rows = [*csv.reader(StringIO(in_own_table('=1+1,"x"', "@SUM(A1)", "-2", "+a", "−1, so")))][1:]
    assert {row[2] for row in rows} == {'\'=1+1,"x"'}
    assert [row[4] for row in rows] == ["'@SUM(A1)", "-2", "'+a", "−1, so"]
    assert {mark for row in rows for mark in row[6:]} == {""}  # what a run has not decided has no mark


@looped(
    "text",
    ["＝1+1", "＋a", "－a", "＠SUM(A1)", "a;=1+1", "a; ＝1+1", 'a;"=1+1', 'so";@SUM(A1)', " =1+1", "=a;+b", "a - b"],
)
def test_no_cell_is_a_formula_whatever_a_spreadsheet_separates_cells_by(text):
    table = in_own_table(text, text, "b")
    for separator, quoting in product(",;\t", (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)):
        cells = [cell for row in csv.reader(StringIO(table), delimiter=separator, quoting=quoting) for cell in row]
        assert any("a - b" in cell for cell in cells) == (text == "a - b")
        assert not [cell for cell in cells if cell.strip(' "')[:1] in tuple("=+-@＝＋－＠")], separator
