"""Panels: where things are and what is said there agree, whatever a page is made of."""

import itertools
import json
from dataclasses import replace

from playground.charts import Panel, Row, Table
from playground.charts.panel import layout, values
from tests.looped import looped

NUMBERS = {"Iteration": "1,000", "Cost": "0.2881"}
TABLE = Table(("unit", "b1"), [Row(["1", "0.5"], 0), Row(["2", "0.5"], 0), Row(["3", "−1"])])
PANELS = [
    Panel(charts={"boundary": "boundary"}),
    Panel(title="Caption", caption="90.5 %"),
    Panel(title="Sentence", sentence="It learns."),
    Panel(title="Sentence of before", sentence="It learned.", kept=True, caption="0"),
    Panel(title="Nothing to say", sentence="", caption=""),
    Panel(title="Numbers", numbers={"Gradient": "0.1", "Distinct": "4 of 4"}),
    Panel(title="Table", table=TABLE),
    Panel(title="Table that stays", table=Table(("layer", "units"), None), below=True),
    Panel(
        title="Everything",
        charts={"cost": "cost", "units-left": "units"},
        caption="a caption",
        numbers={"Cost": "0.7"},
        sentence="a sentence",
        table=TABLE,
        diagram=True,
        wide=True,
        below=True,
        help={"Cost": "What is to be as low as possible."},
    ),
]
PAGES = {
    f"{len(numbers)} numbers, {' + '.join(panel.title for panel in panels)}": (numbers, panels)
    for numbers in ({}, NUMBERS)
    for panels in ([], *([panel] for panel in PANELS), *itertools.combinations(PANELS, 2), PANELS, PANELS[::-1])
}
every_page = looped(("numbers", "panels"), PAGES)


def places(where):
    """What each text of a page is, in the order in which the page makes room for them (``screen.js``)."""
    found = [("number", label) for label in where["numbers"]]
    for number, panel in enumerate(where["panels"]):
        found += [(part, number) for part in ("caption", "sentence") if panel[part]]
        found += [(number, label) for label in panel["numbers"]]
    return found


@every_page
def test_every_text_has_its_place(numbers, panels):
    where, said = places(layout(numbers, panels)), values(numbers, panels)
    assert len(said.texts) == len(where)
    for (part, which), text in zip(where, said.texts, strict=True):
        if part == "number":
            assert text == numbers[which]
        elif part in ("caption", "sentence"):
            kept = panels[which].kept and part == "sentence"
            assert text == (None if kept else getattr(panels[which], part))
        else:
            assert text == panels[part].numbers[which]
    headed = [panel["table"] for panel in layout(numbers, panels)["panels"] if panel["table"]]
    for headings, rows in zip(headed, said.tables, strict=True):
        assert all(len(cells) == len(headings) for _, cells in rows or [])
    assert json.loads(json.dumps(layout(numbers, panels), allow_nan=False)) == layout(numbers, panels)
    json.dumps(said, allow_nan=False)


def test_rows_have_their_marks_and_those_that_stay_are_none():
    tables = (TABLE, None, Table(("layer",), None), Table(("x",), []))
    said = values({}, [Panel(table=table) for table in tables])
    assert said.tables == [[(0, ["1", "0.5"]), (0, ["2", "0.5"]), (-1, ["3", "−1"])], None, []]


def test_what_is_said_changes_nothing_about_where_it_is():
    assert values({}, [Panel(caption="", sentence=""), Panel()]).texts == ["", ""]
    later = [
        replace(
            panel,
            caption=None if panel.caption is None else "another",
            numbers=dict.fromkeys(panel.numbers, "another"),
            sentence=None if panel.sentence is None else "",
            table=panel.table and Table(panel.table.headings, None),
        )
        for panel in PANELS
    ]
    others = dict.fromkeys(NUMBERS, "another")
    assert layout(others, later) == layout(NUMBERS, PANELS)
    assert values(others, later) != values(NUMBERS, PANELS)


def test_the_layout_has_all_that_stays():
    *_, last = layout(NUMBERS, PANELS)["panels"]
    assert last == {
        "title": "Everything",
        "charts": ["cost", "units-left"],
        "called": ["cost", "units"],
        "caption": True,
        "numbers": ["Cost"],
        "sentence": True,
        "table": ["unit", "b1"],
        "diagram": True,
        "wide": True,
        "below": True,
        "help": {"Cost": "What is to be as low as possible."},
    }
    plain, *_ = layout(NUMBERS, PANELS)["panels"]
    assert not any(plain[part] for part in plain if part not in ("charts", "called"))
