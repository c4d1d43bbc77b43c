"""What came out in a room, as tables in CSV, one for each kind of question."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playground.data.points import is_number
from playground.export.numbers import table_csv
from playground.features.classroom.questions.kinds import KINDS, asked, kind_of
from playground.language import Language, _, rendered
from playground.pages.contents import WITH_RUNS

from .room import Room

Sheet = Callable[[str], Mapping[str, str]]
NUMBER, PAGE, QUESTION = _("Question number"), _("Page"), _("Question")
FORMULA = re.compile(r"((?:^|[;\t\r\n])[\"\s]*)(?=[=+\-@＝＋－＠])")
"""Where a formula begins, in half or full width."""


def tables(room: Room, sheet: Sheet, language: Language) -> dict[str, str]:
    """The tables, by the names of the kinds' files; those without a row are left out.

    No round in which the class still answers is in them. ``sheet`` reads a sheet of the room.
    """
    rows: dict[str, list[Sequence[Any]]] = {name: [] for name in KINDS}
    for number, each in enumerate(room.asked, 1):
        kind = kind_of(each.question)
        text, claims = asked(each.question, language)
        head = number, rendered(WITH_RUNS[each.question.page].title, language), text
        sheets = [sheet(name) for name in kind.sheets(number, each.round)]
        rows[kind.name] += [(*head, *row) for row in kind.rows(each, claims, sheets, language)]
    made = {
        kind.file: _csv((NUMBER, PAGE, QUESTION, *kind.headings), rows[name], language) for name, kind in KINDS.items()
    }
    return {name: text for name, text in made.items() if text}


def _csv(headings: Sequence[str], rows: Sequence[Sequence[Any]], language: Language) -> str:
    if not rows:
        return ""
    columns = zip(*rows, strict=True)
    return table_csv(
        {rendered(name, language): [*map(_cell, column)] for name, column in zip(headings, columns, strict=True)}
    )


def _cell(value: Any) -> Any:
    """A value as a spreadsheet shows it: text that begins as a formula does would be evaluated.

    So would what follows a semicolon, a tab or a line break where a spreadsheet begins a cell there despite quotes.
    """
    if not isinstance(value, str) or is_number(value):
        return value
    return FORMULA.sub(r"\1'", value)
