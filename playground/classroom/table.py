"""What came out in a room, as tables in CSV: how often each claim was chosen, all curves, and the ranking."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from playground.data.points import is_number
from playground.export.numbers import table_csv
from playground.language import Language, _, rendered
from playground.lessons.drawn.curve import unpack
from playground.pages.contents import WITH_RUNS

from .answers import answers_sheet, entries_sheet
from .entries import entries_on, ranking
from .question import CLAIMS, CONTEST, asked, challenge_of
from .room import REVEALED, Asked, Room
from .views import counts

Sheets = Mapping[str, Mapping[str, str]]
NUMBER, PAGE, QUESTION, VOTE = _("Question number"), _("Page"), _("Question"), _("Round")
CLAIM, CHOSEN, TRUE = _("Answer"), _("Chosen by"), _("True")
CURVE, ITERATION, COST = _("Curve"), _("Iteration"), _("Cost")
FORMULA = re.compile(r"((?:^|[;\t\r\n])[\"\s]*)(?=[=+\-@＝＋－＠])")
"""Where a formula begins, in half or full width."""
RANK, SCORE, UNIT, LINK = _("Rank"), _("Score"), _("Score in words"), _("Link")


def tables(room: Room, sheets: Sheets, language: Language) -> dict[str, str]:
    """The tables, by what they are about; those without a row are left out.

    Only what the room has revealed is in them: every vote of a question but one that is still secret.
    """
    votes: list[Sequence[Any]] = []
    curves: list[Sequence[Any]] = []
    contest: list[Sequence[Any]] = []
    for number, each in enumerate(room.asked, 1):
        text, claims = asked(each.question, language)
        head = number, rendered(WITH_RUNS[each.question.page].title, language), text
        if each.question.kind == CONTEST:
            contest += [(*head, *row) for row in _ranked(each, sheets[entries_sheet(number)], language)]
            continue
        for vote in range(1, each.round + (each.phase == REVEALED)):
            answers = sheets[answers_sheet(number, vote)]
            if each.question.kind == CLAIMS:
                chosen = counts(answers, len(claims))
                marks = ["" if each.right is None else int(place == each.right) for place in range(len(claims))]
                votes += [(*head, vote, *row) for row in zip(claims, chosen, marks, strict=True)]
            else:
                curves += [
                    (*head, vote, place, int(at), cost)
                    for place, (_device, letters) in enumerate(sorted(answers.items()), 1)
                    for at, cost in zip(*unpack(letters), strict=True)
                ]
    made = {
        "votes": _csv((NUMBER, PAGE, QUESTION, VOTE, CLAIM, CHOSEN, TRUE), votes, language),
        "curves": _csv((NUMBER, PAGE, QUESTION, VOTE, CURVE, ITERATION, COST), curves, language),
        "contest": _csv((NUMBER, PAGE, QUESTION, RANK, SCORE, UNIT, LINK), contest, language),
    }
    return {name: text for name, text in made.items() if text}


def _ranked(each: Asked, lines: Mapping[str, str], language: Language) -> list[Sequence[Any]]:
    challenge = challenge_of(each.question)
    if not challenge or each.phase != REVEALED:
        return []
    return [
        (rank, entry.score, rendered(challenge.worded(entry.score), language), entry.link)
        for rank, entry in ranking(entries_on(lines), challenge.least)
        if entry.score is not None
    ]


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
